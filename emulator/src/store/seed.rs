//! Many published agents at once, for tests of large projects.

use std::sync::Arc;

use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::store::revision::Revision;
use crate::store::state::State;

/// Most agents that are created at once.
pub(crate) const MAX_SEED: usize = 100_000;

/// Creates `count` published agents `seeded-agent-1`, `seeded-agent-2`, …, at most [`MAX_SEED`]; names that are
/// taken are skipped. Returns how many were created: 0 for an unknown project.
pub(crate) fn seed_agents(state: &mut State, project: &str, count: usize) -> usize {
    let Some(project) = state.project_index(project) else {
        return 0;
    };
    let data = json!({
        "strategyName": "Dynamic Prompting",
        "prompt": { "instructions": "Answer the question." },
        "models": [{ "name": "gpt-4o" }],
        "resourcePools": [{ "name": "Main", "tools": [{ "name": "web_search" }] }],
    });
    let members = Map::from_iter([("description".to_owned(), "Seeded.".into())]);
    let template = Revision::draft(members, Some(&data), None, None);
    let mut number = 0_usize;
    let mut created = 0;
    while created < count.min(MAX_SEED) {
        number += 1;
        let name = format!("seeded-agent-{number}");
        if state.agents.name_owner(project, &name).is_some() {
            continue;
        }
        let mut revision = template.clone();
        Arc::make_mut(&mut revision.members).insert("name".to_owned(), Value::String(name));
        let id = Uuid::new_v4().to_string();
        if let Some(seq) = state.agents.insert(project, id, revision, 1) {
            state.agents.publish(project, seq, 1);
        }
        created += 1;
    }
    created
}
