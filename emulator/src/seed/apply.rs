//! Creates the objects of a seed: agents and integrations as requests do, by the same functions.

use bytes::Bytes;
use hyper::Method;
use hyper::header::HeaderMap;
use serde_json::{Map, Value, json};
use std::time::Instant;
use uuid::Uuid;

use crate::handlers::context::{Context, HandlerResult};
use crate::handlers::{agents, integration_config, integrations};
use crate::http::error::ApiError;
use crate::http::query::Query;
use crate::http::request::HttpRequest;
use crate::input::expected::Expected;
use crate::input::refusal::InvalidInput;
use crate::rules::api_version::ApiVersion;
use crate::rules::known_members::{AGENT_DEFINITION, INTEGRATION_DEFINITION, check};
use crate::rules::tempers::Tempers;
use crate::seed::document::{AgentSeed, IntegrationSeed, ModelSeed, Seed, TargetSeed, ToolSeed};
use crate::seed::texts::{AGENT, INTEGRATION, PARAMETERS};
use crate::store::caller::Caller;
use crate::store::inspector_targets::InspectorTarget;
use crate::store::models::Model;
use crate::store::state::State;
use crate::store::tools::{Owner, Tool, ToolInfo};

/// Creates everything that the seed holds, or nothing: what the API would refuse is refused here, with its place.
/// Returns how many objects there are in it.
pub(crate) fn apply(state: &mut State, seed: &Seed, tempers: Tempers) -> Result<usize, InvalidInput> {
    let mut seeded = state.clone();
    let mut target = Seeder { state: &mut seeded, tempers };
    let Seed { models, tools, inspector_targets, integrations, agents } = seed;
    each(models, "models", |model| target.model(model))?;
    each(tools, "tools", |tool| target.tool(tool))?;
    each(inspector_targets, "inspectorTargets", |inspected| target.inspector_target(inspected))?;
    each(integrations, "integrations", |integration| target.integration(integration))?;
    each(agents, "agents", |agent| target.agent(agent))?;
    *state = seeded;
    Ok(models.len() + tools.len() + inspector_targets.len() + integrations.len() + agents.len())
}

fn each<T>(
    list: &[T],
    member: &str,
    mut create: impl FnMut(&T) -> Result<(), InvalidInput>,
) -> Result<(), InvalidInput> {
    for (index, entry) in list.iter().enumerate() {
        create(entry).map_err(|error| error.below_element(index).below_member(member))?;
    }
    Ok(())
}

fn not_blank(text: &str, member: &str) -> Result<(), InvalidInput> {
    if text.trim().is_empty() { Err(InvalidInput::new("it is empty").below_member(member)) } else { Ok(()) }
}

struct Seeder<'a> {
    state: &'a mut State,
    tempers: Tempers,
}

impl Seeder<'_> {
    /// Index of the project of this name; the first one without a name.
    fn project(&self, name: Option<&str>) -> Result<usize, InvalidInput> {
        let Some(name) = name else {
            return Ok(0);
        };
        self.state.project_index(name).ok_or_else(|| {
            let known: Vec<&str> = self.state.projects.iter().map(|project| project.name.as_str()).collect();
            InvalidInput::unknown("project", name, &known).below_member("project")
        })
    }

    fn model(&mut self, model: &ModelSeed) -> Result<(), InvalidInput> {
        not_blank(&model.name, "name")?;
        let id = model.id.clone().unwrap_or_else(|| Uuid::new_v4().to_string());
        let is_new = self.state.models.insert(Model { id, name: model.name.clone() });
        if is_new { Ok(()) } else { Err(InvalidInput::new(format!("model {:?} or its id is taken", model.name))) }
    }

    fn tool(&mut self, tool: &ToolSeed) -> Result<(), InvalidInput> {
        not_blank(&tool.name, "name")?;
        let (owner, access_scope) = match &tool.project {
            None => (Owner::Catalogue, "public".to_owned()),
            Some(name) => (Owner::Project(self.project(Some(name))?), tool.access_scope.clone()),
        };
        if self.state.tools.get(&tool.id).is_some() {
            return Err(InvalidInput::new(format!("tool id {:?} is taken", tool.id)));
        }
        let info = ToolInfo {
            id: tool.id.clone(),
            name: tool.name.clone(),
            public_name: tool.public_name.clone(),
            kind: tool.kind.clone(),
            access_scope,
            description: tool.description.clone(),
            is_reference: false,
        };
        self.state.tools.insert(Tool::published(info, owner));
        Ok(())
    }

    fn inspector_target(&mut self, target: &TargetSeed) -> Result<(), InvalidInput> {
        not_blank(&target.url, "url")?;
        let manifest = match &target.manifest {
            Value::String(text) => text.clone(),
            document @ Value::Object(_) => document.to_string(),
            _ => return Err(InvalidInput::new("expected a text or an object").below_member("manifest")),
        };
        if !target.security_scheme.is_object() && !target.security_scheme.is_null() {
            return Err(InvalidInput::new("expected an object or null").below_member("securityScheme"));
        }
        let security_scheme = target.security_scheme.clone();
        self.state.set_target(InspectorTarget { url: target.url.clone(), security_scheme, manifest });
        Ok(())
    }

    fn integration(&mut self, integration: &IntegrationSeed) -> Result<(), InvalidInput> {
        let project = self.project(integration.project.as_deref())?;
        let definition = &integration.definition;
        if integration.strict {
            check(definition, &INTEGRATION_DEFINITION).map_err(|error| error.below_member("definition"))?;
        }
        let body = json!({ "toolPlugin": definition });
        self.send(project, "", integration.publish, &body, integrations::import)
            .map_err(|error| refused(error, &INTEGRATION, body.get("toolPlugin")).below_member("definition"))?;
        if integration.parameters.is_empty() {
            return Ok(());
        }
        let name = definition.get("name").and_then(Value::as_str).unwrap_or_default();
        let body = json!({ "parameterDefinition": { "parameters": integration.parameters } });
        self.send(project, name, false, &body, integration_config::set).map_err(|error| {
            refused(error, &PARAMETERS, body.pointer("/parameterDefinition/parameters")).below_member("parameters")
        })
    }

    fn agent(&mut self, agent: &AgentSeed) -> Result<(), InvalidInput> {
        let project = self.project(agent.project.as_deref())?;
        let definition: &Map<String, Value> = &agent.definition;
        if agent.strict {
            check(definition, &AGENT_DEFINITION).map_err(|error| error.below_member("definition"))?;
        }
        let body = json!({ "agentDefinition": definition });
        self.send(project, "", agent.publish, &body, agents::create)
            .map_err(|error| refused(error, &AGENT, body.get("agentDefinition")).below_member("definition"))
    }

    /// A request to a handler, with the token of the project.
    fn send(
        &mut self,
        project: usize,
        id_or_name: &str,
        publish: bool,
        body: &Value,
        handler: fn(&mut Context<'_>) -> HandlerResult,
    ) -> Result<(), ApiError> {
        let request = HttpRequest {
            method: Method::POST,
            host: None,
            path: String::new(),
            query: Query::parse(if publish { b"automaticPublish=true" } else { b"" }),
            headers: HeaderMap::new(),
            body: Bytes::from(body.to_string()),
        };
        let mut context = Context {
            state: self.state,
            project,
            caller: Caller::ApiToken(project),
            request: &request,
            version: ApiVersion::V4,
            tempers: self.tempers,
            id_or_name,
            base_url: "",
            started: Instant::now(),
        };
        handler(&mut context).map(|_| ())
    }
}

/// Why the API refuses an object: of a framework, which does not tell, with the member that is of another type.
fn refused(error: ApiError, expected: &Expected, object: Option<&Value>) -> InvalidInput {
    match error {
        ApiError::Application { entries, .. } => {
            InvalidInput::new(entries.into_iter().map(|entry| entry.description).collect::<Vec<_>>().join(" "))
        }
        ApiError::Framework(_) => object
            .and_then(|object| expected.misfit(object))
            .unwrap_or_else(|| InvalidInput::new("a member has another JSON type than the API takes")),
    }
}
