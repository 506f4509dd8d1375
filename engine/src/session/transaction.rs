//! Transactions: a read-only snapshot for the length of BEGIN … COMMIT.

use std::sync::{Mutex, PoisonError};

use super::error::{EngineError, ErrorKind};

/// What ReadyForQuery tells a client.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TransactionStatus {
    /// Outside a transaction.
    #[default]
    Idle,
    /// Inside one.
    Active,
    /// Inside one in which a statement has failed.
    Failed,
}

#[derive(Debug, Default)]
struct State {
    status: TransactionStatus,
    /// Whether a statement has fixed the snapshot yet.
    pinned: bool,
    savepoints: Vec<String>,
}

/// The transaction of one session.
#[derive(Debug, Default)]
pub(super) struct Transaction(Mutex<State>);

impl Transaction {
    fn with<T>(&self, f: impl FnOnce(&mut State) -> T) -> T {
        f(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn status(&self) -> TransactionStatus {
        self.with(|state| state.status)
    }

    /// Begins one; inside one it stays as it is, as in PostgreSQL. True if it is new.
    pub(super) fn begin(&self) -> bool {
        self.with(|state| {
            let new = state.status == TransactionStatus::Idle;
            if new {
                *state = State {
                    status: TransactionStatus::Active,
                    ..State::default()
                };
            }
            new
        })
    }

    /// Ends it. True if no statement had failed.
    pub(super) fn end(&self) -> bool {
        self.with(|state| {
            let sound = state.status != TransactionStatus::Failed;
            *state = State::default();
            sound
        })
    }

    /// A statement failed.
    pub(super) fn fail(&self) {
        self.with(|state| {
            if state.status == TransactionStatus::Active {
                state.status = TransactionStatus::Failed;
            }
        });
    }

    /// True when the coming statement fixes the snapshot: outside a transaction each one
    /// does, inside only the first.
    pub(super) fn takes_snapshot(&self) -> bool {
        self.with(|state| {
            let takes = !state.pinned;
            state.pinned = state.status != TransactionStatus::Idle;
            takes
        })
    }

    /// Refuses statements after a failure.
    pub(super) fn check(&self) -> Result<(), EngineError> {
        if self.status() == TransactionStatus::Failed {
            return Err(EngineError::new(
                ErrorKind::TransactionFailed,
                "current transaction is aborted, commands ignored until end of transaction block",
            ));
        }
        Ok(())
    }

    pub(super) fn savepoint(&self, name: String) -> Result<(), EngineError> {
        self.with(|state| {
            if state.status == TransactionStatus::Idle {
                return Err(outside("SAVEPOINT"));
            }
            state.savepoints.push(name);
            Ok(())
        })
    }

    pub(super) fn release(&self, name: &str) -> Result<(), EngineError> {
        self.with(|state| {
            let at = find(state, name, "RELEASE SAVEPOINT")?;
            state.savepoints.truncate(at);
            Ok(())
        })
    }

    pub(super) fn rollback_to(&self, name: &str) -> Result<(), EngineError> {
        self.with(|state| {
            let at = find(state, name, "ROLLBACK TO SAVEPOINT")?;
            state.savepoints.truncate(at + 1);
            state.status = TransactionStatus::Active;
            Ok(())
        })
    }
}

fn find(state: &State, name: &str, what: &str) -> Result<usize, EngineError> {
    if state.status == TransactionStatus::Idle {
        return Err(outside(what));
    }
    state
        .savepoints
        .iter()
        .rposition(|s| s == name)
        .ok_or_else(|| {
            EngineError::new(
                ErrorKind::UnknownSavepoint,
                format!("savepoint \"{name}\" does not exist"),
            )
        })
}

fn outside(what: &str) -> EngineError {
    EngineError::new(
        ErrorKind::NoTransaction,
        format!("{what} can only be used in transaction blocks"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snapshot_is_taken_once_per_transaction() {
        let transaction = Transaction::default();
        assert!(transaction.takes_snapshot() && transaction.takes_snapshot());
        assert!(transaction.begin());
        assert!(transaction.takes_snapshot());
        assert!(!transaction.takes_snapshot());
        assert!(transaction.end());
        assert!(transaction.takes_snapshot());
    }

    #[test]
    fn after_a_failure_only_a_rollback_helps() {
        let transaction = Transaction::default();
        transaction.begin();
        transaction.savepoint("a".into()).unwrap();
        transaction.fail();
        assert_eq!(transaction.check().unwrap_err().sqlstate(), "25P02");
        transaction.rollback_to("a").unwrap();
        assert!(transaction.check().is_ok());
        assert_eq!(
            transaction.rollback_to("b").unwrap_err().sqlstate(),
            "3B001"
        );
    }
}
