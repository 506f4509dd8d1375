//! Results of pupils and their absence: early years profile, phonics, key stages 1, 2 and 4,
//! multiplication check, absence, suspensions. One CSV file each, of a school, an authority or
//! the National Pupil Database (NPD).
//!
//! All are read by one connector, [`ResultFile`], by their [`Layout`]: which columns, under
//! which of their many headings ([`header`]), what is checked ([`rules`]). The standard layouts
//! are Cohort's own, after the tables published for the NPD and the DfE's pupil information
//! downloads; what of them was not checked against a publication is marked in the code sets.
//!
//! Every row is kept, those of other years than the file's and of every version, but for a
//! suspension that a later census in the same file repeats. A file that lacks a column of its
//! key is refused.
//!
//! Of one return's files those that hold different parts (phonics of year 1 and year 2, subjects
//! of key stage 1, tests and teacher assessment of key stage 2, terms) stand beside each other,
//! and so do versions; see `identity.rs`. A pupil then has a row in each, and a suspension that two
//! censuses collected is told to be one only where both rows are in one file.
//!
//! Not read: columns that the layout does not have (a finding names each), absence by term and
//! reason, annual totals of special schools before 2016/17, names in key stage 4 files, single
//! examinations, the exam boards' own files, and NPD files with the short names used before 2013.

mod events;
pub mod header;
mod identity;
pub mod layouts;
pub mod record;
pub mod rules;

use std::collections::HashSet;
use std::hash::{Hash, Hasher};

use cohort_catalog::TableDef;

use crate::csv::{CsvReader, Record, headers};
use crate::finding::{Finding, Position, Severity};
use crate::hash::{FastMap, FastSet};
use crate::layout::{Cell, Field, Intake, Value};
use crate::rows::Tables;
use crate::sheet::fits;
use crate::value;
use crate::{Connector, ConnectorError, FileKind, Files, Given, Identity, Sink, Summary};

use events::{Events, fingerprint};
use header::{Columns, Index};
use layouts::Layout;
use record::Cells;

pub use identity::PUBLISHED;

/// Reads the result files of one layout.
#[derive(Debug, Clone, Copy)]
pub struct ResultFile(pub &'static Layout);

impl Connector for ResultFile {
    fn name(&self) -> &'static str {
        self.0.dataset
    }

    fn title(&self) -> &'static str {
        self.0.title
    }

    fn form(&self) -> &'static str {
        "CSV in the standard layout, of a school, an authority or the National Pupil Database"
    }

    /// Phonics is taken again by some of year 2, and absence is of ages, so that no count of
    /// pupils says how many rows they should have.
    fn nc_years(&self) -> &'static [&'static str] {
        match self.0.dataset {
            "eyfsp" => &["R"],
            "ks1" => &["2"],
            "mtc" => &["4"],
            "ks2" => &["6"],
            "ks4" => &["11"],
            _ => &[],
        }
    }

    fn tables(&self) -> &'static [&'static TableDef] {
        self.0.tables
    }

    fn items(&self) -> Vec<(&'static TableDef, &'static [Field])> {
        let tables = self.0.tables.iter();
        tables.map(|table| (*table, self.0.fields)).collect()
    }

    fn recognises(&self, head: &str) -> Option<FileKind> {
        let found = headers(head)
            .iter()
            .find_map(|header| header::layout_of(header.iter().map(String::as_str)))?;
        std::ptr::eq(found, self.0).then_some(FileKind::Whole)
    }

    fn identify(&self, files: &mut dyn Files, given: Given) -> Result<Identity, ConnectorError> {
        identity::identify(self.0, files, given)
    }

    fn read(
        &self,
        files: &mut dyn Files,
        identity: &Identity,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ConnectorError> {
        let events = match self.0.events {
            true => Some(self.gather(files, identity.year)?),
            false => None,
        };
        let mut csv = CsvReader::new(files.open(0)?);
        let (columns, header) = record::header(&mut csv, self.0)?;
        let mut reader = Reader::new(self.0, identity.year);
        for column in &columns.unknown {
            let notices = reader.intake.notices();
            notices.add_unknown_column(&header.headings[*column], header.at);
        }
        for column in &columns.repeated {
            let finding = Finding::new(
                rules::COLUMN_REPEATED,
                Severity::Query,
                COLUMN_REPEATED,
                header.at,
            );
            reader.intake.add(finding.value(&header.headings[*column]));
        }
        while let Some(record) = csv.record()? {
            if !record.is_blank() {
                reader.record(&record, &columns, events.as_ref());
            }
            let read = csv.position().byte;
            reader.intake.hand_on(sink)?;
            reader.tables.hand_on(read, sink)?;
        }
        reader.finish(header.at, sink)
    }
}

impl ResultFile {
    /// A first reading, for what the numbers and the standing of events depend on.
    fn gather(&self, files: &mut dyn Files, year: i16) -> Result<Events, ConnectorError> {
        let mut csv = CsvReader::new(files.open(0)?);
        let (columns, _) = record::header(&mut csv, self.0)?;
        let mut events = Events::default();
        // Its findings are those of the second reading, and are dropped here.
        let mut intake = Intake::new(year, record::STYLE);
        while let Some(record) = csv.record()? {
            if record.is_blank() || !fits(&record, columns.width, &mut intake) {
                continue;
            }
            for block in columns.events(&record, record::is_null) {
                events.add(&cells(self.0, &record, &columns, block, &mut intake));
            }
            intake.hand_on(&mut Nowhere)?;
        }
        Ok(events.finish())
    }
}

const COLUMN_REPEATED: &str = "Another column of the file holds the same item under a preferred heading; this one was left out.";
/// Most half days of suspension that one pupil may have in a year, over all schools: 45 days.
const MOST_SESSIONS: i32 = 90;

/// What is kept while a file is read: its rows not yet handed on, and 8 bytes for each row to
/// tell those of one key; for suspensions 16 bytes for each pupil.
struct Reader {
    layout: &'static Layout,
    intake: Intake,
    tables: Tables,
    records: u32,
    /// Rows as they are numbered in the first reading of a file of events.
    read: usize,
    rows: i32,
    seen: FastSet<u64>,
    sessions: FastMap<u64, i32>,
    told: HashSet<&'static str>,
}

impl Reader {
    fn new(layout: &'static Layout, year: i16) -> Reader {
        let mut intake = Intake::new(year, record::STYLE);
        intake.table(Some(layout.table));
        Reader {
            layout,
            intake,
            tables: Tables::new(layout.tables),
            records: 0,
            read: 0,
            rows: 0,
            seen: FastSet::default(),
            sessions: FastMap::default(),
            told: HashSet::new(),
        }
    }

    fn record(&mut self, record: &Record<'_>, columns: &Columns, events: Option<&Events>) {
        self.records += 1;
        let index = Index::of(self.layout);
        let local_id = ["upn", "pupil_ref", "uln"].into_iter().find_map(|name| {
            let text = columns.text(record, index.place(name)?, None)?;
            (!record::is_null(text)).then(|| value::identifier(text))
        });
        self.intake.child(Some(self.records), local_id.as_deref());
        if !fits(record, columns.width, &mut self.intake) {
            return;
        }
        for block in columns.events(record, record::is_null) {
            let mut row = cells(self.layout, record, columns, block, &mut self.intake);
            let at = self.read;
            self.read += 1;
            if let Some(events) = events {
                if events.is_superseded(at) {
                    let finding = Finding::new(
                        rules::EVENT_REPEATED,
                        Severity::Notice,
                        EVENT_REPEATED,
                        record.at,
                    );
                    self.intake.add(finding.item("REPORTINGTERM"));
                    continue;
                }
                if !row.has("event_no") {
                    row.set(
                        "event_no",
                        events.number(at).map_or(Value::Null, Value::Int),
                    );
                }
            }
            self.add(row, record.at);
        }
    }

    fn add(&mut self, mut row: Cells<'_>, at: Position) {
        self.judge(&row, at);
        if let Some(mend) = self.layout.mend {
            let year = row.year;
            mend(&mut row, year);
        }
        self.rows = self.rows.saturating_add(1);
        self.tables
            .row(0)
            .int(Some(self.rows))
            .cells(&row.cells)
            .end();
    }

    fn judge(&mut self, row: &Cells<'_>, at: Position) {
        judge_row(&mut self.intake, row, at, &mut self.told);
        let Some(pupil) = row.pupil() else {
            return;
        };
        let key = Key {
            pupil,
            row,
            columns: self.layout.key,
        };
        if !self.seen.insert(fingerprint(key)) {
            report(
                &mut self.intake,
                row,
                at,
                rules::DUPLICATE,
                Severity::Error,
                DUPLICATE,
                self.layout.key[0],
            );
        }
        if self.layout.events && row.text("category") != Some("PERM") {
            let sum = self
                .sessions
                .entry(fingerprint((pupil, row.year)))
                .or_default();
            let before = *sum;
            *sum = before.saturating_add(row.int("sessions").unwrap_or(0));
            if before <= MOST_SESSIONS && *sum > MOST_SESSIONS {
                report(
                    &mut self.intake,
                    row,
                    at,
                    rules::SESSIONS,
                    Severity::Error,
                    SESSIONS,
                    "sessions",
                );
            }
        }
    }

    fn finish(mut self, header: Position, sink: &mut dyn Sink) -> Result<Summary, ConnectorError> {
        if self.records == 0 {
            self.intake.child(None, None);
            self.intake.add(Finding::new(
                rules::NO_ROWS,
                Severity::Error,
                NO_ROWS,
                header,
            ));
        }
        self.tables.finish(sink)?;
        self.intake.finish(sink)?;
        Ok(Summary::of(u64::from(self.records)))
    }
}

const EVENT_REPEATED: &str = "A later census in the file has the same event (pupil, school, start date, category); this row was left out.";
const DUPLICATE: &str = "An earlier row of the file is about the same; both were kept.";
const SESSIONS: &str = "The pupil is suspended for more than 90 sessions (45 days) in the year.";
const NO_ROWS: &str = "The file holds no rows.";

/// Reports the rules that a row breaks. `told` holds those on the file that were reported.
pub(crate) fn judge_row(
    intake: &mut Intake,
    row: &Cells<'_>,
    at: Position,
    told: &mut HashSet<&'static str>,
) {
    for rule in rules::COMMON.iter().chain(row.layout().rules) {
        if rule.once && told.contains(rule.id) {
            continue;
        }
        if let Some(column) = (rule.breaks)(row) {
            told.insert(rule.id);
            report(intake, row, at, rule.id, rule.severity, rule.title, column);
        }
    }
}

/// The values of one row, or of one event in it.
fn cells<'t>(
    layout: &'static Layout,
    record: &Record<'t>,
    columns: &Columns,
    block: Option<usize>,
    intake: &mut Intake,
) -> Cells<'t> {
    let fields = layout.fields.iter().enumerate();
    let cells: Vec<Cell<'t>> = fields
        .map(|(place, field)| intake.cell(field, columns.text(record, place, block), record.at))
        .collect();
    let year = Index::of(layout).place("acad_year");
    let has_year = year.is_some_and(|place| columns.has(place));
    Cells::new(layout, cells, intake.year(), has_year)
}

fn report(
    intake: &mut Intake,
    row: &Cells<'_>,
    at: Position,
    rule: &'static str,
    severity: Severity,
    title: &'static str,
    column: &'static str,
) {
    let place = Index::of(row.layout()).place(column);
    let mut finding = Finding::new(rule, severity, title, at);
    if let Some(place) = place {
        finding = finding.item(row.layout().fields[place].item());
        let raw = row.cells[place].raw;
        if !raw.is_empty() {
            finding = finding.value(raw);
        }
    }
    intake.add(finding);
}

/// What must differ between rows: the pupil and the values of some columns.
struct Key<'k, 't> {
    pupil: &'k str,
    row: &'k Cells<'t>,
    columns: &'static [&'static str],
}

impl Hash for Key<'_, '_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.pupil.hash(state);
        for column in self.columns {
            match &self.row.cell(column).value {
                Value::Text(text) => text.hash(state),
                Value::Day(number) | Value::Int(number) => number.hash(state),
                _ => "".hash(state),
            }
        }
    }
}

/// Takes findings that are not wanted.
struct Nowhere;

impl Sink for Nowhere {
    fn batch(
        &mut self,
        _: &'static TableDef,
        _: arrow::array::RecordBatch,
    ) -> Result<(), ConnectorError> {
        Ok(())
    }

    fn finding(&mut self, _: Finding) -> Result<(), ConnectorError> {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
