//! `cohort.own_list`: the authority's own list of kinship and previously looked-after children (1.2).

use cohort_catalog::{ColumnDef, ColumnType, TableDef, TableLevel};

use super::care_columns::PROVENANCE;
use super::columns::{identifier, joined, plain, sensitive};
use crate::sql_view::{AsAt, SqlView};

/// `cohort.own_list`
pub(super) static VIEW: SqlView = SqlView {
    def: TableDef {
        schema: "cohort",
        name: "own_list",
        comment: "The authority's own list of kinship and previously looked-after children (1.2): its social care file, and its own fields whose heading says kinship.",
        level: TableLevel::Reference,
        key: &["import_id", "upn", "la_child_id"],
        columns: &ALL,
    },
    sql: include_str!("view.sql"),
    as_at: AsAt::Never,
};

static ALL: [ColumnDef; PROVENANCE.len() + COLUMNS.len()] = joined(&[&PROVENANCE, &COLUMNS]);

const COLUMNS: [ColumnDef; 5] = [
    plain("dataset", ColumnType::Code, "Dataset that says it."),
    identifier(
        "la_child_id",
        ColumnType::Text,
        "The authority's own number for the child, where the list has it.",
    ),
    identifier("upn", ColumnType::Text, "Unique pupil number as returned."),
    sensitive(
        "code",
        ColumnType::Code,
        "What the list says: PLAC (previously looked after), SGO, CAO, YES, NO, INFORMAL, FOSTER; NULL where it cannot be read.",
    ),
    sensitive(
        "evidence_date",
        ColumnType::Date,
        "Day of the evidence; NULL where the list gives none.",
    ),
];
