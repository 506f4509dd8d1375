//! Which tables tell who a row is of.
//!
//! A child-level table either says so itself ([`SOURCES`]) or repeats the local number under which
//! another table of the same schema does: `cin.referral` has the `child_no` of `cin.child`.

use cohort_catalog::{TableDef, TableLevel};

/// The number or text by which a file itself tells its children apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Local {
    /// An `INTEGER` counted from 1 within the file.
    Number(&'static str),
    /// A text of the authority's own.
    Text(&'static str),
}

impl Local {
    pub(crate) fn column(self) -> &'static str {
        match self {
            Local::Number(column) | Local::Text(column) => column,
        }
    }
}

/// A table that says who its rows are of: where its keys stand.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) schema: &'static str,
    pub(crate) table: &'static str,
    pub(crate) local: Local,
    pub(crate) keys: &'static [(Key, &'static str)],
    /// Whether a child stands under one local id in a return, so that two ids are two children.
    pub(crate) distinct: bool,
}

/// What a column is a key of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    Upn,
    FormerUpn,
    Uln,
    /// The authority's social care number of the child, one for CIN and SSDA903 alike.
    LaChildId,
    BirthDate,
    Sex,
    /// Why an episode of care ended.
    EndOfCare,
}

use Key::{BirthDate, FormerUpn, LaChildId, Sex, Uln, Upn};

const fn source(
    (schema, table): (&'static str, &'static str),
    local: Local,
    keys: &'static [(Key, &'static str)],
) -> Source {
    Source {
        schema,
        table,
        local,
        keys,
        distinct: false,
    }
}

/// Which children left care by adoption: read beside the sources, and no source of who a row is of.
pub(crate) static ADOPTIONS: Source = source(
    ("cla", "episode"),
    Local::Text("child_id"),
    &[(LaChildId, "child_id"), (Key::EndOfCare, "rec")],
);

/// Ends of care by adoption: unopposed, and with consent dispensed.
pub(crate) const ADOPTED: [&str; 2] = ["E11", "E12"];

const RESULT: &[(Key, &str)] = &[(Upn, "upn"), (BirthDate, "dob"), (Sex, "sex")];
const RESULT_ULN: &[(Key, &str)] = &[(Upn, "upn"), (Uln, "uln"), (BirthDate, "dob"), (Sex, "sex")];
const ROW: Local = Local::Number("row_no");

/// Every table with keys of its own.
pub(crate) static SOURCES: &[Source] = &[
    Source {
        distinct: true,
        ..source(
            ("cin", "child"),
            Local::Number("child_no"),
            &[
                (Upn, "upn"),
                (FormerUpn, "former_upn"),
                (LaChildId, "la_child_id"),
                (BirthDate, "birth_date"),
                (Sex, "sex"),
            ],
        )
    },
    Source {
        distinct: true,
        ..source(
            ("cla", "child"),
            Local::Text("child_id"),
            &[
                (Upn, "upn"),
                (LaChildId, "child_id"),
                (BirthDate, "dob"),
                (Sex, "sex"),
            ],
        )
    },
    source(
        ("sen2", "person"),
        Local::Number("person_no"),
        &[
            (Upn, "upn"),
            (Uln, "uln"),
            (BirthDate, "birth_date"),
            (Sex, "sex"),
        ],
    ),
    source(
        ("census", "pupil"),
        Local::Number("pupil_no"),
        &[
            (Upn, "upn"),
            (FormerUpn, "former_upn"),
            (Uln, "uln"),
            (BirthDate, "birth_date"),
            (Sex, "sex"),
        ],
    ),
    source(
        ("ap_census", "pupil"),
        Local::Number("pupil_no"),
        &[
            (Upn, "upn"),
            (Uln, "uln"),
            (BirthDate, "birth_date"),
            (Sex, "sex"),
        ],
    ),
    source(
        ("census", "pupil_premium"),
        ROW,
        &[
            (Upn, "upn"),
            (Uln, "uln"),
            (BirthDate, "birth_date"),
            (Sex, "sex"),
        ],
    ),
    source(("census", "user_field"), ROW, &[(Upn, "upn")]),
    source(
        ("attainment", "ctf_pupil"),
        Local::Number("pupil_no"),
        &[
            (Upn, "upn"),
            (FormerUpn, "former_upn"),
            (Uln, "uln"),
            (BirthDate, "dob"),
            (Sex, "sex"),
        ],
    ),
    source(("attainment", "eyfsp"), ROW, RESULT),
    source(("attainment", "phonics"), ROW, RESULT),
    source(("attainment", "ks1"), ROW, RESULT),
    source(("attainment", "mtc"), ROW, RESULT),
    source(("attainment", "ks2"), ROW, RESULT),
    source(("attainment", "ks4"), ROW, RESULT_ULN),
    source(("attendance", "absence"), ROW, RESULT),
    source(("attendance", "suspension"), ROW, RESULT),
    source(
        ("attendance", "cohort"),
        ROW,
        &[(Upn, "upn"), (LaChildId, "la_child_id")],
    ),
    source(("attendance", "session"), ROW, &[(Upn, "upn")]),
    source(("attendance", "summary"), ROW, &[(Upn, "upn")]),
];

impl Source {
    pub(crate) fn is(&self, def: &TableDef) -> bool {
        (self.schema, self.table) == (def.schema, def.name)
    }

    pub(crate) fn is_of_adoptions(&self) -> bool {
        self.keys.iter().any(|(key, _)| *key == Key::EndOfCare)
    }

    /// Place among [`SOURCES`].
    pub(crate) fn place(&self) -> usize {
        let is_this = |other: &Source| (other.schema, other.table) == (self.schema, self.table);
        // Every source is one of the list; what is read beside them is behind it.
        SOURCES.iter().position(is_this).unwrap_or(usize::MAX)
    }

    /// The source that tells who the rows of a table are of; `None` for a table of no children,
    /// or one whose rows repeat no local number.
    pub(crate) fn of(def: &TableDef) -> Option<&'static Source> {
        if def.level != TableLevel::Child {
            return None;
        }
        let repeats = |source: &&Source| {
            let local = source.local.column();
            // A running number of rows is the table's own.
            local != ROW.column()
                && source.schema == def.schema
                && def.columns.iter().any(|column| column.name == local)
        };
        let own = SOURCES.iter().find(|source| source.is(def));
        own.or_else(|| SOURCES.iter().find(repeats))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::imported_tables;

    #[test]
    fn every_child_level_table_has_a_source_whose_columns_are_there() {
        let tables = imported_tables();
        for def in tables.iter().filter(|def| def.level == TableLevel::Child) {
            let source = Source::of(def).unwrap_or_else(|| panic!("{}", def.full_name()));
            let local = source.local.column();
            assert!(
                def.columns.iter().any(|column| column.name == local),
                "{} has no {local}",
                def.full_name()
            );
        }
        for source in SOURCES {
            let def = tables.iter().find(|def| source.is(def));
            let def = def.unwrap_or_else(|| panic!("{}.{}", source.schema, source.table));
            for (_, column) in source.keys {
                assert!(
                    def.columns.iter().any(|known| known.name == *column),
                    "{} has no {column}",
                    def.full_name()
                );
            }
            assert_eq!(SOURCES[source.place()].table, source.table);
        }
    }

    #[test]
    fn a_table_with_keys_a_source_does_not_read_is_told() {
        // `cla.oc2` and its like repeat the birth date beside the child's number; the header's is
        // the one that counts.
        for def in imported_tables() {
            let has_upn = def.columns.iter().any(|column| column.name == "upn");
            if def.level == TableLevel::Child && has_upn {
                let own = SOURCES.iter().any(|source| source.is(def));
                let repeats = Source::of(def).is_some_and(|source| !source.is(def));
                assert!(own || repeats, "{}", def.full_name());
            }
        }
    }
}
