//! What the benchmarks that fill a store with made-up rows share: chance, commits, answers.

use std::path::Path;

use arrow::array::RecordBatch;
use cohort_catalog::{CatalogError, Change, Digest, FindingCounts, NewImport, NewPart, Store};
use cohort_engine::session::{Kind, Session, parse};
use futures::TryStreamExt;

/// Numbers that look random and are the same in every run.
pub fn mix(seed: i64) -> u64 {
    let mut z = (seed as u64).wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// A store in a folder.
///
/// # Panics
///
/// When it cannot be opened or made.
pub async fn open(folder: &Path) -> Store {
    let location = folder
        .display()
        .to_string()
        .parse()
        .expect("a folder is a store location");
    Store::open(&location).await.expect("the store opens")
}

/// An authority's import of one year, as if from a file of `rows` rows.
pub fn new_import(
    dataset: &str,
    la_code: i16,
    year: i16,
    children: u64,
    rows: u64,
    parts: Vec<NewPart>,
) -> NewImport {
    NewImport {
        dataset: dataset.into(),
        la_code,
        year,
        period: None,
        extent: Default::default(),
        standing: 0,
        source: "la".into(),
        file_name: format!("{dataset}_{la_code}_{year}"),
        set_parts: Vec::new(),
        nc_years: Default::default(),
        sha256: Digest::of(format!("{dataset}_{la_code}_{year}").as_bytes()),
        bytes: 0,
        children,
        rows,
        findings: FindingCounts::default(),
        serial: None,
        made_at: None,
        parts,
    }
}

/// Commits imports as one snapshot.
///
/// # Panics
///
/// When the store refuses them.
pub async fn commit(store: &Store, imports: Vec<NewImport>) {
    let change = Change {
        action: "bench".into(),
        add_imports: imports,
    };
    let committed = store
        .commit(0, |_| Ok::<_, CatalogError>(change.clone()))
        .await;
    committed.expect("the commit lands");
}

/// The answer to a query.
///
/// # Panics
///
/// When there is none.
pub async fn batches(session: &Session, sql: &str) -> Vec<RecordBatch> {
    let prepared = parse(sql).expect("SQL").remove(0);
    let Kind::Query(statement) = &prepared.kind else {
        panic!("a query")
    };
    let planned = session.plan(statement, &[]).await.expect("a plan");
    let stream = session.execute(&planned, Vec::new()).await.expect("rows");
    stream.try_collect().await.expect("rows")
}
