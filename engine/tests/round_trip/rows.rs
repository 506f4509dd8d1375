//! Rows of each table by person, and of each file in all.

use std::collections::BTreeMap;

use super::{Table, answer};
use crate::common::Place;

/// Dataset, authority, year, part, table, local number, UPN.
type Key = Vec<String>;
type Counts = BTreeMap<Key, u64>;

const KEY: [&str; 7] = [
    "dataset", "la_code", "year", "part", "table", "local_id", "upn",
];

/// Tables of the census below the pupil.
const OF_PUPILS: [(&str, &str); 3] = [
    ("sen_need", "sen_need"),
    ("exclusion", "exclusion"),
    ("session", "session_detail"),
];

/// Datasets of one table of results or absence, which a Common Transfer File may fill as well.
const RESULTS: [(&str, &str); 8] = [
    ("absence", "attendance.absence"),
    ("suspension", "attendance.suspension"),
    ("eyfsp", "attainment.eyfsp"),
    ("phonics", "attainment.phonics"),
    ("ks1", "attainment.ks1"),
    ("mtc", "attainment.mtc"),
    ("ks2", "attainment.ks2"),
    ("ks4", "attainment.ks4"),
];

/// Columns that hold one result of a Common Transfer File each.
const TRANSFERRED: [(&str, &[&str]); 6] = [
    (
        "attainment.eyfsp",
        &[
            "e01", "e02", "e03", "e04", "e05", "e06", "e07", "e08", "e09", "e10", "e11", "e12",
            "e13", "e14", "e15", "e16", "e17",
        ],
    ),
    ("attainment.phonics", &["phonics_mark", "phonics_outcome"]),
    (
        "attainment.ks1",
        &["read_outcome", "writ_outcome", "mat_outcome", "sci_outcome"],
    ),
    ("attainment.mtc", &["form_mark", "reason_not_taking"]),
    (
        "attainment.ks2",
        &[
            "read_score",
            "read_outcome",
            "gps_score",
            "gps_outcome",
            "mat_score",
            "mat_outcome",
            "writ_ta_outcome",
            "sci_ta_outcome",
        ],
    ),
    ("attainment.ctf_result", &["1"]),
];

const SEN2: [&str; 8] = [
    "person",
    "request",
    "assessment",
    "named_plan",
    "plan_detail",
    "active_plan",
    "placement",
    "need",
];

const CLA: [&str; 11] = [
    "child",
    "episode",
    "review",
    "uasc",
    "oc2",
    "oc3",
    "ad1",
    "placed_for_adoption",
    "previous_permanence",
    "missing",
    "social_worker",
];

/// One question for each table that has rows of persons, each with the columns of [`KEY`] and a
/// number of rows.
fn questions() -> Vec<String> {
    let ask = |dataset: &str,
               part: &str,
               table: &str,
               id: &str,
               upn: &str,
               count: &str,
               from: &str| {
        format!(
            "SELECT '{dataset}' AS dataset, t.la_code, t.year, {part} AS part, {table} AS \"table\", \
             {id} AS local_id, coalesce({upn}, '') AS upn, {count} AS n FROM {from} \
             GROUP BY 1, 2, 3, 4, 5, 6, 7"
        )
    };
    let school = "t.term || '/' || t.urn";
    let mut all = vec![ask(
        "census",
        school,
        "CASE WHEN on_roll THEN 'pupil' ELSE 'pupil_off_roll' END",
        "''",
        "t.upn",
        "count(*)",
        "census.pupil AS t",
    )];
    for (table, told) in OF_PUPILS {
        let from = format!(
            "census.{table} AS t JOIN census.pupil AS p ON p.import_id = t.import_id AND \
             p.pupil_no = t.pupil_no AND p.on_roll = t.on_roll"
        );
        let told = format!("'{told}'");
        all.push(ask(
            "census", school, &told, "''", "p.upn", "count(*)", &from,
        ));
    }
    for (dataset, table) in RESULTS {
        let from = format!(
            "{table} AS t JOIN imports.file AS f ON f.import_id = t.import_id AND f.dataset = '{dataset}'"
        );
        let told = format!("'{dataset}'");
        all.push(ask(dataset, "''", &told, "''", "t.upn", "count(*)", &from));
    }
    for (table, columns) in TRANSFERRED {
        let from = format!(
            "{table} AS t JOIN imports.file AS f ON f.import_id = t.import_id AND f.dataset = 'ctf'"
        );
        let counts: Vec<_> = columns
            .iter()
            .map(|column| format!("count({column})"))
            .collect();
        let count = counts.join(" + ");
        all.push(ask("ctf", "''", "'result'", "''", "t.upn", &count, &from));
    }
    let ctf = "attainment.ctf_pupil AS t";
    all.push(ask("ctf", "''", "'pupil'", "''", "t.upn", "count(*)", ctf));
    for table in SEN2 {
        let from = format!(
            "sen2.{table} AS t JOIN sen2.person AS p ON p.import_id = t.import_id AND \
             p.person_no = t.person_no"
        );
        let told = format!("'{table}'");
        let id = "CAST(t.person_no AS VARCHAR)";
        all.push(ask("sen2", "''", &told, id, "p.upn", "count(*)", &from));
    }
    for table in CLA {
        let from = format!(
            "cla.{table} AS t JOIN cla.child AS p ON p.import_id = t.import_id AND \
             p.child_id = t.child_id"
        );
        let told = format!("'{table}'");
        let upn = "p.upn, p.upn_unknown";
        all.push(ask(
            "cla",
            "''",
            &told,
            "t.child_id",
            upn,
            "count(*)",
            &from,
        ));
    }
    for (dataset, part, told, id, table) in [
        (
            "pupil_premium",
            "''",
            "'pupil_premium'",
            "''",
            "census.pupil_premium",
        ),
        (
            "user_field",
            "''",
            "'user_field'",
            "''",
            "census.user_field",
        ),
        (
            "attendance_session",
            "t.urn",
            "'session'",
            "''",
            "attendance.session",
        ),
        (
            "social_care_cohort",
            "''",
            "'cohort'",
            "t.la_child_id",
            "attendance.cohort",
        ),
    ] {
        let from = format!("{table} AS t");
        all.push(ask(dataset, part, told, id, "t.upn", "count(*)", &from));
    }
    all
}

/// A file of transfer is the only one of its authority and year, and its tables do not say the
/// school.
fn without_school(mut key: Key) -> Key {
    if key[0] == "ctf" {
        key[3].clear();
    }
    key
}

fn add(counts: &mut Counts, table: &Table, rows: &str) {
    for row in table.rows() {
        let count = row.number(rows);
        if count > 0 {
            *counts.entry(without_school(row.key(&KEY))).or_default() += count;
        }
    }
}

/// What was told and what was read.
pub fn rows_by_person(place: &Place) -> (Counts, Counts) {
    let (mut told, mut read) = (Counts::new(), Counts::new());
    add(
        &mut told,
        &Table::read(place, "made/truth/people.csv"),
        "rows",
    );
    let sql = questions().join(" UNION ALL ");
    add(&mut read, &answer(place, &sql), "n");
    (told, read)
}

/// The same of the rows of a file, those that are nobody's included.
pub fn totals(place: &Place) -> (Counts, Counts) {
    let (mut told, mut read) = (Counts::new(), Counts::new());
    for row in Table::read(place, "made/truth/rows.csv").rows() {
        // The register of schools is one file of all authorities and of no year.
        if row.get("dataset") != "gias" {
            let key = without_school(row.key(&KEY[..5]));
            *told.entry(key).or_default() += row.number("rows");
        }
    }
    let (_, persons) = rows_by_person(place);
    for (key, rows) in persons {
        *read.entry(key[..5].to_vec()).or_default() += rows;
    }
    let others = "SELECT 'census' AS dataset, la_code, year, term || '/' || urn AS part, \
                   'header' AS \"table\", count(*) AS n FROM census.header GROUP BY 1, 2, 3, 4, 5 \
                   UNION ALL SELECT 'sen2', la_code, year, '', 'header', count(*) \
                   FROM sen2.header GROUP BY 1, 2, 3, 4, 5 \
                   UNION ALL SELECT 'population', la_code, year, '', 'population', count(*) \
                   FROM reference.population GROUP BY 1, 2, 3, 4, 5";
    for row in answer(place, others).rows() {
        *read.entry(row.key(&KEY[..5])).or_default() += row.number("n");
    }
    (told, read)
}
