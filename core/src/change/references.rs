//! What definitions refer to: for the order of agents, and for what is missing.

use std::collections::{BTreeMap, BTreeSet};

use super::compare::name;
use super::conflicts::conflict;
use super::kinds::schema_of;
use super::known::Known;
use crate::definitions::tools::{Makers, ambiguous};
use crate::json::tree::Tree;
use crate::models::definitions::{Definition, DefinitionKind};
use crate::models::named_members::{ID, IS_EXTERNAL};
use crate::models::plans::{Conflict, ConflictReason};
use crate::schema::comparison::{Comparison, Referred};
use crate::schema::{Kind, Schema};

/// Every reference in an object that is resolved, with what it means.
pub(crate) fn references<'a>(schema: &Schema, object: &'a Tree) -> Vec<(Referred, &'a Tree)> {
    let mut found = Vec::new();
    collect(schema, object, &mut found);
    found
}

fn collect<'a>(schema: &Schema, object: &'a Tree, found: &mut Vec<(Referred, &'a Tree)>) {
    for (member, value) in object.as_object().unwrap_or_default() {
        let Some(field) = schema.wire_field(member) else { continue };
        match field.kind {
            Kind::Model(inner) => collect(inner, value, found),
            Kind::List(Kind::Model(inner)) => {
                let means = inner.refers_to.filter(|_| field.comparison == Comparison::References);
                // Tools that live elsewhere, which no project and no manifest has to have.
                if means == Some(Referred::Tool) && IS_EXTERNAL.of(object).and_then(Tree::as_bool) == Some(true) {
                    continue;
                }
                for element in value.as_list().unwrap_or_default() {
                    match means {
                        Some(referred) => found.push((referred, element)),
                        None => collect(inner, element, found),
                    }
                }
            }
            _ => {}
        }
    }
}

/// The text by which a reference is written.
pub(crate) fn text(reference: &Tree) -> &str {
    name(reference).or_else(|| ID.of(reference)?.as_text()).unwrap_or_default()
}

/// Whether a tool may be one of the whole installation: their names have dots.
pub(crate) fn is_public(text: &str) -> bool {
    text.contains('.')
}

/// Names of the agents that a definition uses.
pub(crate) fn helpers(schema: &Schema, object: &Tree) -> BTreeSet<String> {
    let all = references(schema, object).into_iter().filter(|(referred, _)| *referred == Referred::Agent);
    all.map(|(_, reference)| text(reference).to_owned()).collect()
}

/// Every reference of an agent.
pub(crate) fn of_agent(agent: &Tree) -> Vec<(Referred, &Tree)> {
    references(schema_of(&DefinitionKind::AGENT), agent)
}

/// What references may name.
pub(crate) struct ReferenceTargets<'a> {
    pub known: &'a Known,
    /// Tools that the definitions of the plan make, and agents that they define.
    pub tools: &'a BTreeSet<String>,
    pub agents: &'a BTreeSet<String>,
    /// The same of the definitions that the plan leaves out.
    pub left_out: &'a BTreeSet<String>,
    /// Names of tools, with the integrations that will have one of it.
    pub makers: &'a Makers,
    /// Tools and agents that the plan removes.
    pub removals: &'a BTreeSet<(Referred, String)>,
    /// Names that agents lose, with those that they get.
    pub renamed: &'a BTreeMap<String, String>,
}

/// What of an agent's references is missing; and, as notes, what cannot be verified. What the server's own revisions name
/// already, the server has.
pub(crate) fn check(
    schema: &Schema,
    definition: &Definition,
    wanted: &Tree,
    answers: &[&Tree],
    targets: &ReferenceTargets<'_>,
) -> (Vec<Conflict>, Vec<String>) {
    let (mut conflicts, mut notes, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    let mut named: BTreeSet<(Referred, String)> = BTreeSet::new();
    for (referred, reference) in answers.iter().flat_map(|answer| references(schema, answer)) {
        named.insert((referred, targets.known.meaning(referred, reference)));
    }
    for (referred, reference) in references(schema, wanted) {
        let text = text(reference);
        if !seen.insert((referred, text)) {
            continue;
        }
        let mut refuse = |reason: ConflictReason, why: String| {
            conflicts.push(conflict(&definition.kind, &definition.name, reason, why));
        };
        let renamed = targets.renamed.get(text).filter(|_| referred == Referred::Agent);
        let is_removed = renamed.is_some() || targets.removals.contains(&(referred, text.to_owned()));
        let files = if targets.left_out.contains(text) { "this plan, which leaves out its file" } else { "" };
        let is_there = !is_removed && named.contains(&(referred, targets.known.meaning(referred, reference)));
        match referred {
            Referred::Tool => {
                let (mut found, made) = (targets.known.tools(text), targets.tools.contains(text));
                let several = found.next().is_some_and(|first| found.any(|other| other.id != first.id));
                let found = targets.known.tools(text).next().is_some() && !is_removed;
                if let Some(why) = ambiguous(text, targets.makers) {
                    refuse(ConflictReason::AMBIGUOUS_REFERENCE, why);
                } else if several {
                    refuse(
                        ConflictReason::AMBIGUOUS_REFERENCE,
                        format!("the project has several tools called {text:?}; write the public name"),
                    );
                } else if !found && !made && !is_there {
                    if is_public(text) {
                        notes.push(format!("tool {text}: cannot be verified here"));
                    } else {
                        let files = if files.is_empty() { "the manifests here" } else { files };
                        let why = format!("no tool {text:?} in the project or in {files}");
                        refuse(ConflictReason::MISSING_REFERENCE, why);
                    }
                }
            }
            Referred::Agent => {
                let known = targets.known.has_agent(text) && !is_removed;
                if !known && !targets.agents.contains(text) && !is_there {
                    let why = match renamed {
                        Some(new) => format!("agent {text:?} gets the name {new:?} here; write that"),
                        None => {
                            let files = if files.is_empty() { "the files" } else { files };
                            format!("no agent {text:?} in the project or in {files}")
                        }
                    };
                    refuse(ConflictReason::MISSING_REFERENCE, why);
                }
            }
        }
    }
    (conflicts, notes)
}
