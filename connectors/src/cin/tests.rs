//! The connector on files: every fixture of `testdata/cin`, and rows worked out by hand.

use std::path::{Path, PathBuf};

use arrow::util::display::array_value_to_string;

use super::*;
use crate::conformance::{self, Fixture, Read};
use crate::files::InMemory;

mod findings;
mod properties;
mod refused;
mod rows;

fn testdata(kind: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("testdata/cin")
        .join(kind)
}

fn valid(name: &str) -> Vec<u8> {
    std::fs::read(testdata("valid").join(name)).unwrap()
}

/// What the operator must say of a valid fixture.
fn given(name: &str) -> Given {
    match name {
        "header_missing.xml" => Given {
            la_code: Some(995),
            year: Some(2024),
        },
        _ => Given::default(),
    }
}

fn read(name: &str) -> Read {
    let result = conformance::read(&CinCensus, &valid(name), given(name));
    result.unwrap_or_else(|error| panic!("{name}: {error}")).1
}

/// Rows of a table as text, columns joined by `|`, NULL as nothing.
fn rows(read: &Read, table: &str) -> Vec<String> {
    let Some(batch) = read.tables.get(table) else {
        return Vec::new();
    };
    let row = |row| {
        let cells = batch
            .columns()
            .iter()
            .map(|column| array_value_to_string(column, row));
        cells.map(Result::unwrap).collect::<Vec<_>>().join("|")
    };
    (0..batch.num_rows()).map(row).collect()
}

/// One column of a table as text.
fn column(read: &Read, table: &str, column: &str) -> Vec<String> {
    let Some(batch) = read.tables.get(table) else {
        return Vec::new();
    };
    let values = batch.column_by_name(column).unwrap();
    (0..batch.num_rows())
        .map(|row| array_value_to_string(values, row).unwrap())
        .collect()
}

#[test]
fn it_conforms_on_every_valid_fixture() {
    let mut names: Vec<_> = std::fs::read_dir(testdata("valid"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let secrets = [
        "X845212818005",
        "2015-07-15",
        "R247962919251",
        "000A71",
        "secret",
    ];
    let fixtures: Vec<_> = names
        .iter()
        .map(|name| Fixture {
            name: name.clone(),
            bytes: valid(name),
            beside: Vec::new(),
            given: given(name),
            secrets: secrets.map(str::to_owned).to_vec(),
            cut_every: if CUT_AT_EVERY_BYTE.contains(&&name[..]) {
                1
            } else {
                13
            },
        })
        .collect();
    conformance::check_all(&CinCensus, &fixtures);
}

/// Between them: every element, every encoding, every kind of XML construct.
const CUT_AT_EVERY_BYTE: &[&str] = &[
    "stylesheet_comments_cdata_references.xml",
    "unborn.xml",
    "utf16_be_without_mark.xml",
    "windows_1252_declared.xml",
    "year_2027_every_item.xml",
];

#[test]
fn the_order_of_elements_changes_no_row() {
    for name in [
        "codes_in_other_forms.xml",
        "elements_repeated.xml",
        "year_2027_every_item.xml",
    ] {
        let bytes = valid(name);
        let given = given(name);
        let fixture = Fixture {
            name: name.to_owned(),
            bytes,
            beside: Vec::new(),
            given,
            secrets: Vec::new(),
            cut_every: 1,
        };
        conformance::check_reordering(&CinCensus, &fixture);
    }
}

#[test]
fn every_fixture_has_a_line_in_the_readme() {
    let readme = std::fs::read_to_string(testdata("README.md")).unwrap();
    for kind in ["valid", "invalid"] {
        for entry in std::fs::read_dir(testdata(kind)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            assert!(
                readme.contains(&format!("`{name}`")),
                "{kind}/{name} is not in the README"
            );
        }
    }
}

#[test]
fn the_census_year_runs_from_april_to_march() {
    // 2024-03-31 is 19,813 days after 1970-01-01: 54 × 365 + 13 leap days + 31 + 29 + 30.
    let period = period(2024);
    assert_eq!((period.start, period.end), (19_813 - 365, 19_813));
}

#[test]
fn whose_return_it_is_comes_from_the_header_unless_given() {
    let identify = |name: &str, given| {
        let bytes = valid(name);
        let identity = CinCensus
            .identify(&mut InMemory::whole(&bytes), given)
            .unwrap();
        (
            identity.la_code,
            identity.year,
            identity.serial,
            identity.made_at,
        )
    };
    let nothing = Given::default();
    let made = |at: &str| Some(at.to_owned());
    let plain = (995, 2026, Some(1), made("2026-06-14T09:30:00"));
    assert_eq!(identify("year_2026.xml", nothing), plain);
    // The reference date counts, not the year; a blank for `T`, a fraction and a zone go.
    let differs = (995, 2024, Some(1), made("2024-06-14T09:30:00"));
    assert_eq!(identify("header_year_differs.xml", nothing), differs);
    assert_eq!(identify("header_after_children.xml", nothing), differs);
    let given = Given {
        la_code: Some(991),
        year: Some(2025),
    };
    assert_eq!(
        identify("header_missing.xml", given),
        (991, 2025, None, None)
    );
    assert_eq!(
        identify("year_2026.xml", given),
        (991, 2025, plain.2, plain.3)
    );
}

#[test]
fn a_reference_date_of_no_census_leaves_the_year_to_the_header() {
    let file = String::from_utf8(valid("year_2026.xml")).unwrap();
    for date in ["0026-03-31", "1926-03-31", "2206-03-31"] {
        let file = file.replace(">2026-03-31<", &format!(">{date}<"));
        let identity = CinCensus.identify(&mut InMemory::whole(file.as_bytes()), Given::default());
        assert_eq!(identity.unwrap().year, 2026, "{date}");
        let (_, read) = conformance::read(&CinCensus, file.as_bytes(), Given::default()).unwrap();
        assert_eq!(read.of_rule("100").len(), 1, "{date}");
    }
}
