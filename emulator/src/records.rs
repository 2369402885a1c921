//! What arrived: requests as they were received, shown without credentials.

use std::collections::{BTreeMap, VecDeque};

use bytes::Bytes;
use hyper::header::HeaderMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::message::Call;

/// What stands where a credential was.
const HIDDEN: &str = "***";

/// Bodies kept in all; beyond this the oldest records go, whatever their number.
const MAX_BYTES: usize = 64 << 20;

/// Names of members and query parameters whose values are credentials, without case, `-` and `_`.
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

/// One request that arrived. Credentials in headers, query and JSON are replaced by `***`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RecordedRequest {
    /// The `x-request-id` of the response.
    pub request_id: String,
    /// Method.
    pub method: String,
    /// Path as sent, percent-encoded, without the query.
    pub path: String,
    /// Query parameters, decoded, in order.
    pub query: Vec<(String, String)>,
    /// Headers by lower-case name; several of one name are joined with `, `.
    pub headers: BTreeMap<String, String>,
    /// The body, if it was JSON.
    pub json: Option<Value>,
    /// The body, if it was something else.
    pub text: Option<String>,
    /// Status of the response head; `None` when none was sent (yet).
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

/// The last requests. Rendering, and with it redaction, happens when they are asked for.
#[derive(Debug)]
pub(crate) struct Records {
    entries: VecDeque<Entry>,
    /// Number of the first entry.
    first: u64,
    bytes: usize,
    limit: usize,
}

impl Records {
    pub(crate) const fn new(limit: usize) -> Self {
        Self { entries: VecDeque::new(), first: 0, bytes: 0, limit }
    }

    /// Notes a request and returns its number.
    pub(crate) fn push(&mut self, request_id: String, call: &Call) -> u64 {
        let number = self.first + self.entries.len() as u64;
        self.bytes += call.body.len();
        self.entries.push_back(Entry {
            request_id,
            method: call.method.as_str().to_owned(),
            path: call.path.clone(),
            query: call.query.pairs().to_vec(),
            headers: call.headers.clone(),
            body: call.body.clone(),
            status: None,
        });
        while self.entries.len() > self.limit || self.bytes > MAX_BYTES {
            let Some(gone) = self.entries.pop_front() else {
                break;
            };
            self.first += 1;
            self.bytes -= gone.body.len();
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
            HIDDEN.to_owned()
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
    let mut json: Option<Value> = serde_json::from_slice(&entry.body).ok();
    if let Some(json) = &mut json {
        hide(json);
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
                let value = if is_secret(name) { HIDDEN } else { value };
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

/// Replaces secret values. Those of config parameters may all be secrets.
fn hide(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(hide),
        Value::Object(members) => {
            for (name, value) in members.iter_mut() {
                let secret = is_secret(name);
                match value {
                    Value::Array(parameters) if name == "parameters" => {
                        for value in parameters.iter_mut().filter_map(|parameter| parameter.get_mut("value")) {
                            *value = HIDDEN.into();
                        }
                    }
                    Value::Array(_) | Value::Object(_) => hide(value),
                    Value::Null => {}
                    _ if secret => *value = HIDDEN.into(),
                    _ => {}
                }
            }
        }
        _ => {}
    }
}
