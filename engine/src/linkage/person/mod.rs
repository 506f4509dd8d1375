//! `linkage.person`: every child, and where it is found.

use cohort_catalog::{ColumnType, TableDef, TableLevel};

use crate::sql_view::columns::{identifier, sensitive};
use crate::sql_view::{AsAt, SqlView};

/// The view.
pub(super) static VIEW: SqlView = SqlView {
    def: TableDef {
        schema: "linkage",
        name: "person",
        comment: "One row per child found in any file, over all authorities and years that are \
                  loaded: where, and how often.",
        level: TableLevel::Reference,
        key: &["person_id"],
        columns: &[
            identifier(
                "person_id",
                ColumnType::BigInt,
                "One number per child across files and years. Made from the child's keys and the \
                 store's secret: it says nothing of the child, and another store has another.",
            ),
            sensitive(
                "records",
                ColumnType::BigInt,
                "Rows that say who they are of, over all files.",
            ),
            sensitive(
                "authorities",
                ColumnType::SmallInt,
                "Local authorities with a row of the child.",
            ),
            sensitive("first_year", ColumnType::SmallInt, "First year with a row."),
            sensitive("last_year", ColumnType::SmallInt, "Last year with a row."),
            sensitive(
                "cin",
                ColumnType::Boolean,
                "Whether the child is in a children in need census.",
            ),
            sensitive(
                "cla",
                ColumnType::Boolean,
                "Whether the child is in an SSDA903 return.",
            ),
            sensitive(
                "sen2",
                ColumnType::Boolean,
                "Whether the child is in a SEN2 return.",
            ),
            sensitive(
                "census",
                ColumnType::Boolean,
                "Whether the child is in a school census or an alternative provision census.",
            ),
            sensitive(
                "results",
                ColumnType::Boolean,
                "Whether there is an assessment result: EYFSP, phonics, KS1, MTC, KS2, KS4 or a \
                 common transfer file.",
            ),
            sensitive(
                "attendance",
                ColumnType::Boolean,
                "Whether there is absence, suspension or daily attendance of the child.",
            ),
            sensitive(
                "pupil_premium",
                ColumnType::Boolean,
                "Whether the child is in a pupil premium file.",
            ),
            sensitive(
                "birth_dates",
                ColumnType::SmallInt,
                "Different dates of birth in the child's rows: more than 1 where files disagree.",
            ),
            sensitive(
                "sexes",
                ColumnType::SmallInt,
                "Different sexes in the child's rows, female and male: 2 where files disagree.",
            ),
        ],
    },
    sql: include_str!("view.sql"),
    as_at: AsAt::Never,
};
