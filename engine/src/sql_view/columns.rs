//! How the columns of a view are told.
//!
//! A column that a view takes over from another is told by that other: [`taken`] copies what was
//! said of it, and does not compile when there is no such column any more. None is `required`: that
//! a statement never gives NULL is a promise nobody checks.

use cohort_catalog::{ColumnDef, ColumnType, Sensitivity};

/// A column that says nothing of one child.
pub(crate) const fn plain(name: &'static str, ty: ColumnType, comment: &'static str) -> ColumnDef {
    ColumnDef::new(name, ty, Sensitivity::Plain, comment)
}

/// A column that says something of a child.
pub(crate) const fn sensitive(
    name: &'static str,
    ty: ColumnType,
    comment: &'static str,
) -> ColumnDef {
    ColumnDef::new(name, ty, Sensitivity::Sensitive, comment)
}

/// A column that singles a child out.
pub(crate) const fn identifier(
    name: &'static str,
    ty: ColumnType,
    comment: &'static str,
) -> ColumnDef {
    ColumnDef::new(name, ty, Sensitivity::Identifier, comment)
}

/// Where a row of a child comes from; `year` says what the year is.
pub(crate) const fn provenance(year: &'static str) -> [ColumnDef; 5] {
    [
        plain(
            "la_code",
            ColumnType::SmallInt,
            "Local authority that made the return: DfE three-digit number, see reference.local_authority.",
        ),
        plain("year", ColumnType::SmallInt, year),
        plain(
            "source",
            ColumnType::Code,
            "Whose copy of the data: la (the authority's own file) or npd (received from the DfE).",
        ),
        plain(
            "import_id",
            ColumnType::BigInt,
            "The import that brought the row, see imports.file.",
        ),
        identifier(
            "person_id",
            ColumnType::BigInt,
            "One number per child across files, years and authorities, see linkage.person; NULL where the row cannot be said to be of one child.",
        ),
    ]
}

/// The columns of all parts, one after the other.
pub(crate) const fn joined<const N: usize>(parts: &[&[ColumnDef]]) -> [ColumnDef; N] {
    let mut all = [parts[0][0]; N];
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

/// Columns that a view takes over from another, by their names.
pub(crate) const fn taken<const N: usize>(from: &[ColumnDef], names: [&str; N]) -> [ColumnDef; N] {
    let mut all = [from[0]; N];
    let mut n = 0;
    while n < N {
        let mut i = 0;
        while i < from.len() && !same(from[i].name, names[n]) {
            i += 1;
        }
        assert!(i < from.len(), "the other view has the column");
        all[n] = from[i];
        n += 1;
    }
    all
}

/// Columns of something public, such as a school, beside a child, of whom they then say something.
pub(crate) const fn of_a_child<const N: usize>(mut columns: [ColumnDef; N]) -> [ColumnDef; N] {
    let mut n = 0;
    while n < N {
        if matches!(columns[n].sensitivity, Sensitivity::Plain) {
            columns[n].sensitivity = Sensitivity::Sensitive;
        }
        n += 1;
    }
    columns
}

const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut i = 0;
    while i < a.len() && i < b.len() && a[i] == b[i] {
        i += 1;
    }
    i == a.len() && i == b.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_over_keeps_what_was_said_of_it() {
        const ALL: [ColumnDef; 2] = [
            plain("school", ColumnType::Text, "Name."),
            plain("school_type", ColumnType::Code, "Kind."),
        ];
        const TAKEN: [ColumnDef; 1] = of_a_child(taken(&ALL, ["school_type"]));
        assert_eq!((TAKEN[0].name, TAKEN[0].comment), ("school_type", "Kind."));
        assert_eq!(TAKEN[0].sensitivity, Sensitivity::Sensitive);
    }
}
