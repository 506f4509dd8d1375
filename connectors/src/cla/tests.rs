//! The connector on files: every fixture of `testdata/cla`, and rows worked out by hand.

use std::path::{Path, PathBuf};

use arrow::util::display::array_value_to_string;

use super::*;
use crate::conformance::{self, Fixture, Read};
use crate::files::InMemory;

mod findings;
mod properties;
mod refused;
mod rows;
mod rule_cases;

fn testdata(kind: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("testdata/cla")
        .join(kind)
}

fn valid(name: &str) -> Vec<u8> {
    std::fs::read(testdata("valid").join(name)).unwrap()
}

const fn given(year: i16) -> Given {
    Given {
        la_code: Some(999),
        year: Some(year),
    }
}

/// The year as which a fixture is read.
fn year(name: &str) -> i16 {
    if name.starts_with("every_module") {
        2027
    } else {
        2024
    }
}

/// A set of files, in the order of the modules.
fn set(files: &[(&'static str, &str)], year: i16) -> Read {
    let files = module::PARTS.iter().filter_map(|part| {
        let (name, text) = files.iter().find(|(name, _)| *name == part.name)?;
        Some((FileKind::Part(name), text.as_bytes().to_vec()))
    });
    let mut files = InMemory::new(files.collect());
    conformance::read_files(&LookedAfter, &mut files, given(year))
        .unwrap()
        .1
}

/// One file alone, as sniffing takes it.
fn alone(name: &str) -> Read {
    let bytes = valid(name);
    let mut decoded = crate::input::open(Box::new(std::io::Cursor::new(bytes.clone())));
    let kind = LookedAfter.recognises(decoded.head().unwrap()).unwrap();
    let mut files = InMemory::new(vec![(kind, bytes)]);
    let read = conformance::read_files(&LookedAfter, &mut files, given(year(name)));
    read.unwrap_or_else(|error| panic!("{name}: {error}")).1
}

/// The texts of the return that has every module.
fn every_module() -> Vec<(&'static str, String)> {
    let parts = module::PARTS.iter().map(|part| {
        let bytes = valid(&format!("every_module_{}.csv", part.name));
        (part.name, String::from_utf8(bytes).unwrap())
    });
    parts.collect()
}

fn as_str<'t>(files: &'t [(&'static str, String)]) -> Vec<(&'static str, &'t str)> {
    files
        .iter()
        .map(|(name, text)| (*name, &text[..]))
        .collect()
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

/// Rule, line and value of the findings, in order.
fn told(read: &Read) -> Vec<(&'static str, u64, Option<&str>)> {
    let told = read
        .findings
        .iter()
        .map(|f| (f.rule, f.at.line, f.value.as_deref()));
    told.collect()
}

fn names() -> Vec<String> {
    let mut names: Vec<_> = std::fs::read_dir(testdata("valid"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn it_conforms_on_every_valid_fixture() {
    let secrets = [
        "X845212818005",
        "05/06/2010",
        "B302119990001",
        "2015",
        "SW12345",
        "AB1 2CD",
    ];
    let fixture = |name: &String, beside: Vec<(FileKind, Vec<u8>)>| Fixture {
        name: name.clone(),
        bytes: valid(name),
        beside,
        given: given(year(name)),
        secrets: secrets.map(str::to_owned).to_vec(),
        cut_every: if name.ends_with(".xml") { 29 } else { 7 },
    };
    let mut fixtures: Vec<_> = names()
        .iter()
        .map(|name| fixture(name, Vec::new()))
        .collect();
    // A header is cut beside the episodes of its children.
    let episodes = valid("every_module_episodes.csv");
    let beside = vec![(FileKind::Part("episodes"), episodes)];
    fixtures.push(fixture(&"every_module_header.csv".to_owned(), beside));
    conformance::check_all(&LookedAfter, &fixtures);
}

#[test]
fn the_order_of_columns_and_elements_changes_no_row() {
    for name in names() {
        let fixture = Fixture {
            name: name.clone(),
            bytes: valid(&name),
            beside: Vec::new(),
            given: given(year(&name)),
            secrets: Vec::new(),
            cut_every: 1,
        };
        if name.ends_with(".xml") {
            conformance::check_reordering(&LookedAfter, &fixture);
        } else if name.starts_with("every_module") {
            conformance::check_column_order(&LookedAfter, &fixture);
        }
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
fn each_module_is_known_by_its_columns() {
    for part in &module::PARTS {
        let text = String::from_utf8(valid(&format!("every_module_{}.csv", part.name))).unwrap();
        assert_eq!(
            LookedAfter.recognises(&text),
            Some(FileKind::Part(part.name))
        );
        // The header alone, without a line end, in small letters and back to front.
        let header = text.lines().next().unwrap().to_lowercase();
        let mut columns: Vec<_> = header.split(',').collect();
        columns.reverse();
        let header = columns.join(" ,");
        assert_eq!(
            LookedAfter.recognises(&header),
            Some(FileKind::Part(part.name))
        );
    }
    for other in [
        "",
        "UPN,Surname,Forename,DOB",
        "CHILD,DOB",
        "CHILD,SEX,DOB",
        "<Message/>",
        "{}",
    ] {
        assert_eq!(LookedAfter.recognises(other), None, "{other}");
    }
}

#[test]
fn only_the_operator_says_whose_return_it_is() {
    let mut files = InMemory::whole(&valid("every_module.xml"));
    for (la_code, year, what) in [
        (None, Some(2027), "local authority"),
        (Some(999), None, "year"),
    ] {
        let error = LookedAfter
            .identify(&mut files, Given { la_code, year })
            .unwrap_err();
        assert!(error.to_string().contains(what), "{error}");
    }
    let identity = LookedAfter.identify(&mut files, given(2027)).unwrap();
    assert_eq!(
        (identity.la_code, identity.year, identity.period),
        (999, 2027, None)
    );
}

#[test]
fn the_year_runs_from_april_to_march() {
    // 2024-03-31 is 19,813 days after 1970-01-01: 54 × 365 + 13 leap days + 31 + 29 + 30.
    let span = Span::of(2024);
    assert_eq!((span.start, span.end), (19_813 - 365, 19_813));
}

#[test]
fn every_column_says_what_it_holds_and_every_code_set_is_there() {
    use cohort_catalog::Sensitivity;
    for def in schema::TABLES {
        for column in def.columns {
            assert!(!column.comment.is_empty(), "{}.{}", def.name, column.name);
            if let Some(set) = column.code_set {
                assert!(crate::reference::codes::set(set).is_some(), "{set}");
            }
            let identifies = [
                "child_id",
                "upn",
                "dob",
                "mc_dob",
                "home_post",
                "pl_post",
                "sw_id",
            ];
            if identifies.contains(&column.name) {
                let sensitivity = column.sensitivity;
                assert_eq!(
                    sensitivity,
                    Sensitivity::Identifier,
                    "{}.{}",
                    def.name,
                    column.name
                );
            }
        }
        for key in def.key {
            let column = def.columns.iter().find(|column| column.name == *key);
            assert!(!column.unwrap().nullable, "{}.{key}", def.name);
        }
    }
    for (module, def) in module::MODULES.iter().zip(schema::TABLES) {
        assert_eq!(module.table, def.full_name());
        assert_eq!(module::MODULES[module.kind as usize].name, module.name);
    }
}
