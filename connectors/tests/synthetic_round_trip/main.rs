//! Fictional files through the real connector: a clean file has no finding at all, a spoiled
//! one exactly those that were planted, and rows and figures are those of the truth.

#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at what it does not expect"
)]

mod truth;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;

use arrow::array::RecordBatch;
use cohort_catalog::TableDef;
use cohort_connectors::files::InMemory;
use cohort_connectors::synthetic::{Plan, WrittenFile, fault_kinds, write};
use cohort_connectors::{ConnectorError, FileKind, Finding, Given, Identity, Sink, input, sniff};

/// Findings of one file, and the rows of each table.
#[derive(Default)]
struct Kept {
    findings: Vec<Finding>,
    batches: BTreeMap<&'static str, Vec<RecordBatch>>,
}

impl Sink for Kept {
    fn batch(&mut self, table: &'static TableDef, rows: RecordBatch) -> Result<(), ConnectorError> {
        self.batches.entry(table.name).or_default().push(rows);
        Ok(())
    }

    fn finding(&mut self, finding: Finding) -> Result<(), ConnectorError> {
        self.findings.push(finding);
        Ok(())
    }
}

/// Reads a file as an import does: decode, recognise, identify, read.
fn read(file: &WrittenFile) -> (Identity, Kept) {
    let mut decoded = input::open(Box::new(File::open(&file.path).unwrap()));
    let (connector, kind) = sniff::recognise(decoded.head().unwrap()).unwrap();
    assert_eq!((connector.name(), kind), ("cin", FileKind::Whole));
    let mut files = InMemory::whole(&std::fs::read(&file.path).unwrap());
    let identity = connector.identify(&mut files, Given::default()).unwrap();
    files.notices();
    let mut kept = Kept::default();
    let summary = connector.read(&mut files, &identity, &mut kept).unwrap();
    kept.findings.extend(files.notices());
    assert_eq!(summary.children, file.children);
    (identity, kept)
}

fn plan(years: std::ops::RangeInclusive<i16>, children: u64, fault_percent: f64) -> Plan {
    let authorities = vec![990, 992];
    Plan {
        seed: 20,
        authorities,
        children_per_authority: Some(children),
        years,
        fault_percent,
    }
}

/// What is found beyond a count, by rule; without any value of a child.
fn tally<'a>(rules: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, u32> {
    let mut tally = BTreeMap::new();
    for rule in rules {
        *tally.entry(rule).or_default() += 1;
    }
    tally
}

#[test]
fn a_clean_file_has_no_finding() {
    let folder = tempfile::tempdir().unwrap();
    let made = write(&plan(2020..=2026, 30_000, 0.0), folder.path(), &mut |_| {}).unwrap();
    let mut wrong = Vec::new();
    for file in &made.files {
        let (identity, kept) = read(file);
        assert_eq!((identity.la_code, identity.year), (file.la_code, file.year));
        assert_eq!(identity.serial, Some(1));
        for finding in &kept.findings {
            wrong.push(format!("{} {}: {finding:?}", file.la_code, file.year));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} findings, such as\n{}",
        wrong.len(),
        some(&wrong)
    );
}

#[test]
fn a_spoiled_file_has_the_planted_findings_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    // So many faults that every kind is among them.
    let made = write(&plan(2020..=2026, 45_000, 60.0), folder.path(), &mut |_| {}).unwrap();
    let planted = planted(folder.path());
    let (mut wrong, mut kinds) = (Vec::new(), BTreeMap::new());
    for file in &made.files {
        let (_, kept) = read(file);
        let mut found: BTreeMap<u64, Vec<&str>> = BTreeMap::new();
        let (mut noticed, mut expected) = (BTreeMap::new(), BTreeMap::new());
        for finding in &kept.findings {
            if FILE_NOTICES.contains(&finding.rule) {
                *noticed.entry(finding.rule).or_insert(0) += times(finding);
            } else {
                found
                    .entry(finding.child_row.map_or(0, u64::from))
                    .or_default()
                    .push(finding.rule);
            }
        }
        for ((la, year, _), planted) in &planted {
            if (*la, *year) == (file.la_code, file.year) {
                for notice in planted.notices.split_whitespace() {
                    *expected.entry(notice).or_insert(0) += 1;
                }
            }
        }
        if noticed.keys().ne(expected.keys()) || expected.iter().any(|(n, c)| noticed[n] < *c) {
            let (la, year) = (file.la_code, file.year);
            wrong.push(format!(
                "file ({la} {year}): {expected:?}, noticed {noticed:?}"
            ));
        }
        for row in 0..=file.children {
            let expected = planted.get(&(file.la_code, file.year, row));
            let (kind, rules) =
                expected.map_or(("none", ""), |planted| (&*planted.kind, &*planted.rules));
            *kinds.entry(kind.to_owned()).or_insert(0) += 1;
            let of_return = (row == 0 && many_without_sex(&kept)).then_some("2886Q");
            let expected = tally(rules.split_whitespace().chain(of_return));
            let found = tally(found.get(&row).into_iter().flatten().copied());
            if found != expected {
                let (la, year) = (file.la_code, file.year);
                wrong.push(format!(
                    "{kind} ({la} {year} child {row}): {expected:?}, found {found:?}"
                ));
            }
        }
    }
    wrong.sort();
    assert!(
        wrong.is_empty(),
        "{} children, such as\n{}",
        wrong.len(),
        some(&wrong)
    );
    for kind in fault_kinds() {
        assert!(kinds.contains_key(kind), "{kind} was never planted");
    }
}

/// Whether so many faults were planted that over two per cent of the children born are without
/// a sex, which the rules query once for the return.
fn many_without_sex(kept: &Kept) -> bool {
    let children = truth::rows(kept, "child");
    let unknown = |row: &&truth::Row| {
        !row.contains_key("expected_birth_date") && !matches!(truth::text(row, "sex"), "M" | "F")
    };
    children.iter().filter(unknown).count() * 100 > children.len() * 2
}

/// Departures of form that are told once for a file, with their number.
const FILE_NOTICES: [&str; 6] = [
    "element_order",
    "empty_wrapper",
    "repeated_wrapper",
    "stray_text",
    "trimmed_value",
    "unknown_element",
];

/// How often a file departs from the form in one way: `(3 times in the file, …)`.
fn times(finding: &Finding) -> u32 {
    let told = finding
        .message
        .split_once('(')
        .and_then(|(_, rest)| rest.split_once(" times"));
    told.map_or(1, |(count, _)| count.parse().unwrap())
}

/// A row of `faults.csv`.
struct Planted {
    kind: String,
    rules: String,
    notices: String,
}

/// The fault of each child that has one, by authority, year and row.
fn planted(folder: &Path) -> BTreeMap<(i16, i16, u64), Planted> {
    let faults = fs::read_to_string(folder.join("truth/faults.csv")).unwrap();
    let rows = faults.lines().skip(1).map(|row| {
        let columns: Vec<_> = row.split(',').collect();
        let [la, year, row, _, kind, rules, notices] = columns.as_slice() else {
            panic!("seven columns")
        };
        let key = (
            la.parse().unwrap(),
            year.parse().unwrap(),
            row.parse().unwrap(),
        );
        let [kind, rules, notices] = [kind, rules, notices].map(|text| (*text).to_owned());
        (
            key,
            Planted {
                kind,
                rules,
                notices,
            },
        )
    });
    rows.collect()
}

/// One line of each kind: what stands before the first bracket or colon.
fn some(lines: &[String]) -> String {
    let mut shown: BTreeMap<&str, (&str, u32)> = BTreeMap::new();
    for line in lines {
        let kind = line.split(['(', '{']).next().unwrap_or(line);
        shown.entry(kind).or_insert((line, 0)).1 += 1;
    }
    shown
        .values()
        .map(|(line, count)| format!("{count} × {line}\n"))
        .collect()
}
