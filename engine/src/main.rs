//! The `cohort` program. Everything is in `cohort_engine::cli`.

use std::process::ExitCode;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

/// Import and queries make many small allocations on several threads, which this allocator
/// does in less time and memory than the usual ones.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // RUST_LOG says more or less; what cannot be read as a filter is passed over.
    let filter = EnvFilter::builder()
        .with_default_directive(LevelFilter::WARN.into())
        .from_env_lossy();
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    cohort_engine::cli::run(std::env::args_os())
}
