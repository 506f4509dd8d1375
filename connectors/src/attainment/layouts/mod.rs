//! The layouts: one per dataset, and how they are told apart.
//!
//! One more dataset is a file with its columns, a [`Layout`] here and in [`LAYOUTS`], and a row
//! in [`crate::CONNECTORS`].

pub mod absence;
mod common;
pub mod eyfsp;
pub mod ks1;
pub mod ks2;
pub mod ks4;
pub mod mtc;
pub mod phonics;
pub mod suspension;

use cohort_catalog::TableDef;

use super::record::Cells;
use super::rules::{self, Rule};
use crate::layout::Field;

/// One dataset: its columns, by what a file of it is known, and what is checked.
#[derive(Debug)]
pub struct Layout {
    /// Name of the dataset.
    pub dataset: &'static str,
    /// Its full name.
    pub title: &'static str,
    /// Its table, the only one.
    pub tables: &'static [&'static TableDef],
    /// The table's full name.
    pub table: &'static str,
    /// The columns of the table behind `row_no`, and their headings.
    pub fields: &'static [Field],
    /// What its headings may begin with, such as `KS2_`; empty for none.
    pub prefix: &'static str,
    /// Of each group the file needs a column. The pupil and the year are needed by all.
    pub needed: &'static [Needed],
    /// Columns of results: a file is of the layout that has most of its headings among these.
    pub marks: &'static [&'static str],
    /// Fewest such headings that make a file one of the dataset; one with the dataset's prefix
    /// counts as two.
    pub least: usize,
    /// Columns that, with the pupil, are the same in no two rows.
    pub key: &'static [&'static str],
    /// Whether a row may hold several events in repeated blocks (`NAME_[n]`), to be numbered.
    pub events: bool,
    /// Into which parts it may be divided, each in a file of its own.
    pub parts: Parts,
    /// What is checked in each row, beside [`rules::COMMON`].
    pub rules: &'static [Rule],
    /// Fills in or takes out values after the checks.
    pub mend: Option<fn(&mut Cells<'_>, i16)>,
}

/// How the results of a school may be divided into several files, which then stand beside each
/// other instead of one taking the other's place.
#[derive(Debug, Clone, Copy)]
pub enum Parts {
    /// Not at all.
    One,
    /// By rows: a file is of the parts that the first of these columns with a value names.
    Rows(&'static [&'static str], fn(&str) -> Option<&'static str>),
    /// By columns: a file is of each part of which a row has a value.
    Columns(&'static [(&'static str, &'static [&'static str])]),
}

/// Alternatives, each a set of columns: a file needs all columns of one of them.
pub type Needed = &'static [&'static [&'static str]];

const PUPIL: Needed = &[&["upn"], &["pupil_ref"]];
/// A results-day file knows its pupils by unique learner number.
const PUPIL_OR_LEARNER: Needed = &[&["upn"], &["pupil_ref"], &["uln"]];
const SCHOOL: Needed = &[&["la_estab"], &["school_la_code", "estab"]];
const SCHOOL_OR_SETTING: Needed = &[&["la_estab"], &["school_la_code", "estab"], &["urn"]];

/// Early years foundation stage profile.
pub static EYFSP: Layout = Layout {
    dataset: "eyfsp",
    title: "Early years foundation stage profile results",
    tables: &[&eyfsp::TABLE],
    table: "attainment.eyfsp",
    fields: &eyfsp::FIELDS,
    prefix: "FSP_",
    needed: &[PUPIL, SCHOOL_OR_SETTING],
    #[rustfmt::skip]
    marks: &[
        "e01", "e02", "e03", "e04", "e05", "e06", "e07", "e08", "e09", "e10", "e11", "e12", "e13",
        "e14", "e15", "e16", "e17", "g01", "g02", "g03", "g04", "g05", "g06", "g07", "g08", "g09",
        "g10", "g11", "g12", "g13", "g14", "g15", "g16", "g17", "gld_supplied",
    ],
    least: 2,
    key: &["acad_year", "la_estab", "urn"],
    events: false,
    parts: Parts::One,
    rules: rules::early::EYFSP,
    mend: None,
};

/// Phonics screening check.
pub static PHONICS: Layout = Layout {
    dataset: "phonics",
    title: "Phonics screening check results",
    tables: &[&phonics::TABLE],
    table: "attainment.phonics",
    fields: &phonics::FIELDS,
    prefix: "PHONICS_",
    needed: &[PUPIL, &[&["nc_year_actual"]]],
    marks: &[
        "phonics_mark",
        "phonics_outcome",
        "phonics_mark_aut",
        "phonics_outcome_aut",
        "prior_outcome",
        "prior_mark",
        "threshold_mark",
    ],
    least: 2,
    key: &["acad_year", "nc_year_actual"],
    events: false,
    parts: Parts::Rows(&["nc_year_actual"], rules::early::phonics_part),
    rules: rules::early::PHONICS,
    mend: Some(rules::early::fill_threshold),
};

/// Key stage 1. The levels of before 2016 are no marks: READING is a heading of anyone's list.
pub static KS1: Layout = Layout {
    dataset: "ks1",
    title: "Key stage 1 results",
    tables: &[&ks1::TABLE],
    table: "attainment.ks1",
    fields: &ks1::FIELDS,
    prefix: "KS1_",
    needed: &[PUPIL],
    marks: &[
        "read_outcome",
        "writ_outcome",
        "mat_outcome",
        "sci_outcome",
        "disc_read",
        "disc_writ",
        "disc_mat",
        "disc_sci",
        "ks1_aps",
    ],
    least: 2,
    key: &["acad_year"],
    events: false,
    parts: Parts::Columns(&[
        ("reading", &["read_outcome", "read_level"]),
        ("writing", &["writ_outcome", "writ_level"]),
        ("maths", &["mat_outcome", "mat_level"]),
        ("science", &["sci_outcome", "sci_level"]),
    ]),
    rules: rules::early::KS1,
    mend: None,
};

/// Multiplication tables check.
pub static MTC: Layout = Layout {
    dataset: "mtc",
    title: "Multiplication tables check results",
    tables: &[&mtc::TABLE],
    table: "attainment.mtc",
    fields: &mtc::FIELDS,
    prefix: "MTC_",
    needed: &[PUPIL],
    marks: &[
        "form_mark",
        "pupil_status",
        "reason_not_taking",
        "access_arrangements",
        "restart_count",
    ],
    least: 2,
    key: &["acad_year"],
    events: false,
    parts: Parts::One,
    rules: rules::early::MTC,
    mend: None,
};

/// Key stage 2.
pub static KS2: Layout = Layout {
    dataset: "ks2",
    title: "Key stage 2 results",
    tables: &[&ks2::TABLE],
    table: "attainment.ks2",
    fields: &ks2::FIELDS,
    prefix: "KS2_",
    needed: &[PUPIL],
    #[rustfmt::skip]
    marks: &[
        "read_outcome", "read_score", "mat_outcome", "mat_score", "gps_outcome", "gps_score",
        "writ_ta_outcome", "sci_ta_outcome", "read_ta_outcome", "mat_ta_outcome", "elig_read",
        "elig_writ_ta", "elig_mat", "elig_gps", "elig_sci_ta", "elig_rwm", "read_exp", "read_high",
        "mat_exp", "mat_high", "gps_exp", "gps_high", "writ_exp", "writ_depth", "sci_exp",
        "rwm_exp", "rwm_high", "in_read_prog", "in_writ_prog", "in_mat_prog", "read_prog",
        "writ_prog", "mat_prog",
    ],
    least: 2,
    key: &["acad_year"],
    events: false,
    parts: Parts::Columns(&[
        (
            "tests",
            &[
                "read_outcome",
                "read_score",
                "mat_outcome",
                "mat_score",
                "gps_outcome",
                "gps_score",
            ],
        ),
        (
            "teacher assessment",
            &[
                "writ_ta_outcome",
                "sci_ta_outcome",
                "read_ta_outcome",
                "mat_ta_outcome",
            ],
        ),
    ]),
    rules: rules::ks2::RULES,
    mend: None,
};

/// Key stage 4.
pub static KS4: Layout = Layout {
    dataset: "ks4",
    title: "Key stage 4 results",
    tables: &[&ks4::TABLE],
    table: "attainment.ks4",
    fields: &ks4::FIELDS,
    prefix: "KS4_",
    needed: &[PUPIL_OR_LEARNER],
    #[rustfmt::skip]
    marks: &[
        "ks2_prior", "ks2_prior_group", "prior_band", "entries", "any_pass", "att8", "att8_eng",
        "att8_mat", "att8_ebacc", "att8_open", "ebacc_slots_filled", "open_slots_filled",
        "att8_pred", "in_p8", "p8", "p8_unadjusted", "p8_adjusted_flag", "p8_eng", "p8_mat",
        "p8_ebacc", "p8_open", "basics_94", "basics_95", "ebacc_entered", "ebacc_94", "ebacc_95",
        "ebacc_aps", "ebacc_eng_94", "ebacc_eng_95", "ebacc_mat_94", "ebacc_mat_95",
        "ebacc_sci_entered", "ebacc_sci_94", "ebacc_hum_entered", "ebacc_hum_94",
        "ebacc_lan_entered", "ebacc_lan_94",
    ],
    least: 2,
    key: &["acad_year"],
    events: false,
    parts: Parts::One,
    rules: rules::ks4::RULES,
    mend: Some(rules::ks4::take_out_progress_8),
};

/// Absence over a year.
pub static ABSENCE: Layout = Layout {
    dataset: "absence",
    title: "Absence by pupil and school",
    tables: &[&absence::TABLE],
    table: "attendance.absence",
    fields: &absence::FIELDS,
    prefix: "",
    needed: &[PUPIL, SCHOOL, &[&["enrol_status"]]],
    #[rustfmt::skip]
    marks: &[
        "possible_aut", "possible_spr", "possible_sum", "possible_sum6", "authorised_aut",
        "authorised_spr", "authorised_sum", "authorised_sum6", "unauthorised_aut",
        "unauthorised_spr", "unauthorised_sum", "unauthorised_sum6",
    ],
    least: 2,
    key: &["acad_year", "la_estab", "enrol_status"],
    events: false,
    parts: Parts::Columns(&[
        ("autumn", &["possible_aut"]),
        ("spring", &["possible_spr"]),
        ("summer", &["possible_sum"]),
        ("second half of summer", &["possible_sum6"]),
    ]),
    rules: rules::attendance::ABSENCE,
    mend: None,
};

/// Suspensions and permanent exclusions.
pub static SUSPENSION: Layout = Layout {
    dataset: "suspension",
    title: "Suspensions and permanent exclusions",
    tables: &[&suspension::TABLE],
    table: "attendance.suspension",
    fields: &suspension::FIELDS,
    prefix: "",
    needed: &[PUPIL, SCHOOL, &[&["start_date"]], &[&["category"]]],
    marks: &[
        "category",
        "reason_1",
        "reason_2",
        "reason_3",
        "start_date",
        "sessions",
        "reporting_year",
        "reporting_term",
        "upheld",
        "perm_duplicate",
        "pupil_susp_total",
        "pupil_susp_sessions",
        "pupil_perm_flag",
        "pupil_perm_count",
    ],
    // Start, reason and sessions are headings of many a list.
    least: 3,
    key: &["acad_year", "la_estab", "start_date", "category"],
    events: true,
    parts: Parts::Rows(
        &["reporting_term", "term"],
        rules::attendance::suspension_part,
    ),
    rules: rules::attendance::SUSPENSION,
    mend: None,
};

/// Every layout.
pub static LAYOUTS: [&Layout; 8] = [
    &ABSENCE,
    &EYFSP,
    &KS1,
    &KS2,
    &KS4,
    &MTC,
    &PHONICS,
    &SUSPENSION,
];
