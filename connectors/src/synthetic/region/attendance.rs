//! Absence, suspensions and permanent exclusions of an academic year, in the standard layouts
//! of one row per enrolment and one per event.

use super::super::days::{Day, date_text, on};
use super::super::world::Citizen;
use super::super::world::attendance::SchoolYear;
use super::super::world::calendar::{age_at_start, windows};
use super::super::world::career::Spell;
use super::super::{Plan, SynthError};
use super::attainment::{Results, academic, pupil};
use super::census::nc_text;
use super::faults::{Planter, sheets};
use super::{Outputs, Writer};

/// Sessions of one kind among those counted.
type CountOf = fn(&super::super::world::attendance::Counts) -> i32;

/// Reasons with a column of their own.
const REASONS: [&str; 16] = [
    "I", "M", "R", "S", "T", "H", "F", "E", "C", "C1", "C2", "J1", "G", "U", "O", "N",
];

const TERMS: [&str; 4] = ["AUTUMN", "SPRING", "SUMMER", "SUMMER6TH"];

pub(super) struct Attendance {
    years: Vec<i16>,
    authorities: Vec<i16>,
    absence: Option<Results>,
    exclusions: Option<Results>,
}

impl Attendance {
    pub(super) fn new(plan: &Plan, absence: bool, exclusions: bool) -> Self {
        let absence = absence.then(|| Results {
            dataset: "absence",
            name: "ABSENCE",
            planter: Planter::new(plan, 20, sheets::ABSENCE),
        });
        let exclusions = exclusions.then(|| Results {
            dataset: "suspension",
            name: "EXCLUSIONS",
            planter: Planter::new(plan, 21, sheets::EXCLUSIONS),
        });
        Self {
            years: plan.years.clone().collect(),
            authorities: plan.authorities.clone(),
            absence,
            exclusions,
        }
    }
}

impl Writer for Attendance {
    fn person(&mut self, who: &Citizen, out: &mut Outputs) -> Result<(), SynthError> {
        let mut with_events = Vec::new();
        for spell in &who.spells {
            if !self.authorities.contains(&spell.school.la) {
                continue;
            }
            for year in &self.years {
                let (first, last) = (on(i32::from(*year) - 1, 8, 1), on(i32::from(*year), 7, 31));
                if spell.entry > last || spell.leaving < first {
                    continue;
                }
                let school_year = who.school_year(spell, *year);
                let enrolment = Enrolment {
                    who,
                    spell,
                    year: *year,
                    school_year: &school_year,
                };
                if let Some(file) = &self.absence {
                    enrolment.absence(file, out)?;
                }
                if let Some(file) = &self.exclusions {
                    let first = !with_events.contains(year);
                    if enrolment.exclusions(file, first, out)? {
                        with_events.push(*year);
                    }
                }
            }
        }
        Ok(())
    }
}

/// Whether a part of the year is in no collection: from January to July 2020, and the last
/// half term of year 11.
fn uncollected(year: i16, part: usize, age: i32) -> bool {
    (year == 2020 && part > 0) || (part == 3 && age == 15)
}

/// A pupil's year at a school.
struct Enrolment<'a> {
    who: &'a Citizen<'a>,
    spell: &'a Spell,
    year: i16,
    school_year: &'a SchoolYear,
}

impl Enrolment<'_> {
    fn absence(&self, file: &Results, out: &mut Outputs) -> Result<(), SynthError> {
        let Self {
            who,
            spell,
            year,
            school_year,
        } = *self;
        let age = age_at_start(who.person().birth, year);
        if !(4..=15).contains(&age) {
            return Ok(());
        }
        let counted = |part: usize| !uncollected(year, part, age);
        let possible: i32 = (0..4)
            .filter(|part| counted(*part))
            .map(|part| school_year.windows[part].possible())
            .sum();
        if possible == 0 {
            return Ok(());
        }
        let day = spell.leaving.min(on(i32::from(year), 7, 15));
        let mut row = pupil(who, spell, year, day, true);
        let mut add = |heading: &str, value: String| row.add(heading, value);
        add("NCYEARACTUAL", nc_text(who.nc_year(year)));
        add("AGE_START", age.to_string());
        add("ENROLSTATUS", "C".to_owned());
        add("BOARDER", "N".to_owned());
        let on_roll = |term| {
            let day = super::super::world::calendar::census_day(year, term);
            i32::from(spell.contains(day)).to_string()
        };
        add(
            "ONROLL_SPR",
            on_roll(super::super::world::calendar::Term::Spring),
        );
        add(
            "ONROLL_SUM",
            on_roll(super::super::world::calendar::Term::Summer),
        );
        let kinds: [(&str, CountOf); 3] = [
            ("SESSIONSPOSSIBLE", |counts| counts.possible()),
            ("AUTHORISEDABSENCE", |counts| counts.authorised()),
            ("UNAUTHORISEDABSENCE", |counts| counts.unauthorised()),
        ];
        for (kind, of) in kinds {
            for (part, term) in TERMS.iter().enumerate() {
                let value = if counted(part) {
                    of(&school_year.windows[part]).to_string()
                } else {
                    String::new()
                };
                add(&format!("{kind}_{term}"), value);
            }
        }
        for code in REASONS {
            let total: i32 = (0..4)
                .filter(|part| counted(*part))
                .map(|part| school_year.windows[part].of(code))
                .sum();
            // The codes of August 2024 have no column before, and H has none since.
            let known = match code {
                "C1" | "C2" | "J1" => year >= 2025,
                "H" => year < 2025,
                _ => true,
            };
            let total = if known {
                total.to_string()
            } else {
                String::new()
            };
            add(&format!("REASON_{code}"), total);
        }
        add("VERSION", "F".to_owned());
        // A person may have several enrolments in a year, each with a day of entry.
        file.put(
            out,
            (spell.school.la, year),
            who,
            Some(spell.entry as u64),
            row,
        )
    }

    /// Says whether there was any event.
    fn exclusions(
        &self,
        file: &Results,
        first_of_year: bool,
        out: &mut Outputs,
    ) -> Result<bool, SynthError> {
        let Self {
            who,
            spell,
            year,
            school_year,
        } = *self;
        let category = if year >= 2021 { "SUSP" } else { "FIXD" };
        let mut events: Vec<(Day, &str, Vec<&str>, Option<i32>)> = school_year
            .suspensions
            .iter()
            .map(|one| (one.start, category, one.reasons.clone(), Some(one.sessions)))
            .collect();
        let (first, last) = (on(i32::from(year) - 1, 8, 1), on(i32::from(year), 7, 31));
        let permanent = who.excluded.filter(|excluded| {
            spell.contains(excluded.day) && (first..=last).contains(&excluded.day)
        });
        events.extend(permanent.map(|one| (one.day, "PERM", vec![one.reason], None)));
        events.sort_by_key(|event| event.0);
        let any = !events.is_empty();
        for (place, (day, category, reasons, sessions)) in events.into_iter().enumerate() {
            let mut row = pupil(who, spell, year, day, true);
            let mut add = |heading: &str, value: String| row.add(heading, value);
            add("EXCLUSION_NO", (place + 1).to_string());
            add("CATEGORY", category.to_owned());
            for (reason, heading) in ["REASON1", "REASON2", "REASON3"].into_iter().enumerate() {
                add(
                    heading,
                    reasons
                        .get(reason)
                        .map_or(String::new(), |code| (*code).to_owned()),
                );
            }
            add("STARTDATE", date_text(day));
            let terms = ["Autumn", "Spring", "Summer", "Summer"];
            let part = windows(year)
                .iter()
                .position(|days| (days.0..=days.1).contains(&day));
            add(
                "TERM",
                part.map_or("Invalid", |part| terms[part]).to_owned(),
            );
            add(
                "SESSIONS",
                sessions.map_or(String::new(), |sessions| sessions.to_string()),
            );
            add("NCYEARACTUAL", nc_text(who.nc_year(year)));
            add("SENPROVISION", who.sen.provision(day).to_owned());
            add("ENROLSTATUS", "C".to_owned());
            // Collected two terms later.
            let (later, term) = match part {
                Some(0) => (year, "Summer"),
                Some(1) => (year + 1, "Autumn"),
                _ => (year + 1, "Spring"),
            };
            add("REPORTINGACADEMICYEAR", academic(later));
            add("REPORTINGTERM", term.to_owned());
            add(
                "AGE_START",
                age_at_start(who.person().birth, year).to_string(),
            );
            add("VERSION", "F".to_owned());
            // Events of a pupil are judged together, so only the first of a year has a fault.
            let number = (place == 0 && first_of_year).then_some(0);
            file.put(out, (spell.school.la, year), who, number, row)?;
        }
        Ok(any)
    }
}
