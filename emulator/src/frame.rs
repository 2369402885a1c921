//! From a request to its operation: route, credentials, project (SIM-01 to SIM-08).

use std::time::Instant;

use hyper::StatusCode;
use hyper::header::ALLOW;
use serde_json::json;

use crate::failure::{Failure, Outcome, id};
use crate::message::{Call, Reply};
use crate::routes::{self, ApiVersion, Match, Operation};
use crate::world::{Project, World};
use crate::{agent_lists, agents, inspector, interactions, package_export, package_import, plugin_config, plugins};

/// Who is calling. With an API token the "user" is the token itself (SIM-85).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Caller {
    ApiToken(usize),
    OAuth,
}

/// What an operation works with.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    pub(crate) world: &'a mut World,
    pub(crate) project: usize,
    pub(crate) caller: Caller,
    pub(crate) call: &'a Call,
    pub(crate) version: ApiVersion,
    pub(crate) id_or_name: &'a str,
    pub(crate) base_url: &'a str,
    started: Instant,
}

impl Context<'_> {
    pub(crate) fn project_id(&self) -> &str {
        self.world.projects.get(self.project).map(|project| project.id.as_str()).unwrap_or_default()
    }

    /// For `Duration` in page information.
    pub(crate) fn elapsed_ms(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// Answers one API call.
pub(crate) fn answer(world: &mut World, call: &Call, oauth_token: &str, base_url: &str) -> Reply {
    let found = match routes::find(&call.method, &call.path) {
        Ok(found) => found,
        Err(failure) => return refused_route(call, failure),
    };
    run(world, call, &found, oauth_token, base_url).unwrap_or_else(Failure::into_reply)
}

/// A 405 says what would be right.
fn refused_route(call: &Call, failure: Failure) -> Reply {
    let wrong_method = matches!(failure, Failure::Framework(StatusCode::METHOD_NOT_ALLOWED));
    let reply = failure.into_reply();
    if wrong_method {
        let allowed = routes::allowed_methods(&call.path).join(", ");
        reply.with_header(ALLOW, &allowed)
    } else {
        reply
    }
}

fn run(world: &mut World, call: &Call, found: &Match, oauth_token: &str, base_url: &str) -> Outcome {
    let started = Instant::now();
    let caller = authenticate(&world.projects, call, oauth_token)?;
    let project = resolve_project(&world.projects, call, found.operation, caller)?;
    let mut context = Context {
        world,
        project,
        caller,
        call,
        version: found.version,
        id_or_name: &found.id_or_name,
        base_url,
        started,
    };
    let context = &mut context;
    match found.operation {
        Operation::CreateAgent => agents::create(context),
        Operation::UpsertAgent => agents::upsert(context),
        Operation::UpdateAgent => agents::update(context),
        Operation::PublishRevision => agents::publish_revision(context),
        Operation::GetAgent => agents::get(context),
        Operation::ListAgents => agent_lists::list(context),
        Operation::DeleteAgent => agents::delete(context),
        Operation::ExportAgent => package_export::export(context),
        Operation::ImportAgents => package_import::import(context),
        Operation::SharingToken => agents::sharing_token(context),
        Operation::ListPlugins => plugins::list(context),
        Operation::GetPlugin => plugins::get(context),
        Operation::ImportPlugin => plugins::import(context),
        Operation::UpdatePlugin => plugins::update(context),
        Operation::ReimportPlugin => plugins::reimport(context),
        Operation::DeletePlugin => plugins::delete(context),
        Operation::PublishTools => plugins::publish_tools(context),
        Operation::GetConfig => plugin_config::get(context),
        Operation::SetConfig => plugin_config::set(context),
        Operation::SecurityScheme => inspector::security_scheme(context),
        Operation::CreateChallenge => inspector::create_challenge(context),
        Operation::FetchManifest => inspector::manifest(context),
        Operation::ListOpen => interactions::list_open(context),
        Operation::RecordUse => interactions::record(context),
        Operation::CloseUse => interactions::close(context),
        Operation::ValidateToken => Ok(validate_token(context)),
    }
}

/// SIM-01. The vendor's own SDK sends the bare token, so the prefix is optional (AUT-09).
fn authenticate(projects: &[Project], call: &Call, oauth_token: &str) -> Result<Caller, Failure> {
    let refuse = |id, text| Err(Failure::with_status(StatusCode::UNAUTHORIZED, id, text));
    let Some(header) = call.header("authorization") else {
        return refuse(id::TOKEN_MISSING, "Authorization header is required.");
    };
    let token = match header.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
        _ if header.eq_ignore_ascii_case("bearer") => "",
        _ => header,
    };
    if token.is_empty() {
        return refuse(id::TOKEN_MISSING, "Authorization header has no token.");
    }
    if token == oauth_token {
        return Ok(Caller::OAuth);
    }
    match projects.iter().position(|project| project.token == token) {
        Some(project) => Ok(Caller::ApiToken(project)),
        None => refuse(id::TOKEN_UNKNOWN, "Token not found or blocked."),
    }
}

/// SIM-02 and SIM-03.
fn resolve_project(projects: &[Project], call: &Call, operation: Operation, caller: Caller) -> Result<usize, Failure> {
    let mut named = call.header("projectid");
    if operation.takes_dashed_project_header() {
        named = named.or_else(|| call.header("project-id"));
    }
    let found = named.map(|named| projects.iter().position(|project| project.id == named));
    let out_of_scope =
        || Failure::with_status(StatusCode::FORBIDDEN, id::OUT_OF_SCOPE, "Token out of scope for this project.");
    match (caller, found) {
        (Caller::ApiToken(own), None) => Ok(own),
        (Caller::ApiToken(own), Some(found)) if found == Some(own) => Ok(own),
        (Caller::ApiToken(_), Some(_)) => Err(out_of_scope()),
        (Caller::OAuth, None) => {
            Err(Failure::refused(id::REQUIRED, "ProjectId header is required with an OAuth token."))
        }
        (Caller::OAuth, Some(found)) => found.ok_or_else(out_of_scope),
    }
}

/// Project discovery (contract section 7).
fn validate_token(context: &Context<'_>) -> Reply {
    let name = context.world.projects.get(context.project).map(|project| project.name.as_str()).unwrap_or_default();
    Reply::ok(&json!({
        "organizationId": context.world.organization_id,
        "organizationName": "emulator",
        "projectId": context.project_id(),
        "projectName": name,
    }))
}
