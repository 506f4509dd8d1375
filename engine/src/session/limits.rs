//! Until when a session's current statement may go on: `statement_timeout` and cancel.
//!
//! One allowance for a session, because its statements run one after another. A cursor is
//! read by many statements, and each of them has its own time: neither does the time that a
//! client spends between two of them count, nor does a cancel request that came when
//! nothing ran end the next.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use super::error::{EngineError, ErrorKind};

/// What is left to the current statement.
#[derive(Debug)]
pub(super) struct Allowance {
    /// Counts cancel requests.
    cancels: watch::Sender<u64>,
    current: Mutex<Current>,
}

#[derive(Debug, Default, Clone, Copy)]
struct Current {
    deadline: Option<Instant>,
    /// Cancel requests that came before the statement began.
    past: u64,
}

impl Default for Allowance {
    fn default() -> Self {
        Allowance {
            cancels: watch::Sender::new(0),
            current: Mutex::default(),
        }
    }
}

impl Allowance {
    fn current(&self) -> MutexGuard<'_, Current> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A statement begins.
    pub(super) fn renew(&self, timeout: Option<Duration>) {
        *self.current() = Current {
            // A time too long to be added is no limit.
            deadline: timeout.and_then(|timeout| Instant::now().checked_add(timeout)),
            past: *self.cancels.borrow(),
        };
    }

    /// Ends the current statement.
    pub(super) fn cancel(&self) {
        self.cancels.send_modify(|count| *count += 1);
    }

    /// Resolves when the current statement must end, with the reason.
    pub(super) async fn ended(&self) -> EngineError {
        let mut cancels = self.cancels.subscribe();
        loop {
            let Current { deadline, past } = *self.current();
            if *cancels.borrow_and_update() > past {
                return EngineError::new(
                    ErrorKind::Cancelled,
                    "canceling statement due to user request",
                );
            }
            let timeout = async move {
                match deadline {
                    Some(at) => tokio::time::sleep_until(at).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = timeout => return EngineError::new(
                    ErrorKind::Timeout,
                    "canceling statement due to statement timeout",
                ),
                // The sender is ours, so it is not gone.
                _ = cancels.changed() => {}
            }
        }
    }

    /// Waits for `work`, but no longer than allowed.
    pub(super) async fn guard<T>(&self, work: impl Future<Output = T>) -> Result<T, EngineError> {
        tokio::select! {
            biased;
            reason = self.ended() => Err(reason),
            result = work => Ok(result),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOON: Duration = Duration::from_millis(20);

    async fn outcome(allowance: &Allowance, work: Duration) -> Option<ErrorKind> {
        let guarded = allowance.guard(tokio::time::sleep(work)).await;
        guarded.err().map(|error| error.kind)
    }

    #[tokio::test]
    async fn each_statement_has_its_own_time() {
        let allowance = Allowance::default();
        allowance.renew(Some(SOON));
        assert_eq!(
            outcome(&allowance, SOON * 50).await,
            Some(ErrorKind::Timeout)
        );
        assert_eq!(outcome(&allowance, SOON).await, Some(ErrorKind::Timeout));
        allowance.renew(Some(SOON * 50));
        assert_eq!(outcome(&allowance, SOON).await, None);
    }

    #[tokio::test]
    async fn a_cancel_ends_what_runs_and_not_what_begins_later() {
        let allowance = Allowance::default();
        allowance.renew(None);
        allowance.cancel();
        assert_eq!(outcome(&allowance, SOON).await, Some(ErrorKind::Cancelled));
        allowance.renew(None);
        assert_eq!(outcome(&allowance, SOON).await, None);
    }
}
