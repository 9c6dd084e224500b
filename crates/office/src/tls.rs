//! TLS without a proxy in front: a certificate from files, or one made here for trials.
//!
//! rustls with ring: it builds without a C tool chain of its own for every machine that the office runs on, and both
//! ends of a hub (towards the province and towards the devices) share it.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use danvan_core::ids::Digest;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

/// Where a certificate comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tls {
    /// Of a certificate authority that the devices know, as PEM.
    Files {
        /// The chain, the own certificate first.
        certificate: PathBuf,
        /// Its key.
        key: PathBuf,
    },
    /// Made at the first start, for trials: kept in this folder, for these names. Devices must be told to trust it.
    Local {
        /// The folder.
        folder: PathBuf,
        /// Names and addresses.
        names: Vec<String>,
    },
}

/// A certificate, ready to serve.
pub struct Ready {
    config: Arc<ServerConfig>,
    /// SHA-256 of the own certificate, in pairs of hexadecimal digits, as browsers show it.
    pub fingerprint: String,
    /// The own certificate.
    pub certificate: CertificateDer<'static>,
}

impl Ready {
    /// What shakes hands with a connection.
    pub fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::clone(&self.config))
    }
}

/// Makes ring the one library for cryptography of this process. Doing it again changes nothing.
pub fn use_ring() {
    // An error says that it was done before.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

impl Tls {
    /// Reads the certificate, or makes it.
    ///
    /// # Errors
    /// Where a file cannot be read or written, or certificate and key do not belong together.
    pub fn ready(&self) -> anyhow::Result<Ready> {
        use_ring();
        let (certificate, key) = match self {
            Self::Files { certificate, key } => (certificate.clone(), key.clone()),
            Self::Local { folder, names } => local(folder, names)?,
        };
        let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(&certificate)
            .and_then(Iterator::collect)
            .with_context(|| format!("reading {}", certificate.display()))?;
        let own = chain.first().with_context(|| format!("no certificate in {}", certificate.display()))?;
        let (fingerprint, own) = (fingerprint(own), own.clone());
        let key = PrivateKeyDer::from_pem_file(&key).with_context(|| format!("reading {}", key.display()))?;
        let mut config = ServerConfig::builder().with_no_client_auth().with_single_cert(chain, key)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Ready { config: Arc::new(config), fingerprint, certificate: own })
    }
}

/// Where the certificate for trials stands; made if it is not there.
fn local(folder: &Path, names: &[String]) -> anyhow::Result<(PathBuf, PathBuf)> {
    let (certificate, key) = (folder.join("local-certificate.pem"), folder.join("local-key.pem"));
    if !(certificate.exists() && key.exists()) {
        let made = rcgen::generate_simple_self_signed(names.to_vec())?;
        std::fs::create_dir_all(folder)?;
        write_secret(&key, &made.signing_key.serialize_pem())?;
        std::fs::write(&certificate, made.cert.pem())?;
    }
    Ok((certificate, key))
}

fn write_secret(file: &Path, text: &str) -> anyhow::Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let mut opened =
        std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(file)?;
    opened.write_all(text.as_bytes())?;
    Ok(opened.sync_all()?)
}

fn fingerprint(certificate: &CertificateDer<'_>) -> String {
    let digest = Digest::of(&[certificate.as_ref()]).to_string().to_uppercase();
    let pairs: Vec<&str> = (0..digest.len()).step_by(2).filter_map(|at| digest.get(at..at + 2)).collect();
    pairs.join(":")
}

/// The name or address in front of a port.
pub fn host_of(listen: &str) -> &str {
    listen.rsplit_once(':').map_or(listen, |(host, _)| host)
}

/// The names that a certificate for trials is made for where none are given: this machine's, and where it listens.
pub fn names_of(listen: &str) -> Vec<String> {
    let mut names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
    let host = host_of(listen).trim_matches(['[', ']']);
    let unspecified = host.parse::<IpAddr>().is_ok_and(|address| address.is_unspecified());
    if !unspecified && !names.iter().any(|name| name == host) {
        names.push(host.to_owned());
    }
    names
}
