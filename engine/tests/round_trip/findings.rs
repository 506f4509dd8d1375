//! Findings, and the faults that they must be about.

use std::collections::BTreeMap;

use super::{Row, Table, answer};
use crate::common::Place;

/// Dataset, authority, year, school or term, file of a set, line, child, rule, item.
type Key = [String; 9];

/// Findings, each as often as it was made.
#[derive(Debug)]
pub struct Findings {
    all: BTreeMap<Key, u64>,
    /// Temporary UPNs that were told of, by dataset, authority, year, school and UPN.
    temporary: BTreeMap<Vec<String>, u64>,
}

const FOUND: &str = "SELECT f.dataset, f.la_code, f.year, coalesce(h.part, '') AS part, \
     coalesce(f.part, '') AS file, f.line, f.child_no, f.rule, f.item, f.local_id \
     FROM imports.finding AS f LEFT JOIN (SELECT import_id, term || '/' || urn AS part \
     FROM census.header) AS h ON h.import_id = f.import_id";

/// Where a fault stands: what the truth knows of it, and a finding tells.
fn key(row: &Row<'_>, rule: &str, item: &str, child: &str, line: &str) -> Key {
    let get = |name: &str| row.get(name).to_owned();
    let dataset = get("dataset");
    // Of these the schools are known otherwise; of the first the file has no lines of records.
    let part = match dataset.as_str() {
        "ctf" | "attendance_session" => String::new(),
        _ => get("part"),
    };
    let line = match dataset.as_str() {
        "census" | "ctf" | "cin" => String::new(),
        _ => line.to_owned(),
    };
    let texts = [
        dataset,
        get("la_code"),
        get("year"),
        part,
        get("file"),
        line,
    ];
    let [dataset, la, year, part, file, line] = texts;
    [
        dataset,
        la,
        year,
        part,
        file,
        line,
        child.to_owned(),
        rule.to_owned(),
        item.to_owned(),
    ]
}

impl Findings {
    pub fn read(place: &Place) -> Findings {
        let (mut all, mut temporary) = (BTreeMap::new(), BTreeMap::new());
        for row in answer(place, FOUND).rows() {
            let (rule, item) = (row.get("rule"), row.get("item"));
            if rule == "upn_temporary" {
                let names = ["dataset", "la_code", "year", "part", "local_id"];
                *temporary.entry(row.key(&names)).or_default() += 1;
            } else {
                let item = if row.get("dataset") == "cin" {
                    ""
                } else {
                    item
                };
                let key = key(&row, rule, item, row.get("child_no"), row.get("line"));
                *all.entry(key).or_default() += 1;
            }
        }
        Findings { all, temporary }
    }

    pub fn is_empty(&self) -> bool {
        self.all.is_empty() && self.temporary.is_empty()
    }

    /// Takes out what the truth foretells; gives back what was foretold and not found.
    pub fn take_expected(&mut self, place: &Place) -> Vec<Key> {
        let mut missed = Vec::new();
        for row in Table::read(place, "made/truth/planted.csv").rows() {
            let (rule, item) = (row.get("rule"), row.get("rule_item"));
            self.take(
                key(&row, rule, item, row.get("child"), row.get("line")),
                &mut missed,
            );
        }
        self.take_census_of_need(place, &mut missed);
        self.take_temporary(place);
        missed
    }

    fn take(&mut self, key: Key, missed: &mut Vec<Key>) {
        match self.all.get_mut(&key) {
            Some(1) => drop(self.all.remove(&key)),
            Some(count) => *count -= 1,
            None => missed.push(key),
        }
    }

    /// The children in need census has its own truth: rules at the child, and notices once for
    /// the file.
    fn take_census_of_need(&mut self, place: &Place, missed: &mut Vec<Key>) {
        if !place.path("made/truth/faults.csv").exists() {
            return;
        }
        let mut notices = std::collections::BTreeSet::new();
        for row in Table::read(place, "made/truth/faults.csv").rows() {
            let of = |rule: &str, child: &str| {
                let texts = [
                    "cin",
                    row.get("la_code"),
                    row.get("year"),
                    "",
                    "",
                    "",
                    child,
                    rule,
                    "",
                ];
                texts.map(str::to_owned)
            };
            for rule in row.get("rules").split_whitespace() {
                self.take(of(rule, row.get("child_row")), missed);
            }
            for rule in row.get("notices").split_whitespace() {
                notices.insert(of(rule, ""));
            }
        }
        // A notice stands at the first child that gives reason to it.
        for notice in notices {
            let same = |key: &&Key| key[..6] == notice[..6] && key[7] == notice[7];
            match self.all.keys().find(same).cloned() {
                Some(key) => drop(self.all.remove(&key)),
                None => missed.push(notice),
            }
        }
    }

    /// A temporary UPN is right and to be told of: one finding for each record that has one.
    fn take_temporary(&mut self, place: &Place) {
        for row in Table::read(place, "made/truth/people.csv").rows() {
            let records = ["pupil", "pupil_off_roll", "person"].contains(&row.get("table"));
            let of = matches!(row.get("dataset"), "census" | "sen2");
            let upn = row.get("upn");
            let temporary = upn.ends_with(|last: char| last.is_ascii_uppercase());
            if of && records && temporary && cohort_udfs::upn::check(upn).is_ok() {
                let key = row.key(&["dataset", "la_code", "year", "part", "upn"]);
                let left = self.temporary.get_mut(&key);
                let left = left.unwrap_or_else(|| panic!("not told of: {key:?}"));
                *left -= 1;
            }
        }
        self.temporary.retain(|_, left| *left > 0);
    }

    /// Takes out what is told once a file and is right.
    pub fn take_of_files(&mut self, right: &[(&str, &str)]) {
        self.all.retain(|key, count| {
            let is_right = right
                .iter()
                .any(|(dataset, rule)| key[0] == *dataset && key[7] == *rule);
            !(is_right && *count == 1)
        });
    }
}
