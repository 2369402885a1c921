//! The tools that agents can refer to: the public catalogue outside the projects, and the tools of each project.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;
use uuid::Uuid;

/// Public tools outside the projects: id, name, prefix of the public name, description. The samples of the vendor's
/// documentation name the first two by their public names; the others are made up.
const CATALOGUE: [(&str, &str, &str, &str); 6] = [
    ("0b1f6c7e-3a54-4d0e-9a61-5f2c8d9e1a01", "web_search", VENDOR, "Searches the web."),
    ("0b1f6c7e-3a54-4d0e-9a61-5f2c8d9e1a02", "web_scraper", VENDOR, "Reads a web page."),
    ("0b1f6c7e-3a54-4d0e-9a61-5f2c8d9e1a03", "file_reader", MADE_UP, "Reads a file."),
    ("0b1f6c7e-3a54-4d0e-9a61-5f2c8d9e1a04", "calendar_lookup", MADE_UP, "Looks up a calendar."),
    ("0b1f6c7e-3a54-4d0e-9a61-5f2c8d9e1a05", "sql_query", MADE_UP, "Runs a query."),
    ("0b1f6c7e-3a54-4d0e-9a61-5f2c8d9e1a06", "translate_text", MADE_UP, "Translates a text."),
];

const VENDOR: &str = "com.globant.geai";
const MADE_UP: &str = "emulator.tools";

/// A private tool of the first project only, so that importing a package elsewhere has a tool to create and references
/// to replace.
const PARCELS_TOOL: (&str, &str, &str) = ("b7a4d2c0-19f3-4a55-8f0e-6d1c3e5f7a02", "listParcels_get", "Lists parcels.");

/// A tool, as [`Emulator::tools`](crate::Emulator::tools) returns it and [`Builder::tool`](crate::Builder::tool) takes
/// it. As JSON the members are in camelCase, `kind` is called `type`, and all but `name` may be absent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ToolInfo {
    /// Id; the builder replaces an empty one by a random UUID. Default in JSON: empty.
    #[serde(default)]
    pub id: String,
    /// Name, by which agents may refer to the tool.
    pub name: String,
    /// Dotted public name; empty when the tool has none. Default in JSON: empty.
    #[serde(default)]
    pub public_name: String,
    /// Kind of the tool, such as `builtin` or `api`. Default in JSON: empty.
    #[serde(rename = "type", default)]
    pub kind: String,
    /// `public` or `private`; the builder sets `public` for tools of the catalogue. Default in JSON: empty.
    #[serde(default)]
    pub access_scope: String,
    /// Description for people. Default in JSON: empty.
    #[serde(default)]
    pub description: String,
    /// Whether the tool belongs to another project or to the public catalogue; the builder ignores it. Default in JSON:
    /// false.
    #[serde(default)]
    pub is_reference: bool,
}

/// The owner of a tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Owner {
    Catalogue,
    Project(usize),
}

/// A stored tool.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Tool {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) public_name: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) access_scope: String,
    pub(crate) description: String,
    pub(crate) owner: Owner,
    pub(crate) revision: u64,
    /// Absent while the tool has never been published.
    pub(crate) version: Option<u64>,
    /// The newest revision is not published.
    pub(crate) is_draft: bool,
    /// JSON schema of the arguments, as JSON in a string.
    pub(crate) input_schema: String,
}

impl Tool {
    /// A tool published as version 1, without arguments.
    pub(crate) fn published(info: ToolInfo, owner: Owner) -> Self {
        Self {
            id: if info.id.is_empty() { Uuid::new_v4().to_string() } else { info.id },
            name: info.name,
            public_name: info.public_name,
            kind: info.kind,
            access_scope: info.access_scope,
            description: info.description,
            owner,
            revision: 1,
            version: Some(1),
            is_draft: false,
            input_schema: r#"{"type":"object","properties":{}}"#.to_owned(),
        }
    }

    /// The tool as `project` sees it.
    pub(crate) fn info(&self, project: usize) -> ToolInfo {
        ToolInfo {
            id: self.id.clone(),
            name: self.name.clone(),
            public_name: self.public_name.clone(),
            kind: self.kind.clone(),
            access_scope: self.access_scope.clone(),
            description: self.description.clone(),
            is_reference: self.is_reference(project),
        }
    }

    /// Whether the tool belongs to another project or to the catalogue (SIM-42).
    pub(crate) fn is_reference(&self, project: usize) -> bool {
        self.owner != Owner::Project(project)
    }

    /// Whether other projects may use it: a public tool, once it is published.
    fn is_shared(&self) -> bool {
        self.access_scope == "public" && self.version.is_some()
    }

    /// Publishes the draft revision; false when there is none.
    pub(crate) fn publish(&mut self) -> bool {
        let was_draft = std::mem::replace(&mut self.is_draft, false);
        if was_draft {
            self.version = Some(self.version.unwrap_or(0) + 1);
        }
        was_draft
    }
}

/// All tools, found by id, and by name among those that a project can see.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "Vec<Tool>")]
pub(crate) struct Tools {
    by_id: HashMap<String, Tool>,
    /// Catalogue, in order.
    catalogue: Vec<String>,
    /// Per project, in order of creation.
    owned: HashMap<usize, Vec<String>>,
}

/// As a list of tools, in their order.
impl Serialize for Tools {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut owners: Vec<usize> = self.owned.keys().copied().collect();
        owners.sort_unstable();
        serializer.collect_seq(self.catalogue().chain(owners.into_iter().flat_map(|project| self.owned(project))))
    }
}

impl From<Vec<Tool>> for Tools {
    fn from(list: Vec<Tool>) -> Self {
        let mut tools = Self::default();
        list.into_iter().for_each(|tool| tools.insert(tool));
        tools
    }
}

impl Tools {
    /// The catalogue and the first project's own tool.
    pub(crate) fn with_fixtures() -> Self {
        let mut tools = Self::default();
        for (id, name, prefix, description) in CATALOGUE {
            tools.insert(Tool::published(
                ToolInfo {
                    id: id.to_owned(),
                    name: name.to_owned(),
                    public_name: format!("{prefix}.{name}"),
                    kind: "builtin".to_owned(),
                    access_scope: "public".to_owned(),
                    description: description.to_owned(),
                    is_reference: true,
                },
                Owner::Catalogue,
            ));
        }
        let (id, name, description) = PARCELS_TOOL;
        tools.insert(Tool::published(
            ToolInfo {
                id: id.to_owned(),
                name: name.to_owned(),
                public_name: String::new(),
                kind: "api".to_owned(),
                access_scope: "private".to_owned(),
                description: description.to_owned(),
                is_reference: false,
            },
            Owner::Project(0),
        ));
        tools
    }

    pub(crate) fn insert(&mut self, tool: Tool) {
        let order = match tool.owner {
            Owner::Catalogue => &mut self.catalogue,
            Owner::Project(project) => self.owned.entry(project).or_default(),
        };
        if !self.by_id.contains_key(&tool.id) {
            order.push(tool.id.clone());
        }
        self.by_id.insert(tool.id.clone(), tool);
    }

    /// Removes the tools with these ids.
    pub(crate) fn remove(&mut self, ids: impl IntoIterator<Item = String>) {
        let removed: HashMap<String, Tool> =
            ids.into_iter().filter_map(|id| self.by_id.remove(&id).map(|tool| (id, tool))).collect();
        let owners: HashSet<Owner> = removed.values().map(|tool| tool.owner).collect();
        for owner in owners {
            let order = match owner {
                Owner::Catalogue => &mut self.catalogue,
                Owner::Project(project) => self.owned.entry(project).or_default(),
            };
            order.retain(|known| !removed.contains_key(known));
        }
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Tool> {
        self.by_id.get(id)
    }

    pub(crate) fn get_mut(&mut self, id: &str) -> Option<&mut Tool> {
        self.by_id.get_mut(id)
    }

    /// A project's own tools, in order of creation.
    pub(crate) fn owned(&self, project: usize) -> impl Iterator<Item = &Tool> {
        self.owned.get(&project).into_iter().flatten().filter_map(|id| self.by_id.get(id))
    }

    /// Projects that own tools.
    pub(crate) fn owners(&self) -> impl Iterator<Item = usize> {
        self.owned.keys().copied()
    }

    pub(crate) fn catalogue(&self) -> impl Iterator<Item = &Tool> {
        self.catalogue.iter().filter_map(|id| self.by_id.get(id))
    }

    /// A tool the project can see, by id.
    fn visible(&self, project: usize, id: &str) -> Option<&Tool> {
        self.by_id.get(id).filter(|tool| !tool.is_reference(project) || tool.is_shared())
    }

    /// Every tool that a reference's text may refer to: an id first, then own names, then the catalogue's, then public
    /// names of other projects. Own tools hide public ones of the same name; several own tools may share a name.
    pub(crate) fn resolve_all(&self, project: usize, text: &str) -> Vec<&Tool> {
        if let Some(tool) = self.visible(project, text) {
            return vec![tool];
        }
        let named = |tool: &&Tool| tool.name == text || (!tool.public_name.is_empty() && tool.public_name == text);
        let own: Vec<&Tool> = self.owned(project).filter(named).collect();
        if !own.is_empty() {
            return own;
        }
        let public: Vec<&Tool> = self.catalogue().filter(named).collect();
        if !public.is_empty() {
            return public;
        }
        self.by_id.values().filter(|tool| tool.is_shared() && tool.public_name == text).collect()
    }

    /// The tool that a reference refers to: by its id, else by its name, which may also hold an id (D-24). Answers hold
    /// both, and where one is sent to another project its id is unknown there.
    pub(crate) fn resolve(&self, project: usize, reference: ToolRef<'_>) -> Option<&Tool> {
        let by_name = || reference.name.and_then(|name| self.resolve_all(project, name).into_iter().next());
        reference.id.and_then(|id| self.visible(project, id)).or_else(by_name)
    }
}

/// One entry of a pool's `tools[]`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ToolRef<'a> {
    pub(crate) id: Option<&'a str>,
    pub(crate) name: Option<&'a str>,
}

impl<'a> ToolRef<'a> {
    /// Reads `id`, also written `Id` (D-25), and `name`; blank ones count as absent.
    pub(crate) fn read(value: &'a Value) -> Self {
        let text = |member: &str| value.get(member).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
        Self { id: text("id").or_else(|| text("Id")), name: text("name") }
    }

    /// The id or name, for error texts.
    pub(crate) fn label(self) -> &'a str {
        self.id.or(self.name).unwrap_or_default()
    }
}

/// The pools of an `agentData` block.
pub(crate) fn pools(data: &Value) -> impl Iterator<Item = &Value> {
    data.get("resourcePools").and_then(Value::as_array).into_iter().flatten()
}

/// The tool entries of one pool.
pub(crate) fn pool_tools(pool: &Value) -> impl Iterator<Item = &Value> {
    pool.get("tools").and_then(Value::as_array).into_iter().flatten()
}
