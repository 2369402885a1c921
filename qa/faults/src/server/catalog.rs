//! The name of every fault, what it does and what it can be told.

use serde::Serialize;

use crate::plan::Transport;

/// What a turn of a fault is: what `after` and `times` of a plan count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The listening port itself; there are no turns.
    Port,
    /// A connection, as it is accepted.
    Connection,
    /// A connection, while its TLS handshake goes on.
    Handshake,
    /// A request, as its head is complete.
    Request,
    /// A request, on HTTP/2 alone.
    Stream,
    /// A request to the proxy.
    Proxy,
}

/// What a parameter may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A number, not negative.
    Number,
    /// A string.
    Text,
    /// `true` or `false`.
    Flag,
    /// Any JSON.
    Any,
    /// One of these strings.
    OneOf(&'static [&'static str]),
}

/// One parameter of a fault.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Param {
    /// Key in `with`.
    pub name: &'static str,
    /// What it may be.
    pub kind: Kind,
    /// What it sets, and its default.
    pub doc: &'static str,
}

/// One fault.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct FaultInfo {
    /// Name in a plan.
    pub name: &'static str,
    /// What the server does.
    pub doc: &'static str,
    /// What a turn is.
    pub level: Level,
    /// Whether HTTP/2 plays it too.
    pub h2: bool,
    /// What it can be told, besides [`GENERAL`].
    pub params: &'static [Param],
}

impl FaultInfo {
    /// The transport it needs, given the one that was asked for.
    pub fn transport(&self, asked: Transport) -> Transport {
        match (self.level, asked) {
            (Level::Stream, _) => Transport::H2,
            (Level::Handshake | Level::Proxy, Transport::Plain) => Transport::Tls,
            _ => asked,
        }
    }
}

/// Parameters of every fault.
pub const GENERAL: &[Param] = &[
    number("latency_ms", "Wait before it begins; 0."),
    number("nth", "Play it only on this request of a connection, counted from 1."),
    text("method", "Play it only on requests of this method."),
];

const fn param(name: &'static str, kind: Kind, doc: &'static str) -> Param {
    Param { name, kind, doc }
}

const fn number(name: &'static str, doc: &'static str) -> Param {
    param(name, Kind::Number, doc)
}

const fn text(name: &'static str, doc: &'static str) -> Param {
    param(name, Kind::Text, doc)
}

const fn flag(name: &'static str, doc: &'static str) -> Param {
    param(name, Kind::Flag, doc)
}

const fn one_of(name: &'static str, choices: &'static [&'static str], doc: &'static str) -> Param {
    param(name, Kind::OneOf(choices), doc)
}

const fn any(name: &'static str, doc: &'static str) -> Param {
    param(name, Kind::Any, doc)
}

/// A fault of one level that only HTTP/1.1 knows.
const fn fault(level: Level, name: &'static str, doc: &'static str, params: &'static [Param]) -> FaultInfo {
    FaultInfo { name, doc, level, h2: false, params }
}

/// A fault of a request that HTTP/1.1 and HTTP/2 both play.
const fn both(name: &'static str, doc: &'static str, params: &'static [Param]) -> FaultInfo {
    FaultInfo { name, doc, level: Level::Request, h2: true, params }
}

const EVERY_MS: Param = number("every_ms", "Wait between two pieces; 100.");
const HOW: Param =
    one_of("how", &["close", "fin", "rst"], "Close the socket, end the server's side and read on, or reset; `close`.");
const GARBAGE: Param = one_of("kind", &["ssh", "tls-alert", "html"], "`ssh`.");
const HEADERS: Param = any("headers", "Object of further headers; a value may be an array for one that is repeated.");
const BODY: Param = text("body", "Text of the body.");
const BODY_BASE64: Param = text("body_base64", "Bytes of the body, in base64.");
const BODY_JSON: Param = any("json", "Body as JSON.");
const SHAPE: Param = one_of("shape", super::errors::SHAPES, "Error body: one of the contract's, or another.");
const MESSAGE: Param = text("message", "Text in the error body; may hold control characters.");
const SEED: Param = number("seed", "Start of the random numbers; 0.");

/// Every fault.
pub const FAULTS: &[FaultInfo] = &[
    both("healthy", "Answers as the API would.", &[]),
    // Connect
    fault(
        Level::Port,
        "port-closed",
        "Refuses connections; the port stays taken, so that nobody else gets it.",
        &[
            number("for_ms", "Open again after so long; else with the next plan."),
            flag("cut", "Whether connections that are open are closed too; true."),
        ],
    ),
    fault(
        Level::Port,
        "backlog-full",
        "Listens with a full queue and never accepts: connecting gets no answer.",
        &[number("for_ms", "Open again after so long; else with the next plan.")],
    ),
    fault(Level::Connection, "accept-close", "Accepts and ends the connection, with no byte read or sent.", &[HOW]),
    fault(
        Level::Connection,
        "garbage-at-accept",
        "Sends what is not HTTP as soon as it has accepted.",
        &[GARBAGE, BODY, BODY_BASE64],
    ),
    // TLS
    fault(Level::Handshake, "tls-self-signed", "Certificate signed by itself.", &[]),
    fault(Level::Handshake, "tls-expired", "Certificate of the right authority that has expired.", &[]),
    fault(Level::Handshake, "tls-wrong-name", "Certificate of the right authority for another host.", &[]),
    fault(
        Level::Handshake,
        "tls-wants-client",
        "Good certificate, and refuses a client that has none of the server's authority.",
        &[one_of(
            "version",
            &["1.2", "1.3"],
            "The only version of TLS: in 1.3 the alert comes after the client's request; `1.3`.",
        )],
    ),
    fault(Level::Handshake, "tls-own-authority", "Certificate signed by itself and marked as an authority's.", &[]),
    fault(
        Level::Handshake,
        "tls-old-version",
        "Chooses TLS 1.1.",
        &[one_of(
            "answer",
            &["server-hello", "alert"],
            "A ServerHello that says 1.1, or the alert protocol_version; the first.",
        )],
    ),
    fault(Level::Handshake, "tls-close-handshake", "Reads the ClientHello and ends the connection.", &[HOW]),
    fault(Level::Handshake, "tls-plain-http", "Answers the ClientHello with 400 in plain HTTP.", &[]),
    // Connections that are kept
    fault(Level::Request, "connection-close", "Healthy, with `Connection: close` and an end.", &[]),
    fault(
        Level::Request,
        "close-idle",
        "Healthy, then ends the connection if nothing comes on it.",
        &[number("idle_ms", "How long it may be idle; 200."), HOW],
    ),
    fault(
        Level::Request,
        "close-at-reuse",
        "Healthy, then closes the connection about when it would be used again, whatever has come by then.",
        &[number("max_ms", "Longest wait, of which each takes a random part; 2."), SEED, HOW],
    ),
    fault(Level::Request, "fin", "Reads the request and ends the connection.", &[]),
    fault(Level::Request, "rst", "Reads the request and resets the connection.", &[]),
    fault(
        Level::Request,
        "unsolicited-408",
        "Healthy, then a 408 that nobody asked for, and an end.",
        &[number("idle_ms", "Wait before it; 20."), flag("close", "Whether the connection ends; true.")],
    ),
    fault(
        Level::Request,
        "extra-bytes",
        "Healthy, with more bytes behind the body in the same write.",
        &[BODY, BODY_BASE64],
    ),
    // HTTP/2
    fault(Level::Stream, "h2-goaway", "Sends GOAWAY with a last stream below this one: not processed.", &[]),
    fault(Level::Stream, "h2-refused", "Resets the stream with REFUSED_STREAM: not processed.", &[]),
    fault(Level::Stream, "h2-cut", "Reads the request and cuts the connection with the stream open.", &[HOW]),
    fault(
        Level::Stream,
        "h2-silent",
        "From this request on, sends nothing more on the connection, and throws away what comes.",
        &[],
    ),
    fault(Level::Handshake, "h2-one-stream", "Healthy, with one stream at a time (HTTP/2).", &[]),
    // Upload
    fault(
        Level::Request,
        "stop-reading",
        "Stops reading the body; never answers.",
        &[
            number("after_bytes", "Body bytes it reads first; 65536."),
            number("stall_ms", "When to read on, so that the peer's end can be seen; 10000."),
        ],
    ),
    fault(
        Level::Request,
        "refuse-upload",
        "Answers at once with the body unread, and closes.",
        &[number("status", "413.")],
    ),
    fault(
        Level::Request,
        "early-hints",
        "Reads the request, sends 103s, then is healthy.",
        &[number("count", "How many; 100.")],
    ),
    fault(Level::Request, "endless-hints", "Reads the request and sends 103s for ever.", &[number("every_ms", "10.")]),
    // Head
    both("silent", "Reads the request and never answers.", &[]),
    fault(Level::Request, "slow-head", "The head in single bytes.", &[EVERY_MS]),
    fault(Level::Request, "garbage", "Reads the request and answers what is not HTTP.", &[GARBAGE, BODY, BODY_BASE64]),
    fault(Level::Request, "huge-header", "One header of many bytes.", &[number("bytes", "1 MiB.")]),
    fault(Level::Request, "many-headers", "Many headers.", &[number("count", "500.")]),
    fault(Level::Request, "endless-headers", "Headers for ever.", &[]),
    fault(Level::Request, "two-lengths", "Two Content-Lengths that differ.", &[]),
    fault(Level::Request, "negative-length", "A Content-Length below zero.", &[]),
    fault(Level::Request, "obs-fold", "A header that goes on in the next line.", &[]),
    fault(
        Level::Request,
        "status-line",
        "A status line with this as its code.",
        &[text("code", "Such as `000`, `1000`; `000`.")],
    ),
    fault(Level::Request, "bad-request-id", "Healthy, with the bytes ff fe in `x-request-id`.", &[]),
    fault(Level::Request, "switching-protocols", "101 that nobody asked for.", &[]),
    // Body
    both(
        "truncated-body",
        "Says a Content-Length, sends less and ends (HTTP/2: resets the stream).",
        &[number("length", "100."), number("sent", "5."), one_of("how", &["fin", "rst"], "`fin`.")],
    ),
    fault(Level::Request, "truncated-chunked", "A chunk that ends before its length, and an end.", &[]),
    fault(Level::Request, "bad-chunk-size", "A chunk whose size is no number.", &[]),
    both("stall-body", "Head, then silence.", &[number("sent", "Bytes of the body before the silence; 0.")]),
    both("slow-body", "The body in single bytes.", &[EVERY_MS]),
    both("endless-body", "JSON that never ends.", &[]),
    both(
        "gzip-bomb",
        "About a MiB of gzip that grows.",
        &[number("bytes", "Size after decompression; 1 GiB. About a thousandth is sent.")],
    ),
    both("corrupt-gzip", "gzip with a broken middle.", &[]),
    both("coded", "Healthy, encoded in one of several ways.", &[one_of("how", super::compressed::WAYS, "`gzip`.")]),
    both("brotli", "Says `Content-Encoding: br`, which was not offered.", &[]),
    both("no-content", "204.", &[]),
    both("empty-body", "200 with no body.", &[]),
    both("html-page", "200 with a sign-in page.", &[]),
    both(
        "echo",
        "Repeats headers and body of the request in an answer.",
        &[
            number("status", "400."),
            one_of("how", super::echo::WAYS, "Where it is repeated; `message`."),
            number("before", "Bytes before it; 0."),
        ],
    ),
    both("answer", "This answer.", &[number("status", "200."), HEADERS, BODY, BODY_BASE64, BODY_JSON, SHAPE, MESSAGE]),
    both(
        "json",
        "A healthy answer whose JSON is spoilt.",
        &[
            one_of("case", super::json_cases::CASES, "What is wrong with it; `depth`."),
            number("n", "Levels of `depth`; 129."),
            text("number", "Digits of `big-number`; 2^64."),
            one_of("place", &["typed", "free"], "Where `depth` and `big-number` stand; `typed`."),
        ],
    ),
    // Status
    both(
        "status",
        "These statuses in order, the last for ever; one below 300 is a healthy answer.",
        &[
            number("status", "One status; 503."),
            any("statuses", "Array of statuses."),
            any("retry_after", "`Retry-After`: number, text, or an array for several headers."),
            any("retry_after_date_s", "`Retry-After` as a date so many seconds from now."),
            any("retry_after_ms", "`retry-after-ms`."),
            HEADERS,
            BODY,
            BODY_BASE64,
            BODY_JSON,
            SHAPE,
            MESSAGE,
        ],
    ),
    both("until-token", "401 until this bearer token comes.", &[text("token", "The token."), SHAPE, MESSAGE]),
    both(
        "redirect",
        "To another server, with the same path.",
        &[number("status", "302."), text("to", "Scheme, host and port.")],
    ),
    both(
        "delete-lost",
        "A DELETE is done and its answer lost; from then on that path is 404 to a DELETE. Other methods are healthy.",
        &[],
    ),
    both(
        "lost-error",
        "An error status whose body is cut off or never comes.",
        &[number("status", "403."), one_of("how", &["cut", "stall"], "`cut`."), any("retry_after", "`Retry-After`.")],
    ),
    both("huge-error", "A big HTML page.", &[number("status", "502."), number("bytes", "10 MiB.")]),
    both("success-with-error", "A 200 whose body reports an error.", &[SHAPE, MESSAGE]),
    both(
        "random",
        "Each turn one of several faults, or none, by chance.",
        &[
            SEED,
            any(
                "mix",
                "Array of `{\"fault\": …, \"probability\": …, \"with\": {…}}`; faults of connections and requests.",
            ),
        ],
    ),
    // Delays
    both("slow", "Healthy, after a wait, or once it is released.", &[number("ms", "1000.")]),
    both(
        "sliced",
        "Healthy, in pieces.",
        &[number("bytes", "Size of a piece; 1."), number("every_ms", "Wait between two pieces; 0.")],
    ),
    fault(
        Level::Request,
        "slow-close",
        "Healthy with `Connection: close`; the end comes later.",
        &[number("ms", "1000.")],
    ),
    // Proxy
    fault(Level::Proxy, "proxy-407", "The proxy wants another password.", &[]),
    fault(Level::Proxy, "proxy-502", "The proxy answers CONNECT with an error.", &[number("status", "502.")]),
    fault(Level::Proxy, "proxy-silent", "The proxy never answers.", &[]),
];

/// The fault of that name; nothing is `healthy`.
pub fn find(name: &str) -> Option<&'static FaultInfo> {
    let name = if name.is_empty() { "healthy" } else { name };
    FAULTS.iter().find(|fault| fault.name == name)
}
