//! Ofsted's management information: the latest inspections of state-funded schools.
//!
//! Published each month with one row for each school and, side by side, its latest graded
//! inspection, the one before, and the latest ungraded one; since November 2025 also its report
//! card. Here each of them is a row of its own, `reference.inspection`: what is true of an
//! inspection is told by its own row, and the school that it was given to may be a predecessor.
//!
//! Read: the three generations of headings since 2019 ("full", "graded", report cards), and the
//! area grades of before. No overall grade is worked out where none was given. Not kept: what
//! the register of establishments tells better (admissions, faith, place), web links, trusts,
//! and counts of monitoring visits. Not read: the file of independent schools, for which no
//! inspection here does not mean that there was none.

mod schema;

use cohort_catalog::TableDef;
use cohort_udfs::calendar;

use crate::finding::{Finding, Severity};
use crate::layout::{Cell, Intake, Style};
use crate::rows::{Row, Tables};
use crate::value::{DateForm, DateForms};
use crate::{Connector, ConnectorError, FileKind, Files, Given, Identity, Sink, Summary, public};

use super::{Flat, Line, national, no_rename};
pub use schema::INSPECTION;
use schema::{Block, Form, NEW, NEW_BLOCKS, OLD, OLD_BLOCKS, SCHOOL, Slot, at};

/// Reads the latest inspections of state-funded schools.
#[derive(Debug, Clone, Copy)]
pub struct Ofsted;

const TITLE: &str = "Inspections of state-funded schools (Ofsted)";

static TABLES: &[&TableDef] = &[&INSPECTION];

const STYLE: Style = Style {
    dates: DateForms {
        expected: &[DateForm::DayFirst],
        accepted: &[
            DateForm::DayFirstTime,
            DateForm::DayFirstDash,
            DateForm::Iso,
            DateForm::TwoDigitYear,
        ],
    },
    nulls: &["NULL"],
};

/// Files until summer 2025.
static OLD_FILE: Flat = Flat {
    title: TITLE,
    tables: TABLES,
    table: "reference.inspection",
    fields: OLD,
    rename: no_rename,
    own: &["URN", "LAESTAB", "School name", "Overall effectiveness"],
    key: &[at::URN],
    optional: schema::OPTIONAL,
    style: STYLE,
    number_nulls: &[],
};

/// Files with report cards.
static NEW_FILE: Flat = Flat {
    title: TITLE,
    tables: TABLES,
    table: "reference.inspection",
    fields: NEW,
    rename: no_rename,
    own: &["URN", "LAESTAB", "School name", "Safeguarding standards"],
    key: &[at::URN],
    optional: &[],
    style: STYLE,
    number_nulls: &[],
};

impl Connector for Ofsted {
    fn name(&self) -> &'static str {
        "ofsted"
    }

    fn title(&self) -> &'static str {
        TITLE
    }

    fn form(&self) -> &'static str {
        "CSV of latest inspections of state-funded schools"
    }

    fn tables(&self) -> &'static [&'static TableDef] {
        TABLES
    }

    fn recognises(&self, head: &str) -> Option<FileKind> {
        let known = OLD_FILE.recognises(head) || NEW_FILE.recognises(head);
        known.then_some(FileKind::Whole)
    }

    fn identify(&self, files: &mut dyn Files, _: Given) -> Result<Identity, ConnectorError> {
        public::which(files, TITLE, &[&NEW_FILE, &OLD_FILE])?;
        Ok(national(None))
    }

    fn read(
        &self,
        files: &mut dyn Files,
        _: &Identity,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ConnectorError> {
        let file = public::which(files, TITLE, &[&NEW_FILE, &OLD_FILE])?;
        let blocks: &[Block] = if std::ptr::eq(file, &NEW_FILE) {
            &*NEW_BLOCKS
        } else {
            &*OLD_BLOCKS
        };
        file.read(files, sink, |line, intake, tables| {
            take(blocks, line, intake, tables);
        })
    }
}

fn take(blocks: &[Block], line: &Line<'_, '_>, intake: &mut Intake, tables: &mut Tables) {
    if !line.cell(at::URN).is_given() {
        let message = "The row has no URN; nothing can be joined to it.";
        let finding = Finding::new("urn_missing", Severity::Error, message, line.at);
        intake.add(finding.item("URN"));
    }
    let mut any = false;
    for block in blocks {
        if block.is_given(line) {
            any = true;
            judge(block, line, intake);
            write(Some(block), line, intake, tables);
        }
    }
    if !any {
        write(None, line, intake, tables);
    }
    let start = |kind| {
        let block = blocks.iter().find(|block| block.kind == kind)?;
        block.cell("start_date", line)?.day()
    };
    if let (Some(latest), Some(before)) = (start("graded"), start("previous_graded"))
        && before >= latest
    {
        let message = "The previous inspection did not start before the latest; the columns of \
                       the previous one are known to hold dates of newer ones.";
        let finding = Finding::new("previous_not_before", Severity::Query, message, line.at);
        intake.add(finding.item("Previous inspection start date"));
    }
}

fn judge(block: &Block, line: &Line<'_, '_>, intake: &mut Intake) {
    let start = block.cell("start_date", line).and_then(Cell::day);
    let overall = block
        .cell("overall_effectiveness", line)
        .map(|cell| cell.raw);
    let is_graded = overall.is_some_and(|raw| matches!(grade(raw), Some(Some(_))));
    if is_graded && start >= calendar::date(2024, 9, 1) {
        let message = "The inspection has an overall grade although they ended in September 2024.";
        let finding = Finding::new("overall_grade_late", Severity::Query, message, line.at);
        intake.add(finding.item("Overall effectiveness"));
    }
    if block.kind == "report_card" && start.is_some() && start < calendar::date(2025, 11, 10) {
        let message = "The report card is of an inspection before they began, 10 November 2025.";
        let finding = Finding::new("report_card_early", Severity::Query, message, line.at);
        intake.add(finding.item("Inspection start date"));
    }
}

/// Writes a row for an inspection, or for a school without any.
fn write(block: Option<&Block>, line: &Line<'_, '_>, intake: &mut Intake, tables: &mut Tables) {
    let row = tables.row(0).cells(&line.cells[..SCHOOL]);
    let mut row = row.text(Some(block.map_or("none", |block| block.kind)));
    for (place, slot) in schema::SLOTS.iter().enumerate() {
        let cell = block
            .and_then(|block| block.places[place])
            .map_or(&Cell::EMPTY, |place| line.cell(place));
        row = write_slot(row, slot, cell, intake);
    }
    row.end();
}

fn write_slot<'a>(row: Row<'a>, slot: &Slot, cell: &Cell<'_>, intake: &mut Intake) -> Row<'a> {
    let mut unknown = |message| {
        let finding = Finding::new("value_unknown", Severity::Error, message, cell.at);
        intake.add(finding.item(slot.column.name).value(cell.raw));
    };
    match slot.form {
        Form::AsIs => row.cell(cell),
        Form::Grade => {
            let grade = grade(cell.raw);
            if grade.is_none() {
                unknown("The grade is none of 1 to 4, of their names, or of no judgement.");
            }
            row.small(grade.flatten())
        }
        Form::YesNo => {
            let answer = yes_no(cell.raw);
            if answer.is_none() {
                unknown("The answer is neither Yes nor No; it was left out.");
            }
            row.flag(answer.flatten())
        }
        Form::OneOf(labels) => {
            let raw = match cell.raw {
                none if none.eq_ignore_ascii_case("not applicable") => "",
                raw => raw,
            };
            let known = labels.iter().find(|label| label.eq_ignore_ascii_case(raw));
            if known.is_none() && !raw.is_empty() {
                unknown("The grade of the report card is none of those published; it was kept.");
            }
            let kept = known.copied().unwrap_or(raw);
            row.text(Some(kept).filter(|text| !text.is_empty()))
        }
    }
}

/// A grade; `Some(None)` where no judgement was made, `None` for any other text.
fn grade(raw: &str) -> Option<Option<i16>> {
    let words = ["outstanding", "good", "requires improvement", "inadequate"];
    // "Not judged" since autumn 2024.
    let none = ["", "0", "9", "not judged", "not applicable", "null"];
    let is = |wanted: &&str| wanted.eq_ignore_ascii_case(raw);
    if none.iter().any(is) {
        return Some(None);
    }
    let number = match raw {
        "1" | "2" | "3" | "4" => raw.parse().ok(),
        _ => words
            .iter()
            .position(is)
            .and_then(|place| i16::try_from(place + 1).ok()),
    };
    number.map(Some)
}

/// A flag; `Some(None)` where there is no answer, `None` for any other text.
fn yes_no(raw: &str) -> Option<Option<bool>> {
    let is = |wanted: &str| wanted.eq_ignore_ascii_case(raw);
    match raw {
        _ if is("yes") => Some(Some(true)),
        _ if is("no") => Some(Some(false)),
        "" | "9" | "0" => Some(None),
        _ if is("not judged") || is("not applicable") => Some(None),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
