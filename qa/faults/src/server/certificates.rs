//! The server's own certificate authority, and its good and bad certificates.

use std::io;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose, date_time_ymd};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::plan::Transport;

/// Which certificate a connection gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Identity {
    Good,
    SelfSigned,
    Expired,
    WrongName,
}

/// The certificates of one server.
#[derive(Debug)]
pub(super) struct Certificates {
    /// The authority, in PEM.
    pub(super) authority: String,
    http1: Arc<ServerConfig>,
    h2: Arc<ServerConfig>,
    self_signed: Leaf,
    expired: Leaf,
    wrong_name: Leaf,
}

#[derive(Debug)]
struct Leaf {
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

impl Certificates {
    pub(super) fn new() -> io::Result<Self> {
        make().map_err(io::Error::other)
    }

    /// What a handshake is made with.
    pub(super) fn config(&self, identity: Identity, transport: Transport) -> io::Result<Arc<ServerConfig>> {
        let leaf = match identity {
            Identity::Good if transport == Transport::H2 => return Ok(Arc::clone(&self.h2)),
            Identity::Good => return Ok(Arc::clone(&self.http1)),
            Identity::SelfSigned => &self.self_signed,
            Identity::Expired => &self.expired,
            Identity::WrongName => &self.wrong_name,
        };
        config(leaf, transport).map_err(io::Error::other)
    }
}

type Made<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

fn make() -> Made<Certificates> {
    let mut authority = CertificateParams::new(Vec::new())?;
    authority.distinguished_name.push(DnType::CommonName, "Fault server authority");
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let authority_key = KeyPair::generate()?;
    let authority_pem = authority.self_signed(&authority_key)?.pem();
    let issuer = Issuer::new(authority, authority_key);

    let names = ["localhost", "127.0.0.1", "::1"];
    let good = signed(params(&names)?, &issuer)?;
    let mut past = params(&names)?;
    past.not_before = date_time_ymd(2020, 1, 1);
    past.not_after = date_time_ymd(2021, 1, 1);
    let key = KeyPair::generate()?;
    let self_signed = Leaf {
        chain: vec![params(&names)?.self_signed(&key)?.der().clone()],
        key: PrivateKeyDer::Pkcs8(key.serialize_der().into()),
    };
    Ok(Certificates {
        authority: authority_pem,
        http1: config(&good, Transport::Tls)?,
        h2: config(&good, Transport::H2)?,
        self_signed,
        expired: signed(past, &issuer)?,
        wrong_name: signed(params(&["elsewhere.example.com"])?, &issuer)?,
    })
}

fn params(names: &[&str]) -> Made<CertificateParams> {
    let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
    let mut params = CertificateParams::new(names)?;
    params.distinguished_name.push(DnType::CommonName, "Fault server");
    Ok(params)
}

fn signed(params: CertificateParams, issuer: &Issuer<'_, KeyPair>) -> Made<Leaf> {
    let key = KeyPair::generate()?;
    let chain = vec![params.signed_by(&key, issuer)?.der().clone()];
    Ok(Leaf { chain, key: PrivateKeyDer::Pkcs8(key.serialize_der().into()) })
}

fn config(leaf: &Leaf, transport: Transport) -> Made<Arc<ServerConfig>> {
    // Named, since another crate of the build may bring a second provider.
    let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let builder = builder.with_safe_default_protocol_versions()?.with_no_client_auth();
    let mut config = builder.with_single_cert(leaf.chain.clone(), leaf.key.clone_key())?;
    let protocol: &[u8] = if transport == Transport::H2 { b"h2" } else { b"http/1.1" };
    config.alpn_protocols = vec![protocol.to_vec()];
    Ok(Arc::new(config))
}
