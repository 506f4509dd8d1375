//! Import speed and memory of one large CIN census file, beside a bare quick-xml event loop
//! and Python's lxml over the same bytes.
//!
//!     import [--mb 600] [--python python3] [--cohort target/release/cohort]

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use cohort_benches::import::{Import, ask, bare_loop, cohort, fastest, import, mb, timed};
use cohort_benches::{file, option};
use cohort_connectors::synthetic;

fn main() {
    let megabytes: u64 = option("mb", 600);
    let python: String = option("python", "python3".to_owned());
    let cohort = cohort();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("990_CIN_2024.xml");

    let children = generate(&path, megabytes);
    let bytes = path.metadata().expect("the file was written").len();
    println!(
        "one CIN census file: {children} children, {:.0} MB\n",
        mb(bytes)
    );
    println!(
        "{:<44} {:>8} {:>8} {:>8} {:>10}",
        "", "seconds", "MB/s", "ratio", "peak MB"
    );

    let (bare, events) = fastest(3, || timed(|| bare_loop(&[&path])));
    row(
        "quick-xml event loop, nothing else",
        bytes,
        bare,
        bare,
        None,
    );
    let done = import_children(&cohort, folder.path(), &path, children);
    row(
        "cohort import, findings and Parquet included",
        bytes,
        done.took,
        bare,
        Some(done.peak),
    );
    let small = folder.path().join("small.xml");
    let few = generate(&small, megabytes / 8);
    let small_done = import_children(&cohort, folder.path(), &small, few);
    let small_bytes = small.metadata().expect("the file was written").len();
    let name = format!("the same, {:.0} MB", mb(small_bytes));
    row(
        &name,
        small_bytes,
        small_done.took,
        bare.mul_f64(small_bytes as f64 / bytes as f64),
        Some(small_done.peak),
    );
    let (lxml, found) = lxml(&python, &path);
    assert_eq!(found, children, "lxml counts the same children");
    row(
        "Python lxml iterparse, counting children",
        bytes,
        lxml,
        bare,
        None,
    );
    println!("\n{events} events; ratio: time of the bare loop over the time of the line");
}

fn generate(path: &Path, megabytes: u64) -> u64 {
    let plan = synthetic::Plan {
        seed: 1,
        authorities: vec![990],
        children_per_authority: None,
        years: 2024..=2024,
        fault_percent: 0.0,
    };
    // A first small file tells how many bytes a child takes.
    let mut sample = Vec::new();
    synthetic::write_cin_file(&plan, 990, 2024, 2_000, &mut sample).expect("a file is written");
    let children = megabytes * 1_000_000 * 2_000 / sample.len() as u64;
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path).expect("a file"));
    synthetic::write_cin_file(&plan, 990, 2024, children, &mut out).expect("a file is written");
    out.flush().expect("a file is written");
    children
}

/// Runs `cohort import` into a new store, and counts the children there.
fn import_children(cohort: &Path, folder: &Path, path: &Path, children: u64) -> Import {
    let store = folder.join(format!("store-{children}"));
    let done = import(cohort, &store, &[], &[path]);
    let counted = ask(cohort, &store, "SELECT count(*) AS n FROM cin.child");
    assert_eq!(
        counted.first(),
        Some(&children.to_string()),
        "every child arrived"
    );
    done
}

fn lxml(python: &str, path: &Path) -> (Duration, u64) {
    let output = Command::new(python)
        .arg(file("python/lxml_iterparse.py"))
        .arg(path)
        .stderr(Stdio::inherit())
        .output()
        .expect("Python starts");
    assert!(
        output.status.success(),
        "lxml failed; see benches/README.md for installing it"
    );
    let text = String::from_utf8_lossy(&output.stdout);
    let mut words = text.split_whitespace();
    let seconds: f64 = words.next().and_then(|w| w.parse().ok()).expect("seconds");
    let children = words.next().and_then(|w| w.parse().ok()).expect("children");
    (Duration::from_secs_f64(seconds), children)
}

fn row(name: &str, bytes: u64, took: Duration, bare: Duration, peak: Option<u64>) {
    let seconds = took.as_secs_f64();
    let ratio = bare.as_secs_f64() / seconds;
    let peak = peak.map_or(String::new(), |peak| format!("{:.0}", mb(peak)));
    println!(
        "{name:<44} {seconds:>8.2} {:>8.0} {ratio:>8.2} {peak:>10}",
        mb(bytes) / seconds
    );
}
