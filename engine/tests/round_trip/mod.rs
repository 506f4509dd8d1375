//! What the generator told and what SQL gives, in one shape.

mod findings;
pub mod persons;
mod rows;

use std::collections::BTreeMap;
use std::fs;

use super::common::Place;

pub use findings::Findings;
pub use rows::{rows_by_person, totals};

/// A CSV text with its heading.
pub struct Table {
    headings: BTreeMap<String, usize>,
    rows: Vec<csv::StringRecord>,
}

/// A row of it.
pub struct Row<'a> {
    table: &'a Table,
    row: &'a csv::StringRecord,
}

impl Table {
    pub fn of(text: &[u8]) -> Table {
        let mut reader = csv::Reader::from_reader(text);
        let headings = reader.headers().unwrap().iter().enumerate();
        let headings = headings
            .map(|(place, name)| (name.to_owned(), place))
            .collect();
        let rows = reader.records().map(Result::unwrap).collect();
        Table { headings, rows }
    }

    pub fn read(place: &Place, name: &str) -> Table {
        Table::of(&fs::read(place.path(name)).unwrap())
    }

    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|row| Row { table: self, row })
    }
}

impl<'a> Row<'a> {
    #[track_caller]
    pub fn get(&self, name: &str) -> &'a str {
        &self.row[self.table.headings[name]]
    }

    pub fn number(&self, name: &str) -> u64 {
        self.get(name).parse().unwrap()
    }

    /// Values by name, as texts that can be compared.
    pub fn key(&self, names: &[&str]) -> Vec<String> {
        names.iter().map(|name| self.get(name).to_owned()).collect()
    }
}

/// Authorities and years, two of each.
pub fn returns() -> impl Iterator<Item = (i16, i16)> {
    let las = super::LAS.into_iter();
    las.flat_map(|la| super::YEARS.into_iter().map(move |year| (la, year)))
}

/// Writes a region into `made`. The second form of a return that has two is moved to `xml`.
pub fn synth(place: &Place, wanted: &[&str]) {
    let years = format!("{}-{}", super::YEARS[0], super::YEARS[1]);
    let size = ["synth", "--out", "made", "--las", "2", "--years", &years];
    place.run(&[&size[..], wanted].concat()).ok();
    for (la, year) in returns() {
        let to = place.path(&format!("xml/{la}_{year}"));
        fs::create_dir_all(&to).unwrap();
        for from in [
            format!("made/SEN2/{la}_{year}/{la}_SEN2_{year}.xml"),
            format!("made/SSDA903/{la}_{year}/xml/{la}_SSDA903_{year}.xml"),
        ] {
            let from = place.path(&from);
            if from.exists() {
                fs::rename(&from, to.join(from.file_name().unwrap())).unwrap();
            }
        }
    }
}

/// Imports all of `made`, telling authority and year of the files that do not say them.
pub fn import(place: &Place) {
    let dumb = [
        "SSDA903",
        "PUPIL_PREMIUM",
        "SESSIONS",
        "SOCIAL_CARE",
        "USER_FIELDS",
    ];
    for (la, year) in returns() {
        let there = dumb
            .iter()
            .filter(|folder| place.path(&format!("made/{folder}")).exists());
        let patterns: Vec<String> = there
            .map(|folder| match *folder {
                "SSDA903" => format!("made/SSDA903/{la}_{year}/*.csv"),
                folder => format!("made/{folder}/{la}_*_{}-{:02}.csv", year - 1, year % 100),
            })
            .collect();
        if !patterns.is_empty() {
            let (la, year) = (la.to_string(), year.to_string());
            let of = ["import", "--la", &la, "--year", &year];
            let patterns: Vec<&str> = patterns.iter().map(String::as_str).collect();
            place.run(&[&of[..], &patterns].concat()).ok();
        }
    }
    let mut rest: Vec<String> = fs::read_dir(place.path("made"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_str().unwrap().to_owned())
        .filter(|name| !dumb.contains(&name.as_str()) && name != "truth")
        .map(|name| format!("made/{name}"))
        .collect();
    rest.sort();
    let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
    if !rest.is_empty() {
        let run = place.run(&[&["import", "--format", "json"][..], &rest].concat());
        let files = run.ok().json();
        let refused: Vec<_> = files
            .iter()
            .filter(|file| file["result"] != "imported")
            .collect();
        assert!(refused.is_empty(), "{refused:#?}");
    }
}

/// Imports one return into a store of its own.
pub fn import_of(place: &Place, store: &str, path: &str, la: i16, year: i16) {
    let (la, year) = (la.to_string(), year.to_string());
    let of = [
        "import", "--store", store, "--la", &la, "--year", &year, path,
    ];
    place.run(&of).ok();
}

/// The answer to a question, as CSV.
pub fn ask(place: &Place, store: &str, sql: &str) -> String {
    let run = place.run(&["sql", "--store", store, "--format", "csv", "-c", sql]);
    run.ok().out
}

/// The answer as a table.
pub fn answer(place: &Place, sql: &str) -> Table {
    Table::of(ask(place, "cohort-data", sql).as_bytes())
}

/// Tables of these schemas that have rows, with their columns.
pub fn tables(place: &Place, schemas: &[&str]) -> BTreeMap<String, Vec<String>> {
    let schemas: Vec<_> = schemas.iter().map(|schema| format!("'{schema}'")).collect();
    let sql = format!(
        "SELECT table_schema, table_name, column_name FROM information_schema.columns \
         WHERE table_schema IN ({}) AND table_name <> 'dolo' ORDER BY 1, 2, ordinal_position",
        schemas.join(", ")
    );
    let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in answer(place, &sql).rows() {
        let name = format!("{}.{}", row.get("table_schema"), row.get("table_name"));
        let columns = tables.entry(name).or_default();
        columns.push(row.get("column_name").to_owned());
    }
    tables
}
