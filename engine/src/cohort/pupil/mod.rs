//! `cohort.pupil`: one row per pupil and academic year of the school census.

mod attendance;
mod characteristics;
mod disadvantage;
mod record;
mod services;

use cohort_catalog::{ColumnDef, TableDef, TableLevel};

use super::care_columns;
use super::care_columns::PROVENANCE;
use super::columns::joined;
use crate::sql_view::{AsAt, SqlView};

/// `cohort.pupil`
pub(super) static VIEW: SqlView = SqlView {
    def: TableDef {
        schema: "cohort",
        name: "pupil",
        comment: "One row per pupil and academic year of the school census: characteristics, school, attendance, suspensions, premium, results held, other services.",
        level: TableLevel::Reference,
        key: &["la_code", "year", "source", "import_id", "pupil_no"],
        columns: &ALL,
    },
    sql: include_str!("view.sql"),
    as_at: AsAt::Never,
};

static ALL: [ColumnDef;
    PROVENANCE.len()
        + record::COLUMNS.len()
        + characteristics::COLUMNS.len()
        + care_columns::PREMIUM.len()
        + disadvantage::COLUMNS.len()
        + care_columns::SCHOOL.len()
        + attendance::COLUMNS.len()
        + services::COLUMNS.len()] = joined(&[
    &PROVENANCE,
    &record::COLUMNS,
    &characteristics::COLUMNS,
    &care_columns::PREMIUM,
    &disadvantage::COLUMNS,
    &care_columns::SCHOOL,
    &attendance::COLUMNS,
    &services::COLUMNS,
]);
