//! `cohort.premium`: one row per pupil and financial year of the pupil premium file.

use cohort_catalog::{ColumnDef, ColumnType, TableDef, TableLevel};

use super::columns::{identifier, plain, sensitive};
use crate::sql_view::{AsAt, SqlView};

/// `cohort.premium`
pub(super) static VIEW: SqlView = SqlView {
    def: TableDef {
        schema: "cohort",
        name: "premium",
        comment: "One row per pupil and financial year of the pupil premium file.",
        level: TableLevel::Reference,
        key: &["la_code", "year", "upn"],
        columns: &COLUMNS,
    },
    sql: include_str!("view.sql"),
    as_at: AsAt::Never,
};

pub(super) const COLUMNS: [ColumnDef; 9] = [
    plain(
        "la_code",
        ColumnType::SmallInt,
        "Local authority: DfE three-digit number, see reference.local_authority.",
    ),
    plain(
        "year",
        ColumnType::SmallInt,
        "Calendar year in which the financial year ends.",
    ),
    identifier("upn", ColumnType::Text, "Unique pupil number as returned."),
    plain(
        "financial_year",
        ColumnType::Code,
        "Financial year of the pupil premium file.",
    ),
    sensitive(
        "pp_deprivation",
        ColumnType::Boolean,
        "Deprivation premium.",
    ),
    sensitive("pp_lac", ColumnType::Boolean, "Looked-after premium."),
    sensitive(
        "pp_post_lac",
        ColumnType::Boolean,
        "Adopted-from-care premium.",
    ),
    sensitive(
        "pp_service",
        ColumnType::Boolean,
        "Service child premium; alone it is no disadvantage (V-49).",
    ),
    sensitive(
        "pp_any",
        ColumnType::Boolean,
        "Deprivation, looked-after or adopted-from-care premium.",
    ),
];
