//! `cohort.cla`: the looked-after cohort.

pub(super) mod at;
mod census;
mod child;
mod kinship;
mod outcome;
mod placement;
mod pupil;

use cohort_catalog::{ColumnDef, TableDef, TableLevel};

use super::care_columns::{CHILD, PROVENANCE};
use super::columns::joined;
use super::{care_columns, care_factor, cla_module};
use crate::sql_view::{AsAt, SqlView};

/// `cohort.cla`
pub(super) static VIEW: SqlView = SqlView {
    def: TableDef {
        schema: "cohort",
        name: "cla",
        comment: "The looked-after cohort: one row per child and year of SSDA903, with every filter of the virtual school pages (V-1 to V-17).",
        level: TableLevel::Reference,
        key: &["la_code", "year", "source", "child_id"],
        columns: &ALL,
    },
    sql: include_str!("view.sql"),
    as_at: AsAt::Never,
};

static ALL: [ColumnDef;
    PROVENANCE.len()
        + CHILD.len()
        + child::COLUMNS.len()
        + care_factor::GROUPS.len()
        + care_factor::FACTORS.len()
        + placement::COLUMNS.len()
        + cla_module::MODULES.len()
        + outcome::COLUMNS.len()
        + census::COLUMNS.len()
        + care_columns::SCHOOL.len()
        + pupil::COLUMNS.len()
        + care_columns::PREMIUM.len()
        + kinship::COLUMNS.len()] = joined(&[
    &PROVENANCE,
    &CHILD,
    &child::COLUMNS,
    &care_factor::GROUPS,
    &care_factor::FACTORS,
    &placement::COLUMNS,
    &cla_module::MODULES,
    &outcome::COLUMNS,
    &census::COLUMNS,
    &care_columns::SCHOOL,
    &pupil::COLUMNS,
    &care_columns::PREMIUM,
    &kinship::COLUMNS,
]);
