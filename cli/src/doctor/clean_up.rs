//! Removes what a run made: objects whose names hold the random name of this run, or whose ids only its requests were
//! answered with, and no others.

use std::collections::HashSet;

use geai_client::bindings::Record;
use geai_client::{CallOptions, Client, Error, Method, Page};
use serde_json::Value;

use super::answer::{Answer, Request};
use super::shape::is_name_of_other;

/// The member that names an object.
const NAME: &str = "name";

/// Records a page.
const PAGE: i64 = 100;

/// An object of this run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreatedObject {
    pub id: String,
    pub name: String,
    pub is_agent: bool,
}

/// What a request made: the objects of its answer that are of this run, and what it may have made that has no id in the answer.
///
/// An object is of this run if its name says so. If a server takes a name that does not, such as a blank one, the id of a
/// success tells: unless it was there before. A name that the request did not send is that of an object of others.
pub fn made_by(
    request: &Request,
    sent: &Value,
    answer: &Answer,
    run: &str,
    others: &HashSet<String>,
) -> (Vec<CreatedObject>, Option<String>) {
    let Request { method, path, operation } = request;
    let identity = operation.and_then(|operation| operation.returns.schema?.identity_field());
    let is_agent = path.split('/').any(|segment| segment == "agents");
    let envelopes = operation.map(|operation| operation.envelopes).unwrap_or_default();
    let mut bodies: Vec<&Value> = std::iter::once(&answer.body)
        .chain(envelopes.iter().filter_map(|envelope| answer.body.get(envelope)))
        .flat_map(|body| body.as_array().map_or_else(|| vec![body], |bodies| bodies.iter().collect()))
        .collect();
    bodies.retain(|body| body.is_object());
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let named = sent.as_object().into_iter().flatten().find_map(|(_, object)| object.get(NAME).and_then(text));
    let made = bodies.iter().filter_map(|body| {
        let id = body.get(identity?.wire).and_then(text).filter(|id| !id.is_empty())?;
        let name = body.get(NAME).and_then(text).unwrap_or_default();
        let is_new = answer.is_success() && *method != Method::DELETE && !others.contains(&id);
        let is_of_other = is_name_of_other(&name, run);
        let is_ours = !is_of_other && (is_new || !name.trim().is_empty());
        is_ours.then_some(CreatedObject { id, name, is_agent })
    });
    let made: Vec<CreatedObject> = made.collect();
    let lost = named.filter(|name| answer.is_success() && made.is_empty() && !name.contains(run)).map(|name| {
        let kind = if is_agent { "agent" } else { "integration" };
        format!(
            "perhaps {kind} {name:?}: {method} {path} answered {} without its id, or with another name",
            answer.status
        )
    });
    (made, lost)
}

/// Deletes what this run made in a project: what its answers told of, and what the lists show of a request whose answer was
/// lost. Returns what is left.
pub async fn clean_up(client: &Client, run: &str, mut made: Vec<CreatedObject>) -> Vec<String> {
    let mut left = Vec::new();
    for is_agent in [true, false] {
        let kind = if is_agent { "agent" } else { "integration" };
        let searched = match is_agent {
            true => {
                let first = client.agents().list().allow_drafts(true).count(PAGE).await;
                add(client, first, is_agent, run, &mut made).await
            }
            false => {
                let first = client.integrations().list().allow_drafts(true).count(PAGE).await;
                add(client, first, is_agent, run, &mut made).await
            }
        };
        if let Err(why) = searched {
            left.push(format!("perhaps {kind}s whose names hold {run}: they cannot be listed: {why}"));
        }
        for object in made.iter().filter(|object| object.is_agent == is_agent) {
            let deleted = match is_agent {
                true => client.agents().delete(object.id.as_str()).await,
                false => client.integrations().delete(object.id.as_str()).await,
            };
            if let Some(error) = deleted.err().filter(|error| !error.is_not_found()) {
                left.push(format!("{kind} {} ({}): {error}", object.name.escape_debug(), object.id));
            }
        }
    }
    left
}

/// Adds the objects of this run that a list shows, from its first page on.
async fn add<T: Record>(
    client: &Client,
    first: Result<Page<T>, Error>,
    is_agent: bool,
    run: &str,
    made: &mut Vec<CreatedObject>,
) -> Result<(), Error> {
    let mut page = first?;
    loop {
        for record in page.items.iter().filter(|record| record.name().contains(run)) {
            if !made.iter().any(|known| known.id == record.identity()) {
                made.push(CreatedObject { id: record.identity().to_owned(), name: record.name().to_owned(), is_agent });
            }
        }
        match client.page_after(&page, &CallOptions::default()).await? {
            Some(next) => page = next,
            None => return Ok(()),
        }
    }
}
