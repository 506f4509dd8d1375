//! `cohort.previously_looked_after`: one row per child and authority known to have left care through adoption or an order, or to live with relatives or friends under one, whether or not an SSDA903 has it (V-7 to V-10).

use cohort_catalog::{ColumnDef, ColumnType, TableDef, TableLevel};

use super::care_columns::PROVENANCE;
use super::columns::{identifier, joined, plain, sensitive};
use crate::sql_view::{AsAt, SqlView};

/// `cohort.previously_looked_after`
pub(super) static VIEW: SqlView = SqlView {
    def: TableDef {
        schema: "cohort",
        name: "previously_looked_after",
        comment: "One row per child and authority known to have left care through adoption or an order, or to live with relatives or friends under one, whether or not an SSDA903 has it (V-7 to V-10).",
        level: TableLevel::Reference,
        key: &["la_code", "dataset", "local_id", "upn"],
        columns: &ALL,
    },
    sql: include_str!("view.sql"),
    as_at: AsAt::Never,
};

static ALL: [ColumnDef; PROVENANCE.len() + COLUMNS.len()] = joined(&[&PROVENANCE, &COLUMNS]);

const COLUMNS: [ColumnDef; 16] = [
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
    sensitive(
        "previously_looked_after",
        ColumnType::Boolean,
        "Left care through adoption, special guardianship or a child arrangements order, by any evidence held.",
    ),
    sensitive(
        "arrangement",
        ColumnType::Code,
        "adoption, special_guardianship, child_arrangements, informal, kinship_foster; NULL where it does not say.",
    ),
    sensitive(
        "kinship",
        ColumnType::Boolean,
        "Lives with relatives or friends under an order, by the first evidence that knows; false once the child is back in care.",
    ),
    sensitive(
        "kinship_relation",
        ColumnType::Code,
        "To whom by that evidence: relative_or_friend, other, not_stated.",
    ),
    sensitive(
        "kinship_evidence",
        ColumnType::Code,
        "Which evidence counts, the first in order: end_reason, post_looked_after, own_list; NULL without any.",
    ),
    sensitive(
        "kinship_source",
        ColumnType::Code,
        "Dataset of that evidence.",
    ),
    sensitive("kinship_code", ColumnType::Code, "Code of that evidence."),
    sensitive(
        "kinship_date",
        ColumnType::Date,
        "Day of that evidence: when care ended, census day, or the day on the list.",
    ),
    sensitive(
        "kinship_sources_disagree",
        ColumnType::Boolean,
        "One source says kinship and another says not; all are in cohort.permanence_evidence.",
    ),
    sensitive(
        "kinship_informal",
        ColumnType::Boolean,
        "In an informal arrangement (V-8): a flag of its own.",
    ),
    sensitive(
        "back_in_care_on",
        ColumnType::Date,
        "First start of care after the last evidence; the arrangement had ended then.",
    ),
    identifier(
        "all_evidence",
        ColumnType::Text,
        "All evidence of the child: kind, code and day, in order.",
    ),
];
