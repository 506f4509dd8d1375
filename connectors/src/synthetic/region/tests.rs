//! The region as a whole: bytes, counts and form.

mod census;
mod figures;
mod sen2;
mod ssda903;
mod tables;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::super::POPULATION_YEAR;
use super::*;

pub(super) fn region(datasets: &[Dataset]) -> Region {
    Region {
        plan: Plan {
            seed: 5,
            authorities: vec![991, 990],
            children_per_authority: Some(3_000),
            years: 2023..=2025,
            fault_percent: 0.0,
        },
        datasets: datasets.to_vec(),
    }
}

/// Every file of a region by its path below the folder.
pub(super) fn written(region: &Region) -> BTreeMap<String, Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let made = write_region(region, folder.path(), &mut |_| {}).unwrap();
    let name = |path: &Path| {
        let below = path.strip_prefix(folder.path()).unwrap();
        below.to_str().unwrap().replace('\\', "/")
    };
    let paths = made.files.iter().map(|file| &file.path).chain(&made.truth);
    paths
        .map(|path| (name(path), fs::read(path).unwrap()))
        .collect()
}

/// How often each element occurs; panics when the text is not well-formed.
pub(super) fn elements(xml: &[u8]) -> BTreeMap<String, u64> {
    let mut reader = Reader::from_reader(xml);
    let mut counts = BTreeMap::new();
    let mut depth = 0;
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                depth += 1;
                let name = String::from_utf8(start.name().as_ref().to_vec()).unwrap();
                *counts.entry(name).or_default() += 1;
            }
            Event::End(_) => depth -= 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0);
    counts
}

/// Heading and rows of a CSV text whose fields hold no line ends.
pub(super) fn table(text: &[u8]) -> (Vec<String>, Vec<Vec<String>>) {
    let text = std::str::from_utf8(text).unwrap();
    let mut rows = text.lines().map(fields);
    (rows.next().unwrap(), rows.collect())
}

fn fields(line: &str) -> Vec<String> {
    let (mut fields, mut quoted) = (vec![String::new()], false);
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            other => fields.last_mut().unwrap().push(other),
        }
    }
    fields
}

/// The rows of a CSV file, each by heading.
pub(super) fn records(text: &[u8]) -> Vec<BTreeMap<String, String>> {
    let (heading, rows) = table(text);
    let record = |row: Vec<String>| {
        assert_eq!(row.len(), heading.len());
        heading.iter().cloned().zip(row).collect()
    };
    rows.into_iter().map(record).collect()
}

/// Rows by file and table, as the truth has them; checked against the rows by person.
pub(super) fn totals(
    files: &BTreeMap<String, Vec<u8>>,
) -> BTreeMap<(String, String, String, String, String), u64> {
    let key = |row: &BTreeMap<String, String>| {
        let of = |name: &str| row[name].clone();
        (
            of("dataset"),
            of("la_code"),
            of("year"),
            of("part"),
            of("table"),
        )
    };
    let mut by_person = BTreeMap::new();
    for row in records(&files["truth/people.csv"]) {
        *by_person.entry(key(&row)).or_insert(0) += row["rows"].parse::<u64>().unwrap();
    }
    let mut totals = BTreeMap::new();
    for row in records(&files["truth/rows.csv"]) {
        let rows = row["rows"].parse().unwrap();
        if let Some(told) = by_person.get(&key(&row)) {
            assert_eq!(*told, rows, "{row:?}");
        }
        totals.insert(key(&row), rows);
    }
    assert!(by_person.keys().all(|key| totals.contains_key(key)));
    totals
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let region = region(Dataset::ALL);
    let once = written(&region);
    assert!(once == written(&region));
    let mut other = region;
    other.plan.seed = 6;
    assert!(once != written(&other));
    let persons = records(&once["truth/persons.csv"]);
    for flag in ["twin", "moved_to", "temporary_upn"] {
        let value = |row: &BTreeMap<String, String>| !matches!(row[flag].as_str(), "" | "false");
        assert!(persons.iter().any(value), "{flag}");
    }
}

#[test]
fn the_children_in_need_census_is_the_one_written_alone() {
    let region = region(&[Dataset::Cin, Dataset::Sen2]);
    let folder = tempfile::tempdir().unwrap();
    let alone = super::super::write(&region.plan, folder.path(), &mut |_| {}).unwrap();
    let files = written(&region);
    for file in alone.files {
        let name = file.path.file_name().unwrap().to_str().unwrap();
        assert!(files[name] == fs::read(&file.path).unwrap(), "{name}");
    }
}

/// What a file says of itself is what an import would be told; of a return that is there in two
/// forms one is to be imported.
#[test]
fn every_file_knows_whose_it_is() {
    let region = region(Dataset::ALL);
    let folder = tempfile::tempdir().unwrap();
    let made = write_region(&region, folder.path(), &mut |_| {}).unwrap();
    for file in &made.files {
        let below = file.path.strip_prefix(folder.path()).unwrap();
        let name = below.to_str().unwrap().replace('\\', "/");
        let public = name.starts_with("GIAS") || name.starts_with("POPULATION");
        let (la_code, year) = (file.given.la_code, file.given.year);
        assert_eq!(la_code.is_none() && year.is_none(), public, "{name}");
        if let (Some(la), Some(year)) = (la_code, year) {
            let names_it = |text: &str| {
                let folders = name.rsplit('/');
                folders.take(3).any(|part| part.contains(text))
            };
            assert!(names_it(&la.to_string()), "{name} is not of {la}");
            let years = [
                format!("{year}"),
                format!("-{}", year % 100),
                format!("_0{}", year % 100),
            ];
            assert!(
                years.iter().any(|year| names_it(year)),
                "{name} is not of {year}"
            );
        }
        let second = name.contains("/blades/") || name.contains("/xml/");
        assert_eq!(file.second_form, second, "{name}");
    }
}

#[test]
fn residents_are_those_of_the_plan_and_nobody_elses_change() {
    let mut region = region(&[Dataset::Population]);
    let of = |region: &Region| -> BTreeMap<(String, String), u64> {
        let files = written(region);
        let rows = records(&files["POPULATION/population.csv"]).into_iter();
        rows.map(|row| {
            assert_eq!(row["age_band"], "0-17");
            let key = (row["la_code"].clone(), row["year"].clone());
            (key, row["population"].parse().unwrap())
        })
        .collect()
    };
    let smaller = of(&region);
    region.plan.children_per_authority = None;
    let built_in = of(&region);
    assert!(smaller.keys().eq(built_in.keys()));
    for ((la, year), residents) in &built_in {
        let number: i16 = la.parse().unwrap();
        assert_eq!(
            crate::reference::population(number, year.parse().unwrap()),
            Some(*residents)
        );
        let here = smaller[&(la.clone(), year.clone())];
        if [990, 991].contains(&number) {
            // 3,000 in the year that decides the size, and the same change from year to year.
            let middle = built_in[&(la.clone(), POPULATION_YEAR.to_string())];
            let expected = 3_000.0 * *residents as f64 / middle as f64;
            assert!((here as f64 - expected).abs() <= 0.5, "{la} {year}: {here}");
        } else {
            assert_eq!(here, *residents, "{la} {year}");
        }
    }
}

#[test]
fn more_years_change_no_file() {
    let all = written(&region(Dataset::ALL));
    let mut one = region(Dataset::ALL);
    one.plan.years = 2024..=2024;
    for (name, bytes) in written(&one) {
        let whole = name.starts_with("truth") || name.starts_with("GIAS");
        assert!(whole || all[&name] == bytes, "{name}");
    }
}
