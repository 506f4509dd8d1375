//! The one place that reads the clock. Everything else takes the time as an argument, so that
//! the same files give the same rows whenever they are imported, and tests choose their day.

use std::time::{SystemTime, UNIX_EPOCH};

/// Microseconds since 1970-01-01 00:00 UTC. A clock set before that year gives 0.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the place that reads the clock on behalf of all others"
)]
pub fn now_micros() -> i64 {
    let since_epoch = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since_epoch.as_micros()).unwrap_or(i64::MAX)
}
