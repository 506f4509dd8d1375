//! The connector on files: every fixture of `testdata/sen2`, and rows worked out by hand.

use std::path::{Path, PathBuf};

use arrow::util::display::array_value_to_string;

use super::*;
use crate::conformance::{self, Fixture, Read};
use crate::files::InMemory;

mod compose;
mod content;
mod findings;
mod forms;
mod properties;
mod refused;
mod returns;
mod rows;
mod sets;

const XML: &str = "year_2025_every_item.xml";

fn testdata(kind: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("testdata/sen2")
        .join(kind)
}

fn valid(name: &str) -> Vec<u8> {
    std::fs::read(testdata("valid").join(name)).unwrap()
}

/// The files of a set.
fn set(folder: &str) -> Vec<(FileKind, Vec<u8>)> {
    let mut files = Vec::new();
    for part in Sen2.parts() {
        let path = testdata("valid").join(folder).join(part.name);
        if let Ok(bytes) = std::fs::read(path.with_extension("csv")) {
            files.push((FileKind::Part(part.name), bytes));
        }
    }
    files
}

/// What the operator must say of a valid fixture.
fn given(name: &str) -> Given {
    let (la_code, year) = match name {
        "header_missing.xml" => (Some(995), Some(2024)),
        "working_2025" => (Some(995), Some(2025)),
        _ => return Given::default(),
    };
    Given { la_code, year }
}

fn read(name: &str) -> Read {
    let result = if name.ends_with(".xml") {
        conformance::read(&Sen2, &valid(name), given(name))
    } else {
        conformance::read_files(&Sen2, &mut InMemory::new(set(name)), given(name))
    };
    result.unwrap_or_else(|error| panic!("{name}: {error}")).1
}

/// Reads a text, in which nothing keeps a file from being read.
fn read_text(text: &str) -> Read {
    let result = conformance::read(&Sen2, text.as_bytes(), Given::default());
    result.unwrap_or_else(|error| panic!("{error}: {text}")).1
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

/// Names in `testdata/sen2/<kind>`, sorted.
fn names(kind: &str) -> Vec<String> {
    let entries = std::fs::read_dir(testdata(kind)).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

const SECRETS: [&str; 8] = [
    "X845212818005",
    "1234567890",
    "Fictional",
    "Fauxname",
    "2014-05-10",
    "2014-May-10",
    "2015-06-30",
    "Beispiel",
];

fn fixture(name: &str, bytes: Vec<u8>, cut_every: usize) -> Fixture {
    Fixture {
        name: name.to_owned(),
        bytes,
        beside: Vec::new(),
        given: given(name),
        secrets: SECRETS.map(str::to_owned).to_vec(),
        cut_every,
    }
}

#[test]
fn it_conforms_on_every_valid_fixture() {
    let every_byte = [XML, "utf16.xml", "year_2023.xml"];
    let xml = names("valid")
        .into_iter()
        .filter(|name| name.ends_with(".xml"));
    let fixtures: Vec<_> = xml
        .map(|name| {
            let cut_every = if every_byte.contains(&&name[..]) {
                3
            } else {
                31
            };
            fixture(&name, valid(&name), cut_every)
        })
        .collect();
    conformance::check_all(&Sen2, &fixtures);
}

#[test]
fn it_conforms_on_every_file_of_every_set() {
    let mut fixtures = Vec::new();
    for folder in ["export_2023", "export_2025", "working_2025"] {
        for cut in 0..set(folder).len() {
            let mut files = set(folder);
            let (kind, bytes) = files.remove(cut);
            let name = format!("{folder}/{}", kind.part().unwrap());
            fixtures.push(Fixture {
                beside: files,
                // Of a set whose file `sen2` is cut the operator must say it.
                given: Given {
                    la_code: Some(995),
                    year: folder[folder.len() - 4..].parse().ok(),
                },
                ..fixture(&name, bytes, 7)
            });
        }
    }
    conformance::check_all(&Sen2, &fixtures);
    for fixture in fixtures {
        // Reordering splits at every comma.
        if !fixture.name.ends_with("2025/plandetail") {
            conformance::check_column_order(&Sen2, &fixture);
        }
    }
}

#[test]
fn the_order_of_elements_changes_no_row() {
    for name in [XML, "year_2023.xml", "plan_in_request.xml"] {
        conformance::check_reordering(&Sen2, &fixture(name, valid(name), 1));
    }
}

#[test]
fn every_fixture_has_a_line_in_the_readme() {
    let readme = std::fs::read_to_string(testdata("README.md")).unwrap();
    for kind in ["valid", "invalid"] {
        for name in names(kind) {
            let line = format!("| `{name}` |");
            assert!(readme.contains(&line), "{kind}/{name} is not in the README");
        }
    }
}

#[test]
fn whose_return_it_is_comes_from_the_header_unless_given() {
    let identify = |files: &mut InMemory, given| {
        let identity = Sen2.identify(files, given).unwrap();
        assert_eq!(identity.period, None);
        (
            identity.la_code,
            identity.year,
            identity.serial,
            identity.made_at,
        )
    };
    let nothing = Given::default();
    let told = (995, 2025, Some(3), Some("2025-02-03T09:30:00".to_owned()));
    assert_eq!(identify(&mut InMemory::whole(&valid(XML)), nothing), told);
    let mut export = InMemory::new(set("export_2025"));
    assert_eq!(identify(&mut export, nothing), told);
    let other = Given {
        la_code: Some(991),
        year: Some(2026),
    };
    let (_, _, serial, made_at) = told;
    let expected = (991, 2026, serial, made_at);
    assert_eq!(identify(&mut export, other), expected);
    let mut working = InMemory::new(set("working_2025"));
    assert_eq!(identify(&mut working, other), (991, 2026, None, None));
    let behind = valid("header_after_persons.xml");
    let (la_code, year, ..) = identify(&mut InMemory::whole(&behind), nothing);
    assert_eq!((la_code, year), (995, 2024));
}

#[test]
fn a_reference_date_outside_january_leaves_the_year_to_the_header() {
    let text = String::from_utf8(valid("year_2024.xml")).unwrap();
    for (date, said, year) in [
        ("2023-12-31", "2024", 2024),
        ("2025-01-16", "2024", 2025),
        ("2024-12-31", "soon", 2024),
        ("", "2026", 2026),
        ("0024-01-18", "2026", 2026),
    ] {
        let file = text.replace("2024-01-18", date);
        let file = file.replace("<Year>2024", &format!("<Year>{said}"));
        let identity = Sen2.identify(&mut InMemory::whole(file.as_bytes()), Given::default());
        assert_eq!(identity.unwrap().year, year, "{date} {said}");
    }
}

#[test]
fn census_days_are_those_published() {
    let days = [(2023, 19), (2024, 18), (2025, 16), (2026, 15), (2027, 21)];
    for (year, day) in days {
        let expected = cohort_udfs::calendar::date(i32::from(year), 1, day);
        assert_eq!(Some(header::census_day(year)), expected, "{year}");
    }
}

#[test]
fn a_return_is_known_by_its_collection_or_its_persons() {
    for head in [
        "<Message><Header><CollectionDetails><Collection>SEN2</Collection>",
        "<message><Header><CollectionDetails><Collection>sen2</Collection>",
        "<Message><Header><Collection>SEN</Collection></Header><Persons/></Message>",
        "<Message><Header><Collection>X</Collection></Header><Persons><Person>",
        "<Message><Header/><persons><person><requests>",
        "<x:Message><x:Persons><x:Person><x:Surname>",
    ] {
        assert_eq!(Sen2.recognises(head), Some(FileKind::Whole), "{head}");
    }
    for folder in ["export_2023", "export_2025", "working_2025"] {
        for (kind, bytes) in set(folder) {
            let head = String::from_utf8(bytes).unwrap();
            assert_eq!(Sen2.recognises(&head), Some(kind), "{folder}");
        }
    }
}

#[test]
fn files_of_other_datasets_are_not_claimed() {
    for head in [
        "<Message><Header><CollectionDetails><Collection>CIN</Collection>",
        "<Message><Header/><Children><Child/></Children></Message>",
        "<Message><Header/><Pupils><Pupil/></Pupils></Message>",
        "<Message><Header/><Persons/></Message>",
        "<CTFile><Persons><Person><Surname>",
        "UPN,Surname,Forename\nX,Y,Z\n",
        "pupilonrolltableid,NativeId,pupilonrollorderseqcolumn,sourceid,surname,forename\n",
        "senneedstableid,NativeId,sourceid,pupilonrolltableid,sentype,sentyperank\n",
        "receiveddate,requestoutcome\n",
        "",
    ] {
        assert_eq!(Sen2.recognises(head), None, "{head}");
    }
}
