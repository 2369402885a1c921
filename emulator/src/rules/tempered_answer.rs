//! Answers about agents and integrations, as the tempers `fills`, `omits`, `reorders_pools` and `reserialises_manifest` have
//! them.

use serde_json::{Map, Value, json};

use crate::input::text;
use crate::rules::tempers::{Fills, Omits, ReordersPools, ReserialisesManifest, Tempers};

/// Members that not every page shows.
const UNRETURNED: [&str; 4] = ["publicName", "avatarImage", "sharingScope", "securityScheme"];

/// Whether any of the tempers changes answers.
pub(crate) fn changes(tempers: Tempers) -> bool {
    tempers.fills != Fills::default()
        || tempers.omits != Omits::default()
        || tempers.reorders_pools != ReordersPools::default()
        || tempers.reserialises_manifest != ReserialisesManifest::default()
}

/// Changes an answer: one object, or a page of them. `now` is the time that `fills` puts in.
pub(crate) fn change(answer: &mut Value, tempers: Tempers, now: u64) {
    let Value::Object(members) = answer else {
        return;
    };
    for list in ["agents", "toolPlugins"] {
        if let Some(Value::Array(listed)) = members.get_mut(list) {
            listed.iter_mut().filter_map(Value::as_object_mut).for_each(|one| change_object(one, tempers, now));
            return;
        }
    }
    change_object(members, tempers, now);
}

fn change_object(object: &mut Map<String, Value>, tempers: Tempers, now: u64) {
    if tempers.omits == Omits::Unreturned {
        object.retain(|member, _| !UNRETURNED.contains(&member.as_str()));
    }
    let fills = tempers.fills == Fills::Defaults;
    if let Some(Value::Object(data)) = object.get_mut("agentData") {
        if fills {
            fill(data);
        }
        if tempers.reorders_pools == ReordersPools::Yes {
            reorder(data);
        }
    }
    if fills && object.contains_key("revision") {
        object.insert("readAt".to_owned(), now.into());
    }
    if let (ReserialisesManifest::Yes, Some(Value::String(manifest))) =
        (tempers.reserialises_manifest, object.get_mut("manifest"))
        && let Ok(document) = text::read(manifest)
    {
        *manifest = sorted(document).to_string();
    }
}

fn fill(data: &mut Map<String, Value>) {
    let settings = data.entry("llmConfig").or_insert_with(|| json!({}));
    if let Value::Object(settings) = settings {
        settings.entry("timeout").or_insert_with(|| 0.into());
        settings.entry("reasoningEffort").or_insert_with(|| "medium".into());
    }
    data.entry("mcpServers").or_insert_with(|| json!([]));
    let pools = data.get_mut("resourcePools").and_then(Value::as_array_mut).into_iter().flatten();
    for (index, pool) in pools.enumerate() {
        if let Value::Object(pool) = pool {
            pool.entry("id").or_insert_with(|| format!("pool-{index}").into());
        }
    }
}

fn reorder(data: &mut Map<String, Value>) {
    let Some(Value::Array(pools)) = data.get_mut("resourcePools") else {
        return;
    };
    pools.reverse();
    for pool in pools {
        for member in ["tools", "agents"] {
            if let Some(Value::Array(listed)) = pool.get_mut(member) {
                listed.reverse();
            }
        }
    }
}

/// The value with the members of its objects sorted.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut members: Vec<(String, Value)> = members.into_iter().collect();
            members.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
            members.into_iter().map(|(name, value)| (name, sorted(value))).collect()
        }
        Value::Array(elements) => elements.into_iter().map(sorted).collect(),
        other => other,
    }
}
