//! `cohort sql`: statements without a server.

use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;

use clap::{ArgGroup, Args, ValueEnum};
use futures::StreamExt;

use super::failure::Failure;
use super::options::OutputOptions;
use super::{Use, open_store};
use crate::output::{Flow, Printer, print_line, print_stream};
use crate::session::{
    Database, Engine, EngineError, EngineOptions, Kind, Prepared, Session, parse,
};

/// Run statements on the store, without a server
///
/// Whoever may read the store's files may ask anything of it, as an administrator. JSON and
/// Parquet hold one result, so only one of the statements may then give rows.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("statements").required(true)))]
pub(super) struct Sql {
    /// The newest snapshot (live), or the last published one (insight).
    #[arg(long, value_enum, default_value = "live")]
    database: DatabaseName,
    /// The statements.
    #[arg(
        short = 'c',
        long = "command",
        value_name = "SQL",
        group = "statements"
    )]
    command: Option<String>,
    /// A file of statements; - is standard input.
    #[arg(value_name = "FILE", group = "statements")]
    file: Option<PathBuf>,
    #[command(flatten)]
    output: OutputOptions,
}

/// A database as named on the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum DatabaseName {
    Live,
    Insight,
}

impl Sql {
    pub(super) async fn run(mut self, url: &str) -> Result<(), Failure> {
        let text = self.text()?;
        let statements = parse(&text)?;
        let store = open_store(url, Use::Read).await?;
        let engine = Engine::open(Arc::new(store), EngineOptions::default()).await?;
        let database = match self.database {
            DatabaseName::Live => Database::Live,
            DatabaseName::Insight => Database::Insight,
        };
        let session = engine.local_session(database)?;
        let mut results = 0;
        for statement in &statements {
            if self.statement(&session, statement, &mut results).await? == Flow::Closed {
                break;
            }
        }
        Ok(())
    }

    fn text(&mut self) -> Result<String, Failure> {
        if let Some(text) = self.command.take() {
            return Ok(text);
        }
        let path = self.file.take().unwrap_or_else(|| PathBuf::from("-"));
        let read = if path.as_os_str() == "-" {
            let mut text = String::new();
            std::io::stdin()
                .lock()
                .read_to_string(&mut text)
                .map(|_| text)
        } else {
            std::fs::read_to_string(&path)
        };
        read.map_err(|error| {
            Failure::of(
                &format!("{}: cannot read the statements", path.display()),
                &error,
            )
        })
    }

    async fn statement(
        &self,
        session: &Session,
        statement: &Prepared,
        results: &mut u32,
    ) -> Result<Flow, Failure> {
        if let Kind::Query(query) = &statement.kind {
            let planned = session.plan(query, &[]).await?;
            self.one_more(results)?;
            let rows = session.execute(&planned, Vec::new()).await?;
            let schema = rows.schema();
            let rows = rows.map(|batch| batch.map_err(|e| Failure::from(EngineError::from(e))));
            return print_stream(self.output.format, &self.output.destination(), schema, rows)
                .await;
        }
        let outcome = session.command(statement).await?;
        if let Some((schema, batches)) = outcome.rows {
            self.one_more(results)?;
            let mut printer =
                Printer::open(self.output.format, &self.output.destination(), schema)?;
            for batch in &batches {
                if printer.write(batch)? == Flow::Closed {
                    return Ok(Flow::Closed);
                }
            }
            return Ok(printer.finish()?);
        }
        if self.output.for_people() {
            Ok(print_line(&outcome.tag)?)
        } else {
            Ok(Flow::Open)
        }
    }

    /// A file, JSON and Parquet hold one result.
    fn one_more(&self, results: &mut u32) -> Result<(), Failure> {
        *results += 1;
        if *results > 1 && (self.output.format.is_one_document() || self.output.output.is_some()) {
            return Err(Failure::new(
                "several statements give rows, and a file, JSON or Parquet holds one result; run \
                 them one by one",
            ));
        }
        Ok(())
    }
}
