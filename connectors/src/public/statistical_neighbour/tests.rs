use proptest::prelude::*;

use super::*;
use crate::conformance;
use crate::public::testing::{columns, file, findings, fixtures, read, read_bytes, refused};

const ALL: [&str; 5] = [
    "version",
    "la_code",
    "rank",
    "neighbour_la_code",
    "closeness",
];
const GIVEN: Given = Given {
    la_code: None,
    year: Some(2025),
};

#[test]
fn the_promises_of_every_connector_hold() {
    let fixtures = fixtures(&StatisticalNeighbours, GIVEN, &["Newbarrow"]);
    conformance::check_all(&StatisticalNeighbours, &fixtures);
    for fixture in &fixtures {
        if fixture.name.starts_with("list") {
            conformance::check_column_order(&StatisticalNeighbours, fixture);
        }
    }
}

#[test]
fn a_list_is_read_as_it_is() {
    let read = read(&StatisticalNeighbours, "valid/list.csv");
    assert_eq!(
        columns(&read, TABLE, &ALL),
        [
            "2030-05|999|1|990|very close",
            "2030-05|999|2|991|not close",
            "2031-05|999|1|992|close",
        ]
    );
    assert_eq!(findings(&read), []);
}

#[test]
fn a_sheet_becomes_a_row_for_each_neighbour() {
    let bytes = file("statistical_neighbour", "valid/sheet.csv");
    let (identity, read) = conformance::read(&StatisticalNeighbours, &bytes, GIVEN).unwrap();
    assert_eq!(identity, national(Some("2025-05".to_owned())));
    let rows = columns(&read, TABLE, &ALL);
    assert_eq!(rows.len(), 10 + 9);
    assert_eq!(rows[0], "2025-05|999|1|990|close");
    assert_eq!(rows[9], "2025-05|999|10|301|not close");
    assert_eq!(rows[10], "2025-05|909|2|990|very close");
    assert_eq!(rows[18], "2025-05|909|10|998|very close");
    let expected = [("row_incomplete", 7, ""), ("la_code", 8, "abc")];
    assert_eq!(
        findings(&read),
        expected.map(|(rule, line, v)| (rule, line, v.to_owned()))
    );
    assert_eq!(read.summary.children, 3);
}

#[test]
fn the_dashboard_has_other_headings() {
    let bytes = file("statistical_neighbour", "valid/sheet_of_a_dashboard.csv");
    let given = Given {
        la_code: None,
        year: Some(2030),
    };
    let read = conformance::read(&StatisticalNeighbours, &bytes, given)
        .unwrap()
        .1;
    let rows = columns(&read, TABLE, &ALL);
    assert_eq!(rows.len(), 10);
    assert_eq!(rows[9], "2030|999|10|301|not close");
}

#[test]
fn a_sheet_without_its_year_is_refused() {
    let error = read_bytes(
        &StatisticalNeighbours,
        &file("statistical_neighbour", "valid/sheet.csv"),
    );
    let text = error.err().unwrap().to_string();
    assert!(text.contains("--year"), "{text}");
}

#[test]
fn faults_are_told() {
    let read = read(&StatisticalNeighbours, "valid/list_faults.csv");
    let expected = [
        ("row_incomplete", 2, ""),
        ("own_neighbour", 3, ""),
        ("closeness_unknown", 4, "nearby"),
        ("duplicate_row", 5, "2030-05"),
    ];
    assert_eq!(
        findings(&read),
        expected.map(|(rule, line, v)| (rule, line, v.to_owned()))
    );
    assert_eq!(read.rows(TABLE), 3);
}

#[test]
fn what_is_not_well_formed_is_refused_where_it_stands() {
    let (line, column, _) = refused(&StatisticalNeighbours, "quote_never_closed.csv");
    assert_eq!((line, column), (2, 19));
}

proptest! {
    /// Any text in a sheet is read or refused, never a panic.
    #[test]
    fn any_cells_are_survived(cells in "[0-9a-z,\\-\n]{0,200}") {
        let sheet = String::from_utf8(file("statistical_neighbour", "valid/sheet.csv")).unwrap();
        let text = format!("{sheet}{cells}");
        let _ = conformance::read(&StatisticalNeighbours, text.as_bytes(), GIVEN);
    }
}
