//! The simple query protocol: a text with any number of statements, results in text.

use pgwire::messages::PgWireBackendMessage;
use pgwire::messages::response::EmptyQueryResponse;

use super::connection::Connection;
use super::errors::Fault;
use super::portal::RowSource;
use crate::session::{Kind, Prepared, parse};

impl Connection {
    /// Answers a whole text. An error ends it; what came before has been answered.
    pub(super) async fn simple_query(&mut self, sql: &str) -> Result<(), Fault> {
        // A simple query does away with the unnamed statement and portal.
        self.statements.remove("");
        self.portals.remove("");
        match self.run_text(sql).await {
            Ok(()) => {}
            Err(Fault::Told(error)) => self.tell(&error).await?,
            Err(fault) => return Err(fault),
        }
        self.end_of_statements();
        self.ready().await
    }

    async fn run_text(&mut self, sql: &str) -> Result<(), Fault> {
        let statements = parse(sql)?;
        if statements.is_empty() {
            return self
                .feed(PgWireBackendMessage::EmptyQueryResponse(
                    EmptyQueryResponse::new(),
                ))
                .await;
        }
        for statement in &statements {
            self.run_simple(statement).await?;
        }
        Ok(())
    }

    async fn run_simple(&mut self, statement: &Prepared) -> Result<(), Fault> {
        self.session.begin_statement();
        match &statement.kind {
            Kind::Query(query) => {
                let planned = self.session.plan(query, &[]).await?;
                let stream = self.session.execute(&planned, Vec::new()).await?;
                self.send_result(RowSource::stream(stream)?, statement.tag)
                    .await
            }
            Kind::CopyOut {
                query,
                options,
                legacy_options,
            } => {
                let planned = self.session.plan(query, &[]).await?;
                let format = super::copy::CopyFormat::read(options, legacy_options)?;
                let stream = self.session.execute(&planned, Vec::new()).await?;
                self.copy_out(RowSource::stream(stream)?, &format).await
            }
            _ => match self.run_own(statement).await? {
                Some(result) => self.send_own(result).await,
                None => {
                    let mut outcome = self.command(statement).await?;
                    match RowSource::of(&mut outcome)? {
                        Some(rows) => self.send_result(rows, &outcome.tag).await,
                        None => self.complete(outcome.tag).await,
                    }
                }
            },
        }
    }

    /// Sends columns, rows and the end of a result, in text.
    pub(super) async fn send_result(
        &mut self,
        mut rows: RowSource,
        tag: &str,
    ) -> Result<(), Fault> {
        let columns = std::sync::Arc::clone(rows.columns());
        self.row_description(&columns, &[]).await?;
        let sent = self.send_rows(&mut rows, &[], None).await?;
        self.complete(row_tag(tag, sent)).await
    }
}

/// The command tag of a statement that gave rows. SHOW and EXPLAIN carry no number.
pub(super) fn row_tag(tag: &str, rows: usize) -> String {
    match tag {
        "SHOW" | "EXPLAIN" => tag.to_owned(),
        tag => format!("{tag} {rows}"),
    }
}
