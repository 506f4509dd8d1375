//! What the views of children in need have in common: their first columns.

use cohort_catalog::{ColumnDef, ColumnType};

pub(super) use crate::sql_view::columns::{
    identifier, joined, of_a_child, plain, provenance, sensitive, taken,
};

/// Where a row comes from.
pub(super) const PROVENANCE: [ColumnDef; 5] = provenance(
    "Calendar year in which the CIN year ends: 2024 is 1 April 2023 to 31 March 2024. It goes with academic year 2023/24 (C-7).",
);

/// Which child of the return.
pub(super) const CHILD: [ColumnDef; 2] = [
    identifier(
        "la_child_id",
        ColumnType::Text,
        "The authority's own number for the child (LAchildID); NULL where the return gives none.",
    ),
    sensitive(
        "child_no",
        ColumnType::Int,
        "Number of the child's record in the file: the first of those under its LA child id. With import_id it identifies the child in the return (C-4).",
    ),
];
