//! `cohort.event_education`: dated things of education in every return.

use cohort_catalog::{ColumnDef, ColumnType, TableDef, TableLevel};

use super::care_columns::PROVENANCE;
use super::columns::{identifier, joined, taken};
use super::event;
use crate::sql_view::{AsAt, SqlView};

/// `cohort.event_education`
pub(super) static VIEW: SqlView = SqlView {
    def: TableDef {
        schema: "cohort",
        name: "event_education",
        comment: "Dated things of education in every return: SEN2, schools, exclusions, results. cohort.event has each once.",
        level: TableLevel::Reference,
        key: &["import_id", "local_id", "event_date", "event"],
        columns: &ALL,
    },
    sql: include_str!("view.sql"),
    as_at: AsAt::Never,
};

static ALL: [ColumnDef; 12] = joined(&[
    &PROVENANCE,
    &taken(&event::COLUMNS, ["dataset", "local_id"]),
    &[identifier(
        "upn",
        ColumnType::Text,
        "Unique pupil number as returned.",
    )],
    &taken(
        &event::COLUMNS,
        ["event_date", "event", "detail", "day_is_known"],
    ),
]);
