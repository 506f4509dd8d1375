//! From an accepted socket to a session: TLS, cancel requests, login, first parameters.

use std::collections::BTreeMap;
use std::sync::Arc;

use cohort_catalog::User;
use futures::{SinkExt as _, StreamExt as _};
use pgwire::api::{ClientInfo as _, PgWireConnectionState};
use pgwire::messages::response::{ReadyForQuery, TransactionStatus};
use pgwire::messages::startup::{
    Authentication, BackendKeyData, NegotiateProtocolVersion, ParameterStatus,
    PasswordMessageFamily, Startup,
};
use pgwire::messages::{PgWireBackendMessage, PgWireFrontendMessage, ProtocolVersion};
use pgwire::tokio::server::{MaybeTls, negotiate_tls};
use tokio::net::TcpStream;
use tokio_util::codec::Framed;

use super::cancel::Place;
use super::codec::{Codec, Socket};
use super::errors::{Fault, protocol};
use super::scram::{ChannelBinding, Exchange, MECHANISM, MECHANISM_PLUS, Refusal};
use super::server::Shared;
use crate::session::{EngineError, ErrorKind, Session};

/// The protocol versions spoken: 3.0, and 3.2 with its longer cancel secrets.
const NEWEST_MINOR: u16 = 2;

/// A connection that has logged in.
pub(super) struct Welcome {
    /// Where messages come from.
    pub(super) socket: Socket,
    /// What answers them.
    pub(super) session: Arc<Session>,
    /// Where cancel requests find it.
    pub(super) place: Place,
}

/// What becomes of a new socket.
pub(super) enum Arrival {
    /// It was a cancel request, or went away before it said anything.
    Done,
    /// It wants to log in.
    Login(Box<Socket>, Startup),
}

/// Negotiates encryption and reads the startup message. A cancel request is acted on here.
pub(super) async fn receive(stream: TcpStream, shared: &Shared) -> Result<Arrival, Fault> {
    let acceptor = shared.tls.as_ref().map(|tls| tls.acceptor.clone());
    let Some(framed) = negotiate_tls::<()>(stream, acceptor).await? else {
        return Ok(Arrival::Done);
    };
    if matches!(framed.get_ref(), MaybeTls::Tls(_)) && !framed.read_buffer().is_empty() {
        // Sent in the clear behind the request for TLS: not from the client we then talk to
        // (CVE-2021-23214).
        return Err(Fault::Gone(std::io::Error::other(
            "data before the TLS handshake",
        )));
    }
    let mut socket: Socket = Framed::map_codec(framed, Codec::new);
    socket.set_backpressure_boundary(super::connection::BUFFER);
    match socket.next().await {
        Some(Ok(PgWireFrontendMessage::CancelRequest(request))) => {
            shared.cancels.cancel(&request);
            Ok(Arrival::Done)
        }
        Some(Ok(PgWireFrontendMessage::Startup(startup))) => {
            Ok(Arrival::Login(Box::new(socket), startup))
        }
        Some(Ok(_)) => Err(Fault::Fatal(protocol("expected a startup message"))),
        Some(Err(error)) => Err(error.into()),
        None => Ok(Arrival::Done),
    }
}

/// Logs in, opens the session and tells the client its parameters.
pub(super) async fn login(
    mut socket: Box<Socket>,
    startup: Startup,
    shared: &Shared,
) -> Result<Welcome, (Option<Box<Socket>>, Fault)> {
    match log_in(&mut socket, &startup, shared).await {
        Ok((session, place)) => Ok(Welcome {
            socket: *socket,
            session,
            place,
        }),
        Err(fault) => Err((Some(socket), fault)),
    }
}

async fn log_in(
    socket: &mut Socket,
    startup: &Startup,
    shared: &Shared,
) -> Result<(Arc<Session>, Place), Fault> {
    agree_on_version(socket, startup).await?;
    let parameters = &startup.parameters;
    let name = parameters
        .get("user")
        .filter(|name| !name.is_empty())
        .ok_or_else(|| {
            let text = "no PostgreSQL user name specified in startup packet";
            Fault::Fatal(EngineError::new(ErrorKind::LoginRefused, text))
        })?;
    socket
        .codec_mut()
        .inner
        .client_info
        .set_state(PgWireConnectionState::AuthenticationInProgress);
    let user = authenticate(socket, name, shared).await?;
    let database = parameters.get("database").unwrap_or(name);
    let session = shared
        .engine
        .session(&user, database)
        .map_err(Fault::Fatal)?;
    apply(&session, parameters).map_err(Fault::Fatal)?;
    session.start().await.map_err(Fault::Fatal)?;
    let cancelled = Arc::downgrade(&session);
    let long_secret =
        socket.codec().inner.client_info.protocol_version() != ProtocolVersion::PROTOCOL3_0;
    let place = shared.cancels.enter(
        long_secret,
        Box::new(move || {
            if let Some(session) = cancelled.upgrade() {
                session.cancel();
            }
        }),
    )?;
    welcome(socket, &session, &place).await?;
    Ok((session, place))
}

async fn agree_on_version(socket: &mut Socket, startup: &Startup) -> Result<(), Fault> {
    let (major, minor) = (startup.protocol_number_major, startup.protocol_number_minor);
    if major != 3 {
        let text =
            format!("unsupported frontend protocol {major}.{minor}: server supports 3.0 to 3.2");
        return Err(Fault::Fatal(protocol(text)));
    }
    // Options of the protocol itself; none is known yet.
    let unknown: Vec<String> = startup
        .parameters
        .keys()
        .filter(|key| key.starts_with("_pq_."))
        .cloned()
        .collect();
    let spoken = if minor == 0 {
        ProtocolVersion::PROTOCOL3_0
    } else {
        ProtocolVersion::PROTOCOL3_2
    };
    if minor > NEWEST_MINOR || minor == 1 || !unknown.is_empty() {
        let negotiate = NegotiateProtocolVersion::new(spoken.into(), unknown);
        socket
            .send(PgWireBackendMessage::NegotiateProtocolVersion(negotiate))
            .await?;
    }
    socket
        .codec_mut()
        .inner
        .client_info
        .set_protocol_version(spoken);
    Ok(())
}

/// SCRAM. A user who does not exist or may not log in goes through the same messages and
/// the same work as one with a wrong password.
async fn authenticate(socket: &mut Socket, name: &str, shared: &Shared) -> Result<User, Fault> {
    let encrypted = matches!(socket.get_ref(), MaybeTls::Tls(_));
    let binding: ChannelBinding = shared
        .tls
        .as_ref()
        .filter(|_| encrypted)
        .and_then(|tls| tls.binding.clone());
    let mut mechanisms = vec![MECHANISM.to_owned()];
    if binding.is_some() {
        mechanisms.insert(0, MECHANISM_PLUS.to_owned());
    }
    send(socket, Authentication::SASL(mechanisms.clone())).await?;

    let initial = password_message(socket)
        .await?
        .into_sasl_initial_response()?;
    if !mechanisms.contains(&initial.auth_method) {
        return Err(Fault::Fatal(protocol(
            "client selected an invalid SASL authentication mechanism",
        )));
    }
    let access = shared.engine.users().await.map_err(Fault::Fatal)?;
    let user = access
        .users
        .into_iter()
        .find(|user| user.name == name && !user.disabled);
    let verifier = match &user {
        Some(user) => user.scram.clone(),
        None => shared.mock.verifier(name),
    };
    let refused = |refusal| match refusal {
        Refusal::Malformed(text) => Fault::Fatal(protocol(text)),
        Refusal::WrongPassword => Fault::Fatal(EngineError::new(
            ErrorKind::WrongPassword,
            format!("password authentication failed for user \"{name}\""),
        )),
    };
    let first = initial.data.unwrap_or_default();
    let exchange =
        Exchange::start(&initial.auth_method, &first, verifier, &binding).map_err(refused)?;
    let server_first = exchange.server_first().as_bytes().to_vec();
    send(socket, Authentication::SASLContinue(server_first.into())).await?;

    let last = password_message(socket).await?.into_sasl_response()?;
    let server_final = exchange.finish(&last.data).map_err(refused)?;
    let user = user.ok_or_else(|| refused(Refusal::WrongPassword))?;
    let server_final = Authentication::SASLFinal(server_final.into_bytes().into());
    socket
        .feed(PgWireBackendMessage::Authentication(server_final))
        .await?;
    Ok(user)
}

async fn send(socket: &mut Socket, message: Authentication) -> Result<(), Fault> {
    socket
        .send(PgWireBackendMessage::Authentication(message))
        .await?;
    Ok(())
}

async fn password_message(socket: &mut Socket) -> Result<PasswordMessageFamily, Fault> {
    match socket.next().await {
        Some(Ok(PgWireFrontendMessage::PasswordMessageFamily(message))) => Ok(message),
        Some(Ok(_)) => Err(Fault::Fatal(protocol("expected a SASL response"))),
        Some(Err(error)) => Err(error.into()),
        None => Err(Fault::Gone(std::io::ErrorKind::UnexpectedEof.into())),
    }
}

/// Takes the settings a client gives when it connects: each by name, and `options=-c x=y`.
fn apply(session: &Session, parameters: &BTreeMap<String, String>) -> Result<(), EngineError> {
    for (name, value) in parameters {
        match name.as_str() {
            "user" | "database" | "replication" => {}
            "options" => {
                for (name, value) in command_line(value)? {
                    // Checked first: a value given at connection is otherwise replaced by the
                    // default when it is wrong, and that must not go unnoticed.
                    session.settings().set(&name, &value, false)?;
                    session.settings().set_at_start(&name, &value);
                }
            }
            name if name.starts_with("_pq_.") => {}
            name => session.settings().set_at_start(name, value),
        }
    }
    Ok(())
}

/// Reads `-c name=value`, `-cname=value` and `--name=value`; a backslash takes the next
/// character as it is.
fn command_line(text: &str) -> Result<Vec<(String, String)>, EngineError> {
    let mut words = vec![String::new()];
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => words
                .last_mut()
                .into_iter()
                .for_each(|w| w.extend(characters.next())),
            c if c.is_whitespace() => words.push(String::new()),
            c => words.last_mut().into_iter().for_each(|w| w.push(c)),
        }
    }
    let mut words = words.into_iter().filter(|word| !word.is_empty());
    let mut found = Vec::new();
    while let Some(word) = words.next() {
        let assignment = if word == "-c" {
            words.next().unwrap_or_default()
        } else if let Some(rest) = word.strip_prefix("--").or_else(|| word.strip_prefix("-c")) {
            rest.to_owned()
        } else {
            String::new()
        };
        let (name, value) = assignment.split_once('=').ok_or_else(|| {
            EngineError::new(
                ErrorKind::Syntax,
                "invalid command-line argument for server process: give -c name=value",
            )
        })?;
        found.push((name.replace('-', "_"), value.to_owned()));
    }
    Ok(found)
}

async fn welcome(socket: &mut Socket, session: &Session, place: &Place) -> Result<(), Fault> {
    socket
        .feed(PgWireBackendMessage::Authentication(Authentication::Ok))
        .await?;
    let own = [
        ("is_superuser", "off"),
        ("session_authorization", session.user()),
    ];
    let own = own.map(|(name, value)| (name.to_owned(), value.to_owned()));
    for (name, value) in session.settings().reported().into_iter().chain(own) {
        let status = ParameterStatus::new(name, value);
        socket
            .feed(PgWireBackendMessage::ParameterStatus(status))
            .await?;
    }
    let key = BackendKeyData::new(place.pid, place.secret.clone());
    socket
        .feed(PgWireBackendMessage::BackendKeyData(key))
        .await?;
    let ready = ReadyForQuery::new(TransactionStatus::Idle);
    socket
        .feed(PgWireBackendMessage::ReadyForQuery(ready))
        .await?;
    socket
        .codec_mut()
        .inner
        .client_info
        .set_state(PgWireConnectionState::ReadyForQuery);
    socket.codec_mut().logged_in();
    socket.flush().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_as_postgres_reads_them() {
        let read = |text| command_line(text).map_err(|e| e.sqlstate());
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            read(r"-c statement_timeout=5s  --search-path=cin,\ public -cDateStyle=ISO"),
            Ok(vec![
                pair("statement_timeout", "5s"),
                pair("search_path", "cin, public"),
                pair("DateStyle", "ISO"),
            ])
        );
        assert_eq!(read("nonsense"), Err("42601"));
        assert_eq!(read(""), Ok(vec![]));
    }
}
