//! Files that are refused: the error and where it says the fault is.

use super::*;
use crate::{input, sniff};

/// What an import does: decode, sniff, identify, read.
fn refusal(name: &str) -> ConnectorError {
    let bytes = std::fs::read(testdata("invalid").join(name)).unwrap();
    let mut decoded = input::open(Box::new(std::io::Cursor::new(bytes.clone())));
    let sniffed = decoded
        .head()
        .and_then(|head| sniff::recognise(head).map(|(_, kind)| kind));
    let result = sniffed.and_then(|kind| {
        let mut files = match kind {
            FileKind::Whole => InMemory::whole(&bytes),
            FileKind::Part(_) => InMemory::new(vec![set("export_2025").remove(0), (kind, bytes)]),
        };
        conformance::read_files(&Sen2, &mut files, Given::default())
    });
    match result {
        Ok(_) => panic!("{name} was read"),
        Err(error) => error,
    }
}

/// Line and column, and what the message says. 0 is no position.
const INVALID: &[(&str, u64, u64, &str)] = &[
    (
        "cut_off_before_the_last_tag.xml",
        72,
        1,
        "ends inside an element",
    ),
    (
        "cut_off_inside_a_person.xml",
        36,
        9,
        "ends inside an element",
    ),
    ("document_type.xml", 2, 1, "document type"),
    ("empty.xml", 1, 1, "the file is empty"),
    (
        "end_tag_of_another_element.xml",
        23,
        21,
        "end tag does not match",
    ),
    ("invalid_utf8.xml", 22, 19, "not valid UTF-8"),
    (
        "local_authority_missing.xml",
        0,
        0,
        "local authority; give it with --la",
    ),
    (
        "person_columns_missing.csv",
        0,
        0,
        "without the columns of a SEN2",
    ),
    ("person_control_character.csv", 3, 1, "control character"),
    ("person_quote_not_closed.csv", 3, 24, "never closed"),
    ("pilot_2022.xml", 7, 7, "a year before 2023"),
    (
        "root_of_another_format.xml",
        0,
        0,
        "XML with the root element Return",
    ),
    ("year_missing.xml", 0, 0, "year; give it with --year"),
];

#[test]
fn a_file_that_cannot_be_read_safely_is_refused_with_its_place() {
    let mut wrong = Vec::new();
    for (name, line, column, says) in INVALID {
        let error = refusal(name);
        let at = conformance::position(&error).unwrap_or_default();
        if (at.line, at.column) != (*line, *column) || !error.to_string().contains(says) {
            wrong.push(format!("{name}: {}:{} {error}", at.line, at.column));
        }
        conformance::check_discreet(&error, &fixture(name, Vec::new(), 1));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_invalid_fixture_is_tested() {
    let tested: Vec<_> = INVALID
        .iter()
        .map(|(name, ..)| (*name).to_owned())
        .collect();
    assert_eq!(names("invalid"), tested);
}

#[test]
fn a_set_without_persons_is_refused() {
    let mut files = set("export_2025");
    files.retain(|(kind, _)| kind.part() != Some("person"));
    let refused = conformance::read_files(&Sen2, &mut InMemory::new(files), Given::default());
    assert!(matches!(
        refused,
        Err(ConnectorError::PartMissing { part: "person" })
    ));
}

#[test]
fn a_set_that_does_not_say_whose_it_is_is_refused() {
    let refused = Sen2.identify(&mut InMemory::new(set("working_2025")), Given::default());
    assert!(matches!(
        refused,
        Err(ConnectorError::IdentityMissing { .. })
    ));
}

#[test]
fn a_fault_in_a_file_of_a_set_names_the_file() {
    let error = refusal("person_quote_not_closed.csv");
    assert!(error.to_string().starts_with("person: "), "{error}");
}
