//! What the benchmarks share: options, timing, importing, made-up rows.

pub mod import;
pub mod rows;

use std::path::PathBuf;
use std::time::{Duration, Instant};

/// `--name value` from the command line, or a default.
///
/// # Panics
///
/// When the value is not of the type wanted.
pub fn option<T: std::str::FromStr>(name: &str, default: T) -> T {
    let mut arguments = std::env::args();
    while let Some(argument) = arguments.next() {
        if argument == format!("--{name}") {
            let text = arguments.next().unwrap_or_default();
            return text
                .parse()
                .unwrap_or_else(|_| panic!("--{name} {text}: not a valid value"));
        }
    }
    default
}

/// Whether `--name` stands on the command line.
pub fn flag(name: &str) -> bool {
    std::env::args().any(|argument| argument == format!("--{name}"))
}

/// A file of this package.
pub fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Runs `work` some times and gives the median duration with the last answer. Every run must
/// give the same answer.
///
/// # Panics
///
/// When two runs differ.
pub async fn median<T: PartialEq + std::fmt::Debug, F: Future<Output = T>>(
    runs: usize,
    mut work: impl FnMut() -> F,
) -> (Duration, T) {
    let mut times = Vec::new();
    let mut answer: Option<T> = None;
    for _ in 0..runs {
        let start = Instant::now();
        let this = work().await;
        times.push(start.elapsed());
        if let Some(before) = &answer {
            assert!(*before == this, "two runs gave different answers");
        }
        answer = Some(this);
    }
    times.sort();
    (
        times[times.len() / 2],
        answer.unwrap_or_else(|| panic!("at least one run")),
    )
}

/// Highest resident memory of a child process so far, in bytes; 0 once it has ended.
pub fn peak_memory(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM:"))
        .unwrap_or_default();
    let kib: u64 = line
        .split_whitespace()
        .nth(1)
        .and_then(|n| n.parse().ok())
        .unwrap_or(0);
    kib * 1024
}
