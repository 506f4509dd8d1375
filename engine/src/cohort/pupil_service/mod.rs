//! `cohort.pupil_service`: one row per person and year of a CIN, SSDA903 or SEN2 return.

use cohort_catalog::{ColumnDef, ColumnType, TableDef, TableLevel};

use super::columns::{identifier, plain, sensitive};
use crate::sql_view::{AsAt, SqlView};

/// `cohort.pupil_service`
pub(super) static VIEW: SqlView = SqlView {
    def: TableDef {
        schema: "cohort",
        name: "pupil_service",
        comment: "One row per person and year of a CIN, SSDA903 or SEN2 return: which services know the person.",
        level: TableLevel::Reference,
        key: &["year", "person_id"],
        columns: &COLUMNS,
    },
    sql: include_str!("view.sql"),
    as_at: AsAt::Never,
};

const COLUMNS: [ColumnDef; 8] = [
    plain(
        "year",
        ColumnType::SmallInt,
        "Year of the returns: CIN and SSDA903 to 31 March, SEN2 of January.",
    ),
    identifier(
        "person_id",
        ColumnType::BigInt,
        "One number per child across files, years and authorities; NULL until linked.",
    ),
    sensitive(
        "in_cin",
        ColumnType::Boolean,
        "In need in the year, by a case that is not NFA.",
    ),
    sensitive(
        "on_cp_plan",
        ColumnType::Boolean,
        "On a child protection plan in it.",
    ),
    sensitive(
        "cla_during_year",
        ColumnType::Boolean,
        "Looked after at any time in the year: an episode that touches 1 April to 31 March, short breaks left out.",
    ),
    sensitive(
        "cla_at_31_march",
        ColumnType::Boolean,
        "Looked after at 31 March: an episode that began by that day and is not ended by it, short breaks left out (L-43).",
    ),
    sensitive(
        "in_sen2",
        ColumnType::Boolean,
        "In the SEN2 return of the year.",
    ),
    sensitive(
        "ehcp_open",
        ColumnType::Boolean,
        "With an EHC plan open on its census day (S-29).",
    ),
];
