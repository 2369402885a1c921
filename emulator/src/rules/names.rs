//! Names of agents and integrations: what they may hold, and who has one.

use crate::http::error::{ErrorEntry, id};
use crate::rules::tempers::Names;
use crate::store::agents::{Agents, Seq};
use crate::store::integrations::{IntegrationKey, Integrations};

/// SIM-20: one entry for a blank name, or one for each character that is not allowed. `end` closes the text, which
/// differs between agents and integrations.
pub(crate) fn name_problems(name: &str, blank: &str, end: &str) -> Vec<ErrorEntry> {
    if name.trim().is_empty() {
        return vec![ErrorEntry::new(id::REQUIRED, blank)];
    }
    [':', '/']
        .into_iter()
        .filter(|character| name.contains(*character))
        .map(|character| {
            ErrorEntry::new(id::PATTERN, format!("Invalid character in name ({character} is not allowed){end}"))
        })
        .collect()
}

/// SIM-08: an exact id, then a name, which under the temper `names` may differ in case; of several the oldest.
pub(crate) fn find_agent(agents: &Agents, project: usize, id_or_name: &str, names: Names) -> Option<Seq> {
    agents.find(project, id_or_name).or_else(|| agent_named(agents, project, id_or_name, names))
}

/// The agent whose newest or latest published revision has the name.
pub(crate) fn agent_named(agents: &Agents, project: usize, name: &str, names: Names) -> Option<Seq> {
    agents.name_owner(project, name).or_else(|| match names {
        Names::CaseSensitive => None,
        Names::CaseInsensitive => {
            agents.names(project).filter(|(known, _)| names.same(known, name)).map(|(_, seq)| seq).min()
        }
    })
}

/// Whether an agent other than `this` has the name.
pub(crate) fn agent_name_taken(agents: &Agents, project: usize, name: &str, this: Option<Seq>, names: Names) -> bool {
    let other = |seq: Seq| Some(seq) != this;
    match names {
        Names::CaseSensitive => agents.name_owner(project, name).is_some_and(other),
        Names::CaseInsensitive => agents.names(project).any(|(known, seq)| other(seq) && names.same(known, name)),
    }
}

/// SIM-08: an exact id, a name, a public name; then a name that under the temper `names` may differ in case.
pub(crate) fn find_integration(
    integrations: &Integrations,
    project: usize,
    text: &str,
    names: Names,
) -> Option<IntegrationKey> {
    integrations.find(project, text).or_else(|| match names {
        Names::CaseSensitive => None,
        Names::CaseInsensitive => {
            integrations.own(project).find(|(_, known)| names.same(&known.name, text)).map(|(key, _)| key)
        }
    })
}

/// Whether an integration other than `this` has the name.
pub(crate) fn integration_name_taken(
    integrations: &Integrations,
    project: usize,
    name: &str,
    this: Option<IntegrationKey>,
    names: Names,
) -> bool {
    integrations.own(project).any(|(key, known)| Some(key) != this && names.same(&known.name, name))
}
