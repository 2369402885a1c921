//! Edits by others: requests that are executed at a chosen moment, just before another one.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::http::faults::matches;
use crate::input::strict;

/// A request that somebody else makes. As JSON: `{"method":"PUT","path":"/v4/agents/A","json":{…}}`, where `json` may be
/// absent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    /// HTTP method.
    pub method: String,
    /// Path, with a query where the request has one.
    pub path: String,
    /// The body.
    #[serde(default)]
    pub json: Value,
}

impl Edit {
    /// A request without a body where `json` is `null`.
    #[must_use]
    pub fn new(method: impl Into<String>, path: impl Into<String>, json: Value) -> Self {
        Self { method: method.into(), path: path.into(), json }
    }
}

/// Edits that wait for a request. As JSON: `{"method":"PUT","path":"/v4/agents","edit":{…}}`; `edit` is one request or a
/// list of them, and with `skip` as many matching requests go before.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Waiting {
    #[serde(default)]
    pub(crate) method: String,
    #[serde(default)]
    pub(crate) path: String,
    #[serde(default)]
    pub(crate) exact: bool,
    #[serde(default)]
    pub(crate) skip: u32,
    #[serde(rename = "edit", deserialize_with = "one_or_more")]
    pub(crate) edits: Vec<Edit>,
}

fn one_or_more<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Edit>, D::Error> {
    let read = match Value::deserialize(deserializer)? {
        list @ Value::Array(_) => strict::from_value(list),
        one => strict::from_value(one).map(|edit| vec![edit]),
    };
    read.map_err(D::Error::custom)
}

/// Edits whose moment has not come, in the order they were added.
#[derive(Debug, Default)]
pub(crate) struct Edits(Vec<Waiting>);

impl Edits {
    pub(crate) fn add(&mut self, waiting: Waiting) {
        self.0.push(waiting);
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// The first edits that wait for this request.
    pub(crate) fn take(&mut self, method: &str, path: &str) -> Vec<Edit> {
        let matching =
            self.0.iter().position(|waiting| matches(&waiting.method, &waiting.path, waiting.exact, method, path));
        let Some(at) = matching else {
            return Vec::new();
        };
        if let Some(waiting) = self.0.get_mut(at).filter(|waiting| waiting.skip > 0) {
            waiting.skip -= 1;
            return Vec::new();
        }
        self.0.remove(at).edits
    }
}
