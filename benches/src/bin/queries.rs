//! Three questions over the memory tier, beside DuckDB on the same rows and threads.
//!
//!     queries [--rows 10000000] [--threads 2] [--runs 5] [--python python3]

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use arrow::array::{ArrayRef, Date32Array, RecordBatch, StringArray, new_null_array};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use cohort_benches::rows::{batches, commit, mix, new_import};
use cohort_benches::{file, median, option, rows};
use cohort_catalog::{NewPart, Store, TableDef};
use cohort_connectors::cin::schema;
use cohort_engine::session::{Database, Engine, EngineOptions, Session};
use parquet::arrow::ArrowWriter;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const AUTHORITIES: i64 = 10;
const YEARS: i64 = 5;

const QUERIES: &[(&str, &str)] = &[
    (
        "grouped count",
        "SELECT la_code, year, primary_need, count(*) AS n FROM cin.referral \
         GROUP BY la_code, year, primary_need ORDER BY la_code, year, primary_need",
    ),
    (
        "filtered distinct count",
        "SELECT count(DISTINCT la_child_id) AS n FROM cin.referral WHERE year = 2024 \
         AND primary_need = 'N1' AND (closure_date IS NULL OR closure_date > DATE '2024-03-31')",
    ),
    (
        "join",
        "SELECT c.ethnicity, count(*) AS n FROM cin.referral AS r JOIN cin.child AS c \
         ON c.la_code = r.la_code AND c.year = r.year AND c.la_child_id = r.la_child_id \
         WHERE r.referral_source = '2A' GROUP BY c.ethnicity ORDER BY c.ethnicity",
    ),
];

#[tokio::main]
async fn main() {
    let rows: i64 = option("rows", 10_000_000);
    let threads: usize = option("threads", 2);
    let runs: usize = option("runs", 5);
    let python: String = option("python", "python3".to_owned());
    let folder = tempfile::tempdir().expect("a temporary folder");

    let store = fill(&folder.path().join("store"), rows).await;
    let options = EngineOptions {
        threads,
        memory_budget: 16 << 30,
        query_memory: 8 << 30,
    };
    let engine = Engine::open(Arc::new(store), options)
        .await
        .expect("the engine opens");
    let session = engine.local_session(Database::Live).expect("a session");
    for table in ["referral", "child"] {
        export(&session, table, folder.path()).await;
    }

    let mut own = Vec::new();
    for (_, sql) in QUERIES {
        own.push(median(runs, || ask(&session, sql)).await);
    }
    let theirs = duckdb(&python, folder.path(), threads, runs);

    println!(
        "{rows} referrals, {} children, {threads} threads, median of {runs}\n",
        rows / 2
    );
    println!(
        "{:<26} {:>12} {:>12} {:>18}",
        "", "cohort ms", "duckdb ms", "duckdb / cohort"
    );
    for (((name, _), (time, answer)), (their_time, their_answer)) in
        QUERIES.iter().zip(&own).zip(&theirs)
    {
        assert_eq!(
            answer, their_answer,
            "{name}: both must give the same answer"
        );
        let (a, b) = (time.as_secs_f64() * 1e3, their_time.as_secs_f64() * 1e3);
        println!("{name:<26} {a:>12.1} {b:>12.1} {:>18.2}", b / a);
    }
}

type Rows = Vec<Vec<Option<String>>>;

async fn ask(session: &Session, sql: &str) -> Rows {
    let options = FormatOptions::default();
    let mut rows = Vec::new();
    for batch in batches(session, sql).await {
        let columns: Vec<_> = batch
            .columns()
            .iter()
            .map(|c| {
                (
                    c,
                    ArrayFormatter::try_new(c, &options).expect("a printable column"),
                )
            })
            .collect();
        for row in 0..batch.num_rows() {
            let text = |(c, f): &(&ArrayRef, ArrayFormatter<'_>)| {
                (!arrow::array::Array::is_null(c, row)).then(|| f.value(row).to_string())
            };
            rows.push(columns.iter().map(text).collect());
        }
    }
    rows
}

async fn export(session: &Session, table: &str, folder: &Path) {
    let all = batches(session, &format!("SELECT * FROM cin.{table}")).await;
    let out = File::create(folder.join(format!("{table}.parquet"))).expect("a file");
    let mut writer = ArrowWriter::try_new(out, all[0].schema(), None).expect("a writer");
    for batch in &all {
        writer.write(batch).expect("a batch is written");
    }
    writer.close().expect("the file is written");
}

fn duckdb(python: &str, folder: &Path, threads: usize, runs: usize) -> Vec<(Duration, Rows)> {
    let mut child = Command::new(python)
        .arg(file("python/duckdb_queries.py"))
        .arg(folder)
        .args([threads.to_string(), runs.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Python starts");
    let queries: Vec<&str> = QUERIES.iter().map(|(_, sql)| *sql).collect();
    let mut input = child.stdin.take().expect("stdin is piped");
    input
        .write_all(serde_json::to_string(&queries).expect("JSON").as_bytes())
        .expect("it reads");
    drop(input);
    let output = child.wait_with_output().expect("DuckDB answers");
    assert!(
        output.status.success(),
        "DuckDB failed; see benches/README.md for installing it"
    );
    let answers: Vec<(f64, Rows)> = serde_json::from_slice(&output.stdout).expect("JSON");
    answers
        .into_iter()
        .map(|(s, rows)| (Duration::from_secs_f64(s), rows))
        .collect()
}

/// Writes the rows as imports would: one part per authority, year and table.
async fn fill(path: &Path, rows: i64) -> Store {
    let store = rows::open(path).await;
    let referrals = rows / (AUTHORITIES * YEARS);
    let mut imports = Vec::new();
    for (la, year) in (0..AUTHORITIES).flat_map(|la| (0..YEARS).map(move |year| (la, year))) {
        let (la_code, year) = (990 + la as i16, 2020 + year as i16);
        let base = (i64::from(la_code) * 10_000 + i64::from(year)) * 1_000_000;
        let tables = [
            (&schema::REFERRAL, referrals),
            (&schema::CHILD, referrals / 2),
        ];
        let mut parts = Vec::new();
        for (def, count) in tables {
            let mut writer = store
                .object_writer(def, la_code, year, "la")
                .expect("a writer");
            for start in (0..count).step_by(65_536) {
                let end = (start + 65_536).min(count);
                let batch = generate(def, base, start..end, year, referrals / 2);
                writer.write(&batch).await.expect("rows are written");
            }
            let object = writer.finish().await.expect("the object is written");
            parts.push(NewPart {
                table: def.full_name(),
                objects: vec![object],
            });
        }
        let (children, rows) = (referrals / 2, referrals + referrals / 2);
        imports.push(new_import(
            "cin",
            la_code,
            year,
            children as u64,
            rows as u64,
            parts,
        ));
    }
    commit(&store, imports).await;
    store
}

fn generate(
    def: &TableDef,
    base: i64,
    range: std::ops::Range<i64>,
    year: i16,
    children: i64,
) -> RecordBatch {
    const NEEDS: [&str; 9] = ["N1", "N1", "N1", "N1", "N5", "N4", "N2", "N3", "N8"];
    const SOURCES: [&str; 8] = ["6", "6", "2A", "2A", "3A", "5A", "1A", "8"];
    const ETHNICITIES: [&str; 6] = ["WBRI", "WBRI", "APKN", "BAFR", "MWBC", "NOBT"];
    let end = 18_262 + (i32::from(year) - 2020) * 365 + 90;
    let count = range.end - range.start;
    let columns = def.columns.iter().map(|column| -> ArrayRef {
        let numbers = range.clone().map(|n| (n, mix(base + n)));
        match column.name {
            "la_child_id" if def.name == "child" => Arc::new(StringArray::from_iter_values(
                numbers.map(|(n, _)| format!("C{n:07}")),
            )),
            "la_child_id" => Arc::new(StringArray::from_iter_values(
                numbers.map(|(_, r)| format!("C{:07}", (r >> 8) as i64 % children)),
            )),
            "primary_need" => pick(numbers, &NEEDS, 3),
            "referral_source" => pick(numbers, &SOURCES, 11),
            "ethnicity" => pick(numbers, &ETHNICITIES, 5),
            "referral_date" => Arc::new(Date32Array::from_iter_values(
                numbers.map(|(_, r)| end - (r % 365) as i32),
            )),
            "closure_date" => Arc::new(Date32Array::from_iter(
                numbers.map(|(_, r)| (r % 10 < 6).then_some(end - (r % 180) as i32)),
            )),
            _ if column.nullable => new_null_array(&column.ty.file_type(), count as usize),
            _ => match column.ty.file_type() {
                arrow::datatypes::DataType::Int32 => Arc::new(
                    arrow::array::Int32Array::from_iter_values(numbers.map(|(n, _)| n as i32 + 1)),
                ),
                other => panic!("{}: no bench value for {other}", column.name),
            },
        }
    });
    RecordBatch::try_new(def.file_schema(), columns.collect()).expect("rows fit the table")
}

fn pick(numbers: impl Iterator<Item = (i64, u64)>, of: &[&str], turn: u32) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(numbers.map(|(_, r)| {
        of[(r.rotate_right(turn) % of.len() as u64) as usize]
    })))
}
