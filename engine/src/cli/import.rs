//! `cohort import`: files into the store.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};
use cohort_catalog::{CatalogError, Snapshot};

use super::failure::{Failure, describe};
use super::grouped::{self, MOST_LINES};
use super::options::{GivenOptions, OutputOptions};
use super::progress::ImportBar;
use super::rows::{Rows, counted};
use super::{Use, open_store, signal};
use crate::clock;
use crate::import::{self, FileReport, ImportPlan, Options, Outcome, PlanLine, Report, Step};
use crate::output::print_line;

/// Take files into the store: files, folders and patterns, in any order
///
/// Prints what each file is and what it would replace, then imports; of more than 40 files it
/// tells in groups, with --format csv or json one by one. A file that cannot be read is refused
/// and spoils no other. Importing the same file again does nothing. Files of one command become
/// visible together, at the latest after every 256 MiB.
#[derive(Debug, Args)]
pub(super) struct Import {
    /// Files, folders or patterns such as 'returns/*.xml'.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    given: GivenOptions,
    /// Whose copy the files are: the authority's own, or received from the DfE.
    #[arg(long, value_enum, default_value = "la")]
    source: Source,
    /// Stop after the plan.
    #[arg(long)]
    dry_run: bool,
    /// Take in a file even where the store holds one with a higher serial number.
    #[arg(long)]
    replace_newer: bool,
    #[command(flatten)]
    output: OutputOptions,
}

/// Whose copy of the data a file is.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Source {
    /// The authority's own file.
    La,
    /// Received from the DfE.
    Npd,
}

impl Source {
    pub(super) fn name(self) -> &'static str {
        match self {
            Source::La => "la",
            Source::Npd => "npd",
        }
    }
}

impl Import {
    pub(super) async fn run(self, url: &str) -> Result<(), Failure> {
        let given = self.given.given()?;
        // A plan needs no store, and a command that imports nothing must not create one.
        let store = match open_store(url, Use::Change).await {
            Ok(store) => Some(store),
            Err(CatalogError::NoStore { .. }) => None,
            Err(error) => return Err(error.into()),
        };
        let snapshot = match &store {
            Some(store) => store.latest().await?,
            None => Arc::new(Snapshot::empty()),
        };
        let (paths, source, newer) = (self.paths, self.source.name(), self.replace_newer);
        let planning = move || import::plan(&paths, given, source, &snapshot, newer);
        let plan = tokio::task::spawn_blocking(planning)
            .await
            .map_err(|error| Failure::of("planning failed", &error))?;
        let nothing = plan.files.is_empty();
        if !nothing && (self.dry_run || self.output.for_people()) {
            print_plan(&plan, &self.output)?;
        }
        if nothing || self.dry_run {
            return refusals(plan.refused.iter().map(|r| (&r.path, &r.error)));
        }
        let store = match store {
            Some(store) => store,
            None => open_store(url, Use::Create).await?,
        };
        let report = take_in(&store, plan, self.replace_newer).await?;
        print_report(&report, &self.output)?;
        refused(&report)
    }
}

/// Runs a plan with a progress bar; Ctrl-C gives up in good order.
pub(super) async fn take_in(
    store: &cohort_catalog::Store,
    plan: ImportPlan,
    replace_newer: bool,
) -> Result<Report, Failure> {
    let bar = Arc::new(ImportBar::new(plan.bytes()));
    let options = Options {
        now_micros: clock::now_micros(),
        replace_newer,
    };
    let observer = Arc::clone(&bar) as Arc<dyn import::Observer>;
    let listening = signal::listen();
    let cancel = listening.cancel.clone();
    let report = import::run(store, plan, options, observer, cancel).await;
    drop(listening);
    bar.finish();
    Ok(report?)
}

/// A line per refused path, or nothing.
fn refusals<'a>(
    refused: impl Iterator<Item = (&'a PathBuf, &'a import::FileError)>,
) -> Result<(), Failure> {
    let lines: Vec<String> = refused
        .map(|(path, error)| format!("{}: {}", path.display(), describe(error)))
        .collect();
    if lines.is_empty() {
        Ok(())
    } else {
        Err(Failure::lines(lines))
    }
}

fn print_plan(plan: &ImportPlan, output: &OutputOptions) -> Result<(), Failure> {
    if output.for_people() && plan.files.len() + plan.refused.len() > MOST_LINES {
        print_groups(plan, output)?;
    } else {
        print_lines(plan, output)?;
    }
    if output.for_people() && !plan.passed_over.is_empty() {
        let count = counted(plan.passed_over.len() as u64, "other file", "other files");
        print_line(&format!("Passed over: {count} of no known dataset."))?;
    }
    Ok(())
}

fn print_groups(plan: &ImportPlan, output: &OutputOptions) -> Result<(), Failure> {
    let lines = plan.files.iter().map(|line| grouped::Line {
        known: Some(line.known.clone()),
        step: match &line.step {
            Step::Import { replaces } if replaces.is_empty() => "import",
            Step::Import { .. } => "import, replaces another",
            Step::AlreadyImported { .. } => ALREADY,
            Step::Older { .. } => OLDER,
            Step::LessThanHeld { .. } => "left out: the store holds more",
        },
        numbers: [line.bytes],
    });
    let refused = plan.refused.iter().map(|_| grouped::Line {
        known: None,
        step: "refused",
        numbers: [0],
    });
    grouped::rows(lines.chain(refused), "plan", ["bytes"]).print(output)?;
    let files = &plan.files;
    let lacking = files.iter().filter(|line| !line.missing_parts().is_empty());
    let lacking = lacking.count() as u64;
    if lacking > 0 {
        print_line(&format!(
            "Lacking files of their sets: {}; with --dry-run --format csv every file has a line.",
            counted(lacking, "return", "returns")
        ))?;
    }
    Ok(())
}

/// What becomes of the files of a group, before and after.
const ALREADY: &str = "already imported";
const OLDER: &str = "left out: the store holds a newer one";

fn print_lines(plan: &ImportPlan, output: &OutputOptions) -> Result<(), Failure> {
    let of = &plan.files;
    let identity = |line: &PlanLine| line.known.identity.clone();
    let refused = plan.refused.len();
    let nothing = |n: usize| std::iter::repeat_n(None, n);
    let nowhere = |n: usize| std::iter::repeat_n(None::<i64>, n);
    let rows = Rows::default()
        .text(
            "file",
            of.iter()
                .map(|l| &l.path)
                .chain(plan.refused.iter().map(|r| &r.path))
                .map(shown),
        )
        .text(
            "dataset",
            of.iter()
                .map(|l| Some(l.known.connector.name()))
                .chain(nothing(refused)),
        )
        .number(
            "la_code",
            of.iter()
                .map(|l| Some(identity(l).la_code.into()))
                .chain(nowhere(refused)),
        )
        .number(
            "year",
            of.iter()
                .map(|l| Some(identity(l).year.into()))
                .chain(nowhere(refused)),
        )
        .text(
            "period",
            of.iter()
                .map(|l| identity(l).period)
                .chain(std::iter::repeat_n(None, refused)),
        )
        .text(
            "source",
            of.iter()
                .map(|l| Some(l.known.source))
                .chain(nothing(refused)),
        )
        .number(
            "serial",
            of.iter()
                .map(|l| identity(l).serial)
                .chain(nowhere(refused)),
        )
        .number(
            "bytes",
            of.iter()
                .map(|l| i64::try_from(l.bytes).ok())
                .chain(nowhere(refused)),
        )
        .text(
            "plan",
            of.iter()
                .map(|l| Some(step_words(&l.step)))
                .chain(std::iter::repeat_n(Some("refused".to_owned()), refused)),
        );
    let lacks = |line: &PlanLine| {
        let parts = line.missing_parts();
        (!parts.is_empty()).then(|| parts.join(", "))
    };
    let rows = if of.iter().any(|line| lacks(line).is_some()) {
        let refused = std::iter::repeat_n(None, refused);
        rows.text("lacks", of.iter().map(lacks).chain(refused))
    } else {
        rows
    };
    rows.print(output)
}

fn step_words(step: &Step) -> String {
    match step {
        Step::Import { replaces } => match replaces.as_slice() {
            [] => "import".to_owned(),
            [id] => format!("import, replaces import {id}"),
            ids => {
                let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
                format!("import, replaces imports {}", ids.join(", "))
            }
        },
        Step::AlreadyImported { import_id } => format!("already imported as import {import_id}"),
        Step::Older { than } => format!("left out: import {than} is newer"),
        // Refused before it comes to this.
        Step::LessThanHeld { than, .. } => format!("left out: import {than} holds more"),
    }
}

fn shown(path: impl AsRef<Path>) -> Option<String> {
    Some(path.as_ref().display().to_string())
}

/// What became of each file, or of each group where a person would get too many lines.
pub(super) fn print_report(report: &Report, output: &OutputOptions) -> Result<(), Failure> {
    if output.for_people() && report.files.len() > MOST_LINES {
        let lines = report.files.iter().map(|file| {
            let (step, record) = match &file.outcome {
                Outcome::Imported(record) => ("imported", Some(record)),
                Outcome::AlreadyImported { .. } => (ALREADY, None),
                Outcome::Older { .. } => (OLDER, None),
                Outcome::Refused(_) => ("refused", None),
            };
            let numbers = record.map_or([0; 5], |record| {
                let findings = &record.findings;
                let (errors, queries, notices) = (findings.error, findings.query, findings.notice);
                [record.children, record.rows, errors, queries, notices]
            });
            grouped::Line {
                known: file.known.clone(),
                step,
                numbers,
            }
        });
        let numbers = ["children", "rows", "errors", "queries", "notices"];
        grouped::rows(lines, "result", numbers).print(output)?;
    } else {
        print_outcomes(report, output)?;
    }
    if output.for_people()
        && let Some(snapshot) = report.snapshots.last()
    {
        print_line(&format!(
            "The store is at snapshot {snapshot}. imports.finding says what is wrong in the files."
        ))?;
    }
    Ok(())
}

/// Who was refused, as an error.
pub(super) fn refused(report: &Report) -> Result<(), Failure> {
    refusals(report.files.iter().filter_map(|file| match &file.outcome {
        Outcome::Refused(error) => Some((&file.path, error)),
        _ => None,
    }))
}

fn print_outcomes(report: &Report, output: &OutputOptions) -> Result<(), Failure> {
    let of = &report.files;
    let record = |file: &FileReport| match &file.outcome {
        Outcome::Imported(record) => Some(Arc::clone(record)),
        _ => None,
    };
    let records: Vec<_> = of.iter().map(record).collect();
    let count = |get: fn(&cohort_catalog::ImportRecord) -> u64| {
        records
            .iter()
            .map(move |record| record.as_ref().map(|record| get(record)))
    };
    Rows::default()
        .text("file", of.iter().map(|file| &file.path).map(shown))
        .text(
            "result",
            of.iter().map(|file| Some(result_words(&file.outcome))),
        )
        .number(
            "import_id",
            records.iter().map(|r| r.as_ref().map(|r| r.import_id)),
        )
        .number("children", count(|r| r.children))
        .number("rows", count(|r| r.rows))
        .number("errors", count(|r| r.findings.error))
        .number("queries", count(|r| r.findings.query))
        .number("notices", count(|r| r.findings.notice))
        .print(output)
}

fn result_words(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Imported(_) => "imported".to_owned(),
        Outcome::AlreadyImported { import_id } => format!("already imported as import {import_id}"),
        Outcome::Older { than } => format!("left out: import {than} is newer"),
        Outcome::Refused(_) => "refused".to_owned(),
    }
}
