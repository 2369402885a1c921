//! The names and ids of a project, by which references are compared.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::json::tree::Tree;
use crate::models::named_members::{ID, NAME};
use crate::schema::comparison::Referred;

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
    agents: BTreeMap<Box<str>, Arc<str>>,
    /// All of these names.
    agent_names: BTreeSet<Arc<str>>,
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
        let name: Arc<str> = name.into();
        self.agents.insert(id.into(), name.clone());
        self.agent_names.insert(name);
    }

    /// The tools that a text may mean: by id, name or public name.
    pub(crate) fn tools(&self, text: &str) -> impl Iterator<Item = &KnownTool> {
        self.by_text.get(text).into_iter().flatten().filter_map(|at| self.tools.get(*at))
    }

    /// The tools that a reference of the server may mean: those of its id, else those of its name.
    pub(crate) fn tools_of(&self, reference: &Tree) -> Vec<&KnownTool> {
        let texts = [ID.of(reference), reference.get(NAME)].into_iter().filter_map(|value| value?.as_text());
        let mut found = texts.map(|text| self.tools(text).collect::<Vec<_>>());
        found.find(|tools| !tools.is_empty()).unwrap_or_default()
    }

    /// Whether an agent has this name or id.
    pub(crate) fn has_agent(&self, text: &str) -> bool {
        self.agents.contains_key(text) || self.agent_names.contains(text)
    }

    /// The name by which a definition refers to what a reference of the server means; `None` where nothing tells one.
    pub(crate) fn name_of(&self, referred: Referred, reference: &Tree) -> Option<String> {
        let [id, given] = [ID.of(reference), reference.get(NAME)]
            .map(|value| value.and_then(Tree::as_text).filter(|text| !text.is_empty()));
        let texts = || [id, given].into_iter().flatten();
        let found = match referred {
            Referred::Agent => texts().find_map(|text| self.agents.get(text).map(|name| (**name).to_owned())),
            Referred::Tool => {
                let means_one = |text: &str| {
                    let mut found = self.tools(text);
                    !text.is_empty() && found.next().is_none_or(|first| found.all(|other| other.id == first.id))
                };
                let is_name = |text: &&str| means_one(text) && self.tools(text).all(|tool| tool.id != *text);
                given.filter(is_name).map(str::to_owned).or_else(|| {
                    let tool = texts().find_map(|text| self.tools(text).next())?;
                    [&tool.name, &tool.public_name].into_iter().find(|name| means_one(name)).cloned()
                })
            }
        };
        // What is not known here may have a name all the same.
        let is_known = |text: &&str| referred == Referred::Tool && self.tools(text).next().is_some();
        found.or_else(|| given.filter(|given| !is_known(given)).map(str::to_owned))
    }

    /// What a reference means, as one text: equal for two that mean the same.
    pub(crate) fn meaning(&self, referred: Referred, reference: &Tree) -> String {
        let texts = [ID.of(reference), reference.get(NAME)].map(|value| value.and_then(Tree::as_text));
        let given = || texts.into_iter().flatten().filter(|text| !text.is_empty());
        let known = match referred {
            Referred::Tool => given().find_map(|text| {
                let mut found = self.tools(text);
                let only = found.next().filter(|_| found.next().is_none());
                only.map(|tool| if tool.id.is_empty() { tool.name.clone() } else { tool.id.clone() })
            }),
            Referred::Agent => given().find_map(|text| self.agents.get(text).map(|name| (**name).to_owned())),
        };
        // Names travel between projects, ids do not.
        known.unwrap_or_else(|| given().next_back().unwrap_or_default().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_written_by_the_name_that_means_one_thing() {
        let mut known = Known::default();
        let tool = |id: &str, name: &str, public: &str| KnownTool {
            id: id.into(),
            name: name.into(),
            public_name: public.into(),
        };
        for tool in
            [tool("1", "a_get", "x.a"), tool("2", "b_get", ""), tool("3", "same", "x.same"), tool("4", "same", "")]
        {
            known.add_tool(tool);
        }
        known.add_agent("9", "Greeter");
        let name = |referred, json: &str| known.name_of(referred, &Tree::parse(json).unwrap());
        for (referred, reference, expected) in [
            (Referred::Tool, r#"{"name":"a_get","id":"1","revision":2}"#, Some("a_get")),
            (Referred::Tool, r#"{"name":"x.a"}"#, Some("x.a")),
            (Referred::Tool, r#"{"Id":"1"}"#, Some("a_get")),
            (Referred::Tool, r#"{"name":"2"}"#, Some("b_get")),
            (Referred::Tool, r#"{"name":"same","id":"3"}"#, Some("x.same")),
            (Referred::Tool, r#"{"name":"same","id":"4"}"#, None),
            (Referred::Tool, r#"{"name":"far.away","id":"77"}"#, Some("far.away")),
            (Referred::Tool, r#"{"id":"77"}"#, None),
            (Referred::Agent, r#"{"id":"9"}"#, Some("Greeter")),
            (Referred::Agent, r#"{"name":"9"}"#, Some("Greeter")),
            (Referred::Agent, r#"{"name":"Other"}"#, Some("Other")),
            (Referred::Agent, r#"{"id":"77"}"#, None),
        ] {
            assert_eq!(name(referred, reference).as_deref(), expected, "{reference}");
        }
    }
}
