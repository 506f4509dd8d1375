//! Birth date, sex and numbers of persons, from the world through files and SQL.

use std::collections::{BTreeMap, BTreeSet};

use super::{Table, answer};
use crate::common::Place;

/// Dataset, what its rows are joined to, and the columns: local number, UPN, ULN, birth date,
/// sex; an empty one is not in the table.
const TABLES: [(&str, &str, [&str; 5]); 13] = [
    (
        "census",
        "census.pupil",
        ["", "upn", "uln", "birth_date", "sex"],
    ),
    (
        "pupil_premium",
        "census.pupil_premium",
        ["", "upn", "", "birth_date", "sex"],
    ),
    (
        "absence",
        "attendance.absence",
        ["", "upn", "", "dob", "sex"],
    ),
    (
        "suspension",
        "attendance.suspension",
        ["", "upn", "", "dob", "sex"],
    ),
    ("eyfsp", "attainment.eyfsp", ["", "upn", "", "dob", "sex"]),
    (
        "phonics",
        "attainment.phonics",
        ["", "upn", "", "dob", "sex"],
    ),
    ("ks1", "attainment.ks1", ["", "upn", "", "dob", "sex"]),
    ("mtc", "attainment.mtc", ["", "upn", "", "dob", "sex"]),
    ("ks2", "attainment.ks2", ["", "upn", "", "dob", "sex"]),
    ("ks4", "attainment.ks4", ["", "upn", "uln", "dob", "sex"]),
    ("ctf", "attainment.ctf_pupil", ["", "upn", "", "dob", "sex"]),
    (
        "sen2",
        "sen2.person",
        ["person_no", "upn", "uln", "birth_date", "sex"],
    ),
    ("cla", "cla.child", ["child_id", "upn", "", "dob", "sex"]),
];

/// Items in which a fault may have been planted, by what they hold.
const ITEMS: [(&str, &[&str]); 3] = [
    ("uln", &["UniqueLearnerNumber"]),
    ("birth_date", &["DOB", "PersonBirthDate"]),
    ("sex", &["SEX", "Sex", "GENDER", "Gender", "GenderCurrent"]),
];

/// How many persons in files were compared, and what differs without a fault planted there.
pub fn compare(place: &Place) -> (usize, Vec<String>) {
    let persons = Table::read(place, "made/truth/persons.csv");
    let persons: BTreeMap<_, _> = persons
        .rows()
        .map(|row| {
            (
                row.get("person").to_owned(),
                row.key(&["uln", "birth_date", "sex"]),
            )
        })
        .collect();
    // Who has a number in a file, as the file has it.
    let people = Table::read(place, "made/truth/people.csv");
    let key = ["dataset", "la_code", "year", "local_id", "upn"];
    let mut who: BTreeMap<Vec<String>, BTreeSet<String>> = BTreeMap::new();
    for row in people.rows() {
        let mut key = row.key(&key);
        if key[3].is_empty() && key[4].is_empty() {
            continue;
        }
        if key[0] == "cla" {
            key[4].clear();
        }
        who.entry(key)
            .or_default()
            .insert(row.get("person").to_owned());
    }
    let planted = Table::read(place, "made/truth/planted.csv");
    let planted: BTreeSet<_> = planted
        .rows()
        .map(|row| row.key(&["dataset", "la_code", "year", "person", "item"]))
        .collect();

    let (mut compared, mut wrong) = (0, Vec::new());
    for row in answer(place, &question()).rows() {
        let mut key = row.key(&key);
        if key[3].is_empty() && key[4].is_empty() {
            continue;
        }
        if key[0] == "cla" {
            key[4].clear();
        }
        let Some(found) = who.get(&key).filter(|found| found.len() == 1) else {
            wrong.push(format!("nobody, or several, are {key:?}"));
            continue;
        };
        compared += 1;
        for person in found {
            for (place, (name, items)) in ITEMS.into_iter().enumerate() {
                let (told, read) = (&persons[person][place], row.get(name));
                // A number that the table or the record does not have yet is no difference.
                let same = told == read || (name == "uln" && read.is_empty());
                let spoiled = items.iter().any(|item| {
                    let mut key = key[..3].to_vec();
                    key.extend([person.clone(), (*item).to_owned()]);
                    planted.contains(&key)
                });
                if !same && !spoiled {
                    wrong.push(format!("{key:?} {person} {name}: {told}, read {read}"));
                }
            }
        }
    }
    wrong.truncate(20);
    (compared, wrong)
}

fn question() -> String {
    let of = |(dataset, table, columns): (&str, &str, [&str; 5])| {
        let names = ["local_id", "upn", "uln", "birth_date", "sex"];
        let columns = columns
            .into_iter()
            .zip(names)
            .map(|(column, name)| match column {
                "" => format!("'' AS {name}"),
                column => format!("coalesce(CAST(t.{column} AS VARCHAR), '') AS {name}"),
            });
        let columns: Vec<_> = columns.collect();
        format!(
            "SELECT '{dataset}' AS dataset, t.la_code, t.year, {} FROM {table} AS t \
             JOIN imports.file AS f ON f.import_id = t.import_id AND f.dataset = '{dataset}'",
            columns.join(", ")
        )
    };
    let all: Vec<_> = TABLES.map(of).into_iter().collect();
    all.join(" UNION ALL ")
}
