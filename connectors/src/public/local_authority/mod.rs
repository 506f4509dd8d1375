//! A list of local authorities with children's services and their predecessors, to stand beside
//! the built-in one: a newer list may know of a reorganisation that the program does not.
//!
//! Read: the columns `la_code` (or `code`), `ons_code`, `name`, `region`, `london_subregion`,
//! `la_type`, `valid_from`, `valid_to`, `successor_la_codes` and `ons_code_aliases`. Not kept:
//! other names, which vary between publications, and notes.

use std::collections::BTreeMap;

use cohort_catalog::{TableDef, TableLevel};

use crate::csv::{CsvReader, Headings};
use crate::finding::{Finding, Severity};
use crate::layout::{Field, Form, Intake, Style};
use crate::reference::LOCAL_AUTHORITY;
use crate::rows::Tables;
use crate::value::{DateForm, DateForms};
use crate::{Connector, ConnectorError, FileKind, Files, Given, Identity, Sink, Summary};

use super::{Flat, Line, date, field, label, national, no_rename, place, text};

/// Reads lists of local authorities.
#[derive(Debug, Clone, Copy)]
pub struct LocalAuthorities;

/// `reference.local_authority`, as imported: the columns of the built-in one.
pub static IMPORTED_AUTHORITY: TableDef = TableDef {
    level: TableLevel::Reference,
    ..LOCAL_AUTHORITY
};

static TABLES: &[&TableDef] = &[&IMPORTED_AUTHORITY];

const FIELDS: &[Field] = &[
    field("code", "la_code", Form::Whole(1, 999), ""),
    text("name", "name", ""),
    label("region", "region", ""),
    label("subregion", "london_subregion", ""),
    field("type", "la_type", Form::Code, ""),
    text("ons_code", "ons_code", ""),
    text("former_ons_codes", "ons_code_aliases", ""),
    text("successors", "successor_la_codes", ""),
    date("valid_from", "valid_from", ""),
    date("valid_to", "valid_to", ""),
];

const CODE: usize = place(FIELDS, "code");
const NAME: usize = place(FIELDS, "name");
const REGION: usize = place(FIELDS, "region");
const SUBREGION: usize = place(FIELDS, "subregion");
const TYPE: usize = place(FIELDS, "type");
const ONS_CODE: usize = place(FIELDS, "ons_code");
const FORMER: usize = place(FIELDS, "former_ons_codes");
const SUCCESSORS: usize = place(FIELDS, "successors");
const VALID_FROM: usize = place(FIELDS, "valid_from");
const VALID_TO: usize = place(FIELDS, "valid_to");

static FILE: Flat = Flat {
    title: "List of local authorities",
    tables: TABLES,
    table: "reference.local_authority",
    fields: FIELDS,
    rename: no_rename,
    own: &["la_code", "ons_code", "name", "region", "la_type"],
    key: &[CODE],
    optional: &[],
    style: Style {
        dates: DateForms {
            expected: &[DateForm::Iso],
            accepted: &[DateForm::DayFirst],
        },
        nulls: &[],
    },
    number_nulls: &[],
};

impl Connector for LocalAuthorities {
    fn name(&self) -> &'static str {
        "local_authority"
    }

    fn title(&self) -> &'static str {
        FILE.title
    }

    fn form(&self) -> &'static str {
        "CSV list of authorities with their predecessors"
    }

    fn tables(&self) -> &'static [&'static TableDef] {
        TABLES
    }

    fn recognises(&self, head: &str) -> Option<FileKind> {
        FILE.recognises(head).then_some(FileKind::Whole)
    }

    fn identify(&self, files: &mut dyn Files, _: Given) -> Result<Identity, ConnectorError> {
        FILE.check_header(files)?;
        Ok(national(None))
    }

    /// The file is read twice: a predecessor names its successors, and stands behind them.
    fn read(
        &self,
        files: &mut dyn Files,
        _: &Identity,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ConnectorError> {
        let predecessors = predecessors(files)?;
        FILE.read(files, sink, |line, intake, tables| {
            take(&predecessors, line, intake, tables);
        })
    }
}

/// The predecessors of each authority that has some: a few dozen numbers in all.
fn predecessors(files: &mut dyn Files) -> Result<BTreeMap<i32, String>, ConnectorError> {
    let mut reader = CsvReader::new(files.open(0)?);
    let header = FILE.header(&mut reader)?;
    let headings = Headings::of(&header, FIELDS);
    let mut found: BTreeMap<i32, String> = BTreeMap::new();
    while let Some(record) = reader.record()? {
        let text = |place| headings.get(&record, place).unwrap_or_default().trim();
        for successor in codes(text(SUCCESSORS)) {
            let (Ok(successor), old) = (successor.parse(), text(CODE)) else {
                continue;
            };
            let list = found.entry(successor).or_default();
            if !list.is_empty() {
                list.push(' ');
            }
            list.push_str(old);
        }
    }
    Ok(found)
}

/// Codes in a list, whatever separates them.
fn codes(list: &str) -> impl Iterator<Item = &str> {
    let codes = list.split(|c: char| !c.is_ascii_alphanumeric());
    codes.filter(|code| !code.is_empty())
}

fn take(
    predecessors: &BTreeMap<i32, String>,
    line: &Line<'_, '_>,
    intake: &mut Intake,
    tables: &mut Tables,
) {
    let text = |place: usize| line.cell(place).text();
    let list = |place: usize| {
        let list: Vec<&str> = codes(text(place).unwrap_or_default()).collect();
        Some(list.join(" ")).filter(|list| !list.is_empty())
    };
    let code = line.cell(CODE).int();
    if code.is_none()
        || [NAME, REGION, TYPE]
            .into_iter()
            .any(|place| text(place).is_none())
    {
        let message = "The row lacks its number, name, region or type; it was left out.";
        intake.add(Finding::new(
            "row_incomplete",
            Severity::Error,
            message,
            line.at,
        ));
        return;
    }
    tables
        .row(0)
        .cells(&line.cells[CODE..=REGION])
        .cell(line.cell(SUBREGION))
        .cell(line.cell(TYPE))
        .cell(line.cell(ONS_CODE))
        .text(list(FORMER).as_deref())
        .text(
            code.and_then(|code| predecessors.get(&code))
                .map(String::as_str),
        )
        .text(list(SUCCESSORS).as_deref())
        .cell(line.cell(VALID_FROM))
        .cell(line.cell(VALID_TO))
        .flag(code.map(|code| (990..=999).contains(&code)))
        .end();
}

#[cfg(test)]
mod tests;
