//! One revision of an agent.

use std::sync::Arc;

use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::store::tools::{ToolRef, pool_tools, pools};

/// One immutable revision.
#[derive(Clone, Debug)]
pub(crate) struct Revision {
    /// Top-level members of the definition except `agentData`, as they were set.
    pub(crate) members: Arc<Map<String, Value>>,
    /// `agentData` as JSON text, since it is written on every read and seldom parsed.
    pub(crate) data: Option<Arc<RawValue>>,
    /// Ids and names in the pools' `tools[]`, for the tool index.
    pub(crate) tool_keys: Arc<[String]>,
    /// Members of a package's `strategy` that a definition has no place for (`systemPrompt`, …).
    pub(crate) strategy: Option<Arc<Map<String, Value>>>,
    /// Absent while the revision is a draft.
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
            data: raw.or_else(|| {
                let text = serde_json::to_string(data?).ok()?;
                Some(Arc::from(RawValue::from_string(text).ok()?))
            }),
            tool_keys: data.map(tool_keys).unwrap_or_default(),
            strategy,
            version: None,
        }
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
