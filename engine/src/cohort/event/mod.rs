//! `cohort.event`: everything that happened to a child, across services, in the order of the days.

use cohort_catalog::{ColumnDef, ColumnType, TableDef, TableLevel};

use super::care_columns::PROVENANCE;
use super::columns::{identifier, joined, plain, sensitive};
use crate::sql_view::{AsAt, SqlView};

/// `cohort.event`
pub(super) static VIEW: SqlView = SqlView {
    def: TableDef {
        schema: "cohort",
        name: "event",
        comment: "Everything that happened to a child, across services, in the order of the days: one row per dated thing, as the latest return has it.",
        level: TableLevel::Reference,
        key: &["la_code", "dataset", "local_id", "event_no"],
        columns: &ALL,
    },
    sql: include_str!("view.sql"),
    as_at: AsAt::Never,
};

static ALL: [ColumnDef; PROVENANCE.len() + COLUMNS.len()] = joined(&[&PROVENANCE, &COLUMNS]);

pub(super) const COLUMNS: [ColumnDef; 7] = [
    plain("dataset", ColumnType::Code, "Dataset that says it."),
    identifier(
        "local_id",
        ColumnType::Text,
        "Number of the child in that dataset.",
    ),
    sensitive("event_date", ColumnType::Date, "Day on which it happened."),
    sensitive(
        "event",
        ColumnType::Code,
        "What happened, such as referral, cp_plan_started, episode_ended, school_entered, suspended, result.",
    ),
    sensitive(
        "detail",
        ColumnType::Text,
        "Codes that go with it, in words of the return.",
    ),
    sensitive(
        "day_is_known",
        ColumnType::Boolean,
        "False for a result, which has a year and stands on its last day (31 August).",
    ),
    sensitive(
        "event_no",
        ColumnType::Int,
        "Number in the order of the child's events, from 1; on one day an end stands before a start.",
    ),
];
