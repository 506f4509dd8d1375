//! The register of establishments, "Get information about schools" (GIAS): every school and
//! other place of education, open and closed, and which follows which.
//!
//! Read: the daily file of all establishments (`edubasealldata`) since 2019, and the file of
//! links (`links_edubasealldata`). Columns are found by their names, so subsets and older
//! extracts read as well. Not kept: names of heads, telephone numbers, websites, addresses but
//! for the postcode, and the inspection grade of files before 2025, which is Ofsted's to tell.
//! Not read: the files of groups and trusts, which have other shapes.

mod links;
mod schema;

use cohort_catalog::TableDef;

use crate::finding::{Finding, Severity};
use crate::layout::{Intake, Style, Value};
use crate::reference::establishment_type;
use crate::rows::Tables;
use crate::value::{DateForm, DateForms};
use crate::{Connector, ConnectorError, FileKind, Files, Given, Identity, Sink, Summary};

use super::{Flat, Line, national, no_rename};

pub use links::GiasLinks;
pub use schema::{ESTABLISHMENT, ESTABLISHMENT_LINK};
use schema::{FIELDS, OPTIONAL, SEN_TYPES, at};

/// Reads the file of all establishments.
#[derive(Debug, Clone, Copy)]
pub struct Gias;

static TABLES: &[&TableDef] = &[&ESTABLISHMENT];

static FILE: Flat = Flat {
    title: "Register of establishments (GIAS)",
    tables: TABLES,
    table: "reference.establishment",
    fields: FIELDS,
    rename: no_rename,
    own: &["URN", "EstablishmentName", "TypeOfEstablishment (code)"],
    key: &[at::URN],
    optional: OPTIONAL,
    style: STYLE,
    // Seen in hand-made subsets.
    number_nulls: &["SUPP", "NE"],
};

/// How GIAS writes its values.
const STYLE: Style = Style {
    dates: DateForms {
        expected: &[DateForm::DayFirstDash],
        accepted: &[DateForm::DayFirst, DateForm::DayFirstTime, DateForm::Iso],
    },
    nulls: &[
        "Not applicable",
        "Not supplied",
        "Not recorded",
        "Does not apply",
    ],
};

impl Connector for Gias {
    fn name(&self) -> &'static str {
        "gias"
    }

    fn title(&self) -> &'static str {
        FILE.title
    }

    fn form(&self) -> &'static str {
        "CSV of all establishments (edubasealldata)"
    }

    fn tables(&self) -> &'static [&'static TableDef] {
        FILE.tables
    }

    fn recognises(&self, head: &str) -> Option<FileKind> {
        FILE.recognises(head).then_some(FileKind::Whole)
    }

    fn identify(&self, files: &mut dyn Files, _: Given) -> Result<Identity, ConnectorError> {
        FILE.check_header(files)?;
        Ok(national(None))
    }

    fn read(
        &self,
        files: &mut dyn Files,
        _: &Identity,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ConnectorError> {
        FILE.read(files, sink, take)
    }
}

fn take(line: &Line<'_, '_>, intake: &mut Intake, tables: &mut Tables) {
    if !line.cell(at::URN).is_given() {
        let message = "The row has no URN; nothing can be joined to it.";
        let finding = Finding::new("urn_missing", Severity::Error, message, line.at);
        intake.add(finding.item("URN"));
    }
    let kind = line.cell(at::TYPE);
    let groups = kind.int().and_then(establishment_type);
    if groups.is_none() && kind.is_given() {
        let message = "The type of establishment is in no list; its groups are not known.";
        let finding = Finding::new("code_unknown", Severity::Error, message, line.at);
        intake.add(finding.item(FIELDS[at::TYPE].item()).value(kind.raw));
    }
    let mut row = tables.row(0);
    for (place, cell) in line.cells.iter().enumerate() {
        row = if SEN_TYPES.contains(&place) {
            row.text(cell.text().map(sen_type).as_deref())
        } else if place == at::PREVIOUS_LA && cell.int() == Some(NO_PREVIOUS_LA) {
            row.small(None)
        } else {
            row.cell(cell)
        };
    }
    row.int(laestab(line))
        .flag(line.cell(at::STATUS).int().map(is_open))
        .text(groups.map(|groups| groups.cohort_group))
        .text(groups.map(|groups| groups.dfe_sen2_group))
        .end();
}

/// Stands in `PreviousLA (code)` for none.
const NO_PREVIOUS_LA: i32 = 999;

/// Open, and open but proposed to close. The numbers but 1 are from memory; verify.
fn is_open(status: i32) -> bool {
    matches!(status, 1 | 3)
}

/// `SpLD - Specific Learning Difficulty` is told by what stands before the dash.
fn sen_type(text: &str) -> String {
    let code = text.split_once(" - ").map_or(text, |(code, _)| code);
    code.trim().to_uppercase()
}

fn laestab(line: &Line<'_, '_>) -> Option<i32> {
    let number = |place: usize| match line.cell(place).value {
        Value::Int(number) => Some(number),
        _ => None,
    };
    Some(number(at::LA)? * 10_000 + number(at::ESTABLISHMENT_NUMBER)?)
}

#[cfg(test)]
mod tests;
