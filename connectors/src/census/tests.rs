//! The connector on files: every fixture of `testdata/census`, and rows worked out by hand.

use std::path::{Path, PathBuf};

use arrow::util::display::array_value_to_string;

use super::*;
use crate::conformance::{self, Fixture, Read};
use crate::files::InMemory;

mod findings;
mod properties;
mod refused;
mod rows;

const EVERY_ITEM: &str = "spring_2024_every_item.xml";

fn testdata(kind: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("testdata/census")
        .join(kind)
}

fn names(kind: &str) -> Vec<String> {
    let entries = std::fs::read_dir(testdata(kind)).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn valid(name: &str) -> String {
    std::fs::read_to_string(testdata("valid").join(name)).unwrap()
}

fn read_text(text: &str) -> Read {
    let result = conformance::read(&SchoolCensus, text.as_bytes(), Given::default());
    result.unwrap_or_else(|error| panic!("{error}")).1
}

fn read(name: &str) -> Read {
    read_text(&valid(name))
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

fn rule_names(read: &Read) -> Vec<&'static str> {
    read.findings.iter().map(|finding| finding.rule).collect()
}

fn fixture(name: &str, cut_every: usize) -> Fixture {
    let secrets = [
        "E990200118001",
        "Ashdown",
        "2015-10-02",
        "Invented Street",
        "ZZ1 9AB",
    ];
    Fixture {
        name: name.to_owned(),
        bytes: valid(name).into_bytes(),
        beside: Vec::new(),
        given: Given::default(),
        secrets: secrets.map(str::to_owned).to_vec(),
        cut_every,
    }
}

#[test]
fn it_conforms_on_every_valid_fixture() {
    let fixtures: Vec<_> = names("valid")
        .iter()
        .map(|name| fixture(name, if name == EVERY_ITEM { 13 } else { 7 }))
        .collect();
    conformance::check_all(&SchoolCensus, &fixtures);
}

/// Pupils are numbered over both kinds in file order, so of the fixtures only those with pupils
/// of one kind may be put in any order.
#[test]
fn the_order_of_elements_changes_no_row() {
    for name in [
        EVERY_ITEM,
        "spring_2018_header_last_without_wrappers.xml",
        "summer_2024_school_known_by_urn.xml",
    ] {
        conformance::check_reordering(&SchoolCensus, &fixture(name, 1));
    }
}

#[test]
fn every_fixture_has_a_line_in_the_readme() {
    let readme = std::fs::read_to_string(testdata("README.md")).unwrap();
    for kind in ["valid", "invalid"] {
        for name in names(kind) {
            assert!(readme.contains(&format!("`{name}`")), "{kind}/{name}");
        }
    }
}

#[test]
fn every_column_and_table_has_a_comment_and_every_code_set_is_known() {
    for table in TABLES {
        assert!(!table.comment.is_empty());
        for column in table.columns {
            assert!(!column.comment.is_empty(), "{}", column.name);
            let set = column.code_set.map(crate::reference::codes::set);
            assert!(!matches!(set, Some(None)), "{}: no such set", column.name);
        }
        let known = |key: &&str| table.columns.iter().any(|column| column.name == *key);
        assert!(table.key.iter().all(known), "{}", table.name);
    }
}

#[test]
fn whose_return_it_is_comes_from_the_header_unless_given() {
    let identify = |text: &str, given| {
        let mut files = InMemory::whole(text.as_bytes());
        SchoolCensus.identify(&mut files, given).unwrap()
    };
    let of = |name: &str| identify(&valid(name), Given::default());
    let identity = of(EVERY_ITEM);
    assert_eq!((identity.la_code, identity.year), (990, 2024));
    assert_eq!(identity.period.as_deref(), Some("SPR 9902001"));
    assert_eq!(identity.serial, Some(7));
    assert_eq!(identity.made_at.as_deref(), Some("2024-01-18T16:30:00"));
    // Autumn 2023 is of the year that ends in 2024; the school's number keeps its zero.
    let identity = of("autumn_2023.xml");
    assert_eq!(
        (identity.year, identity.period.as_deref()),
        (2024, Some("AUT 9900101"))
    );
    let identity = of("spring_2018_header_last_without_wrappers.xml");
    assert_eq!(
        (identity.year, identity.period.as_deref()),
        (2018, Some("SPR 9900101"))
    );
    let identity = of("summer_2024_school_known_by_urn.xml");
    assert_eq!(
        (identity.year, identity.period.as_deref()),
        (2024, Some("SUM URN990123"))
    );
    let identity = of("pru_census_2013.xml");
    assert_eq!(
        (identity.year, identity.period.as_deref()),
        (2013, Some("SPR 9901100"))
    );
    // Without a reference date, the year of an autumn census is one more than `Year`.
    let text = valid("autumn_2023.xml").replace("<ReferenceDate>2023-10-05</ReferenceDate>", "");
    let identity = identify(&text, Given::default());
    assert_eq!(
        (identity.year, identity.period.as_deref()),
        (2024, Some("AUT 9900101"))
    );
    let given = Given {
        la_code: Some(991),
        year: Some(2025),
    };
    let identity = identify(&valid(EVERY_ITEM), given);
    assert_eq!((identity.la_code, identity.year), (991, 2025));
    assert_eq!(identity.period.as_deref(), Some("SPR 9912001"));
}
