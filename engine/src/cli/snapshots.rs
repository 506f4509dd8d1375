//! `cohort snapshots`: the store's past.

use clap::Args;

use super::failure::Failure;
use super::options::OutputOptions;
use super::rows::Rows;
use super::{Use, open_store};

/// List the snapshots: every state the store has had
///
/// SET cohort.as_of = '<number>' shows an older one in a session.
#[derive(Debug, Args)]
pub(super) struct Snapshots {
    #[command(flatten)]
    output: OutputOptions,
}

impl Snapshots {
    pub(super) async fn run(self, url: &str) -> Result<(), Failure> {
        let store = open_store(url, Use::Read).await?;
        let of = store.snapshots().await?;
        let published = store.published().await?.map(|published| published.snapshot);
        Rows::default()
            .number("snapshot", of.iter().map(|s| Some(s.number)))
            .instants("created_at", of.iter().map(|s| s.created_at))
            .text("action", of.iter().map(|s| Some(&s.action)))
            .number("imports", of.iter().map(|s| Some(s.imports)))
            .number("rows", of.iter().map(|s| Some(s.rows)))
            .truth("published", of.iter().map(|s| published == Some(s.number)))
            .print(&self.output)
    }
}
