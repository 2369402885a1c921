//! Agents of all projects: revisions, and the indexes that keep lists, lookups and list-by-tool independent of how many
//! agents there are.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value};

use crate::store::revision::Revision;
use crate::store::sorted;

/// Creation order within a project.
pub(crate) type Seq = u64;

/// Number of an interned scope or status text.
type Symbol = u32;

/// Members of a package beside its agents, kept for the next export (SIM-49).
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PackageOrigin {
    /// Unknown members of `labPackage`.
    pub(crate) members: Map<String, Value>,
    /// Unknown members of `labPackage.info`.
    pub(crate) info: Map<String, Value>,
    /// Unknown members of `labPackage.tools[]`, by the tool's id in this project.
    #[serde(serialize_with = "sorted::serialize")]
    pub(crate) tools: HashMap<String, Map<String, Value>>,
}

/// One agent with all its revisions.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Agent {
    pub(crate) id: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) origin: Option<Arc<PackageOrigin>>,
    revisions: Vec<Revision>,
    /// Index of the highest published revision.
    #[serde(skip)]
    published: Option<usize>,
    #[serde(skip)]
    indexed: Indexed,
}

/// Entries of an agent in the indexes.
#[derive(Clone, Debug, Default)]
struct Indexed {
    names: Vec<String>,
    public_names: Vec<String>,
    newest_tools: Arc<[String]>,
    published_tools: Arc<[String]>,
}

impl Agent {
    /// The number of the revision at this place.
    fn number_at(&self, index: usize) -> u64 {
        self.revisions.get(index).and_then(|revision| revision.number).unwrap_or(index as u64 + 1)
    }

    fn index_of(&self, number: u64) -> Option<usize> {
        // Numbers are never below those of the places.
        let end = usize::try_from(number).unwrap_or(usize::MAX).min(self.revisions.len());
        (0..end).rev().find(|index| self.number_at(*index) <= number).filter(|index| self.number_at(*index) == number)
    }

    /// Revision `number`.
    pub(crate) fn revision(&self, number: u64) -> Option<&Revision> {
        self.revisions.get(self.index_of(number)?)
    }

    /// The newest revision and its number.
    pub(crate) fn newest(&self) -> Option<(u64, &Revision)> {
        Some((self.number_at(self.revisions.len().checked_sub(1)?), self.revisions.last()?))
    }

    /// The latest published revision and its number.
    pub(crate) fn latest_published(&self) -> Option<(u64, &Revision)> {
        let index = self.published?;
        Some((self.number_at(index), self.revisions.get(index)?))
    }

    /// The revision that was published as `version`.
    pub(crate) fn by_version(&self, version: u64) -> Option<(u64, &Revision)> {
        let index = self.revisions.iter().position(|revision| revision.version == Some(version))?;
        Some((self.number_at(index), self.revisions.get(index)?))
    }

    /// The revision that a list shows (SIM-28).
    pub(crate) fn shown(&self, view: RevisionChoice) -> Option<(u64, &Revision)> {
        match view {
            RevisionChoice::Newest => self.newest(),
            RevisionChoice::Published => self.latest_published(),
        }
    }

    fn last_version(&self) -> u64 {
        self.latest_published().and_then(|(_, revision)| revision.version).unwrap_or(0)
    }
}

/// Which revision of an agent counts, by `allowDrafts`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RevisionChoice {
    Newest,
    Published,
}

impl RevisionChoice {
    pub(crate) const fn allowing_drafts(allowed: bool) -> Self {
        if allowed { Self::Newest } else { Self::Published }
    }
}

/// The members of an agent that lists filter by, kept apart so that filtering need not read the agent.
#[derive(Clone, Copy, Debug)]
struct FilterRow {
    seq: Seq,
    access: Symbol,
    status: Symbol,
}

/// Filters of a list (SIM-27). A text that no agent ever had matches nothing.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Filter<'a> {
    pub(crate) access: Option<&'a str>,
    pub(crate) status: Option<&'a str>,
}

#[derive(Clone, Debug, Default)]
struct ProjectAgents {
    agents: HashMap<Seq, Agent>,
    ids: HashMap<String, Seq>,
    names: HashMap<String, Seq>,
    next: Seq,
    newest: Vec<FilterRow>,
    published: Vec<FilterRow>,
    newest_tools: HashMap<String, Vec<Seq>>,
    published_tools: HashMap<String, Vec<Seq>>,
}

/// All agents.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "Vec<Vec<Agent>>")]
pub(crate) struct Agents {
    projects: Vec<ProjectAgents>,
    /// Unique across projects (SIM-21).
    public_names: HashMap<String, (usize, Seq)>,
    symbols: HashMap<String, Symbol>,
}

/// As a list of projects, each with its agents in order of creation. The indexes follow from them.
impl Serialize for Agents {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.projects.iter().map(|project| {
            let mut agents: Vec<(&Seq, &Agent)> = project.agents.iter().collect();
            agents.sort_unstable_by_key(|(seq, _)| **seq);
            agents.into_iter().map(|(_, agent)| agent).collect::<Vec<_>>()
        }))
    }
}

impl From<Vec<Vec<Agent>>> for Agents {
    fn from(projects: Vec<Vec<Agent>>) -> Self {
        let mut agents = Self::for_projects(projects.len());
        for (project, list) in projects.into_iter().enumerate() {
            for mut agent in list {
                agent.revisions.iter_mut().for_each(Revision::index_tools);
                agent.published = agent.revisions.iter().rposition(|revision| !revision.is_draft());
                agents.add(project, agent);
            }
        }
        agents
    }
}

impl Agents {
    pub(crate) fn for_projects(count: usize) -> Self {
        Self { projects: (0..count).map(|_| ProjectAgents::default()).collect(), ..Self::default() }
    }

    /// For how many projects there is a list.
    pub(crate) const fn project_count(&self) -> usize {
        self.projects.len()
    }

    /// Exact id first, then exact name (SIM-08).
    pub(crate) fn find(&self, project: usize, id_or_name: &str) -> Option<Seq> {
        let project = self.projects.get(project)?;
        project.ids.get(id_or_name).or_else(|| project.names.get(id_or_name)).copied()
    }

    pub(crate) fn get(&self, project: usize, seq: Seq) -> Option<&Agent> {
        self.projects.get(project)?.agents.get(&seq)
    }

    pub(crate) fn id_owner(&self, project: usize, id: &str) -> Option<Seq> {
        self.projects.get(project)?.ids.get(id).copied()
    }

    /// The agent whose newest or latest published revision has the name.
    pub(crate) fn name_owner(&self, project: usize, name: &str) -> Option<Seq> {
        self.projects.get(project)?.names.get(name).copied()
    }

    /// Every name of every agent, in no order.
    pub(crate) fn names(&self, project: usize) -> impl Iterator<Item = (&str, Seq)> {
        self.projects.get(project).into_iter().flat_map(|project| &project.names).map(|(name, seq)| (&**name, *seq))
    }

    pub(crate) fn public_name_owner(&self, name: &str) -> Option<(usize, Seq)> {
        self.public_names.get(name).copied()
    }

    /// A new agent with its first revision, whose number is `step`.
    pub(crate) fn insert(&mut self, project: usize, id: String, mut first: Revision, step: u64) -> Option<Seq> {
        first.number = Some(step).filter(|number| *number != 1);
        let indexed = Indexed::default();
        self.add(project, Agent { id, origin: None, revisions: vec![first], published: None, indexed })
    }

    fn add(&mut self, project: usize, agent: Agent) -> Option<Seq> {
        let store = self.projects.get_mut(project)?;
        let seq = store.next;
        store.next += 1;
        store.ids.insert(agent.id.clone(), seq);
        store.agents.insert(seq, agent);
        self.reindex(project, seq);
        Some(seq)
    }

    pub(crate) fn set_origin(&mut self, project: usize, seq: Seq, origin: Arc<PackageOrigin>) {
        if let Some(agent) = self.agent_mut(project, seq) {
            agent.origin = Some(origin);
        }
    }

    /// The next revision, as a draft (SIM-11); its number is by `step` above the last one.
    pub(crate) fn push(&mut self, project: usize, seq: Seq, mut revision: Revision, step: u64) {
        if let Some(agent) = self.agent_mut(project, seq) {
            let number = agent.newest().map_or(0, |(number, _)| number) + step;
            revision.number = Some(number).filter(|number| *number != agent.revisions.len() as u64 + 1);
            agent.revisions.push(revision);
            self.reindex(project, seq);
        }
    }

    /// Publishes revision `number` as the next version (SIM-15).
    pub(crate) fn publish(&mut self, project: usize, seq: Seq, number: u64) {
        let Some(agent) = self.agent_mut(project, seq) else {
            return;
        };
        let version = agent.last_version() + 1;
        let Some(index) = agent.index_of(number) else {
            return;
        };
        if let Some(revision) = agent.revisions.get_mut(index) {
            revision.version = Some(version);
            agent.published = Some(index);
            self.reindex(project, seq);
        }
    }

    /// Removes the agent with all revisions; its names are free again (SIM-33).
    pub(crate) fn remove(&mut self, project: usize, seq: Seq) {
        let Some(store) = self.projects.get_mut(project) else {
            return;
        };
        if let Some(agent) = store.agents.remove(&seq) {
            store.ids.remove(&agent.id);
            for name in &agent.indexed.names {
                store.names.remove(name);
            }
            for name in &agent.indexed.public_names {
                self.public_names.remove(name);
            }
            set_row(&mut store.newest, seq, None);
            set_row(&mut store.published, seq, None);
            set_tools(&mut store.newest_tools, seq, &agent.indexed.newest_tools, &[]);
            set_tools(&mut store.published_tools, seq, &agent.indexed.published_tools, &[]);
        }
    }

    fn agent_mut(&mut self, project: usize, seq: Seq) -> Option<&mut Agent> {
        self.projects.get_mut(project)?.agents.get_mut(&seq)
    }

    /// Updates the indexes after a change of the agent.
    fn reindex(&mut self, project: usize, seq: Seq) {
        let Self { projects, public_names, symbols } = self;
        let Some(store) = projects.get_mut(project) else {
            return;
        };
        let Some(agent) = store.agents.get_mut(&seq) else {
            return;
        };
        let newest = agent.revisions.last();
        let published = agent.published.and_then(|index| agent.revisions.get(index));

        let mut next = Indexed::default();
        for revision in [newest, published].into_iter().flatten() {
            push_new(&mut next.names, revision.name());
            push_new(&mut next.public_names, revision.text("publicName"));
        }
        next.newest_tools = newest.map(|it| Arc::clone(&it.tool_keys)).unwrap_or_default();
        next.published_tools = published.map(|it| Arc::clone(&it.tool_keys)).unwrap_or_default();
        let newest_row = newest.map(|revision| row(symbols, seq, revision));
        let published_row = published.map(|revision| row(symbols, seq, revision));

        let old = std::mem::take(&mut agent.indexed);
        for name in old.names.iter().filter(|name| !next.names.contains(name)) {
            store.names.remove(name);
        }
        for name in old.public_names.iter().filter(|name| !next.public_names.contains(name)) {
            public_names.remove(name);
        }
        for name in next.names.iter().filter(|name| !old.names.contains(name)) {
            store.names.insert(name.clone(), seq);
        }
        for name in next.public_names.iter().filter(|name| !old.public_names.contains(name)) {
            public_names.insert(name.clone(), (project, seq));
        }
        set_row(&mut store.newest, seq, newest_row);
        set_row(&mut store.published, seq, published_row);
        set_tools(&mut store.newest_tools, seq, &old.newest_tools, &next.newest_tools);
        set_tools(&mut store.published_tools, seq, &old.published_tools, &next.published_tools);
        agent.indexed = next;
    }

    /// Adds the agents of a project that pass the filter to a page, in creation order.
    pub(crate) fn select(&self, project: usize, view: RevisionChoice, filter: Filter<'_>, page: &mut PageCollector) {
        let Some(store) = self.projects.get(project) else {
            return;
        };
        let rows = store.rows(view);
        let Some(test) = self.compile(filter) else {
            return;
        };
        if test == (None, None) {
            page.add_all(project, rows.len(), |index| rows.get(index).map(|row| row.seq));
        } else {
            for row in rows.iter().filter(|row| passes(row, test)) {
                page.add(project, row.seq);
            }
        }
    }

    /// As [`Self::select`], for agents whose pools name any of `keys` (SIM-31).
    pub(crate) fn select_by_tool(
        &self,
        project: usize,
        view: RevisionChoice,
        filter: Filter<'_>,
        keys: &[&str],
        page: &mut PageCollector,
    ) {
        let Some(store) = self.projects.get(project) else {
            return;
        };
        let index = match view {
            RevisionChoice::Newest => &store.newest_tools,
            RevisionChoice::Published => &store.published_tools,
        };
        let Some(test) = self.compile(filter) else {
            return;
        };
        let lists: Vec<&Vec<Seq>> = keys.iter().filter_map(|key| index.get(*key)).collect();
        if let ([single], (None, None)) = (lists.as_slice(), test) {
            page.add_all(project, single.len(), |index| single.get(index).copied());
            return;
        }
        let mut merged: Vec<Seq> = lists.into_iter().flatten().copied().collect();
        // The stable sort is linear on a few sorted runs, which the lists are.
        merged.sort();
        merged.dedup();
        // Rows are in the same order, so one walk through both is enough.
        let mut rows = store.rows(view).iter();
        for seq in merged {
            if rows.find(|row| row.seq >= seq).is_some_and(|row| row.seq == seq && passes(row, test)) {
                page.add(project, seq);
            }
        }
    }

    /// The filter as symbols; `None` when a text is unknown, so nothing can match.
    fn compile(&self, filter: Filter<'_>) -> Option<(Option<Symbol>, Option<Symbol>)> {
        let symbol = |text: Option<&str>| match text {
            None => Some(None),
            Some(text) => self.symbols.get(text).map(|symbol| Some(*symbol)),
        };
        Some((symbol(filter.access)?, symbol(filter.status)?))
    }
}

impl ProjectAgents {
    const fn rows(&self, view: RevisionChoice) -> &Vec<FilterRow> {
        match view {
            RevisionChoice::Newest => &self.newest,
            RevisionChoice::Published => &self.published,
        }
    }
}

/// Collects one page of a longer list from the matches, which are added in order.
#[derive(Debug)]
pub(crate) struct PageCollector {
    start: usize,
    end: usize,
    /// Number of matches so far, also of those outside the page.
    pub(crate) total: usize,
    pub(crate) picked: Vec<(usize, Seq)>,
}

impl PageCollector {
    pub(crate) const fn new(start: usize, end: usize) -> Self {
        Self { start, end, total: 0, picked: Vec::new() }
    }

    fn add(&mut self, project: usize, seq: Seq) {
        if self.total >= self.start && self.total < self.end {
            self.picked.push((project, seq));
        }
        self.total += 1;
    }

    /// Adds `count` matches without visiting those outside the page.
    fn add_all(&mut self, project: usize, count: usize, at: impl Fn(usize) -> Option<Seq>) {
        let from = self.start.saturating_sub(self.total).min(count);
        let to = self.end.saturating_sub(self.total).min(count);
        self.picked.extend((from..to).filter_map(at).map(|seq| (project, seq)));
        self.total += count;
    }
}

fn passes(row: &FilterRow, (access, status): (Option<Symbol>, Option<Symbol>)) -> bool {
    access.is_none_or(|wanted| wanted == row.access) && status.is_none_or(|wanted| wanted == row.status)
}

fn row(symbols: &mut HashMap<String, Symbol>, seq: Seq, revision: &Revision) -> FilterRow {
    let mut symbol = |text: &str| {
        if let Some(known) = symbols.get(text) {
            return *known;
        }
        let fresh = Symbol::try_from(symbols.len()).unwrap_or(Symbol::MAX);
        symbols.insert(text.to_owned(), fresh);
        fresh
    };
    FilterRow { seq, access: symbol(revision.access_scope()), status: symbol(revision.status()) }
}

fn position(rows: &[FilterRow], seq: Seq) -> Result<usize, usize> {
    rows.binary_search_by_key(&seq, |row| row.seq)
}

/// Sets or removes the row of an agent; rows stay in creation order.
fn set_row(rows: &mut Vec<FilterRow>, seq: Seq, row: Option<FilterRow>) {
    match (position(rows, seq), row) {
        (Ok(at), Some(row)) => {
            if let Some(slot) = rows.get_mut(at) {
                *slot = row;
            }
        }
        (Ok(at), None) => {
            rows.remove(at);
        }
        (Err(at), Some(row)) => rows.insert(at, row),
        (Err(_), None) => {}
    }
}

/// Moves an agent from the old tool keys to the new ones.
fn set_tools(index: &mut HashMap<String, Vec<Seq>>, seq: Seq, old: &[String], new: &[String]) {
    for key in old.iter().filter(|key| !new.contains(key)) {
        if let Some(list) = index.get_mut(key) {
            if let Ok(at) = list.binary_search(&seq) {
                list.remove(at);
            }
            if list.is_empty() {
                index.remove(key);
            }
        }
    }
    for key in new.iter().filter(|key| !old.contains(key)) {
        let list = index.entry(key.clone()).or_default();
        if let Err(at) = list.binary_search(&seq) {
            list.insert(at, seq);
        }
    }
}

fn push_new(list: &mut Vec<String>, text: &str) {
    if !text.is_empty() && !list.iter().any(|known| known == text) {
        list.push(text.to_owned());
    }
}
