//! What an authority lists itself, so that no standard fixes its headings: the children in
//! groups of social care, and a field of its own.
//!
//! - `SOCIAL_CARE/990_social_care_cohort_2023-24.csv`: a row for each child and group on 31
//!   March: looked after, on a child protection plan, on a child in need plan, in need
//! - `USER_FIELDS/990_youth_club_2023-24.csv`: who of the secondary pupils on roll in May goes
//!   to the youth club (made up)

use super::super::days::{Day, date_text, on};
use super::super::population::la_child_id;
use super::super::rng::{Dice, Purpose};
use super::super::world::Citizen;
use super::super::{Plan, SynthError};
use super::attainment::results_day;
use super::faults::{Planter, sheets};
use super::sheet::{SheetFile, SheetRow, put};
use super::truth::Return;
use super::{Outputs, Writer};

/// What both lists have in common.
struct List {
    seed: u64,
    years: Vec<i16>,
    authorities: Vec<i16>,
    planter: Planter,
}

impl List {
    fn new(plan: &Plan, planter: Planter) -> Self {
        Self {
            seed: plan.seed,
            years: plan.years.clone().collect(),
            authorities: plan.authorities.clone(),
            planter,
        }
    }
}

fn name(folder: &str, list: &str, la: i16, year: i16) -> String {
    format!("{folder}/{la}_{list}_{}-{:02}.csv", year - 1, year % 100)
}

fn of(dataset: &'static str, la_code: i16, year: i16) -> Return {
    Return {
        dataset,
        la_code,
        year,
        part: String::new(),
    }
}

/// The list of social care.
pub(super) struct SocialCare(List);

impl SocialCare {
    pub(super) fn new(plan: &Plan) -> Self {
        Self(List::new(plan, Planter::new(plan, 80, sheets::COHORT)))
    }
}

impl Writer for SocialCare {
    fn person(&mut self, who: &Citizen, out: &mut Outputs) -> Result<(), SynthError> {
        let la = who.home.la_code;
        for year in &self.0.years {
            let day = on(i32::from(*year), 3, 31);
            let name = name("SOCIAL_CARE", "social_care_cohort", la, *year);
            let file = SheetFile {
                name: &name,
                of: &of("social_care_cohort", la, *year),
                table: "cohort",
                local_id: "LAChildID",
            };
            let groups = groups(who, day).into_iter().enumerate();
            for (number, (group, since)) in groups {
                let mut row = SheetRow::default();
                row.add("UPN", who.upn_on(day).0.unwrap_or_default());
                let id = la_child_id(self.0.seed, who.home, who.person().number);
                row.add("LAChildID", id);
                row.add("Group", group);
                row.add("StartDate", date_text(since));
                row.add("EndDate", "");
                row.add("AsAtDate", date_text(day));
                put(
                    out,
                    file,
                    Some(&self.0.planter),
                    who,
                    number as u64,
                    (row, 1),
                )?;
            }
        }
        Ok(())
    }
}

/// The groups in which a child is on a day, each with the first day.
fn groups(who: &Citizen, day: Day) -> Vec<(&'static str, Day)> {
    let mut groups = Vec::new();
    if let Some(care) = who.care_on(day).filter(|care| !care.is_short_breaks()) {
        groups.push(("CLA", care.start));
    }
    let open = |start: Day, end: Day| start <= day && day < end;
    for case in &who.life.cases {
        if !open(case.referral, case.closure) || case.nfa || case.is_not_in_need() {
            continue;
        }
        let protection = case.cp_plans.iter().find(|plan| open(plan.start, plan.end));
        groups.extend(protection.map(|plan| ("CPP", plan.start)));
        let plan = case
            .cin_plans
            .iter()
            .find(|plan| open(plan.start, plan.end));
        groups.extend(plan.map(|plan| ("CINP", plan.start)));
        groups.push(("CIN", case.referral));
    }
    groups
}

/// The list of the youth club.
pub(super) struct YouthClub(List);

impl YouthClub {
    pub(super) fn new(plan: &Plan) -> Self {
        Self(List::new(plan, Planter::new(plan, 81, sheets::FIELDS)))
    }
}

impl Writer for YouthClub {
    fn person(&mut self, who: &Citizen, out: &mut Outputs) -> Result<(), SynthError> {
        let person = who.person();
        let mut dice = Dice::new(
            self.0.seed,
            who.home.la_code,
            person.number,
            Purpose::Offered,
        );
        let (goes, waited) = (dice.per_mille(80), dice.between(0, 1_500));
        if !goes {
            return Ok(());
        }
        for year in &self.0.years {
            let day = results_day(*year);
            let Some(spell) = who.spell_on(day) else {
                continue;
            };
            let la = spell.school.la;
            let secondary = (7..=11).contains(&who.nc_year(*year));
            if !secondary || !self.0.authorities.contains(&la) {
                continue;
            }
            let mut row = SheetRow::default();
            row.add("UPN", who.upn_on(day).0.unwrap_or_default());
            row.add(
                "Youth club",
                ["North", "South"][(person.number % 2) as usize],
            );
            row.add("Club since", date_text(day - waited));
            let name = name("USER_FIELDS", "youth_club", la, *year);
            let file = SheetFile {
                name: &name,
                of: &of("user_field", la, *year),
                table: "user_field",
                local_id: "",
            };
            // A row for each of the two fields.
            put(out, file, Some(&self.0.planter), who, 0, (row, 2))?;
        }
        Ok(())
    }
}
