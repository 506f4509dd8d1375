//! The PostgreSQL wire protocol over [`Session`](crate::session::Session)s.
//!
//! pgwire gives the messages, their codec and TLS negotiation. The conversation is our own,
//! because results must leave row by row as the client takes them (pgwire's handlers build a
//! whole simple query's answers first), and because portals, cursors, COPY and SQL-level
//! PREPARE share one state.
//!
//! | file | what it does |
//! |---|---|
//! | `server.rs` | listens, counts connections, stops |
//! | `startup.rs` | TLS, cancel requests, login, first parameters |
//! | `scram.rs`, `tls.rs` | SCRAM-SHA-256 with and without channel binding; the certificate |
//! | `connection.rs` | the loop over messages; sending rows with back-pressure |
//! | `simple.rs`, `extended.rs` | the two query protocols |
//! | `portal.rs` | a query under way: rows on demand |
//! | `cursor.rs` | DECLARE, FETCH, CLOSE, PREPARE, EXECUTE |
//! | `copy.rs` | COPY … TO STDOUT |
//! | `parameters.rs` | `$1` from text or binary |
//! | `encode/` | Arrow → text or binary |
//! | `cancel.rs`, `codec.rs`, `errors.rs` | cancel requests; limits on messages; what clients are told |

mod cancel;
mod codec;
mod connection;
mod copy;
mod cursor;
mod encode;
mod errors;
mod extended;
mod parameters;
mod portal;
pub mod scram;
mod server;
mod simple;
mod startup;
mod tls;

pub use server::{ServeOptions, Server, listen};

#[cfg(test)]
mod tests;
