//! Removes what a run made: objects whose names hold the random name of this run, and no others.

use geai_client::{CallOptions, Client, Method};
use serde_json::Value;

use super::values::at;

/// Records a page.
const PAGE: usize = 100;

/// The kinds of objects: where they are listed and deleted, the member that lists them, their name.
const KINDS: [(&str, &str, &str, &str); 2] = [
    ("/<api>/agents", "/v2/agents", "agents", "agent"),
    ("/v3/tool-plugins", "/v3/tool-plugins", "toolPlugins", "integration"),
];

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
pub async fn clean_up(client: &Client, api: &str, run: &str, mut made: Vec<Made>) -> Vec<String> {
    let mut left = Vec::new();
    for (listed_at, deleted_at, list, kind) in KINDS {
        let is_agent = list == "agents";
        if let Err(why) = search(client, &listed_at.replace("<api>", api), list, run, &mut made).await {
            left.push(format!("perhaps {kind}s whose names hold {run}: they cannot be listed: {why}"));
        }
        for object in made.iter().filter(|object| object.is_agent == is_agent) {
            let path = format!("{deleted_at}/{}", object.id);
            let deleted = client.request(Method::DELETE, &path, &[], None, &CallOptions::default()).await;
            if let Some(error) = deleted.err().filter(|error| !error.is_not_found()) {
                left.push(format!("{kind} {} ({}): {error}", object.name, object.id));
            }
        }
    }
    left
}

/// Adds the objects of this run that a list shows.
async fn search(client: &Client, path: &str, list: &str, run: &str, made: &mut Vec<Made>) -> Result<(), String> {
    let mut start = 0;
    loop {
        let query = [("allowDrafts", "true".to_owned()), ("start", start.to_string()), ("count", PAGE.to_string())];
        let query = query.map(|(name, value)| (name.to_owned(), value));
        let page = client.request(Method::GET, path, &query, None, &CallOptions::default()).await;
        let page = page.map_err(|error| error.to_string())?.data.map(|json| json.value()).unwrap_or_default();
        let records = at(&page, &format!("{list}/*"));
        for object in records.iter().filter_map(|record| Made::of(record, path, run)) {
            if !made.iter().any(|known| known.id == object.id) {
                made.push(object);
            }
        }
        // A server that ignores `start` would answer the same page for ever.
        start += records.len();
        let total = page.pointer("/information/Total").and_then(Value::as_u64);
        let is_last =
            total.map_or(records.len() < PAGE, |total| u64::try_from(start).is_ok_and(|start| start >= total));
        if records.is_empty() || is_last {
            return Ok(());
        }
    }
}
