//! The connector on files: every fixture of `testdata/attainment`, rows worked out by hand, a
//! case for each rule.

use std::path::{Path, PathBuf};

use arrow::util::display::array_value_to_string;

use super::*;
use crate::conformance::{self, Fixture, Read};

mod identities;
mod properties;
mod refused;
mod rows;
mod rules;

fn testdata(kind: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("testdata/attainment")
        .join(kind)
}

fn file(kind: &str, name: &str) -> Vec<u8> {
    std::fs::read(testdata(kind).join(name)).unwrap()
}

/// The layout whose dataset's name a fixture begins with.
fn connector(name: &str) -> ResultFile {
    let of_name = layouts::LAYOUTS
        .iter()
        .find(|layout| name.starts_with(layout.dataset));
    ResultFile(of_name.unwrap())
}

fn given(name: &str) -> Given {
    let year = match name {
        "eyfsp_old_goals.csv" => 2018,
        "ks1_2023.csv" | "ks1_reading_alone.csv" | "ks1_science_alone.csv" | "ks2_amended.csv" => {
            2023
        }
        "ks4_no_progress_8.csv" => 2025,
        "phonics_autumn_2021.csv" => 2022,
        _ => 2024,
    };
    Given {
        la_code: Some(995),
        year: Some(year),
    }
}

fn read(name: &str) -> Read {
    let result = conformance::read(&connector(name), &file("valid", name), given(name));
    result.unwrap_or_else(|error| panic!("{name}: {error}")).1
}

/// These columns of every row of the only table, joined by `|`, NULL as nothing.
fn columns(read: &Read, names: &[&str]) -> Vec<String> {
    let Some(batch) = read.tables.values().next() else {
        return Vec::new();
    };
    let cell = |name: &str, row| {
        let values = batch
            .column_by_name(name)
            .unwrap_or_else(|| panic!("no column {name}"));
        array_value_to_string(values, row).unwrap()
    };
    (0..batch.num_rows())
        .map(|row| {
            names
                .iter()
                .map(|name| cell(name, row))
                .collect::<Vec<_>>()
                .join("|")
        })
        .collect()
}

fn names() -> Vec<String> {
    let entries = std::fs::read_dir(testdata("valid")).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn fixture(name: &str) -> Fixture {
    Fixture {
        name: name.to_owned(),
        bytes: file("valid", name),
        beside: Vec::new(),
        given: given(name),
        secrets: ["W9952", "PR0", "Abc", "Ghi", "2018-10-02"]
            .map(str::to_owned)
            .to_vec(),
        cut_every: if name.starts_with("suspension") { 1 } else { 7 },
    }
}

#[test]
fn it_conforms_on_every_valid_fixture() {
    for name in names() {
        conformance::check_all(&connector(&name), &[fixture(&name)]);
    }
}

#[test]
fn the_order_of_columns_changes_no_row() {
    for name in names() {
        if !name.contains("semicolons") {
            conformance::check_column_order(&connector(&name), &fixture(&name));
        }
    }
}

#[test]
fn every_layout_is_whole() {
    for layout in layouts::LAYOUTS {
        let index = Index::of(layout);
        let needed = layout
            .needed
            .iter()
            .flat_map(|each| each.iter())
            .flat_map(|all| all.iter());
        for column in needed.chain(layout.marks).chain(layout.key) {
            assert!(
                index.place(column).is_some(),
                "{}: {column}",
                layout.dataset
            );
        }
        let table = layout.tables[0];
        assert_eq!(table.full_name(), layout.table);
        assert_eq!(table.columns.len(), layout.fields.len() + 1);
        for field in layout.fields {
            let set = field.column.code_set;
            assert!(
                set.is_none_or(|set| crate::reference::codes::set(set).is_some()),
                "{}: {set:?}",
                layout.dataset
            );
        }
    }
}

#[test]
fn names_and_dates_of_birth_are_identifiers() {
    use cohort_catalog::Sensitivity::Identifier;
    for layout in layouts::LAYOUTS {
        for field in layout.fields {
            let name = field.column.name;
            let identifies = [
                "upn",
                "uln",
                "pupil_ref",
                "surname",
                "forename",
                "dob",
                "record_id",
                "cand_no",
            ];
            assert_eq!(
                field.column.sensitivity == Identifier,
                identifies.contains(&name),
                "{name}"
            );
        }
    }
}
