//! Proxies: which one holds, what is sent to it, and what is said of its refusals.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use geai_client::{Builder, Client, Error, ErrorKind, Executed, Phase};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

/// A proxy that gives every `CONNECT` the same answer, and keeps what it was sent.
struct Proxy {
    address: String,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    async fn start(answer: impl Into<Vec<u8>>) -> Self {
        let answer = answer.into();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&seen);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (answer, kept) = (answer.clone(), Arc::clone(&kept));
                tokio::spawn(async move {
                    let mut head = Vec::new();
                    while !head.ends_with(b"\r\n\r\n") {
                        if !matches!(stream.read_buf(&mut head).await, Ok(1..)) {
                            break;
                        }
                    }
                    kept.lock().unwrap().push(String::from_utf8(head).unwrap());
                    // The client may have gone, which is its right.
                    let _ = stream.write_all(&answer).await;
                });
            }
        });
        Self { address, seen }
    }

    fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

fn builder(environment: &[(&str, &str)]) -> Builder {
    let pairs: HashMap<_, _> =
        environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Client::builder()
        .environment(pairs)
        .base_url("https://geai.example")
        .api_token("t")
        .backoff(Duration::from_millis(1))
}

async fn failure(builder: Builder) -> Error {
    builder.build().unwrap().agents().get("a").await.unwrap_err()
}

fn proxy_of(client: &Client) -> (String, String) {
    let found = client.config().into_iter().find(|setting| setting.name == "proxy").unwrap();
    (found.value, found.source)
}

fn refusal(builder: Builder) -> String {
    let error = builder.build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConfigError);
    error.to_string()
}

#[tokio::test]
async fn a_refused_tunnel_is_named_and_repeated_only_if_it_may_open_later() {
    let long = format!("HTTP/1.1 200 OK\r\nx-long: {}\r\n\r\n", "a".repeat(9000));
    for (answer, text, attempts) in [
        ("HTTP/1.1 403 Not for you\r\n\r\n", " refused a tunnel: 403 Not for you", 1),
        ("HTTP/1.1 302 Found\r\nLocation: http://sign.in/\r\n\r\n", " refused a tunnel: 302 Found", 1),
        ("HTTP/1.1 407 Who are you\r\n\r\n", " refused a tunnel: 407 Who are you", 1),
        ("HTTP/1.1 201 Created\r\n\r\n", "201 Created; only 200 opens a tunnel", 1),
        ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", " sent 100 Continue before its answer", 1),
        (&long, "a head of more than 8 KiB", 1),
        ("HTTP/1.1 503 Later\r\n\r\n", " refused a tunnel: 503 Later", 4),
        ("HTTP/1.1 429 Too many\r\n\r\n", " refused a tunnel: 429 Too many", 4),
    ] {
        let proxy = Proxy::start(answer).await;
        let error = failure(builder(&[]).proxy(proxy.url())).await;
        assert_eq!(
            (error.kind(), error.phase, error.executed),
            (ErrorKind::APIConnectionError, Phase::Connect, Executed::No)
        );
        assert!(error.to_string().contains(text), "{error}");
        assert!(error.detail.contains(&format!("the proxy {}", proxy.url().trim_start_matches("http://"))), "{error}");
        assert_eq!((error.attempts, error.status), (attempts, None), "{error}");
        // Each attempt asks once for a tunnel, and once for the reason.
        let seen = proxy.seen();
        assert_eq!(seen.len(), 2 * attempts as usize, "{error}");
        assert!(
            seen.iter().all(|head| head.starts_with("CONNECT geai.example:443 HTTP/1.1\r\nHost: geai.example:443\r\n"))
        );
    }
}

#[tokio::test]
async fn the_proxys_credentials_are_sent_and_never_told() {
    let (user, password) = ("canary-user", "canary/pass word");
    let encoded = "Y2FuYXJ5LXVzZXI6Y2FuYXJ5L3Bhc3Mgd29yZA==";
    let proxy = Proxy::start(format!("HTTP/1.1 403 {user} {password} {encoded}\r\n\r\n")).await;
    let url = format!("http://canary-user:canary%2Fpass%20word@{}", proxy.address);
    let error = failure(builder(&[("HTTPS_PROXY", &url)])).await;
    assert!(error.to_string().contains("403 *** *** ***"), "{error}");
    assert!(!format!("{error:?}").contains("canary"));
    let seen = proxy.seen();
    assert_eq!(seen.len(), 2);
    assert!(
        seen.iter()
            .all(|head| head.to_lowercase().contains(&format!("proxy-authorization: basic {encoded}").to_lowercase()))
    );
}

#[tokio::test]
async fn the_environment_says_which_proxy_holds() {
    let proxy = Proxy::start("HTTP/1.1 403 Forbidden\r\n\r\n").await;
    let url = proxy.url();
    let (url, other) = (url.as_str(), "http://127.0.0.1:9");
    for (environment, name) in [
        (&[("HTTPS_PROXY", url), ("ALL_PROXY", other)][..], "HTTPS_PROXY"),
        (&[("HTTPS_PROXY", ""), ("https_proxy", &proxy.address), ("ALL_PROXY", other)][..], "https_proxy"),
        (&[("ALL_PROXY", url), ("HTTP_PROXY", "nonsense://")][..], "ALL_PROXY"),
        (&[("all_proxy", url), ("REQUEST_METHOD", "GET")][..], "all_proxy"),
        (&[("HTTPS_PROXY", url), ("NO_PROXY", "other.example,geai.example:8443 10.0.0.0/8")][..], "HTTPS_PROXY"),
    ] {
        let client = builder(environment).build().unwrap();
        assert_eq!(proxy_of(&client), (url.to_owned(), format!("environment variable {name}")));
        assert_eq!(client.warnings(), []);
        let before = proxy.seen().len();
        client.agents().get("a").await.unwrap_err();
        assert_eq!(proxy.seen().len(), before + 2, "{name}");
    }
}

#[tokio::test]
async fn no_proxy_names_servers_that_are_reached_directly() {
    let proxy = Proxy::start("HTTP/1.1 403 Forbidden\r\n\r\n").await;
    let url = proxy.url();
    for (list, server, entry) in [
        ("*", "https://127.0.0.1:9", "*"),
        ("a.example, 127.0.0.1", "https://127.0.0.1:9", "127.0.0.1"),
        ("a.example 127.0.0.0/8", "https://127.0.0.1:9", "127.0.0.0/8"),
        ("127.0.0.1:9", "https://127.0.0.1:9", "127.0.0.1:9"),
        ("LOCALHOST", "https://localhost:9", "LOCALHOST"),
        ("*.localhost", "https://geai.localhost:9", "*.localhost"),
        (".localhost:9", "https://geai.localhost:9", ".localhost:9"),
    ] {
        let client = builder(&[("HTTPS_PROXY", &url), ("no_proxy", list)]).base_url(server).build().unwrap();
        let source = format!("environment variable no_proxy, entry {entry}");
        assert_eq!(proxy_of(&client), ("none".to_owned(), source));
        client.agents().get("a").retries(0).await.unwrap_err();
        assert_eq!(proxy.seen(), [""; 0], "{list}");
    }
    for (list, named) in [("127.*", "`127.*`"), ("a.example;b.example,10., https://geai.example", "`10.`")] {
        let client = builder(&[("HTTPS_PROXY", &url), ("NO_PROXY", list)]).build().unwrap();
        let [warning] = client.warnings() else { panic!("{:?}", client.warnings()) };
        assert_eq!(warning.code, "GEAI_PROXY");
        assert!(warning.text.contains(named) && warning.text.contains("NO_PROXY"), "{}", warning.text);
        assert_eq!(proxy_of(&client).0, url);
    }
    // An argument is stronger than the list.
    let client = builder(&[("NO_PROXY", "*")]).proxy(&url).build().unwrap();
    assert_eq!(proxy_of(&client), (url.clone(), "argument".to_owned()));
    // A proxy that nobody needs may be as it is.
    assert!(builder(&[("ALL_PROXY", "socks5://127.0.0.1:1080"), ("NO_PROXY", "geai.example")]).build().is_ok());
}

#[test]
fn a_proxy_that_cannot_be_used_is_refused_and_not_passed_by() {
    for wrong in [
        "htp://canary.example",
        "http:/",
        "http://",
        "http://:3128",
        " ",
        "http://canary proxy",
        "http:/canary.example:3128",
        "http://user:canary@",
        "canary.example:port",
        "http://canary.example:99999",
    ] {
        for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
            let error = refusal(builder(&[(name, wrong)]));
            assert!(
                error.contains(&format!("environment variable {name}: expected http:// or https://")),
                "{wrong}: {error}"
            );
            assert!(!error.contains("canary"), "{error}");
        }
        assert!(wrong == " " || refusal(builder(&[]).proxy(wrong)).contains("proxy: expected http:// or https://"));
    }
    for socks in
        ["socks://127.0.0.1:1080", "socks5://user:canary@127.0.0.1", "socks5h://127.0.0.1", "SOCKS4a://127.0.0.1"]
    {
        let error = refusal(builder(&[("ALL_PROXY", socks)]));
        assert!(error.contains("ALL_PROXY: SOCKS proxies are not supported") && !error.contains("canary"), "{error}");
    }
}

#[test]
fn config_names_the_proxy_with_its_port_and_the_reason() {
    let with = |environment: &[(&str, &str)]| proxy_of(&builder(environment).build().unwrap());
    let argument = |url: &str| proxy_of(&builder(&[]).proxy(url).build().unwrap());
    assert_eq!(with(&[]), ("none".to_owned(), "default".to_owned()));
    assert_eq!(argument("http://user:secret@proxy.example:3128/path").0, "http://proxy.example:3128");
    assert_eq!(argument("http://proxy.example").0, "http://proxy.example:80");
    assert_eq!(argument("https://proxy.example").0, "https://proxy.example:443");
    assert_eq!(argument("http://[::1]:3128"), ("http://[::1]:3128".to_owned(), "argument".to_owned()));
    let plain = builder(&[("HTTPS_PROXY", "htp://")]).base_url("http://127.0.0.1:9").build().unwrap();
    assert_eq!(proxy_of(&plain).0, "none");
    assert!(proxy_of(&plain).1.contains("http://"));
}
