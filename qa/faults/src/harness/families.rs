//! The families of faults that every call with a secret is played.

use serde_json::{Value, json};

use super::secret_inputs::SecretInput;
use crate::plan::{Plan, Transport};
use crate::table::Reach;

/// One way to fail.
#[derive(Debug, Clone)]
pub(super) struct Family {
    pub(super) plan: Plan,
    pub(super) reach: Reach,
    /// Seconds of an attempt.
    pub(super) timeout: f64,
    /// Whether a function gives the token.
    pub(super) given: bool,
    pub(super) variation: Variation,
    pub(super) inputs: &'static [SecretInput],
}

/// What is done besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Variation {
    Nothing,
    /// The arguments are wrong: nothing is sent.
    Refused,
    /// Each call is cancelled once it has arrived.
    Cancelled,
    /// The client is closed before.
    Closed,
}

impl Family {
    fn of(fault: &str, with: Value) -> Self {
        let plan = Plan::of(fault, with);
        Self {
            plan,
            reach: Reach::Server,
            timeout: 10.0,
            given: false,
            variation: Variation::Nothing,
            inputs: SecretInput::ALL,
        }
    }

    fn over(mut self, transport: Transport) -> Self {
        self.plan.transport = transport;
        self
    }

    fn reach(self, reach: Reach) -> Self {
        Self { reach, ..self }
    }

    fn given(self) -> Self {
        Self { given: true, ..self }
    }

    fn late(self) -> Self {
        Self { timeout: 0.3, ..self }
    }

    fn variation(self, variation: Variation) -> Self {
        Self { variation, ..self }
    }

    /// Whether requests come to the server.
    pub(super) fn arrives(&self) -> bool {
        let before = ["port-closed", "accept-close", "garbage-at-accept", "tls-", "proxy-"];
        self.reach != Reach::Nowhere
            && matches!(self.variation, Variation::Nothing | Variation::Cancelled)
            && !before.iter().any(|fault| self.plan.fault.starts_with(fault))
    }
}

/// All of them.
pub(super) fn families() -> Vec<Family> {
    let plain = |fault: &str| Family::of(fault, Value::Null);
    let status = |status: u16| Family::of("status", json!({"status": status}));
    let echo = |status: u16, how: &str| Family::of("echo", json!({"status": status, "how": how}));
    let mut families = vec![
        plain("healthy"),
        plain("healthy").over(Transport::H2),
        plain("healthy").reach(Reach::Nowhere),
        plain("healthy").reach(Reach::Proxy),
        plain("healthy").variation(Variation::Refused),
        plain("healthy").variation(Variation::Closed),
        plain("silent").variation(Variation::Cancelled),
        plain("silent").late(),
        plain("stall-body").late(),
        plain("proxy-407").reach(Reach::Proxy),
        plain("proxy-502").reach(Reach::Proxy),
        Family::of("redirect", json!({"status": 302})),
        Family::of("redirect", json!({"status": 308})),
        Family::of("json", json!({"case": "wrong-type"})),
        Family::of("json", json!({"case": "trailing"})),
        status(401).given(),
        status(403),
        status(503),
        echo(401, "message").given(),
        echo(400, "message").over(Transport::H2),
        echo(422, "members"),
        echo(403, "text"),
        echo(404, "html"),
        echo(409, "request-id"),
        echo(500, "message"),
        echo(503, "members"),
        echo(200, "message"),
        echo(200, "cut-json"),
        echo(200, "wrong-type"),
        echo(200, "text"),
    ];
    families.extend(
        [
            "port-closed",
            "accept-close",
            "garbage-at-accept",
            "tls-self-signed",
            "tls-wrong-name",
            "tls-close-handshake",
            "fin",
            "rst",
            "garbage",
            "huge-header",
            "two-lengths",
            "h2-goaway",
            "h2-cut",
            "truncated-body",
            "truncated-chunked",
            "corrupt-gzip",
            "empty-body",
            "html-page",
        ]
        .map(plain),
    );
    // What an error keeps is cut, and a cut may go through a secret: of a text, of a message, of a body, of an id.
    for (how, cut, steps) in [("text", 200, 5), ("message", 2048, 8), ("text", 64 << 10, 2), ("request-id", 200, 2)] {
        families.extend((0..steps).map(|step| {
            let before = cut - 40_usize.saturating_mul(step);
            let family = Family::of("echo", json!({"status": 400, "how": how, "before": before}));
            Family { inputs: &[SecretInput::Get, SecretInput::Import], ..family }
        }));
    }
    families
}
