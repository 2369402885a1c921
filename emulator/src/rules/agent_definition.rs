//! What an agent definition must look like: reading it, merging it over the previous revision, and the rules for
//! storing and for publishing.

use std::sync::Arc;

use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::http::error::{ApiError, ErrorEntry, id};
use crate::rules::agent_references::unknown_tools;
use crate::rules::names::{agent_name_taken, name_problems};
use crate::rules::nulls;
use crate::rules::tempers::{Names, Null, Tempers, TrimsTexts, Update};
use crate::rules::texts::trim_texts;
use crate::store::agents::{Agents, Seq};
use crate::store::models::Models;
use crate::store::revision::Revision;
use crate::store::tools::Tools;

/// Members that only the server sets. They are ignored in a definition, so that a whole response can be sent back.
const SERVER_OWNED: [&str; 8] =
    ["id", "isDraft", "isReadonly", "isReadOnly", "revision", "version", "messages", "effectivePermissions"];

/// Members that the emulator interprets; they must be texts, and `null` counts as absent (GEN-15).
pub(crate) const TEXTS: [&str; 8] =
    ["name", "description", "jobDescription", "accessScope", "sharingScope", "publicName", "avatarImage", "status"];

/// The definition of a request.
#[derive(Debug, Default)]
pub(crate) struct Definition {
    /// Everything but `agentData`, unknown members included (REQ-03).
    pub(crate) members: Map<String, Value>,
    pub(crate) data: Option<Map<String, Value>>,
    /// Further members of `strategy`, which only packages have.
    pub(crate) strategy: Option<Map<String, Value>>,
    /// What `null` removes (temper `null`), `agentData` among them.
    cleared: Vec<String>,
    null: Null,
}

impl Definition {
    pub(crate) fn read(mut members: Map<String, Value>, tempers: Tempers) -> Result<Self, ApiError> {
        let null = tempers.null;
        for member in SERVER_OWNED {
            members.shift_remove(member);
        }
        if tempers.trims_texts == TrimsTexts::Yes {
            members.values_mut().for_each(trim_texts);
        }
        let cleared = nulls::take_cleared(&mut members, null)?;
        for member in TEXTS {
            match members.get(member) {
                None | Some(Value::String(_)) => {}
                Some(Value::Null) => {
                    members.shift_remove(member);
                }
                Some(_) => return Err(ApiError::malformed()),
            }
        }
        let data = match members.shift_remove("agentData") {
            None | Some(Value::Null) => None,
            Some(Value::Object(data)) => Some(data),
            Some(_) => return Err(ApiError::malformed()),
        };
        Ok(Self { members, data, strategy: None, cleared, null })
    }

    pub(crate) fn name(&self) -> Option<&str> {
        self.members.get("name").and_then(Value::as_str)
    }

    pub(crate) fn set_name(&mut self, name: &str) {
        self.members.insert("name".to_owned(), Value::String(name.to_owned()));
    }
}

fn owned((name, value): (&String, &Value)) -> (String, Value) {
    (name.clone(), value.clone())
}

/// The real server does not store empty instructions (T-Prompt); its answers hold `context`, also where it was not sent
/// (contract 2.2).
fn complete_prompt(data: &mut Map<String, Value>) {
    let Some(Value::Object(prompt)) = data.get_mut("prompt") else {
        return;
    };
    if prompt.get("instructions").and_then(Value::as_str) == Some("") {
        prompt.shift_remove("instructions");
    }
    if prompt.get("context").is_none_or(Value::is_null) {
        prompt.insert("context".to_owned(), "".into());
    }
}

/// Answers hold `isExternal` in every pool, also where it was not sent (contract 2.2). `Id` of a tool, as A4 answers it, is
/// its `id`.
fn complete_pools(data: &mut Map<String, Value>) {
    let pools = data.get_mut("resourcePools").and_then(Value::as_array_mut);
    for pool in pools.into_iter().flatten().filter_map(Value::as_object_mut) {
        if pool.get("isExternal").is_none_or(Value::is_null) {
            pool.insert("isExternal".to_owned(), false.into());
        }
        let tools = pool.get_mut("tools").and_then(Value::as_array_mut);
        for tool in tools.into_iter().flatten().filter_map(Value::as_object_mut) {
            if let (false, Some(id)) = (tool.contains_key("id"), tool.get("Id").cloned()) {
                tool.shift_remove("Id");
                tool.shift_insert(0, "id".to_owned(), id);
            }
        }
    }
}

/// A revision before it is stored.
#[derive(Debug)]
pub(crate) struct Draft {
    members: Map<String, Value>,
    data: Option<Value>,
    /// Text of `data`, when it is unchanged from the previous revision: it is shared instead of serialized again.
    raw: Option<Arc<RawValue>>,
    strategy: Option<Arc<Map<String, Value>>>,
}

impl Draft {
    /// A definition merged over the previous revision, as the temper `update` says. SIM-12: absent members keep their
    /// value; `agentData`, when present, replaces the whole block.
    pub(crate) fn merge(base: Option<&Revision>, definition: Definition, update: Update) -> Self {
        let Definition { members: mut given, data, strategy, cleared, null } = definition;
        let mut members = match (base, update) {
            (None, _) => Map::new(),
            (Some(base), Update::Replace) => {
                base.members.iter().filter(|(member, _)| *member == "name").map(owned).collect()
            }
            (Some(base), Update::Shallow | Update::Deep) => base.members.as_ref().clone(),
        };
        match update {
            Update::Deep => nulls::merge(&mut members, given, null),
            Update::Shallow | Update::Replace => {
                if null == Null::Clears {
                    nulls::remove(&mut given);
                }
                members.extend(given);
            }
        }
        members.retain(|member, _| !cleared.contains(member));
        let clears_data = cleared.iter().any(|member| member == "agentData");
        let base_strategy = base.and_then(|base| base.strategy.clone());
        let Some(mut data) = data else {
            let kept = base.filter(|_| update != Update::Replace && !clears_data);
            return Self {
                members,
                data: kept.and_then(Revision::data_value),
                raw: kept.and_then(|base| base.data.clone()),
                strategy: strategy.map(Arc::new).or(base_strategy.filter(|_| kept.is_some())),
            };
        };
        let old = base.and_then(Revision::data_value);
        if let (Update::Deep, Some(Value::Object(old))) = (update, &old) {
            let mut merged = old.clone();
            nulls::merge(&mut merged, data, null);
            data = merged;
        }
        if null == Null::Clears {
            nulls::remove(&mut data);
        }
        complete_prompt(&mut data);
        complete_pools(&mut data);
        let data = Value::Object(data);
        let same_strategy =
            old.is_some_and(|old| ["strategyName", "strategyId"].iter().all(|it| old.get(it) == data.get(it)));
        Self {
            members,
            strategy: strategy.map(Arc::new).or(base_strategy.filter(|_| same_strategy)),
            data: Some(data),
            raw: None,
        }
    }

    pub(crate) fn text(&self, member: &str) -> &str {
        self.members.get(member).and_then(Value::as_str).unwrap_or_default()
    }

    /// Rules that even a draft must keep: SIM-18 to SIM-21. `this` is the agent being updated.
    pub(crate) fn check(
        &self,
        agents: &Agents,
        project: usize,
        this: Option<Seq>,
        names: Names,
    ) -> Result<(), ApiError> {
        let name = self.text("name");
        let public_name = self.text("publicName");
        let mut entries = name_problems(name, "Agent name cannot be empty.", ".");
        if public_name.is_empty() {
            if self.text("accessScope") == "public" {
                entries.push(ErrorEntry::new(
                    id::REQUIRED,
                    "Agent publicName is required for agents with accessScope=public.",
                ));
            }
        } else if !public_name.bytes().all(is_public_name_byte) {
            entries.push(ErrorEntry::new(
                id::PATTERN,
                "Invalid public name, it can only contain lowercase letters, numbers, periods (.), dashes (-), and \
                 underscores (_). Please remove any other characters.",
            ));
        }
        if !entries.is_empty() {
            return Err(ApiError::invalid_all(entries));
        }
        if agent_name_taken(agents, project, name, this, names) {
            return Err(name_taken(name, this.is_none()));
        }
        if agents.public_name_owner(public_name).is_some_and(|owner| Some(owner) != this.map(|seq| (project, seq))) {
            return Err(public_name_taken(public_name));
        }
        Ok(())
    }

    /// What prevents publishing the draft (SIM-14, SIM-32).
    pub(crate) fn publish_problems(&self, models: &Models, tools: &Tools, project: usize) -> Vec<ErrorEntry> {
        publish_problems(self.data.as_ref(), models, tools, project)
    }

    pub(crate) const fn data(&self) -> Option<&Value> {
        self.data.as_ref()
    }

    pub(crate) fn into_revision(self) -> Revision {
        Revision::draft(self.members, self.data.as_ref(), self.raw, self.strategy)
    }
}

/// The wording differs between create and update, as observed (A1-05, A3-04).
pub(crate) fn name_taken(name: &str, creating: bool) -> ApiError {
    ApiError::invalid(
        id::AGENT_EXISTS,
        if creating {
            format!("Agent cannot be created as it already exists [name={name}].")
        } else {
            format!("Agent already exists [name={name}].")
        },
    )
}

pub(crate) fn public_name_taken(name: &str) -> ApiError {
    ApiError::invalid(id::PUBLIC_NAME_EXISTS, format!("Agent already exists [publicName={name}]."))
}

const fn is_public_name_byte(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'-')
}

/// What prevents publishing `agentData`. SIM-14: instructions and a known model are required; SIM-32: tools must be known.
pub(crate) fn publish_problems(
    data: Option<&Value>,
    models: &Models,
    tools: &Tools,
    project: usize,
) -> Vec<ErrorEntry> {
    let mut entries = Vec::new();
    let filled = |value: Option<&Value>| value.and_then(Value::as_str).is_some_and(|text| !text.trim().is_empty());
    if !filled(data.and_then(|data| data.pointer("/prompt/instructions"))) {
        entries.push(ErrorEntry::new(
            id::REQUIRED,
            "A valid prompt is required. To be valid, it must provide clear instructions to the model.",
        ));
    }
    let model_not_found = |name: &str| ErrorEntry::new(id::NOT_FOUND, format!("Model not found [name={name}]"));
    let listed = data.and_then(|data| data.get("models")).and_then(Value::as_array).into_iter().flatten();
    let names: Vec<&str> =
        listed.map(|model| model.get("name")).filter(|name| filled(*name)).filter_map(|name| name?.as_str()).collect();
    if names.is_empty() {
        entries.push(model_not_found(""));
    }
    entries.extend(names.into_iter().filter(|name| !models.is_known(name)).map(model_not_found));
    entries.extend(unknown_tools(data, tools, project));
    entries
}
