//! Import speed of every dataset: XML beside a bare quick-xml event loop over the same bytes,
//! CSV beside DuckDB's `read_csv` with explicit types into a table in memory. With `--memory`,
//! the peak memory of an import of that size and of one ten times as large.
//!
//!     datasets [--mb 100] [--runs 3] [--only cin,ks2] [--memory] [--threads 2]
//!              [--python python3] [--cohort target/release/cohort]

mod cases;
mod repeat;
mod types;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use cohort_benches::import::{Import, ask, bare_loop, cohort, fastest, import, mb, timed};
use cohort_benches::{file, flag, option};
use serde_json::{Value, json};

use cases::{CASES, Case, Form, size};

struct Options {
    cohort: PathBuf,
    python: String,
    bytes: u64,
    runs: usize,
    threads: usize,
}

fn main() {
    let options = Options {
        cohort: cohort(),
        python: option("python", "python3".to_owned()),
        bytes: option("mb", 100) * 1_000_000,
        runs: option("runs", 3),
        threads: option("threads", 2),
    };
    let only: String = option("only", String::new());
    let wanted = |case: &&Case| only.is_empty() || only.split(',').any(|name| name == case.name);
    let cases = CASES.iter().filter(wanted);
    if flag("memory") {
        compare_memory(cases, &options);
    } else {
        compare_speed(cases, &options);
    }
}

fn compare_speed<'c>(cases: impl Iterator<Item = &'c Case>, options: &Options) {
    println!(
        "fastest of {}; ratio: time of the other over that of Cohort\n",
        options.runs
    );
    println!(
        "{:<32} {:<28} {:>6} {:>7} {:>7} {:>6} {:>10} {:>9} {:>8} {:>6}",
        "dataset", "files", "MB", "s", "MB/s", "peak", "rows", "findings", "other s", "ratio"
    );
    for case in cases {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let files = case.write(folder.path(), options.bytes);
        let bytes = size(&files);
        let paths: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
        let (other, name) = match case.form {
            Form::Xml => {
                let (took, _) = fastest(options.runs, || timed(|| bare_loop(&paths)));
                (took, "bare loop")
            }
            Form::Csv => (duckdb(case, &files, options), "DuckDB"),
        };
        let (done, counted) = measure(case, folder.path(), &paths, options);
        let (own, theirs) = (done.took.as_secs_f64(), other.as_secs_f64());
        println!(
            "{:<32} {:<28} {:>6.0} {own:>7.2} {:>7.0} {:>6.0} {:>10} {:>9} {theirs:>8.2} {:>6.2}",
            format!("{}, {} / {name}", case.name, form(case)),
            case.files,
            mb(bytes),
            mb(bytes) / own,
            mb(done.peak),
            counted.0,
            counted.1,
            theirs / own
        );
    }
}

fn compare_memory<'c>(cases: impl Iterator<Item = &'c Case>, options: &Options) {
    println!(
        "{:<24} {:<28} {:>7} {:>8} {:>7} {:>8} {:>8}",
        "dataset", "files", "MB", "peak MB", "MB", "peak MB", "growth"
    );
    for case in cases {
        let measured = [options.bytes, options.bytes * 10].map(|bytes| {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let files = case.write(folder.path(), bytes);
            let paths: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
            let once = Options {
                cohort: options.cohort.clone(),
                python: String::new(),
                runs: 1,
                ..*options
            };
            let (done, _) = measure(case, folder.path(), &paths, &once);
            (size(&files), done.peak)
        });
        let [(small, small_peak), (large, large_peak)] = measured;
        println!(
            "{:<24} {:<28} {:>7.0} {:>8.0} {:>7.0} {:>8.0} {:>8.2}",
            format!("{}, {}", case.name, form(case)),
            case.files,
            mb(small),
            mb(small_peak),
            mb(large),
            mb(large_peak),
            large_peak as f64 / small_peak as f64
        );
    }
}

fn form(case: &Case) -> &'static str {
    match case.form {
        Form::Xml => "XML",
        Form::Csv => "CSV",
    }
}

/// Imports the files into new stores; the fastest time, the highest peak, and how many rows and
/// findings there are.
fn measure(
    case: &Case,
    folder: &Path,
    paths: &[&Path],
    options: &Options,
) -> (Import, (String, String)) {
    let store = folder.join("store");
    let mut peak = 0;
    let mut counted = None;
    let (took, ()) = fastest(options.runs, || {
        let done = import(&options.cohort, &store, case.arguments, paths);
        peak = peak.max(done.peak);
        counted.get_or_insert_with(|| {
            let sql =
                "SELECT sum(rows) AS r, sum(errors + queries + notices) AS f FROM imports.file";
            let line = ask(&options.cohort, &store, sql);
            let line = line.first().expect("a row");
            let (rows, findings) = line.split_once(',').expect("two values");
            assert_ne!(rows, "0", "rows arrived");
            (rows.to_owned(), findings.to_owned())
        });
        std::fs::remove_dir_all(&store).expect("the store is removed");
        (done.took, ())
    });
    (Import { took, peak }, counted.expect("at least one run"))
}

/// The time in which DuckDB reads the files into tables.
fn duckdb(case: &Case, files: &[PathBuf], options: &Options) -> Duration {
    let files: Vec<Value> = files
        .iter()
        .map(|path| types::describe(path, case.name))
        .collect();
    let wanted = json!({ "threads": options.threads, "runs": options.runs, "files": files });
    let mut child = Command::new(&options.python)
        .arg(file("python/duckdb_read_csv.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Python starts");
    let mut input = child.stdin.take().expect("a pipe");
    input
        .write_all(wanted.to_string().as_bytes())
        .expect("Python listens");
    drop(input);
    let output = child.wait_with_output().expect("Python ends");
    assert!(
        output.status.success(),
        "DuckDB failed; see benches/README.md for installing it"
    );
    let text = String::from_utf8_lossy(&output.stdout);
    let seconds: f64 = text.trim().parse().expect("seconds");
    Duration::from_secs_f64(seconds)
}
