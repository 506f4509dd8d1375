//! Which results have a column in the tables of attainment.
//!
//! A result has no name: it is told by stage, subject, component, method and qualifier. The rows
//! here are those whose meaning the description of the format gives; components and methods of
//! phonics and tests are from writers' habits and to be checked. A result without a row goes to
//! `attainment.ctf_result`.
//!
//! Phonics of 2020 and 2021 have none: the summer checks were cancelled, and which year the
//! checks of these two autumns carry is not sure.

use crate::attainment::layouts::{EYFSP, KS1, KS2, Layout, MTC, PHONICS};

/// Where a kind of result goes.
pub(super) struct Mapping {
    stages: &'static [&'static str],
    subjects: &'static [&'static str],
    /// An empty one is a component that is not given.
    components: &'static [&'static str],
    /// Empty for any.
    methods: &'static [&'static str],
    qualifier: &'static str,
    years: (i16, i16),
    pub(super) layout: &'static Layout,
    target: Target,
}

#[derive(Clone, Copy)]
enum Target {
    /// The column named like the component.
    Component,
    /// A column of codes.
    Code(&'static str),
    /// A column of numbers, and one of codes for the letters that stand in place of a number.
    Number(&'static str, &'static str),
}

/// What tells a result from others; codes in capitals, empty where not given.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kind<'r> {
    pub(super) stage: &'r str,
    pub(super) subject: &'r str,
    pub(super) component: &'r str,
    pub(super) method: &'r str,
    pub(super) qualifier: &'r str,
    pub(super) year: i16,
}

const AREAS: &[&str] = &["COM", "PSE", "PHY", "LIT", "MAT", "UTW", "EXP"];
#[rustfmt::skip]
const GOALS: &[&str] = &[
    "E01", "E02", "E03", "E04", "E05", "E06", "E07", "E08", "E09", "E10", "E11", "E12", "E13",
    "E14", "E15", "E16", "E17",
];
#[rustfmt::skip]
const OLD_GOALS: &[&str] = &[
    "G01", "G02", "G03", "G04", "G05", "G06", "G07", "G08", "G09", "G10", "G11", "G12", "G13",
    "G14", "G15", "G16", "G17",
];
const STILL: i16 = i16::MAX;

const fn phonics(qualifier: &'static str, years: (i16, i16), target: Target) -> Mapping {
    Mapping {
        stages: &["KS1"],
        subjects: &["PHO"],
        components: &["PHO", ""],
        methods: &[],
        qualifier,
        years,
        layout: &PHONICS,
        target,
    }
}

const fn assessed(
    stages: &'static [&'static str],
    subjects: &'static [&'static str],
    components: &'static [&'static str],
    layout: &'static Layout,
    column: &'static str,
) -> Mapping {
    Mapping {
        stages,
        subjects,
        components,
        methods: &["TA"],
        qualifier: "NC",
        years: (2016, STILL),
        layout,
        target: Target::Code(column),
    }
}

const fn tested(
    subjects: &'static [&'static str],
    components: &'static [&'static str],
    score: &'static str,
    outcome: &'static str,
) -> Mapping {
    Mapping {
        stages: &["KS2"],
        subjects,
        components,
        methods: &["TT"],
        qualifier: "NB",
        years: (2016, STILL),
        layout: &KS2,
        target: Target::Number(score, outcome),
    }
}

const MARK: Target = Target::Number("phonics_mark", "phonics_outcome");
const OUTCOME: Target = Target::Code("phonics_outcome");

static MAPPINGS: &[Mapping] = &[
    Mapping {
        stages: &["EYF"],
        subjects: AREAS,
        components: GOALS,
        methods: &["FA"],
        qualifier: "FD",
        years: (2022, STILL),
        layout: &EYFSP,
        target: Target::Component,
    },
    Mapping {
        stages: &["EYF"],
        subjects: AREAS,
        components: OLD_GOALS,
        methods: &["FA"],
        qualifier: "FD",
        years: (2013, 2021),
        layout: &EYFSP,
        target: Target::Component,
    },
    phonics("NM", (2012, 2019), MARK),
    phonics("NM", (2022, STILL), MARK),
    phonics("NY", (2012, 2019), OUTCOME),
    phonics("NY", (2022, STILL), OUTCOME),
    assessed(&["KS1"], &["ENG"], &["REA"], &KS1, "read_outcome"),
    assessed(&["KS1"], &["ENG"], &["WRI"], &KS1, "writ_outcome"),
    assessed(&["KS1"], &["MAT"], &["MAT"], &KS1, "mat_outcome"),
    assessed(&["KS1"], &["SCI"], &["SCI"], &KS1, "sci_outcome"),
    assessed(&["KS2"], &["ENG"], &["REA"], &KS2, "read_ta_outcome"),
    assessed(&["KS2"], &["ENG"], &["WRI"], &KS2, "writ_ta_outcome"),
    assessed(&["KS2"], &["MAT"], &["MAT"], &KS2, "mat_ta_outcome"),
    assessed(&["KS2"], &["SCI"], &["SCI"], &KS2, "sci_ta_outcome"),
    tested(&["ENG"], &["REA"], "read_score", "read_outcome"),
    tested(&["ENG"], &["GPS"], "gps_score", "gps_outcome"),
    tested(&["MAT"], &["MAT"], "mat_score", "mat_outcome"),
    Mapping {
        stages: &["KS2", "Y04"],
        subjects: &["MAT"],
        components: &["MTC"],
        methods: &["TT"],
        qualifier: "NM",
        years: (2022, STILL),
        layout: &MTC,
        target: Target::Number("form_mark", "reason_not_taking"),
    },
];

impl Mapping {
    /// The column for this result: of two, the one that fits it.
    pub(super) fn column(&self, component: &str, result: &str) -> String {
        match self.target {
            Target::Component => component.to_ascii_lowercase(),
            Target::Code(column) => column.to_owned(),
            Target::Number(number, letters) => {
                let is_number = result.trim().starts_with(|c: char| c.is_ascii_digit());
                if is_number { number } else { letters }.to_owned()
            }
        }
    }
}

/// Where results of a kind go.
pub(super) fn find(kind: &Kind<'_>) -> Option<&'static Mapping> {
    MAPPINGS.iter().find(|mapping| {
        mapping.stages.contains(&kind.stage)
            && mapping.subjects.contains(&kind.subject)
            && mapping.components.contains(&kind.component)
            && (mapping.methods.is_empty() || mapping.methods.contains(&kind.method))
            && mapping.qualifier == kind.qualifier
            && (mapping.years.0..=mapping.years.1).contains(&kind.year)
    })
}
