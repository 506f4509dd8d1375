use proptest::prelude::*;

use super::*;
use crate::conformance;
use crate::public::testing::{columns, findings, fixtures, read, read_bytes, refused};

const TABLE: &str = "reference.local_authority";

#[test]
fn the_promises_of_every_connector_hold() {
    let fixtures = fixtures(&LocalAuthorities, Given::default(), &["Elmbourne"]);
    conformance::check_all(&LocalAuthorities, &fixtures);
    for fixture in &fixtures {
        conformance::check_column_order(&LocalAuthorities, fixture);
    }
}

#[test]
fn rows_are_those_of_the_file_and_predecessors_are_found() {
    let read = read(&LocalAuthorities, "valid/list.csv");
    let all: Vec<_> = LOCAL_AUTHORITY.columns.iter().map(|c| c.name).collect();
    assert_eq!(
        columns(&read, TABLE, &all),
        [
            "997|Elmbourne|London|Outer London|OLB|E09999997|E09999990 E09999991|302||||true",
            "301|Barking and Dagenham|London|Outer London|OLB|E09000002||302 303||2030-04-01||false",
            "302|Barnet|London|Outer London|OLB|E09000003|||301 997||2030-03-31|false",
            "303|Bexley|London|Outer London|OLB|E09000004|||301||2030-03-31|false",
        ]
    );
    assert_eq!(findings(&read), []);
}

#[test]
fn faults_are_told() {
    let read = read(&LocalAuthorities, "valid/faults.csv");
    let told: Vec<_> = findings(&read)
        .into_iter()
        .filter(|(rule, ..)| *rule != "column_missing")
        .collect();
    let expected = [
        ("row_incomplete", 2, ""),
        ("row_incomplete", 3, ""),
        ("duplicate_row", 5, "303"),
    ];
    assert_eq!(
        told,
        expected.map(|(rule, line, v)| (rule, line, v.to_owned()))
    );
    assert_eq!(
        columns(&read, TABLE, &["code", "type"]),
        ["303|OLB", "304|OLB"]
    );
}

#[test]
fn what_is_not_well_formed_is_refused_where_it_stands() {
    let (line, column, _) = refused(&LocalAuthorities, "quote_never_closed.csv");
    assert_eq!((line, column), (2, 5));
}

proptest! {
    /// Any name comes back as it was, blanks around it taken off.
    #[test]
    fn a_name_comes_back(name in "[a-zA-Z' .-]{1,40}") {
        let text = format!("la_code,ons_code,name,region,la_type\n301,,{name},London,OLB\n");
        let read = read_bytes(&LocalAuthorities, text.as_bytes()).unwrap();
        let rows = columns(&read, TABLE, &["name"]);
        if name.trim().is_empty() {
            prop_assert!(rows.is_empty());
        } else {
            prop_assert_eq!(&rows[0], name.trim());
        }
    }
}
