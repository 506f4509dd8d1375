//! `cohort diff`: what changed between two snapshots.

use clap::Args;

use super::failure::Failure;
use super::options::OutputOptions;
use super::rows::Rows;
use super::{Use, open_store};

/// Say what changed between two snapshots, by table, authority and year
#[derive(Debug, Args)]
pub(super) struct Diff {
    /// Number of the first snapshot; 0 is the empty store.
    #[arg(value_name = "A")]
    before: u64,
    /// Number of the second.
    #[arg(value_name = "B")]
    after: u64,
    #[command(flatten)]
    output: OutputOptions,
}

impl Diff {
    pub(super) async fn run(self, url: &str) -> Result<(), Failure> {
        let store = open_store(url, Use::Read).await?;
        let before = store.snapshot(self.before).await?;
        let after = store.snapshot(self.after).await?;
        let of = cohort_catalog::diff(&before, &after);
        let change = |before: u64, after: u64| {
            // Row counts are far below the range of i64.
            Some(i128::from(after) - i128::from(before))
        };
        Rows::default()
            .text("table", of.iter().map(|line| Some(&line.table)))
            .number("la_code", of.iter().map(|line| Some(line.la_code)))
            .number("year", of.iter().map(|line| Some(line.year)))
            .text("source", of.iter().map(|line| Some(&line.source)))
            .number("rows_before", of.iter().map(|line| Some(line.rows_before)))
            .number("rows_after", of.iter().map(|line| Some(line.rows_after)))
            .number(
                "change",
                of.iter()
                    .map(|line| change(line.rows_before, line.rows_after)),
            )
            .text(
                "imports_added",
                of.iter().map(|line| ids(&line.imports_added)),
            )
            .text(
                "imports_removed",
                of.iter().map(|line| ids(&line.imports_removed)),
            )
            .print(&self.output)
    }
}

/// Import numbers with blanks between; NULL for none.
fn ids(ids: &[i64]) -> Option<String> {
    let texts: Vec<String> = ids.iter().map(i64::to_string).collect();
    (!texts.is_empty()).then(|| texts.join(" "))
}
