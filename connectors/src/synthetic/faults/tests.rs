//! The catalogue: names, rules and that each kind can be planted.

use std::collections::{BTreeMap, BTreeSet};

use super::super::days::CensusYear;
use super::super::life::lives;
use super::super::population::Household;
use super::super::profile::profile;
use super::super::year_view::view;
use super::*;

const SEED: u64 = 23;

/// Calls `check` with each child of `year` in some households, and the child before.
fn each_record(year: i16, mut check: impl FnMut(&ChildRecord, &Scene)) {
    let (profile, year) = (profile(992).unwrap(), CensusYear::new(year));
    let mut before = None;
    for number in 0..6_000 {
        for life in lives(
            SEED,
            profile,
            Household::new(SEED, profile, number),
            year.end,
        ) {
            if let Some(record) = view(&life, profile, SEED, &year) {
                check(
                    &record,
                    &Scene {
                        year,
                        before: before.as_ref(),
                    },
                );
                before = Some(record);
            }
        }
    }
}

#[test]
fn kinds_have_distinct_names_and_rules() {
    let names: BTreeSet<_> = catalogue().map(|fault| fault.kind).collect();
    assert_eq!(names.len(), kinds());
    assert!(kinds() >= 80, "{}", kinds());
    for fault in catalogue() {
        assert!(
            !fault.rules.is_empty() || !fault.notices.is_empty(),
            "{}",
            fault.kind
        );
        assert!(
            fault
                .kind
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '_')
        );
    }
}

#[test]
fn each_kind_can_be_planted_and_changes_the_record() {
    let mut planted: BTreeMap<&str, u32> = BTreeMap::new();
    for year in [2021, 2024, 2025] {
        each_record(year, |record, scene| {
            let of_year = |fault: &&Fault| (fault.years.0..=fault.years.1).contains(&year);
            for fault in catalogue().filter(of_year) {
                let mut spoiled = record.clone();
                let done = (fault.plant)(&mut spoiled, scene);
                assert_eq!(done, spoiled != *record, "{}", fault.kind);
                *planted.entry(fault.kind).or_default() += u32::from(done);
            }
        });
    }
    let rare: Vec<_> = planted.iter().filter(|(_, count)| **count == 0).collect();
    assert!(rare.is_empty(), "{rare:?}");
}

#[test]
fn as_many_children_are_spoiled_as_the_plan_says() {
    for (percent, expected) in [(0.0, 0..=0), (5.0, 35..=65), (100.0, 1000..=1000)] {
        let (mut children, mut spoiled) = (0u32, 0u32);
        each_record(2025, |record, scene| {
            let key = FaultKey {
                seed: SEED,
                la_code: 992,
                person: u64::from(children),
            };
            let mut record = record.clone();
            children += 1;
            spoiled += u32::from(plant(&mut record, scene, key, percent).is_some());
        });
        let per_mille = spoiled * 1000 / children;
        assert!(expected.contains(&per_mille), "{percent}: {per_mille}");
    }
}

#[test]
fn kinds_keep_to_their_years() {
    each_record(2021, |record, scene| {
        let key = FaultKey {
            seed: SEED,
            la_code: 992,
            person: 1,
        };
        let mut record = record.clone();
        if let Some(fault) = plant(&mut record, scene, key, 100.0) {
            assert!(
                fault.years.0 <= 2021 && 2021 <= fault.years.1,
                "{}",
                fault.kind
            );
        }
    });
}
