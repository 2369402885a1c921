//! The server's own certificate authority, and its good and bad certificates.

use std::io;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose, date_time_ymd};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::ClientCertVerifier;
use rustls::{ConfigBuilder, RootCertStore, ServerConfig, SupportedProtocolVersion};

use crate::plan::Transport;

/// Which certificate a connection gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Identity {
    Good,
    SelfSigned,
    Expired,
    WrongName,
    /// Signed by itself and marked as an authority's, as `openssl req -x509` does.
    OwnAuthority,
    /// Good, and the client needs one, too.
    WantsClient12,
    WantsClient13,
}

/// The certificates of one server.
#[derive(Debug)]
pub(super) struct Certificates {
    /// The authority, and the certificate that is one itself, in PEM.
    pub(super) authority: String,
    http1: Arc<ServerConfig>,
    h2: Arc<ServerConfig>,
    self_signed: Leaf,
    expired: Leaf,
    wrong_name: Leaf,
    own_authority: Leaf,
    good: Leaf,
    clients: Arc<dyn ClientCertVerifier>,
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
            Identity::WantsClient12 => return self.asking(&rustls::version::TLS12, transport),
            Identity::WantsClient13 => return self.asking(&rustls::version::TLS13, transport),
            Identity::OwnAuthority => &self.own_authority,
            Identity::SelfSigned => &self.self_signed,
            Identity::Expired => &self.expired,
            Identity::WrongName => &self.wrong_name,
        };
        config(leaf, transport).map_err(io::Error::other)
    }

    /// One version, and a client needs a certificate.
    fn asking(
        &self,
        version: &'static SupportedProtocolVersion,
        transport: Transport,
    ) -> io::Result<Arc<ServerConfig>> {
        let builder = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
        let builder = builder.with_protocol_versions(&[version]).map_err(io::Error::other)?;
        let builder = builder.with_client_cert_verifier(self.clients.clone());
        finish(builder, &self.good, transport).map_err(io::Error::other)
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
    let mut own_params = params(&names)?;
    own_params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let own_key = KeyPair::generate()?;
    let own_pem = own_params.self_signed(&own_key)?.pem();
    let own_authority = Leaf {
        chain: vec![CertificateDer::from_pem_slice(own_pem.as_bytes())?],
        key: PrivateKeyDer::Pkcs8(own_key.serialize_der().into()),
    };
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(authority_pem.as_bytes())?)?;
    let provider = Arc::new(aws_lc_rs::default_provider());
    let clients = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build()?;
    Ok(Certificates {
        authority: authority_pem + &own_pem,
        own_authority,
        clients,
        http1: config(&good, Transport::Tls)?,
        h2: config(&good, Transport::H2)?,
        self_signed,
        expired: signed(past, &issuer)?,
        wrong_name: signed(params(&["elsewhere.example.com"])?, &issuer)?,
        good,
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
    let builder = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
    let builder = builder.with_safe_default_protocol_versions()?.with_no_client_auth();
    finish(builder, leaf, transport)
}

fn finish(
    builder: ConfigBuilder<ServerConfig, rustls::server::WantsServerCert>,
    leaf: &Leaf,
    transport: Transport,
) -> Made<Arc<ServerConfig>> {
    let mut config = builder.with_single_cert(leaf.chain.clone(), leaf.key.clone_key())?;
    let protocol: &[u8] = if transport == Transport::H2 { b"h2" } else { b"http/1.1" };
    config.alpn_protocols = vec![protocol.to_vec()];
    Ok(Arc::new(config))
}
