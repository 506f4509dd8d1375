//! `cohort validate`: what is wrong in files, without a store.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use clap::Args;
use cohort_catalog::{FindingCounts, Snapshot};
use cohort_connectors::{ConnectorError, Given};

use super::failure::{Failure, describe};
use super::options::{GivenOptions, OutputOptions};
use super::progress::ImportBar;
use super::rows::{Rows, counted};
use crate::import::tables::FINDING;
use crate::import::{self, ImportPlan, Observer, PlanLine};
use crate::output::{Flow, OutputError, Printer, print_line};

/// Say what is wrong in files; nothing is imported, and no store is needed
///
/// Prints where each finding is (file, line, number of the child), the DfE's rule number where
/// one exists, and what is wrong. Values and identifiers of children are not printed: import
/// the file and ask imports.finding for them. The exit status is 0 when every file could be
/// read, findings or not.
#[derive(Debug, Args)]
pub(super) struct Validate {
    /// Files, folders or patterns such as 'returns/*.xml'.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    given: GivenOptions,
    /// Print how often each rule is broken, and not each finding.
    #[arg(long)]
    summary: bool,
    #[command(flatten)]
    output: OutputOptions,
}

impl Validate {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let given = self.given.given()?;
        // Reading and printing wait for disks and terminals, not for other tasks.
        tokio::task::spawn_blocking(move || self.validate(given))
            .await
            .map_err(|error| Failure::of("reading failed", &error))?
    }

    fn validate(self, given: Given) -> Result<(), Failure> {
        let plan = import::plan(&self.paths, given, "la", &Snapshot::empty(), true);
        let ImportPlan { files, refused, .. } = plan;
        let mut refusals: Vec<String> = refused
            .iter()
            .map(|r| format!("{}: {}", r.path.display(), describe(&r.error)))
            .collect();
        if files.is_empty() {
            return Err(Failure::lines(refusals));
        }
        let bar = Arc::new(ImportBar::new(files.iter().map(|line| line.bytes).sum()));
        let mut check = Check::new(&self.output, self.summary)?;
        for line in &files {
            let observer = Arc::clone(&bar) as Arc<dyn Observer>;
            observer.begin(&line.path, line.bytes);
            match check.file(line, &observer) {
                Ok(()) => {}
                Err(_) if check.stopped() => break,
                Err(error) => {
                    refusals.push(format!("{}: {}", line.path.display(), describe(&error)));
                }
            }
        }
        bar.finish();
        check.finish(&self.output)?;
        if refusals.is_empty() {
            Ok(())
        } else {
            Err(Failure::lines(refusals))
        }
    }
}

/// Columns that are printed of each finding; none of them identifies a child.
const SHOWN: [&str; 8] = [
    "part",
    "line",
    "child_no",
    "rule",
    "severity",
    "table_name",
    "item",
    "message",
];

/// How often a rule is broken: by severity, rule and item.
type Tally = BTreeMap<(String, String, Option<String>), (String, u64)>;

struct Check {
    schema: SchemaRef,
    printer: Option<Printer>,
    failed: Option<OutputError>,
    closed: bool,
    tally: Tally,
    files: u64,
    children: u64,
    counts: FindingCounts,
}

impl Check {
    fn new(output: &OutputOptions, summary: bool) -> Result<Self, Failure> {
        let all = FINDING.file_schema();
        let mut fields = vec![Arc::new(Field::new("file", DataType::Utf8, false))];
        for name in SHOWN {
            fields.push(Arc::clone(&all.fields()[column(name)]));
        }
        let schema: SchemaRef = Arc::new(Schema::new(fields));
        let printer = if summary {
            None
        } else {
            Some(Printer::open(
                output.format,
                &output.destination(),
                Arc::clone(&schema),
            )?)
        };
        Ok(Check {
            schema,
            printer,
            failed: None,
            closed: false,
            tally: Tally::new(),
            files: 0,
            children: 0,
            counts: FindingCounts::default(),
        })
    }

    /// Whether nothing more can be printed.
    fn stopped(&self) -> bool {
        self.closed || self.failed.is_some()
    }

    fn file(
        &mut self,
        line: &PlanLine,
        observer: &Arc<dyn Observer>,
    ) -> Result<(), import::FileError> {
        let name = line.path.display().to_string();
        let mut each = |rows: RecordBatch| self.take(&name, &rows);
        let reading = import::read_findings(line, observer, &mut each)?;
        self.files += 1;
        self.children += reading.summary.children;
        self.counts.error += reading.findings.error;
        self.counts.query += reading.findings.query;
        self.counts.notice += reading.findings.notice;
        Ok(())
    }

    fn take(&mut self, file: &str, rows: &RecordBatch) -> Result<(), ConnectorError> {
        self.count(rows);
        let Some(printer) = &mut self.printer else {
            return Ok(());
        };
        let files = StringArray::from_iter_values(std::iter::repeat_n(file, rows.num_rows()));
        let mut columns: Vec<ArrayRef> = vec![Arc::new(files)];
        columns.extend(
            SHOWN
                .iter()
                .map(|name| Arc::clone(rows.column(column(name)))),
        );
        let printed = RecordBatch::try_new(Arc::clone(&self.schema), columns)
            .map_err(OutputError::from)
            .and_then(|rows| printer.write(&rows));
        match printed {
            Ok(Flow::Open) => return Ok(()),
            Ok(Flow::Closed) => self.closed = true,
            Err(error) => self.failed = Some(error),
        }
        Err(ConnectorError::Sink {
            source: "the findings cannot be printed".into(),
        })
    }

    fn count(&mut self, rows: &RecordBatch) {
        let text = |name: &str| rows.column(column(name)).as_string::<i32>().clone();
        let (rules, items) = (text("rule"), text("item"));
        let (severities, messages) = (text("severity"), text("message"));
        let rows = severities.iter().zip(&rules).zip(&items).zip(&messages);
        for (((severity, rule), item), message) in rows {
            let severity = severity.unwrap_or_default().to_owned();
            let key = (
                severity,
                rule.unwrap_or_default().to_owned(),
                item.map(str::to_owned),
            );
            let entry = self.tally.entry(key);
            entry
                .or_insert_with(|| (message.unwrap_or_default().to_owned(), 0))
                .1 += 1;
        }
    }

    fn finish(mut self, output: &OutputOptions) -> Result<(), Failure> {
        let findings_printed = self.printer.is_some();
        if let Some(error) = self.failed.take() {
            return Err(error.into());
        }
        if let Some(printer) = self.printer.take()
            && !self.closed
        {
            self.closed = printer.finish()? == Flow::Closed;
        }
        if self.closed {
            return Ok(());
        }
        if !findings_printed || output.for_people() {
            self.print_tally(output)?;
        }
        if output.for_people() {
            let FindingCounts {
                error,
                query,
                notice,
            } = self.counts;
            print_line(&format!(
                "{} read, {}: {}, {}, {}.",
                counted(self.files, "file", "files"),
                counted(self.children, "child", "children"),
                counted(error, "error", "errors"),
                counted(query, "query", "queries"),
                counted(notice, "notice", "notices")
            ))?;
        }
        Ok(())
    }

    fn print_tally(&self, output: &OutputOptions) -> Result<(), Failure> {
        // Most serious first; the words happen to be in no useful order.
        let rank = |severity: &str| {
            ["error", "query", "notice"]
                .iter()
                .position(|s| *s == severity)
        };
        let mut of: Vec<_> = self.tally.iter().collect();
        of.sort_by_key(|(key, _)| rank(&key.0));
        Rows::default()
            .text("rule", of.iter().map(|(key, _)| Some(&key.1)))
            .text("severity", of.iter().map(|(key, _)| Some(&key.0)))
            .text("item", of.iter().map(|(key, _)| key.2.as_ref()))
            .number("findings", of.iter().map(|(_, value)| Some(value.1)))
            .text("message", of.iter().map(|(_, value)| Some(&value.0)))
            .print(output)
    }
}

/// Place of a column in [`FINDING`]'s file schema.
fn column(name: &str) -> usize {
    let place = FINDING
        .columns
        .iter()
        .position(|column| column.name == name);
    place.unwrap_or_else(|| unreachable!("imports.finding has a column {name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_column_that_is_printed_identifies_a_child() {
        for name in SHOWN {
            let sensitivity = FINDING.columns[column(name)].sensitivity;
            assert_eq!(sensitivity, cohort_catalog::Sensitivity::Plain, "{name}");
        }
    }
}
