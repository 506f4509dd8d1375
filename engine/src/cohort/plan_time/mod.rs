//! How long a child had been on plans.

use cohort_catalog::{ColumnDef, ColumnType, TableDef, TableLevel};

use super::columns::{CHILD, PROVENANCE, joined, plain, sensitive};
use crate::sql_view::{AsAt, SqlView};

/// `cohort.plan_time`
pub(super) static VIEW: SqlView = SqlView {
    def: TableDef {
        schema: "cohort",
        name: "plan_time",
        comment: "One row per child of a CIN return: time on plans up to 31 March over every loaded year (C-28). What the newest return says of a plan holds; one it shows as open is known up to the end of its year.",
        level: TableLevel::Reference,
        key: &["import_id", "child_no"],
        columns: &ALL,
    },
    sql: include_str!("view.sql"),
    as_at: AsAt::Never,
};

static ALL: [ColumnDef; PROVENANCE.len() + CHILD.len() + COLUMNS.len()] =
    joined(&[&PROVENANCE, &CHILD, &COLUMNS]);

const COLUMNS: [ColumnDef; 9] = [
    plain(
        "as_at",
        ColumnType::Date,
        "31 March, the day up to which is counted.",
    ),
    sensitive(
        "cpp_days",
        ColumnType::Int,
        "Days on child protection plans in all; days that two plans share count once. 0 where there was none.",
    ),
    sensitive(
        "cpp_spell_start",
        ColumnType::Date,
        "Start of the latest unbroken spell on child protection plans; a break of 0 or 1 days is no break [assumed].",
    ),
    sensitive(
        "cpp_spell_end",
        ColumnType::Date,
        "End of that spell, or the day up to which it is known.",
    ),
    sensitive(
        "cpp_spell_days",
        ColumnType::Int,
        "Days from start to end of that spell; NULL where there was none.",
    ),
    sensitive(
        "cin_plan_days",
        ColumnType::Int,
        "Days on CIN plans in all; NULL before 2021-22, when they were not collected.",
    ),
    sensitive(
        "cin_plan_spell_start",
        ColumnType::Date,
        "Start of the latest unbroken spell on CIN plans.",
    ),
    sensitive(
        "cin_plan_spell_end",
        ColumnType::Date,
        "End of that spell, or the day up to which it is known.",
    ),
    sensitive(
        "cin_plan_spell_days",
        ColumnType::Int,
        "Days from start to end of that spell; NULL where there was none.",
    ),
];
