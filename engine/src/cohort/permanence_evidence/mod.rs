//! `cohort.permanence_evidence`: one row per piece of evidence that a child left care for good or lives with relatives or friends, with source and date (1.2).

use cohort_catalog::{ColumnDef, ColumnType, TableDef, TableLevel};

use super::care_columns::PROVENANCE;
use super::columns::{identifier, joined, plain, sensitive};
use crate::sql_view::{AsAt, SqlView};

/// `cohort.permanence_evidence`
pub(super) static VIEW: SqlView = SqlView {
    def: TableDef {
        schema: "cohort",
        name: "permanence_evidence",
        comment: "One row per piece of evidence that a child left care for good or lives with relatives or friends, with source and date (1.2).",
        level: TableLevel::Reference,
        key: &["la_code", "child_key", "evidence_rank", "evidence_date"],
        columns: &ALL,
    },
    sql: include_str!("view.sql"),
    as_at: AsAt::Never,
};

static ALL: [ColumnDef; PROVENANCE.len() + COLUMNS.len()] = joined(&[&PROVENANCE, &COLUMNS]);

const COLUMNS: [ColumnDef; 14] = [
    plain("dataset", ColumnType::Code, "Dataset that says it."),
    identifier(
        "local_id",
        ColumnType::Text,
        "Number of the child in that dataset.",
    ),
    identifier("upn", ColumnType::Text, "Unique pupil number as returned."),
    identifier(
        "birth_date",
        ColumnType::Date,
        "Date of birth as this return has it.",
    ),
    identifier(
        "child_key",
        ColumnType::Text,
        "Which rows are of one child: the person, else the UPN, else the number of one authority's dataset. An adoption has a key of its own that leads to nobody (L-32).",
    ),
    sensitive(
        "evidence_rank",
        ColumnType::Int,
        "Order of the evidence (1.2): 1 how care ended, 2 the census, 3 the list.",
    ),
    sensitive(
        "evidence",
        ColumnType::Code,
        "Kind of evidence: end_reason (SSDA903), post_looked_after (school census), own_list.",
    ),
    sensitive("code", ColumnType::Code, "Code of the evidence."),
    sensitive(
        "arrangement",
        ColumnType::Code,
        "adoption, special_guardianship, child_arrangements, informal, kinship_foster; NULL where it does not say.",
    ),
    sensitive(
        "relation",
        ColumnType::Code,
        "To whom: relative_or_friend, other, not_stated; NULL where it does not matter.",
    ),
    sensitive(
        "previously_looked_after",
        ColumnType::Boolean,
        "Whether it says that the child left care through adoption or an order.",
    ),
    sensitive(
        "kinship",
        ColumnType::Boolean,
        "Whether it says kinship; NULL where it cannot say.",
    ),
    sensitive(
        "kinship_informal",
        ColumnType::Boolean,
        "Whether it says an informal arrangement (V-8).",
    ),
    sensitive(
        "evidence_date",
        ColumnType::Date,
        "Day of the evidence; NULL where the list gives none.",
    ),
];
