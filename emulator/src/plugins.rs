//! Operations on integrations: I1 to I5 and I9 (SIM-50 to SIM-60).

use hyper::StatusCode;
use serde::Serialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::agent_lists::PageInformation;
use crate::agent_rules::name_problems;
use crate::failure::{Entry, Failure, Outcome, id};
use crate::frame::Context;
use crate::manifest::{self, ManifestTool};
use crate::message::Reply;
use crate::plugin_store::{Place, Plugin};
use crate::plugin_view::{full, summary};
use crate::tools::{Owner, Tool, ToolInfo};

/// I3.
pub(crate) fn import(context: &mut Context<'_>) -> Outcome {
    let request = Request::read(context)?;
    let publish = context.call.query.flag("automaticPublish");
    create(context, request, publish, StatusCode::OK)
}

/// I4: update, or create what is absent (SIM-55).
pub(crate) fn update(context: &mut Context<'_>) -> Outcome {
    let mut request = Request::read(context)?;
    match own(context)? {
        Some(place) => change(context, place, request, false),
        None => {
            request.name.get_or_insert_with(|| context.id_or_name.to_owned());
            create(context, request, false, StatusCode::CREATED)
        }
    }
}

/// I4-04: the same on the import route, where an absent integration is an error.
pub(crate) fn reimport(context: &mut Context<'_>) -> Outcome {
    let request = Request::read(context)?;
    let publish = context.call.query.flag("automaticPublish");
    let place = own(context)?.ok_or_else(|| Failure::plugin_not_found(context.id_or_name))?;
    change(context, place, request, publish)
}

/// I2.
pub(crate) fn get(context: &mut Context<'_>) -> Outcome {
    let place = find(context)?;
    show(context, place, StatusCode::OK)
}

/// I1. SIM-56.
pub(crate) fn list(context: &mut Context<'_>) -> Outcome {
    let query = &context.call.query;
    let window = query.window()?;
    let expanded = query.get("detailLevel") == Some("expanded");
    let published_only = query.filled("allowDrafts").is_some_and(|value| value.trim().eq_ignore_ascii_case("false"));
    let plugins = &context.world.plugins;
    let external: Vec<(Place, &Plugin)> =
        if query.flag("allowExternal") { plugins.foreign(context.project).collect() } else { Vec::new() };
    let has_published_tool = |plugin: &Plugin| {
        plugin.tools.iter().filter_map(|id| context.world.tools.get(id)).any(|tool| tool.version.is_some())
    };
    let mut total = 0;
    let mut items = Vec::new();
    for (place, plugin) in plugins.own(context.project).chain(external) {
        let fits = query.filled("name").is_none_or(|pattern| like(&plugin.name, pattern))
            && query.filled("id").is_none_or(|id| plugin.id == id)
            && query.filled("accessScope").is_none_or(|scope| plugin.access_scope == scope)
            && (!published_only || has_published_tool(plugin));
        if !fits {
            continue;
        }
        if total >= window.start && total < window.end() {
            let own = place.project == context.project;
            items.push(summary(plugin, &context.world.tools, own, expanded));
        }
        total += 1;
    }
    Ok(Reply::ok(&PluginPage { information: PageInformation::new(window, total, context), tool_plugins: items }))
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PluginPage {
    information: PageInformation,
    tool_plugins: Vec<Map<String, Value>>,
}

/// I5. SIM-57: agents keep their references.
pub(crate) fn delete(context: &mut Context<'_>) -> Outcome {
    let place = own(context)?.ok_or_else(|| Failure::plugin_not_found(context.id_or_name))?;
    if let Some(plugin) = context.world.plugins.remove(place) {
        for tool in &plugin.tools {
            context.world.tools.remove(tool);
        }
        context.world.interactions.forget(&plugin.id);
    }
    Ok(Reply::empty(StatusCode::NO_CONTENT))
}

/// I9. SIM-58, SIM-59.
pub(crate) fn publish_tools(context: &mut Context<'_>) -> Outcome {
    if !context.call.body.is_empty() {
        context.call.json_object()?;
    }
    let place = match own(context) {
        Ok(Some(place)) => place,
        // As observed: success, and a message list with a capital M (D-64).
        Ok(None) => {
            let text = format!("ToolPlugin not found [IdOrName= {}].", context.id_or_name);
            return Ok(Reply::ok(&json!({ "Messages": [{ "description": text }] })));
        }
        Err(failure) => return Err(failure),
    };
    let published = publish(context, place);
    Ok(Reply::ok(&json!({ "totalPublished": published })))
}

/// The members of a `toolPlugin` request. Unknown ones are ignored (SIM-07).
#[derive(Debug, Default)]
struct Request {
    name: Option<String>,
    public_name: Option<String>,
    description: Option<String>,
    access_scope: Option<String>,
    manifest: Option<String>,
    scheme: Option<Map<String, Value>>,
}

impl Request {
    fn read(context: &Context<'_>) -> Result<Self, Failure> {
        let mut members = context.call.envelope("toolPlugin")?.unwrap_or_default();
        let mut text = |member: &str| match members.shift_remove(member) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            // A document that was not put into a string.
            Some(document @ Value::Object(_)) if member == "manifest" => Ok(Some(document.to_string())),
            Some(_) => Err(Failure::bad_request()),
        };
        Ok(Self {
            name: text("name")?,
            public_name: text("publicName")?,
            description: text("description")?,
            access_scope: text("accessScope")?,
            manifest: text("manifest")?,
            scheme: match members.shift_remove("securityScheme") {
                None | Some(Value::Null) => None,
                Some(Value::Object(scheme)) => Some(scheme),
                Some(_) => return Err(Failure::bad_request()),
            },
        })
    }

    /// SIM-50 and SIM-51. On an update only what is present counts.
    fn check(&self, context: &Context<'_>, this: Option<Place>) -> Result<Option<Vec<ManifestTool>>, Failure> {
        let mut entries: Vec<Entry> = Vec::new();
        let name = match (&self.name, this) {
            (None, Some(_)) => None,
            (name, _) => Some(name.as_deref().unwrap_or_default()),
        };
        if let Some(name) = name {
            entries.extend(name_problems(name, "Tool name cannot be empty", ""));
            for entry in &mut entries {
                if name.trim().is_empty() {
                    entry.id = id::PLUGIN_NAME;
                }
            }
        }
        let manifest = match (&self.manifest, this) {
            (None, Some(_)) => None,
            (manifest, _) => Some(manifest.as_deref().unwrap_or_default()),
        };
        let mut tools = None;
        match manifest {
            Some(text) if text.trim().is_empty() => {
                entries.push(Entry::new(id::PLUGIN_MANIFEST, "Manifest definition is missing"));
            }
            Some(text) => match manifest::tools(text) {
                Ok(found) => tools = Some(found),
                Err(problem) => entries.push(Entry::new(id::PLUGIN_MANIFEST, problem)),
            },
            None => {}
        }
        if !entries.is_empty() {
            return Err(Failure::refused_all(entries));
        }
        let plugins = &context.world.plugins;
        if let Some(name) = name.filter(|name| plugins.name_taken(context.project, name, this)) {
            return Err(Failure::refused(id::PLUGIN_EXISTS, format!("ToolPlugin already exists [Name={name}]")));
        }
        let public = self.public_name.as_deref().unwrap_or_default();
        if plugins.public_name_taken(context.project, public, this) {
            return Err(Failure::refused(
                id::PLUGIN_EXISTS,
                format!("ToolPlugin already exists [PublicName={public}]"),
            ));
        }
        Ok(tools)
    }

    /// Absent members keep their value.
    fn apply(self, plugin: &mut Plugin) {
        let set = |slot: &mut String, value: Option<String>| {
            if let Some(value) = value {
                *slot = value;
            }
        };
        set(&mut plugin.name, self.name);
        set(&mut plugin.public_name, self.public_name);
        set(&mut plugin.description, self.description);
        set(&mut plugin.access_scope, self.access_scope);
        set(&mut plugin.manifest, self.manifest);
        if let Some(scheme) = self.scheme {
            plugin.set_scheme(scheme);
        }
    }
}

fn create(context: &mut Context<'_>, request: Request, publish: bool, status: StatusCode) -> Outcome {
    let tools = request.check(context, None)?;
    let mut plugin = Plugin { id: Uuid::new_v4().to_string(), access_scope: "private".to_owned(), ..Plugin::default() };
    request.apply(&mut plugin);
    let inserted = context.world.plugins.insert(context.project, plugin);
    let place = inserted.ok_or(Failure::Framework(StatusCode::INTERNAL_SERVER_ERROR))?;
    settle(context, place, tools, publish, status)
}

fn change(context: &mut Context<'_>, place: Place, request: Request, publish: bool) -> Outcome {
    let tools = request.check(context, Some(place))?;
    if let Some(plugin) = context.world.plugins.get_mut(place) {
        request.apply(plugin);
    }
    settle(context, place, tools, publish, StatusCode::OK)
}

/// Makes the tools follow the integration, publishes if asked, and answers.
fn settle(
    context: &mut Context<'_>,
    place: Place,
    manifest: Option<Vec<ManifestTool>>,
    publish_now: bool,
    status: StatusCode,
) -> Outcome {
    if let Some(manifest) = manifest {
        regenerate(context, place, manifest);
    }
    let world = &mut *context.world;
    if let Some(plugin) = world.plugins.get(place) {
        for id in &plugin.tools {
            if let Some(tool) = world.tools.get_mut(id) {
                tool.access_scope.clone_from(&plugin.access_scope);
                tool.public_name = public_tool_name(&plugin.public_name, &tool.name);
            }
        }
    }
    if publish_now {
        publish(context, place);
    }
    show(context, place, status)
}

/// SIM-55: same name = new draft revision, missing = removed. SIM-52: drafts until published.
fn regenerate(context: &mut Context<'_>, place: Place, manifest: Vec<ManifestTool>) {
    let world = &mut *context.world;
    let Some(plugin) = world.plugins.get_mut(place) else {
        return;
    };
    let old = std::mem::take(&mut plugin.tools);
    for ManifestTool { name, description, input_schema } in manifest {
        let known = old
            .iter()
            .chain(&plugin.tools)
            .find(|id| world.tools.get(id).is_some_and(|tool| tool.name == name))
            .cloned();
        match known {
            Some(id) => {
                if let Some(tool) = world.tools.get_mut(&id) {
                    tool.revision += 1;
                    tool.is_draft = true;
                    tool.description = description;
                    tool.input_schema = input_schema;
                }
                if !plugin.tools.contains(&id) {
                    plugin.tools.push(id);
                }
            }
            None => {
                let info = ToolInfo {
                    id: String::new(),
                    name,
                    public_name: String::new(),
                    kind: "api".to_owned(),
                    access_scope: String::new(),
                    description,
                    is_reference: false,
                };
                let mut tool = Tool::published(info, Owner::Project(place.project));
                tool.version = None;
                tool.is_draft = true;
                tool.input_schema = input_schema;
                plugin.tools.push(tool.id.clone());
                world.tools.insert(tool);
            }
        }
    }
    for id in old.iter().filter(|id| !plugin.tools.contains(id)) {
        world.tools.remove(id);
    }
    plugin.pending_publish = true;
}

/// Publishes every draft tool; the result is how many were draft.
fn publish(context: &mut Context<'_>, place: Place) -> usize {
    let world = &mut *context.world;
    let Some(plugin) = world.plugins.get_mut(place) else {
        return 0;
    };
    plugin.pending_publish = false;
    let mut published = 0;
    for id in &plugin.tools {
        if world.tools.get_mut(id).is_some_and(Tool::publish) {
            published += 1;
        }
    }
    published
}

fn public_tool_name(plugin: &str, tool: &str) -> String {
    if plugin.is_empty() { String::new() } else { format!("{plugin}.{tool}") }
}

/// An integration to read: own, or public of another project.
pub(crate) fn find(context: &Context<'_>) -> Result<Place, Failure> {
    if context.id_or_name.trim().is_empty() {
        return Err(Failure::refused(id::REQUIRED, "ToolPlugin IdOrName is required"));
    }
    context
        .world
        .plugins
        .find(context.project, context.id_or_name)
        .ok_or_else(|| Failure::plugin_not_found(context.id_or_name))
}

/// An integration to change: `None` when absent, refused when it belongs to another project (SIM-60).
pub(crate) fn own(context: &Context<'_>) -> Result<Option<Place>, Failure> {
    match find(context) {
        Ok(place) if place.project == context.project => Ok(Some(place)),
        Ok(_) => Err(Failure::with_status(
            StatusCode::FORBIDDEN,
            id::FORBIDDEN,
            format!("ToolPlugin is read-only [IdOrName= {}].", context.id_or_name),
        )),
        Err(Failure::Application { status: StatusCode::NOT_FOUND, .. }) => Ok(None),
        Err(failure) => Err(failure),
    }
}

fn show(context: &Context<'_>, place: Place, status: StatusCode) -> Outcome {
    let plugin = context.world.plugins.get(place).ok_or_else(|| Failure::plugin_not_found(context.id_or_name))?;
    let own = place.project == context.project;
    Ok(Reply::json(status, &full(plugin, &context.world.tools, own)))
}

/// `%` at either end matches anything there; without it the name must be equal.
fn like(name: &str, pattern: &str) -> bool {
    let open_start = pattern.starts_with('%');
    let open_end = pattern.len() > 1 && pattern.ends_with('%');
    let core = pattern.strip_prefix('%').unwrap_or(pattern);
    let core = if open_end { core.strip_suffix('%').unwrap_or(core) } else { core };
    match (open_start, open_end) {
        (true, true) => name.contains(core),
        (true, false) => name.ends_with(core),
        (false, true) => name.starts_with(core),
        (false, false) => name == core,
    }
}
