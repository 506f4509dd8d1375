use proptest::prelude::*;

use super::*;
use crate::conformance;
use crate::public::testing::{columns, findings, fixtures, read, refused};

const TABLE: &str = "reference.inspection";

#[test]
fn the_promises_of_every_connector_hold() {
    let fixtures = fixtures(&Ofsted, Given::default(), &["Example", "10000001"]);
    conformance::check_all(&Ofsted, &fixtures);
    for fixture in &fixtures {
        // A title line has no columns, and the list of heads no room for quoted commas.
        if fixture.name.starts_with("report") || fixture.name.starts_with("full") {
            let bytes = String::from_utf8_lossy(&fixture.bytes);
            let plain = bytes.replace('\u{fffd}', "'").into_bytes();
            let fixture = conformance::Fixture {
                bytes: plain,
                ..fixture.clone()
            };
            conformance::check_column_order(&Ofsted, &fixture);
        }
    }
}

#[test]
fn every_inspection_of_a_school_is_a_row() {
    let read = read(&Ofsted, "valid/full_inspections_2019.csv");
    let rows = columns(
        &read,
        TABLE,
        &[
            "urn",
            "kind",
            "inspection_number",
            "start_date",
            "urn_at_inspection",
            "relates_to_current_school",
            "overall_effectiveness",
            "safeguarding_is_effective",
        ],
    );
    assert_eq!(
        rows,
        [
            "100001|graded|10000001|2018-11-05|100009|false|2|true",
            "100001|previous_graded|10000000|2014-03-01|||3|",
            "100001|ungraded|10000002|2020-02-06|100001|true||",
            "100002|none||||||",
        ]
    );
    let outcome = columns(
        &read,
        TABLE,
        &["ungraded_outcome", "idaci_quintile", "school_name"],
    );
    assert_eq!(
        outcome[2],
        "School remains Good|5|St Example\u{2019}s School"
    );
    assert_eq!(findings(&read), []);
}

#[test]
fn no_overall_grade_is_made_where_none_was_given() {
    let read = read(&Ofsted, "valid/graded_inspections_2024.csv");
    let rows = columns(
        &read,
        TABLE,
        &[
            "kind",
            "overall_effectiveness",
            "quality_of_education",
            "behaviour_and_attitudes",
            "personal_development",
            "effectiveness_of_leadership_and_management",
            "safeguarding_is_effective",
            "early_years_provision",
            "sixth_form_provision",
            "category_of_concern",
            "end_date",
            "publication_date",
        ],
    );
    assert_eq!(
        rows,
        [
            "graded||4|3|2|1|false|||SWK|2024-10-11|2024-11-12",
            "none|||||||||||"
        ]
    );
    assert_eq!(findings(&read), []);
}

#[test]
fn a_report_card_stands_beside_the_old_judgement() {
    let read = read(&Ofsted, "valid/report_cards_2025.csv");
    let rows = columns(
        &read,
        TABLE,
        &[
            "urn",
            "kind",
            "start_date",
            "overall_effectiveness",
            "safeguarding_is_effective",
            "safeguarding_standards",
            "safeguarding_standards_date",
            "inclusion",
            "curriculum_and_teaching",
            "early_years",
            "leadership_and_governance",
            "most_recent_category_of_concern",
        ],
    );
    assert_eq!(
        rows,
        [
            "100001|graded|2018-11-05|2|true|||||||",
            "100003|report_card|2025-11-18|||Not met|2025-11-19|Strong standard|Needs attention||Exceptional|SM",
            "100007|none||||||||||",
        ]
    );
    assert_eq!(findings(&read), []);
}

#[test]
fn faults_are_told() {
    let told = read(&Ofsted, "valid/faults.csv");
    let expected = [
        ("urn_missing", 2, ""),
        ("overall_grade_late", 3, ""),
        ("value_unknown", 3, "7"),
        ("value_unknown", 3, "Maybe"),
        ("previous_not_before", 3, ""),
    ];
    assert_eq!(
        findings(&told),
        expected.map(|(rule, line, v)| (rule, line, v.to_owned()))
    );
    assert_eq!(
        columns(&told, TABLE, &["kind"]),
        ["none", "graded", "previous_graded", "none"]
    );
    let told = read(&Ofsted, "valid/report_card_faults.csv");
    let expected = [
        ("report_card_early", 2, ""),
        ("value_unknown", 2, "Very good"),
    ];
    assert_eq!(
        findings(&told),
        expected.map(|(rule, line, v)| (rule, line, v.to_owned()))
    );
    assert_eq!(columns(&told, TABLE, &["inclusion"]), ["Very good", ""]);
}

#[test]
fn every_column_of_an_inspection_is_in_some_file() {
    for slot in &schema::SLOTS {
        let place = schema::SLOTS
            .iter()
            .position(|other| other.column.name == slot.column.name);
        let place = place.unwrap();
        let blocks = OLD_BLOCKS.iter().chain(NEW_BLOCKS.iter());
        let mut places = blocks.map(|block| block.places[place]);
        assert!(places.any(|place| place.is_some()), "{}", slot.column.name);
    }
}

#[test]
fn what_is_not_well_formed_is_refused_where_it_stands() {
    let (line, column, _) = refused(&Ofsted, "quote_never_closed.csv");
    assert_eq!((line, column), (2, 16));
}

proptest! {
    /// Only the published texts are grades.
    #[test]
    fn a_grade_is_one_of_four(text in "[0-9a-zA-Z ]{0,20}") {
        if let Some(Some(grade)) = grade(&text) {
            prop_assert!((1..=4).contains(&grade));
        }
    }
}
