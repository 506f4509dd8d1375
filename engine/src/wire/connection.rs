//! One connection after its login: the loop over messages, and sending rows.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use arrow::record_batch::RecordBatch;
use futures::{SinkExt as _, StreamExt as _};
use pgwire::messages::data::{FieldDescription, RowDescription};
use pgwire::messages::response::{CommandComplete, ReadyForQuery, TransactionStatus as Told};
use pgwire::messages::startup::ParameterStatus;
use pgwire::messages::{PgWireBackendMessage, PgWireFrontendMessage};
use tokio::sync::watch;

use super::cancel::Place;
use super::codec::Socket;
use super::encode::{Column, Rows, TextFormat};
use super::errors::{self, Fault, protocol, shutting_down};
use super::portal::{Portal, RowSource, Statement};
use super::startup::Welcome;
use crate::session::{CommandOutcome, EngineError, Session, TransactionStatus};

/// Bytes collected before they are sent, and so the memory that a result takes however slow
/// its reader (a single row may be longer).
pub(super) const BUFFER: usize = 64 * 1024;

/// A connection that has logged in.
pub(super) struct Connection {
    pub(super) socket: Socket,
    pub(super) session: Arc<Session>,
    /// Prepared statements by name; `""` is the unnamed one.
    pub(super) statements: HashMap<String, Arc<Statement>>,
    /// Portals and cursors by name.
    pub(super) portals: HashMap<String, Portal>,
    /// After an error in the extended protocol everything is skipped up to Sync.
    skipping: bool,
    stopping: watch::Receiver<bool>,
    _place: Place,
}

impl Connection {
    /// Takes over what the login made.
    pub(super) fn new(welcome: Welcome, stopping: watch::Receiver<bool>) -> Self {
        Connection {
            socket: welcome.socket,
            session: welcome.session,
            statements: HashMap::new(),
            portals: HashMap::new(),
            skipping: false,
            stopping,
            _place: welcome.place,
        }
    }

    /// Answers messages until the client leaves or the server stops.
    pub(super) async fn run(mut self) -> Result<(), Fault> {
        loop {
            let message = tokio::select! {
                biased;
                _ = self.stopping.wait_for(|stopping| *stopping) => Err(shutting_down()),
                message = self.socket.next() => Ok(message),
            };
            let message = match message {
                Err(stopping) => return self.end(&stopping).await,
                Ok(message) => message,
            };
            let message = match message {
                Some(Ok(message)) => message,
                Some(Err(error)) => match Fault::from(error) {
                    Fault::Fatal(error) | Fault::Told(error) => return self.end(&error).await,
                    gone => return Err(gone),
                },
                None => return Ok(()),
            };
            match self.answer(message).await {
                Ok(ControlFlow::Continue(())) => {}
                Ok(ControlFlow::Break(())) => return Ok(()),
                Err(Fault::Fatal(error)) => return self.end(&error).await,
                Err(fault) => return Err(fault),
            }
        }
    }

    async fn end(&mut self, error: &EngineError) -> Result<(), Fault> {
        self.socket.send(errors::message("FATAL", error)).await?;
        self.socket.close().await?;
        Ok(())
    }

    async fn answer(&mut self, message: PgWireFrontendMessage) -> Result<ControlFlow<()>, Fault> {
        use PgWireFrontendMessage as M;
        if self.skipping && !matches!(message, M::Sync(_) | M::Terminate(_)) {
            return Ok(ControlFlow::Continue(()));
        }
        let done = match message {
            M::Terminate(_) => return Ok(ControlFlow::Break(())),
            M::Query(query) => {
                self.simple_query(&query.query).await?;
                return Ok(ControlFlow::Continue(()));
            }
            M::Sync(_) => {
                self.sync().await?;
                return Ok(ControlFlow::Continue(()));
            }
            M::Parse(parse) => self.parse(parse).await,
            M::Bind(bind) => self.bind(bind).await,
            M::Describe(describe) => self.describe(describe).await,
            M::Execute(execute) => self.execute(execute).await,
            M::Close(close) => self.close(close).await,
            M::Flush(_) => Ok(self.socket.flush().await?),
            // The rest of a COPY that was never begun.
            M::CopyData(_) | M::CopyDone(_) | M::CopyFail(_) => Ok(()),
            _ => Err(Fault::Fatal(protocol("unexpected message"))),
        };
        match done {
            Ok(()) => {}
            Err(Fault::Told(error)) => {
                self.tell(&error).await?;
                self.skipping = true;
            }
            Err(fault) => return Err(fault),
        }
        Ok(ControlFlow::Continue(()))
    }

    /// The end of a round of the extended protocol.
    async fn sync(&mut self) -> Result<(), Fault> {
        self.skipping = false;
        self.end_of_statements();
        self.ready().await
    }

    /// Tells the client of an error, which also fails an open transaction.
    pub(super) async fn tell(&mut self, error: &EngineError) -> Result<(), Fault> {
        self.session.fail_transaction();
        self.socket.send(errors::message("ERROR", error)).await?;
        Ok(())
    }

    /// Outside a transaction, portals end with the statements that made them.
    pub(super) fn end_of_statements(&mut self) {
        if self.session.transaction() == TransactionStatus::Idle {
            self.portals.retain(|_, portal| portal.hold);
        }
    }

    /// Says that the next query may come, and in what transaction.
    pub(super) async fn ready(&mut self) -> Result<(), Fault> {
        let status = match self.session.transaction() {
            TransactionStatus::Idle => Told::Idle,
            TransactionStatus::Active => Told::Transaction,
            TransactionStatus::Failed => Told::Error,
        };
        let ready = PgWireBackendMessage::ReadyForQuery(ReadyForQuery::new(status));
        self.socket.send(ready).await?;
        Ok(())
    }

    /// Hands a message to the buffer; it leaves when the buffer is full or flushed.
    pub(super) async fn feed(&mut self, message: PgWireBackendMessage) -> Result<(), Fault> {
        Ok(self.socket.feed(message).await?)
    }

    /// A statement is done.
    pub(super) async fn complete(&mut self, tag: String) -> Result<(), Fault> {
        self.feed(PgWireBackendMessage::CommandComplete(CommandComplete::new(
            tag,
        )))
        .await
    }

    /// Names, types and formats of the columns to come.
    pub(super) async fn row_description(
        &mut self,
        columns: &[Column],
        binary: &[bool],
    ) -> Result<(), Fault> {
        let fields = columns
            .iter()
            .enumerate()
            .map(|(i, column)| {
                let format = i16::from(binary.get(i) == Some(&true));
                let size = crate::pg::type_size(&column.ty);
                FieldDescription::new(column.name.clone(), 0, 0, column.ty.oid(), size, -1, format)
            })
            .collect();
        self.feed(PgWireBackendMessage::RowDescription(RowDescription::new(
            fields,
        )))
        .await
    }

    /// How values are written in text, as the session says now.
    pub(super) fn text_format(&self) -> TextFormat {
        TextFormat::new(&self.session.settings().get("TimeZone").unwrap_or_default())
    }

    /// Sends at most `limit` rows and returns how many there were. The client's pace is
    /// ours: no batch is asked for before the one before it has left.
    pub(super) async fn send_rows(
        &mut self,
        rows: &mut RowSource,
        binary: &[bool],
        limit: Option<usize>,
    ) -> Result<usize, Fault> {
        let format = self.text_format();
        let mut sent = 0;
        loop {
            let room = limit.map_or(usize::MAX, |limit| limit - sent);
            if room == 0 {
                return Ok(sent);
            }
            let Some(batch) = rows.next(room).await? else {
                return Ok(sent);
            };
            self.send_batch(&batch, binary, &format).await?;
            sent += batch.num_rows();
        }
    }

    async fn send_batch(
        &mut self,
        batch: &RecordBatch,
        binary: &[bool],
        format: &TextFormat,
    ) -> Result<(), Fault> {
        let rows = Rows::of(batch, binary, format)?;
        for row in 0..batch.num_rows() {
            let buffer = self.socket.write_buffer_mut();
            let before = buffer.len();
            if let Err(error) = rows.data_row(row, buffer) {
                // Half a message must never leave.
                buffer.truncate(before);
                return Err(error.into());
            }
            if buffer.len() >= BUFFER {
                self.flush_some().await?;
            }
        }
        Ok(())
    }

    /// Empties the buffer into the socket, for as long as the server may take.
    pub(super) async fn flush_some(&mut self) -> Result<(), Fault> {
        Ok(self.socket.flush().await?)
    }

    /// Settings whose change the client must know.
    pub(super) async fn tell_settings(&mut self, outcome: &CommandOutcome) -> Result<(), Fault> {
        for (name, value) in &outcome.parameter_status {
            let status = ParameterStatus::new(name.clone(), value.clone());
            self.feed(PgWireBackendMessage::ParameterStatus(status))
                .await?;
        }
        Ok(())
    }
}
