//! Which one status a child in need had on each day.

use cohort_catalog::{ColumnDef, ColumnType, TableDef, TableLevel};

use super::columns::{CHILD, PROVENANCE, joined, plain, sensitive};
use crate::sql_view::{AsAt, SqlView};

/// `cohort.status_day`
pub(super) static VIEW: SqlView = SqlView {
    def: TableDef {
        schema: "cohort",
        name: "status_day",
        comment: "One row per child and run of days with one status (C-14). Of children in need only: on every day looked_after, child_protection_plan, cin_plan and other_cin add up to them. Ask for a day with: day BETWEEN from_day AND to_day.",
        level: TableLevel::Reference,
        key: &["import_id", "child_no", "from_day"],
        columns: &ALL,
    },
    sql: include_str!("view.sql"),
    as_at: AsAt::Never,
};

static ALL: [ColumnDef; PROVENANCE.len() + CHILD.len() + COLUMNS.len()] =
    joined(&[&PROVENANCE, &CHILD, &COLUMNS]);

const COLUMNS: [ColumnDef; 6] = [
    sensitive(
        "from_day",
        ColumnType::Date,
        "First day of the status within the CIN year; the real start is in cohort.status_span.",
    ),
    sensitive(
        "to_day",
        ColumnType::Date,
        "Last day of the status within the CIN year, inclusive; 31 March where it goes on.",
    ),
    sensitive(
        "status",
        ColumnType::Code,
        "looked_after, child_protection_plan, cin_plan, other_cin: the first that holds (C-14). CIN plans are collected from 2021-22 on; in earlier years such a child is other_cin. NULL where no SSDA903 covers the year (C-15).",
    ),
    sensitive(
        "status_cla_unknown",
        ColumnType::Code,
        "Where no SSDA903 covers the year: the status as if nobody were looked after. NULL otherwise.",
    ),
    plain(
        "cla_known",
        ColumnType::Boolean,
        "Whether an SSDA903 of the authority covers the year, so that it is known who is looked after (C-15).",
    ),
    plain(
        "cla_missing",
        ColumnType::Code,
        "The file that is missing where cla_known is false: SSDA903 of authority 990 for 2024. NULL where nothing is missing.",
    ),
];
