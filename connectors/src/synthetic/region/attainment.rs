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
use super::node::{Line, heading};
use super::pool::{Frame, given};
use super::truth::Return;
use super::{Outputs, Writer};

/// 202324 for 2023/24.
pub(super) fn academic(year: i16) -> String {
    format!("{}{:02}", year - 1, year % 100)
}

/// Headings that every layout begins with.
pub(super) fn pupil_headings(year: i16, names: bool) -> Vec<String> {
    let sex = if year >= 2024 { "SEX" } else { "GENDER" };
    let names: &[&str] = if names { &["SURNAME", "FORENAME"] } else { &[] };
    let rest = ["DOB", sex, "LA", "ESTAB", "LAESTAB", "URN", "NFTYPE"];
    let all = ["ACADYR", "UPN"]
        .into_iter()
        .chain(names.iter().copied())
        .chain(rest);
    all.map(str::to_owned).collect()
}

/// The values for [`pupil_headings`].
pub(super) fn pupil_values(
    who: &Citizen,
    spell: &Spell,
    year: i16,
    day: Day,
    names: bool,
) -> Vec<String> {
    let school = spell.school;
    let mut values = vec![academic(year), who.upn_on(day).0.unwrap_or_default()];
    if names {
        values.extend([who.surname.to_owned(), who.forename.to_owned()]);
    }
    values.extend([
        date_text(who.person().birth),
        who.sex().to_owned(),
        school.la.to_string(),
        format!("{:04}", school.estab()),
        format!("{}{:04}", school.la, school.estab()),
        school.urn().to_string(),
        school.type_of().2.to_string(),
    ]);
    values
}

/// Appends a row to the dataset's file of that authority and year.
#[allow(
    clippy::too_many_arguments,
    reason = "one call for each part of a row and of its place"
)]
pub(super) fn put(
    out: &mut Outputs,
    dataset: &'static str,
    la: i16,
    year: i16,
    who: &Citizen,
    day: Day,
    headings: &[String],
    values: &[String],
) -> Result<(), SynthError> {
    debug_assert_eq!(headings.len(), values.len());
    let (before, end) = (year - 1, year % 100);
    let upper = dataset.to_uppercase();
    let name = format!("{upper}/{la}_{upper}_{before}-{end:02}.csv");
    out.pool.begin(&name, || Frame {
        given: given(la, year),
        head: heading(headings.iter().map(String::as_str)),
        ..Frame::default()
    })?;
    let mut line = Line::default();
    for value in values {
        line.add(value);
    }
    out.pool.append(&name, line.end())?;
    let of = Return {
        dataset,
        la_code: la,
        year,
        part: String::new(),
    };
    let upn = who.upn_on(day).0.unwrap_or_default();
    out.truth.tell(&of, dataset, who, ("", &upn), 1)
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
    wanted: Vec<Assessment>,
}

impl Attainment {
    pub(super) fn new(plan: &Plan, wanted: Vec<Assessment>) -> Self {
        Self {
            years: plan.years.clone().collect(),
            authorities: plan.authorities.clone(),
            wanted,
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
            for assessment in &self.wanted {
                if assessment.is_taken(who.nc_year(*year), *year) {
                    let mut row = Row {
                        who,
                        spell,
                        year: *year,
                        headings: pupil_headings(*year, *assessment != Assessment::Ks4),
                        values: pupil_values(
                            who,
                            spell,
                            *year,
                            day,
                            *assessment != Assessment::Ks4,
                        ),
                    };
                    if let Some(dataset) = row.fill(*assessment) {
                        row.add("VERSION", "F");
                        let la = spell.school.la;
                        put(
                            out,
                            dataset,
                            la,
                            *year,
                            who,
                            day,
                            &row.headings,
                            &row.values,
                        )?;
                    }
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
    headings: Vec<String>,
    values: Vec<String>,
}

impl Row<'_> {
    fn add(&mut self, heading: &str, value: impl ToString) {
        self.headings.push(heading.to_owned());
        self.values.push(value.to_string());
    }

    fn flag(&mut self, heading: &str, value: bool) {
        self.add(heading, i32::from(value));
    }

    fn number(&mut self, heading: &str, value: Option<i32>) {
        self.add(
            heading,
            value.map_or(String::new(), |value| value.to_string()),
        );
    }

    /// Thousandths as a decimal with three places.
    fn thousandths(&mut self, heading: &str, value: Option<i32>) {
        self.add(heading, value.map_or(String::new(), decimal));
    }

    fn fill(&mut self, assessment: Assessment) -> Option<&'static str> {
        let (who, year) = (self.who, self.year);
        let age = age_at_start(who.person().birth, year);
        Some(match assessment {
            Assessment::Eyfsp => {
                let profile = who.profile(year);
                let entered = super::super::days::civil(self.spell.entry).1;
                self.add("MTH_ENTRY", entered);
                self.add("AGE", age);
                self.flag("NPDPUB", true);
                for (place, goal) in profile.goals.iter().enumerate() {
                    let area = GOALS[place];
                    self.add(&format!("{area}_E{:02}", place + 1), goal);
                }
                self.flag("GLD", profile.good());
                "eyfsp"
            }
            Assessment::Phonics => {
                if !takes_phonics(who, year) {
                    return None;
                }
                let second = who.nc_year(year) == 2;
                let check = who.phonics(year, second);
                let prior = (second && year > 2022).then(|| who.phonics(year - 1, false));
                self.add("AGE_START", age);
                self.add("NCYEARACTUAL", who.nc_year(year));
                self.number("PHONICS_MARK", check.mark);
                self.add("PHONICS_OUTCOME", check.outcome);
                self.add("THRESHOLD", THRESHOLD);
                self.add("Y1_OUTCOME", prior.map_or("", |prior| prior.outcome));
                self.number("Y1_MARK", prior.and_then(|prior| prior.mark));
                "phonics"
            }
            Assessment::Ks1 => {
                let outcomes = who.ks1(year);
                self.add("NCYEARACTUAL", 2);
                self.add("AGE_START", age);
                let headings = [
                    "READ_OUTCOME",
                    "WRIT_OUTCOME",
                    "MATH_OUTCOME",
                    "SCI_OUTCOME",
                ];
                for (heading, outcome) in headings.into_iter().zip(outcomes) {
                    self.add(heading, outcome);
                }
                self.flag("NPDPUB", true);
                "ks1"
            }
            Assessment::Mtc => {
                let check = who.tables_check(year);
                self.add("NCYEARACTUAL", 4);
                self.number("FORMMARK", check.ok());
                self.add(
                    "PUPILSTATUS",
                    if check.is_ok() {
                        "Complete"
                    } else {
                        "Not taking the check"
                    },
                );
                self.add("REASONNOTTAKINGCHECK", check.err().unwrap_or(""));
                "mtc"
            }
            Assessment::Ks2 => {
                self.ks2(&who.ks2(year));
                "ks2"
            }
            Assessment::Ks4 => {
                self.ks4();
                "ks4"
            }
        })
    }

    fn ks2(&mut self, ks2: &Ks2) {
        self.add("YEARGRP", 6);
        for heading in ["ENDKS", "SCHRES", "LARES", "NATRES", "NATMTDRES"] {
            self.flag(heading, true);
        }
        let mut test = |name: &str, test: &Test| {
            self.add(&format!("{name}OUTCOME"), test.outcome);
            self.number(&format!("{name}SCORE"), test.score);
        };
        test("READ", &ks2.reading);
        test("MAT", &ks2.mathematics);
        test("GPS", &ks2.grammar);
        self.add("WRITTAOUTCOME", ks2.writing);
        self.add("SCITAOUTCOME", ks2.science);
        for heading in [
            "ELIGREAD",
            "ELIGWRITTA",
            "ELIGMAT",
            "ELIGGPS",
            "ELIGSCITA",
            "ELIGRWM",
        ] {
            self.flag(heading, true);
        }
        let written = matches!(ks2.writing, "EXS" | "GDS");
        let (read, mat, gps) = (&ks2.reading, &ks2.mathematics, &ks2.grammar);
        self.flag("READEXP", read.reached(100));
        self.flag("READHIGH", read.reached(110));
        self.flag("MATEXP", mat.reached(100));
        self.flag("MATHIGH", mat.reached(110));
        self.flag("GPSEXP", gps.reached(100));
        self.flag("GPSHIGH", gps.reached(110));
        self.flag("WRITTAEXP", written);
        self.flag("WRITTADEPTH", ks2.writing == "GDS");
        self.flag("SCITAEXP", ks2.science == "EXS");
        self.flag("RWMEXP", read.reached(100) && mat.reached(100) && written);
        let high = read.reached(110) && mat.reached(110) && ks2.writing == "GDS";
        self.flag("RWMHIGH", high);
        self.burdens("FSM6CLA1A", "SENTYPE");
    }

    fn burdens(&mut self, disadvantaged: &str, sen: &str) {
        let (who, day) = (self.who, results_day(self.year));
        let poor = who.had_meals(day) || who.is_looked_after(day) || who.after_care(day) != "N";
        self.flag(disadvantaged, poor);
        self.add(sen, who.sen.provision(day));
    }

    fn ks4(&mut self) {
        let (who, year) = (self.who, self.year);
        let ks4 = who.ks4(year);
        self.add("ULN", who.uln_on(results_day(year)).unwrap_or_default());
        self.add("ACTYRGRP", 11);
        self.flag("ENDKS", true);
        self.add("NORFLAGE", 0);
        for heading in ["SCHRES", "LARES", "NATRES"] {
            self.flag(heading, true);
        }
        // The tests of five years before; 2020 and 2021 had none.
        let tested = !matches!(year - 5, 2020 | 2021);
        let prior = if tested {
            who.ks2(year - 5).prior()
        } else {
            None
        };
        let halves = |halves: i32| format!("{}.{}", halves / 2, halves % 2 * 5);
        self.add("KS2EMSS", prior.map_or(String::new(), halves));
        let group = prior.map(prior_group);
        let measured = group.filter(|_| !matches!(year, 2020 | 2021 | 2025 | 2026));
        self.number(
            "KS2EMSS_GRP",
            group.filter(|_| (2022..=2024).contains(&year)),
        );
        self.add("ENTRIES", ks4.entries);
        self.flag("ANYPASS_PTQ_EE", ks4.attainment8() > 0);
        let (ebacc, open) = (ks4.ebacc.iter().sum::<i32>(), ks4.open.iter().sum::<i32>());
        self.add("ATT8", ks4.attainment8());
        self.add("SLOT1ENG", ks4.english);
        self.add("SLOT2MAT", ks4.mathematics);
        self.add("EBACSCR", ebacc);
        self.add("OPENSCR", open);
        let filled = if ks4.entries > 0 { 3 } else { 0 };
        self.add("EBACFILL", filled);
        self.add("OPENFILL", filled);
        // Estimates in hundredths: slots of English, mathematics, EBacc and open subjects.
        let estimates = measured.map(|group| [2, 2, 3, 3].map(|share| share * (140 + group * 20)));
        let total = estimates.map(|parts| parts.iter().sum::<i32>());
        self.add(
            "ATT8_PRED",
            total.map_or(String::new(), |total| {
                format!("{}.{:02}", total / 100, total % 100)
            }),
        );
        self.flag("INP8CALC", measured.is_some());
        if matches!(year, 2025 | 2026) {
            let last = self.values.len() - 1;
            self.values[last] = String::new();
        }
        // In thousandths of a grade: ten slots in all.
        let score = total.map(|total| ks4.attainment8() * 100 - total);
        self.thousandths("P8SCORE", score);
        self.thousandths("P8SCORE_ORIG", score);
        self.add("P8ADJ", measured.map_or("", |_| "0"));
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
        self.flag("L2BASICS_94", ks4.basics(4));
        self.flag("L2BASICS_95", ks4.basics(5));
        self.flag("EBACC_E_PTQ_EE", ks4.ebacc_entered);
        self.flag("EBACC_94", ks4.ebacc_achieved(4));
        self.flag("EBACC_95", ks4.ebacc_achieved(5));
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
