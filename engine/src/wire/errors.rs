//! What goes wrong on a connection, and how the client is told.

use std::io;

use pgwire::error::{ErrorInfo, PgWireError};
use pgwire::messages::PgWireBackendMessage;

use crate::session::error::{EngineError, ErrorKind};

/// Why a message could not be answered.
#[derive(Debug)]
pub(super) enum Fault {
    /// The client is told, and the connection goes on.
    Told(EngineError),
    /// The client is told, and the connection ends.
    Fatal(EngineError),
    /// The client is gone.
    Gone(io::Error),
}

impl From<EngineError> for Fault {
    fn from(error: EngineError) -> Self {
        Fault::Told(error)
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Fault::Gone(error)
    }
}

impl From<datafusion::error::DataFusionError> for Fault {
    fn from(error: datafusion::error::DataFusionError) -> Self {
        Fault::Told(error.into())
    }
}

/// Errors of pgwire's message types and of the encoder.
impl From<PgWireError> for Fault {
    fn from(error: PgWireError) -> Self {
        match error {
            PgWireError::IoError(error) => Fault::Gone(error),
            PgWireError::UserError(info) if info.code == "0A000" => {
                Fault::Told(EngineError::new(ErrorKind::NotSupported, info.message))
            }
            PgWireError::UserError(info) => {
                Fault::Told(EngineError::new(ErrorKind::Internal, info.message))
            }
            other => Fault::Fatal(protocol(other.to_string())),
        }
    }
}

/// The client broke the protocol.
pub(super) fn protocol(message: impl Into<String>) -> EngineError {
    EngineError::new(ErrorKind::Protocol, message)
}

/// The server stops, in PostgreSQL's words.
pub(super) fn shutting_down() -> EngineError {
    EngineError::new(
        ErrorKind::ShuttingDown,
        "terminating connection due to administrator command",
    )
}

/// No such prepared statement.
pub(super) fn unknown_statement(name: &str) -> EngineError {
    let message = if name.is_empty() {
        "unnamed prepared statement does not exist".to_owned()
    } else {
        format!("prepared statement \"{name}\" does not exist")
    };
    EngineError::new(ErrorKind::UnknownStatement, message)
}

/// No such portal or cursor.
pub(super) fn unknown_cursor(name: &str) -> EngineError {
    EngineError::new(
        ErrorKind::UnknownCursor,
        format!("cursor \"{name}\" does not exist"),
    )
}

/// A statement in a transaction that has failed.
pub(super) fn transaction_failed() -> EngineError {
    EngineError::new(
        ErrorKind::TransactionFailed,
        "current transaction is aborted, commands ignored until end of transaction block",
    )
}

/// The message that tells the client. `severity` is `ERROR` or `FATAL`.
pub(super) fn message(severity: &str, error: &EngineError) -> PgWireBackendMessage {
    let mut info = ErrorInfo::new(
        severity.to_owned(),
        error.sqlstate().to_owned(),
        error.message.clone(),
    );
    info.severity_nonlocalized = Some(severity.to_owned());
    info.hint = error.hint.clone();
    info.position = error.position.map(|at| at.to_string());
    PgWireBackendMessage::ErrorResponse(info.into())
}
