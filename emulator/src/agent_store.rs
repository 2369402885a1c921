//! Agents of all projects: revisions, and the indexes that keep lists, lookups and list-by-tool independent of how many
//! agents there are.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::value::RawValue;
use serde_json::{Map, Value};

/// Creation order within a project.
pub(crate) type Seq = u64;

/// Number that stands for a scope or status text in index rows.
type Symbol = u32;

/// One immutable revision.
#[derive(Clone, Debug)]
pub(crate) struct Revision {
    /// Top-level members of the definition except `agentData`, as they were set.
    pub(crate) members: Arc<Map<String, Value>>,
    /// `agentData` as JSON text: written out on every read, rarely looked into.
    pub(crate) data: Option<Arc<RawValue>>,
    /// Ids and names in the pools' `tools[]`, for the tool index.
    pub(crate) tool_keys: Arc<[String]>,
    /// Members of a package's `strategy` that a definition has no place for (`systemPrompt`, …).
    pub(crate) strategy: Option<Arc<Map<String, Value>>>,
    pub(crate) version: Option<u64>,
}

impl Revision {
    pub(crate) fn text(&self, member: &str) -> &str {
        self.members.get(member).and_then(Value::as_str).unwrap_or_default()
    }

    pub(crate) fn name(&self) -> &str {
        self.text("name")
    }

    pub(crate) fn access_scope(&self) -> &str {
        self.text_or("accessScope", "private")
    }

    pub(crate) fn status(&self) -> &str {
        self.text_or("status", "active")
    }

    /// A text member, or what the server assumes when it was not set.
    pub(crate) fn text_or<'a>(&'a self, member: &str, default: &'a str) -> &'a str {
        match self.text(member) {
            "" => default,
            text => text,
        }
    }

    /// `agentData` parsed.
    pub(crate) fn data_value(&self) -> Option<Value> {
        let raw = self.data.as_deref()?;
        serde_json::from_str(raw.get()).ok()
    }

    pub(crate) const fn is_draft(&self) -> bool {
        self.version.is_none()
    }
}

/// What a package carried beside the agents and comes out again on export (SIM-49).
#[derive(Debug, Default)]
pub(crate) struct PackageOrigin {
    /// Unknown members of `labPackage`.
    pub(crate) members: Map<String, Value>,
    /// Unknown members of `labPackage.info`.
    pub(crate) info: Map<String, Value>,
    /// Unknown members of `labPackage.tools[]`, by the tool's id in this project.
    pub(crate) tools: HashMap<String, Map<String, Value>>,
}

/// One agent with all its revisions.
#[derive(Debug)]
pub(crate) struct Agent {
    pub(crate) id: String,
    pub(crate) origin: Option<Arc<PackageOrigin>>,
    revisions: Vec<Revision>,
    /// Index of the highest published revision.
    published: Option<usize>,
    indexed: Indexed,
}

/// What the indexes currently hold for an agent.
#[derive(Debug, Default)]
struct Indexed {
    names: Vec<String>,
    public_names: Vec<String>,
    newest_tools: Arc<[String]>,
    published_tools: Arc<[String]>,
}

impl Agent {
    /// Revision `number`, counted from 1.
    pub(crate) fn revision(&self, number: u64) -> Option<&Revision> {
        let index = usize::try_from(number.checked_sub(1)?).ok()?;
        self.revisions.get(index)
    }

    /// The newest revision and its number.
    pub(crate) fn newest(&self) -> Option<(u64, &Revision)> {
        Some((self.revisions.len() as u64, self.revisions.last()?))
    }

    /// The latest published revision and its number.
    pub(crate) fn latest_published(&self) -> Option<(u64, &Revision)> {
        let index = self.published?;
        Some((index as u64 + 1, self.revisions.get(index)?))
    }

    /// The revision that was published as `version`.
    pub(crate) fn by_version(&self, version: u64) -> Option<(u64, &Revision)> {
        let index = self.revisions.iter().position(|revision| revision.version == Some(version))?;
        Some((index as u64 + 1, self.revisions.get(index)?))
    }

    /// The revision a list shows (SIM-28).
    pub(crate) fn shown(&self, view: View) -> Option<(u64, &Revision)> {
        match view {
            View::Newest => self.newest(),
            View::Published => self.latest_published(),
        }
    }

    fn last_version(&self) -> u64 {
        self.latest_published().and_then(|(_, revision)| revision.version).unwrap_or(0)
    }
}

/// Whether drafts count (`allowDrafts`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum View {
    Newest,
    Published,
}

impl View {
    pub(crate) const fn allowing_drafts(allowed: bool) -> Self {
        if allowed { Self::Newest } else { Self::Published }
    }
}

/// What a list filters on, without touching the agent itself.
#[derive(Clone, Copy, Debug)]
struct Row {
    seq: Seq,
    access: Symbol,
    status: Symbol,
}

/// Filters of a list (SIM-27). A text nobody ever used matches nothing.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Filter<'a> {
    pub(crate) access: Option<&'a str>,
    pub(crate) status: Option<&'a str>,
}

#[derive(Debug, Default)]
struct ProjectAgents {
    agents: HashMap<Seq, Agent>,
    ids: HashMap<String, Seq>,
    names: HashMap<String, Seq>,
    next: Seq,
    newest: Vec<Row>,
    published: Vec<Row>,
    newest_tools: HashMap<String, Vec<Seq>>,
    published_tools: HashMap<String, Vec<Seq>>,
}

/// All agents.
#[derive(Debug, Default)]
pub(crate) struct Agents {
    projects: Vec<ProjectAgents>,
    /// Unique across projects (SIM-21).
    public_names: HashMap<String, (usize, Seq)>,
    symbols: HashMap<String, Symbol>,
}

impl Agents {
    pub(crate) fn for_projects(count: usize) -> Self {
        Self { projects: (0..count).map(|_| ProjectAgents::default()).collect(), ..Self::default() }
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

    /// A name is taken by the agent whose newest or latest published revision has it.
    pub(crate) fn name_owner(&self, project: usize, name: &str) -> Option<Seq> {
        self.projects.get(project)?.names.get(name).copied()
    }

    pub(crate) fn public_name_owner(&self, name: &str) -> Option<(usize, Seq)> {
        self.public_names.get(name).copied()
    }

    pub(crate) fn insert(&mut self, project: usize, id: String, first: Revision) -> Option<Seq> {
        let store = self.projects.get_mut(project)?;
        let seq = store.next;
        store.next += 1;
        store.ids.insert(id.clone(), seq);
        let agent = Agent { id, origin: None, revisions: vec![first], published: None, indexed: Indexed::default() };
        store.agents.insert(seq, agent);
        self.reindex(project, seq);
        Some(seq)
    }

    pub(crate) fn set_origin(&mut self, project: usize, seq: Seq, origin: Arc<PackageOrigin>) {
        if let Some(agent) = self.agent_mut(project, seq) {
            agent.origin = Some(origin);
        }
    }

    /// The next revision, as a draft (SIM-11).
    pub(crate) fn push(&mut self, project: usize, seq: Seq, revision: Revision) {
        if let Some(agent) = self.agent_mut(project, seq) {
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
        let index = usize::try_from(number.saturating_sub(1)).unwrap_or(usize::MAX);
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

    /// Brings the indexes in line with the agent.
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

    /// Feeds the agents of a project that pass the filter, in creation order, to a page.
    pub(crate) fn select(&self, project: usize, view: View, filter: Filter<'_>, page: &mut PageOf) {
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
        view: View,
        filter: Filter<'_>,
        keys: &[&str],
        page: &mut PageOf,
    ) {
        let Some(store) = self.projects.get(project) else {
            return;
        };
        let index = match view {
            View::Newest => &store.newest_tools,
            View::Published => &store.published_tools,
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
        // Stable: it notices that the lists are sorted runs.
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
    const fn rows(&self, view: View) -> &Vec<Row> {
        match view {
            View::Newest => &self.newest,
            View::Published => &self.published,
        }
    }
}

/// One page of a longer list, filled as candidates go by.
#[derive(Debug)]
pub(crate) struct PageOf {
    start: usize,
    end: usize,
    /// Matches so far, on the page or not.
    pub(crate) total: usize,
    pub(crate) picked: Vec<(usize, Seq)>,
}

impl PageOf {
    pub(crate) const fn new(start: usize, end: usize) -> Self {
        Self { start, end, total: 0, picked: Vec::new() }
    }

    fn add(&mut self, project: usize, seq: Seq) {
        if self.total >= self.start && self.total < self.end {
            self.picked.push((project, seq));
        }
        self.total += 1;
    }

    /// As `add` for `count` candidates, without walking those outside the page.
    fn add_all(&mut self, project: usize, count: usize, at: impl Fn(usize) -> Option<Seq>) {
        let from = self.start.saturating_sub(self.total).min(count);
        let to = self.end.saturating_sub(self.total).min(count);
        self.picked.extend((from..to).filter_map(at).map(|seq| (project, seq)));
        self.total += count;
    }
}

fn passes(row: &Row, (access, status): (Option<Symbol>, Option<Symbol>)) -> bool {
    access.is_none_or(|wanted| wanted == row.access) && status.is_none_or(|wanted| wanted == row.status)
}

fn row(symbols: &mut HashMap<String, Symbol>, seq: Seq, revision: &Revision) -> Row {
    let mut symbol = |text: &str| {
        if let Some(known) = symbols.get(text) {
            return *known;
        }
        let fresh = Symbol::try_from(symbols.len()).unwrap_or(Symbol::MAX);
        symbols.insert(text.to_owned(), fresh);
        fresh
    };
    Row { seq, access: symbol(revision.access_scope()), status: symbol(revision.status()) }
}

fn position(rows: &[Row], seq: Seq) -> Result<usize, usize> {
    rows.binary_search_by_key(&seq, |row| row.seq)
}

/// Sets or removes the row of an agent; rows stay in creation order.
fn set_row(rows: &mut Vec<Row>, seq: Seq, row: Option<Row>) {
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
