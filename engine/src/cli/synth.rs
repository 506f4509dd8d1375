//! `cohort synth`: fictional files, with the truth beside them.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use clap::Args;
use cohort_connectors::synthetic::{
    self, AUTHORITIES, Dataset, Plan, Progress, Region, RegionFile, RegionFiles, SynthError,
    Written,
};
use indicatif::HumanCount;

use super::failure::Failure;
use super::options::years;
use super::progress::steps_bar;
use super::rows::counted;
use crate::output::print_line;

/// Write fictional files of every dataset, with the truth beside them
///
/// The authorities (990 to 999) and everybody in the files are made up; the shapes of the
/// figures follow what the DfE publishes. The same seed gives the same bytes.
#[derive(Debug, Args)]
pub(super) struct Synth {
    /// Folder to write into.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// How many fictional authorities.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(i16).range(1..=10))]
    las: i16,
    /// Children living in each authority, of whom about 75 in 1,000 come into a CIN census; its
    /// number in reference.population by default. With any other, rates come out right only
    /// when the dataset population is imported as well.
    #[arg(long, value_name = "N")]
    pupils: Option<u64>,
    /// Years by the calendar year in which they end, such as 2022-2025.
    #[arg(long, value_name = "YEARS", default_value = "2022-2025", value_parser = years)]
    years: RangeInclusive<i16>,
    /// Decides everything that chance decides.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Per cent of the children of a return, or of the rows of a table, that get one fault.
    #[arg(long, value_name = "PERCENT", default_value_t = 2.0)]
    faults: f64,
    /// Which datasets, with a comma between; all of them by default.
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = dataset)]
    datasets: Vec<Dataset>,
}

/// A dataset by the name that imports.dataset gives it.
fn dataset(name: &str) -> Result<Dataset, String> {
    let found = Dataset::ALL.iter().find(|dataset| dataset.name() == name);
    found.copied().ok_or_else(|| {
        let names: Vec<_> = Dataset::ALL.iter().map(|dataset| dataset.name()).collect();
        format!("no such dataset; valid: {}", names.join(", "))
    })
}

impl Synth {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let plan = Plan {
            seed: self.seed,
            authorities: authorities(self.las),
            children_per_authority: self.pupils,
            years: self.years,
            fault_percent: self.faults,
        };
        if self.datasets == [Dataset::Cin] {
            let written = write(plan, &self.out).await?;
            for file in &written.files {
                let children = HumanCount(file.children);
                let name = file.path.display();
                print_line(&format!(
                    "{name}: {children} children, {} bytes",
                    HumanCount(file.bytes)
                ))?;
            }
            return print_truth(&written.truth);
        }
        let datasets = match self.datasets.is_empty() {
            true => Dataset::ALL.to_vec(),
            false => self.datasets,
        };
        let written = write_region(Region { plan, datasets }, &self.out).await?;
        print_folders(&self.out, &written.files)?;
        print_truth(&written.truth)
    }
}

fn print_truth(truth: &[PathBuf]) -> Result<(), Failure> {
    for path in truth {
        print_line(&format!("{}: the truth", path.display()))?;
    }
    Ok(())
}

/// A line for each file at the top and for each folder: a region has hundreds of files.
fn print_folders(out: &Path, files: &[RegionFile]) -> Result<(), Failure> {
    let mut folders: BTreeMap<PathBuf, (u64, u64)> = BTreeMap::new();
    for file in files {
        let inside = file.path.strip_prefix(out).unwrap_or(&file.path);
        let top = inside
            .iter()
            .next()
            .map_or_else(PathBuf::new, PathBuf::from);
        let (count, bytes) = folders.entry(top).or_default();
        *count += 1;
        *bytes += file.path.metadata().map_or(0, |metadata| metadata.len());
    }
    for (top, (count, bytes)) in folders {
        let name = out.join(top);
        let name = name.display();
        let count = counted(count, "file", "files");
        print_line(&format!("{name}: {count}, {} bytes", HumanCount(bytes)))?;
    }
    Ok(())
}

/// The first of the fictional authorities.
pub(super) fn authorities(count: i16) -> Vec<i16> {
    AUTHORITIES
        .take(usize::try_from(count).unwrap_or_default())
        .collect()
}

/// Writes a whole region.
pub(super) async fn write_region(region: Region, out: &Path) -> Result<RegionFiles, Failure> {
    let out = out.to_owned();
    with_bar(move |told| synthetic::write_region(&region, &out, told)).await
}

/// Writes the CIN census.
async fn write(plan: Plan, out: &Path) -> Result<Written, Failure> {
    let out = out.to_owned();
    with_bar(move |told| synthetic::write(&plan, &out, told)).await
}

/// Writes with a progress bar. Ctrl-C ends the process: a half-written file is no loss.
async fn with_bar<T: Send + 'static>(
    write: impl FnOnce(&mut dyn FnMut(Progress)) -> Result<T, SynthError> + Send + 'static,
) -> Result<T, Failure> {
    let writing = move || {
        let bar = steps_bar(0);
        let written = write(&mut |progress| {
            bar.set_length(progress.of_households);
            bar.set_position(progress.households);
            let children = HumanCount(progress.children);
            bar.set_message(format!("households, {children} children written"));
        });
        bar.finish_and_clear();
        written
    };
    let written = tokio::task::spawn_blocking(writing)
        .await
        .map_err(|error| Failure::of("writing failed", &error))?;
    Ok(written?)
}
