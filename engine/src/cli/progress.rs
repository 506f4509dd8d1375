//! Progress on standard error, to a terminal only.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use indicatif::{HumanCount, ProgressBar, ProgressStyle};

use crate::import::Observer;

const BYTES: &str = "{bar:30} {bytes:>10} of {total_bytes}  {bytes_per_sec:>12}  {msg}";
const STEPS: &str = "{bar:30} {pos:>10} of {len}  {msg}";

/// A bar over bytes.
pub(super) fn bytes_bar(total: u64) -> ProgressBar {
    bar(total, BYTES)
}

/// A bar over things that are counted.
pub(super) fn steps_bar(total: u64) -> ProgressBar {
    bar(total, STEPS)
}

fn bar(total: u64, template: &str) -> ProgressBar {
    // Draws to standard error, and nothing at all where that is no terminal.
    let bar = ProgressBar::new(total);
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// One bar over all files of an import.
pub(super) struct ImportBar {
    bar: ProgressBar,
    children: AtomicU64,
}

impl ImportBar {
    pub(super) fn new(total_bytes: u64) -> Self {
        ImportBar {
            bar: bytes_bar(total_bytes),
            children: AtomicU64::new(0),
        }
    }

    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Observer for ImportBar {
    fn begin(&self, path: &Path, _bytes: u64) {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        self.bar.set_message(name);
    }

    fn read(&self, bytes: u64) {
        self.bar.inc(bytes);
    }

    fn children(&self, children: u64) {
        let all = self.children.fetch_add(children, Ordering::Relaxed) + children;
        self.bar
            .set_message(format!("{} children", HumanCount(all)));
    }
}
