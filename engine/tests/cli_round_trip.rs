//! Files of a fictional region in, SQL out, compared with what the generator knows of them: every
//! row, every planted fault reported and nothing else.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop there"
)]
#![allow(unreachable_pub, reason = "a module of a test crate has no outside")]

mod common;
mod round_trip;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use common::Place;
use round_trip::{Findings, Table, import, rows_by_person, synth, totals};

const LAS: [i16; 2] = [990, 991];
const YEARS: [i16; 2] = [2023, 2024];

/// Findings on files in which nothing is wrong, each once a file.
const RIGHT_ALL_THE_SAME: [(&str, &str); 2] = [
    // Schools that have neither a unit nor resourced provision leave both flags blank, as the
    // guide says; only the register of schools could tell that from a flag forgotten, which is
    // dirt to report. A notice.
    ("sen2", "unit_flags_blank"),
    // An N that was never replaced is counted in a census as such, so registers hold some that
    // are older than five school days; their share is to be reported.
    ("attendance_session", "reason_not_established"),
];

#[test]
fn a_clean_region_comes_back_row_by_row_without_findings() {
    let place = Place::new();
    synth(&place, &["--pupils", "1200", "--faults", "0"]);
    import(&place);
    same_rows(&place);
    let mut found = Findings::read(&place);
    found.take_expected(&place);
    found.take_of_files(&RIGHT_ALL_THE_SAME);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_faulty_region_comes_back_with_every_fault_found_and_nothing_else() {
    let place = Place::new();
    synth(&place, &["--pupils", "1200", "--faults", "20"]);
    import(&place);
    same_rows(&place);
    same_persons(&place);

    // Of every dataset several kinds are planted, so that each list is in use.
    let planted = Table::read(&place, "made/truth/planted.csv");
    let mut kinds: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for row in planted.rows() {
        let of_dataset = kinds.entry(row.get("dataset")).or_default();
        of_dataset.insert(row.get("fault"));
    }
    let few: Vec<_> = kinds.iter().filter(|(_, kinds)| kinds.len() < 3).collect();
    assert!(few.is_empty(), "{few:?}");
    let datasets: Vec<&str> = kinds.into_keys().collect();
    assert_eq!(
        datasets.join(" "),
        "absence attendance_session census cla ctf eyfsp ks1 ks2 ks4 mtc phonics pupil_premium \
         sen2 social_care_cohort suspension user_field"
    );

    let mut found = Findings::read(&place);
    let missed = found.take_expected(&place);
    found.take_of_files(&RIGHT_ALL_THE_SAME);
    assert!(missed.is_empty(), "not found: {missed:#?}");
    assert!(found.is_empty(), "not planted: {found:#?}");
}

/// Rows of every table, person by person, and of every file in all.
fn same_rows(place: &Place) {
    let (told, read) = rows_by_person(place);
    assert!(told.len() > 10_000, "{}", told.len());
    let differ: Vec<_> = told
        .iter()
        .chain(&read)
        .filter(|(key, _)| told.get(*key) != read.get(*key))
        .map(|(key, _)| (key, told.get(key), read.get(key)))
        .take(20)
        .collect();
    assert!(differ.is_empty(), "(told, read): {differ:#?}");
    let (told, read) = totals(place);
    assert_eq!(told, read);
}

/// Birth date, sex and numbers of every person in every table that has them.
fn same_persons(place: &Place) {
    let (compared, wrong) = round_trip::persons::compare(place);
    assert!(compared > 10_000, "{compared}");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The population is the one wanted: twins, movers between the authorities, pupils without a
/// UPN and with a temporary one.
#[test]
fn the_region_has_twins_movers_and_numbers_that_are_missing_or_temporary() {
    let place = Place::new();
    let wanted = ["--pupils", "3000", "--datasets", "census,sen2"];
    synth(&place, &wanted);
    let persons = Table::read(&place, "made/truth/persons.csv");
    let all = persons.rows().count() as f64;
    let percent = |is: &dyn Fn(&round_trip::Row<'_>) -> bool| {
        100.0 * persons.rows().filter(|row| is(row)).count() as f64 / all
    };
    // About 15 in 1,000 maternities are of twins, so 3 in 100 children are twins, fewer where
    // siblings live in one household by chance of the same file only.
    let twins = percent(&|row| row.get("twin") == "true");
    assert!((0.5..4.0).contains(&twins), "{twins}");
    let movers = percent(&|row| !row.get("moved_to").is_empty());
    assert!((0.5..12.0).contains(&movers), "{movers}");
    let temporary = percent(&|row| !row.get("temporary_upn").is_empty());
    assert!((0.3..6.0).contains(&temporary), "{temporary}");
    let missing = percent(&|row| row.get("upn").is_empty());
    assert!((0.05..5.0).contains(&missing), "{missing}");

    let people = Table::read(&place, "made/truth/people.csv");
    let mut authorities: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let (mut with_temporary, mut without) = (0, 0);
    for row in people.rows() {
        let of_person = authorities.entry(row.get("person")).or_default();
        of_person.insert(row.get("la_code"));
        let upn = row.get("upn");
        let lettered = upn.len() == 13 && upn.ends_with(|last: char| last.is_ascii_uppercase());
        with_temporary += u32::from(lettered);
        without += u32::from(upn.is_empty() && row.get("dataset") == "sen2");
    }
    let moved = authorities.values().filter(|las| las.len() > 1).count();
    assert!(
        moved > 5 && with_temporary > 5 && without > 5,
        "{moved} {with_temporary} {without}"
    );
}

/// The same return as XML and as CSV, faults and all: the same rows and the same findings.
#[test]
fn both_forms_of_a_faulty_return_give_the_same_tables() {
    let place = Place::new();
    let wanted = [
        "--pupils",
        "4000",
        "--datasets",
        "sen2,cla",
        "--faults",
        "25",
    ];
    synth(&place, &wanted);
    import(&place);
    for (la, year) in round_trip::returns() {
        round_trip::import_of(&place, "xml-store", &format!("xml/{la}_{year}"), la, year);
    }
    let tables = round_trip::tables(&place, &["sen2", "cla"]);
    assert_eq!(tables.len(), 9 + 11);
    let mut rows = 0;
    for (table, columns) in tables {
        // Which import a row is of differs, and the header says when the file was made.
        let own = ["import_id", "person_id", "source"];
        let columns: Vec<_> = columns
            .iter()
            .map(String::as_str)
            .filter(|column| !own.contains(column))
            .collect();
        let columns = columns.join(", ");
        let sql = format!("SELECT {columns} FROM {table} ORDER BY {columns}");
        let of = |store: &str| round_trip::ask(&place, store, &sql);
        let csv = of("cohort-data");
        let xml = of("xml-store");
        rows += csv.lines().count();
        let differ: Vec<_> = csv
            .lines()
            .zip(xml.lines())
            .filter(|(a, b)| a != b)
            .take(3)
            .collect();
        assert!(csv == xml, "{table}: {differ:#?}");
    }
    assert!(rows > 3_000, "{rows}");
    let findings = |store: &str| {
        let sql = "SELECT dataset, la_code, year, child_no, rule, severity, table_name, \
                   replace(replace(item, 'CHILDID', 'CHILD'), 'PL', 'PLACE') AS item, message \
                   FROM imports.finding WHERE dataset = 'sen2' OR item NOT LIKE 'PL%' \
                   ORDER BY 1, 2, 3, 4, 5, 7, 8, 9";
        round_trip::ask(&place, store, sql)
    };
    let (csv, xml) = (findings("cohort-data"), findings("xml-store"));
    assert!(csv.lines().count() > 100, "{csv}");
    let differ: Vec<_> = csv
        .lines()
        .zip(xml.lines())
        .filter(|(a, b)| a != b)
        .take(3)
        .collect();
    assert!(csv == xml, "{differ:#?}");
}

/// The census of all three terms of an authority in one archive.
#[test]
fn three_terms_of_the_school_census_load_from_one_zip() {
    let place = Place::new();
    let wanted = ["--pupils", "1200", "--datasets", "census", "--faults", "10"];
    synth(&place, &wanted);
    let mut zip = zip::ZipWriter::new(fs::File::create(place.path("census.zip")).unwrap());
    for term in ["AUT", "SPR", "SUM"] {
        let folder = format!("made/CENSUS/990_2024_{term}");
        for (path, bytes) in place.listing(&folder) {
            let name = path.file_name().unwrap().to_str().unwrap();
            let options = zip::write::SimpleFileOptions::default();
            zip.start_file(format!("{term}/{name}"), options).unwrap();
            std::io::Write::write_all(&mut zip, &bytes).unwrap();
        }
    }
    zip.finish().unwrap();
    let run = place
        .run(&["import", "census.zip", "--format", "json"])
        .ok();
    let files = run.json();
    assert!(files.iter().all(|file| file["result"] == "imported"));
    let terms = "SELECT string_agg(term, ' ' ORDER BY term) FROM (SELECT DISTINCT term FROM census.pupil) AS t";
    assert!(round_trip::ask(&place, "cohort-data", terms).contains("AUT SPR SUM"));
    let (told, read) = rows_by_person(&place);
    let told: BTreeMap<_, _> = told
        .into_iter()
        .filter(|(key, _)| key[1] == "990" && key[2] == "2024")
        .collect();
    assert!(told.len() > 3_000, "{}", told.len());
    assert!(told == read);
}
