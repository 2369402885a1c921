//! Hosts that are this machine.

use url::{Host, Url};

/// Whether the host of a URL is this machine, whatever a name server says.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_this_machine_everywhere_is_this_machine() {
        for (url, own) in [
            ("http://localhost", true),
            ("http://a.localhost:9", true),
            ("http://127.8.9.1", true),
            ("http://[::1]", true),
            ("http://localhost.example", false),
            ("http://notlocalhost", false),
            ("http://128.0.0.1", false),
            ("http://[::2]", false),
            ("data:x", false),
        ] {
            assert_eq!(is_loopback(&Url::parse(url).unwrap()), own, "{url}");
        }
    }
}
