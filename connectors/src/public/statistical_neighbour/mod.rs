//! Lists of statistical neighbours, to stand beside the built-in ones.
//!
//! Read: a list of its own (`version, la_code, rank, neighbour_la_code, closeness`), and the
//! published sheet saved as CSV, with a row for each authority and its ten neighbours side by
//! side. The sheet does not say its version; the operator does, with `--year`.

use cohort_catalog::{TableDef, TableLevel};

use crate::csv::{CsvReader, Record, normal};
use crate::finding::{Finding, Position, Severity};
use crate::layout::{Field, Form, Intake, Style};
use crate::reference::{NEIGHBOUR_COLUMNS, STATISTICAL_NEIGHBOUR};
use crate::rows::Tables;
use crate::sheet::fits;
use crate::value::{self, DateForms};
use crate::{Connector, ConnectorError, FileKind, Files, Given, Identity, Sink, Summary};

use super::{Flat, Line, NO_YEAR, field, finish, has_all, label, national, no_rename, place};

/// Reads lists of statistical neighbours.
#[derive(Debug, Clone, Copy)]
pub struct StatisticalNeighbours;

/// `reference.statistical_neighbour`, as imported: the columns of the built-in one.
pub static IMPORTED_NEIGHBOUR: TableDef = TableDef {
    level: TableLevel::Reference,
    columns: &NEIGHBOUR_COLUMNS,
    ..STATISTICAL_NEIGHBOUR
};

static TABLES: &[&TableDef] = &[&IMPORTED_NEIGHBOUR];

const TITLE: &str = "Statistical neighbours";
const TABLE: &str = "reference.statistical_neighbour";

const FIELDS: &[Field] = &[
    label("version", "version", ""),
    field("la_code", "la_code", Form::Whole(1, 999), ""),
    field("rank", "rank", Form::Whole(1, 99), ""),
    field(
        "neighbour_la_code",
        "neighbour_la_code",
        Form::Whole(1, 999),
        "",
    ),
    label("closeness", "closeness", ""),
];

const VERSION: usize = place(FIELDS, "version");
const LA: usize = place(FIELDS, "la_code");
const RANK: usize = place(FIELDS, "rank");
const NEIGHBOUR: usize = place(FIELDS, "neighbour_la_code");
const CLOSENESS: usize = place(FIELDS, "closeness");

const STYLE: Style = Style {
    dates: DateForms {
        expected: &[],
        accepted: &[],
    },
    // The list of 2021 has it for authorities without neighbours.
    nulls: &["-"],
};

static LIST: Flat = Flat {
    title: TITLE,
    tables: TABLES,
    table: TABLE,
    fields: FIELDS,
    rename: no_rename,
    own: &["version", "la_code", "rank", "neighbour_la_code"],
    key: &[VERSION, LA, RANK],
    optional: &["closeness"],
    style: STYLE,
    number_nulls: &[],
};

/// How many neighbours a row of the sheet has.
const TEN: usize = 10;

/// Headings of the authority in the sheet, the best first; all three hold the DfE number.
const AUTHORITY: [&str; 3] = ["LANUMBER", "OLDLACODE", "LANUM"];

fn is_sheet<'h>(names: impl Iterator<Item = &'h str> + Clone) -> bool {
    let authority = names
        .clone()
        .any(|name| AUTHORITY.contains(&normal(name).as_str()));
    authority && has_all(names, &["SN1", "SN2", "SN10"])
}

impl Connector for StatisticalNeighbours {
    fn name(&self) -> &'static str {
        "statistical_neighbour"
    }

    fn title(&self) -> &'static str {
        TITLE
    }

    fn form(&self) -> &'static str {
        "CSV list, or the published sheet with --year"
    }

    fn tables(&self) -> &'static [&'static TableDef] {
        TABLES
    }

    fn recognises(&self, head: &str) -> Option<FileKind> {
        let headers = crate::csv::headers(head);
        let sheet = headers
            .iter()
            .any(|names| is_sheet(names.iter().map(String::as_str)));
        (sheet || LIST.recognises(head)).then_some(FileKind::Whole)
    }

    /// The period of a sheet is its version; a list holds several.
    fn identify(&self, files: &mut dyn Files, given: Given) -> Result<Identity, ConnectorError> {
        if header(files)?.0 == Kind::List {
            return Ok(national(None));
        }
        let year = given.year.ok_or(ConnectorError::IdentityMissing {
            what: "year",
            option: "--year",
        })?;
        Ok(national(Some(version(year))))
    }

    fn read(
        &self,
        files: &mut dyn Files,
        identity: &Identity,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ConnectorError> {
        match header(files)? {
            (Kind::List, _) => LIST.read(files, sink, take),
            (Kind::Sheet, names) => {
                let version = identity.period.clone().unwrap_or_default();
                read_sheet(files, &names, &version, sink)
            }
        }
    }
}

/// The name of the list of a year, in which there was never more than one.
fn version(year: i16) -> String {
    match year {
        2021 => "2021-04".to_owned(),
        2025 => "2025-05".to_owned(),
        other => other.to_string(),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    List,
    Sheet,
}

fn header(files: &mut dyn Files) -> Result<(Kind, Vec<String>), ConnectorError> {
    let mut reader = CsvReader::new(files.open(0)?);
    let mut kind = Kind::List;
    let names = reader.header(TITLE, |record| is_header(record, &mut kind))?;
    Ok((kind, names))
}

fn is_header(record: &Record<'_>, kind: &mut Kind) -> bool {
    let names: Vec<&str> = record.iter().collect();
    if is_sheet(names.iter().copied()) {
        *kind = Kind::Sheet;
        return true;
    }
    *kind = Kind::List;
    LIST.is_own(names.into_iter())
}

fn take(line: &Line<'_, '_>, intake: &mut Intake, tables: &mut Tables) {
    let number = |place| {
        let number = line.cell(place).int();
        number.and_then(|number| i16::try_from(number).ok())
    };
    let version = line.cell(VERSION).text();
    let closeness = line.cell(CLOSENESS).text().unwrap_or_default();
    match (version, number(LA), number(RANK), number(NEIGHBOUR)) {
        (Some(version), Some(la), Some(rank), Some(neighbour)) => {
            let row = (la, rank, neighbour, closeness);
            write(version, row, line.at, intake, tables);
        }
        _ => {
            let message =
                "The row lacks its version, authority, rank or neighbour; it was left out.";
            intake.add(Finding::new(
                "row_incomplete",
                Severity::Error,
                message,
                line.at,
            ));
        }
    }
}

fn write(
    version: &str,
    (la, rank, neighbour, closeness): (i16, i16, i16, &str),
    at: Position,
    intake: &mut Intake,
    tables: &mut Tables,
) {
    let closeness = closeness.trim().to_lowercase();
    let known = [
        "extremely close",
        "very close",
        "close",
        "somewhat close",
        "not close",
    ];
    if !known.contains(&closeness.as_str()) {
        let message = "The closeness is none of the five words published; it was kept.";
        let finding = Finding::new("closeness_unknown", Severity::Query, message, at);
        intake.add(finding.item("closeness").value(&closeness));
    }
    if la == neighbour {
        let message = "The authority is a neighbour of itself.";
        let finding = Finding::new("own_neighbour", Severity::Error, message, at);
        intake.add(finding.item("neighbour_la_code"));
    }
    tables
        .row(0)
        .text(Some(version))
        .small(Some(la))
        .small(Some(rank))
        .small(Some(neighbour))
        .text(Some(closeness.as_str()).filter(|word| !word.is_empty()))
        .end();
}

fn read_sheet(
    files: &mut dyn Files,
    names: &[String],
    version: &str,
    sink: &mut dyn Sink,
) -> Result<Summary, ConnectorError> {
    let places = |wanted: &str| names.iter().position(|name| normal(name) == wanted);
    let authority = AUTHORITY.iter().find_map(|name| places(name));
    // The closeness stands behind each neighbour, under a heading of many names.
    let neighbours: Vec<Option<usize>> = (1..=TEN).map(|n| places(&format!("SN{n}"))).collect();
    let mut intake = Intake::new(NO_YEAR, STYLE);
    intake.table(Some(TABLE));
    let mut rows = Tables::new(TABLES);
    let mut reader = CsvReader::new(files.open(0)?);
    let mut kind = Kind::Sheet;
    reader.header(TITLE, |record| is_header(record, &mut kind))?;
    let mut number = 0_u32;
    let code = |text: &str| {
        let code = value::integer(text.trim().as_bytes())?.0;
        i16::try_from(code)
            .ok()
            .filter(|code| (1..=999).contains(code))
    };
    while let Some(record) = reader.record()? {
        let text = |place: usize| record.get(place).unwrap_or_default().trim();
        let Some(la) = authority.and_then(|place| code(text(place))) else {
            // "Old SNs:" stands above the authorities that were replaced; it has no neighbours.
            let mut places = neighbours.iter().flatten();
            if places.any(|place| code(text(*place)).is_some()) {
                let message = "The row has neighbours and no number of an authority; it was left \
                               out.";
                intake.add(Finding::new(
                    "row_incomplete",
                    Severity::Error,
                    message,
                    record.at,
                ));
                intake.hand_on(sink)?;
            }
            continue;
        };
        number = number.saturating_add(1);
        intake.child(Some(number), None);
        if !fits(&record, names.len(), &mut intake) {
            continue;
        }
        for (rank, place) in (1..).zip(&neighbours) {
            let Some(place) = *place else { continue };
            match code(text(place)) {
                Some(neighbour) => {
                    let row = (la, rank, neighbour, text(place + 1));
                    write(version, row, record.at, &mut intake, &mut rows);
                }
                None if matches!(text(place), "" | "-") => {}
                None => {
                    let message = "The neighbour is no number of an authority; it was left out.";
                    let finding = Finding::new("la_code", Severity::Error, message, record.at);
                    intake.add(finding.value(text(place)));
                }
            }
        }
        intake.hand_on(sink)?;
        rows.hand_on(reader.position().byte, sink)?;
    }
    rows.finish(sink)?;
    intake.child(None, None);
    finish(intake, number, sink)
}

#[cfg(test)]
mod tests;
