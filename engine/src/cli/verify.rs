//! `cohort verify`: the whole store, read back.

use clap::Args;
use cohort_catalog::{Orphan, Store};
use indicatif::HumanBytes;

use super::failure::Failure;
use super::options::OutputOptions;
use super::progress::bytes_bar;
use super::rows::{Rows, counted};
use super::{Use, open_store};
use crate::clock;
use crate::output::print_line;
use crate::session::imported_tables;

/// Read the whole store back and prove that it is as it was written
///
/// Every manifest, every digest, every row. Objects that nothing names are what an interrupted
/// import leaves; they do no harm and are listed.
#[derive(Debug, Args)]
pub(super) struct Verify {
    /// Remove what interrupted imports left more than a day ago.
    #[arg(long)]
    remove_orphans: bool,
    #[command(flatten)]
    output: OutputOptions,
}

impl Verify {
    pub(super) async fn run(self, url: &str) -> Result<(), Failure> {
        let usage = match self.remove_orphans {
            true => Use::Change,
            false => Use::Read,
        };
        let store = open_store(url, usage).await?;
        let bar = bytes_bar(0);
        let report = store
            .verify_tables(&imported_tables(), |progress| {
                bar.set_length(progress.bytes_total);
                bar.set_position(progress.bytes_done);
            })
            .await;
        bar.finish_and_clear();
        let report = report?;
        let (problems, orphans) = (&report.problems, &report.orphans);
        if !self.output.for_people() || !problems.is_empty() || !orphans.is_empty() {
            let kinds = problems
                .iter()
                .map(|_| "problem")
                .chain(orphans.iter().map(|_| "orphan"));
            let paths = problems
                .iter()
                .map(|p| &p.path)
                .chain(orphans.iter().map(|o| &o.path));
            let whats = problems.iter().map(|p| p.what.clone());
            let whats = whats.chain(orphans.iter().map(|_| "nothing names it".to_owned()));
            let sizes = problems
                .iter()
                .map(|_| None)
                .chain(orphans.iter().map(|o| Some(o.bytes)));
            Rows::default()
                .text("kind", kinds.map(Some))
                .text("path", paths.map(Some))
                .text("what", whats.map(Some))
                .number("bytes", sizes)
                .print(&self.output)?;
        }
        if !report.is_sound() {
            let count = counted(problems.len() as u64, "problem", "problems");
            return Err(Failure::new(format!(
                "{url}: {count} in the store, the first is {}; restore what is damaged from a \
                 backup",
                problems[0]
            )));
        }
        if self.output.for_people() {
            print_line(&format!(
                "Sound: {}, {}, {}, {}.",
                counted(report.snapshots, "snapshot", "snapshots"),
                counted(report.objects, "object", "objects"),
                counted(report.rows, "row", "rows"),
                HumanBytes(report.bytes)
            ))?;
        }
        self.orphans(&store, orphans).await
    }

    /// Removes what nothing names if that was asked for, and says what is left to do.
    async fn orphans(&self, store: &Store, orphans: &[Orphan]) -> Result<(), Failure> {
        let mut words = Vec::new();
        let mut left = orphans.len();
        if self.remove_orphans {
            let before = clock::now_micros() - SETTLED_MICROS;
            let gone = store.remove_orphans(orphans, before).await?;
            left -= gone.len();
            let bytes = gone.iter().map(|orphan| orphan.bytes).sum();
            let count = counted(gone.len() as u64, "orphan", "orphans");
            words.push(format!("Removed: {count}, {}.", HumanBytes(bytes)));
            if left > 0 {
                words.push(format!(
                    "Left: {}, less than a day old or not of cohort's making.",
                    counted(left as u64, "orphan", "orphans")
                ));
            }
        } else if left > 0 {
            words.push(format!(
                "{} of interrupted imports, which no query sees; verify --remove-orphans removes \
                 those more than a day old.",
                counted(left as u64, "orphan", "orphans")
            ));
        }
        if self.output.for_people() {
            for line in &words {
                print_line(line)?;
            }
        }
        Ok(())
    }
}

/// A day: far longer than an import takes between its first object and its commit.
const SETTLED_MICROS: i64 = 24 * 3600 * 1_000_000;
