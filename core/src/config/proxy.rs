//! The proxy of a client: that of the argument, else that of the environment (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`).

use std::net::IpAddr;

use ipnet::IpNet;
use url::{Host, Url};

use super::lookup::{Lookup, NO_PROXY, PROXY};
use super::setting::Setting;
use super::warning::Warning;

const EXPECTED: &str = "expected http:// or https:// and a host";

/// The proxy that holds, if any, and why.
pub(super) struct ProxyChoice {
    pub url: Option<Url>,
    pub setting: Setting,
    pub warning: Option<Warning>,
}

impl ProxyChoice {
    fn new(url: Option<Url>, source: String) -> Self {
        let value = url.as_ref().map_or_else(|| "none".to_owned(), shown);
        Self { url, setting: Setting { name: "proxy", value, source }, warning: None }
    }

    /// Errors name the argument or the variable, not its value, which may hold a password.
    pub(super) fn of(given: Option<&str>, base_url: &Url, lookup: &Lookup) -> Result<Self, String> {
        let given = given.map(|given| parse(given).map_err(|why| format!("proxy: {why}"))).transpose()?;
        if base_url.scheme() == "http" {
            return Ok(Self::new(None, "base URL with http://, where a proxy would read the token".to_owned()));
        }
        if let Some(url) = given {
            return Ok(Self::new(Some(url), "argument".to_owned()));
        }
        let Some((name, value)) = lookup.variable(&PROXY) else {
            return Ok(Self::new(None, "default".to_owned()));
        };
        let exempt = lookup.variable(&NO_PROXY);
        let (list, list_name) = exempt.map_or(("", ""), |(name, list)| (list, name));
        let mut unknown = Vec::new();
        let mut exempting = None;
        for text in list.split([',', ' ', '\t', '\r', '\n']).filter(|text| !text.is_empty()) {
            match Exemption::parse(text) {
                Some(exemption) if exempting.is_none() && exemption.covers(base_url) => exempting = Some(text),
                Some(_) => {}
                None => unknown.push(format!("`{}`", text.escape_debug())),
            }
        }
        let source = format!("environment variable {name}");
        let choice = match exempting {
            Some(text) => Self::new(None, format!("environment variable {list_name}, entry {}", text.escape_debug())),
            None => Self::new(Some(parse_bare(value).map_err(|why| format!("{source}: {why}"))?), source),
        };
        let warning = (!unknown.is_empty()).then(|| Warning {
            code: "GEAI_PROXY",
            text: format!(
                "environment variable {list_name}: {} matches no host; expected *, a host, .host, *.host, host:port, an \
                 address or a CIDR block",
                unknown.join(", ")
            ),
        });
        Ok(Self { warning, ..choice })
    }
}

/// Scheme, host and port; never user and password.
pub(super) fn shown(url: &Url) -> String {
    let port = url.port_or_known_default().unwrap_or_default();
    format!("{}://{}:{port}", url.scheme(), url.host_str().unwrap_or_default())
}

fn parse(text: &str) -> Result<Url, &'static str> {
    // A parser of URLs drops some of these, takes a backslash for a slash, and needs no slash before the host.
    let (scheme, _) = text.split_once("://").ok_or(EXPECTED)?;
    if text.contains(|c: char| c.is_control() || c.is_whitespace() || c == '\\') {
        return Err(EXPECTED);
    }
    if scheme.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("socks")) {
        return Err("SOCKS proxies are not supported; expected http:// or https:// and a host");
    }
    let mut url = Url::parse(text).map_err(|_| EXPECTED)?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err(EXPECTED);
    }
    url.set_path("");
    url.set_query(None);
    url.set_fragment(None);
    // The HTTP library has a parser of its own. It would go past a proxy that it cannot read.
    url.as_str().parse::<http::Uri>().map_err(|_| EXPECTED)?;
    Ok(url)
}

/// As in the environment, where `http://` may be left out before a host and its port.
fn parse_bare(text: &str) -> Result<Url, &'static str> {
    let text = text.trim();
    if text.contains("://") {
        return parse(text);
    }
    let bare = text.strip_suffix('/').unwrap_or(text);
    let scheme = bare.split(':').next().unwrap_or_default();
    if bare.is_empty() || bare.contains('/') || bare.ends_with(':') || matches!(scheme, "http" | "https") {
        return Err(EXPECTED);
    }
    parse(&format!("http://{bare}"))
}

/// An entry of `NO_PROXY`.
#[derive(Debug, PartialEq, Eq)]
enum Exemption {
    All,
    /// A host and what is below it.
    Host(String, Option<u16>),
    Address(IpAddr, Option<u16>),
    Network(IpNet),
}

impl Exemption {
    fn parse(text: &str) -> Option<Self> {
        if text == "*" {
            return Some(Self::All);
        }
        if text.contains('/') {
            return text.parse().ok().map(Self::Network);
        }
        if let Ok(address) = text.parse() {
            return Some(Self::Address(address, None));
        }
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) if !text.ends_with(']') => (host, Some(port)),
            _ => (text, None),
        };
        let port = match port {
            Some(port) if port.bytes().all(|byte| byte.is_ascii_digit()) => {
                Some(port.parse().ok().filter(|port: &u16| *port != 0)?)
            }
            Some(_) => return None,
            None => None,
        };
        if let Some(address) = host.strip_prefix('[') {
            return Some(Self::Address(IpAddr::V6(address.strip_suffix(']')?.parse().ok()?), port));
        }
        if let Ok(address) = host.parse() {
            return Some(Self::Address(IpAddr::V4(address), port));
        }
        let name = host.strip_prefix("*.").or_else(|| host.strip_prefix('.')).unwrap_or(host);
        // Shortened addresses, which this parser reads, are refused: `192.168.` would be 192.0.0.168.
        let Ok(Host::Domain(name)) = Host::parse(name) else { return None };
        let name = name.strip_suffix('.').unwrap_or(&name);
        let is_label = |label: &str| {
            !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        };
        name.split('.').all(is_label).then(|| Self::Host(name.to_owned(), port))
    }

    /// Whether it exempts the server at this URL.
    fn covers(&self, url: &Url) -> bool {
        let is_port = |port: &Option<u16>| port.is_none_or(|port| url.port_or_known_default() == Some(port));
        let address = match url.host() {
            Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
            _ => None,
        };
        match self {
            Self::All => true,
            Self::Host(name, port) => {
                let Some(Host::Domain(host)) = url.host() else { return false };
                let rest = host.strip_suffix('.').unwrap_or(host).strip_suffix(name.as_str());
                rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.')) && is_port(port)
            }
            Self::Address(exempt, port) => address == Some(*exempt) && is_port(port),
            Self::Network(network) => address.is_some_and(|address| network.contains(&address)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_of_no_proxy() {
        for (entry, exempt, proxied) in [
            ("*", &["https://a.example", "https://10.0.0.1"][..], &[][..]),
            (
                "a.example",
                &["https://a.example", "https://x.a.example:9", "https://A.EXAMPLE."],
                &["https://xa.example", "https://a.example.org"],
            ),
            (".a.example", &["https://a.example", "https://x.y.a.example"], &["https://xa.example"]),
            ("*.a.example", &["https://a.example", "https://x.y.a.example"], &["https://xa.example"]),
            ("A.Example.", &["https://a.example"], &["https://b.example"]),
            ("a.example:443", &["https://a.example", "https://x.a.example:443"], &["https://a.example:8443"]),
            ("*.a.example:8443", &["https://x.a.example:8443"], &["https://x.a.example"]),
            ("bücher.example", &["https://bücher.example", "https://xn--bcher-kva.example"], &["https://b.example"]),
            ("my_host", &["https://my_host"], &["https://host"]),
            ("10.0.0.1", &["https://10.0.0.1", "https://10.0.0.1:9"], &["https://10.0.0.2", "https://x.10.example"]),
            ("10.0.0.1:9", &["https://10.0.0.1:9"], &["https://10.0.0.1"]),
            ("10.0.0.0/8", &["https://10.9.9.9"], &["https://11.0.0.1", "https://a.example", "https://[::1]"]),
            ("::1", &["https://[::1]", "https://[::1]:9"], &["https://[::2]"]),
            ("[::1]", &["https://[::1]"], &["https://[::2]"]),
            ("[::1]:9", &["https://[::1]:9"], &["https://[::1]"]),
            ("fd00::/8", &["https://[fd12::1]"], &["https://[fe80::1]", "https://10.0.0.1"]),
        ] {
            let read = Exemption::parse(entry).unwrap();
            for url in exempt {
                assert!(read.covers(&Url::parse(url).unwrap()), "{entry} covers {url}");
            }
            for url in proxied {
                assert!(!read.covers(&Url::parse(url).unwrap()), "{entry} does not cover {url}");
            }
        }
    }

    #[test]
    fn what_no_proxy_cannot_say() {
        for entry in [
            "127.*",
            "10.",
            "192.168.",
            "127.1",
            "a*",
            "a.*.example",
            "**",
            "*.",
            ".",
            "..a",
            "a..b",
            "https://a.example",
            "a.example/path",
            "10.0.0.0/33",
            "10.0.0.0/255.0.0.0",
            "10.0.0.0/8:443",
            "a:",
            "a:0",
            "a:x",
            "a:99999",
            "a:+1",
            "<local>",
            "a;b",
            "[::1",
            "[a.example]",
            "[10.0.0.1]",
            "[::1]x",
        ] {
            assert_eq!(Exemption::parse(entry), None, "{entry}");
        }
    }

    #[test]
    fn urls_of_proxies() {
        for (given, wanted) in [
            ("http://p.example:3128", "http://p.example:3128"),
            ("HTTPS://P.example/", "https://p.example:443"),
            ("http://u:pass%20word@p.example", "http://p.example:80"),
            ("http://[::1]:3128/path?query#fragment", "http://[::1]:3128"),
            ("p.example:3128", "http://p.example:3128"),
            ("u:p@p.example:3128/", "http://p.example:3128"),
            ("p.example", "http://p.example:80"),
            (" http://p.example:3128\n", "http://p.example:3128"),
        ] {
            assert_eq!(parse_bare(given).map(|url| shown(&url)).as_deref(), Ok(wanted), "{given}");
        }
        for wrong in [
            "",
            " ",
            "htp://p",
            "http:/",
            "http://",
            "http:",
            "http",
            "https",
            "http:/p",
            "http:p",
            "http:3128",
            "https:p:3128",
            "http:///",
            "http://:3128",
            "http://p q",
            "http://p\tq",
            "http://p\\q",
            "://p",
            "p:",
            "p:x",
            "p:99999",
            "http://p:99999",
            "ftp://p",
            "file:///p",
            "p/q",
            "//p",
            "http://u:p@",
            "\u{fffd}",
            "http://\u{fffd}",
        ] {
            assert_eq!(parse_bare(wrong).unwrap_err(), EXPECTED, "{wrong:?}");
        }
        for socks in ["socks://p", "socks4://p", "SOCKS5://u:p@p:1080", "socks5h://p"] {
            assert!(parse_bare(socks).unwrap_err().starts_with("SOCKS proxies are not supported"), "{socks}");
        }
        for bare in ["p.example:3128", "http:p.example", " http://p.example"] {
            assert_eq!(parse(bare).unwrap_err(), EXPECTED, "{bare}");
        }
    }
}
