//! `cohort publish`: what the `insight` database shows.

use clap::Args;

use super::failure::Failure;
use super::{Use, open_store};
use crate::clock;
use crate::output::print_line;

/// Make the insight database show a snapshot
///
/// It keeps its answers while the live database moves on.
#[derive(Debug, Args)]
pub(super) struct Publish {
    /// Number of the snapshot; the newest if left out.
    #[arg(value_name = "N")]
    snapshot: Option<u64>,
}

impl Publish {
    pub(super) async fn run(self, url: &str) -> Result<(), Failure> {
        let store = open_store(url, Use::Change).await?;
        let number = match self.snapshot {
            Some(number) => number,
            None => store.latest().await?.number,
        };
        if number == 0 {
            return Err(Failure::new(format!(
                "{url}: there is nothing to publish; import a file first"
            )));
        }
        let published = store
            .publish(number, &operator(), clock::now_micros())
            .await?;
        print_line(&format!(
            "insight now shows snapshot {}.",
            published.snapshot
        ))?;
        Ok(())
    }
}

/// Who is at the machine, as far as the system says.
pub(super) fn operator() -> String {
    let name = ["USER", "LOGNAME", "USERNAME"]
        .iter()
        .find_map(|name| std::env::var(name).ok());
    name.filter(|name| !name.is_empty())
        .unwrap_or_else(|| "operator".to_owned())
}
