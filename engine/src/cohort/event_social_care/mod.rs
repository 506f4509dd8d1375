//! `cohort.event_social_care`: dated things of social care in every return.

use cohort_catalog::{ColumnDef, TableDef, TableLevel};

use super::care_columns::PROVENANCE;
use super::columns::{joined, taken};
use super::event;
use crate::sql_view::{AsAt, SqlView};

/// `cohort.event_social_care`
pub(super) static VIEW: SqlView = SqlView {
    def: TableDef {
        schema: "cohort",
        name: "event_social_care",
        comment: "Dated things of social care in every return: CIN and SSDA903. cohort.event has each once.",
        level: TableLevel::Reference,
        key: &["import_id", "local_id", "event_date", "event"],
        columns: &ALL,
    },
    sql: include_str!("view.sql"),
    as_at: AsAt::Never,
};

static ALL: [ColumnDef; 10] = joined(&[
    &PROVENANCE,
    &taken(
        &event::COLUMNS,
        ["dataset", "local_id", "event_date", "event", "detail"],
    ),
]);
