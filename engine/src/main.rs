//! The `cohort` program. Everything is in `cohort_engine::cli`.

use std::panic::Location;
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
    std::panic::set_hook(Box::new(|fault| say_where(fault.location())));
    cohort_engine::cli::run(std::env::args_os())
}

/// Tells where a fault of the program's own is. What it says of itself is left out: it may
/// quote what was being worked on, and that may be a child's.
fn say_where(location: Option<&Location<'_>>) {
    let place = location.map(ToString::to_string);
    let place = place.as_deref().unwrap_or("an unknown place");
    eprintln!("cohort: a fault of the program's own at {place}; please report this line");
}
