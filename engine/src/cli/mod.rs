//! The command line: one file per subcommand.
//!
//! Exit status: 0 done, 1 refused or failed, 2 wrong usage. Whatever is refused or fails says
//! so in one line on standard error: `cohort: <what>, <where>; <what to do>`. Rows go to
//! standard output, progress to standard error and only to a terminal.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use cohort_catalog::{CatalogError, Store, StoreLocation};

use failure::Failure;

mod demo;
mod diff;
mod failure;
mod grouped;
mod import;
mod options;
mod password;
mod progress;
mod publish;
mod rows;
mod serve;
mod signal;
mod snapshots;
mod sql;
mod synth;
mod user;
mod validate;
mod verify;

/// Stack of every thread that may plan SQL. Statements nest, planning recurses, and a stack
/// that overflows takes the whole process with it; only what is touched costs memory.
const STACK_BYTES: usize = 32 * 1024 * 1024;

/// Files about children in; answers in SQL out to any PostgreSQL client.
#[derive(Debug, Parser)]
#[command(name = "cohort", version, about, disable_help_subcommand = true)]
struct Arguments {
    /// The store: a folder, memory://, s3://bucket/prefix, az://container/prefix or
    /// gs://bucket/prefix.
    #[arg(
        long,
        global = true,
        value_name = "URL",
        env = "COHORT_STORE",
        default_value = "./cohort-data",
        hide_env_values = true
    )]
    store: String,

    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Demo),
    Synth(synth::Synth),
    Validate(validate::Validate),
    Import(import::Import),
    Serve(serve::Serve),
    Sql(sql::Sql),
    Publish(publish::Publish),
    Snapshots(snapshots::Snapshots),
    Diff(diff::Diff),
    Verify(verify::Verify),
    User(user::User),
}

/// Runs the program with these arguments, the program's own name first.
///
/// Usage errors and `--help` are clap's to print. Everything else ends in at most one line on
/// standard error, unless several files were refused, which get a line each.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Standard output or error may be closed; there is then nobody left to tell.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    match run_on_large_stack(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.print();
            ExitCode::from(1)
        }
    }
}

/// The main thread's stack is the system's choice, so the work happens on one of our own.
fn run_on_large_stack(arguments: Arguments) -> Result<(), Failure> {
    let work = move || {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .thread_stack_size(STACK_BYTES)
            .build()
            .map_err(|error| Failure::of("cannot start threads", &error))?;
        let result = runtime.block_on(execute(arguments));
        // A blocking read that hangs (a dead network drive) must not keep the process alive.
        runtime.shutdown_timeout(std::time::Duration::from_secs(1));
        result
    };
    let thread = std::thread::Builder::new()
        .name("cohort".to_owned())
        .stack_size(STACK_BYTES);
    let thread = thread
        .spawn(work)
        .map_err(|error| Failure::of("cannot start a thread", &error))?;
    thread.join().unwrap_or_else(|_| {
        Err(Failure::new(
            "stopped by a fault of its own; the lines above say where, please report them",
        ))
    })
}

async fn execute(arguments: Arguments) -> Result<(), Failure> {
    let store = &arguments.store;
    match arguments.command {
        Command::Demo(demo) => demo.run(store).await,
        Command::Synth(synth) => synth.run().await,
        Command::Validate(validate) => validate.run().await,
        Command::Import(import) => import.run(store).await,
        Command::Serve(serve) => serve.run(store).await,
        Command::Sql(sql) => sql.run(store).await,
        Command::Publish(publish) => publish.run(store).await,
        Command::Snapshots(snapshots) => snapshots.run(store).await,
        Command::Diff(diff) => diff.run(store).await,
        Command::Verify(verify) => verify.run(store).await,
        Command::User(user) => user.run(store).await,
    }
}

/// What a command does to the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    /// Reads it; it must be there, and need not be writable.
    Read,
    /// Changes it; it must be there.
    Change,
    /// Changes it, and creates it in a new place.
    Create,
}

async fn open_store(url: &str, usage: Use) -> Result<Store, CatalogError> {
    let location = StoreLocation::parse(url)?;
    match usage {
        // What is in memory is always new: there is nothing that could have created it before.
        _ if location == StoreLocation::Memory => Store::open(&location).await,
        Use::Read => Store::open_read_only(&location).await,
        Use::Change => Store::open_existing(&location).await,
        Use::Create => Store::open(&location).await,
    }
}
