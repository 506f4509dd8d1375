//! Who is a child of a CIN return, and which child of the SSDA903 that is.

use cohort_catalog::{ColumnDef, ColumnType, TableDef, TableLevel};

use super::columns::{PROVENANCE, identifier, joined, plain, sensitive};
use crate::sql_view::{AsAt, SqlView};

/// `cohort.cin_child`
pub(super) static VIEW: SqlView = SqlView {
    def: TableDef {
        schema: "cohort",
        name: "cin_child",
        comment: "One row per record of a child in a CIN return: under which record the child counts (C-4), and the same child in the authority's SSDA903 of the year (C-11).",
        level: TableLevel::Reference,
        key: &["import_id", "child_no"],
        columns: &ALL,
    },
    sql: include_str!("view.sql"),
    as_at: AsAt::Never,
};

static ALL: [ColumnDef; PROVENANCE.len() + COLUMNS.len()] = joined(&[&PROVENANCE, &COLUMNS]);

const COLUMNS: [ColumnDef; 14] = [
    identifier(
        "la_child_id",
        ColumnType::Text,
        "The authority's own number for the child (LAchildID).",
    ),
    sensitive(
        "child_no",
        ColumnType::Int,
        "Number of the record in the file, as in cin.child.",
    ),
    sensitive(
        "counts_as",
        ColumnType::Int,
        "child_no of the record under which the child counts: the first with its LA child id. Rows where both are equal are the children, each once (C-4).",
    ),
    identifier(
        "child_key",
        ColumnType::Text,
        "What the child is called in every return of the authority: the LA child id, or for a record without one something that no other record has.",
    ),
    sensitive(
        "records",
        ColumnType::Int,
        "Records of the return under this LA child id; more than 1 is a fault.",
    ),
    sensitive(
        "upn_shared",
        ColumnType::Boolean,
        "Whether another LA child id of the return has the same UPN: a duplicate to be reported, not merged (C-4). Nobody is linked by such a UPN.",
    ),
    plain(
        "year_start",
        ColumnType::Date,
        "1 April, first day of the CIN year.",
    ),
    plain(
        "year_end",
        ColumnType::Date,
        "31 March, last day of the CIN year.",
    ),
    plain(
        "cla_known",
        ColumnType::Boolean,
        "Whether an SSDA903 of the authority covers the year, so that it is known who is looked after (C-15).",
    ),
    plain(
        "cla_missing",
        ColumnType::Code,
        "The file that is missing where cla_known is false: SSDA903 of authority 990 for 2024. NULL where nothing is missing.",
    ),
    plain(
        "cla_import_id",
        ColumnType::BigInt,
        "Import of the SSDA903 in which the child was found; NULL where it was not.",
    ),
    identifier(
        "cla_child_id",
        ColumnType::Text,
        "The child's number in the SSDA903; NULL where it was not found.",
    ),
    sensitive(
        "cla_link",
        ColumnType::Code,
        "How it was found: la_child_id, or failing that upn_birth_date (C-11).",
    ),
    sensitive(
        "cla_birth_date_differs",
        ColumnType::Boolean,
        "Whether the two returns have different birth dates for the child, which then may be two children; NULL where one has none.",
    ),
];
