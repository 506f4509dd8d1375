//! The listener: accepts connections, counts them, stops them.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use futures::SinkExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tracing::{debug, info, warn};

use super::cancel::Registry;
use super::connection::Connection;
use super::errors::{self, Fault};
use super::scram::MockSecret;
use super::startup::{self, Arrival};
use super::tls::Tls;
use crate::session::{Engine, EngineError, ErrorKind};

/// How long a connection may take to log in.
const LOGIN_TIME: Duration = Duration::from_secs(60);
/// How long running statements may go on after the server is asked to stop.
const GRACE: Duration = Duration::from_secs(5);
/// Sockets that may be logging in, asking to cancel or being refused at the same time. One
/// more is closed unheard, so that unknown clients cannot use up memory or descriptors.
const ARRIVING: usize = 512;

/// Where and how to serve.
#[derive(Debug, Clone)]
pub struct ServeOptions {
    /// `host:port`; port 0 takes a free one.
    pub listen: String,
    /// PEM files of the certificate chain and its private key; without them nothing is
    /// encrypted.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// Sessions at the same time; one more is refused with 53300.
    pub max_connections: usize,
}

impl Default for ServeOptions {
    /// `127.0.0.1:5433`, not encrypted, 200 connections.
    fn default() -> Self {
        ServeOptions {
            listen: "127.0.0.1:5433".to_owned(),
            tls: None,
            max_connections: 200,
        }
    }
}

/// What all connections share.
pub(super) struct Shared {
    pub(super) engine: Arc<Engine>,
    pub(super) tls: Option<Tls>,
    pub(super) mock: MockSecret,
    pub(super) cancels: Arc<Registry>,
    pub(super) stopping: watch::Receiver<bool>,
}

/// A PostgreSQL server over one engine, bound and not yet answering.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    max_connections: usize,
    stop: watch::Sender<bool>,
    shared: Arc<Shared>,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

/// Takes an address; a program with long work before it serves asks first whether it could.
///
/// # Errors
///
/// An address that is in use or not this machine's; the text says which and what to do.
pub async fn listen(address: &str) -> io::Result<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| {
        let advice = match error.kind() {
            io::ErrorKind::AddrInUse => "another program listens there; give another --listen",
            io::ErrorKind::AddrNotAvailable => "this machine has no such address",
            io::ErrorKind::PermissionDenied => "ports below 1024 need rights; give a higher one",
            _ => "give --listen HOST:PORT",
        };
        let text = format!("cannot listen on {address}: {error}; {advice}");
        io::Error::new(error.kind(), text)
    })
}

impl Server {
    /// Takes the address and reads the certificate.
    ///
    /// # Errors
    ///
    /// An address that is in use or not this machine's, a certificate or key that cannot be
    /// used; the text says which and what to do.
    pub async fn bind(engine: Arc<Engine>, options: &ServeOptions) -> io::Result<Server> {
        let tls = match &options.tls {
            Some((certificate, key)) => Some(Tls::load(certificate, key)?),
            None => None,
        };
        let listener = listen(&options.listen).await?;
        let address = listener.local_addr()?;
        let (stop, stopping) = watch::channel(false);
        let shared = Arc::new(Shared {
            engine,
            tls,
            mock: MockSecret::new()?,
            cancels: Arc::default(),
            stopping,
        });
        Ok(Server {
            listener,
            address,
            max_connections: options.max_connections,
            stop,
            shared,
        })
    }

    /// The address clients connect to, with the port that was taken.
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// Answers until `shutdown` resolves. Then no connection is accepted, idle ones are told
    /// and closed at once, and running statements have five seconds to end.
    pub async fn run(self, shutdown: impl Future<Output = ()>) {
        let seats = Arc::new(Semaphore::new(self.max_connections));
        let arriving = Arc::new(Semaphore::new(ARRIVING));
        let mut connections = JoinSet::new();
        tokio::pin!(shutdown);
        info!(address = %self.address, tls = self.shared.tls.is_some(), "listening");
        loop {
            let accepted = tokio::select! {
                () = &mut shutdown => break,
                Some(ended) = connections.join_next() => {
                    report_panic(ended);
                    continue;
                }
                accepted = self.listener.accept() => accepted,
            };
            let (stream, peer) = match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Out of file descriptors, mostly: waiting lets connections end.
                    warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            };
            let Ok(place) = Arc::clone(&arriving).try_acquire_owned() else {
                debug!(%peer, "too many connections are logging in");
                continue;
            };
            let shared = Arc::clone(&self.shared);
            let seats = Arc::clone(&seats);
            connections.spawn(async move {
                let arrived = arrive(stream, peer, &shared, seats, place).await;
                if let Err(Fault::Gone(error)) = arrived {
                    debug!(%peer, %error, "connection lost");
                }
            });
        }
        drop(self.listener);
        self.stop.send_replace(true);
        let all = async { while connections.join_next().await.is_some() {} };
        if tokio::time::timeout(GRACE, all).await.is_err() {
            connections.shutdown().await;
        }
        info!(address = %self.address, "stopped");
    }
}

fn report_panic(ended: Result<(), tokio::task::JoinError>) {
    if let Err(error) = ended
        && error.is_panic()
    {
        // The panic's text may quote a value from the data, so it is not repeated.
        warn!("a connection ended by a fault of the server");
    }
}

/// One connection from its first byte to its last.
async fn arrive(
    stream: TcpStream,
    peer: SocketAddr,
    shared: &Arc<Shared>,
    seats: Arc<Semaphore>,
    place: tokio::sync::OwnedSemaphorePermit,
) -> Result<(), Fault> {
    let login = async {
        let (mut socket, startup) = match startup::receive(stream, shared).await? {
            Arrival::Done => return Ok(None),
            Arrival::Login(socket, startup) => (socket, startup),
        };
        let Ok(seat) = seats.try_acquire_owned() else {
            let text = "sorry, too many clients already";
            let error = EngineError::new(ErrorKind::TooManyConnections, text);
            socket.send(errors::message("FATAL", &error)).await?;
            return Ok(None);
        };
        match startup::login(socket, startup, shared).await {
            Ok(welcome) => Ok(Some((welcome, seat))),
            Err((Some(mut socket), Fault::Fatal(error) | Fault::Told(error))) => {
                info!(%peer, sqlstate = error.sqlstate(), "login refused");
                socket.send(errors::message("FATAL", &error)).await?;
                Ok(None)
            }
            Err((_, fault)) => Err(fault),
        }
    };
    let Ok(login) = tokio::time::timeout(LOGIN_TIME, login).await else {
        debug!(%peer, "login took too long");
        return Ok(());
    };
    // From here the connection holds a seat and no longer a place among those arriving.
    drop(place);
    let Some((welcome, seat)) = login? else {
        return Ok(());
    };
    let user = welcome.session.user().to_owned();
    let pid = welcome.place.pid;
    info!(%peer, user, database = welcome.session.database().name(), pid, "connection opened");
    let ended = Connection::new(welcome, shared.stopping.clone())
        .run()
        .await;
    info!(%peer, user, pid, "connection closed");
    drop(seat);
    ended
}
