//! The pupil premium download: one row per pupil and financial year with any entitlement.
//!
//! A file for the financial year that ends in 2026 is about the pupils of the autumn census of
//! October 2024, until 2020-21 of the spring census before the year began. Amounts are the
//! published ones from memory; those before 2024-25 are all 2023-24's.

use super::super::days::{Day, civil, date_text, on};
use super::super::world::Citizen;
use super::super::world::calendar::{Term, census_day};
use super::super::{Plan, SynthError};
use super::census::nc_text;
use super::faults::{Planter, sheets};
use super::sheet::{SheetFile, SheetRow, put};
use super::truth::Return;
use super::{Outputs, Writer};

pub(super) struct Premium {
    years: Vec<i16>,
    authorities: Vec<i16>,
    planter: Planter,
}

impl Premium {
    pub(super) fn new(plan: &Plan) -> Self {
        Self {
            years: plan.years.clone().collect(),
            authorities: plan.authorities.clone(),
            planter: Planter::new(plan, 30, sheets::PREMIUM),
        }
    }
}

/// Academic year and term whose census a financial year rests on.
fn basis(year: i16) -> (i16, Term) {
    if year >= 2022 {
        (year - 1, Term::Autumn)
    } else {
        (year - 1, Term::Spring)
    }
}

impl Writer for Premium {
    fn person(&mut self, who: &Citizen, out: &mut Outputs) -> Result<(), SynthError> {
        for year in &self.years {
            let (academic, term) = basis(*year);
            let day = census_day(academic, term);
            let Some(spell) = who.spell_on(day) else {
                continue;
            };
            let nc = who.nc_year(academic);
            if !self.authorities.contains(&spell.school.la) || !(0..=11).contains(&nc) {
                continue;
            }
            let deprived = who.had_meals(day);
            let looked_after = who.is_looked_after(day);
            let after_care = who.after_care(day) != "N" && !looked_after;
            if !(deprived || looked_after || after_care || who.service_family) {
                continue;
            }
            let best = [
                (deprived, amounts(*year)[usize::from(nc >= 7)]),
                (looked_after || after_care, amounts(*year)[2]),
            ];
            let best = best.iter().filter(|one| one.0).map(|one| one.1).max();
            let service = if who.service_family {
                amounts(*year)[3]
            } else {
                0
            };
            let upn = who.upn_on(day).0.unwrap_or_default();
            let mut row = SheetRow::default();
            row.add("UPN", upn);
            row.add("Surname", who.surname);
            row.add("Forename", who.forename);
            row.add("Sex", who.sex());
            row.add("DOB", date_text(who.person().birth));
            row.add("NCYear", nc_text(nc));
            row.flag("Deprivation Pupil Premium", deprived);
            row.flag("Service Child Premium", who.service_family);
            row.flag("Adopted from Care Premium", after_care);
            row.flag("Looked After Premium", looked_after);
            row.add("PupilPremiumFTE", "1");
            let amount = format!("{}.00", best.unwrap_or(0) + service);
            row.add("PupilPremiumCashAmount", amount);
            let (first, last) = (on(i32::from(*year) - 1, 4, 1), on(i32::from(*year), 3, 31));
            row.add("PupilPremiumFYStartDate", date_text(first));
            row.add("PupilPremiumFYEndDate", date_text(last));
            row.add("LastFSM", last_term(who, day));
            let la = spell.school.la;
            let of = Return {
                dataset: "pupil_premium",
                la_code: la,
                year: *year,
                part: String::new(),
            };
            let (before, end) = (year - 1, year % 100);
            let file = SheetFile {
                name: &format!("PUPIL_PREMIUM/{la}_pupil_premium_{before}-{end:02}.csv"),
                of: &of,
                table: "pupil_premium",
                local_id: "",
            };
            put(out, file, Some(&self.planter), who, 0, (row, 1))?;
        }
        Ok(())
    }
}

/// Primary, secondary, in or after care, service child; pounds.
fn amounts(year: i16) -> [i32; 4] {
    match year {
        ..=2024 => [1_455, 1_035, 2_530, 335],
        2025 => [1_480, 1_050, 2_570, 340],
        _ => [1_515, 1_075, 2_630, 350],
    }
}

/// The last census term at which free meals were due.
fn last_term(who: &Citizen, day: Day) -> String {
    let Some((start, end)) = who.meals.filter(|meals| meals.0 <= day) else {
        return String::new();
    };
    let last = end.min(day);
    let (year, ..) = civil(last);
    for year in [year + 1, year, year - 1] {
        for (term, name) in [
            (Term::Summer, "Summer"),
            (Term::Spring, "Spring"),
            (Term::Autumn, "Autumn"),
        ] {
            let census = census_day(year as i16, term);
            if (start..=last).contains(&census) {
                return format!("{name} {}", civil(census).0);
            }
        }
    }
    String::new()
}
