//! The columns of the release and the table they fill.

use cohort_catalog::table::{ColumnDef, ColumnType, Sensitivity::Plain, TableDef, TableLevel};

use crate::layout::{Field, Form, columns};

pub(super) const TIME_PERIOD: usize = 0;
pub(super) const TIME_IDENTIFIER: usize = 1;
pub(super) const REFERENCE_DATE: usize = 11;
pub(super) const STATUS: usize = 13;
pub(super) const TYPE: usize = 14;
pub(super) const REASON: usize = 15;
/// What stands before it says which observation a row is.
pub(super) const COUNT: usize = 16;
pub(super) const COUNT_SYMBOL: usize = 17;
pub(super) const PERCENT: usize = 18;
pub(super) const PERCENT_SYMBOL: usize = 19;
pub(super) const LENGTH: usize = 20;

/// Codes and names of places, which may be `z`.
pub(super) const PLACES: &[usize] = &[4, 5, 6, 7, 8, 9, 10];
/// Every column of the release.
pub(super) const PUBLISHED: &[usize] = &[
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, COUNT, PERCENT,
];

const fn word(name: &'static str, comment: &'static str) -> Field {
    Field::text(name, name, comment)
        .ty(ColumnType::Code)
        .sensitivity(Plain)
}

/// The columns, in the order of the release, with a symbol behind each number.
pub static FIELDS: [Field; LENGTH] = [
    word("time_period", "Calendar year of the week (2024), or academic year (202425), as published."),
    word("time_identifier", "What of the period: Week 37, a term, a year."),
    word("time_frame", "Whether the figures are of a week, a day or the year to date, as published."),
    word("geographic_level", "National, Regional or Local authority."),
    word("country_code", "ONS code of the country, E92000001 for England."),
    word("country_name", "Name of the country."),
    word("region_code", "ONS code of the region; NULL for the whole country."),
    word("region_name", "Name of the region; NULL for the whole country."),
    word("new_la_code", "ONS code of the authority the row is about; NULL for larger areas."),
    word("la_name", "Name of that authority; NULL for larger areas."),
    Field::new("area_la_code", "old_la_code", Form::Whole(1, 999), "DfE three-digit number of the authority the row is about; NULL for larger areas. The column la_code is 0 in this table.")
        .ty(ColumnType::SmallInt).sensitivity(Plain),
    Field::date("reference_date", "reference_date", "Day the figures are of, or on which their week begins.").sensitivity(Plain),
    word("education_phase", "Phase of the schools counted: primary, secondary, special or all."),
    word("attendance_status", "Whether the sessions were attended or missed."),
    word("attendance_type", "Kind of attendance or absence, such as authorised."),
    word("attendance_reason", "Reason, after the register code."),
    Field::new("session_count", "session_count", Form::Whole(0, i32::MAX), "Number of sessions; NULL where the release shows a symbol.")
        .ty(ColumnType::BigInt).sensitivity(Plain),
    Field::text("session_count_symbol", "session_count", "Symbol in place of session_count: x missing, z not applicable, c suppressed, low small.")
        .ty(ColumnType::Code).sensitivity(Plain),
    Field::new("session_percent", "session_percent", Form::Decimal, "Per cent of the sessions possible, as published (rounded); NULL where the release shows a symbol.")
        .sensitivity(Plain),
    Field::text("session_percent_symbol", "session_percent", "Symbol in place of session_percent: x missing, z not applicable, c suppressed, low small.")
        .ty(ColumnType::Code).sensitivity(Plain),
];

const KEYS: &[ColumnDef] = &[ColumnDef::new(
    "row_no",
    ColumnType::Int,
    Plain,
    "Number of the row in the file, counted from 1.",
)
.required()];

static COLUMNS: [ColumnDef; KEYS.len() + LENGTH] = columns(KEYS, &FIELDS);

/// Every table.
pub static TABLES: &[&TableDef] = &[&WEEKLY];

/// `attendance.weekly`
pub static WEEKLY: TableDef = TableDef {
    schema: "attendance",
    name: "weekly",
    comment: "The DfE's published figures on attendance, one row per time, area, phase and reason. Public figures of the whole country: la_code is 0. Levels and totals stand among the rows, so choose one geographic_level, education_phase and attendance_reason before adding up.",
    level: TableLevel::Return,
    key: &["row_no"],
    columns: &COLUMNS,
};
