//! One revision of an agent.

use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::store::tools::{ToolRef, pool_tools, pools};

/// One immutable revision.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Revision {
    /// Top-level members of the definition except `agentData`, as they were set.
    pub(crate) members: Arc<Map<String, Value>>,
    /// `agentData` as JSON text, since it is written on every read and seldom parsed.
    #[serde(skip_serializing_if = "Option::is_none", default, deserialize_with = "raw")]
    pub(crate) data: Option<Arc<RawValue>>,
    /// Ids and names in the pools' `tools[]`, for the tool index.
    #[serde(skip)]
    pub(crate) tool_keys: Arc<[String]>,
    /// Members of a package's `strategy` that a definition has no place for (`systemPrompt`, …).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) strategy: Option<Arc<Map<String, Value>>>,
    /// Its number, where it is not that of its place in the list, from 1.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) number: Option<u64>,
    /// Absent while the revision is a draft.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) version: Option<u64>,
}

impl Revision {
    /// A draft. `raw` is the text of `data` where it is known already.
    pub(crate) fn draft(
        members: Map<String, Value>,
        data: Option<&Value>,
        raw: Option<Arc<RawValue>>,
        strategy: Option<Arc<Map<String, Value>>>,
    ) -> Self {
        Self {
            members: Arc::new(members),
            data: raw.or_else(|| to_raw(data?)),
            tool_keys: data.map(tool_keys).unwrap_or_default(),
            strategy,
            number: None,
            version: None,
        }
    }

    /// Restores what is not part of a snapshot, since it follows from the rest.
    pub(crate) fn index_tools(&mut self) {
        self.tool_keys = self.data_value().as_ref().map(tool_keys).unwrap_or_default();
    }

    /// A text member, empty when it was not set.
    pub(crate) fn text(&self, member: &str) -> &str {
        self.members.get(member).and_then(Value::as_str).unwrap_or_default()
    }

    pub(crate) fn name(&self) -> &str {
        self.text("name")
    }

    pub(crate) fn access_scope(&self) -> &str {
        self.text_or("accessScope", "private")
    }

    pub(crate) fn status(&self) -> &str {
        self.text_or("status", "active")
    }

    /// A text member, or the server's default when it was not set.
    pub(crate) fn text_or<'a>(&'a self, member: &str, default: &'a str) -> &'a str {
        match self.text(member) {
            "" => default,
            text => text,
        }
    }

    /// `agentData` parsed.
    pub(crate) fn data_value(&self) -> Option<Value> {
        let raw = self.data.as_deref()?;
        serde_json::from_str(raw.get()).ok()
    }

    pub(crate) const fn is_draft(&self) -> bool {
        self.version.is_none()
    }
}

fn to_raw(data: &Value) -> Option<Arc<RawValue>> {
    Some(Arc::from(RawValue::from_string(data.to_string()).ok()?))
}

/// Any JSON, for deserializers other than that of a text.
fn raw<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Arc<RawValue>>, D::Error> {
    Ok(Option::<Value>::deserialize(deserializer)?.as_ref().and_then(to_raw))
}

/// Ids and names of the tools in the pools.
fn tool_keys(data: &Value) -> Arc<[String]> {
    let mut keys: Vec<String> = Vec::new();
    for tool in pools(data).flat_map(pool_tools) {
        let ToolRef { id, name } = ToolRef::read(tool);
        for key in [id, name].into_iter().flatten() {
            if !keys.iter().any(|known| known == key) {
                keys.push(key.to_owned());
            }
        }
    }
    keys.into()
}
