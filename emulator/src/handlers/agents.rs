//! Operations on one agent: A1 to A5, A8, and the sharing token.

use hyper::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::handlers::context::{Context, HandlerResult};
use crate::handlers::tempered_references::{references_of_draft, unpublished_helpers};
use crate::http::error::{ApiError, ErrorEntry, id};
use crate::http::reply::Reply;
use crate::rules::agent_definition::{Definition, Draft, publish_problems};
use crate::rules::agent_view::{AgentView, ViewOptions};
use crate::rules::api_version::ApiVersion;
use crate::rules::names::find_agent;
use crate::rules::tempers::Drafts;
use crate::store::agents::{Agent, RevisionChoice, Seq};
use crate::store::revision::Revision;

/// A1. SIM-10, SIM-13.
pub(crate) fn create(context: &mut Context<'_>) -> HandlerResult {
    let definition = read_definition(context)?;
    create_from(context, definition)
}

/// A2. SIM-23: 201 whether it created or updated.
pub(crate) fn upsert(context: &mut Context<'_>) -> HandlerResult {
    let mut definition = read_definition(context)?;
    match seq_of(context) {
        Some(seq) => update_from(context, seq, definition, StatusCode::CREATED),
        None => {
            if definition.name().is_none() {
                definition.set_name(context.id_or_name);
            }
            create_from(context, definition)
        }
    }
}

/// A3. SIM-11, SIM-12.
pub(crate) fn update(context: &mut Context<'_>) -> HandlerResult {
    let definition = read_definition(context)?;
    let seq = find(context)?;
    update_from(context, seq, definition, StatusCode::OK)
}

/// A4. SIM-14 to SIM-16.
pub(crate) fn publish_revision(context: &mut Context<'_>) -> HandlerResult {
    let body = context.request.json_object()?;
    let number = revision_number(body.get("revision"))?;
    let seq = find(context)?;
    let agent = agent(context, seq)?;
    let known = u64::try_from(number).ok().and_then(|number| Some((number, agent.revision(number)?)));
    let Some((number, revision)) = known else {
        return Err(invalid_revision(format!("Invalid revision [rev={number}]")));
    };
    let highest = agent.latest_published().map_or(0, |(number, _)| number);
    if number < highest {
        return Err(invalid_revision("There are newer published revisions."));
    }
    if number > highest {
        let data = revision.data_value();
        let mut problems =
            publish_problems(data.as_ref(), &context.state.models, &context.state.tools, context.project);
        problems.extend(unpublished_helpers(context, data.as_ref(), |_| false));
        if !problems.is_empty() {
            return Err(ApiError::invalid_all(problems));
        }
        context.state.agents.publish(context.project, seq, number);
    }
    // This route exists in v2 only and its newest documentation shows the members of v4 (contract 2.2, column A4).
    let agent = self::agent(context, seq)?;
    let shown = agent.revision(number).map(|revision| (number, revision));
    let options = ViewOptions { capital_ids: true, ..view_options(context, ApiVersion::V4) };
    let shown = shown.ok_or(ApiError::internal())?;
    Ok(Reply::ok(&AgentView::new(agent, shown, options, &[])))
}

/// A5. SIM-24 to SIM-26.
pub(crate) fn get(context: &mut Context<'_>) -> HandlerResult {
    let query = &context.request.query;
    // 0 means absent: the vendor's SDK sends `revision=0&version=0`.
    let number = query.number("revision")?.filter(|number| *number != 0);
    let version = query.number("version")?.filter(|version| *version != 0);
    let drafts = query.flag("allowDrafts");
    let agent = agent(context, find(context)?)?;
    let by_number = |number: u64| {
        agent
            .revision(number)
            .filter(|revision| drafts || !revision.is_draft())
            .map(|revision| (number, revision))
            .ok_or_else(|| ApiError::not_found(format!("Requested revision not found [revision={number}].")))
    };
    let by_version = |version: u64| {
        agent
            .by_version(version)
            .ok_or_else(|| ApiError::not_found(format!("Requested version not found [version={version}].")))
    };
    let shown = match (number, version) {
        (Some(number), None) => by_number(number)?,
        (None, Some(version)) => by_version(version)?,
        (Some(number), Some(version)) => {
            let shown = by_number(number)?;
            if by_version(version)?.0 != number {
                return Err(ApiError::not_found(format!("Requested revision not found [revision={number}].")));
            }
            shown
        }
        (None, None) => agent
            .latest_published()
            .filter(|_| !drafts || context.tempers.drafts == Drafts::Page)
            .or_else(|| agent.shown(RevisionChoice::allowing_drafts(drafts)))
            .ok_or_else(|| ApiError::agent_not_found(context.id_or_name))?,
    };
    show(context, agent, Some(shown), context.version, StatusCode::OK, &[])
}

/// A8. SIM-33.
pub(crate) fn delete(context: &mut Context<'_>) -> HandlerResult {
    let seq = find(context)?;
    context.state.agents.remove(context.project, seq);
    Ok(Reply::empty(StatusCode::NO_CONTENT))
}

/// Contract section 7: every call makes a new token.
pub(crate) fn sharing_token(context: &mut Context<'_>) -> HandlerResult {
    let agent = agent(context, find(context)?)?;
    let token = Uuid::new_v4().to_string();
    Ok(Reply::ok(&json!({
        "agentId": agent.id,
        "apiToken": token,
        "sharedLink": format!("{}/emulator/shared/{}?token={token}", context.base_url, agent.id),
    })))
}

fn read_definition(context: &Context<'_>) -> Result<Definition, ApiError> {
    let members = context.request.envelope("agentDefinition")?;
    Definition::read(members.unwrap_or_default(), context.tempers)
}

fn find(context: &Context<'_>) -> Result<Seq, ApiError> {
    seq_of(context).ok_or_else(|| ApiError::agent_not_found(context.id_or_name))
}

fn seq_of(context: &Context<'_>) -> Option<Seq> {
    find_agent(&context.state.agents, context.project, context.id_or_name, context.tempers.names)
}

fn agent<'a>(context: &'a Context<'_>, seq: Seq) -> Result<&'a Agent, ApiError> {
    context.state.agents.get(context.project, seq).ok_or_else(|| ApiError::agent_not_found(context.id_or_name))
}

fn create_from(context: &mut Context<'_>, definition: Definition) -> HandlerResult {
    let draft = Draft::merge(None, definition, context.tempers.update);
    draft.check(&context.state.agents, context.project, None, context.tempers.names)?;
    references_of_draft(context, &draft, |_| false)?;
    let warnings = validate(context, &draft)?;
    let id = Uuid::new_v4().to_string();
    let inserted =
        context.state.agents.insert(context.project, id, draft.into_revision(), context.tempers.revisions.step());
    let seq = inserted.ok_or(ApiError::internal())?;
    finish(context, seq, StatusCode::CREATED, &warnings)
}

fn update_from(context: &mut Context<'_>, seq: Seq, definition: Definition, status: StatusCode) -> HandlerResult {
    let base = agent(context, seq)?.newest().map(|(_, revision)| revision);
    let draft = Draft::merge(base, definition, context.tempers.update);
    draft.check(&context.state.agents, context.project, Some(seq), context.tempers.names)?;
    references_of_draft(context, &draft, |_| false)?;
    let warnings = validate(context, &draft)?;
    context.state.agents.push(context.project, seq, draft.into_revision(), context.tempers.revisions.step());
    finish(context, seq, status, &warnings)
}

/// SIM-13: a draft that will be published is validated before it is stored. SIM-17: any other is stored with warnings.
fn validate(context: &Context<'_>, draft: &Draft) -> Result<Vec<ErrorEntry>, ApiError> {
    let problems = draft.publish_problems(&context.state.models, &context.state.tools, context.project);
    if context.request.query.flag("automaticPublish") {
        let refused = [problems.as_slice(), &unpublished_helpers(context, draft.data(), |_| false)].concat();
        if !refused.is_empty() {
            return Err(ApiError::invalid_all(refused));
        }
    }
    Ok(problems)
}

fn finish(context: &mut Context<'_>, seq: Seq, status: StatusCode, warnings: &[ErrorEntry]) -> HandlerResult {
    let number = agent(context, seq)?.newest().map_or(0, |(number, _)| number);
    if context.request.query.flag("automaticPublish") {
        context.state.agents.publish(context.project, seq, number);
    }
    let agent = agent(context, seq)?;
    show(context, agent, agent.newest(), context.version, status, warnings)
}

fn show(
    context: &Context<'_>,
    agent: &Agent,
    shown: Option<(u64, &Revision)>,
    version: ApiVersion,
    status: StatusCode,
    warnings: &[ErrorEntry],
) -> HandlerResult {
    let shown = shown.ok_or(ApiError::internal())?;
    let options = view_options(context, version);
    Ok(Reply::json(status, &AgentView::new(agent, shown, options, warnings)))
}

const fn view_options<'a>(context: &'a Context<'_>, version: ApiVersion) -> ViewOptions<'a> {
    ViewOptions {
        version,
        tools: &context.state.tools,
        project: context.project,
        capital_ids: false,
        counts_from_zero: false,
    }
}

fn invalid_revision(text: impl Into<String>) -> ApiError {
    ApiError::invalid(id::NOT_FOUND, text)
}

/// An integer, also `3.0` or `"3"`: the server converts strings (A4-02). Other things are a framework error (A4-04);
/// without a number there is no revision 0.
fn revision_number(value: Option<&Value>) -> Result<i64, ApiError> {
    match value {
        None | Some(Value::Null) => Ok(0),
        Some(Value::String(text)) => text.trim().parse().map_err(|_| ApiError::malformed()),
        Some(Value::Number(number)) => number
            .as_i64()
            .or_else(|| format!("{number}").strip_suffix(".0")?.parse().ok())
            .ok_or_else(ApiError::malformed),
        Some(_) => Err(ApiError::malformed()),
    }
}
