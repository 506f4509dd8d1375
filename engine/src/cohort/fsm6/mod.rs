//! `cohort.fsm6`: one row per pupil and year of the census.

use cohort_catalog::{ColumnDef, ColumnType, TableDef, TableLevel};

use super::columns::{joined, plain, sensitive, taken};
use super::premium;
use crate::sql_view::{AsAt, SqlView};

/// `cohort.fsm6`
pub(super) static VIEW: SqlView = SqlView {
    def: TableDef {
        schema: "cohort",
        name: "fsm6",
        comment: "One row per pupil and year of the census: FSM6, pupil premium and disadvantage, with their source (V-49, V-50). A premium is NULL for a pupil whom the file does not list and who need not be in it: not on roll when it was counted, or in no year from reception to 11.",
        level: TableLevel::Reference,
        key: &["la_code", "year", "upn"],
        columns: &COLUMNS,
    },
    sql: include_str!("view.sql"),
    as_at: AsAt::Never,
};

pub(super) const COLUMNS: [ColumnDef; 14] = joined(&[
    &taken(&premium::COLUMNS, ["la_code"]),
    &[plain(
        "year",
        ColumnType::SmallInt,
        "Calendar year in which the academic year ends.",
    )],
    &taken(&premium::COLUMNS, ["upn"]),
    &[
        sensitive(
            "fsm",
            ColumnType::Boolean,
            "Eligible at a census of the year.",
        ),
        sensitive(
            "pp_listed",
            ColumnType::Boolean,
            "Whether the pupil premium file of the financial year that holds the spring census day lists the pupil, by the present UPN or the one before.",
        ),
    ],
    &taken(
        &premium::COLUMNS,
        [
            "pp_any",
            "pp_deprivation",
            "pp_lac",
            "pp_post_lac",
            "pp_service",
            "financial_year",
        ],
    ),
    &[
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
        sensitive(
            "disadvantaged",
            ColumnType::Boolean,
            "FSM6, premium, or left care through adoption or an order, as far as census and premium file tell (V-49); NULL where nothing held can say no.",
        ),
    ],
]);
