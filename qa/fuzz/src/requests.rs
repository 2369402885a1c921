//! Targets for what a caller gives: ids, headers, tokens, base URLs, a credentials file.

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;

use geai_client::__fuzzing::{join, segment};
use geai_client::bindings::NameStyle;
use geai_client::{Builder, CallOptions, Client, ErrorKind};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use url::Url;

use crate::{canary, choose};

/// Headers that only the client and the transport set.
const RESERVED: [&str; 7] =
    ["authorization", "host", "content-length", "transfer-encoding", "connection", "te", "upgrade"];

/// Two ids: each is refused or stays in its place, and different ones name different resources.
///
/// They are the halves of the input around its first NUL.
pub fn path_build(data: &[u8]) {
    let middle = data.iter().position(|byte| *byte == 0);
    let (one, other) = data.split_at(middle.unwrap_or(data.len()));
    let (Ok(one), Ok(other)) = (str::from_utf8(one), str::from_utf8(other.get(1..).unwrap_or_default())) else {
        return;
    };
    let urls = [one, other].map(|id| url_of(id, "https://host.example/prefix"));
    if let [Some(first), Some(second)] = urls {
        assert_eq!(one == other, first == second, "{one:?} and {other:?}");
    }
}

/// The URL of the resource with this id, checked; `None` where the id is refused.
pub fn url_of(id: &str, base: &str) -> Option<Url> {
    let base = Url::parse(base).expect("a base URL");
    let encoded = match segment(id) {
        Ok(encoded) => encoded,
        Err(why) => {
            assert!(why.len() < 200 && !why.contains(char::is_control), "{why:?}");
            return None;
        }
    };
    assert!(!id.trim().is_empty() && id.len() <= 1024, "{id:?} passes");
    let mut seen = id.to_owned();
    for _ in 0..3 {
        assert!(!matches!(seen.as_str(), "." | "..") && !seen.contains(['/', '\\']), "{id:?} passes");
        assert!(!seen.contains(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')), "{id:?} passes");
        seen = percent_decode_str(&seen).decode_utf8_lossy().into_owned();
    }
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~%".contains(&byte);
    assert!(encoded.bytes().all(plain), "{encoded}");
    assert_eq!(percent_decode_str(&encoded).decode_utf8().as_deref(), Ok(id));
    let path = format!("/v4/agents/{encoded}/export");
    let url = join(&base, &path).expect("an encoded id stays as it is");
    assert_eq!(url.path(), format!("{}{path}", base.path().trim_end_matches('/')));
    assert_eq!((url.origin(), url.query(), url.fragment()), (base.origin(), None, None));
    assert_eq!((url.username(), url.password()), ("", None));
    Some(url)
}

/// A further header, a token, and an id that is a header: what passes cannot break out of its line, and what is
/// refused is not repeated.
///
/// The input is a name and a value around the first NUL.
pub fn header_check(data: &[u8]) {
    let middle = data.iter().position(|byte| *byte == 0).unwrap_or(data.len());
    let (name, value) = data.split_at(middle);
    let (Ok(name), Ok(value)) = (str::from_utf8(name), str::from_utf8(value.get(1..).unwrap_or_default())) else {
        return;
    };
    if name.contains(canary()) {
        return;
    }
    let secret = format!("{}{value}", canary());
    let options = json!({ "headers": { name: secret } }).to_string();
    match CallOptions::from_json(&options, NameStyle::Snake) {
        Ok(options) => {
            assert_eq!(options.headers.len(), 1);
            for (name, value) in &options.headers {
                assert!(!RESERVED.contains(&name.as_str()) && !name.as_str().starts_with("proxy-"), "{name} passes");
                assert!(value.as_bytes().iter().all(|byte| (0x20..0x7f).contains(byte)), "the value of {name} passes");
                assert_eq!(value.as_bytes(), secret.as_bytes(), "the value of {name} changed");
            }
            assert!(!format!("{options:?}").contains(canary()), "a value is shown");
        }
        Err(error) => assert_safe(&error.to_string()),
    }
    let visible = |text: &str| text.bytes().all(|byte| byte.is_ascii_graphic());
    let token = secret.trim();
    let built = bare().base_url("https://host.example").api_token(secret.as_str()).build();
    assert_eq!(built.is_ok(), visible(token) && token.len() <= 8192, "{token:?} as a token");
    assert_built(built);
    let built = bare().base_url("https://host.example").api_token("t").project_id(secret.as_str()).build();
    assert_eq!(built.is_ok(), visible(token) && token.len() <= 256, "{token:?} as a project id");
    if let Err(error) = built {
        assert_safe(&error.to_string());
    }
}

/// A base URL is refused, or it is one that a token may be sent to.
pub fn base_url(data: &[u8]) {
    let Some((flags, rest)) = choose(data) else { return };
    let Ok(given) = str::from_utf8(rest) else { return };
    let allow = flags & 1 == 1;
    // Whoever writes user and password into a URL must not find them in an error.
    let given = given.replace('\u{1}', canary());
    let build = |url: &str| bare().base_url(url).api_token("t").allow_http(allow).build();
    let client = match build(&given) {
        Ok(client) => client,
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::ConfigError);
            return assert_safe(&error.to_string());
        }
    };
    let url = Url::parse(client.base_url()).expect("what was built is a URL");
    assert!(!client.base_url().ends_with('/'), "{url}");
    assert!(matches!(url.scheme(), "https" | "http") && url.has_host(), "{url}");
    assert_eq!((url.username(), url.password(), url.query(), url.fragment()), ("", None, None, None), "{url}");
    if url.scheme() == "http" && !allow {
        let loopback = match url.host() {
            Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(url::Host::Ipv4(address)) => address.is_loopback(),
            Some(url::Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        };
        assert!(loopback, "{url} would get the token readable");
    }
    let again = build(client.base_url()).expect("a base URL may be given again");
    assert_eq!(again.base_url(), client.base_url());
    if let Some(url) = url_of("an id", client.base_url()) {
        assert!(url.as_str().starts_with(client.base_url()), "{url}");
    }
}

/// A credentials file with any content: a client or an error that repeats nothing of it.
///
/// `@` stands for a secret.
pub fn credentials_file(data: &[u8]) {
    static FILE: OnceLock<PathBuf> = OnceLock::new();
    let path = FILE.get_or_init(|| {
        let folder = std::env::temp_dir().join(format!("geai-fuzz-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder for the credentials file");
        folder.join("credentials")
    });
    let content: Vec<u8> = data
        .iter()
        .flat_map(|byte| if *byte == b'@' { canary().as_bytes() } else { std::slice::from_ref(byte) })
        .copied()
        .collect();
    fs::write(path, content).expect("the credentials file is written");
    let built = bare().credentials_file(path).build();
    let shown = built.as_ref().map(|client| serde_json::to_value(client.config()).expect("settings are JSON"));
    if let Ok(settings) = shown {
        let secrets = ["api_token", "access_token"].map(Value::from);
        let all = settings.as_array().expect("a list of settings");
        for setting in all.iter().filter(|setting| secrets.contains(&setting["name"])) {
            assert_eq!(setting["value"], "***");
        }
    }
    if let Err(error) = built {
        assert_eq!(error.kind(), ErrorKind::ConfigError);
        let error = error.to_string();
        // The path of a certificate is no secret, and has to be named.
        if !error.starts_with("key geai_ssl_cert_path in section ") {
            assert_safe(&error);
        }
    }
}

/// A builder that finds nothing in the environment.
fn bare() -> Builder {
    Client::builder().environment(HashMap::new())
}

fn assert_built(built: Result<Client, geai_client::Error>) {
    match built {
        Ok(client) => assert_safe(&format!("{client:?} {:?}", client.config())),
        Err(error) => assert_safe(&error.to_string()),
    }
}

fn assert_safe(shown: &str) {
    assert!(!shown.contains(canary()), "a secret is shown: {shown}");
    assert!(!shown.contains(crate::is_hostile), "a control character is shown: {shown:?}");
}
