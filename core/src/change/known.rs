//! The names and ids of a project, by which references are compared.

use std::collections::{BTreeMap, BTreeSet};

use crate::json::tree::Tree;
use crate::models::comparison::{ID, NAME, Referred};

/// A tool of the project or one that it can see.
#[derive(Debug, Clone, Default)]
pub(crate) struct KnownTool {
    pub id: String,
    pub name: String,
    pub public_name: String,
}

/// What is known of the tools and agents of a project.
#[derive(Debug, Default)]
pub(crate) struct Known {
    tools: Vec<KnownTool>,
    /// Places in `tools` by id, name and public name.
    by_text: BTreeMap<String, BTreeSet<usize>>,
    /// Names of agents by their ids.
    agents: BTreeMap<String, String>,
    /// All of these names.
    agent_names: BTreeSet<String>,
}

impl Known {
    pub(crate) fn add_tool(&mut self, tool: KnownTool) {
        let at = self.tools.len();
        for text in [&tool.id, &tool.name, &tool.public_name] {
            if !text.is_empty() {
                self.by_text.entry(text.clone()).or_default().insert(at);
            }
        }
        self.tools.push(tool);
    }

    pub(crate) fn add_agent(&mut self, id: &str, name: &str) {
        self.agents.insert(id.to_owned(), name.to_owned());
        self.agent_names.insert(name.to_owned());
    }

    /// The tools that a text may mean: by id, name or public name.
    pub(crate) fn tools(&self, text: &str) -> impl Iterator<Item = &KnownTool> {
        self.by_text.get(text).into_iter().flatten().filter_map(|at| self.tools.get(*at))
    }

    /// Whether an agent has this name or id.
    pub(crate) fn has_agent(&self, text: &str) -> bool {
        self.agents.contains_key(text) || self.agent_names.contains(text)
    }

    /// What a reference means, as one text: equal for two that mean the same.
    pub(crate) fn meaning(&self, referred: Referred, reference: &Tree) -> String {
        let texts = [ID, "Id", NAME].map(|member| reference.get(member).and_then(Tree::as_text));
        let given = || texts.into_iter().flatten().filter(|text| !text.is_empty());
        let known = match referred {
            Referred::Tool => given().find_map(|text| {
                let mut found = self.tools(text);
                let only = found.next().filter(|_| found.next().is_none());
                only.map(|tool| if tool.id.is_empty() { tool.name.clone() } else { tool.id.clone() })
            }),
            Referred::Agent => given().find_map(|text| self.agents.get(text).cloned()),
        };
        // Names travel between projects, ids do not.
        known.unwrap_or_else(|| given().next_back().unwrap_or_default().to_owned())
    }
}
