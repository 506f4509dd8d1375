//! TLS: the server's certificate, and what a login is bound to.

use std::io;
use std::path::Path;
use std::sync::Arc;

use pgwire::tokio::TlsAcceptor;
use ring::digest;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use x509_certificate::SignatureAlgorithm;
use x509_certificate::certificate::CapturedX509Certificate;

use super::scram::ChannelBinding;

/// How the server identifies itself on encrypted connections.
#[derive(Clone)]
pub(super) struct Tls {
    /// Accepts handshakes.
    pub(super) acceptor: TlsAcceptor,
    /// What SCRAM-SHA-256-PLUS binds to.
    pub(super) binding: ChannelBinding,
}

impl Tls {
    /// Reads a certificate chain and its private key, both PEM.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, holds no certificate or key, or a key that does not belong
    /// to the certificate; the text names the file.
    pub(super) fn load(certificate: &Path, key: &Path) -> io::Result<Tls> {
        let fault = |file: &Path, why: &dyn std::fmt::Display| {
            io::Error::new(
                io::ErrorKind::InvalidInput,
                format!(
                    "{}: {why}; --tls-cert takes a certificate chain in PEM, --tls-key its key",
                    file.display()
                ),
            )
        };
        let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(certificate)
            .and_then(Iterator::collect)
            .map_err(|e| fault(certificate, &e))?;
        let Some(first) = chain.first() else {
            return Err(fault(certificate, &"holds no certificate in PEM form"));
        };
        let binding = end_point(first);
        let private = PrivateKeyDer::from_pem_file(key).map_err(|e| fault(key, &e))?;
        let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|e| fault(certificate, &e))?
            .with_no_client_auth()
            .with_single_cert(chain, private)
            .map_err(|e| fault(key, &e))?;
        // Clients that begin with TLS at once (sslnegotiation=direct) name the protocol.
        config.alpn_protocols = vec![b"postgresql".to_vec()];
        Ok(Tls {
            acceptor: TlsAcceptor::from(Arc::new(config)),
            binding,
        })
    }
}

/// `tls-server-end-point` of RFC 5929: the certificate's digest, made with the hash of its
/// signature, SHA-256 in place of anything older. `None` where no hash is defined (Ed25519).
fn end_point(certificate: &CertificateDer<'_>) -> ChannelBinding {
    let parsed = CapturedX509Certificate::from_der(certificate.to_vec()).ok()?;
    let algorithm = match parsed.signature_algorithm()? {
        SignatureAlgorithm::RsaSha1
        | SignatureAlgorithm::RsaSha256
        | SignatureAlgorithm::EcdsaSha256 => &digest::SHA256,
        SignatureAlgorithm::RsaSha384 | SignatureAlgorithm::EcdsaSha384 => &digest::SHA384,
        SignatureAlgorithm::RsaSha512 => &digest::SHA512,
        _ => return None,
    };
    Some(digest::digest(algorithm, certificate).as_ref().to_vec())
}
