//! `cohort.event_social_care`: dated things of social care in every return.

use cohort_catalog::{ColumnDef, ColumnType, TableDef, TableLevel};

use super::care_columns::PROVENANCE;
use super::columns::{identifier, joined, plain, sensitive};
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

static ALL: [ColumnDef; PROVENANCE.len() + COLUMNS.len()] = joined(&[&PROVENANCE, &COLUMNS]);

const COLUMNS: [ColumnDef; 5] = [
    plain("dataset", ColumnType::Code, "Dataset that says it."),
    identifier(
        "local_id",
        ColumnType::Text,
        "Number of the child in that dataset.",
    ),
    sensitive("event_date", ColumnType::Date, "Day on which it happened."),
    sensitive(
        "event",
        ColumnType::Code,
        "What happened, such as referral, cp_plan_started, episode_ended, school_entered, suspended, result.",
    ),
    sensitive(
        "detail",
        ColumnType::Text,
        "Codes that go with it, in words of the return.",
    ),
];
