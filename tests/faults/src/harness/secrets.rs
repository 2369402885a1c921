//! Secrets that are planted, and whether they show.

/// Secrets of one client, made when they are needed.
#[derive(Debug)]
pub struct Canary {
    /// Its token.
    pub token: String,
    /// Password of its proxy.
    pub password: String,
    /// Value of a header.
    pub header: String,
}

impl Canary {
    /// Secrets that no other client has.
    pub fn new() -> Self {
        let secret = || std::iter::repeat_with(fastrand::alphanumeric).take(32).collect::<String>();
        Self { token: secret(), password: secret(), header: secret() }
    }

    /// Whether any of them is in a text: as it is, in hexadecimal or in base64. Percent-encoding and JSON leave them as they are.
    pub fn is_in(&self, text: &str) -> bool {
        [&self.token, &self.password, &self.header].iter().any(|secret| {
            let hexadecimal: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
            text.contains(secret.as_str()) || text.to_lowercase().contains(&hexadecimal) || is_in_base64(secret, text)
        })
    }
}

impl Default for Canary {
    fn default() -> Self {
        Self::new()
    }
}

/// Whether a secret is in a text in base64, whatever stands before it.
fn is_in_base64(secret: &str, text: &str) -> bool {
    use base64::Engine as _;
    let encode = |bytes: &[u8]| base64::engine::general_purpose::STANDARD_NO_PAD.encode(bytes);
    (0..3).any(|shift| {
        // Whole groups alone are the same whatever is around them.
        let inner = secret.as_bytes().get(shift..).unwrap_or_default();
        let inner = inner.get(..inner.len() / 3 * 3).unwrap_or_default();
        text.contains(&encode(inner))
    })
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;

    use super::*;

    #[test]
    fn a_secret_is_found_however_it_is_written() {
        let canary = Canary::new();
        let encode = |text: &str| base64::engine::general_purpose::STANDARD.encode(text);
        for before in ["", "a", "ab", "someone:"] {
            assert!(canary.is_in(&format!("Basic {}", encode(&format!("{before}{}", canary.password)))));
        }
        let hexadecimal: String = canary.header.bytes().map(|byte| format!("{byte:02X}")).collect();
        assert!(canary.is_in(&hexadecimal));
        assert!(canary.is_in(&format!("Bearer {}", canary.token)));
        assert!(!canary.is_in("Bearer ***"));
        assert!(!Canary::new().is_in(&canary.token));
    }
}
