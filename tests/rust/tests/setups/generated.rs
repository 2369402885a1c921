//! Repositories of definitions made from a seed, with awkward names and texts, what their authors do to them next, and what
//! others have on the server.

use std::collections::BTreeMap;

use geai_client::definitions::{Definitions, check};
use serde_json::{Map, Value, json};

use crate::world::{VARIABLE, ready};

/// SplitMix64: equal seeds give equal repositories on every system.
pub struct Rng(u64);

impl Rng {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(most.max(1)).unwrap()).unwrap()
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

const NAMES: [&str; 20] = [
    "Ünïcode 漢字",
    "100 % sure",
    "CON",
    "SourceChecker",
    "🤖 bot",
    "x.y",
    "مرحبا",
    "a+b=c&d?e",
    "$file",
    "{{name}}",
    "no",
    "010",
    "~",
    "-dash #hash",
    "'single' \"double\"",
    "caf\u{e9}",
    "cafe\u{301}",
    "null",
    "…ЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖ",
    "*** stars",
];

pub const TEXTS: [&str; 17] = [
    "Look it up.\nSay so.",
    "{{ mustache }} ${x} ##X## $file: as text",
    "Ends with blanks   ",
    "Ends with lines\n\n\n",
    "  Begins with blanks",
    "CR\rLF\r\nboth",
    "\u{feff}mark",
    "next\u{85}line\u{2028}separator",
    "no",
    "010",
    "1e3",
    "- a\n- b: { c }\n---\n...",
    "'quotes' \"quotes\" \\ ``` *** &amp; <b>",
    "🤖 漢字 مرحبا e\u{301}",
    "null",
    "# no comment",
    "\ttab\u{7f}\u{1b}[31m",
];

/// What stands in a repository, as its authors write it: with directives, but before texts go to files of their own.
#[derive(Clone)]
pub struct Repository {
    agents: Vec<Value>,
    integrations: Vec<(Value, Vec<String>)>,
    removed: Vec<String>,
    /// Whether a manifest takes tools away from what was before.
    pub takes_tools: bool,
    /// Names that were given, which are given once.
    used: Vec<String>,
    next: usize,
}

fn name_of(object: &Value) -> &str {
    object["name"].as_str().unwrap()
}

impl Repository {
    /// A repository of a few objects: one integration, and two agents beside a ring.
    pub fn small(rng: &mut Rng) -> Self {
        let mut all = Self::generate(rng, true, false);
        let agents = all.agents.len();
        all.agents.drain(1..agents.saturating_sub(2));
        all.integrations.truncate(1);
        let (names, tools) = (all.agents.iter().map(|it| name_of(it).to_owned()).collect::<Vec<_>>(), all.tools());
        all.refer(|it| (names.iter().chain(&tools).any(|name| name == it)).then(|| it.to_owned()));
        all
    }

    pub fn generate(rng: &mut Rng, with_ring: bool, with_twins: bool) -> Self {
        let first = rng.below(NAMES.len());
        let nothing = (vec![], vec![], vec![], vec![]);
        let (agents, integrations, removed, used) = nothing;
        let mut all = Self { agents, integrations, removed, takes_tools: false, used, next: first };
        for at in 0..=rng.below(2) {
            let operations: Vec<String> = (0..=rng.below(3)).map(|number| format!("op{at}x{number}")).collect();
            let scheme = json!({ "authLevel": *rng.pick(&["User", "Project"]), "type": "oauth2", "flows": {
                "authorizationCode": {
                    "authorizationUrl": "https://login.example.com/authorize",
                    "tokenUrl": "https://login.example.com/token",
                    "clientId": "parcels", "clientSecret": { "$env": VARIABLE }, "scopes": ["parcels.read"],
                } } });
            let mut object = json!({ "name": format!("parcels {at}"), "description": *rng.pick(&TEXTS) });
            if at == 0 || rng.chance(50) {
                object["securityScheme"] = scheme;
            }
            all.integrations.push((object, operations));
        }
        for _ in 0..rng.below(4) + 2 {
            all.add_agent(rng);
        }
        if with_ring {
            let name = format!("Ring{}", rng.below(10));
            let names: Vec<String> = (0..rng.below(2) + 2).map(|number| format!("{name} {number}")).collect();
            for (at, name) in names.iter().enumerate() {
                let next = names[(at + 1) % names.len()].as_str();
                all.agents.push(ready(name, rng.pick::<&str>(&TEXTS), &[], &[next]));
            }
        }
        if with_twins {
            all.agents.extend(["Twin", "tWIN"].map(|name| ready(name, "x", &[], &[])));
        }
        all
    }

    fn new_name(&mut self) -> String {
        self.next += 1;
        let name = NAMES[self.next % NAMES.len()].to_owned();
        let name = if self.used.contains(&name) { format!("{name} {}", self.next) } else { name };
        self.used.push(name.clone());
        name
    }

    fn add_agent(&mut self, rng: &mut Rng) {
        let name = self.new_name();
        let tools: Vec<String> = self.tools().into_iter().filter(|_| rng.chance(30)).collect();
        let mut tools: Vec<&str> = tools.iter().map(String::as_str).collect();
        if rng.chance(30) {
            tools.push("com.globant.geai.web_search");
        }
        let known: Vec<String> = self.agents.iter().map(|agent| name_of(agent).to_owned()).collect();
        let helpers: Vec<&str> = known.iter().map(String::as_str).filter(|_| rng.chance(40)).collect();
        let mut agent = ready(&name, rng.pick::<&str>(&TEXTS), &tools, &helpers);
        if rng.chance(50) {
            agent["description"] = (*rng.pick(&TEXTS)).into();
        }
        if rng.chance(30) {
            agent["jobDescription"] = (*rng.pick(&TEXTS)).into();
        }
        let data = &mut agent["agentData"];
        if rng.chance(40) {
            data["prompt"]["examples"] = json!([
                { "inputData": *rng.pick(&TEXTS), "output": "{\"a\": 1}" }, { "inputData": "parcel 7", "output": *rng.pick(&TEXTS) },
            ]);
        }
        if rng.chance(40) {
            data["prompt"]["context"] = (*rng.pick(&TEXTS)).into();
        }
        if rng.chance(30) {
            data["models"] = json!([{ "name": "gpt-4o", "llmConfig": { "maxTokens": 7 } }, { "name": "o4-mini" }]);
        }
        if rng.chance(30) {
            data["prompt"]["$extra"] = json!({ "tone": *rng.pick(&TEXTS) });
            data["$extra"] = json!({ "mcpServers": [{ "n": 18446744073709551615_u64 }], "flag": true });
        }
        if rng.chance(20) {
            agent["$extra"] = json!({ "x": { "y": [1, "010", 2.50] } });
        }
        self.agents.push(agent);
    }

    fn tools(&self) -> Vec<String> {
        self.integrations.iter().flat_map(|(_, operations)| operations).map(|id| format!("{id}_get")).collect()
    }

    /// Drops references to tools and helpers that are no more, or names them anew.
    fn refer(&mut self, to: impl Fn(&str) -> Option<String>) {
        for agent in &mut self.agents {
            let pool = agent["agentData"]["resourcePools"][0].as_object_mut().unwrap();
            for member in ["tools", "agents"] {
                let Some(Value::Array(list)) = pool.get_mut(member) else { continue };
                list.retain_mut(|reference| match to(name_of(reference)) {
                    Some(name) => {
                        reference["name"] = name.into();
                        true
                    }
                    None => false,
                });
            }
        }
    }

    /// The repository after its authors worked on it.
    pub fn edited(&self, rng: &mut Rng) -> Self {
        let mut next = Self { takes_tools: false, removed: vec![], ..self.clone() };
        for _ in 0..=rng.below(4) {
            let at = rng.below(next.agents.len());
            match rng.below(10) {
                0 => next.add_agent(rng),
                1 => {
                    let old = name_of(&next.agents[at]).to_owned();
                    let is_twin = old.eq_ignore_ascii_case("twin");
                    if next.agents[at].get("$renamedFrom").is_none() && !is_twin && self.has(&old) {
                        let name = next.new_name();
                        next.refer(|it| Some(if it == old { name.clone() } else { it.to_owned() }));
                        next.agents[at]["name"] = name.into();
                        next.agents[at]["$renamedFrom"] = old.into();
                    }
                }
                2 if next.agents.len() > 3 => {
                    let gone = next.agents.remove(at);
                    next.refer(|it| (it != name_of(&gone)).then(|| it.to_owned()));
                    let old = gone["$renamedFrom"].as_str().unwrap_or_else(|| name_of(&gone)).to_owned();
                    let is_taken = next.has(&old) || next.agents.iter().any(|it| it["$renamedFrom"] == *old);
                    if !is_taken && self.has(&old) {
                        next.removed.push(old);
                    }
                }
                3 => {
                    next.next += 1;
                    let operation = format!("added{}", next.next);
                    next.integrations[0].1.push(operation);
                }
                4 if next.integrations[0].1.len() > 1 => {
                    let gone = format!("{}_get", next.integrations[0].1.remove(0));
                    next.refer(|it| (it != gone).then(|| it.to_owned()));
                    next.takes_tools = true;
                }
                5 => next.integrations[0].0["description"] = format!("edited {}", rng.below(100)).into(),
                6 => next.agents[at]["description"] = format!("edited {}", rng.below(100)).into(),
                7 => next.agents[at]["agentData"]["models"] = json!([{ "name": "o4-mini" }, { "name": "gpt-4o" }]),
                8 => next.agents[at]["agentData"]["llmConfig"]["sampling"]["temperature"] = json!(0.25),
                _ => {
                    let text = format!("{}\nedited {}", rng.pick(&TEXTS), rng.below(100));
                    next.agents[at]["agentData"]["prompt"]["instructions"] = text.into();
                }
            }
        }
        next
    }

    /// Describes the first integration anew, and nothing else of it.
    pub fn describe(&mut self, text: &str) {
        self.integrations[0].0["description"] = text.into();
    }

    fn has(&self, name: &str) -> bool {
        self.agents.iter().any(|agent| name_of(agent) == name)
    }

    /// How many objects the next plan deletes.
    pub fn deletions(&self) -> u64 {
        self.removed.len().try_into().unwrap()
    }

    /// The repository as files, in one of the forms that files have.
    pub fn files(&self, rng: &mut Rng) -> BTreeMap<String, String> {
        let settings = json!({ "format": "geai/1", "values": { "model": "gpt-4o", "url": "https://parcels.example.com" },
            "environments": { "prod": {} }, "removed": { "agents": self.removed } });
        let mut files = BTreeMap::from([("geai.yaml".to_owned(), yaml(&settings))]);
        for (at, agent) in self.agents.iter().enumerate() {
            let mut agent = agent.clone();
            let place = format!("agents/{}a{at}", if rng.chance(30) { "sub/" } else { "" });
            let text = agent["agentData"]["prompt"]["instructions"].as_str().unwrap().to_owned();
            if rng.chance(60) && !text.contains('\r') && !text.starts_with('\u{feff}') {
                let is_open = rng.chance(20) && !text.ends_with('\n');
                let text = if is_open { text } else { format!("{text}\n") };
                let text = if rng.chance(20) { text.replace('\n', "\r\n") } else { text };
                files.insert(format!("{place}.md"), text);
                agent["agentData"]["prompt"]["instructions"] = json!({ "$file": format!("a{at}.md") });
            }
            if rng.chance(30) && agent["agentData"]["models"][0]["name"] == "gpt-4o" {
                agent["agentData"]["models"][0]["name"] = json!({ "$value": "model" });
            }
            let (ending, text) = written(rng, &agent);
            files.insert(format!("{place}.{ending}"), text);
        }
        for (at, (integration, operations)) in self.integrations.iter().enumerate() {
            let mut integration = integration.clone();
            let paths: Map<String, Value> =
                operations.iter().map(|id| (format!("/{id}"), json!({ "get": { "operationId": id } }))).collect();
            let document = json!({ "openapi": "3.0.3", "servers": [{ "url": "https://x.example" }], "paths": paths });
            let (ending, text) = written(rng, &document);
            files.insert(format!("integrations/i{at}.openapi.{ending}"), text);
            integration["manifest"] = json!({ "$file": format!("i{at}.openapi.{ending}") });
            if rng.chance(50) {
                integration["manifest"]["$set"] = json!({ "/servers/0/url": { "$value": "url" } });
            }
            let (ending, text) = written(rng, &integration);
            files.insert(format!("integrations/i{at}.{ending}"), text);
        }
        files
    }

    pub fn definitions(&self, rng: &mut Rng) -> Definitions {
        let files = self.files(rng);
        check(files.clone(), Some("prod")).unwrap_or_else(|error| panic!("{error}\n{files:#?}"))
    }
}

fn written(rng: &mut Rng, value: &Value) -> (&'static str, String) {
    match rng.below(3) {
        0 => ("json", value.to_string()),
        1 => ("yml", yaml(value)),
        _ => ("yaml", yaml(value)),
    }
}

/// Objects as blocks, everything else as JSON, which YAML takes.
fn yaml(value: &Value) -> String {
    let mut out = String::new();
    block(value, "", &mut out);
    out
}

fn block(value: &Value, indent: &str, out: &mut String) {
    for (name, value) in value.as_object().unwrap() {
        out.push_str(&format!("{indent}{}:", escaped(&json!(name))));
        match value {
            Value::Object(members) if !members.is_empty() => {
                out.push('\n');
                block(value, &format!("{indent}  "), out);
            }
            other => out.push_str(&format!(" {}\n", escaped(other))),
        }
    }
}

fn escaped(value: &Value) -> String {
    let special = |c: char| matches!(c, '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}');
    value.to_string().chars().fold(String::new(), |mut text, c| {
        match special(c) {
            true => text.push_str(&format!("\\u{:04x}", u32::from(c))),
            false => text.push(c),
        }
        text
    })
}

/// What others have done to a project before: agents that no file has, and those of files with members that no file names, at
/// every level. Requests in order.
pub fn others(rng: &mut Rng, definitions: &Definitions, with_drafts: bool) -> Vec<(&'static str, String, Value)> {
    let mut edits = Vec::new();
    let mut publish = |name: &str, object: Value| {
        edits.push(("POST", "/v4/agents?automaticPublish=true".to_owned(), json!({ "agentDefinition": object })));
        name.to_owned()
    };
    publish("Playground", foreign(ready("Playground", "theirs", &["com.globant.geai.web_search"], &[])));
    let mut drafts = Vec::new();
    for definition in &definitions.agents {
        if rng.chance(60) {
            continue;
        }
        let mut object = definition.definition.value();
        object["agentData"]["prompt"]["instructions"] = "an older prompt".into();
        // Tools and helpers may not be there yet.
        object["agentData"]["resourcePools"] =
            json!([{ "name": "Main", "tools": [{ "name": "com.globant.geai.web_search" }] }]);
        let name = publish(&definition.name, foreign(object));
        if with_drafts && rng.chance(30) {
            drafts.push(name);
        }
    }
    for name in drafts {
        let segment: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let draft = json!({ "agentDefinition": { "description": "their draft" } });
        edits.push(("PUT", format!("/v4/agents/{segment}"), draft));
    }
    edits
}

/// An agent with members that no file names.
pub fn foreign(mut object: Value) -> Value {
    object["theirs"] = json!({ "y": [1, 2] });
    let data = &mut object["agentData"];
    data["theirServers"] = json!([{ "z": 18446744073709551615_u64 }]);
    data["prompt"]["theirTone"] = "calm".into();
    data["llmConfig"]["timeout"] = 7.into();
    data["llmConfig"]["sampling"]["topK"] = 3.into();
    data["models"][0]["theirNote"] = "kept".into();
    data["resourcePools"][0]["theirColor"] = "red".into();
    if let Some(tool) = data["resourcePools"][0].get_mut("tools").and_then(|tools| tools.get_mut(0)) {
        tool["theirWeight"] = 2.into();
    }
    object
}
