//! A CSV file with one header and a row per record: its headings matched to fields, what is odd
//! about them told once, its rows counted. For the datasets whose files are no more than that.

use std::fmt;
use std::io::BufRead;

use crate::csv::{self, CsvReader, Headings, Record};
use crate::error::ConnectorError;
use crate::finding::{Finding, Position, Severity};
use crate::layout::{Field, Intake, Report};
use crate::notices::Departure;

/// Whether a header is one of the dataset's.
pub type Accepts = fn(&Headings) -> bool;

/// Whether one of the first lines of a file is a header that `accepts` takes.
pub fn recognises(head: &str, fields: &'static [Field], accepts: Accepts) -> bool {
    let headers = csv::headers(head);
    let mut headings = headers.iter().map(|names| Headings::of(names, fields));
    headings.any(|headings| accepts(&headings))
}

/// A file of which the header has been read.
#[derive(Debug)]
pub struct Sheet<'a> {
    reader: CsvReader<'a>,
    headings: Headings,
    /// The names as they stood, trimmed.
    header: Vec<String>,
    header_at: Position,
    rows: u32,
}

impl<'a> Sheet<'a> {
    /// Reads up to the header.
    ///
    /// # Errors
    ///
    /// As [`CsvReader::header`].
    pub fn open(
        input: &'a mut dyn BufRead,
        dataset: &'static str,
        fields: &'static [Field],
        accepts: Accepts,
    ) -> Result<Sheet<'a>, ConnectorError> {
        let mut reader = CsvReader::new(input);
        let mut header_at = Position::default();
        let header = reader.header(dataset, |record| {
            header_at = record.at;
            let names: Vec<String> = record.iter().map(|name| name.trim().to_owned()).collect();
            accepts(&Headings::of(&names, fields))
        })?;
        Ok(Sheet {
            headings: Headings::of(&header, fields),
            reader,
            header,
            header_at,
            rows: 0,
        })
    }

    /// Which column holds which field.
    pub fn headings(&self) -> &Headings {
        &self.headings
    }

    /// The names of the columns.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// Where the header stands.
    pub fn header_at(&self) -> Position {
        self.header_at
    }

    /// Rows so far that are not blank.
    pub fn rows(&self) -> u32 {
        self.rows
    }

    /// Reports what is odd about the headings; of the fields that are missing, those `expected`.
    pub fn judge_headings(
        &self,
        intake: &mut Intake,
        fields: &'static [Field],
        expected: &[usize],
    ) {
        let at = self.header_at;
        for field in &self.headings.renamed {
            intake.notice(Departure::ColumnName, &fields[*field], at);
        }
        for field in expected {
            if !self.headings.has(*field) {
                intake.notice(Departure::ColumnMissing, &fields[*field], at);
            }
        }
        for column in &self.headings.unknown {
            let name = self.header.get(*column).map_or("", String::as_str);
            intake.notices().add_unknown_column(name, at);
        }
        for column in &self.headings.repeated {
            let name = self.header.get(*column).map_or("", String::as_str);
            let (rule, severity, message) = COLUMN_REPEATED;
            intake.add(Finding::new(rule, severity, message, at).value(name));
        }
    }

    /// The next row. Blank ones are handed out too, and not counted.
    ///
    /// # Errors
    ///
    /// As [`CsvReader::record`].
    pub fn row(&mut self) -> Result<Option<Row<'_>>, ConnectorError> {
        let Some(record) = self.reader.record()? else {
            return Ok(None);
        };
        let blank = record.is_blank();
        if !blank {
            self.rows = self.rows.saturating_add(1);
        }
        Ok(Some(Row {
            record,
            headings: &self.headings,
            no: self.rows,
            at: record.at,
            blank,
            joined: None,
        }))
    }
}

/// One row.
#[derive(Clone, Copy)]
pub struct Row<'r> {
    /// Its values by place.
    pub record: Record<'r>,
    headings: &'r Headings,
    /// 1-based number among the rows that are not blank.
    pub no: u32,
    /// Where it starts.
    pub at: Position,
    /// Whether it holds nothing.
    pub blank: bool,
    joined: Option<usize>,
}

/// Shows no value.
impl fmt::Debug for Row<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Row")
            .field("no", &self.no)
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}

impl<'r> Row<'r> {
    /// The text of a field; `None` where the file has no such column.
    pub fn get(&self, field: usize) -> Option<&'r str> {
        self.record.get(self.place(field)?)
    }

    /// The place of a field among the row's values.
    pub fn place(&self, field: usize) -> Option<usize> {
        let place = self.headings.place(field)?;
        let behind = self.joined.is_some_and(|joined| place > joined);
        Some(place + usize::from(behind))
    }

    /// How many values more than columns it has, blank ones counted.
    pub fn surplus(&self) -> usize {
        self.record.len().saturating_sub(self.headings.width)
    }

    /// The place whose value is in two, see [`Row::joined`].
    pub fn joined_at(&self) -> Option<usize> {
        self.joined
    }

    /// The same row, taking the value behind the one at `place` as a part of it.
    #[must_use]
    pub fn joined(self, place: usize) -> Row<'r> {
        Row {
            joined: Some(place),
            ..self
        }
    }

    /// As [`fits`].
    pub fn fits(&self, intake: &mut Intake) -> bool {
        let joined = usize::from(self.joined.is_some());
        fits(&self.record, self.headings.width + joined, intake)
    }
}

/// Whether the values of a record can be told apart, by a header of `width` columns. One with
/// too many cannot: something, often a comma in a name, moved what stands behind it, so that it
/// must be left out. One that lacks its last values can. Both are reported.
pub fn fits(record: &Record<'_>, width: usize, intake: &mut Intake) -> bool {
    let mut surplus = record.iter().skip(width);
    let too_long = surplus.any(|text| !text.trim().is_empty());
    let (rule, severity, message) = match too_long {
        true => ROW_TOO_LONG,
        false if record.len() < width => ROW_TOO_SHORT,
        false => return true,
    };
    intake.add(Finding::new(rule, severity, message, record.at));
    !too_long
}

const COLUMN_REPEATED: Report = (
    "column_repeated",
    Severity::Query,
    "An earlier column has the same heading; this one was left out.",
);
pub(crate) const ROW_TOO_LONG: Report = (
    "row_too_long",
    Severity::Error,
    "The row has more values than the header has columns, so it is not sure which is which; it was left out. A value with a comma needs quotes.",
);
const ROW_TOO_SHORT: Report = (
    "row_too_short",
    Severity::Query,
    "The row has fewer values than the header has columns; the last ones are not known.",
);

/// Most distinct values of one rule that are told apart in a tally.
const MAX_VALUES: usize = 100;

/// Findings that recur through a whole file for one cause: told once each, with how often and
/// where first.
#[derive(Debug, Default)]
pub struct Tallies {
    tallies: Vec<Tally>,
}

struct Tally {
    report: Report,
    item: Option<&'static str>,
    value: Option<Box<str>>,
    count: u64,
    at: Position,
    row: Option<u32>,
}

/// Hides the value.
impl fmt::Debug for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tally")
            .field("rule", &self.report.0)
            .field("count", &self.count)
            .finish_non_exhaustive()
    }
}

impl Tallies {
    /// Counts one occurrence. Different values are told apart, as long as they are few.
    pub fn add(
        &mut self,
        report: Report,
        item: Option<&'static str>,
        value: Option<&str>,
        at: Position,
        row: Option<u32>,
    ) {
        let of_rule = |tally: &&mut Tally| tally.report.0 == report.0 && tally.item == item;
        let same = |tally: &&mut Tally| of_rule(tally) && tally.value.as_deref() == value;
        if let Some(tally) = self.tallies.iter_mut().find(same) {
            tally.count += 1;
            return;
        }
        let values = self.tallies.iter_mut().filter(of_rule).count();
        let value = value.filter(|_| values < MAX_VALUES);
        if values >= MAX_VALUES {
            let rest = |tally: &&mut Tally| of_rule(tally) && tally.value.is_none();
            if let Some(tally) = self.tallies.iter_mut().find(rest) {
                tally.count += 1;
                return;
            }
        }
        self.tallies.push(Tally {
            report,
            item,
            value: value.map(Into::into),
            count: 1,
            at,
            row,
        });
    }

    /// One finding for each rule, item and value.
    pub fn finish(self, intake: &mut Intake) {
        intake.child(None, None);
        for tally in self.tallies {
            let (rule, severity, text) = tally.report;
            let message = match tally.count {
                1 => text.to_owned(),
                n => format!(
                    "{} ({n} times in the file, here first).",
                    text.trim_end_matches('.')
                ),
            };
            let mut finding = Finding::new(rule, severity, message, tally.at);
            finding.item = tally.item;
            finding.value = tally.value;
            finding.child_row = tally.row;
            intake.add(finding);
        }
    }
}

#[cfg(test)]
mod tests;
