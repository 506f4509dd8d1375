//! `cohort.education_placement`: one row per pupil, academic year and school attended, by census and daily attendance (V-17).

use cohort_catalog::{ColumnDef, ColumnType, TableDef, TableLevel};

use super::columns::{identifier, plain, sensitive};
use crate::sql_view::{AsAt, SqlView};

/// `cohort.education_placement`
pub(super) static VIEW: SqlView = SqlView {
    def: TableDef {
        schema: "cohort",
        name: "education_placement",
        comment: "One row per pupil, academic year and school attended, by census and daily attendance (V-17).",
        level: TableLevel::Reference,
        key: &["year", "upn", "school"],
        columns: &COLUMNS,
    },
    sql: include_str!("view.sql"),
    as_at: AsAt::Never,
};

const COLUMNS: [ColumnDef; 11] = [
    plain(
        "year",
        ColumnType::SmallInt,
        "Calendar year in which the academic year ends.",
    ),
    identifier("upn", ColumnType::Text, "Unique pupil number as returned."),
    sensitive(
        "school",
        ColumnType::Text,
        "The school: authority and number, which stay when a school converts, else the URN.",
    ),
    sensitive("urn", ColumnType::Text, "URN, the latest."),
    sensitive(
        "entry_date",
        ColumnType::Date,
        "First day of entry by a census.",
    ),
    sensitive(
        "first_seen",
        ColumnType::Date,
        "First day on which it is known: of entry, or of daily marks.",
    ),
    sensitive(
        "leaving_date",
        ColumnType::Date,
        "Day of leaving; NULL for a pupil on roll.",
    ),
    sensitive(
        "in_census",
        ColumnType::Boolean,
        "Known from a school census.",
    ),
    sensitive(
        "in_attendance",
        ColumnType::Boolean,
        "Known from daily attendance.",
    ),
    sensitive(
        "second_registration",
        ColumnType::Boolean,
        "Every record of it is a second registration or a guest.",
    ),
    sensitive(
        "mid_year_move",
        ColumnType::Boolean,
        "Entered from October to July, other than as a second registration (assumed).",
    ),
];
