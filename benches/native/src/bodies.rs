//! The prepared answers, of the shapes and sizes that a real installation gives.

use std::collections::HashMap;
use std::sync::Mutex;

use bytes::Bytes;
use serde_json::{Value, json};

/// Size of the package that is exported.
pub const PACKAGE: usize = 5_000_000;

/// Answers, made when they are first asked for.
#[derive(Default)]
pub struct Bodies(Mutex<HashMap<String, Bytes>>);

impl Bodies {
    /// The answer to a request.
    pub fn answer(&self, path: &str, query: &str) -> Bytes {
        let number = |name: &str| {
            let value = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
            value.and_then(|value| value.parse().ok())
        };
        let (path, total) = of_project(path);
        let (start, count) = (number("start").unwrap_or(0), number("count").unwrap_or(20));
        let key = format!("{path} {start} {count} {total:?}");
        let mut kept = self.0.lock().unwrap();
        let body = kept.entry(key).or_insert_with(|| {
            let segments: Vec<_> = path.split('/').skip(2).collect();
            match segments.as_slice() {
                ["agents"] => page(start, count, total.unwrap_or(start + count)),
                ["agents", _, "export"] => package(PACKAGE),
                ["agents", "import"] => Bytes::from_static(br#"{"agents":[]}"#),
                ["agents", id] => Bytes::from(agent(id, total.is_some()).to_string()),
                ["accessControl", ..] => Bytes::from_static(br#"{"projectId":"bench"}"#),
                ["tool-plugins"] => Bytes::from_static(br#"{"toolPlugins":[]}"#),
                _ => Bytes::from_static(
                    br#"{"id":"7c2e0f7a-1f0b-4f37-8a2b-5d1f7c1f0b4f","name":"Catalogue","type":"api"}"#,
                ),
            }
        });
        body.clone()
    }
}

/// `/of/100000/v4/agents` is a list in a project of 100 000 agents.
fn of_project(path: &str) -> (&str, Option<usize>) {
    let project = path.strip_prefix("/of/").and_then(|rest| rest.split_once('/'));
    match project.and_then(|(total, _)| total.parse().ok()) {
        Some(total) => (&path[4 + project.map_or(0, |(total, _)| total.len())..], Some(total)),
        None => (path, None),
    }
}

/// One agent with what most have; of a project by the id that its list gives.
fn agent(id: &str, of_project: bool) -> Value {
    let number = id.rsplit('-').next().and_then(|number| u64::from_str_radix(number, 16).ok()).unwrap_or(0);
    let (id, name) = match of_project {
        true => (id.to_owned(), format!("Agent number {number}")),
        false => ("3d0f6c1e-58a2-4b7c-9a51-0c2f6be0a101".to_owned(), id.to_owned()),
    };
    json!({
        "id": id, "name": name, "accessScope": "private", "publicName": "",
        "sharingScope": "organization", "status": "active", "isDraft": false, "isReadonly": false, "revision": 3,
        "version": 2, "jobDescription": "Answers customers who ask where their parcel is.",
        "avatarImage": "https://cdn.example/avatars/parcel.png",
        "description": "Looks a parcel up in the carrier's system and reports its state in one sentence.",
        "agentData": {
            "strategyName": "Chain of Thought",
            "prompt": {
                "instructions": "Look the parcel up and report its state. Ask for the number when it is missing. ".repeat(6),
                "inputs": ["number", "language"],
                "outputs": [{"key": "state", "description": "State of the parcel, in one sentence."}],
                "examples": [{"inputData": "1Z999", "output": "It is on its way."}],
            },
            "llmConfig": {"maxTokens": 1800, "timeout": 0, "temperature": 0.1, "topP": 0.95},
            "models": [{"name": "gpt-4o"}, {"name": "claude-sonnet"}],
            "resourcePools": [{"name": "lookup", "tools": [{"name": "track", "revision": 0}]}],
        },
        "permissions": {"chatSharing": "organization", "externalExecution": "none"},
        "effectivePermissions": {"chatSharing": "organization", "externalExecution": "none"},
    })
}

/// A page of a list, about 360 bytes an agent.
fn page(start: usize, count: usize, total: usize) -> Bytes {
    let agents: Vec<_> = (start..total.min(start + count))
        .map(|n| {
            json!({
                "id": format!("3d0f6c1e-58a2-4b7c-9a51-{n:012x}"), "name": format!("Agent number {n}"),
                "publicName": format!("com.example.agent-{n}"), "description": "Reports the state of a parcel.",
                "jobDescription": "Answers customers who ask.", "avatarImage": "https://cdn.example/a.png",
                "accessScope": "private", "sharingScope": "organization", "status": "active", "isDraft": false,
                "isReadonly": false, "revision": 3, "version": 2,
            })
        })
        .collect();
    let information = json!({"Duration": 12, "Page": start / count + 1, "PageSize": count, "Total": total});
    Bytes::from(json!({"agents": agents, "information": information}).to_string())
}

/// A package of about `size` bytes.
pub fn package(size: usize) -> Bytes {
    let one = json!({"id": "3d0f6c1e-58a2-4b7c-9a51-0c2f6be0a101", "name": "ParcelTracker", "agentData": {
        "prompt": {"instructions": "Look the parcel up.\nReport its \"state\" in one sentence. ".repeat(40)},
        "models": [{"name": "gpt-4o"}], "llmConfig": {"maxTokens": 1800, "temperature": 0.1}}});
    let agents = vec![one.clone(); size / one.to_string().len() + 1];
    Bytes::from(json!({"labPackage": {"agents": agents, "tools": []}}).to_string())
}
