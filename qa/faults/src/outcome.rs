//! What a call came to, as a runner tells it: one shape for every language.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What one call came to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Outcome {
    /// The command that asked for the call.
    pub id: u64,
    /// Which call of the command, from 0.
    pub n: u32,
    /// Whether it succeeded.
    pub ok: bool,
    /// Whether it ended because it was cancelled.
    pub cancelled: bool,
    /// Seconds that the caller waited.
    pub elapsed: f64,
    /// Attempts of a call that succeeded.
    pub attempts: u32,
    /// Request id of a call that succeeded.
    pub request_id: Option<String>,
    /// What was answered, in short.
    pub value: Value,
    /// The error of a call that failed.
    pub error: Option<Failure>,
    /// Everything that prints the answer, where the runner is talkative.
    pub shown: String,
    /// Exit code of a child, where there was one.
    pub code: Option<i32>,
    /// The whole line, for a search of secrets.
    #[serde(skip)]
    pub line: String,
}

/// What an error says of itself.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Failure {
    /// Name of the class; for one that is not ours, with `other:` before it.
    pub kind: String,
    /// HTTP status.
    pub status: Option<u16>,
    /// Whether the server acted.
    pub executed: String,
    /// Attempts made.
    pub attempts: u32,
    /// How far the call had come.
    pub phase: String,
    /// Seconds the server asked to wait.
    pub retry_after: Option<f64>,
    /// Whether the same call may succeed later.
    pub retryable: bool,
    /// Id the server gave the request.
    pub request_id: Option<String>,
    /// Host that a redirect pointed at.
    pub redirect_host: Option<String>,
    /// What the server said, in its order.
    pub said: Vec<String>,
    /// Bytes of the body that are kept.
    pub body_bytes: u64,
    /// The error as one line.
    pub text: String,
    /// Everything else that prints it: representation, JSON, traceback.
    pub shown: String,
    /// What keeps the body that the server sent, on purpose.
    pub held: String,
    /// Entries in the history of attempts, where the error has one.
    pub history: Option<u32>,
}

impl Outcome {
    /// Attempts that were made, however they ended.
    pub fn attempts(&self) -> u32 {
        self.error.as_ref().map_or(self.attempts, |error| error.attempts)
    }

    /// What must be the same in every language: times and addresses are no part of it.
    pub fn essence(&self) -> String {
        match &self.error {
            _ if self.cancelled => "cancelled".to_owned(),
            // The text of free-form JSON is each language's own.
            None if self.value.get("json").is_some() => "ok".to_owned(),
            None => format!("ok attempts={} request_id={:?} value={}", self.attempts, self.request_id, self.value),
            Some(error) => format!(
                "{} status={:?} executed={} attempts={} phase={} retry_after={:?} request_id={:?}: {}",
                error.kind,
                error.status,
                error.executed,
                error.attempts,
                error.phase,
                error.retry_after,
                error.request_id,
                steady(&error.text)
            ),
        }
    }
}

/// How texts of Node name options, and what they name besides.
const OPTIONS: [(&str, &str); 4] = [
    ("clientCert", "client_cert"),
    ("caBundle", "ca_bundle"),
    ("maxRetryAfter", "max_retry_after"),
    (" or NODE_EXTRA_CA_CERTS", ""),
];

/// `text` with times, ports and ids of the server replaced by a mark, and options by their names in Rust.
fn steady(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let text = OPTIONS.iter().fold(text.to_owned(), |text, (node, name)| text.replace(node, name));
    let mut rest = text.as_str();
    while let Some(at) = rest.find(|c: char| c.is_ascii_hexdigit()) {
        let (before, from) = rest.split_at(at);
        let end = from.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(from.len());
        let (word, after) = from.split_at(end);
        out.push_str(before);
        let number = word.bytes().all(|byte| byte.is_ascii_digit());
        // Node says milliseconds where the others say seconds.
        if let Some(after) = after.strip_prefix(" s").filter(|after| number && after.starts_with([',', ')'])) {
            out.push_str("# ms");
            rest = after;
            continue;
        }
        let port = number && word.len() > 3 && before.ends_with(':');
        let long = word.len() >= if number { 9 } else { 12 };
        out.push_str(if port || long || (number && (after.starts_with(" ms") || after.starts_with(" bytes)"))) {
            "#"
        } else {
            word
        });
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_ports_and_ids_are_no_part_of_the_essence() {
        let text = "GET /v4/agents/F19-3: 503: busy at 127.0.0.1:40123 (4 attempts, 71 ms, not executed)";
        assert_eq!(steady(text), "GET /v4/agents/F19-3: 503: busy at 127.0.0.1:# (4 attempts, # ms, not executed)");
        // The languages differ in units and in the spelling of names.
        let (one, other) =
            ("wait 3600 s, `max_retry_after` (60 s) (1", "wait 3600000 ms, `maxRetryAfter` (60000 ms) (1");
        assert_eq!(steady(one), steady(other));
        // A compressed body has another size with each id in it.
        assert_eq!(steady("(unexpected body: text/html, 307 bytes)"), "(unexpected body: text/html, # bytes)");
        assert_eq!(steady("9a51-00000000067b at 1795387555, 419 bytes"), "9a51-# at #, 419 bytes");
    }

    #[test]
    fn a_difference_in_any_field_shows() {
        let error = Failure { kind: "ServerError".into(), executed: "maybe".into(), attempts: 1, ..Failure::default() };
        let one = Outcome { error: Some(error.clone()), ..Outcome::default() };
        for other in [
            Failure { kind: "APIError".into(), ..error.clone() },
            Failure { executed: "no".into(), ..error.clone() },
            Failure { attempts: 2, ..error.clone() },
            Failure { phase: "head".into(), ..error.clone() },
            Failure { status: Some(503), ..error.clone() },
            Failure { text: "x".into(), ..error.clone() },
            Failure { retry_after: Some(1.0), ..error.clone() },
        ] {
            assert_ne!(one.essence(), Outcome { error: Some(other), ..Outcome::default() }.essence());
        }
    }
}
