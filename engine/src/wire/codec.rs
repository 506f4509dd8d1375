//! Messages in and out of the socket, with a limit on what a client may make us buffer.

use bytes::BytesMut;
use pgwire::error::PgWireError;
use pgwire::messages::{PgWireBackendMessage, PgWireFrontendMessage};
use pgwire::tokio::server::{MaybeTls, PgWireMessageServerCodec};
use tokio_util::codec::{Decoder, Encoder, Framed};

/// The largest message before the login: nobody unknown gets more memory than this.
const LIMIT_BEFORE_LOGIN: usize = 16 * 1024;
/// The largest message after it: a statement or a set of parameters.
const LIMIT_AFTER_LOGIN: usize = 64 * 1024 * 1024;

/// A connection that speaks messages.
pub(super) type Socket = Framed<MaybeTls, Codec>;

/// pgwire's codec behind a limit.
#[derive(Debug)]
pub(super) struct Codec {
    /// pgwire's own, which also holds the state that says how messages are to be read.
    pub(super) inner: PgWireMessageServerCodec<()>,
    limit: usize,
}

impl Codec {
    /// A codec for a connection that has not logged in.
    pub(super) fn new(inner: PgWireMessageServerCodec<()>) -> Self {
        Codec {
            inner,
            limit: LIMIT_BEFORE_LOGIN,
        }
    }

    /// The client has logged in.
    pub(super) fn logged_in(&mut self) {
        self.limit = LIMIT_AFTER_LOGIN;
    }
}

impl Decoder for Codec {
    type Item = PgWireFrontendMessage;
    type Error = PgWireError;

    fn decode(&mut self, source: &mut BytesMut) -> Result<Option<Self::Item>, PgWireError> {
        if self.limit == LIMIT_BEFORE_LOGIN && source.len() > self.limit {
            return Err(PgWireError::MessageTooLarge(self.limit, source.len()));
        }
        // Typed messages are one byte and a length; the startup message is checked by pgwire.
        if self.limit == LIMIT_AFTER_LOGIN
            && let Some(&[_, a, b, c, d]) = source.first_chunk::<5>()
        {
            let length = u32::from_be_bytes([a, b, c, d]) as usize;
            if length > self.limit || length < 4 {
                return Err(PgWireError::MessageTooLarge(self.limit, length));
            }
        }
        self.inner.decode(source)
    }
}

impl Encoder<PgWireBackendMessage> for Codec {
    type Error = std::io::Error;

    fn encode(
        &mut self,
        message: PgWireBackendMessage,
        target: &mut BytesMut,
    ) -> Result<(), std::io::Error> {
        self.inner.encode(message, target)
    }
}
