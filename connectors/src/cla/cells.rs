//! Texts to values, as far as this return has habits of its own (L-23 to L-29).

use std::borrow::Cow;

use crate::layout::{Cell, Field, Form, Intake, Report, Style, Value};
use crate::notices::Departure;
use crate::reference::codes;
use crate::value::{DateForm, DateForms};
use crate::{Position, Severity};

/// Dates stand day first, in CSV and in XML.
pub(super) const STYLE: Style = Style {
    dates: DateForms {
        expected: &[DateForm::DayFirst],
        accepted: &[
            DateForm::Iso,
            DateForm::IsoTime,
            DateForm::DayFirstTime,
            DateForm::TwoDigitYear,
        ],
    },
    nulls: &[],
};

/// Years after the return to which a date is plausible: DUC may be the 18th birthday of a child
/// who is an infant now.
pub(super) const PLAUSIBLE_FOR: i32 = 19;

/// Reasons that a pipeline of several authorities writes where it made up an end (§5).
const MADE_UP: [&str; 2] = ["E99", "LIIAF"];

pub(super) const CODE_LABEL: Report = (
    "code_label",
    Severity::Query,
    "Words follow the code; only the code was read.",
);
pub(super) const REASON_MADE_UP: Report = (
    "reason_made_up",
    Severity::Query,
    "The reason is one that a program writes where it made up the end of an episode; it was left out.",
);

/// Reads a text, by the habits of this return.
pub(super) fn read<'t>(
    intake: &mut Intake,
    field: &'static Field,
    text: &'t str,
    at: Position,
) -> Cell<'t> {
    let trimmed = text.trim();
    match field.form {
        Form::Text if field.column.name == "child_id" => child_id(intake, field, text, at),
        Form::Code if field.column.name == "rec" => {
            if MADE_UP
                .iter()
                .any(|made_up| trimmed.eq_ignore_ascii_case(made_up))
            {
                intake.report(REASON_MADE_UP, field, trimmed, at);
                return Cell {
                    value: Value::Null,
                    raw: trimmed,
                    at,
                };
            }
            code(intake, field, text, at)
        }
        Form::Code => code(intake, field, text, at),
        _ => intake.cell(field, Some(text), at),
    }
}

/// The child's number: as it stands, but for the `.0` that a spreadsheet put behind it.
fn child_id<'t>(
    intake: &mut Intake,
    field: &'static Field,
    text: &'t str,
    at: Position,
) -> Cell<'t> {
    let mut cell = intake.cell(field, Some(text), at);
    let plain = plain_id(cell.raw);
    if plain.len() < cell.raw.len() {
        intake.notice(Departure::NumericArtefact, field, at);
        cell.value = Value::Text(Cow::Borrowed(plain));
    }
    cell
}

/// A child's number without blanks around it and without the `.0` that a spreadsheet puts behind
/// a number: `12.0` is `12`, and `0012` is not (L-28).
pub(super) fn plain_id(text: &str) -> &str {
    let text = text.trim();
    match text.strip_suffix(".0") {
        Some(digits) if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => digits,
        _ => text,
    }
}

/// A code. Words behind one that the list has are left out, and reported.
fn code<'t>(intake: &mut Intake, field: &'static Field, text: &'t str, at: Position) -> Cell<'t> {
    let trimmed = text.trim();
    if let Some(set) = field.column.code_set.and_then(codes::set)
        && let Some((first, _)) = trimmed.split_once(char::is_whitespace)
        && set.find(&trimmed.to_ascii_uppercase()).is_none()
        && set.find(&first.to_ascii_uppercase()).is_some()
    {
        intake.report(CODE_LABEL, field, trimmed, at);
        return intake.cell(field, Some(first), at);
    }
    intake.cell(field, Some(text), at)
}
