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

/// Passes the first request to stop on, so that work can be given up in good order. The second
/// ends the process at once.
pub(super) fn cancel_on_stop() -> Cancel {
    let (stop, cancel) = Cancel::channel();
    tokio::spawn(async move {
        stop_requested().await;
        // An import that has just ended hears nothing, and need not.
        let _ = stop.send(true);
        super::note("cohort: stopping; once more to stop at once");
        stop_requested().await;
        std::process::exit(1);
    });
    cancel
}
