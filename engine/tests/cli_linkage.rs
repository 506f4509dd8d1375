//! Children of a fictional region, linked across its files, compared with what the generator
//! knows of them.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop there"
)]
#![allow(unreachable_pub, reason = "a module of a test crate has no outside")]
#![allow(
    dead_code,
    unused_imports,
    reason = "what the round trip reads is more than is asked here"
)]

mod common;
mod round_trip;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::Arc;

use cohort_engine::session::{Database, Engine, EngineOptions, Kind, parse};
use common::Place;
use futures::TryStreamExt;
use round_trip::{Table, answer, import, returns, synth};

const LAS: [i16; 2] = [990, 991];
const YEARS: [i16; 2] = [2023, 2024];

/// Tables whose rows have a UPN, and those with a number of the authority's own.
const BY_UPN: [&str; 10] = [
    "sen2.person",
    "census.pupil",
    "attainment.eyfsp",
    "attainment.phonics",
    "attainment.ks1",
    "attainment.ks2",
    "attainment.ks4",
    "attendance.absence",
    "attendance.suspension",
    "census.pupil_premium",
];
const BY_LOCAL_ID: [(&str, &str); 2] = [("cin.child", "la_child_id"), ("cla.child", "child_id")];

/// The children of the generator by each number that a file may have of them; a number that two
/// have is none.
fn truth(place: &Place) -> BTreeMap<String, String> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let persons = Table::read(place, "made/truth/persons.csv");
    for row in persons.rows() {
        for upn in ["upn", "temporary_upn"] {
            let of = found.entry(row.get(upn).to_owned()).or_default();
            of.insert(row.get("person").to_owned());
        }
    }
    let people = Table::read(place, "made/truth/people.csv");
    for row in people.rows().filter(|row| !row.get("local_id").is_empty()) {
        let number = format!("{} {}", row.get("la_code"), row.get("local_id"));
        let of = found.entry(number).or_default();
        of.insert(row.get("person").to_owned());
    }
    found.remove("");
    let of_one = found.into_iter().filter(|(_, persons)| persons.len() == 1);
    of_one
        .map(|(number, mut persons)| (number, persons.pop_first().unwrap()))
        .collect()
}

/// The generator's child and the number of its person, of every row that the truth knows.
fn linked(place: &Place) -> Vec<(String, String)> {
    let truth = truth(place);
    let of_upn = BY_UPN
        .iter()
        .map(|table| format!("SELECT upn AS number, person_id FROM {table}"));
    let of_id = BY_LOCAL_ID.iter().map(|(table, id)| {
        format!("SELECT concat(la_code, ' ', {id}) AS number, person_id FROM {table}")
    });
    let sql = of_upn.chain(of_id).collect::<Vec<_>>().join(" UNION ALL ");
    let rows = answer(place, &sql);
    rows.rows()
        .filter_map(|row| {
            let child = truth.get(row.get("number"))?;
            Some((child.clone(), row.get("person_id").to_owned()))
        })
        .collect()
}

/// The generator's children who left care by adoption.
fn adopted(place: &Place) -> BTreeSet<String> {
    let truth = truth(place);
    let sql = "SELECT DISTINCT concat(la_code, ' ', child_id) AS number FROM cla.episode \
               WHERE rec IN ('E11', 'E12')";
    let rows = answer(place, sql);
    let of = |row: round_trip::Row<'_>| truth.get(row.get("number")).cloned();
    rows.rows().filter_map(of).collect()
}

#[test]
fn every_row_of_a_clean_region_is_linked_to_its_child() {
    let place = Place::new();
    synth(&place, &["--pupils", "800", "--faults", "0"]);
    import(&place);
    let mut persons: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut children: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let linked = linked(&place);
    assert!(linked.len() > 5_000, "{}", linked.len());
    for (child, person) in linked {
        assert!(!person.is_empty(), "{child}");
        persons
            .entry(child.clone())
            .or_default()
            .insert(person.clone());
        children.entry(person).or_default().insert(child);
    }
    children.retain(|_, children| children.len() > 1);
    assert!(
        children.is_empty(),
        "two children, one person: {children:#?}"
    );
    // A child who was adopted has a new identity, to which nothing leads (L-32).
    persons.retain(|_, persons| persons.len() > 1);
    let split: BTreeSet<String> = persons.into_keys().collect();
    let adopted = adopted(&place);
    assert!(!split.is_empty(), "an adopted child with a school record");
    assert!(
        split.is_subset(&adopted),
        "one child, two persons: {split:?}"
    );
}

#[test]
fn faults_in_keys_split_children_and_never_join_two() {
    let place = Place::new();
    synth(&place, &["--pupils", "1200", "--faults", "20"]);
    import(&place);
    let mut children: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (child, person) in linked(&place) {
        children.entry(person).or_default().insert(child);
    }
    // Rows that are of nobody in particular.
    children.remove("");
    assert!(children.len() > 1_000, "{}", children.len());
    children.retain(|_, children| children.len() > 1);
    assert!(
        children.is_empty(),
        "two children, one person: {children:#?}"
    );
}

/// Every row's person, whatever number its import has.
const ALL: &str = "SELECT 'cin' AS t, la_code, year, la_child_id AS id, person_id FROM cin.child \
     UNION ALL SELECT 'referral', la_code, year, la_child_id, person_id FROM cin.referral \
     UNION ALL SELECT 'cla', la_code, year, child_id, person_id FROM cla.child \
     UNION ALL SELECT 'sen2', la_code, year, person_no::TEXT, person_id FROM sen2.person \
     UNION ALL SELECT 'census', la_code, year, concat(term, estab, ' ', pupil_no), person_id \
     FROM census.pupil \
     UNION ALL SELECT 'absence', la_code, year, row_no::TEXT, person_id FROM attendance.absence \
     UNION ALL SELECT 'premium', la_code, year, row_no::TEXT, person_id FROM census.pupil_premium \
     ORDER BY 1, 2, 3, 4, 5";

#[test]
fn neither_the_order_of_imports_nor_where_rows_are_held_changes_a_person() {
    let place = Place::new();
    synth(&place, &["--pupils", "300", "--faults", "20"]);
    import(&place);
    let ask = || {
        let run = place.run(&["sql", "--format", "csv", "-c", ALL]);
        run.ok().out
    };
    let before = ask();
    assert!(before.lines().count() > 1_000);
    assert_eq!(
        before,
        from_the_store(&place),
        "rows that only the store holds"
    );

    // The same files again change nothing.
    import_backwards(&place);
    assert_eq!(before, ask());

    // A store with the same key, filled the other way round and year by year.
    fs::rename(place.path("cohort-data"), place.path("first")).unwrap();
    fs::create_dir(place.path("cohort-data")).unwrap();
    for name in ["cohort.json", "secret.json"] {
        let to = place.path(&format!("cohort-data/{name}"));
        fs::copy(place.path(&format!("first/{name}")), to).unwrap();
    }
    import_backwards(&place);
    assert_eq!(before, ask());
}

/// The answer of an engine that may hold no rows in memory.
fn from_the_store(place: &Place) -> String {
    let location = place.path("cohort-data").display().to_string();
    let location: cohort_catalog::StoreLocation = location.parse().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let batches = runtime.block_on(async {
        let store = cohort_catalog::Store::open_existing(&location);
        let options = EngineOptions {
            memory_budget: 0,
            ..EngineOptions::default()
        };
        let engine = Engine::open(Arc::new(store.await.unwrap()), options);
        let session = engine.await.unwrap().local_session(Database::Live).unwrap();
        let prepared = parse(ALL).unwrap().remove(0);
        let Kind::Query(query) = &prepared.kind else {
            panic!("no query");
        };
        let planned = session.plan(query, &[]).await.unwrap();
        let rows = session.execute(&planned, vec![]).await.unwrap();
        rows.try_collect::<Vec<_>>().await.unwrap()
    });
    let mut text = Vec::new();
    let mut writer = arrow::csv::WriterBuilder::new()
        .with_header(true)
        .build(&mut text);
    for batch in &batches {
        writer.write(batch).unwrap();
    }
    drop(writer);
    String::from_utf8(text).unwrap()
}

/// Imports one file or set after the other, the last year first; those that are held already are
/// passed over.
fn import_backwards(place: &Place) {
    let mut paths: Vec<(String, String, String)> = Vec::new();
    for (la, year) in returns() {
        let school_year = format!("{}-{:02}", year - 1, year % 100);
        let mut of = |path: String| paths.push((path, la.to_string(), year.to_string()));
        of(format!("made/{la}_CIN_{school_year}.xml"));
        of(format!("made/SEN2/{la}_{year}"));
        of(format!("made/SSDA903/{la}_{year}/*.csv"));
        for folder in ["PUPIL_PREMIUM", "SESSIONS", "SOCIAL_CARE", "USER_FIELDS"] {
            of(format!("made/{folder}/{la}_*_{school_year}.csv"));
        }
    }
    paths.reverse();
    let mut folders: Vec<String> = fs::read_dir(place.path("made"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_str().unwrap().to_owned())
        .filter(|name| {
            name != "truth"
                && name
                    .chars()
                    .all(|c| c.is_ascii_uppercase() || c == '_' || c.is_ascii_digit())
        })
        .filter(|name| {
            ![
                "SEN2",
                "SSDA903",
                "PUPIL_PREMIUM",
                "SESSIONS",
                "SOCIAL_CARE",
                "USER_FIELDS",
            ]
            .contains(&name.as_str())
        })
        .collect();
    folders.sort_by(|a, b| b.cmp(a));
    for folder in folders {
        place.run(&["import", &format!("made/{folder}")]).ok();
    }
    for (path, la, year) in paths {
        place
            .run(&["import", "--la", &la, "--year", &year, &path])
            .ok();
    }
}
