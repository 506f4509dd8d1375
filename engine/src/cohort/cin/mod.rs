//! Children in need, one row per child of a CIN return; and the same at any day.

mod cases;
mod child;
mod groups;
mod school;

use cohort_catalog::{ColumnDef, ColumnType, TableDef, TableLevel};

use self::cases::{CASES, DURATIONS};
use self::child::{PERIOD, WHO};
use self::groups::GROUPS;
use self::school::SCHOOL;
use super::columns::{CHILD, PROVENANCE, joined, plain, sensitive};
use crate::sql_view::{AsAt, SqlView};

/// `cohort.cin`
pub(super) static VIEW: SqlView = SqlView {
    def: TableDef {
        schema: "cohort",
        name: "cin",
        comment: "One row per child of a CIN return (the group All): every filter of the children in need page as a column, every group as a boolean.",
        level: TableLevel::Reference,
        key: &["import_id", "child_no"],
        columns: &ALL,
    },
    sql: include_str!("view.sql"),
    as_at: AsAt::Never,
};

/// `cohort_at('cin', day)`: the groups at a day, for every child in the return whose year holds it.
pub(super) static AT: SqlView = SqlView {
    def: TableDef {
        schema: "cohort",
        name: "cin_at",
        comment: "One row per child in the CIN return whose year holds the day: the groups of cohort.cin on that day.",
        level: TableLevel::Reference,
        key: &["import_id", "child_no"],
        columns: &ALL_AT,
    },
    sql: include_str!("at.sql"),
    as_at: AsAt::Today,
};

const WIDTH: usize = PROVENANCE.len()
    + CHILD.len()
    + PERIOD.len()
    + WHO.len()
    + GROUPS.len()
    + CASES.len()
    + DURATIONS.len()
    + SCHOOL.len();

static ALL: [ColumnDef; WIDTH] = joined(&[
    &PROVENANCE,
    &CHILD,
    &PERIOD,
    &WHO,
    &GROUPS,
    &CASES,
    &DURATIONS,
    &SCHOOL,
]);

static ALL_AT: [ColumnDef; PROVENANCE.len() + CHILD.len() + AT_DAY.len()] =
    joined(&[&PROVENANCE, &CHILD, &AT_DAY]);

const AT_DAY: [ColumnDef; 13] = [
    plain("as_at", ColumnType::Date, "The day that was asked for."),
    sensitive(
        "cin",
        ColumnType::Boolean,
        "A case not flagged NFA was open on the day.",
    ),
    sensitive(
        "cpp",
        ColumnType::Boolean,
        "A child protection plan was open on the day.",
    ),
    sensitive(
        "cppo",
        ColumnType::Boolean,
        "In need, on a child protection plan and not looked after, on the day. NULL where no SSDA903 covers the year (C-15).",
    ),
    sensitive(
        "cino",
        ColumnType::Boolean,
        "In need, without a child protection plan and not looked after, on the day. NULL where no SSDA903 covers the year (C-15).",
    ),
    sensitive(
        "cla",
        ColumnType::Boolean,
        "In need and looked after on the day. NULL where no SSDA903 covers the year (C-15).",
    ),
    sensitive(
        "cppo_cla_unknown",
        ColumnType::Boolean,
        "As cppo, as if nobody were looked after.",
    ),
    sensitive(
        "cino_cla_unknown",
        ColumnType::Boolean,
        "As cino, as if nobody were looked after.",
    ),
    sensitive(
        "child_protection_plan",
        ColumnType::Code,
        "with: on a child protection plan on the day; without: in need and on none; NULL: neither (C-18).",
    ),
    sensitive(
        "cin_plan",
        ColumnType::Boolean,
        "A CIN plan was open on the day; NULL before 2021-22: not collected.",
    ),
    sensitive(
        "status",
        ColumnType::Code,
        "looked_after, child_protection_plan, cin_plan, other_cin: the first that holds (C-14). CIN plans are collected from 2021-22 on; in earlier years such a child is other_cin. NULL for children not in need on the day, and where no SSDA903 covers the year.",
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
