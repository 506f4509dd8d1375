//! Importing files with the `cohort` binary, and what an import is measured beside.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use quick_xml::Reader;
use quick_xml::events::Event;

/// The `cohort` of `--cohort`, or the one beside this program.
///
/// # Panics
///
/// When there is none.
pub fn cohort() -> PathBuf {
    let beside = std::env::current_exe()
        .expect("a program knows its path")
        .with_file_name("cohort");
    let cohort: PathBuf = crate::option("cohort", beside);
    assert!(
        cohort.exists(),
        "{} is missing; build it with --release",
        cohort.display()
    );
    cohort
}

/// What one import took.
#[derive(Debug, Clone, Copy)]
pub struct Import {
    /// From the start of the process to its end.
    pub took: Duration,
    /// Highest resident memory.
    pub peak: u64,
}

/// Runs `cohort import` with `arguments` into a store that is not there yet.
///
/// # Panics
///
/// When it fails.
pub fn import(cohort: &Path, store: &Path, arguments: &[&str], paths: &[&Path]) -> Import {
    let start = Instant::now();
    let mut child = Command::new(cohort)
        .arg("--store")
        .arg(store)
        .arg("import")
        .args(arguments)
        .args(paths)
        .stdout(Stdio::null())
        .spawn()
        .expect("cohort starts");
    let mut peak = 0;
    loop {
        peak = peak.max(crate::peak_memory(child.id()));
        if let Some(status) = child.try_wait().expect("cohort runs") {
            assert!(status.success(), "cohort import failed");
            break;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let took = start.elapsed();
    Import { took, peak }
}

/// The rows of a query's answer behind its header, as CSV.
///
/// # Panics
///
/// When it fails.
pub fn ask(cohort: &Path, store: &Path, sql: &str) -> Vec<String> {
    let output = Command::new(cohort)
        .arg("--store")
        .arg(store)
        .args(["sql", "--format", "csv", "-c", sql])
        .output()
        .expect("cohort starts");
    assert!(output.status.success(), "cohort sql failed");
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().skip(1).map(str::to_owned).collect()
}

/// Reads XML with quick-xml and does nothing with it; gives the number of events.
///
/// # Panics
///
/// When a file is not well-formed.
pub fn bare_loop(paths: &[&Path]) -> u64 {
    let mut events = 0;
    let mut buffer = Vec::new();
    for path in paths {
        let file = File::open(path).expect("the file opens");
        let mut reader = Reader::from_reader(BufReader::with_capacity(1 << 16, file));
        loop {
            match reader.read_event_into(&mut buffer).expect("well-formed") {
                Event::Eof => break,
                _ => events += 1,
            }
            buffer.clear();
        }
    }
    events
}

/// Does some work several times, for the fastest.
///
/// # Panics
///
/// When it is to be done no times.
pub fn fastest<T>(runs: usize, mut work: impl FnMut() -> (Duration, T)) -> (Duration, T) {
    let mut best = work();
    for _ in 1..runs {
        let again = work();
        if again.0 < best.0 {
            best = again;
        }
    }
    best
}

/// The time that some work takes.
pub fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let answer = work();
    (start.elapsed(), answer)
}

/// Bytes as millions.
pub fn mb(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
