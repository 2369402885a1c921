//! Each way to write a secret is found, and nothing else is.

use base64::engine::general_purpose::{STANDARD, URL_SAFE};

use super::super::Canaries;
use super::*;

/// `\u00fc` and its like for everything that is not ASCII.
fn ascii(text: &str) -> String {
    let units = |c: char| c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect::<String>();
    text.chars().map(|c| if c.is_ascii() { c.to_string() } else { units(c) }).collect()
}

fn every_spelling(secret: &str) -> Vec<(&'static str, String)> {
    let json = serde_json::to_string(secret).unwrap();
    let twice = serde_json::to_string(&json).unwrap();
    let thrice = serde_json::to_string(&twice).unwrap();
    let percent: String = secret.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let hexadecimal: Vec<String> = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
    let mut found = vec![
        ("as it is", secret.to_owned()),
        ("in a sentence", format!("the token {secret} was refused")),
        ("as JSON", json.clone()),
        ("as JSON of ASCII", ascii(&json)),
        ("as JSON with slashes escaped", json.replace('/', "\\/")),
        ("as JSON in JSON", twice.clone()),
        ("as JSON in JSON in JSON", thrice),
        ("Rust's Debug", format!("{secret:?}")),
        ("Rust's Debug of JSON", format!("{json:?}")),
        ("all of it percent-encoded", percent.clone()),
        ("percent-encoded in lower case", percent.to_lowercase()),
        ("percent-encoded in JSON in JSON", twice.replace('%', "%25").replace('/', "%2F")),
        ("as a form", super::super::encoded(secret).replace("%20", "+")),
        ("hexadecimal", hexadecimal.concat()),
        ("HEXADECIMAL", hexadecimal.concat().to_uppercase()),
        ("a buffer", format!("<Buffer {}>", hexadecimal.join(" "))),
        ("a byte string", format!("{:?}", secret.as_bytes())),
        ("a byte string as JSON", serde_json::to_string(secret.as_bytes()).unwrap()),
        ("HTML", secret.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")),
        ("its first half", secret.chars().take(24).collect()),
        ("its second half", secret.chars().skip(24).collect()),
        ("JSON of half of it, cut", json.chars().take(30).collect()),
    ];
    for before in ["", "a", "ab", "abc", "someone:"] {
        let text = format!("{before}{secret}");
        found.push(("base64", format!("Basic {}", STANDARD.encode(&text))));
        found.push(("url-safe base64", URL_SAFE.encode(&text)));
        found.push(("base64 of JSON", STANDARD.encode(serde_json::to_string(&text).unwrap())));
        found.push(("base64 in JSON", STANDARD.encode(&text).replace('/', "\\/")));
    }
    found
}

#[test]
fn a_secret_is_found_however_it_is_written() {
    let (canaries, others) = (Canaries::new(), Canaries::new());
    let (searcher, stranger) = (canaries.searcher(), others.searcher());
    for place in SecretLocation::ALL {
        for (spelling, shown) in every_spelling(canaries.of(place)) {
            let found: BTreeSet<SecretLocation> =
                searcher.find(&shown, true).into_iter().map(|hit| hit.place).collect();
            assert_eq!(found, [place].into(), "{spelling}: {shown}");
            assert_eq!(stranger.find(&shown, true), BTreeSet::new(), "{spelling}: {shown}");
        }
    }
}

#[test]
fn what_hides_a_secret_is_no_secret() {
    let canaries = Canaries::new();
    for shown in ["Bearer ***", "", "\\", "%", "%zz", "\\u", "\\ud800", "\\x", "\\u{", "{\"clientSecret\":\"***\"}"] {
        assert_eq!(canaries.searcher().find(shown, true), BTreeSet::new(), "{shown}");
    }
    // Four characters of it could be anything.
    let few: String = canaries.of(SecretLocation::ApiToken).chars().take(4).collect();
    assert_eq!(canaries.searcher().find(&few, true), BTreeSet::new());
}

#[test]
fn a_secret_of_the_server_may_stand_where_the_caller_reads_it() {
    let canaries = Canaries::new();
    for place in SecretLocation::ALL {
        let hits = canaries.searcher().find(canaries.of(place), false);
        assert_eq!(hits.is_empty(), place.is_answered(), "{place:?}");
    }
}

#[test]
fn secrets_are_long_and_no_two_are_alike() {
    let canaries = [Canaries::new(), Canaries::new()];
    let all: BTreeSet<_> =
        canaries.iter().flat_map(|each| SecretLocation::ALL.map(|place| each.of(place).to_owned())).collect();
    assert_eq!(all.len(), 2 * SecretLocation::ALL.len());
    assert!(all.iter().all(|secret| secret.len() >= 48 && secret.trim() == secret));
}
