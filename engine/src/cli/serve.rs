//! `cohort serve`: answers to PostgreSQL clients.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use cohort_catalog::Store;

use super::failure::Failure;
use super::options::bytes;
use super::rows::counted;
use super::{Use, open_store, signal};
use crate::output::print_line;
use crate::session::{Engine, EngineOptions};
use crate::wire::{ServeOptions, Server};

/// Answer PostgreSQL clients until Ctrl-C
///
/// New imports and publications of other processes are answered from within a second.
#[derive(Debug, Args)]
pub(super) struct Serve {
    #[command(flatten)]
    options: ServerOptions,
}

/// Where and how to serve.
#[derive(Debug, Clone, Args)]
pub(super) struct ServerOptions {
    /// Address and port to listen on; port 0 takes a free one.
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:5433")]
    pub(super) listen: String,
    /// Certificate chain (PEM); connections may then be encrypted.
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// The certificate's private key (PEM).
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Sessions at the same time.
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = connections)]
    max_connections: usize,
    /// Memory for tables, such as 4G; what exceeds it is read from the store.
    #[arg(long, value_name = "BYTES", value_parser = bytes)]
    memory_limit: Option<usize>,
    /// Memory that one query may use for sorting, grouping and joining, such as 1G.
    #[arg(long, value_name = "BYTES", value_parser = bytes)]
    query_memory: Option<usize>,
}

fn connections(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(number @ 1..=10_000) => Ok(number),
        _ => Err("give a number from 1 to 10000".to_owned()),
    }
}

impl Serve {
    pub(super) async fn run(self, url: &str) -> Result<(), Failure> {
        let store = open_store(url, Use::Read).await?;
        let users = store.access().await?.users.len();
        let server = bind(store, &self.options).await?;
        let (host, port) = (shown_host(server.address), server.address.port());
        print_line(&format!(
            "Serving {url} ({}) on {}",
            server.holds, server.address
        ))?;
        print_line(&format!("  psql -h {host} -p {port} -U USER live"))?;
        if users == 0 {
            print_line("Nobody may connect yet: cohort user add NAME --admin")?;
        }
        server.run().await
    }
}

/// A server that has its address and does not answer yet.
pub(super) struct Bound {
    server: Server,
    following: tokio::task::JoinHandle<()>,
    /// The address, with the port that was taken.
    pub(super) address: SocketAddr,
    /// What it answers from, in words.
    holds: String,
}

/// Loads the store and takes the address.
pub(super) async fn bind(store: Store, options: &ServerOptions) -> Result<Bound, Failure> {
    let defaults = EngineOptions::default();
    let engine_options = EngineOptions {
        memory_budget: options.memory_limit.unwrap_or(defaults.memory_budget),
        query_memory: options.query_memory.unwrap_or(defaults.query_memory),
        ..defaults
    };
    let snapshot = store.latest().await?;
    let imports = snapshot.current_imports().count();
    let holds = format!(
        "snapshot {}, {}, {}",
        snapshot.number,
        counted(imports as u64, "import", "imports"),
        counted(snapshot.rows(), "row", "rows")
    );
    let engine = Engine::open(Arc::new(store), engine_options).await?;
    let following = engine.follow();
    let serve_options = ServeOptions {
        listen: options.listen.clone(),
        tls: options.tls_cert.clone().zip(options.tls_key.clone()),
        max_connections: options.max_connections,
    };
    let server = Server::bind(engine, &serve_options)
        .await
        .map_err(Failure::new)?;
    let address = server.local_addr();
    Ok(Bound {
        server,
        following,
        address,
        holds,
    })
}

impl Bound {
    /// Answers until the operator or a service manager asks to stop.
    pub(super) async fn run(self) -> Result<(), Failure> {
        self.server.run(signal::stop_requested()).await;
        self.following.abort();
        Ok(())
    }
}

/// The host to give a client on this machine: an address that means all addresses is none to
/// connect to.
pub(super) fn shown_host(address: SocketAddr) -> String {
    if address.ip().is_unspecified() {
        "localhost".to_owned()
    } else {
        address.ip().to_string()
    }
}
