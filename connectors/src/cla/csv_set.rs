//! One module's file in CSV.

use crate::csv::{CsvReader, Headings, Record, normal};
use crate::finding::Finding;
use crate::input::Decoded;
use crate::layout::Cell;
use crate::notices::Departure;
use crate::{ConnectorError, FileKind, Position, Severity, Sink};

use super::collect::Return;
use super::module::{self, Kind, Module};
use super::{DATASET, cells};

/// Columns that joined files have, to say whose and which year's a row is.
const JOINED: [&str; 2] = ["LA", "YEAR"];

/// Reads the file of one module, or finds out of which one it is.
pub(super) fn read(
    input: &mut Decoded,
    kind: FileKind,
    rows: &mut Return,
    sink: &mut dyn Sink,
) -> Result<(), ConnectorError> {
    let mut reader = CsvReader::new(input);
    let named = kind.part().and_then(Module::named);
    let mut found = None;
    let mut at = Position::default();
    let header = reader.header(DATASET, |record| {
        at = record.at;
        let header: Vec<&str> = record.iter().map(str::trim).collect();
        found = module::of_header(&header);
        match named {
            Some(named) => found.is_some_and(|found| found.kind == named.kind),
            None => found.is_some(),
        }
    })?;
    let Some(module) = named.or(found) else {
        // The header was accepted, so a module was found.
        return Ok(());
    };
    let headings = Headings::of(&header, module.fields);
    module.require(&headings, at)?;
    rows.begin_module(module);
    report_headings(&header, &headings, module, at, rows);
    let joined = JOINED.map(|name| {
        let mut unknown = headings.unknown.iter().copied();
        unknown.find(|column| normal(&header[*column]) == name)
    });
    let mut joined = Joined {
        columns: joined,
        first: [None, None],
        told: false,
    };
    while let Some(record) = reader.record()? {
        if record.is_blank() {
            continue;
        }
        if record.len() == headings.width {
            rows.expect(headings.get(&record, 0));
            let read: Vec<Cell<'_>> = module
                .fields
                .iter()
                .enumerate()
                .map(|(index, field)| {
                    let text = headings.get(&record, index).unwrap_or_default();
                    cells::read(&mut rows.intake, field, text, record.at)
                })
                .collect();
            joined.check(&record, rows);
            rows.add(module, &read, record.at);
        } else {
            rows.reject(
                module,
                record.at,
                record.get(0).filter(|_| first_is_child(&headings, &record)),
            );
        }
        let end = reader.position().byte;
        rows.hand_on(end, sink)?;
    }
    rows.end_module(module);
    rows.hand_on(0, sink)
}

/// Whether the first field of a record holds CHILD, so that even one of the wrong length can be
/// told by it.
fn first_is_child(headings: &Headings, record: &Record<'_>) -> bool {
    match (headings.get(record, 0), record.get(0)) {
        (Some(child), Some(first)) => std::ptr::eq(child, first),
        _ => false,
    }
}

fn report_headings(
    header: &[String],
    headings: &Headings,
    module: &'static Module,
    at: Position,
    rows: &mut Return,
) {
    let mut missing = 0;
    for (index, field) in module.fields.iter().enumerate() {
        if !headings.has(index) {
            missing += 1;
            rows.intake
                .notices()
                .add(Departure::ColumnMissing, Some(field.item()), at, None);
        }
    }
    if missing > 0 {
        rows.note(
            module,
            "module_guessed",
            Severity::Notice,
            MODULE_GUESSED,
            at,
        );
    }
    if module.kind == Kind::Episodes && !headings.has(7) {
        rows.note(
            module,
            "dec_column_missing",
            Severity::Error,
            DEC_MISSING,
            at,
        );
    }
    for field in &headings.renamed {
        let item = module.fields[*field].item();
        rows.intake
            .notices()
            .add(Departure::ColumnName, Some(item), at, None);
    }
    for column in headings.unknown.iter().chain(&headings.repeated) {
        rows.intake
            .notices()
            .add_unknown_column(&header[*column], at);
    }
}

const MODULE_GUESSED: &str =
    "The file lacks columns of the module; it was taken for this one by those it has.";
const DEC_MISSING: &str =
    "The file has no column DEC: which episodes have ended is not known, and all look open.";
const JOINED_RETURNS: &str = "The column LA or YEAR holds more than one value: the file joins several returns, and was read as one.";

/// Whether a file joins the rows of several returns.
struct Joined {
    columns: [Option<usize>; 2],
    first: [Option<String>; 2],
    told: bool,
}

impl Joined {
    fn check(&mut self, record: &Record<'_>, rows: &mut Return) {
        for (column, first) in self.columns.iter().zip(&mut self.first) {
            let text = column.and_then(|column| record.get(column)).map(str::trim);
            let Some(text) = text.filter(|text| !text.is_empty()) else {
                continue;
            };
            match first {
                None => *first = Some(text.to_owned()),
                Some(first) if first == text => {}
                Some(_) if self.told => {}
                Some(_) => {
                    self.told = true;
                    let finding =
                        Finding::new("joined_returns", Severity::Error, JOINED_RETURNS, record.at);
                    rows.intake.child(None, None);
                    rows.intake.add(finding);
                }
            }
        }
    }
}
