//! The server that a request is for.

use hyper::header::{HOST, HeaderMap};
use hyper::http::uri::Authority;
use hyper::{Uri, Version};

/// The host and port that a request is for. `None` where it names none, as HTTP/1.0 may.
///
/// Errors where RFC 9112 3.2 wants a 400: no `Host`, several, or one that is no host.
pub(crate) fn target(version: Version, uri: &Uri, headers: &HeaderMap) -> Result<Option<Authority>, ()> {
    let mut hosts = headers.get_all(HOST).iter();
    let (first, second) = (hosts.next(), hosts.next());
    if second.is_some() || (first.is_none() && version == Version::HTTP_11) {
        return Err(());
    }
    let named = first.map(|value| value.to_str().ok().and_then(|text| authority(text.trim())).ok_or(())).transpose()?;
    // A target in absolute form is stronger than the header (RFC 9112 3.2.2).
    match uri.authority() {
        Some(target) => authority(target.as_str()).map(Some).ok_or(()),
        None => Ok(named),
    }
}

fn authority(text: &str) -> Option<Authority> {
    let authority = text.parse::<Authority>().ok()?;
    let after_host = text.strip_prefix(authority.host())?;
    let is_port = matches!(after_host, "" | ":") || authority.port_u16().is_some();
    (is_port && !authority.host().is_empty()).then_some(authority)
}

/// Whether a name always means the machine itself, so that no name server can give it to somebody else.
pub(crate) fn is_loopback(host: &str) -> bool {
    let host = host.trim_matches(['[', ']']);
    if let Ok(address) = host.parse::<std::net::IpAddr>() {
        return address.to_canonical().is_loopback();
    }
    let name = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

/// Whether a text is the name or the address of a host, without a port.
pub(crate) fn is_host(text: &str) -> bool {
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || "-._[]:".contains(c);
    authority(text).is_some_and(|authority| authority.host() == text && authority.port().is_none())
        && text.chars().all(is_of_name)
        || text.parse::<std::net::Ipv6Addr>().is_ok()
}
