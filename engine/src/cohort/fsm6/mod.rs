//! `cohort.fsm6`: one row per pupil and year of the census.

use cohort_catalog::{ColumnDef, ColumnType, TableDef, TableLevel};

use super::columns::{identifier, plain, sensitive};
use crate::sql_view::{AsAt, SqlView};

/// `cohort.fsm6`
pub(super) static VIEW: SqlView = SqlView {
    def: TableDef {
        schema: "cohort",
        name: "fsm6",
        comment: "One row per pupil and year of the census: FSM6 and pupil premium, with their source (V-49, V-50).",
        level: TableLevel::Reference,
        key: &["la_code", "year", "upn"],
        columns: &COLUMNS,
    },
    sql: include_str!("view.sql"),
    as_at: AsAt::Never,
};

const COLUMNS: [ColumnDef; 13] = [
    plain(
        "la_code",
        ColumnType::SmallInt,
        "Local authority: DfE three-digit number, see reference.local_authority.",
    ),
    plain(
        "year",
        ColumnType::SmallInt,
        "Calendar year in which the academic year ends.",
    ),
    identifier("upn", ColumnType::Text, "Unique pupil number as returned."),
    sensitive(
        "fsm",
        ColumnType::Boolean,
        "Eligible at a census of the year.",
    ),
    sensitive(
        "pp_listed",
        ColumnType::Boolean,
        "Whether the pupil premium file of the financial year that holds the spring census day lists the pupil.",
    ),
    sensitive(
        "pp_any",
        ColumnType::Boolean,
        "Deprivation, looked-after or adopted-from-care premium; NULL for a pupil not listed, which is not no.",
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
    plain(
        "financial_year",
        ColumnType::Code,
        "Financial year of the pupil premium file.",
    ),
    sensitive(
        "fsm6",
        ColumnType::Boolean,
        "Eligible at any census of the last six years (FSM6): by the pupil premium file, else the censuses held (V-50). NULL where neither can say.",
    ),
    sensitive(
        "fsm6_source",
        ColumnType::Code,
        "Which said it: pupil_premium or own_census.",
    ),
];
