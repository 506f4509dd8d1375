//! What is wrong or odd about a row of the release.

use crate::finding::{Finding, Position, Severity};
use crate::layout::{Cell, Intake, Report};
use crate::sheet::Tallies;

use super::schema::{FIELDS, PERCENT, TIME_PERIOD};

pub(super) const COUNT_FORMAT: Report = (
    "number_format",
    Severity::Error,
    "The text is neither a count nor a symbol of the release; it was left out.",
);
pub(super) const DUPLICATE_ROW: Report = (
    "duplicate_row",
    Severity::Notice,
    "The row repeats an earlier one; it was left out.",
);
pub(super) const NO_ROWS: Report = ("no_rows", Severity::Error, "The file holds no figures.");
pub(super) const OBSERVATION_TWICE: Report = (
    "observation_twice",
    Severity::Query,
    "An earlier row gives another figure for the same time, area and reason; both were kept.",
);
const OTHER_YEAR: Report = (
    "other_year",
    Severity::Notice,
    "The row is of another academic year than the file was taken for; it was kept.",
);
const PERCENT_RANGE: Report = (
    "percent_range",
    Severity::Error,
    "The share is not between 0 and 100 per cent; it was kept.",
);
const YEAR_MISSING: Report = (
    "year_missing",
    Severity::Error,
    "The row does not say its academic year.",
);

/// Every rule of this dataset.
pub static RULES: &[Report] = &[
    COUNT_FORMAT,
    DUPLICATE_ROW,
    NO_ROWS,
    OBSERVATION_TWICE,
    OTHER_YEAR,
    PERCENT_RANGE,
    YEAR_MISSING,
];

pub(super) fn judge_year(
    of_row: Option<i16>,
    of_file: i16,
    at: Position,
    intake: &mut Intake,
    tallies: &mut Tallies,
) {
    let item = FIELDS[TIME_PERIOD].item();
    match of_row {
        None => {
            let (rule, severity, message) = YEAR_MISSING;
            intake.add(Finding::new(rule, severity, message, at).item(item));
        }
        Some(year) if year != of_file => {
            tallies.add(OTHER_YEAR, Some(item), Some(&year.to_string()), at, None);
        }
        Some(_) => {}
    }
}

pub(super) fn judge_share(share: &Cell<'_>, intake: &mut Intake) {
    let outside = |share: f64| !(0.0..=100.0).contains(&share);
    if share.value.decimal().is_some_and(outside) {
        intake.report(PERCENT_RANGE, &FIELDS[PERCENT], share.raw, share.at);
    }
}
