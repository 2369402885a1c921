//! Removes what a run made: objects whose names hold the random name of this run, and no others.

use geai_client::bindings::Record;
use geai_client::{CallOptions, Client, Error, Page};
use serde_json::Value;

/// Records a page.
const PAGE: i64 = 100;

/// An object of this run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    pub id: String,
    pub name: String,
    pub is_agent: bool,
}

impl Made {
    /// The object of an answer, where it is one of this run.
    pub fn of(answer: &Value, path: &str, run: &str) -> Option<Self> {
        let text = |member: &str| answer.get(member).and_then(Value::as_str).map(str::to_owned);
        let (id, name) = (text("id")?, text("name")?);
        let is_agent = path.split('/').any(|segment| segment == "agents");
        name.contains(run).then_some(Self { id, name, is_agent })
    }
}

/// Deletes what this run made in a project: what its answers told of, and what the lists show of a request whose answer was
/// lost. Returns what is left.
pub async fn clean_up(client: &Client, run: &str, mut made: Vec<Made>) -> Vec<String> {
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
                left.push(format!("{kind} {} ({}): {error}", object.name, object.id));
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
    made: &mut Vec<Made>,
) -> Result<(), Error> {
    let mut page = first?;
    loop {
        for record in page.items.iter().filter(|record| record.name().contains(run)) {
            if !made.iter().any(|known| known.id == record.identity()) {
                made.push(Made { id: record.identity().to_owned(), name: record.name().to_owned(), is_agent });
            }
        }
        match client.page_after(&page, &CallOptions::default()).await? {
            Some(next) => page = next,
            None => return Ok(()),
        }
    }
}
