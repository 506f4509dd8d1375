//! What must hold for every child in every year: the rules of the collection, checked here
//! independently on records, and the thread that runs from one return to the next.

use super::super::days::{CensusYear, Day, is_working_day, on, working_days};
use super::super::life::{Life, lives};
use super::super::population::Household;
use super::super::profile::{Profile, profile};
use super::super::record::{CaseRecord, ChildRecord, Value, day, text};
use super::super::year_view::{is_of_school_age, view};
use super::super::{AUTHORITIES, YEARS};

const HOUSEHOLDS: u64 = 2_500;
const SEED: u64 = 11;
/// After the last return.
const UNTIL: Day = on(2027, 4, 1);

/// Calls `check` for each child of some households in two authorities.
fn each_life(mut check: impl FnMut(&Profile, &Life)) {
    for la in [990, 992] {
        let profile = profile(la).unwrap();
        for number in 0..HOUSEHOLDS {
            for life in lives(SEED, profile, Household::new(SEED, profile, number), UNTIL) {
                check(profile, &life);
            }
        }
    }
}

fn each_record(mut check: impl FnMut(&CensusYear, &ChildRecord)) {
    let mut seen = 0;
    each_life(|profile, life| {
        for year in YEARS.map(CensusYear::new) {
            if let Some(record) = view(life, profile, SEED, &year) {
                check(&year, &record);
                seen += 1;
            }
        }
    });
    assert!(seen > 3_000, "{seen}");
}

fn is_nfa(case: &CaseRecord) -> bool {
    case.nfa == Some(Value::Flag(true))
}

#[test]
fn cases_of_a_child_follow_each_other() {
    each_life(|_, life| {
        for pair in life.cases.windows(2) {
            assert!(pair[0].closure < pair[1].referral, "{:?}", pair[0]);
        }
        for case in &life.cases {
            assert!(case.closure >= case.referral);
            assert!(life.child.due - case.referral <= 280);
            assert!(life.death.is_none_or(|death| death >= case.closure));
        }
    });
}

#[test]
fn plans_start_on_conferences_held_on_working_days() {
    let mut plans = 0;
    each_life(|_, life| {
        for case in &life.cases {
            let conferences: Vec<Day> = case
                .enquiries
                .iter()
                .filter(|one| one.conference)
                .map(|one| one.end)
                .chain(case.move_in)
                .collect();
            assert!(conferences.iter().all(|day| is_working_day(*day)));
            for plan in &case.cp_plans {
                plans += 1;
                assert!(conferences.contains(&plan.start));
                assert!(plan.start < plan.end && plan.end <= case.closure);
                assert!(
                    plan.reviews
                        .iter()
                        .all(|day| plan.start < *day && *day <= plan.end)
                );
            }
            let previous: Vec<_> = case.cp_plans.iter().map(|plan| plan.previous).collect();
            assert!(previous.is_sorted());
        }
    });
    assert!(plans > 300, "{plans}");
}

#[test]
fn plans_enquiries_and_assessments_do_not_overlap() {
    each_life(|_, life| {
        for case in &life.cases {
            assert!(
                case.assessments
                    .windows(2)
                    .all(|pair| pair[0].end < pair[1].start)
            );
            assert!(
                case.enquiries
                    .windows(2)
                    .all(|pair| pair[0].end < pair[1].start)
            );
            let mut spans: Vec<(Day, Day)> = case
                .cp_plans
                .iter()
                .map(|plan| (plan.start, plan.end))
                .chain(case.cin_plans.iter().map(|plan| (plan.start, plan.end)))
                .collect();
            spans.sort_unstable();
            assert!(
                spans.windows(2).all(|pair| pair[0].1 < pair[1].0),
                "{case:?}"
            );
            let ends = case.assessments.iter().map(|one| one.end);
            let ends = ends.chain(case.enquiries.iter().map(|one| one.end));
            let ends = ends.chain(spans.iter().map(|span| span.1));
            assert!(
                ends.max().is_none_or(|last| last <= case.closure),
                "{case:?}"
            );
        }
    });
}

#[test]
fn a_return_shows_only_what_belongs_to_its_year() {
    each_record(|year, record| {
        for case in &record.cases {
            assert!(day(&case.referral).unwrap() <= year.end);
            assert!(day(&case.closure).is_none_or(|day| year.contains(day)));
            assert_eq!(case.closure.is_some(), case.reason.is_some());
            for one in &case.assessments {
                let end = day(&one.end);
                assert!(end.map_or(year.contains(day(&one.start).unwrap()), |end| {
                    year.contains(end)
                }));
                assert_eq!(one.factors.is_empty(), end.is_none());
                let late = working_days(day(&one.start).unwrap(), year.end) > 45;
                assert!(end.is_some() || !late);
            }
            for one in &case.enquiries {
                let start = day(&one.start).unwrap();
                assert!(day(&one.conference).is_none_or(|day| year.contains(day)));
                let open = one.conference.is_none() && one.not_required == Some(Value::Flag(false));
                assert!(!open || (start >= year.start && working_days(start, year.end) <= 15));
                assert!(!open || case.closure.is_none());
                // A conference stands at one level only.
                assert!(one.conference.is_none() || case.conference.is_none());
            }
            for plan in &case.cp_plans {
                assert!(
                    plan.reviews
                        .iter()
                        .all(|review| year.contains(review.day().unwrap()))
                );
                assert!(day(&plan.end).is_none_or(|day| year.contains(day)));
            }
        }
        let open = |case: &&CaseRecord| case.closure.is_none() && !is_nfa(case);
        assert!(record.cases.iter().filter(open).count() <= 1);
    });
}

#[test]
fn referrals_that_led_to_nothing_have_nothing() {
    let mut nothing = 0;
    each_record(|year, record| {
        for case in record.cases.iter().filter(|case| is_nfa(case)) {
            nothing += 1;
            assert!(year.contains(day(&case.referral).unwrap()));
            assert!(case.assessments.is_empty() && case.enquiries.is_empty());
            assert!(case.plans.is_empty() && case.cp_plans.is_empty() && case.conference.is_none());
        }
        for case in record
            .cases
            .iter()
            .filter(|case| matches!(text(&case.reason), Some("RC8" | "RC9")) && !is_nfa(case))
        {
            assert!(case.enquiries.is_empty() && case.plans.is_empty() && case.cp_plans.is_empty());
            assert!(!case.assessments.is_empty());
        }
    });
    assert!(nothing > 100, "{nothing}");
}

#[test]
fn an_open_case_comes_back_with_its_referral_date() {
    let mut carried = 0;
    each_life(|profile, life| {
        for year in YEARS.map(CensusYear::new) {
            let Some(record) = view(life, profile, SEED, &year) else {
                continue;
            };
            let open = record
                .cases
                .iter()
                .find(|case| case.closure.is_none() && !is_nfa(case));
            let next = CensusYear::new(year.year + 1);
            let Some(open) = open else { continue };
            let later = view(life, profile, SEED, &next).expect("the case is still open");
            carried += 1;
            assert_eq!(later.la_child_id, record.la_child_id);
            let same = later
                .cases
                .iter()
                .find(|case| case.referral == open.referral)
                .unwrap();
            assert_eq!((&same.source, &same.need), (&open.source, &open.need));
            for plan in open.cp_plans.iter().filter(|plan| plan.end.is_none()) {
                assert!(same.cp_plans.iter().any(|again| {
                    (&again.start, &again.previous) == (&plan.start, &plan.previous)
                }));
            }
        }
    });
    assert!(carried > 1_000, "{carried}");
}

#[test]
fn the_unborn_are_born() {
    let mut born = 0;
    each_life(|profile, life| {
        for year in YEARS.map(CensusYear::new) {
            let Some(record) = view(life, profile, SEED, &year) else {
                continue;
            };
            assert_ne!(record.birth.is_some(), record.expected.is_some());
            let Some(expected) = day(&record.expected) else {
                continue;
            };
            assert!((year.end - 30..=year.end + 275).contains(&expected));
            assert!(matches!(text(&record.sex), Some("0" | "U")));
            assert!(record.disabilities.is_empty());
            assert_eq!(text(&record.upn_unknown), Some("UN1"));
            let next = CensusYear::new(year.year + 1);
            let Some(later) = view(life, profile, SEED, &next) else {
                continue;
            };
            assert_eq!(later.la_child_id, record.la_child_id);
            born += u32::from(later.birth.is_some());
        }
    });
    assert!(born > 20, "{born}");
}

#[test]
fn codes_are_those_of_the_year() {
    each_record(|year, record| {
        assert_eq!(record.sex_element == "Sex", year.year >= 2025);
        for case in &record.cases {
            let early_help = text(&case.source) == Some("5D");
            assert!(!early_help || year.year >= 2023);
            assert!(text(&case.reason) != Some("RC9") || year.year >= 2023);
            assert!(case.plans.is_empty() || year.year >= 2022);
            for factor in case.assessments.iter().flat_map(|one| &one.factors) {
                match factor.text().unwrap() {
                    "18A" | "19A" => assert_eq!(year.year, 2020),
                    "18B" | "18C" | "19B" | "19C" => assert!(year.year >= 2021),
                    "24A" => assert!(year.year >= 2022),
                    _ => {}
                }
            }
            for one in &case.assessments {
                let mut codes: Vec<_> = one
                    .factors
                    .iter()
                    .map(|code| code.text().unwrap())
                    .collect();
                codes.sort_unstable();
                assert!(codes.windows(2).all(|pair| pair[0] != pair[1]), "{codes:?}");
            }
        }
    });
}

#[test]
fn every_pupil_has_a_upn_or_a_reason() {
    let (mut temporary, mut former) = (0, 0);
    each_record(|year, record| {
        assert_ne!(record.upn.is_some(), record.upn_unknown.is_some());
        if let Some(upn) = text(&record.upn) {
            assert_eq!(cohort_udfs::upn::check(upn), Ok(()));
            temporary += u32::from(upn.ends_with(|last: char| last.is_ascii_uppercase()));
        }
        former += u32::from(record.former_upn.is_some());
        let Some(birth) = day(&record.birth) else {
            return;
        };
        let further = record.cases.iter().any(|case| !is_nfa(case));
        if is_of_school_age(birth, year) {
            assert_ne!(text(&record.upn_unknown), Some("UN1"));
        }
        if further {
            assert_ne!(text(&record.upn_unknown), Some("UN7"));
        }
    });
    assert!(temporary > 3 && former > 10, "{temporary} {former}");
}

#[test]
fn brothers_and_sisters_share_referral_dates() {
    let (mut shared, mut families) = (0, 0);
    let profile = profile(990).unwrap();
    for number in 0..HOUSEHOLDS {
        let lives = lives(SEED, profile, Household::new(SEED, profile, number), UNTIL);
        let [first, second, ..] = lives.as_slice() else {
            continue;
        };
        if first.cases.is_empty() || second.cases.is_empty() {
            continue;
        }
        families += 1;
        let dates: Vec<_> = first.cases.iter().map(|case| case.referral).collect();
        shared += u32::from(
            second
                .cases
                .iter()
                .any(|case| dates.contains(&case.referral)),
        );
    }
    assert!(shared * 3 > families * 2, "{shared} of {families}");
}

#[test]
fn a_life_does_not_depend_on_what_was_asked_before() {
    let profile = profile(*AUTHORITIES.start()).unwrap();
    let year = CensusYear::new(2023);
    let records = |number| -> Vec<_> {
        let household = Household::new(SEED, profile, number);
        lives(SEED, profile, household, UNTIL)
            .iter()
            .map(|life| view(life, profile, SEED, &year))
            .collect()
    };
    let forwards: Vec<_> = (0..200).map(records).collect();
    let mut backwards: Vec<_> = (0..200).rev().map(records).collect();
    backwards.reverse();
    assert!(forwards == backwards);
}
