//! What every connector must do, checked on fixtures of its dataset.
//!
//! A dataset's tests make one call, [`check_all`], and add what is special to it.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::Cursor;

use arrow::array::RecordBatch;
use arrow::compute::concat_batches;
use cohort_catalog::TableDef;

use crate::files::{FileKind, InMemory};
use crate::finding::{CUT_OFF, Severity};
use crate::{
    Connector, ConnectorError, Finding, Given, Identity, Position, Sink, Summary, input, sniff,
};

mod tree;

/// One return for the checks.
#[derive(Debug, Clone)]
pub struct Fixture {
    /// Shown when a check fails.
    pub name: String,
    /// The file that is cut and sniffed.
    pub bytes: Vec<u8>,
    /// The other files of a set, in the order of [`Connector::parts`]; `bytes` is put where it
    /// belongs among them.
    pub beside: Vec<(FileKind, Vec<u8>)>,
    /// What the operator says of it.
    pub given: Given,
    /// Values in it that no error text may repeat.
    pub secrets: Vec<String>,
    /// The file is cut at every byte (1) or at every so many (a prime, to save time).
    pub cut_every: usize,
}

impl Fixture {
    /// The files, with `bytes` in the place of the one that is cut.
    fn files(&self, connector: &dyn Connector, bytes: &[u8]) -> InMemory {
        if self.beside.is_empty() {
            return InMemory::whole(bytes);
        }
        let head = String::from_utf8_lossy(&self.bytes).into_owned();
        let kind = connector.recognises(&head).unwrap_or(FileKind::Whole);
        let mut files = self.beside.clone();
        files.push((kind, bytes.to_vec()));
        let place = |kind: &FileKind| {
            let parts = connector.parts().iter();
            parts
                .clone()
                .position(|part| Some(part.name) == kind.part())
        };
        files.sort_by_key(|(kind, _)| place(kind));
        InMemory::new(files)
    }

    fn read(
        &self,
        connector: &dyn Connector,
        bytes: &[u8],
    ) -> Result<(Identity, Read), ConnectorError> {
        read_files(connector, &mut self.files(connector, bytes), self.given)
    }
}

/// All that a connector made of a file.
#[derive(Debug, Default)]
pub struct Read {
    /// Rows of each table that has any, under its full name.
    pub tables: BTreeMap<String, RecordBatch>,
    /// Findings in the order given.
    pub findings: Vec<Finding>,
    /// What was told at the end.
    pub summary: Summary,
}

impl Read {
    /// Number of rows of a table.
    pub fn rows(&self, table: &str) -> usize {
        self.tables.get(table).map_or(0, RecordBatch::num_rows)
    }

    /// Findings of a rule.
    pub fn of_rule(&self, rule: &str) -> Vec<&Finding> {
        self.findings
            .iter()
            .filter(|finding| finding.rule == rule)
            .collect()
    }
}

/// Identifies and reads a file, as an import does.
///
/// # Errors
///
/// Those of the connector.
pub fn read(
    connector: &dyn Connector,
    bytes: &[u8],
    given: Given,
) -> Result<(Identity, Read), ConnectorError> {
    read_files(connector, &mut InMemory::whole(bytes), given)
}

/// Identifies and reads the files of a return, as an import does.
///
/// # Errors
///
/// Those of the connector.
pub fn read_files(
    connector: &dyn Connector,
    files: &mut InMemory,
    given: Given,
) -> Result<(Identity, Read), ConnectorError> {
    let identity = connector.identify(files, given)?;
    files.notices();
    let mut sink = Collector::default();
    let summary = connector.read(files, &identity, &mut sink)?;
    sink.findings.splice(0..0, files.notices());
    let mut tables = BTreeMap::new();
    for (name, (def, batches)) in sink.batches {
        let rows =
            concat_batches(&def.file_schema(), &batches).map_err(|error| ConnectorError::Sink {
                source: Box::new(error),
            })?;
        tables.insert(name, rows);
    }
    Ok((
        identity,
        Read {
            tables,
            findings: sink.findings,
            summary,
        },
    ))
}

/// Runs every check.
///
/// # Panics
///
/// When one fails.
pub fn check_all(connector: &dyn Connector, fixtures: &[Fixture]) {
    assert!(!fixtures.is_empty(), "no fixtures");
    check_tables(connector);
    check_empty(connector);
    for fixture in fixtures {
        check_sniffed(connector, fixture);
        check_schema_and_repetition(connector, fixture);
        check_sink_error(connector, fixture);
        check_cut(connector, fixture);
    }
}

/// Tables are named after the dataset, and no column is declared twice.
fn check_tables(connector: &dyn Connector) {
    for table in connector.tables() {
        let mut names: Vec<_> = table.all_columns().map(|column| column.name).collect();
        names.sort_unstable();
        let before = names.len();
        names.dedup();
        assert_eq!(names.len(), before, "{}: a column twice", table.full_name());
    }
}

/// An empty file gives an error with a position and no rows.
fn check_empty(connector: &dyn Connector) {
    let identity = Identity {
        la_code: 999,
        year: 2024,
        ..Identity::default()
    };
    let mut sink = Collector::default();
    match connector.read(&mut InMemory::whole(b""), &identity, &mut sink) {
        Ok(_) => panic!("{}: an empty file was read", connector.name()),
        Err(error) => assert!(position(&error).is_some(), "no position: {error}"),
    }
    assert!(sink.batches.is_empty(), "rows of an empty file");
}

/// The file is known by its content, and to this connector alone.
fn check_sniffed(connector: &dyn Connector, fixture: &Fixture) {
    let mut decoded = open(&fixture.bytes);
    let head = decoded
        .head()
        .unwrap_or_else(|error| panic!("{}: {error}", fixture.name));
    let found = sniff::recognise(head);
    match found {
        Ok((found, _)) => assert_eq!(found.name(), connector.name(), "{}", fixture.name),
        Err(error) => panic!("{}: {error}", fixture.name),
    }
    let known = crate::CONNECTORS
        .iter()
        .filter(|each| each.recognises(head).is_some())
        .count();
    assert_eq!(
        known, 1,
        "{}: recognised by several connectors",
        fixture.name
    );
}

/// Batches have the schema of a declared table; reading twice gives the same.
fn check_schema_and_repetition(connector: &dyn Connector, fixture: &Fixture) {
    let name = &fixture.name;
    let once = fixture.read(connector, &fixture.bytes);
    let twice = fixture.read(connector, &fixture.bytes);
    let (Ok((identity, once)), Ok((again, twice))) = (&once, &twice) else {
        panic!("{name}: {:?}", once.err());
    };
    assert_eq!(identity, again, "{name}");
    assert_eq!(
        once.tables, twice.tables,
        "{name}: other rows the second time"
    );
    assert_eq!(
        once.findings, twice.findings,
        "{name}: other findings the second time"
    );
    for (table, rows) in &once.tables {
        let def = connector
            .tables()
            .iter()
            .find(|def| def.full_name() == *table);
        let def = def.unwrap_or_else(|| panic!("{name}: undeclared table {table}"));
        assert_eq!(rows.schema(), def.file_schema(), "{name}: {table}");
    }
}

/// A sink that fails ends reading at once with its own error.
fn check_sink_error(connector: &dyn Connector, fixture: &Fixture) {
    let Ok(identity) =
        connector.identify(&mut fixture.files(connector, &fixture.bytes), fixture.given)
    else {
        panic!("{}: no identity", fixture.name);
    };
    let mut full = Full { calls: 0 };
    let result = connector.read(
        &mut fixture.files(connector, &fixture.bytes),
        &identity,
        &mut full,
    );
    assert!(
        matches!(result, Err(ConnectorError::Sink { .. })),
        "{}: {result:?}",
        fixture.name
    );
    assert_eq!(
        full.calls, 1,
        "{}: went on after the sink failed",
        fixture.name
    );
}

/// A file cut at any byte is refused with a position, or, if only what follows the data is
/// missing, read with the same rows; or its complete records are read, and a finding says so. No
/// error repeats a value.
fn check_cut(connector: &dyn Connector, fixture: &Fixture) {
    let name = &fixture.name;
    let Ok((_, whole)) = fixture.read(connector, &fixture.bytes) else {
        panic!("{name}: does not read");
    };
    for end in (0..fixture.bytes.len()).step_by(fixture.cut_every) {
        let cut = &fixture.bytes[..end];
        match fixture.read(connector, cut) {
            Ok((_, read)) if is_csv(&fixture.bytes) || says_cut_off(&read) => {
                check_beginning(&read, &whole, name, end);
            }
            Ok((_, read)) => {
                let rest = &fixture.bytes[end..];
                let blank = rest.iter().all(|b| b.is_ascii_whitespace() || *b == 0);
                assert!(blank, "{name} cut at byte {end} was read");
                assert_eq!(read.tables, whole.tables, "{name} cut at byte {end}");
            }
            Err(error) => {
                assert!(
                    position(&error).is_some(),
                    "{name} cut at byte {end}: {error}"
                );
                check_discreet(&error, fixture);
            }
        }
        // Sniffing comes first in an import, so its refusal needs a position as well.
        let mut decoded = open(cut);
        let refused = match decoded.head() {
            Ok(head) => sniff::recognise(head).err(),
            Err(error) => Some(error),
        };
        if let Some(error) = refused {
            // Half a CSV header is a header of nothing known.
            let no_header =
                is_csv(&fixture.bytes) && matches!(error, ConnectorError::Unrecognised { .. });
            assert!(
                no_header || position(&error).is_some(),
                "{name} cut at byte {end}, sniffed: {error}"
            );
            check_discreet(&error, fixture);
        }
    }
}

/// Whether an error among the findings says that the file ends too early.
fn says_cut_off(read: &Read) -> bool {
    let mut findings = read.findings.iter();
    findings.any(|finding| finding.rule == CUT_OFF && finding.severity == Severity::Error)
}

/// Whether a file is CSV: it begins with no mark of XML. What is cut from the end of such a file
/// cannot be missed, so a cut one may be read.
fn is_csv(bytes: &[u8]) -> bool {
    let start: Vec<_> = bytes
        .iter()
        .filter(|b| b.is_ascii_graphic())
        .take(1)
        .collect();
    start != [&b'<']
}

/// A file cut short gives no more rows in any table than the whole one.
fn check_beginning(read: &Read, whole: &Read, name: &str, end: usize) {
    for (table, rows) in &read.tables {
        assert!(
            rows.num_rows() <= whole.rows(table),
            "{name} cut at byte {end}: more rows in {table} than the whole file has"
        );
    }
}

/// For datasets in CSV: the order of the columns changes no row and no finding but in its
/// place. The file must have no quoted commas.
///
/// # Panics
///
/// When a reordered file gives other rows, or the fixture does not read.
pub fn check_column_order(connector: &dyn Connector, fixture: &Fixture) {
    let text = String::from_utf8_lossy(&fixture.bytes).into_owned();
    let expected = fixture.read(connector, text.as_bytes());
    let expected = expected
        .unwrap_or_else(|error| panic!("{}: {error}", fixture.name))
        .1;
    let turned = |line: &str, by: usize| {
        let mut fields: Vec<&str> = line.trim_end_matches('\r').split(',').collect();
        let by = by % fields.len();
        fields.rotate_left(by);
        fields.join(",")
    };
    for by in 1..5 {
        let lines: Vec<String> = text.lines().map(|line| turned(line, by)).collect();
        let read = fixture.read(connector, format!("{}\n", lines.join("\n")).as_bytes());
        let read = read
            .unwrap_or_else(|error| panic!("{}: {error}", fixture.name))
            .1;
        assert_eq!(
            read.tables, expected.tables,
            "{}: turned by {by}",
            fixture.name
        );
    }
}

/// For datasets in XML: the order of elements changes no row. Elements of one name keep
/// their order among themselves, since rows are numbered by it.
///
/// # Panics
///
/// When a reordered file gives other rows, or the fixture does not read.
pub fn check_reordering(connector: &dyn Connector, fixture: &Fixture) {
    let tree = tree::Node::parse(&fixture.bytes);
    let read = |tree: &tree::Node| {
        let read = fixture.read(connector, tree.write().as_bytes());
        read.unwrap_or_else(|error| panic!("{}: {error}", fixture.name))
            .1
    };
    let expected = read(&tree);
    for seed in 0..20 {
        let shuffled = read(&tree.shuffled(&mut { seed }));
        assert_eq!(
            shuffled.tables, expected.tables,
            "{}: order {seed}",
            fixture.name
        );
    }
}

/// Neither the error nor what caused it repeats a value of the file.
///
/// # Panics
///
/// When it does.
pub fn check_discreet(error: &ConnectorError, fixture: &Fixture) {
    let mut text = format!("{error} {error:?}");
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!(" {error} {error:?}"));
        cause = error.source();
    }
    for secret in &fixture.secrets {
        assert!(
            !text.contains(secret),
            "{}: an error repeats a value",
            fixture.name
        );
    }
}

/// Where an error says the fault is.
pub fn position(error: &ConnectorError) -> Option<Position> {
    match error {
        ConnectorError::WrongDataset { at, .. }
        | ConnectorError::CutOff { at, .. }
        | ConnectorError::Malformed { at, .. }
        | ConnectorError::Encoding { at, .. }
        | ConnectorError::Forbidden { at, .. }
        | ConnectorError::TooLarge { at, .. }
        | ConnectorError::Unreadable { at, .. } => Some(*at),
        ConnectorError::InPart { source, .. } => position(source),
        ConnectorError::Unrecognised { .. }
        | ConnectorError::PartMissing { .. }
        | ConnectorError::IdentityMissing { .. }
        | ConnectorError::Sink { .. } => None,
    }
}

fn open(bytes: &[u8]) -> input::Decoded {
    input::open(Box::new(Cursor::new(bytes.to_vec())))
}

#[derive(Default)]
struct Collector {
    batches: BTreeMap<String, (&'static TableDef, Vec<RecordBatch>)>,
    findings: Vec<Finding>,
}

impl Sink for Collector {
    fn batch(&mut self, table: &'static TableDef, rows: RecordBatch) -> Result<(), ConnectorError> {
        let entry = self.batches.entry(table.full_name());
        entry.or_insert_with(|| (table, Vec::new())).1.push(rows);
        Ok(())
    }

    fn finding(&mut self, finding: Finding) -> Result<(), ConnectorError> {
        self.findings.push(finding);
        Ok(())
    }
}

/// A full disk.
struct Full {
    calls: usize,
}

impl Full {
    fn refuse(&mut self) -> Result<(), ConnectorError> {
        self.calls += 1;
        Err(ConnectorError::Sink {
            source: "no space left".into(),
        })
    }
}

impl Sink for Full {
    fn batch(&mut self, _: &'static TableDef, _: RecordBatch) -> Result<(), ConnectorError> {
        self.refuse()
    }

    fn finding(&mut self, _: Finding) -> Result<(), ConnectorError> {
        self.refuse()
    }
}
