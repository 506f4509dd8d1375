//! What a finding carries, and that nothing it should not.

use crate::cin::record::*;
use crate::finding::{Finding, Position, Severity};

use super::build::*;
use super::check_child;

fn at(line: u64) -> Position {
    Position {
        line,
        column: 3,
        byte: line * 100,
    }
}

fn findings(child: &Child, year: i16) -> Vec<Finding> {
    let mut findings = Vec::new();
    check_child(child, &period(year), &mut findings);
    findings
}

#[test]
fn a_fault_of_an_element_points_at_it() {
    let mut child = child(2024);
    let case = &mut child.referrals[0];
    case.at = at(40);
    case.closure_date = Some(Leaf {
        at: at(44),
        ..day("2023-06-04").unwrap()
    });
    case.closure_reason = code("RC7");
    let found = findings(&child, 2024);
    let [finding] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(finding.rule, "8630");
    assert_eq!(finding.severity, Severity::Error);
    assert_eq!(finding.table, Some("cin.referral"));
    assert_eq!(finding.item, Some("CINclosureDate"));
    assert_eq!(finding.at, at(44));
    assert_eq!(finding.child_row, Some(7));
    assert_eq!(finding.local_id.as_deref(), Some("C0007"));
    assert_eq!(finding.value.as_deref(), Some("2023-06-04"));
}

#[test]
fn a_missing_element_points_at_its_parent() {
    let mut child = child(2024);
    child.referrals[0].at = at(40);
    child.referrals[0].referral_source = None;
    let found = findings(&child, 2024);
    let [finding] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!((finding.rule, finding.at), ("8866", at(40)));
    assert_eq!(finding.value, None);
}

#[test]
fn the_text_of_the_file_is_shown_where_it_was_kept() {
    let mut child = child(2024);
    child.la_child_id = None;
    child.referrals[0].primary_need = unread("A2");
    let found = findings(&child, 2024);
    let values: Vec<_> = found
        .iter()
        .map(|it| (it.rule, it.value.as_deref()))
        .collect();
    assert_eq!(values, [("8500", None), ("8650", Some("A2"))]);
    assert!(found.iter().all(|finding| finding.local_id.is_none()));
}

#[test]
fn sex_is_named_as_the_year_names_it() {
    for (year, item) in [(2024, "GenderCurrent"), (2025, "Sex")] {
        let mut child = child(year);
        (child.sex, child.sex_raw, child.sex_element) = (None, None, None);
        let found = findings(&child, year);
        assert_eq!(found[0].item, Some(item), "{year}");
    }
}

#[test]
fn a_message_holds_no_digit_of_the_child() {
    // A message is shown to people who may not see values: a date or an identifier of this
    // child would bring one of these numbers with it.
    for super::Case { child, year, .. } in super::cases::all() {
        for finding in findings(&child, year) {
            for part in ["2019", "2023", "0007", "2070000"] {
                assert!(!finding.message.contains(part), "{}", finding.rule);
            }
        }
    }
}

/// Only time could show a sweep that compares each with each: it would take minutes here.
#[test]
fn a_record_with_very_many_cases_and_plans_is_judged_in_time() {
    let mut child = child(2024);
    let many = 60_000;
    child.referrals = (0..many).map(|_| referral("2023-06-05")).collect();
    let case = &mut child.referrals[0];
    case.cp_plans = (0..many).map(|_| cp_plan("2023-06-05", "")).collect();
    case.plans = (0..many).map(|_| cin_plan("2023-06-05", "")).collect();
    case.section47s = (0..many)
        .map(|_| enquiry("2023-06-05", "2023-06-20"))
        .collect();
    case.assessments = (0..many)
        .map(|_| assessment("2023-06-05", "2023-07-10"))
        .collect();
    child.disabilities = codes(&vec!["AUT"; many]);
    assert!(findings(&child, 2024).len() > many);
}
