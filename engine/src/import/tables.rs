//! The `imports` schema: what was taken in, what is wrong with it, and what there is.
//!
//! [`FINDING`] is stored, a part of each import, so that findings come and go with the rows
//! they speak of. The others are made from a snapshot's manifest, which knows all they say.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Float64Array, Int16Array, Int64Array, RecordBatch, StringArray,
    TimestampMicrosecondArray,
};
use arrow::error::ArrowError;
use cohort_catalog::{
    ColumnDef, ColumnType, ImportRecord, Sensitivity, Snapshot, TableDef, TableLevel,
};
use cohort_connectors::CONNECTORS;

use super::standing::superseded_by_source;

const fn plain(name: &'static str, ty: ColumnType, comment: &'static str) -> ColumnDef {
    ColumnDef::new(name, ty, Sensitivity::Plain, comment)
}

/// `imports.finding`: what is wrong or odd in the files whose rows the snapshot holds.
pub static FINDING: TableDef = TableDef {
    schema: "imports",
    name: "finding",
    comment: "One row per thing that is wrong or odd in an imported file, with the DfE rule \
              number where one exists.",
    level: TableLevel::Return,
    key: &["finding_no"],
    columns: &[
        plain(
            "finding_no",
            ColumnType::Int,
            "Running number within the file, from 1.",
        )
        .required(),
        plain(
            "dataset",
            ColumnType::Code,
            "Dataset of the file, see imports.dataset.",
        )
        .required(),
        plain(
            "rule",
            ColumnType::Code,
            "DfE rule number (8510, 8770Q), or cohort's own name (date_format).",
        )
        .required(),
        plain(
            "severity",
            ColumnType::Code,
            "error: the DfE would ask for a correction; query: for an explanation; notice: a \
             departure from the format that changes no value.",
        )
        .required(),
        plain(
            "table_name",
            ColumnType::Code,
            "Table whose row it concerns, such as cin.referral; NULL for the file as a whole.",
        ),
        plain(
            "item",
            ColumnType::Code,
            "Published item it concerns, such as CINclosureDate.",
        ),
        plain("message", ColumnType::Code, "What is wrong, in a sentence.").required(),
        plain(
            "part",
            ColumnType::Code,
            "Of a return that is a set of files: which of them, such as episodes.",
        ),
        plain(
            "line",
            ColumnType::BigInt,
            "Line of the file, from 1; NULL where not known.",
        ),
        plain(
            "column_no",
            ColumnType::BigInt,
            "Character of the line, from 1.",
        ),
        plain(
            "byte",
            ColumnType::BigInt,
            "Offset in the file's text as UTF-8, from 0.",
        ),
        plain(
            "child_no",
            ColumnType::Int,
            "Number of the child (or other main record) in the file, from 1.",
        ),
        ColumnDef::new(
            "local_id",
            ColumnType::Text,
            Sensitivity::Identifier,
            "The child's local identifier, where the file gave one.",
        ),
        ColumnDef::new(
            "value",
            ColumnType::Text,
            Sensitivity::Identifier,
            "The offending text as it stood in the file.",
        ),
    ],
};

/// `imports.file`: every file ever taken in, the replaced ones included.
pub static FILE: TableDef = TableDef {
    schema: "imports",
    name: "file",
    comment: "One row per imported file, the replaced ones included; replaced_by is the chain of \
              corrections.",
    level: TableLevel::Reference,
    key: &["import_id"],
    columns: &[
        plain(
            "import_id",
            ColumnType::BigInt,
            "Number of the import, from 1.",
        )
        .required(),
        plain("dataset", ColumnType::Code, "Dataset, see imports.dataset.").required(),
        plain(
            "la_code",
            ColumnType::SmallInt,
            "Local authority, DfE three-digit number.",
        )
        .required(),
        plain(
            "year",
            ColumnType::SmallInt,
            "Calendar year in which the collection year ends.",
        )
        .required(),
        plain(
            "period",
            ColumnType::Code,
            "Which of several returns of the year: a term, a date, a school, a version.",
        ),
        plain(
            "parts",
            ColumnType::Text,
            "Of a return that may come in several files, which parts of it this one holds (year \
             groups, subjects, terms), with a comma between; NULL where it is not divided.",
        ),
        plain(
            "source",
            ColumnType::Code,
            "la (the authority's own file) or npd (from the DfE).",
        )
        .required(),
        plain(
            "file_name",
            ColumnType::Text,
            "Name of the file without its folder; of a set the names of all its files.",
        )
        .required(),
        plain(
            "sha256",
            ColumnType::Text,
            "SHA-256 digest of the file's bytes; of a set that of its parts' digests.",
        )
        .required(),
        plain("bytes", ColumnType::BigInt, "Size of the file in bytes.").required(),
        plain(
            "children",
            ColumnType::BigInt,
            "Children (or other main records) in the file.",
        )
        .required(),
        plain("rows", ColumnType::BigInt, "Rows in the dataset's tables.").required(),
        plain("errors", ColumnType::BigInt, "Findings of severity error.").required(),
        plain("queries", ColumnType::BigInt, "Findings of severity query.").required(),
        plain(
            "notices",
            ColumnType::BigInt,
            "Findings of severity notice.",
        )
        .required(),
        plain(
            "serial",
            ColumnType::BigInt,
            "The producer's running number; the higher is newer.",
        ),
        plain(
            "made_at",
            ColumnType::Text,
            "When the producer made the file, as the file says.",
        ),
        plain(
            "imported_at",
            ColumnType::Timestamp,
            "When it was imported.",
        )
        .required(),
        plain(
            "snapshot",
            ColumnType::BigInt,
            "The first snapshot that holds it.",
        )
        .required(),
        plain(
            "replaced_by",
            ColumnType::BigInt,
            "The import that took its place; its rows are then in older snapshots only.",
        ),
        plain(
            "is_current",
            ColumnType::Boolean,
            "Whether its rows are in this snapshot.",
        )
        .required(),
        plain(
            "is_best",
            ColumnType::Boolean,
            "Whether its rows are in this snapshot and no better version from the same source \
             counts in their place; tables show all versions where cohort.version is all.",
        )
        .required(),
    ],
};

/// `imports.dataset`: the published collections that cohort reads.
pub static DATASET: TableDef = TableDef {
    schema: "imports",
    name: "dataset",
    comment: "One row per published collection that cohort reads.",
    level: TableLevel::Reference,
    key: &["dataset"],
    columns: &[
        plain("dataset", ColumnType::Code, "Name of the collection.").required(),
        plain("title", ColumnType::Text, "Full name of the return.").required(),
        plain(
            "form",
            ColumnType::Text,
            "How its files come, and what must be told when they are imported.",
        )
        .required(),
        plain(
            "set_parts",
            ColumnType::Text,
            "The files of a return that is a set, with a comma between; NULL where one file is \
             the whole return.",
        ),
        plain(
            "tables",
            ColumnType::Text,
            "Its tables, with a comma between.",
        )
        .required(),
        plain(
            "files",
            ColumnType::BigInt,
            "Files of it whose rows this snapshot holds.",
        )
        .required(),
    ],
};

/// `imports.coverage`: what is there, and for whom.
pub static COVERAGE: TableDef = TableDef {
    schema: "imports",
    name: "coverage",
    comment: "One row per dataset, local authority, year and source that this snapshot holds; of results in several versions the best count.",
    level: TableLevel::Reference,
    key: &["dataset", "la_code", "year", "source"],
    columns: &[
        plain("dataset", ColumnType::Code, "Dataset, see imports.dataset.").required(),
        plain(
            "la_code",
            ColumnType::SmallInt,
            "Local authority, DfE three-digit number.",
        )
        .required(),
        plain(
            "year",
            ColumnType::SmallInt,
            "Calendar year in which the collection year ends.",
        )
        .required(),
        plain(
            "source",
            ColumnType::Code,
            "la (the authority's own file) or npd (from the DfE).",
        )
        .required(),
        plain(
            "files",
            ColumnType::BigInt,
            "Files whose rows are held; several where a year has terms.",
        )
        .required(),
        plain(
            "children",
            ColumnType::BigInt,
            "Children (or other main records) in them.",
        )
        .required(),
        plain(
            "expected",
            ColumnType::BigInt,
            "Pupils on roll in the National Curriculum years that the dataset covers, by the \
             authority's own school census of the year: spring, else summer, else autumn. NULL \
             where no census is held or none can tell.",
        ),
        plain(
            "share",
            ColumnType::Double,
            "Children held of those expected, as a fraction of 1; NULL where files for the same \
             schools stand beside each other.",
        ),
        plain("rows", ColumnType::BigInt, "Rows in the dataset's tables.").required(),
        plain("errors", ColumnType::BigInt, "Findings of severity error.").required(),
        plain("queries", ColumnType::BigInt, "Findings of severity query.").required(),
        plain(
            "last_import_id",
            ColumnType::BigInt,
            "The latest import of it.",
        )
        .required(),
        plain(
            "last_imported_at",
            ColumnType::Timestamp,
            "When that was imported.",
        )
        .required(),
    ],
};

/// The tables made from a snapshot's manifest, with their rows in
/// [`TableDef::file_schema`]: [`FILE`], [`DATASET`], [`COVERAGE`].
///
/// # Errors
///
/// Never for a snapshot that a store gave.
pub fn describe(snapshot: &Snapshot) -> Result<Vec<(&'static TableDef, RecordBatch)>, ArrowError> {
    Ok(vec![
        (&FILE, file_rows(snapshot)?),
        (&DATASET, dataset_rows(snapshot)?),
        (&COVERAGE, coverage_rows(snapshot)?),
    ])
}

/// Rows of [`FILE`], in order of import.
///
/// # Errors
///
/// As [`describe`].
pub fn file_rows(snapshot: &Snapshot) -> Result<RecordBatch, ArrowError> {
    let of = &snapshot.imports;
    let superseded = superseded_by_source(snapshot);
    let parts = |import: &ImportRecord| {
        let parts: Vec<&str> = import.extent.parts.iter().map(String::as_str).collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    };
    rows_of(
        &FILE,
        vec![
            big(of, |i| Some(i.import_id)),
            text(of, |i| Some(&i.dataset)),
            small(of, |i| i.la_code),
            small(of, |i| i.year),
            text(of, |i| i.period.as_deref()),
            Arc::new(StringArray::from_iter(of.iter().map(|i| parts(i)))),
            text(of, |i| Some(&i.source)),
            text(of, |i| Some(&i.file_name)),
            Arc::new(StringArray::from_iter_values(
                of.iter().map(|i| i.sha256.to_string()),
            )),
            big(of, |i| Some(signed(i.bytes))),
            big(of, |i| Some(signed(i.children))),
            big(of, |i| Some(signed(i.rows))),
            big(of, |i| Some(signed(i.findings.error))),
            big(of, |i| Some(signed(i.findings.query))),
            big(of, |i| Some(signed(i.findings.notice))),
            big(of, |i| i.serial),
            text(of, |i| i.made_at.as_deref()),
            instants(of.iter().map(|i| i.imported_at)),
            big(of, |i| Some(signed(i.snapshot))),
            big(of, |i| i.replaced_by),
            Arc::new(BooleanArray::from_iter(
                of.iter().map(|i| Some(i.replaced_by.is_none())),
            )),
            Arc::new(BooleanArray::from_iter(of.iter().map(|i| {
                Some(i.replaced_by.is_none() && !superseded.contains(&i.import_id))
            }))),
        ],
    )
}

/// Rows of [`DATASET`], in order of name.
///
/// # Errors
///
/// As [`describe`].
pub fn dataset_rows(snapshot: &Snapshot) -> Result<RecordBatch, ArrowError> {
    let names = StringArray::from_iter_values(CONNECTORS.iter().map(|c| c.name()));
    let titles = StringArray::from_iter_values(CONNECTORS.iter().map(|c| c.title()));
    let forms = StringArray::from_iter_values(CONNECTORS.iter().map(|c| c.form()));
    let parts = CONNECTORS.iter().map(|connector| {
        let names: Vec<&str> = connector.parts().iter().map(|part| part.name).collect();
        (!names.is_empty()).then(|| names.join(", "))
    });
    let parts = parts.collect::<StringArray>();
    let tables = CONNECTORS.iter().map(|connector| {
        let names: Vec<String> = connector.tables().iter().map(|t| t.full_name()).collect();
        names.join(", ")
    });
    let files = CONNECTORS.iter().map(|connector| {
        let count = snapshot
            .current_imports()
            .filter(|i| i.dataset == connector.name())
            .count();
        i64::try_from(count).unwrap_or(i64::MAX)
    });
    rows_of(
        &DATASET,
        vec![
            Arc::new(names),
            Arc::new(titles),
            Arc::new(forms),
            Arc::new(parts),
            Arc::new(StringArray::from_iter_values(tables)),
            Arc::new(Int64Array::from_iter_values(files)),
        ],
    )
}

/// Rows of [`COVERAGE`], in order of its key.
///
/// # Errors
///
/// As [`describe`].
pub fn coverage_rows(snapshot: &Snapshot) -> Result<RecordBatch, ArrowError> {
    let mut groups: BTreeMap<(&str, i16, i16, &str), Vec<&ImportRecord>> = BTreeMap::new();
    let superseded = superseded_by_source(snapshot);
    let current = snapshot.current_imports();
    for import in current.filter(|import| !superseded.contains(&import.import_id)) {
        let key = (
            import.dataset.as_str(),
            import.la_code,
            import.year,
            import.source.as_str(),
        );
        groups.entry(key).or_default().push(import);
    }
    let sum = |of: fn(&ImportRecord) -> u64| -> ArrayRef {
        let sums = groups
            .values()
            .map(|g| signed(g.iter().map(|i| of(i)).sum()));
        Arc::new(Int64Array::from_iter_values(sums))
    };
    let expected: Vec<Option<i64>> = groups
        .keys()
        .map(|(dataset, la_code, year, _)| expected(snapshot, dataset, *la_code, *year))
        .collect();
    let children = groups.values().map(|g| g.iter().map(|i| i.children).sum());
    let shares = groups.values().zip(children).zip(&expected);
    let shares = shares.map(|((files, held), expected): ((_, u64), _)| match expected {
        Some(expected) if *expected > 0 && !tell_of_the_same(files) => {
            Some(held as f64 / *expected as f64)
        }
        _ => None,
    });
    let last = |g: &Vec<&ImportRecord>| g.iter().map(|i| i.import_id).max().unwrap_or_default();
    let last_at =
        |g: &Vec<&ImportRecord>| g.iter().map(|i| i.imported_at).max().unwrap_or_default();
    rows_of(
        &COVERAGE,
        vec![
            Arc::new(StringArray::from_iter_values(
                groups.keys().map(|key| key.0),
            )),
            Arc::new(Int16Array::from_iter_values(groups.keys().map(|key| key.1))),
            Arc::new(Int16Array::from_iter_values(groups.keys().map(|key| key.2))),
            Arc::new(StringArray::from_iter_values(
                groups.keys().map(|key| key.3),
            )),
            sum(|_| 1),
            sum(|i| i.children),
            Arc::new(Int64Array::from_iter(expected.iter().copied())),
            Arc::new(Float64Array::from_iter(shares)),
            sum(|i| i.rows),
            sum(|i| i.findings.error),
            sum(|i| i.findings.query),
            Arc::new(Int64Array::from_iter_values(groups.values().map(last))),
            instants(groups.values().map(last_at)),
        ],
    )
}

/// Whether files that stand beside each other have schools in common, so that the children of
/// one may be those of another and no sum of them is a share of anything.
fn tell_of_the_same(files: &[&ImportRecord]) -> bool {
    let mut schools = HashSet::new();
    let mut of = files.iter().flat_map(|import| &import.extent.schools);
    of.any(|school| !schools.insert(school))
}

/// Terms of a school census, the best measure of a year's pupils first.
const TERMS: [&str; 3] = ["SPR", "SUM", "AUT"];

/// Pupils on roll in the years that a dataset covers, by one term's census of all schools.
pub(super) fn expected(snapshot: &Snapshot, dataset: &str, la_code: i16, year: i16) -> Option<i64> {
    let connector = CONNECTORS.iter().find(|c| c.name() == dataset)?;
    let wanted = connector.nc_years();
    if wanted.is_empty() {
        return None;
    }
    let of_term = |term: &str| {
        let mut schools = snapshot
            .current_imports()
            .filter(|i| (i.la_code, i.year) == (la_code, year) && !i.nc_years.is_empty())
            .filter(|i| {
                i.period
                    .as_deref()
                    .is_some_and(|period| period.starts_with(term))
            })
            .peekable();
        schools.peek()?;
        let pupils = schools.map(|i| -> u64 {
            let years = i.nc_years.iter();
            let counted = years.filter(|(nc_year, _)| wanted.contains(&nc_year.as_str()));
            counted.map(|(_, pupils)| pupils).sum()
        });
        Some(signed(pupils.sum()))
    };
    TERMS.iter().find_map(|term| of_term(term))
}

fn rows_of(def: &TableDef, columns: Vec<ArrayRef>) -> Result<RecordBatch, ArrowError> {
    RecordBatch::try_new(def.file_schema(), columns)
}

fn big(imports: &[Arc<ImportRecord>], of: impl Fn(&ImportRecord) -> Option<i64>) -> ArrayRef {
    Arc::new(imports.iter().map(|i| of(i)).collect::<Int64Array>())
}

fn small(imports: &[Arc<ImportRecord>], of: impl Fn(&ImportRecord) -> i16) -> ArrayRef {
    Arc::new(Int16Array::from_iter_values(imports.iter().map(|i| of(i))))
}

fn text<'a>(
    imports: &'a [Arc<ImportRecord>],
    of: impl Fn(&'a ImportRecord) -> Option<&'a str>,
) -> ArrayRef {
    Arc::new(imports.iter().map(|i| of(i)).collect::<StringArray>())
}

fn instants(micros: impl Iterator<Item = i64>) -> ArrayRef {
    Arc::new(TimestampMicrosecondArray::from_iter_values(micros).with_timezone("UTC"))
}

/// Counts and sizes stay far below the largest `BIGINT`.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
