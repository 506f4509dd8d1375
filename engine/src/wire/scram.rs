//! SCRAM-SHA-256 and SCRAM-SHA-256-PLUS as the server (RFC 5802, RFC 7677, RFC 5929).
//!
//! Written here because pgwire's implementation needs the salted password, from which a
//! client could be impersonated; the store keeps only what PostgreSQL keeps: salt, rounds,
//! and the two derived keys, which prove a password but cannot stand in for it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use cohort_catalog::ScramVerifier;
use pgwire::api::auth::sasl::scram::gen_salted_password;
use ring::rand::{SecureRandom as _, SystemRandom};
use ring::{digest, hmac};

use super::cancel::same;

/// Rounds of PBKDF2 for new passwords, PostgreSQL's number.
const ITERATIONS: u32 = 4096;
const SALT_BYTES: usize = 16;
const NONCE_BYTES: usize = 18;

/// The name of the mechanism without channel binding.
pub(super) const MECHANISM: &str = "SCRAM-SHA-256";
/// The name of the mechanism that also proves that both ends see the same TLS connection.
pub(super) const MECHANISM_PLUS: &str = "SCRAM-SHA-256-PLUS";

/// Why a login did not succeed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The messages are not SCRAM.
    Malformed(&'static str),
    /// User or password is wrong. Which of them is not told.
    WrongPassword,
}

/// Makes what the store keeps of a password, with a new random salt.
///
/// # Errors
///
/// When the system gives no random bytes.
pub fn make_verifier(password: &str) -> std::io::Result<ScramVerifier> {
    Ok(verifier(password, &random::<SALT_BYTES>()?, ITERATIONS))
}

fn random<const N: usize>() -> std::io::Result<[u8; N]> {
    let mut bytes = [0; N];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_| std::io::Error::other("the system gives no random bytes"))?;
    Ok(bytes)
}

fn verifier(password: &str, salt: &[u8], iterations: u32) -> ScramVerifier {
    let salted = gen_salted_password(password, salt, iterations as usize);
    ScramVerifier {
        iterations,
        salt: salt.to_vec(),
        stored_key: sha256(&sign(&salted, b"Client Key")),
        server_key: sign(&salted, b"Server Key"),
    }
}

fn sign(key: &[u8], message: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), message)
        .as_ref()
        .to_vec()
}

fn sha256(bytes: &[u8]) -> Vec<u8> {
    digest::digest(&digest::SHA256, bytes).as_ref().to_vec()
}

/// A secret of this process from which made-up verifiers for unknown users are derived, so
/// that asking for a user twice gives the same salt and takes the same time as for a real one.
#[derive(Clone)]
pub(super) struct MockSecret([u8; 32]);

impl std::fmt::Debug for MockSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MockSecret")
    }
}

impl MockSecret {
    /// A new secret.
    pub(super) fn new() -> std::io::Result<Self> {
        random().map(MockSecret)
    }

    /// A verifier that no password matches.
    pub(super) fn verifier(&self, user: &str) -> ScramVerifier {
        let salt = sign(&self.0, user.as_bytes());
        ScramVerifier {
            iterations: ITERATIONS,
            salt: salt[..SALT_BYTES].to_vec(),
            stored_key: sign(&self.0, &salt),
            server_key: sign(&salt, &self.0),
        }
    }
}

/// What a client may bind the login to: the digest of the server's certificate, when the
/// connection is encrypted and the certificate has one.
pub(super) type ChannelBinding = Option<Vec<u8>>;

/// A login after the client's first message.
pub(super) struct Exchange {
    verifier: ScramVerifier,
    client_first_bare: String,
    server_first: String,
    nonce: String,
    /// What the client must repeat in its final message: its GS2 header and binding data.
    bound: Vec<u8>,
}

impl Exchange {
    /// Reads the client's first message. [`Exchange::server_first`] is the answer.
    pub(super) fn start(
        mechanism: &str,
        client_first: &[u8],
        verifier: ScramVerifier,
        binding: &ChannelBinding,
    ) -> Result<Self, Refusal> {
        let nonce = random::<NONCE_BYTES>()
            .map_err(|_| Refusal::Malformed("the server has no random bytes"))?;
        Self::with_nonce(
            mechanism,
            client_first,
            verifier,
            binding,
            &BASE64.encode(nonce),
        )
    }

    fn with_nonce(
        mechanism: &str,
        client_first: &[u8],
        verifier: ScramVerifier,
        binding: &ChannelBinding,
        server_nonce: &str,
    ) -> Result<Self, Refusal> {
        let text = std::str::from_utf8(client_first)
            .map_err(|_| Refusal::Malformed("the first SCRAM message is not UTF-8"))?;
        let malformed = Refusal::Malformed("the first SCRAM message is incomplete");
        let mut parts = text.splitn(3, ',');
        let (flag, authzid, bare) = match (parts.next(), parts.next(), parts.next()) {
            (Some(flag), Some(authzid), Some(bare)) => (flag, authzid, bare),
            _ => return Err(malformed),
        };
        let mut bound = format!("{flag},{authzid},").into_bytes();
        match (flag, mechanism == MECHANISM_PLUS, binding) {
            ("p=tls-server-end-point", true, Some(digest)) => bound.extend_from_slice(digest),
            ("n", false, _) | ("y", false, None) => {}
            // "y": the client could bind and believes that the server cannot, though it
            // offered to: someone between them removed the offer.
            ("y", false, Some(_)) => {
                return Err(Refusal::Malformed(
                    "channel binding was offered and not noticed",
                ));
            }
            _ => {
                return Err(Refusal::Malformed(
                    "this form of channel binding is not offered",
                ));
            }
        }
        if !authzid.is_empty() {
            return Err(Refusal::Malformed(
                "an authorization identity is not supported",
            ));
        }
        // The user name here is ignored, as in PostgreSQL: the startup message has it.
        let client_nonce = bare
            .split(',')
            .find_map(|part| part.strip_prefix("r="))
            .filter(|nonce| !nonce.is_empty())
            .ok_or(malformed)?;
        if bare.starts_with("m=") {
            return Err(Refusal::Malformed("SCRAM extensions are not supported"));
        }
        let nonce = format!("{client_nonce}{server_nonce}");
        let salt = BASE64.encode(&verifier.salt);
        let server_first = format!("r={nonce},s={salt},i={}", verifier.iterations);
        Ok(Exchange {
            verifier,
            client_first_bare: bare.to_owned(),
            server_first,
            nonce,
            bound,
        })
    }

    /// The server's first message.
    pub(super) fn server_first(&self) -> &str {
        &self.server_first
    }

    /// Checks the client's proof; the answer proves the server to the client.
    pub(super) fn finish(&self, client_final: &[u8]) -> Result<String, Refusal> {
        let malformed = Refusal::Malformed("the final SCRAM message is incomplete");
        let text = std::str::from_utf8(client_final).map_err(|_| malformed)?;
        let (without_proof, proof) = text.rsplit_once(",p=").ok_or(malformed)?;
        let proof = BASE64.decode(proof).map_err(|_| malformed)?;
        let mut parts = without_proof.split(',');
        let bound = parts
            .next()
            .and_then(|part| part.strip_prefix("c="))
            .and_then(|bound| BASE64.decode(bound).ok())
            .ok_or(malformed)?;
        if bound != self.bound {
            return Err(Refusal::Malformed(
                "the SCRAM channel binding does not match",
            ));
        }
        if parts.next().and_then(|part| part.strip_prefix("r=")) != Some(self.nonce.as_str()) {
            return Err(Refusal::Malformed("the SCRAM nonce does not match"));
        }
        let message = format!(
            "{},{},{without_proof}",
            self.client_first_bare, self.server_first
        );
        let signature = sign(&self.verifier.stored_key, message.as_bytes());
        if proof.len() != signature.len() {
            return Err(malformed);
        }
        let client_key: Vec<u8> = proof.iter().zip(&signature).map(|(p, s)| p ^ s).collect();
        if !same(&sha256(&client_key), &self.verifier.stored_key) {
            return Err(Refusal::WrongPassword);
        }
        let server = sign(&self.verifier.server_key, message.as_bytes());
        Ok(format!("v={}", BASE64.encode(server)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // The exchange of RFC 7677, section 3.
    const CLIENT_FIRST: &[u8] = b"n,,n=user,r=rOprNGfwEbeRWgbNEkqO";
    const SERVER_NONCE: &str = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    const CLIENT_FINAL: &[u8] = b"c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,\
        p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";

    fn rfc() -> Exchange {
        let salt = BASE64.decode("W22ZaJ0SNY7soEsUEjb6gQ==").unwrap();
        let verifier = verifier("pencil", &salt, 4096);
        Exchange::with_nonce(MECHANISM, CLIENT_FIRST, verifier, &None, SERVER_NONCE).unwrap()
    }

    #[test]
    fn the_exchange_of_the_rfc_succeeds() {
        let exchange = rfc();
        assert_eq!(
            exchange.server_first(),
            "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
        );
        assert_eq!(
            exchange.finish(CLIENT_FINAL).unwrap(),
            "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="
        );
    }

    #[test]
    fn another_proof_or_nonce_is_refused() {
        let exchange = rfc();
        let other = String::from_utf8(CLIENT_FINAL.to_vec())
            .unwrap()
            .replace("dHzb", "aHzb");
        assert_eq!(
            exchange.finish(other.as_bytes()),
            Err(Refusal::WrongPassword)
        );
        let other = String::from_utf8(CLIENT_FINAL.to_vec())
            .unwrap()
            .replace("r=rO", "r=rA");
        assert!(matches!(
            exchange.finish(other.as_bytes()),
            Err(Refusal::Malformed(_))
        ));
        assert!(matches!(
            exchange.finish(b"c=biws"),
            Err(Refusal::Malformed(_))
        ));
    }

    #[test]
    fn a_removed_offer_of_channel_binding_is_noticed() {
        let first = b"y,,n=user,r=abc";
        let verifier = verifier("pencil", b"salt", 1);
        let binding = Some(vec![1; 32]);
        assert!(Exchange::start(MECHANISM, first, verifier.clone(), &binding).is_err());
        assert!(Exchange::start(MECHANISM, first, verifier, &None).is_ok());
    }

    #[test]
    fn binding_to_another_certificate_is_refused() {
        let first = b"p=tls-server-end-point,,n=user,r=abc";
        let verifier = verifier("pencil", b"salt", 1);
        let exchange =
            Exchange::with_nonce(MECHANISM_PLUS, first, verifier, &Some(vec![1; 32]), "x").unwrap();
        let mut bound = b"p=tls-server-end-point,,".to_vec();
        bound.extend_from_slice(&[2; 32]);
        let last = format!(
            "c={},r=abcx,p={}",
            BASE64.encode(bound),
            BASE64.encode([0; 32])
        );
        assert!(matches!(
            exchange.finish(last.as_bytes()),
            Err(Refusal::Malformed(_))
        ));
    }

    #[test]
    fn unknown_users_get_the_same_salt_each_time() {
        let secret = MockSecret::new().unwrap();
        assert_eq!(secret.verifier("x").salt, secret.verifier("x").salt);
        assert_ne!(secret.verifier("x").salt, secret.verifier("y").salt);
        assert_ne!(
            secret.verifier("x").salt,
            MockSecret::new().unwrap().verifier("x").salt
        );
    }

    #[test]
    fn two_verifiers_of_one_password_differ() {
        let (a, b) = (make_verifier("p").unwrap(), make_verifier("p").unwrap());
        assert_ne!(a.stored_key, b.stored_key);
        assert_eq!(a.iterations, 4096);
    }
}
