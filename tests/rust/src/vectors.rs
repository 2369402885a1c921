//! The vectors of `tests/vectors`: reading them, checking a request against one, comparing answers.

use std::collections::BTreeMap;
use std::path::Path;

use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::scripted::{Reply, Seen};

/// The vectors of one operation.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VectorFile {
    /// Name of the operation.
    pub operation: String,
    /// Its vectors.
    pub vectors: Vec<Vector>,
}

/// One call: what is sent, what comes back, what the caller gets.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vector {
    /// Unique in the file.
    pub name: String,
    /// Contract ids it proves.
    pub contract: Vec<String>,
    /// Options of the client.
    #[serde(default)]
    pub client: Map<String, Value>,
    /// Arguments by their snake_case names.
    pub call: Map<String, Value>,
    /// Whether the client must refuse by itself.
    #[serde(default)]
    pub local: bool,
    /// What must arrive.
    pub request: Option<Expected>,
    /// What is answered.
    pub response: Option<Answer>,
    /// What the caller gets; by default the body of the response.
    #[serde(default, deserialize_with = "given")]
    pub result: Option<Value>,
    /// What the caller gets instead.
    pub error: Option<Map<String, Value>>,
}

/// A member that may be `null`, told from one that is not there.
fn given<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// A request as it must arrive.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// HTTP method.
    pub method: String,
    /// Path, percent-encoded.
    pub path: String,
    /// Decoded values by their names.
    #[serde(default)]
    pub query: BTreeMap<String, String>,
    /// Headers that the vector is about.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    #[serde(default)]
    absent_headers: Vec<String>,
    /// JSON body; `null` for none.
    #[serde(default)]
    pub body: Value,
}

/// A scripted answer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    /// JSON body, as text: numbers stay as they are written.
    pub body: Option<Box<serde_json::value::RawValue>>,
    text: Option<String>,
}

impl Vector {
    /// What is wrong with data that the caller got, as JSON.
    pub fn judge_data(&self, data: &[u8]) -> Result<(), String> {
        let mut found: Value = serde_json::from_slice(data).map_err(|error| error.to_string())?;
        if let Some(expected) = &self.error {
            return Err(format!("succeeded, expected {}", Value::Object(expected.clone())));
        }
        if let Some(page) = found.as_object_mut().filter(|answer| answer.contains_key("malformed")) {
            page.remove("information");
            page.retain(|name, value| name != "extra" || value != &json!({}));
        }
        let answered = self.response.as_ref().and_then(|response| response.body.as_ref());
        let expected = match (&self.result, answered) {
            (Some(result), _) => result.clone(),
            (None, Some(body)) => serde_json::from_str(body.get()).map_err(|error| error.to_string())?,
            (None, None) => Value::Null,
        };
        if equal(&expected, &found) { Ok(()) } else { Err(format!("expected {expected}\n     got {found}")) }
    }

    /// What is wrong with the error that the caller got: its members and its text.
    pub fn judge_error(&self, found: &Value, text: &str) -> Result<(), String> {
        let Some(expected) = &self.error else { return Err(format!("failed: {text}")) };
        let all =
            |name: &str| expected.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        if let Some(part) = all("text_contains").find(|part| !text.contains(part)) {
            return Err(format!("no `{part}` in: {text}"));
        }
        if let Some(part) = all("text_absent").chain(["test-token"]).find(|part| text.contains(part)) {
            return Err(format!("`{part}` in: {text}"));
        }
        for (name, value) in expected {
            let same = match name.as_str() {
                "text_contains" | "text_absent" => true,
                "messages" => {
                    let found = found["messages"].as_array().cloned().unwrap_or_default();
                    let expected = value.as_array().cloned().unwrap_or_default();
                    let covers = |(expected, found): (&Value, &Value)| {
                        expected.as_object().is_some_and(|expected| {
                            expected.iter().all(|(name, value)| equal(value, found.get(name).unwrap_or(&Value::Null)))
                        })
                    };
                    found.len() == expected.len() && expected.iter().zip(&found).all(covers)
                }
                _ => equal(value, &found[name]),
            };
            if !same {
                return Err(format!("{name}: expected {value}, got {} in {text}", found[name]));
            }
        }
        Ok(())
    }
}

/// All vectors, by operation.
pub fn load() -> Result<Vec<VectorFile>, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors");
    let entries = std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| error.to_string())?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let text = std::fs::read_to_string(&path).map_err(|error| error.to_string())?;
            files.push(serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?);
        }
    }
    files.sort_by(|a: &VectorFile, b| a.operation.cmp(&b.operation));
    Ok(files)
}

/// The answer to a request whose path begins with `/<operation>/<vector>`: the scripted one, or 418 with
/// what is wrong with the request.
pub fn reply_to(files: &[VectorFile], seen: &Seen) -> Reply {
    let mut parts = seen.path.splitn(4, '/').skip(1);
    let (operation, name) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let rest = format!("/{}", parts.next().unwrap_or_default());
    let vector = files
        .iter()
        .find(|file| file.operation == operation)
        .and_then(|file| file.vectors.iter().find(|vector| vector.name == name));
    let wrong = |why: String| Reply::json(418, &serde_json::json!({ "errors": [{ "description": why }] }));
    let Some(vector) = vector else {
        return wrong(format!("no vector {operation}/{name}"));
    };
    let (Some(expected), Some(answer)) = (&vector.request, &vector.response) else {
        return wrong(format!("{operation}/{name} must not be sent"));
    };
    match expected.differs(seen, &rest) {
        Some(why) => wrong(format!("{operation}/{name}: {why}")),
        None => answer.reply(),
    }
}

impl Expected {
    /// What is wrong with the request.
    fn differs(&self, seen: &Seen, path: &str) -> Option<String> {
        let query: BTreeMap<String, String> =
            url::form_urlencoded::parse(seen.query.as_deref().unwrap_or_default().as_bytes()).into_owned().collect();
        let body: Value = match serde_json::from_slice(&seen.body) {
            Ok(body) => body,
            Err(_) if seen.body.is_empty() => Value::Null,
            Err(error) => return Some(format!("the body is not JSON: {error}")),
        };
        let header = |name: &str| seen.headers.get(name).and_then(|value| value.to_str().ok());
        let always = [("authorization", "Bearer test-token"), ("accept", "application/json")];
        let headers = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        for (name, value) in always.into_iter().chain(headers) {
            if header(name) != Some(value) {
                // The value may be a credential, so only its name is given.
                return Some(format!("header {name} is missing or not `{value}`"));
            }
        }
        if let Some(name) = self.absent_headers.iter().find(|name| seen.headers.contains_key(name.as_str())) {
            return Some(format!("header {name} must not be sent"));
        }
        if self.method != seen.method || self.path != path {
            return Some(format!("expected {} {}, got {} {path}", self.method, self.path, seen.method));
        }
        if self.query != query {
            return Some(format!("expected the query {:?}, got {query:?}", self.query));
        }
        if !equal(&self.body, &body) {
            return Some(format!("expected the body {}, got {body}", self.body));
        }
        if !seen.body.is_empty() && header("content-type") != Some("application/json") {
            return Some("a body needs content-type application/json".to_owned());
        }
        None
    }
}

impl Answer {
    fn reply(&self) -> Reply {
        let mut headers: Vec<_> = self.headers.clone().into_iter().collect();
        let given = headers.iter().any(|(name, _)| name == "content-type");
        let body = match (&self.body, &self.text) {
            (Some(json), _) => {
                if !given {
                    headers.push(("content-type".to_owned(), "application/json".to_owned()));
                }
                Bytes::from(json.get().to_owned())
            }
            (None, Some(text)) => Bytes::from(text.clone()),
            (None, None) => Bytes::new(),
        };
        Reply { status: self.status, headers, body }
    }
}

/// Whether two values say the same; numbers are compared by value.
pub fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(name, a)| b.get(name).is_some_and(|b| equal(a, b)))
        }
        _ => a == b,
    }
}
