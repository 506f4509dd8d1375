//! A row of a CSV file that is one table, and its way into the file of its authority and year.

use super::super::SynthError;
use super::super::world::Citizen;
use super::Outputs;
use super::faults::Planter;
use super::node::{Line, heading};
use super::pool::{Frame, given};
use super::truth::{Return, Spot};

/// A row by its headings.
#[derive(Debug, Clone, Default)]
pub(super) struct SheetRow {
    pub(super) headings: Vec<String>,
    pub(super) values: Vec<String>,
}

impl SheetRow {
    pub(super) fn add(&mut self, heading: &str, value: impl ToString) {
        self.headings.push(heading.to_owned());
        self.values.push(value.to_string());
    }

    pub(super) fn flag(&mut self, heading: &str, value: bool) {
        self.add(heading, i32::from(value));
    }

    pub(super) fn number(&mut self, heading: &str, value: Option<i32>) {
        self.add(
            heading,
            value.map_or(String::new(), |value| value.to_string()),
        );
    }

    /// The place of a heading, in any case.
    pub(super) fn place(&self, heading: &str) -> Option<usize> {
        let mut headings = self.headings.iter();
        headings.position(|own| own.eq_ignore_ascii_case(heading))
    }

    /// The value under a heading; empty where there is none.
    pub(super) fn value(&self, heading: &str) -> &str {
        self.place(heading).map_or("", |place| &self.values[place])
    }
}

/// A file and the table that it fills.
#[derive(Debug, Clone, Copy)]
pub(super) struct SheetFile<'a> {
    /// Path below the region's folder.
    pub(super) name: &'a str,
    pub(super) of: &'a Return,
    pub(super) table: &'static str,
    /// Heading of the authority's own number of a child, if there is one.
    pub(super) local_id: &'static str,
}

/// Appends a row, spoiled if a planter says so, and gives it back; `number` tells a person's
/// rows of a year apart.
pub(super) fn append(
    out: &mut Outputs,
    file: SheetFile<'_>,
    planter: Option<&Planter>,
    who: &Citizen,
    number: u64,
    mut row: SheetRow,
) -> Result<SheetRow, SynthError> {
    debug_assert_eq!(row.headings.len(), row.values.len());
    let year = file.of.year;
    let planted = planter.and_then(|planter| planter.plant(&mut row, who, year, number));
    out.pool.begin(file.name, || Frame {
        given: given(file.of.la_code, year),
        head: heading(row.headings.iter().map(String::as_str)),
        ..Frame::default()
    })?;
    let mut line = Line::default();
    for value in &row.values {
        line.add(value);
    }
    let record = out.pool.append(file.name, line.end())?;
    if let Some(planted) = planted {
        let ids = [row.value(file.local_id), row.value("UPN")];
        let local_id = ids.into_iter().find(|id| !id.is_empty());
        // The heading is the first line.
        let spot = Spot::of_row(record + 1, record, local_id.unwrap_or_default());
        out.truth.plant(file.of, spot, who, planted.fault)?;
    }
    Ok(row)
}

/// The same, and tells the truth of a row that becomes `rows` of the file's table.
pub(super) fn put(
    out: &mut Outputs,
    file: SheetFile<'_>,
    planter: Option<&Planter>,
    who: &Citizen,
    number: u64,
    (row, rows): (SheetRow, usize),
) -> Result<(), SynthError> {
    let row = append(out, file, planter, who, number, row)?;
    let ids = (row.value(file.local_id), row.value("UPN"));
    out.truth.tell(file.of, file.table, who, ids, rows)
}
