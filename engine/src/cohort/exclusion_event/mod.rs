//! `cohort.exclusion_event`: one row per suspension, permanent or lunchtime exclusion, of the yearly file or else the census.

use cohort_catalog::{ColumnDef, ColumnType, TableDef, TableLevel};

use super::care_columns::PROVENANCE;
use super::columns::{identifier, joined, plain, sensitive};
use crate::sql_view::{AsAt, SqlView};

/// `cohort.exclusion_event`
pub(super) static VIEW: SqlView = SqlView {
    def: TableDef {
        schema: "cohort",
        name: "exclusion_event",
        comment: "One row per suspension, permanent or lunchtime exclusion, of the yearly file or else the census.",
        level: TableLevel::Reference,
        key: &["la_code", "upn", "start_date", "category"],
        columns: &ALL,
    },
    sql: include_str!("view.sql"),
    as_at: AsAt::Never,
};

static ALL: [ColumnDef; PROVENANCE.len() + COLUMNS.len()] = joined(&[&PROVENANCE, &COLUMNS]);

const COLUMNS: [ColumnDef; 11] = [
    plain(
        "dataset",
        ColumnType::Code,
        "File that tells it: suspension (the yearly file) or census.",
    ),
    identifier("upn", ColumnType::Text, "Unique pupil number as returned."),
    sensitive("urn", ColumnType::Text, "URN of the school."),
    sensitive(
        "category",
        ColumnType::Code,
        "SUSP suspension, PERM permanent exclusion, LNCH lunchtime exclusion.",
    )
    .codes("census_category"),
    sensitive("start_date", ColumnType::Date, "First day."),
    sensitive("sessions", ColumnType::Int, "Sessions (half days) of it."),
    sensitive("reason_1", ColumnType::Code, "Reason.").codes("census_exclusion_reason"),
    sensitive("reason_2", ColumnType::Code, "Second reason.").codes("census_exclusion_reason"),
    sensitive("reason_3", ColumnType::Code, "Third reason.").codes("census_exclusion_reason"),
    sensitive(
        "sen_provision",
        ColumnType::Code,
        "SEN provision at the time.",
    )
    .codes("census_sen_provision"),
    sensitive(
        "upheld",
        ColumnType::Boolean,
        "Of a permanent exclusion: not rescinded; NULL where the file does not say.",
    ),
];
