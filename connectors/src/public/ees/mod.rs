//! Data files of the DfE's "Explore education statistics" (EES), and their meta files.
//!
//! A data file has a row for each observation, with filters and indicators side by side; it
//! becomes a row for each number: `reference.published_figure`. A file does not say which of its
//! columns are which. Geography and time are known by their published names; of the others a
//! column is an indicator when all its values are numbers or symbols, else a filter, so the file
//! is read twice. A filter of numbers alone (single years of age without a total) is therefore
//! taken for an indicator; its meta file tells.
//!
//! The companion `.meta.csv` becomes `reference.published_meta`. Nothing in either file names
//! the other, so that a column which only one of them has shows in a join, not in a finding.
//!
//! Not read: the weekly attendance feed, which looks alike and is a dataset of its own.

mod columns;
mod meta;
mod rules;
mod schema;
mod values;

use cohort_catalog::{Digest, TableDef};

use crate::csv::{CsvReader, Record};
use crate::layout::{Intake, Style};
use crate::rows::{Row, Tables};
use crate::sheet::fits;
use crate::value::DateForms;
use crate::{Connector, ConnectorError, FileKind, Files, Given, Identity, Sink, Summary, csv};

use super::{NO_YEAR, finish, has_all, national};
use columns::{Geography, Layout};
pub use schema::{PUBLISHED_FIGURE, PUBLISHED_META};
use values::Figure;

/// Reads the data and meta files.
#[derive(Debug, Clone, Copy)]
pub struct Ees;

const TITLE: &str = "Published statistics (EES)";

/// The columns that every data file has.
const MANDATORY: &[&str] = &[
    "time_period",
    "time_identifier",
    "geographic_level",
    "country_code",
    "country_name",
];

/// Columns of the weekly attendance feed.
const WEEKLY_ATTENDANCE: &[&str] = &["reference_date", "attendance_status", "attendance_reason"];

static TABLES: &[&TableDef] = &[&PUBLISHED_FIGURE, &PUBLISHED_META];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Data,
    Meta,
}

fn kind<'h>(names: impl Iterator<Item = &'h str> + Clone) -> Option<Kind> {
    if has_all(names.clone(), MANDATORY) {
        (!has_all(names, WEEKLY_ATTENDANCE)).then_some(Kind::Data)
    } else {
        meta::is_header(names).then_some(Kind::Meta)
    }
}

impl Connector for Ees {
    fn name(&self) -> &'static str {
        "ees"
    }

    fn title(&self) -> &'static str {
        TITLE
    }

    fn form(&self) -> &'static str {
        "CSV data file of a publication, or its .meta.csv"
    }

    fn tables(&self) -> &'static [&'static TableDef] {
        TABLES
    }

    fn recognises(&self, head: &str) -> Option<FileKind> {
        let headers = csv::headers(head);
        let mut headers = headers.iter();
        headers
            .any(|names| kind(names.iter().map(String::as_str)).is_some())
            .then_some(FileKind::Whole)
    }

    /// The period is a digest of the columns: a newer release has the same, another publication
    /// has not.
    fn identify(&self, files: &mut dyn Files, _: Given) -> Result<Identity, ConnectorError> {
        let period = match header(files)? {
            (Kind::Data, names) => layout_name("ees", &names),
            (Kind::Meta, _) => layout_name("ees-meta", &meta::names(files)?),
        };
        Ok(national(Some(period)))
    }

    fn read(
        &self,
        files: &mut dyn Files,
        _: &Identity,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ConnectorError> {
        match header(files)? {
            (Kind::Data, names) => read_data(files, &names, sink),
            (Kind::Meta, _) => meta::read(files, sink),
        }
    }
}

fn header(files: &mut dyn Files) -> Result<(Kind, Vec<String>), ConnectorError> {
    let mut reader = CsvReader::new(files.open(0)?);
    let mut found = Kind::Data;
    let names = reader.header(TITLE, |record| is_header(record, &mut found))?;
    Ok((found, names))
}

fn is_header(record: &Record<'_>, found: &mut Kind) -> bool {
    let names: Vec<&str> = record.iter().collect();
    match kind(names.iter().copied()) {
        Some(kind) => {
            *found = kind;
            true
        }
        None => false,
    }
}

/// `ees-` and eight hexadecimal digits that stand for the names, whatever their order.
fn layout_name(prefix: &str, names: &[String]) -> String {
    let mut names: Vec<String> = names
        .iter()
        .map(|name| name.trim().to_lowercase())
        .collect();
    names.sort_unstable();
    let digest = Digest::of(names.join("\n").as_bytes()).to_string();
    format!("{prefix}-{}", &digest[..8])
}

/// How a data file writes its values; it has no dates.
const STYLE: Style = Style {
    dates: DateForms {
        expected: &[],
        accepted: &[],
    },
    nulls: &[],
};

fn read_data(
    files: &mut dyn Files,
    names: &[String],
    sink: &mut dyn Sink,
) -> Result<Summary, ConnectorError> {
    let layout = Layout::find(files, names)?;
    let name = layout_name("ees", names);
    let mut intake = Intake::new(NO_YEAR, STYLE);
    intake.table(Some("reference.published_figure"));
    rules::judge_layout(&layout, &mut intake);
    let mut judge = rules::Judge::default();
    let mut reader = reader_behind_header(files)?;
    let mut rows = Tables::new(TABLES);
    let mut number = 0_u32;
    let mut filters = String::new();
    while let Some(record) = reader.record()? {
        if record.is_blank() {
            continue;
        }
        number = number.saturating_add(1);
        intake.child(Some(number), None);
        if !fits(&record, names.len(), &mut intake) {
            continue;
        }
        let geography = layout.geography(&record);
        judge.row(&layout, &record, &geography, &mut intake);
        layout.write_filters(&record, &mut filters);
        for indicator in &layout.indicators {
            let text = record.get(indicator.place).unwrap_or_default();
            let figure = judge.figure(text, &indicator.name, record.at);
            let row = start(rows.row(0), &name, &geography);
            write(row, &filters, &indicator.name, &figure);
        }
        intake.hand_on(sink)?;
        let read = reader.position().byte;
        rows.hand_on(read, sink)?;
    }
    rows.finish(sink)?;
    intake.child(None, None);
    judge.finish(&mut intake);
    finish(intake, number, sink)
}

fn reader_behind_header(files: &mut dyn Files) -> Result<CsvReader<'_>, ConnectorError> {
    let mut reader = CsvReader::new(files.open(0)?);
    let mut kind = Kind::Data;
    reader.header(TITLE, |record| is_header(record, &mut kind))?;
    Ok(reader)
}

fn start<'a>(row: Row<'a>, layout: &str, geography: &Geography<'_>) -> Row<'a> {
    row.text(Some(layout))
        .text(geography.time_period)
        .small(geography.year)
        .text(geography.time_identifier)
        .text(geography.level)
        .text(geography.country_code)
        .text(geography.country_name)
        .text(geography.region_code)
        .text(geography.region_name)
        .small(geography.la_code)
        .text(geography.new_la_code)
        .text(geography.la_name)
        .text(geography.location_code)
        .text(geography.location_name)
}

fn write(row: Row<'_>, filters: &str, indicator: &str, figure: &Figure) {
    let (value, symbol) = match figure {
        Figure::Number(number) => (Some(*number), None),
        Figure::Symbol { meaning, .. } => (None, Some(*meaning)),
        Figure::Text => (None, None),
    };
    row.text(Some(filters))
        .text(Some(indicator))
        .double(value)
        .text(symbol)
        .end();
}

#[cfg(test)]
mod tests;
