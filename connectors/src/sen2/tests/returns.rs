//! Rules on the return as a whole, and on persons beside each other.

use super::content::{HEADER, REVIEW, SETTING, message, person, rules_of};
use super::*;

/// Rules that the tests here and in [`sets`] break.
pub(super) const TESTED: &[&str] = &[
    "collection_name",
    "column_repeated",
    "header_year",
    "headers_repeated",
    "la_given",
    "no_persons",
    "orphan_row",
    "parent_ambiguous",
    "person_repeated",
    "reference_date",
    "request_missing",
    "review_dates_swapped",
    "table_id_missing",
    "table_id_repeated",
    "unit_flags_blank",
    "week20_common",
    "year_given",
];

/// The `n`th of persons who have nothing in common: UPN unknown, another name.
fn nth(n: usize) -> String {
    let letters = ["A", "B", "C", "D", "E", "F", "G", "H", "J", "K", "L"];
    person()
        .replace("<UPN>Z845300018044</UPN>", "<UPNunknown>UN3</UPNunknown>")
        .replace("Fauxname", letters[n])
}

fn persons(count: usize, edit: impl Fn(usize, String) -> String) -> Vec<&'static str> {
    let persons: String = (0..count).map(|n| edit(n, nth(n))).collect();
    rules_of(&read_text(&message(HEADER, &persons)))
}

#[test]
fn the_header_is_judged_against_the_calendar_and_what_was_asked() {
    let read = |header: &str, given| {
        let text = message(header, &person());
        let (_, read) = conformance::read(&Sen2, text.as_bytes(), given).unwrap();
        rules_of(&read)
    };
    let nothing = Given::default();
    assert!(read(HEADER, nothing).is_empty());
    for (from, to, rules) in [
        ("<Year>2025", "<Year>2024", &["header_year"][..]),
        ("2025-01-16", "2025-01-17", &["reference_date"]),
        ("2025-01-16", "2025-01-23", &["reference_date"]),
        (">SEN2<", ">SEN2PL<", &["collection_name"]),
        (">SEN2<", ">sen2<", &["code_case"]),
    ] {
        assert_eq!(read(&HEADER.replace(from, to), nothing), rules, "{to}");
    }
    let other = Given {
        la_code: Some(994),
        year: Some(2026),
    };
    let rules = read(HEADER, other);
    assert!(rules.contains(&"la_given"), "{rules:?}");
    assert!(rules.contains(&"year_given"), "{rules:?}");
}

#[test]
fn a_return_without_persons_is_told() {
    assert_eq!(persons(0, |_, person| person), ["no_persons"]);
}

#[test]
fn a_person_without_request_is_told() {
    let person = "<Person><Surname>A</Surname><Forename>B</Forename>\
        <PersonBirthDate>2015-06-30</PersonBirthDate><Sex>F</Sex><Ethnicity>REFU</Ethnicity>\
        <UPNunknown>UN3</UPNunknown></Person>";
    let read = read_text(&message(HEADER, person));
    assert_eq!(rules_of(&read), ["request_missing"]);
}

#[test]
fn the_same_person_twice_is_told_by_upn_uln_or_name_and_birth_date() {
    assert!(persons(2, |_, person| person).is_empty());
    for (from, to) in [
        ("<UPNunknown>UN3</UPNunknown>", "<UPN>Z845300018044</UPN>"),
        (
            "<UPNunknown>UN3</UPNunknown>",
            "<UniqueLearnerNumber>1234567890</UniqueLearnerNumber>",
        ),
    ] {
        let rules = persons(2, |_, person| person.replace(from, to));
        assert_eq!(rules, ["person_repeated"], "{to}");
    }
    let namesakes = |births: [&'static str; 2]| {
        persons(2, move |n, person| {
            let letter = ["A", "B"][n];
            let person = person.replace(&format!(">{letter}<"), ["> same <", ">SAME<"][n]);
            person.replace("2015-06-30", births[n])
        })
    };
    let mut rules = namesakes(["2015-06-30", "2015-06-30"]);
    rules.retain(|rule| *rule != "trimmed_value");
    assert_eq!(rules, ["person_repeated"]);
    let mut rules = namesakes(["2015-06-30", "2015-07-01"]);
    rules.retain(|rule| *rule != "trimmed_value");
    assert!(rules.is_empty(), "{rules:?}");
}

#[test]
fn blank_unit_flags_are_told_once_with_their_number() {
    let blank = SETTING.replace("<SENunitIndicator>0</SENunitIndicator>", "");
    let persons: String = (0..3).map(|n| nth(n).replace(SETTING, &blank)).collect();
    let read = read_text(&message(HEADER, &persons));
    let [finding] = &read.findings[..] else {
        panic!("one finding");
    };
    assert_eq!(finding.rule, "unit_flags_blank");
    // A setting named and one attended for each of three persons.
    assert!(
        finding.message.contains("6 in the return"),
        "{}",
        finding.message
    );
    // Without a URN there is no unit to speak of.
    let none = blank.replace("<URN>100002</URN>", "<SENsetting>EHE</SENsetting>");
    let person = person().replace(SETTING, &none);
    assert!(read_text(&message(HEADER, &person)).findings.is_empty());
}

#[test]
fn exceptions_are_told_when_over_nine_of_ten_plans_are() {
    let flagged = |count: usize, of: usize| {
        persons(of, move |n, person| {
            let flag = if n < count { "<Week20>1" } else { "<Week20>0" };
            person.replace("<Week20>0", flag)
        })
    };
    assert_eq!(flagged(10, 10), ["week20_common"]);
    assert!(flagged(9, 10).is_empty());
    assert_eq!(flagged(5, 5), ["week20_common"]);
    assert!(flagged(4, 4).is_empty());
}

#[test]
fn a_swap_of_review_dates_is_suspected_when_most_are_reversed() {
    let swapped = |count: usize, of: usize| {
        let rules = persons(of, move |n, person| {
            if n < count {
                let reversed = REVIEW.replace("2024-11-25", "2024-10-01");
                person.replace(REVIEW, &reversed)
            } else {
                person
            }
        });
        let mut rules = rules.into_iter();
        rules.any(|rule| rule == "review_dates_swapped")
    };
    assert!(swapped(3, 5));
    assert!(swapped(4, 6));
    assert!(!swapped(3, 6));
    assert!(!swapped(4, 4));
    // They are read as they stand.
    let reversed = person().replace(REVIEW, &REVIEW.replace("2024-11-25", "2024-10-01"));
    let read = read_text(&message(HEADER, &reversed));
    let meeting = column(&read, "sen2.active_plan", "review_meeting");
    assert_eq!(meeting, ["2024-11-04"]);
}
