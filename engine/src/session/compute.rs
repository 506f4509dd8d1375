//! Threads that compute, apart from those that talk to clients.
//!
//! A query may keep its thread for long without giving way (a join of everything with
//! everything does). On threads of its own it can hold up other queries, but never a
//! login, a cancel request or a timeout.

use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;

use super::error::{EngineError, ErrorKind};

/// Room for plans that recurse deep; pages are only taken when touched.
const STACK_BYTES: usize = 16 << 20;

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

impl Drop for Compute {
    /// Does not wait: the last owner may be an async task, which must not block.
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
