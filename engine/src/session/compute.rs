//! Threads that compute, apart from those that talk to clients.
//!
//! A query may keep its thread for long without giving way (a join of everything with
//! everything does), and so may planning it (constants are computed then). On threads of
//! its own it can hold up other queries, but never a login, a cancel request or a timeout.

use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;

use super::error::{EngineError, ErrorKind};

/// Room for statements that recurse deep; pages are only taken when touched.
const STACK_BYTES: usize = 32 << 20;

/// The computing threads of an engine.
#[derive(Debug)]
pub(super) struct Compute(Option<Runtime>);

impl Compute {
    pub(super) fn new(threads: usize) -> Result<Self, EngineError> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(threads.max(1))
            .thread_name("compute")
            .thread_stack_size(STACK_BYTES)
            .enable_all()
            .build();
        runtime
            .map(|runtime| Compute(Some(runtime)))
            .map_err(|error| {
                EngineError::new(
                    ErrorKind::Internal,
                    format!("no threads to compute on: {error}"),
                )
            })
    }

    /// Computes on these threads and waits for it.
    ///
    /// # Errors
    ///
    /// Those of the task, and [`ErrorKind::Internal`] when it panicked: that must end the
    /// statement and not the connection.
    pub(super) async fn run<F, T>(&self, task: F) -> Result<T, EngineError>
    where
        F: Future<Output = Result<T, EngineError>> + Send + 'static,
        T: Send + 'static,
    {
        let mut task = AbortOnDrop(self.spawn(task));
        (&mut task.0).await.unwrap_or_else(|_| {
            // The panic's text may quote a value from the data, so it is not repeated.
            Err(EngineError::new(
                ErrorKind::Internal,
                "planning the statement failed",
            ))
        })
    }

    /// Runs a task on these threads; what it spawns stays there too.
    pub(super) fn spawn<F>(&self, task: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        match &self.0 {
            Some(runtime) => runtime.spawn(task),
            // Only while dropping, when nobody can hold a reference any more.
            None => tokio::spawn(task),
        }
    }
}

/// A task that nobody waits for any more need not go on.
#[derive(Debug)]
pub(super) struct AbortOnDrop<T>(pub(super) JoinHandle<T>);

impl<T> Drop for AbortOnDrop<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Drop for Compute {
    /// Does not wait: the last owner may be an async task, which must not block.
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
