//! What the views of children in need have in common: how a column is told, and their first ones.

use cohort_catalog::{ColumnDef, ColumnType, Sensitivity};

/// A column that says nothing of one child.
pub(super) const fn plain(name: &'static str, ty: ColumnType, comment: &'static str) -> ColumnDef {
    ColumnDef::new(name, ty, Sensitivity::Plain, comment)
}

/// A column that says something of a child.
pub(super) const fn sensitive(
    name: &'static str,
    ty: ColumnType,
    comment: &'static str,
) -> ColumnDef {
    ColumnDef::new(name, ty, Sensitivity::Sensitive, comment)
}

/// A column that singles a child out.
pub(super) const fn identifier(
    name: &'static str,
    ty: ColumnType,
    comment: &'static str,
) -> ColumnDef {
    ColumnDef::new(name, ty, Sensitivity::Identifier, comment)
}

/// The columns of all parts, one after the other.
pub(super) const fn joined<const N: usize>(parts: &[&[ColumnDef]]) -> [ColumnDef; N] {
    let mut all = [PROVENANCE[0]; N];
    let (mut part, mut n) = (0, 0);
    while part < parts.len() {
        let mut i = 0;
        while i < parts[part].len() {
            all[n] = parts[part][i];
            i += 1;
            n += 1;
        }
        part += 1;
    }
    assert!(n == N, "every column has its place");
    all
}

/// Where a row comes from.
pub(super) const PROVENANCE: [ColumnDef; 5] = [
    plain(
        "la_code",
        ColumnType::SmallInt,
        "Local authority that made the return: DfE three-digit number, see reference.local_authority.",
    ),
    plain(
        "year",
        ColumnType::SmallInt,
        "Calendar year in which the CIN year ends: 2024 is 1 April 2023 to 31 March 2024. It goes with academic year 2023/24 (C-7).",
    ),
    plain(
        "source",
        ColumnType::Code,
        "Whose copy of the return: la (the authority's own file) or npd (received from the DfE).",
    ),
    plain(
        "import_id",
        ColumnType::BigInt,
        "The import that brought the child, see imports.file.",
    ),
    identifier(
        "person_id",
        ColumnType::BigInt,
        "One number per child across files, years and authorities; NULL until linked.",
    ),
];

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
