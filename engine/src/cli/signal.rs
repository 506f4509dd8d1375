//! Ctrl-C and, on Unix, the signal a service manager stops a program with.

use crate::import::Cancel;

/// Resolves at the first request to stop.
pub(super) async fn stop_requested() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    if tokio::signal::ctrl_c().await.is_err() {
        // The system hands on no signals; it will end the process itself.
        std::future::pending::<()>().await;
    }
}

/// Listens for requests to stop as long as it lives.
pub(super) struct Listening {
    /// Hears the first request, so that work can be given up in good order.
    pub(super) cancel: Cancel,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Passes the first request to stop on; the second ends the process at once.
pub(super) fn listen() -> Listening {
    let (stop, cancel) = Cancel::channel();
    let task = tokio::spawn(async move {
        stop_requested().await;
        // An import that has just ended hears nothing, and need not.
        let _ = stop.send(true);
        stop_requested().await;
        std::process::exit(1);
    });
    Listening { cancel, task }
}
