//! Which members of answers are secrets by their names.

use napi_derive::napi;

/// Whether a text that no schema knows is treated as a secret, by the name of its member.
#[napi(catch_unwind)]
pub fn is_secret_name(name: String) -> bool {
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let secret =
        ["secret", "password", "passphrase", "token", "apikey", "accesskey", "authorization", "credential", "verifier"];
    let address = ["url", "uri", "endpoint"];
    secret.iter().any(|part| plain.contains(part)) && !address.iter().any(|end| plain.ends_with(end))
}
