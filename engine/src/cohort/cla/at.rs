//! Looked-after children at a day: `cohort_at('cla', DATE)`.

use cohort_catalog::{ColumnDef, ColumnType, TableDef, TableLevel};

use super::super::care_columns::{CHILD, PROVENANCE};
use super::super::columns::{identifier, joined, plain, sensitive};
use crate::sql_view::{AsAt, SqlView};

/// Shown by the table function only, never by a name of its own.
pub(in super::super) static VIEW: SqlView = SqlView {
    def: TableDef {
        schema: "cohort",
        name: "cla",
        comment: "One row per child of the SSDA903 whose year holds the day: whether looked after on it.",
        level: TableLevel::Reference,
        key: &["la_code", "source", "child_id"],
        columns: &ALL,
    },
    sql: include_str!("at.sql"),
    as_at: AsAt::Today,
};

static ALL: [ColumnDef; PROVENANCE.len() + CHILD.len() + COLUMNS.len()] =
    joined(&[&PROVENANCE, &CHILD, &COLUMNS]);

const COLUMNS: [ColumnDef; 11] = [
    plain("as_at", ColumnType::Date, "The day."),
    identifier(
        "birth_date",
        ColumnType::Date,
        "Date of birth as this return has it.",
    ),
    sensitive(
        "age_at",
        ColumnType::Int,
        "Age in completed years on the day.",
    ),
    sensitive(
        "cla_at",
        ColumnType::Boolean,
        "Looked after on the day: begun by it and not ended by it, short breaks left out (V-6, L-43).",
    ),
    sensitive(
        "short_break_at",
        ColumnType::Boolean,
        "In a short break on the day.",
    ),
    sensitive(
        "poc_start",
        ColumnType::Date,
        "First day known of the period of care on the day.",
    ),
    sensitive(
        "poc_dur",
        ColumnType::Int,
        "Days in the period of care on the day; NULL where its start is not known or the child is not looked after.",
    ),
    sensitive(
        "pl_count",
        ColumnType::Int,
        "Placements of that period up to the day.",
    ),
    sensitive("legal_status", ColumnType::Code, "Legal status on the day.").codes("cla_ls"),
    sensitive("place", ColumnType::Code, "Placement type on the day.").codes("cla_place"),
    sensitive(
        "after_return",
        ColumnType::Boolean,
        "The day is after the year of the latest return: what happened since is not known.",
    ),
];
