//! What the emulator has stored, by its snapshot: no temper of answers stands before it.

use std::collections::BTreeMap;

use geai_client::definitions::Definition;
use geai_emulator::Emulator;
use serde_json::{Value, json};

/// One revision of an agent.
#[derive(Debug, Clone, PartialEq)]
pub struct Revision {
    pub number: u64,
    pub version: Option<u64>,
    /// The definition that it holds.
    pub content: Value,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Agent {
    pub id: String,
    pub revisions: Vec<Revision>,
}

impl Agent {
    pub fn published(&self) -> Option<&Revision> {
        self.revisions.iter().filter(|it| it.version.is_some()).max_by_key(|it| it.version)
    }

    pub fn newest(&self) -> &Revision {
        self.revisions.last().unwrap()
    }
}

/// The first project's agents and integrations by name.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    pub agents: BTreeMap<String, Agent>,
    pub integrations: BTreeMap<String, Value>,
}

impl Stored {
    pub fn of(emulator: &Emulator) -> Self {
        let snapshot: Value = serde_json::from_str(&emulator.snapshot().to_json()).unwrap();
        let project = |list: &str| snapshot["state"][list][0].as_array().unwrap().clone();
        let (mut agents, mut integrations) = (BTreeMap::new(), BTreeMap::new());
        for agent in project("agents") {
            let revisions = agent["revisions"].as_array().unwrap().iter().enumerate().map(|(at, it)| {
                let mut content = it["members"].clone();
                // What the server sets where it is not set, and what `fills` puts into each answer.
                content.as_object_mut().unwrap().remove("readAt");
                if content["sharingScope"].is_null() {
                    content["sharingScope"] = "organization".into();
                }
                content["agentData"] = it["data"].clone();
                let number = it["number"].as_u64().unwrap_or(u64::try_from(at).unwrap() + 1);
                Revision { number, version: it["version"].as_u64(), content }
            });
            let agent = Agent { id: agent["id"].as_str().unwrap().to_owned(), revisions: revisions.collect() };
            let name = agent.newest().content["name"].as_str().unwrap().to_owned();
            assert!(agents.insert(name.clone(), agent).is_none(), "a twin of {name}");
        }
        for integration in project("integrations") {
            let name = integration["name"].as_str().unwrap().to_owned();
            assert!(integrations.insert(name.clone(), integration).is_none(), "a twin of {name}");
        }
        Self { agents, integrations }
    }

    /// What callers have: the published revision of each agent with its version, and the integrations but for ids.
    pub fn end_state(&self) -> Value {
        let agents = self.agents.iter().map(|(name, agent)| {
            let published = agent.published().map(|it| json!([it.version, it.content]));
            let ahead = Some(agent.newest()).filter(|newest| Some(*newest) != agent.published());
            (name.clone(), json!({ "published": published, "ahead": ahead.map(|it| &it.content) }))
        });
        let integrations = self.integrations.iter().map(|(name, integration)| {
            let mut content = integration.clone();
            for member in ["id", "tools", "secrets", "parameters"] {
                content.as_object_mut().unwrap().remove(member);
            }
            let count = integration["tools"].as_array().unwrap().len();
            // The references of secrets hold an id.
            let scheme = content["scheme"].pointer_mut("/flows/authorizationCode");
            if let Some(flow) = scheme.and_then(Value::as_object_mut) {
                flow.retain(|member, _| !member.starts_with("client"));
            }
            (name.clone(), json!([content, count]))
        });
        json!([agents.collect::<serde_json::Map<_, _>>(), integrations.collect::<serde_json::Map<_, _>>()])
    }

    /// What is published of each agent.
    pub fn published(&self) -> BTreeMap<&str, Option<&Revision>> {
        self.agents.values().map(|agent| (agent.id.as_str(), agent.published())).collect()
    }
}

/// P9: everything that `before` has and the definitions do not mention is in `after`. Errors say what is not.
pub fn kept(before: &Stored, after: &Stored, definitions: &[&Definition], gone: &[String]) -> Result<(), String> {
    for (name, agent) in &before.agents {
        let of = |it: &&&Definition| it.name == *name || it.renamed_from.as_deref() == Some(name);
        let definition = definitions.iter().find(of);
        let Some((_, now)) = after.agents.iter().find(|(_, other)| other.id == agent.id) else {
            if gone.contains(name) {
                continue;
            }
            return Err(format!("{name}: it is gone"));
        };
        let Some(definition) = definition else {
            if now != agent {
                return Err(format!("{name}: no file names it, and it changed: {now:?}"));
            }
            continue;
        };
        for revision in &agent.revisions {
            let same = now.revisions.iter().find(|it| it.number == revision.number);
            if same.map(|it| &it.content) != Some(&revision.content) {
                return Err(format!("{name}: revision {} of others is not what it was", revision.number));
            }
        }
        let base = agent.published().unwrap_or(agent.newest());
        let wanted = definition.definition.value();
        if now.revisions.len() > agent.revisions.len() {
            same(&base.content, Some(&wanted), &now.newest().content, name)?;
        }
    }
    for (name, integration) in &before.integrations {
        match after.integrations.get(name) {
            None if gone.contains(name) => {}
            Some(now) if now["id"] == integration["id"] => {}
            other => return Err(format!("integration {name}: {other:?}")),
        }
    }
    Ok(())
}

fn same(before: &Value, file: Option<&Value>, after: &Value, path: &str) -> Result<(), String> {
    match (before, file, after) {
        (Value::Object(members), _, Value::Object(now)) => {
            let named = |member: &str| match file {
                Some(Value::Object(file)) => file.get(member),
                _ => None,
            };
            for (member, value) in members {
                if named(member).is_some_and(Value::is_null) {
                    continue;
                }
                let now = now.get(member).unwrap_or(&Value::Null);
                same(value, named(member), now, &format!("{path}/{member}"))?;
            }
            Ok(())
        }
        (Value::Array(elements), Some(Value::Array(file)), Value::Array(now)) => {
            let name = |it: &Value| it.get("name").and_then(Value::as_str).map(str::to_owned);
            for element in elements.iter().filter(|it| name(it).is_some()) {
                let found = |list: &[Value]| list.iter().find(|other| name(other) == name(element)).cloned();
                if let (Some(file), Some(now)) = (found(file), found(now)) {
                    same(element, Some(&file), &now, &format!("{path}/{}", name(element).unwrap()))?;
                }
            }
            Ok(())
        }
        (_, Some(_), _) => Ok(()),
        (Value::String(before), None, Value::String(after)) if before.trim() == after.trim() => Ok(()),
        (Value::Array(one), None, Value::Array(other)) if one.len() == other.len() => {
            one.iter().zip(other).try_for_each(|(one, other)| same(one, None, other, path))
        }
        (_, None, _) if before == after => Ok(()),
        _ => Err(format!("{path}: {before} became {after}")),
    }
}

/// Where two values differ first. What is empty is as good as absent.
pub fn difference(one: &Value, other: &Value, path: &str) -> Option<String> {
    match (one, other) {
        (Value::Object(members), Value::Object(others)) => {
            let names = members.keys().chain(others.keys());
            let of =
                |object: &serde_json::Map<String, Value>, name: &str| object.get(name).cloned().unwrap_or_default();
            names
                .into_iter()
                .find_map(|name| difference(&of(members, name), &of(others, name), &format!("{path}/{name}")))
        }
        (Value::Array(list), Value::Array(others)) if list.len() == others.len() => {
            let pairs = list.iter().zip(others).enumerate();
            pairs.into_iter().find_map(|(at, (one, other))| difference(one, other, &format!("{path}/{at}")))
        }
        (Value::Null, empty) | (empty, Value::Null)
            if *empty == json!("") || *empty == json!([]) || *empty == json!({}) =>
        {
            None
        }
        _ => (one != other).then(|| format!("{path}: {one} and {other}")),
    }
}
