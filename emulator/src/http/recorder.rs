//! Recorded requests: kept as they were received, shown with credentials masked.

use std::collections::{BTreeMap, VecDeque};

use bytes::Bytes;
use hyper::header::HeaderMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::http::request::HttpRequest;
use crate::input::json;

/// Replaces a credential.
const MASK: &str = "***";

/// Limit of the bodies' size in total, in bytes; beyond it the oldest records are dropped, whatever their number.
const MAX_BYTES: usize = 64 << 20;

/// Names of members and query parameters whose values are credentials, in lower case, without `-` and `_`.
const SECRET_NAMES: [&str; 10] = [
    "clientsecret",
    "password",
    "secret",
    "token",
    "apikey",
    "apitoken",
    "accesstoken",
    "refreshtoken",
    "codeverifier",
    "authorization",
];

/// Headers that carry credentials.
const SECRET_HEADERS: [&str; 4] = ["authorization", "proxy-authorization", "cookie", "x-api-key"];

/// One request that the emulator received. Credentials in headers, query and JSON body are replaced by `***`.
///
/// As JSON the members are in camelCase; a query is a list of `[name, value]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RecordedRequest {
    /// Id of the request, the header `x-request-id` of its response.
    pub request_id: String,
    /// HTTP method, in upper case.
    pub method: String,
    /// Path as sent, still percent-encoded, without the query.
    pub path: String,
    /// Query parameters, decoded, in the order they were sent.
    pub query: Vec<(String, String)>,
    /// Headers by lower-case name; values of repeated headers are joined with `, `.
    pub headers: BTreeMap<String, String>,
    /// The body, when it is JSON; otherwise `None`. A number that would lose digits is the text of them.
    pub json: Option<Value>,
    /// The body, when it is neither empty nor JSON; bytes that are not UTF-8 are replaced.
    pub text: Option<String>,
    /// Status of the response; `None` while no response head was sent.
    pub status: Option<u16>,
}

#[derive(Debug)]
struct Entry {
    request_id: String,
    method: String,
    path: String,
    query: Vec<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
    status: Option<u16>,
}

/// The last requests. They are rendered and masked when they are read, so that recording stays cheap.
#[derive(Debug)]
pub(crate) struct Recorder {
    entries: VecDeque<Entry>,
    /// Sequence number of the first entry.
    first: u64,
    bytes: usize,
    limit: usize,
}

impl Recorder {
    pub(crate) const fn new(limit: usize) -> Self {
        Self { entries: VecDeque::new(), first: 0, bytes: 0, limit }
    }

    /// Records a request and returns its sequence number, for [`Self::set_status`].
    pub(crate) fn push(&mut self, request_id: String, request: &HttpRequest) -> u64 {
        let number = self.first + self.entries.len() as u64;
        self.bytes += request.body.len();
        self.entries.push_back(Entry {
            request_id,
            method: request.method.as_str().to_owned(),
            path: request.path.clone(),
            query: request.query.pairs().to_vec(),
            headers: request.headers.clone(),
            body: request.body.clone(),
            status: None,
        });
        while self.entries.len() > self.limit || self.bytes > MAX_BYTES {
            let Some(dropped) = self.entries.pop_front() else {
                break;
            };
            self.first += 1;
            self.bytes -= dropped.body.len();
        }
        number
    }

    pub(crate) fn set_status(&mut self, number: u64, status: u16) {
        let index = number.checked_sub(self.first);
        let index = index.and_then(|index| usize::try_from(index).ok());
        if let Some(entry) = index.and_then(|index| self.entries.get_mut(index)) {
            entry.status = Some(status);
        }
    }

    pub(crate) fn clear(&mut self) {
        self.first += self.entries.len() as u64;
        self.entries.clear();
        self.bytes = 0;
    }

    pub(crate) fn all(&self) -> Vec<RecordedRequest> {
        self.entries.iter().map(render).collect()
    }
}

fn render(entry: &Entry) -> RecordedRequest {
    let mut headers = BTreeMap::new();
    for (name, value) in &entry.headers {
        let shown = if SECRET_HEADERS.contains(&name.as_str()) {
            MASK.to_owned()
        } else {
            String::from_utf8_lossy(value.as_bytes()).into_owned()
        };
        headers
            .entry(name.as_str().to_owned())
            .and_modify(|known: &mut String| {
                known.push_str(", ");
                known.push_str(&shown);
            })
            .or_insert(shown);
    }
    let body = std::str::from_utf8(&entry.body).ok();
    let mut json: Option<Value> = body.and_then(|body| json::value(&json::quoted(body)).ok());
    if let Some(json) = &mut json {
        mask(json);
    }
    let text = (json.is_none() && !entry.body.is_empty()).then(|| String::from_utf8_lossy(&entry.body).into_owned());
    RecordedRequest {
        request_id: entry.request_id.clone(),
        method: entry.method.clone(),
        path: entry.path.clone(),
        query: entry
            .query
            .iter()
            .map(|(name, value)| {
                let value = if is_secret(name) { MASK } else { value };
                (name.clone(), value.to_owned())
            })
            .collect(),
        headers,
        json,
        text,
        status: entry.status,
    }
}

fn is_secret(name: &str) -> bool {
    let plain: String = name
        .chars()
        .filter(|character| !matches!(character, '-' | '_'))
        .map(|character| character.to_ascii_lowercase())
        .collect();
    SECRET_NAMES.contains(&plain.as_str())
}

/// Masks credentials. Every value of a config parameter is masked, since any of them may be a secret.
fn mask(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(mask),
        Value::Object(members) => {
            for (name, value) in members.iter_mut() {
                let secret = is_secret(name);
                match value {
                    Value::Array(parameters) if name == "parameters" => {
                        for value in parameters.iter_mut().filter_map(|parameter| parameter.get_mut("value")) {
                            *value = MASK.into();
                        }
                    }
                    Value::Array(_) | Value::Object(_) => mask(value),
                    Value::Null => {}
                    _ if secret => *value = MASK.into(),
                    _ => {}
                }
            }
        }
        _ => {}
    }
}
