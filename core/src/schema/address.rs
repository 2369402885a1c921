//! Secrets in addresses: the password before a host, and what a query or a fragment says under the name of a secret.

use url::Url;
use url::form_urlencoded::parse;

use super::mask::is_secret_name;

/// The secrets in a text that is an address, decoded and as they are written there.
pub(crate) fn address_secrets(text: &str) -> Vec<String> {
    let Some(url) = Some(text).filter(|text| text.contains("://")).and_then(|text| Url::parse(text.trim()).ok()) else {
        return Vec::new();
    };
    let pairs = [url.query(), url.fragment()].into_iter().flatten().flat_map(|pairs| pairs.split(['&', ';', '?']));
    let said = pairs.filter_map(|pair| pair.split_once('=')).filter(|(name, _)| {
        let decoded = parse(name.as_bytes()).next();
        decoded.is_some_and(|(name, _)| is_secret_name(&name))
    });
    let written = url.password().into_iter().chain(said.map(|(_, value)| value)).filter(|secret| !secret.is_empty());
    let decoded = |written: &str| {
        let value = format!("={written}");
        parse(value.as_bytes()).next().map(|(_, value)| value.into_owned()).unwrap_or_default()
    };
    let mut found: Vec<String> = written.flat_map(|written| [written.to_owned(), decoded(written)]).collect();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_secrets_before_its_host_and_under_their_names() {
        for (text, secrets) in [
            ("https://u:pass%2Fword@h.example/t", &["pass%2Fword", "pass/word"][..]),
            ("https://h.example/t?page=1&access_token=a+b#apiKey=c", &["a+b", "a b", "c"]),
            ("https://h.example/#/x?Token=d", &["d"]),
            ("https://user@h.example/token?page=1&token=", &[]),
            ("u:pass@h.example", &[]),
            ("no address: token=a", &[]),
        ] {
            assert_eq!(address_secrets(text), secrets, "{text}");
        }
    }
}
