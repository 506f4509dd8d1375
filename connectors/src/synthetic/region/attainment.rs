//! Pupil-level results in the standard layouts, one file per dataset, authority and year.
//!
//! Headings are the first name that the layouts list for each column. Results exist for the
//! years that had the assessment: none but key stage 4 in 2020 and 2021, key stage 1 until
//! 2023, no Progress 8 in 2020, 2021, 2025 and 2026. Pupils are those on roll on 10 May. The
//! estimates and prior attainment groups of Progress 8 are made up; their arithmetic holds.

use super::super::days::{Day, date_text, on};
use super::super::world::Citizen;
use super::super::world::calendar::age_at_start;
use super::super::world::career::Spell;
use super::super::world::results::{Ks2, THRESHOLD, Test};
use super::super::{Plan, SynthError};
use super::faults::{Fault, Planter, sheets};
use super::sheet::{SheetFile, SheetRow, put};
use super::truth::Return;
use super::{Outputs, Writer};

/// 202324 for 2023/24.
pub(super) fn academic(year: i16) -> String {
    format!("{}{:02}", year - 1, year % 100)
}

/// What every layout begins with.
pub(super) fn pupil(who: &Citizen, spell: &Spell, year: i16, day: Day, names: bool) -> SheetRow {
    let school = spell.school;
    let mut row = SheetRow::default();
    row.add("ACADYR", academic(year));
    row.add("UPN", who.upn_on(day).0.unwrap_or_default());
    if names {
        row.add("SURNAME", who.surname);
        row.add("FORENAME", who.forename);
    }
    row.add("DOB", date_text(who.person().birth));
    row.add(if year >= 2024 { "SEX" } else { "GENDER" }, who.sex());
    row.add("LA", school.la);
    row.add("ESTAB", format!("{:04}", school.estab()));
    row.add("LAESTAB", format!("{}{:04}", school.la, school.estab()));
    row.add("URN", school.urn());
    row.add("NFTYPE", school.type_of().2);
    row
}

/// A file of results or absence, and which faults are planted in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Results {
    /// Name of the dataset that reads it, and of its table.
    pub(super) dataset: &'static str,
    /// Name in the path.
    pub(super) name: &'static str,
    pub(super) planter: Planter,
}

impl Results {
    /// Appends a row to the file of that authority and year. `number` tells a person's rows of a
    /// year apart; one without a number gets no fault.
    pub(super) fn put(
        &self,
        out: &mut Outputs,
        place: (i16, i16),
        who: &Citizen,
        number: Option<u64>,
        row: SheetRow,
    ) -> Result<(), SynthError> {
        let ((la, year), upper) = (place, self.name);
        let (before, end) = (year - 1, year % 100);
        let name = format!("{upper}/{la}_{upper}_{before}-{end:02}.csv");
        let of = Return {
            dataset: self.dataset,
            la_code: la,
            year,
            part: String::new(),
        };
        let file = SheetFile {
            name: &name,
            of: &of,
            table: self.dataset,
            local_id: "",
        };
        let planter = number.map(|_| &self.planter);
        put(
            out,
            file,
            planter,
            who,
            number.unwrap_or_default(),
            (row, 1),
        )
    }
}

/// An assessment that has a file of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Assessment {
    Eyfsp,
    Phonics,
    Ks1,
    Mtc,
    Ks2,
    Ks4,
}

impl Assessment {
    /// Dataset, name in the path, and faults.
    fn file(self) -> (&'static str, &'static str, &'static [Fault]) {
        match self {
            Self::Eyfsp => ("eyfsp", "EYFSP", sheets::EYFSP),
            Self::Phonics => ("phonics", "PHONICS", sheets::PHONICS),
            Self::Ks1 => ("ks1", "KS1", sheets::KS1),
            Self::Mtc => ("mtc", "MTC", sheets::MTC),
            Self::Ks2 => ("ks2", "KS2", sheets::KS2),
            Self::Ks4 => ("ks4", "KS4", sheets::KS4),
        }
    }

    /// Whether pupils of curriculum year `nc` were assessed in the summer of `year`.
    pub(super) fn is_taken(self, nc: i32, year: i16) -> bool {
        let due = match self {
            Self::Eyfsp => nc == 0,
            Self::Phonics => nc == 1 || nc == 2,
            Self::Ks1 => nc == 2 && year <= 2023,
            Self::Mtc => nc == 4,
            Self::Ks2 => nc == 6,
            Self::Ks4 => nc == 11,
        };
        due && (year >= 2022 || self == Self::Ks4)
    }
}

/// Whether a pupil takes the phonics check: all in year 1, in year 2 who did not meet it.
pub(super) fn takes_phonics(who: &Citizen, year: i16) -> bool {
    let first = who.nc_year(year) == 1;
    // In 2022 the year 1 check of 2021 had not been held.
    first || (year > 2022 && who.phonics(year - 1, false).outcome != "Wa")
}

pub(super) struct Attainment {
    years: Vec<i16>,
    authorities: Vec<i16>,
    wanted: Vec<(Assessment, Results)>,
}

impl Attainment {
    pub(super) fn new(plan: &Plan, wanted: Vec<Assessment>) -> Self {
        let file = |assessment: Assessment| {
            let (dataset, name, faults) = assessment.file();
            let planter = Planter::new(plan, assessment as u64, faults);
            let results = Results {
                dataset,
                name,
                planter,
            };
            (assessment, results)
        };
        Self {
            years: plan.years.clone().collect(),
            authorities: plan.authorities.clone(),
            wanted: wanted.into_iter().map(file).collect(),
        }
    }
}

/// The day on which a pupil's school has the results.
pub(super) fn results_day(year: i16) -> Day {
    on(i32::from(year), 5, 10)
}

impl Writer for Attainment {
    fn person(&mut self, who: &Citizen, out: &mut Outputs) -> Result<(), SynthError> {
        for year in &self.years {
            let day = results_day(*year);
            let Some(spell) = who.spell_on(day) else {
                continue;
            };
            if !self.authorities.contains(&spell.school.la) {
                continue;
            }
            for (assessment, results) in &self.wanted {
                if !assessment.is_taken(who.nc_year(*year), *year) {
                    continue;
                }
                let names = *assessment != Assessment::Ks4;
                let mut row = Row {
                    who,
                    spell,
                    year: *year,
                    row: pupil(who, spell, *year, day, names),
                };
                if row.fill(*assessment) {
                    row.row.add("VERSION", "F");
                    results.put(out, (spell.school.la, *year), who, Some(0), row.row)?;
                }
            }
        }
        Ok(())
    }
}

struct Row<'a> {
    who: &'a Citizen<'a>,
    spell: &'a Spell,
    year: i16,
    row: SheetRow,
}

impl Row<'_> {
    /// Thousandths as a decimal with three places.
    fn thousandths(&mut self, heading: &str, value: Option<i32>) {
        self.row.add(heading, value.map_or(String::new(), decimal));
    }

    fn fill(&mut self, assessment: Assessment) -> bool {
        let (who, year) = (self.who, self.year);
        let age = age_at_start(who.person().birth, year);
        match assessment {
            Assessment::Eyfsp => {
                let profile = who.profile(year);
                let entered = super::super::days::civil(self.spell.entry).1;
                self.row.add("MTH_ENTRY", entered);
                self.row.add("AGE", age);
                self.row.flag("NPDPUB", true);
                for (place, goal) in profile.goals.iter().enumerate() {
                    let area = GOALS[place];
                    self.row.add(&format!("{area}_E{:02}", place + 1), goal);
                }
                self.row.flag("GLD", profile.good());
            }
            Assessment::Phonics => {
                if !takes_phonics(who, year) {
                    return false;
                }
                let second = who.nc_year(year) == 2;
                let check = who.phonics(year, second);
                let prior = (second && year > 2022).then(|| who.phonics(year - 1, false));
                self.row.add("AGE_START", age);
                self.row.add("NCYEARACTUAL", who.nc_year(year));
                self.row.number("PHONICS_MARK", check.mark);
                self.row.add("PHONICS_OUTCOME", check.outcome);
                self.row.add("THRESHOLD", THRESHOLD);
                self.row
                    .add("Y1_OUTCOME", prior.map_or("", |prior| prior.outcome));
                self.row
                    .number("Y1_MARK", prior.and_then(|prior| prior.mark));
            }
            Assessment::Ks1 => {
                let outcomes = who.ks1(year);
                self.row.add("NCYEARACTUAL", 2);
                self.row.add("AGE_START", age);
                let headings = [
                    "READ_OUTCOME",
                    "WRIT_OUTCOME",
                    "MATH_OUTCOME",
                    "SCI_OUTCOME",
                ];
                for (heading, outcome) in headings.into_iter().zip(outcomes) {
                    self.row.add(heading, outcome);
                }
                self.row.flag("NPDPUB", true);
            }
            Assessment::Mtc => {
                let check = who.tables_check(year);
                self.row.add("NCYEARACTUAL", 4);
                self.row.number("FORMMARK", check.ok());
                self.row.add(
                    "PUPILSTATUS",
                    if check.is_ok() {
                        "Complete"
                    } else {
                        "Not taking the check"
                    },
                );
                self.row
                    .add("REASONNOTTAKINGCHECK", check.err().unwrap_or(""));
            }
            Assessment::Ks2 => {
                self.ks2(&who.ks2(year));
            }
            Assessment::Ks4 => {
                self.ks4();
            }
        }
        true
    }

    fn ks2(&mut self, ks2: &Ks2) {
        self.row.add("YEARGRP", 6);
        for heading in ["ENDKS", "SCHRES", "LARES", "NATRES", "NATMTDRES"] {
            self.row.flag(heading, true);
        }
        let mut test = |name: &str, test: &Test| {
            self.row.add(&format!("{name}OUTCOME"), test.outcome);
            self.row.number(&format!("{name}SCORE"), test.score);
        };
        test("READ", &ks2.reading);
        test("MAT", &ks2.mathematics);
        test("GPS", &ks2.grammar);
        self.row.add("WRITTAOUTCOME", ks2.writing);
        self.row.add("SCITAOUTCOME", ks2.science);
        for heading in [
            "ELIGREAD",
            "ELIGWRITTA",
            "ELIGMAT",
            "ELIGGPS",
            "ELIGSCITA",
            "ELIGRWM",
        ] {
            self.row.flag(heading, true);
        }
        let written = matches!(ks2.writing, "EXS" | "GDS");
        let (read, mat, gps) = (&ks2.reading, &ks2.mathematics, &ks2.grammar);
        self.row.flag("READEXP", read.reached(100));
        self.row.flag("READHIGH", read.reached(110));
        self.row.flag("MATEXP", mat.reached(100));
        self.row.flag("MATHIGH", mat.reached(110));
        self.row.flag("GPSEXP", gps.reached(100));
        self.row.flag("GPSHIGH", gps.reached(110));
        self.row.flag("WRITTAEXP", written);
        self.row.flag("WRITTADEPTH", ks2.writing == "GDS");
        self.row.flag("SCITAEXP", ks2.science == "EXS");
        self.row
            .flag("RWMEXP", read.reached(100) && mat.reached(100) && written);
        let high = read.reached(110) && mat.reached(110) && ks2.writing == "GDS";
        self.row.flag("RWMHIGH", high);
        self.burdens("FSM6CLA1A", "SENTYPE");
    }

    fn burdens(&mut self, disadvantaged: &str, sen: &str) {
        let (who, day) = (self.who, results_day(self.year));
        let poor = who.had_meals(day) || who.is_looked_after(day) || who.after_care(day) != "N";
        self.row.flag(disadvantaged, poor);
        self.row.add(sen, who.sen.provision(day));
    }

    fn ks4(&mut self) {
        let (who, year) = (self.who, self.year);
        let ks4 = who.ks4(year);
        self.row
            .add("ULN", who.uln_on(results_day(year)).unwrap_or_default());
        self.row.add("ACTYRGRP", 11);
        self.row.flag("ENDKS", true);
        self.row.add("NORFLAGE", 0);
        for heading in ["SCHRES", "LARES", "NATRES"] {
            self.row.flag(heading, true);
        }
        // The tests of five years before; 2020 and 2021 had none.
        let tested = !matches!(year - 5, 2020 | 2021);
        let prior = if tested {
            who.ks2(year - 5).prior()
        } else {
            None
        };
        let halves = |halves: i32| format!("{}.{}", halves / 2, halves % 2 * 5);
        self.row.add("KS2EMSS", prior.map_or(String::new(), halves));
        let group = prior.map(prior_group);
        let measured = group.filter(|_| !matches!(year, 2020 | 2021 | 2025 | 2026));
        self.row.number(
            "KS2EMSS_GRP",
            group.filter(|_| (2022..=2024).contains(&year)),
        );
        self.row.add("ENTRIES", ks4.entries);
        self.row.flag("ANYPASS_PTQ_EE", ks4.attainment8() > 0);
        let (ebacc, open) = (ks4.ebacc.iter().sum::<i32>(), ks4.open.iter().sum::<i32>());
        self.row.add("ATT8", ks4.attainment8());
        self.row.add("SLOT1ENG", ks4.english);
        self.row.add("SLOT2MAT", ks4.mathematics);
        self.row.add("EBACSCR", ebacc);
        self.row.add("OPENSCR", open);
        let filled = if ks4.entries > 0 { 3 } else { 0 };
        self.row.add("EBACFILL", filled);
        self.row.add("OPENFILL", filled);
        // Estimates in hundredths: slots of English, mathematics, EBacc and open subjects.
        let estimates = measured.map(|group| [2, 2, 3, 3].map(|share| share * (140 + group * 20)));
        let total = estimates.map(|parts| parts.iter().sum::<i32>());
        self.row.add(
            "ATT8_PRED",
            total.map_or(String::new(), |total| {
                format!("{}.{:02}", total / 100, total % 100)
            }),
        );
        self.row.flag("INP8CALC", measured.is_some());
        if matches!(year, 2025 | 2026) {
            let last = self.row.values.len() - 1;
            self.row.values[last] = String::new();
        }
        // In thousandths of a grade: ten slots in all.
        let score = total.map(|total| ks4.attainment8() * 100 - total);
        self.thousandths("P8SCORE", score);
        self.thousandths("P8SCORE_ORIG", score);
        self.row.add("P8ADJ", measured.map_or("", |_| "0"));
        let slots = [
            ("P8ENG", ks4.english, 2),
            ("P8MAT", ks4.mathematics, 2),
            ("P8EBAC", ebacc, 3),
            ("P8OPEN", open, 3),
        ];
        for (place, (heading, points, number)) in slots.into_iter().enumerate() {
            let score = estimates.map(|parts| (points * 1_000 - parts[place] * 10) / number);
            self.thousandths(heading, score);
        }
        self.row.flag("L2BASICS_94", ks4.basics(4));
        self.row.flag("L2BASICS_95", ks4.basics(5));
        self.row.flag("EBACC_E_PTQ_EE", ks4.ebacc_entered);
        self.row.flag("EBACC_94", ks4.ebacc_achieved(4));
        self.row.flag("EBACC_95", ks4.ebacc_achieved(5));
        // Five pillars count as six: science twice.
        let points = (ks4.english + ks4.mathematics) / 2 + ebacc + ks4.ebacc[0];
        self.thousandths("EBACCAPS_PUPIL", Some(points * 1_000 / 6));
    }
}

/// Areas of learning of the seventeen goals.
const GOALS: [&str; 17] = [
    "COM", "COM", "PSE", "PSE", "PSE", "PHY", "PHY", "LIT", "LIT", "LIT", "MAT", "MAT", "UTW",
    "UTW", "UTW", "EXP", "EXP",
];

/// Area of learning of a goal, from 0.
pub(super) fn area(goal: usize) -> &'static str {
    GOALS[goal % GOALS.len()]
}

/// One of 34 groups of the sum of two scaled scores; the bounds are made up but for the ends.
fn prior_group(sum: i32) -> i32 {
    match sum {
        ..=164 => 1,
        239.. => 34,
        _ => 2 + (sum - 165) * 32 / 74,
    }
}

fn decimal(thousandths: i32) -> String {
    let sign = if thousandths < 0 { "-" } else { "" };
    let size = thousandths.abs();
    format!("{sign}{}.{:03}", size / 1_000, size % 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_keep_their_sign_and_places() {
        assert_eq!(decimal(-50), "-0.050");
        assert_eq!(decimal(1_416), "1.416");
        assert_eq!(academic(2024), "202324");
    }

    #[test]
    fn groups_of_prior_attainment_are_in_order() {
        let groups: Vec<_> = (118..=240).map(prior_group).collect();
        assert!(groups.is_sorted() && groups[0] == 1 && groups[groups.len() - 1] == 34);
        assert!(groups.iter().all(|group| (1..=34).contains(group)));
    }

    #[test]
    fn assessments_were_held_as_the_calendar_says() {
        assert!(!Assessment::Ks2.is_taken(6, 2021) && Assessment::Ks2.is_taken(6, 2022));
        assert!(Assessment::Ks1.is_taken(2, 2023) && !Assessment::Ks1.is_taken(2, 2024));
        assert!(Assessment::Ks4.is_taken(11, 2020) && !Assessment::Mtc.is_taken(5, 2024));
    }
}
