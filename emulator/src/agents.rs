//! Operations on one agent: A1 to A5, A8, and the sharing token.

use hyper::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::agent_rules::{Definition, Draft};
use crate::agent_store::{Agent, Revision, Seq, View};
use crate::agent_view::{AgentView, ViewOptions};
use crate::failure::{Entry, Failure, Outcome};
use crate::frame::Context;
use crate::message::Reply;
use crate::routes::ApiVersion;

/// A1. SIM-10, SIM-13.
pub(crate) fn create(context: &mut Context<'_>) -> Outcome {
    let definition = read_definition(context)?;
    create_from(context, definition)
}

/// A2. SIM-23: 201 whether it created or updated.
pub(crate) fn upsert(context: &mut Context<'_>) -> Outcome {
    let mut definition = read_definition(context)?;
    match context.world.agents.find(context.project, context.id_or_name) {
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
pub(crate) fn update(context: &mut Context<'_>) -> Outcome {
    let definition = read_definition(context)?;
    let seq = find(context)?;
    update_from(context, seq, definition, StatusCode::OK)
}

/// A4. SIM-14 to SIM-16.
pub(crate) fn publish_revision(context: &mut Context<'_>) -> Outcome {
    let body = context.call.json_object()?;
    let number = revision_number(body.get("revision"))?;
    let seq = find(context)?;
    let agent = agent(context, seq)?;
    let known = u64::try_from(number).ok().and_then(|number| Some((number, agent.revision(number)?)));
    let Some((number, revision)) = known else {
        return Err(refused_revision(format!("Invalid revision [rev={number}]")));
    };
    let highest = agent.latest_published().map_or(0, |(number, _)| number);
    if number < highest {
        return Err(refused_revision("There are newer published revisions."));
    }
    if number > highest {
        let problems =
            crate::agent_rules::problems(revision.data_value().as_ref(), &context.world.tools, context.project);
        if !problems.is_empty() {
            return Err(Failure::refused_all(problems));
        }
        context.world.agents.publish(context.project, seq, number);
    }
    // This route exists in v2 only and its newest documentation shows the members of v4 (contract 2.2, column A4).
    let agent = self::agent(context, seq)?;
    let shown = agent.revision(number).map(|revision| (number, revision));
    show(context, agent, shown, ApiVersion::V4, StatusCode::OK, &[])
}

/// A5. SIM-24 to SIM-26.
pub(crate) fn get(context: &mut Context<'_>) -> Outcome {
    let query = &context.call.query;
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
            .ok_or_else(|| Failure::not_found(format!("Requested revision not found [revision={number}].")))
    };
    let by_version = |version: u64| {
        agent
            .by_version(version)
            .ok_or_else(|| Failure::not_found(format!("Requested version not found [version={version}].")))
    };
    let shown = match (number, version) {
        (Some(number), None) => by_number(number)?,
        (None, Some(version)) => by_version(version)?,
        (Some(number), Some(version)) => {
            let shown = by_number(number)?;
            if by_version(version)?.0 != number {
                return Err(Failure::not_found(format!("Requested revision not found [revision={number}].")));
            }
            shown
        }
        (None, None) => {
            agent.shown(View::allowing_drafts(drafts)).ok_or_else(|| Failure::agent_not_found(context.id_or_name))?
        }
    };
    show(context, agent, Some(shown), context.version, StatusCode::OK, &[])
}

/// A8. SIM-33.
pub(crate) fn delete(context: &mut Context<'_>) -> Outcome {
    let seq = find(context)?;
    context.world.agents.remove(context.project, seq);
    Ok(Reply::empty(StatusCode::NO_CONTENT))
}

/// Contract section 7: every call makes a new token.
pub(crate) fn sharing_token(context: &mut Context<'_>) -> Outcome {
    let agent = agent(context, find(context)?)?;
    let token = Uuid::new_v4().to_string();
    Ok(Reply::ok(&json!({
        "agentId": agent.id,
        "apiToken": token,
        "sharedLink": format!("{}/emulator/shared/{}?token={token}", context.base_url, agent.id),
    })))
}

fn read_definition(context: &Context<'_>) -> Result<Definition, Failure> {
    let members = context.call.envelope("agentDefinition")?;
    Definition::read(members.unwrap_or_default())
}

fn find(context: &Context<'_>) -> Result<Seq, Failure> {
    context
        .world
        .agents
        .find(context.project, context.id_or_name)
        .ok_or_else(|| Failure::agent_not_found(context.id_or_name))
}

fn agent<'a>(context: &'a Context<'_>, seq: Seq) -> Result<&'a Agent, Failure> {
    context.world.agents.get(context.project, seq).ok_or_else(|| Failure::agent_not_found(context.id_or_name))
}

fn create_from(context: &mut Context<'_>, definition: Definition) -> Outcome {
    let draft = Draft::over(None, definition);
    draft.check(&context.world.agents, context.project, None)?;
    let warnings = admit(context, &draft)?;
    let id = Uuid::new_v4().to_string();
    let inserted = context.world.agents.insert(context.project, id, draft.into_revision());
    let seq = inserted.ok_or(Failure::Framework(StatusCode::INTERNAL_SERVER_ERROR))?;
    finish(context, seq, StatusCode::CREATED, &warnings)
}

fn update_from(context: &mut Context<'_>, seq: Seq, definition: Definition, status: StatusCode) -> Outcome {
    let base = agent(context, seq)?.newest().map(|(_, revision)| revision);
    let draft = Draft::over(base, definition);
    draft.check(&context.world.agents, context.project, Some(seq))?;
    let warnings = admit(context, &draft)?;
    context.world.agents.push(context.project, seq, draft.into_revision());
    finish(context, seq, status, &warnings)
}

/// SIM-13: what is to be published is validated before anything is stored. SIM-17: a draft is stored with warnings.
fn admit(context: &Context<'_>, draft: &Draft) -> Result<Vec<Entry>, Failure> {
    let problems = draft.problems(&context.world.tools, context.project);
    if context.call.query.flag("automaticPublish") && !problems.is_empty() {
        return Err(Failure::refused_all(problems));
    }
    Ok(problems)
}

fn finish(context: &mut Context<'_>, seq: Seq, status: StatusCode, warnings: &[Entry]) -> Outcome {
    let number = agent(context, seq)?.newest().map_or(0, |(number, _)| number);
    if context.call.query.flag("automaticPublish") {
        context.world.agents.publish(context.project, seq, number);
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
    warnings: &[Entry],
) -> Outcome {
    let shown = shown.ok_or(Failure::Framework(StatusCode::INTERNAL_SERVER_ERROR))?;
    let options = ViewOptions { version, tools: &context.world.tools, project: context.project };
    Ok(Reply::json(status, &AgentView::new(agent, shown, options, warnings)))
}

fn refused_revision(text: impl Into<String>) -> Failure {
    Failure::refused(crate::failure::id::NOT_FOUND, text)
}

/// An integer, also `3.0` or `"3"`: the server converts strings (A4-02). Other things are a framework error (A4-04);
/// without a number there is no revision 0.
fn revision_number(value: Option<&Value>) -> Result<i64, Failure> {
    match value {
        None | Some(Value::Null) => Ok(0),
        Some(Value::String(text)) => text.trim().parse().map_err(|_| Failure::bad_request()),
        Some(Value::Number(number)) => number
            .as_i64()
            .or_else(|| format!("{number}").strip_suffix(".0")?.parse().ok())
            .ok_or_else(Failure::bad_request),
        Some(_) => Err(Failure::bad_request()),
    }
}
