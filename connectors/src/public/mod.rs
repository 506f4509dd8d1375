//! Public data of the whole country, which the cohort analyses join to: the register of
//! establishments, inspections, populations, deprivation, published figures, neighbours.
//!
//! Their tables are [`TableLevel::Reference`]: no authority made them. Of a return's identity such a file has authority 0 and year 0, and a period that
//! tells releases apart which may stand beside each other; a newer file of the same kind and
//! period replaces the older as a whole.

use std::collections::HashSet;
use std::hash::{BuildHasher, Hash, Hasher};

use ahash::RandomState;
use cohort_catalog::{ColumnDef, ColumnType, Sensitivity, TableDef, TableLevel};

use crate::csv::{CsvReader, Headings, headers, normal};
use crate::finding::{Finding, Position, Severity};
use crate::hash::FastSet;
use crate::layout::{Cell, Field, Form, Intake, Style, place};
use crate::notices::Departure;
use crate::rows::Tables;
use crate::sheet::fits;
use crate::{ConnectorError, Files, Identity, Sink, Summary};

pub mod ees;
pub mod gias;
pub mod idaci;
pub mod local_authority;
pub mod ofsted;
pub mod ons_population;
pub mod population;
pub mod statistical_neighbour;

#[cfg(test)]
mod testing;

/// Stands for the collection year where values are judged: none is too late for it, and public
/// data have none.
const NO_YEAR: i16 = 9000;

/// The identity of a file of the whole country.
fn national(period: Option<String>) -> Identity {
    Identity {
        la_code: 0,
        year: 0,
        period,
        ..Identity::default()
    }
}

/// A table of the whole country in schema `reference`.
const fn table(
    name: &'static str,
    key: &'static [&'static str],
    columns: &'static [ColumnDef],
    comment: &'static str,
) -> TableDef {
    TableDef {
        schema: "reference",
        name,
        comment,
        level: TableLevel::Reference,
        key,
        columns,
    }
}

/// A column that no single heading is behind.
const fn column(name: &'static str, ty: ColumnType, comment: &'static str) -> ColumnDef {
    ColumnDef::new(name, ty, Sensitivity::Plain, comment)
}

/// A field of public data, which says nothing of a child.
const fn field(
    column: &'static str,
    heading: &'static str,
    form: Form,
    comment: &'static str,
) -> Field {
    Field::new(column, heading, form, comment).sensitivity(Sensitivity::Plain)
}

/// A text, of many different ones.
const fn text(column: &'static str, heading: &'static str, comment: &'static str) -> Field {
    field(column, heading, Form::Text, comment)
}

/// A text of a few different ones, held as codes are; its case is kept.
const fn label(column: &'static str, heading: &'static str, comment: &'static str) -> Field {
    text(column, heading, comment).ty(ColumnType::Code)
}

/// A date.
const fn date(column: &'static str, heading: &'static str, comment: &'static str) -> Field {
    field(column, heading, Form::Date, comment)
}

/// A whole number from 0 to this.
const fn count(
    column: &'static str,
    heading: &'static str,
    most: i32,
    comment: &'static str,
) -> Field {
    field(column, heading, Form::Whole(0, most), comment)
}

/// A small number that is a code.
const fn number(column: &'static str, heading: &'static str, comment: &'static str) -> Field {
    field(column, heading, Form::Whole(0, 32_767), comment).ty(ColumnType::SmallInt)
}

/// The columns of a table: one for each field, then those that are worked out. `N` must be the
/// sum of both.
const fn columns<const N: usize>(fields: &[Field], derived: &[ColumnDef]) -> [ColumnDef; N] {
    assert!(
        fields.len() + derived.len() == N,
        "N is not the number of fields and derived columns"
    );
    let mut all = [column("", ColumnType::Text, ""); N];
    let mut i = 0;
    while i < N {
        all[i] = if i < fields.len() {
            fields[i].column
        } else {
            derived[i - fields.len()]
        };
        i += 1;
    }
    all
}

/// Whether the names of a header hold all of these headings, compared as [`normal`] has them.
fn has_all<'h>(header: impl Iterator<Item = &'h str>, headings: &[&str]) -> bool {
    let names: HashSet<String> = header.map(normal).collect();
    headings
        .iter()
        .all(|heading| names.contains(&normal(heading)))
}

/// For layouts whose headings are the same in every release.
fn no_rename(_: &str) -> Option<&'static str> {
    None
}

/// A published file of one table: a header, then one record for each row.
#[derive(Debug)]
struct Flat {
    /// Full name, for people.
    title: &'static str,
    /// The table it fills.
    tables: &'static [&'static TableDef],
    /// Its name in findings.
    table: &'static str,
    fields: &'static [Field],
    /// The heading that a field is known by, of one that differs between releases.
    rename: fn(&str) -> Option<&'static str>,
    /// Headings that no other dataset has together.
    own: &'static [&'static str],
    /// Columns that tell rows apart; a second row with the same texts is left out.
    key: &'static [usize],
    /// Columns of some generations only, whose absence is no departure.
    optional: &'static [&'static str],
    style: Style,
    /// Texts that mean "no value" in numbers alone.
    number_nulls: &'static [&'static str],
}

/// One record of a [`Flat`] file.
struct Line<'c, 't> {
    /// Its cells, in the order of the fields.
    cells: &'c [Cell<'t>],
    /// Where it starts.
    at: Position,
}

impl<'c, 't> Line<'c, 't> {
    fn cell(&self, place: usize) -> &'c Cell<'t> {
        &self.cells[place]
    }
}

impl Flat {
    fn recognises(&self, head: &str) -> bool {
        let found = headers(head);
        found
            .iter()
            .any(|names| self.is_own(names.iter().map(String::as_str)))
    }

    /// Whether a header with these names is this layout's.
    fn is_own<'h>(&self, names: impl Iterator<Item = &'h str>) -> bool {
        has_all(names.map(|name| self.known(name)), self.own)
    }

    fn known<'h>(&self, name: &'h str) -> &'h str {
        (self.rename)(name).unwrap_or(name)
    }

    /// Reads as far as the header.
    fn check_header(&self, files: &mut dyn Files) -> Result<(), ConnectorError> {
        let mut reader = CsvReader::new(files.open(0)?);
        self.header(&mut reader).map(drop)
    }

    fn header(&self, reader: &mut CsvReader<'_>) -> Result<Vec<String>, ConnectorError> {
        let names = reader.header(self.title, |record| self.is_own(record.iter()))?;
        Ok(names
            .iter()
            .map(|name| self.known(name).to_owned())
            .collect())
    }

    /// Reads every record; `take` writes its rows. Memory: 8 bytes for each row that has a key,
    /// to know a repeated one.
    fn read(
        &self,
        files: &mut dyn Files,
        sink: &mut dyn Sink,
        mut take: impl FnMut(&Line<'_, '_>, &mut Intake, &mut Tables),
    ) -> Result<Summary, ConnectorError> {
        let mut reader = CsvReader::new(files.open(0)?);
        let header = self.header(&mut reader)?;
        let headings = Headings::of(&header, self.fields);
        let mut intake = Intake::new(NO_YEAR, self.style).dates_from(i32::MIN);
        self.judge_header(&headings, &mut intake, reader.position());
        intake.table(Some(self.table));
        let mut rows = Tables::new(self.tables);
        let mut seen = Seen::default();
        let mut number = 0_u32;
        while let Some(record) = reader.record()? {
            if record.is_blank() {
                continue;
            }
            number = number.saturating_add(1);
            intake.child(Some(number), None);
            if !fits(&record, header.len(), &mut intake) {
                continue;
            }
            let cells: Vec<Cell<'_>> = self
                .fields
                .iter()
                .enumerate()
                .map(|(place, field)| {
                    let text = headings.get(&record, place);
                    intake.cell(field, self.without_null(field, text), record.at)
                })
                .collect();
            let line = Line {
                cells: &cells,
                at: record.at,
            };
            if seen.is_new(self.key, &line, &mut intake) {
                take(&line, &mut intake, &mut rows);
            }
            intake.hand_on(sink)?;
            let read = reader.position().byte;
            rows.hand_on(read, sink)?;
        }
        rows.finish(sink)?;
        intake.child(None, None);
        finish(intake, number, sink)
    }

    fn without_null<'t>(&self, field: &Field, text: Option<&'t str>) -> Option<&'t str> {
        let number = matches!(field.form, Form::Whole(..) | Form::Decimal);
        text.filter(|text| {
            let text = text.trim();
            let mut nulls = self.number_nulls.iter();
            !(number && nulls.any(|null| text.eq_ignore_ascii_case(null)))
        })
    }

    fn judge_header(&self, headings: &Headings, intake: &mut Intake, at: Position) {
        for (place, field) in self.fields.iter().enumerate() {
            if !headings.has(place) && !self.optional.contains(&field.column.name) {
                intake.notice(Departure::ColumnMissing, field, at);
            }
        }
    }
}

/// Hands on the last findings of a file, and tells how many records it had.
fn finish(
    mut intake: Intake,
    records: u32,
    sink: &mut dyn Sink,
) -> Result<Summary, ConnectorError> {
    if records == 0 {
        let at = Position {
            line: 1,
            column: 1,
            byte: 0,
        };
        let message = "The file holds a header and no rows.";
        intake.add(Finding::new("no_rows", Severity::Error, message, at));
    }
    intake.finish(sink)?;
    Ok(Summary::of(u64::from(records)))
}

/// Keys of the rows so far.
#[derive(Debug, Default)]
struct Seen {
    keys: FastSet<u64>,
    hashes: RandomState,
}

impl Seen {
    /// Whether no row before had the same key; a row without one is always new.
    fn is_new(&mut self, key: &[usize], line: &Line<'_, '_>, intake: &mut Intake) -> bool {
        let given = key.iter().any(|place| line.cell(*place).is_given());
        let mut hasher = self.hashes.build_hasher();
        for place in key {
            line.cell(*place).raw.hash(&mut hasher);
        }
        if !given || self.keys.insert(hasher.finish()) {
            return true;
        }
        let message = "An earlier row has the same key; this one was left out.";
        let mut finding = Finding::new("duplicate_row", Severity::Error, message, line.at);
        if let Some(place) = key.first() {
            finding = finding.value(line.cell(*place).raw);
        }
        intake.add(finding);
        false
    }
}

/// Which of these layouts the file has.
fn which(
    files: &mut dyn Files,
    title: &'static str,
    layouts: &[&'static Flat],
) -> Result<&'static Flat, ConnectorError> {
    let mut reader = CsvReader::new(files.open(0)?);
    let mut found = layouts[0];
    reader.header(title, |record| {
        let mut layouts = layouts.iter();
        match layouts.find(|layout| layout.is_own(record.iter())) {
            Some(layout) => {
                found = layout;
                true
            }
            None => false,
        }
    })?;
    Ok(found)
}
