//! From one return to the next: what a child's returns of several years must agree on.

use std::collections::BTreeMap;

use super::super::days::{CensusYear, Day, on};
use super::super::life::{Life, lives};
use super::super::population::Household;
use super::super::profile::profile;
use super::super::record::{CaseRecord, ChildRecord, Value, day, text};
use super::super::year_view::view;
use super::super::{AUTHORITIES, YEARS};

const SEED: u64 = 31;

/// Calls `check` with each child's life and its records by year.
fn each_child(mut check: impl FnMut(&Life, &BTreeMap<i16, ChildRecord>)) {
    let mut seen = 0;
    for la in AUTHORITIES.step_by(3) {
        let profile = profile(la).unwrap();
        for number in 0..4_000 {
            let household = Household::new(SEED, profile, number);
            for life in lives(SEED, profile, household, on(2026, 4, 1)) {
                let records: BTreeMap<_, _> = YEARS
                    .filter_map(|year| {
                        let record = view(&life, profile, SEED, &CensusYear::new(year))?;
                        Some((year, record))
                    })
                    .collect();
                seen += usize::from(records.len() > 1);
                check(&life, &records);
            }
        }
    }
    assert!(seen > 2_000, "{seen}");
}

fn is_nfa(case: &CaseRecord) -> bool {
    case.nfa == Some(Value::Flag(true))
}

#[test]
fn a_closed_case_does_not_come_back() {
    let mut closed = 0;
    each_child(|_, records| {
        let mut over: Vec<&CaseRecord> = Vec::new();
        for record in records.values() {
            for case in &record.cases {
                assert!(over.iter().all(|old| old.referral != case.referral));
                assert!(
                    over.iter()
                        .all(|old| day(&old.closure) < day(&case.referral))
                );
            }
            over.extend(record.cases.iter().filter(|case| case.closure.is_some()));
        }
        closed += over.len();
    });
    assert!(closed > 5_000, "{closed}");
}

#[test]
fn what_has_ended_is_not_returned_again() {
    each_child(|_, records| {
        let mut ended: Vec<(&str, Day)> = Vec::new();
        for record in records.values() {
            let spans = record.cases.iter().flat_map(|case| {
                let protection = case.cp_plans.iter();
                let protection = protection.map(|plan| ("protection", &plan.start, &plan.end));
                let need = case
                    .plans
                    .iter()
                    .map(|plan| ("need", &plan.start, &plan.end));
                let assessed = case.assessments.iter();
                let assessed = assessed.map(|one| ("assessment", &one.start, &one.end));
                protection.chain(need).chain(assessed)
            });
            let now: Vec<_> = spans
                .map(|(what, start, end)| ((what, day(start).unwrap()), day(end)))
                .collect();
            assert!(now.iter().all(|(key, _)| !ended.contains(key)));
            let over = now.iter().filter(|(_, end)| end.is_some());
            ended.extend(over.map(|(key, _)| *key));
        }
    });
}

#[test]
fn the_number_of_previous_plans_grows_by_one_with_each_plan() {
    let mut repeated = 0;
    each_child(|life, records| {
        let plans = records.values().flat_map(|record| &record.cases);
        let plans: BTreeMap<Day, u32> = plans
            .flat_map(|case| &case.cp_plans)
            .map(|plan| match plan.previous {
                Some(Value::Number(previous)) => (day(&plan.start).unwrap(), previous),
                _ => panic!("a plan without its number"),
            })
            .collect();
        let previous: Vec<u32> = plans.into_values().collect();
        assert!(
            previous.windows(2).all(|pair| pair[1] == pair[0] + 1),
            "{previous:?}"
        );
        // Plans held before the first year, or elsewhere.
        let first = previous.first().copied().unwrap_or(0);
        assert!(first >= life.child.plans_elsewhere || previous.is_empty());
        repeated += usize::from(previous.len() > 1);
    });
    assert!(repeated > 50, "{repeated}");
}

#[test]
fn death_ends_everything() {
    let mut deaths = 0;
    each_child(|_, records| {
        let Some((year, death)) = records
            .iter()
            .find_map(|(year, record)| Some((*year, day(&record.death)?)))
        else {
            return;
        };
        deaths += 1;
        assert_eq!(records.keys().last(), Some(&year));
        let record = &records[&year];
        assert!(
            record
                .cases
                .iter()
                .any(|case| text(&case.reason) == Some("RC2"))
        );
        for case in &record.cases {
            assert!(day(&case.referral).unwrap() <= death);
            assert!(is_nfa(case) || day(&case.closure).is_some_and(|end| end <= death));
            for plan in &case.cp_plans {
                assert!(day(&plan.end).is_some_and(|end| end <= death));
            }
            for plan in &case.plans {
                assert!(day(&plan.end).is_some_and(|end| end <= death));
            }
            for one in &case.assessments {
                assert!(day(&one.end).is_some_and(|end| end <= death));
            }
        }
    });
    assert!(deaths > 0, "nobody died in these households: take more");
}

#[test]
fn who_a_child_is_does_not_change() {
    each_child(|_, records| {
        let of_birth = |record: &ChildRecord| {
            let sex = match text(&record.sex) {
                Some("1" | "M") => 'M',
                Some("2" | "F") => 'F',
                _ => 'U',
            };
            let disabilities = format!("{:?}", record.disabilities);
            (day(&record.birth), sex, disabilities)
        };
        let mut born = records.values().filter(|record| record.birth.is_some());
        if let Some(first) = born.next() {
            assert!(born.all(|record| of_birth(record) == of_birth(first)));
        }
        let mut all = records.values();
        if let Some(first) = all.next() {
            assert!(all.all(|record| {
                (&record.la_child_id, &record.ethnicity) == (&first.la_child_id, &first.ethnicity)
            }));
        }
        // Once born, never unborn again; a permanent UPN stays.
        let born: Vec<bool> = records
            .values()
            .map(|record| record.birth.is_some())
            .collect();
        assert!(born.is_sorted());
        let permanent = records.values().filter_map(|record| text(&record.upn));
        let mut permanent = permanent.filter(|upn| upn.ends_with(|c: char| c.is_ascii_digit()));
        if let Some(first) = permanent.next() {
            assert!(permanent.all(|upn| upn == first));
        }
    });
}
