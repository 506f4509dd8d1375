//! Figures of a population in memory, computed by the published definitions and apart from
//! `truth`, to compare with England's.

use std::collections::BTreeMap;

use cohort_udfs::calendar::{add_months, working_days};

use super::super::case::{Case, CpPlan};
use super::super::days::{CensusYear, Day, civil};
use super::super::life::{Life, lives};
use super::super::population::{Household, Sex, known_households};
use super::super::profile::profile;
use super::super::year_view::view;

/// Counts, by name.
#[derive(Default)]
pub(super) struct Tally(BTreeMap<&'static str, u64>);

impl Tally {
    fn add(&mut self, name: &'static str, when: bool) {
        *self.0.entry(name).or_default() += u64::from(when);
    }

    fn get(&self, name: &str) -> f64 {
        self.0.get(name).copied().unwrap_or(0) as f64
    }

    fn percent(&self, part: &str, whole: &str) -> f64 {
        100.0 * self.get(part) / self.get(whole).max(1.0)
    }
}

/// Everything counted for one year of an authority of `children` residents.
pub(super) fn measure(seed: u64, la: i16, children: u64, year: i16) -> Tally {
    let (profile, year) = (profile(la).unwrap(), CensusYear::new(year));
    let mut tally = Tally::default();
    for number in 0..known_households(profile, children).unwrap() {
        let household = Household::new(seed, profile, number);
        if household.is_outside(year.start, year.end) {
            continue;
        }
        for life in lives(seed, profile, household, year.end) {
            if view(&life, profile, seed, &year).is_some() {
                count(&mut tally, &life, &year);
            }
        }
    }
    tally
}

fn count(t: &mut Tally, life: &Life, year: &CensusYear) {
    t.add("children", true);
    for (place, case) in life.cases.iter().enumerate() {
        if year.contains(case.referral) {
            t.add("referrals", true);
            t.add("nfa", case.nfa);
            // Those closed after the year count as in need in its return.
            let closed = case.closure <= year.end;
            t.add("not in need", case.is_not_in_need() && closed);
            let earlier = life.cases[..place].last().map(|earlier| earlier.referral);
            let since = add_months(case.referral, -12).unwrap();
            t.add("rereferrals", earlier.is_some_and(|day| day >= since));
            t.add("police", case.source == "6");
            t.add("schools", case.source == "2A");
            t.add("health", case.source.starts_with('3'));
            t.add(weekday_name(case.referral), true);
            t.add(month_name(case.referral), true);
        }
        let closed_without_need = case.is_not_in_need() && case.closure <= year.end;
        if !case.nfa && !closed_without_need {
            episode(t, life, case, year);
        }
        for one in case.assessments.iter().filter(|one| year.contains(one.end)) {
            t.add("assessments", true);
            t.add(
                "assessments in time",
                working_days(one.start, one.end).unwrap() <= 45,
            );
            let factors = one.factors(&life.child);
            for code in ["3B", "4B", "16A"] {
                t.add(code, factors.contains(&code));
            }
        }
        for one in &case.enquiries {
            t.add("enquiries", year.contains(one.start));
            if one.conference && year.contains(one.end) {
                t.add("conferences", true);
                t.add(
                    "conferences in time",
                    working_days(one.start, one.end).unwrap() <= 15,
                );
            }
        }
        for plan in &case.cp_plans {
            protection(t, plan, year);
        }
    }
}

fn episode(t: &mut Tally, life: &Life, case: &Case, year: &CensusYear) {
    t.add("started", year.contains(case.referral));
    if year.contains(case.closure) {
        t.add("ended", true);
        t.add("ended 3", case.closure <= months(case.referral, 3));
        t.add("ended 24", case.closure >= months(case.referral, 24));
    }
    if case.referral <= year.end && case.closure > year.end {
        t.add("open", true);
        t.add("open 3", year.end <= months(case.referral, 3));
        t.add("open 24", year.end >= months(case.referral, 24));
        t.add("abuse", case.need == "N1");
        let seeker = life.child.asylum && life.child.adult > year.end;
        t.add("open asylum", seeker);
        t.add("open disabled", !life.child.disabilities.is_empty());
        t.add("open unborn", life.child.birth > year.end);
        if life.child.birth <= year.end {
            t.add("open sex known", life.child.sex != Sex::U);
            t.add("open male", life.child.sex == Sex::M);
        }
    }
}

fn protection(t: &mut Tally, plan: &CpPlan, year: &CensusYear) {
    if year.contains(plan.start) {
        t.add("plans", true);
        t.add("second plans", plan.previous > 0);
        t.add("neglect", plan.initial == "NEG");
    }
    if year.contains(plan.end) {
        t.add("plans ended", true);
        t.add("plans ended 24", plan.end >= months(plan.start, 24));
    }
    if plan.start <= year.end && plan.end > year.end {
        t.add("open plans", true);
        t.add("open plans 24", year.end >= months(plan.start, 24));
        t.add("open plans 3", year.end <= months(plan.start, 3));
        t.add("open plans 12", year.end >= months(plan.start, 12));
        if year.end >= months(plan.start, 3) {
            t.add("due review", true);
            t.add("reviewed", reviewed_in_time(plan, year.end));
        }
    }
}

fn reviewed_in_time(plan: &CpPlan, end: Day) -> bool {
    let mut from = plan.start;
    let mut limit = 3;
    for review in plan.reviews.iter().copied().filter(|day| *day <= end) {
        if review > months(from, limit) {
            return false;
        }
        (from, limit) = (review, 6);
    }
    end <= months(from, limit)
}

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] = [
    "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12",
];

fn weekday_name(day: Day) -> &'static str {
    // 1970-01-01 was a Thursday.
    WEEKDAYS[(day + 3).rem_euclid(7) as usize]
}

fn month_name(day: Day) -> &'static str {
    MONTHS[civil(day).1 as usize - 1]
}

fn months(day: Day, n: i32) -> Day {
    add_months(day, n).unwrap()
}

impl Tally {
    /// The percentage of referrals made on each weekday from Monday, and in each month from
    /// January.
    pub(super) fn referral_calendar(&self) -> ([f64; 7], [f64; 12]) {
        (
            WEEKDAYS.map(|name| self.percent(name, "referrals")),
            MONTHS.map(|name| self.percent(name, "referrals")),
        )
    }

    /// The measures of `shape::TARGETS`, for an authority of `children` residents.
    pub(super) fn figure(&self, measure: &str, children: u64) -> f64 {
        let rate = |name| 10_000.0 * self.get(name) / children as f64;
        match measure {
            "referrals per 10,000" => rate("referrals"),
            "re-referral %" => self.percent("rereferrals", "referrals"),
            "referral no further action %" => self.percent("nfa", "referrals"),
            "referral assessed not in need %" => self.percent("not in need", "referrals"),
            "children in need at 31 March per 10,000" => rate("open"),
            "episodes started per 10,000" => rate("started"),
            "episodes ended per 10,000" => rate("ended"),
            "open 3 months or less %" => self.percent("open 3", "open"),
            "open 2 years or more %" => self.percent("open 24", "open"),
            "ended 3 months or less %" => self.percent("ended 3", "ended"),
            "ended 2 years or more %" => self.percent("ended 24", "ended"),
            "assessments within 45 days %" => self.percent("assessments in time", "assessments"),
            "section 47 per 10,000" => rate("enquiries"),
            "conferences per 10,000" => rate("conferences"),
            "conferences within 15 days %" => self.percent("conferences in time", "conferences"),
            "plans started per 10,000" => rate("plans"),
            "plans at 31 March per 10,000" => rate("open plans"),
            "second or subsequent plan %" => self.percent("second plans", "plans"),
            "plan open 3 months or less %" => self.percent("open plans 3", "open plans"),
            "plan open 1 year or more %" => self.percent("open plans 12", "open plans"),
            "plan open 2 years or more %" => self.percent("open plans 24", "open plans"),
            "plan ended 2 years or more %" => self.percent("plans ended 24", "plans ended"),
            "unaccompanied asylum seekers at 31 March per 10,000" => rate("open asylum"),
            "plans reviewed in time %" => self.percent("reviewed", "due review"),
            "disabled %" => self.percent("open disabled", "open"),
            "unborn %" => self.percent("open unborn", "open"),
            "male of those known %" => self.percent("open male", "open sex known"),
            "source police %" => self.percent("police", "referrals"),
            "source health %" => self.percent("health", "referrals"),
            "source schools %" => self.percent("schools", "referrals"),
            "need abuse or neglect %" => self.percent("abuse", "open"),
            "category neglect %" => self.percent("neglect", "plans"),
            "factor 3B %" => self.percent("3B", "assessments"),
            "factor 4B %" => self.percent("4B", "assessments"),
            "factor 16A %" => self.percent("16A", "assessments"),
            other => panic!("no such measure: {other}"),
        }
    }
}
