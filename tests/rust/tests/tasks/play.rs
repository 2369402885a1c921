//! Playing a vector to the client, and judging the result.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use geai_client::bindings::{NameStyle, Task, run_task, tasks};
use geai_client::change::{Applied, Plan, PlanSource, StepOutcome};
use geai_client::{CallOptions, Client, Error, ErrorKind, Json};
use geai_tests::{Scripted, TaskError, TaskFolder, TaskServer, TaskVector};
use serde_json::{Map, Value, json};

/// What a caller got.
#[derive(Default)]
pub struct Got {
    /// What the verb returned, as JSON and as text.
    pub answer: Option<(String, String)>,
    /// What a pull made of the folder.
    pub pulled: BTreeMap<String, String>,
    pub applied: Option<Applied>,
    pub error: Option<Error>,
}

pub fn client(url: &str) -> Result<Client, String> {
    let builder = Client::builder().base_url(url).api_token("test-token").environment(HashMap::new());
    let options = CallOptions { retries: Some(0), ..CallOptions::default() };
    builder.options(options).build().map_err(|error| error.to_string())
}

/// Runs a verb; the arguments go the way that all languages go. Its answer as JSON.
async fn answered(client: &Client, task: &Task, arguments: Map<String, Value>) -> Result<String, Error> {
    let (text, options) = (Value::Object(arguments).to_string(), CallOptions::default());
    let response = task.run(client, &text, NameStyle::Snake, options, None).await?;
    let json = response.data.to_json().expect("a document is JSON");
    Ok(String::from_utf8(json.to_vec()).expect("JSON is text"))
}

/// Makes a plan of what a vector gives.
pub async fn planned(client: &Client, call: &Map<String, Value>) -> Result<Plan, Error> {
    let mut arguments = call.clone();
    let files = arguments.remove("files").unwrap_or_default();
    arguments.insert("source".to_owned(), files);
    Plan::from_json(&answered(client, &tasks::PLAN, arguments).await?)
}

/// Runs the verb of a vector; what it planned is applied where the vector says so. `between` runs after the plan.
pub async fn played(client: &Client, vector: &TaskVector, between: impl FnOnce()) -> Got {
    let mut got = Got::default();
    let task = Task::find(&vector.verb).expect("the core has it");
    let mut arguments = vector.call.clone();
    let files = arguments.remove("files").unwrap_or_default();
    let folder = (task.name == tasks::PULL.name).then(|| TaskFolder::with(&files).expect("a folder"));
    match &folder {
        Some(folder) => drop(arguments.insert("target".to_owned(), json!(folder.path()))),
        None if files.is_null() => {}
        None => drop(arguments.insert("source".to_owned(), files)),
    }
    let schema = task.returns.schema.expect("a document");
    match answered(client, task, arguments).await {
        Ok(answer) => {
            let text = run_task(&format!("{}.text", schema.name), &answer).expect("a text");
            got.answer = Some((answer, text));
        }
        Err(error) => got.error = Some(error),
    }
    got.pulled = folder.map(|folder| folder.texts().expect("texts")).unwrap_or_default();
    between();
    if let (Some((plan, _)), true) = (&got.answer, vector.applies) {
        match client.apply(PlanSource::Text(plan.clone())).await {
            Ok(applied) => got.applied = Some(applied),
            Err(error) => {
                let applied = error.applied.as_ref().map(Json::text).map(Applied::from_json);
                (got.applied, got.error) = (applied.and_then(Result::ok), Some(error));
            }
        }
    }
    got
}

impl Got {
    /// What the vector holds of it.
    pub fn write(&self, vector: &mut TaskVector) {
        let read = |text: &str| serde_json::from_str(text).unwrap_or_default();
        vector.answer = self.answer.as_ref().map(|(json, _)| read(json)).unwrap_or_default();
        vector.text = self.answer.as_ref().map(|(_, text)| text.clone()).unwrap_or_default();
        vector.pulled = self.pulled.clone();
        vector.applied = self.applied.as_ref().map(|applied| read(&applied.to_json())).unwrap_or_default();
        for step in vector.applied.get_mut("steps").and_then(Value::as_array_mut).into_iter().flatten() {
            // It names the server's port and takes its time.
            if step["outcome"] == StepOutcome::FAILED.as_str() {
                step.as_object_mut().map(|step| step.shift_remove("error"));
            }
        }
        vector.error = self.error.as_ref().map(|error| {
            let faults = error.faults.iter().map(ToString::to_string);
            let texts = match error.kind() {
                ErrorKind::DefinitionsError => faults.collect(),
                _ => vec![error.detail.clone()],
            };
            TaskError { kind: error.kind().name().to_owned(), texts }
        });
    }
}

/// Plays a vector against its server and says what is wrong.
pub async fn replayed(name: &str, vector: &TaskVector) -> Result<Got, String> {
    let server = Arc::new(TaskServer::new(BTreeMap::from([(name.to_owned(), vector.clone())])));
    let unknown = || geai_tests::Reply::json(418, &json!({}));
    let server = Scripted::start(move |seen| server.reply(seen).unwrap_or_else(unknown)).await;
    let url = server.map_err(|error| error.to_string())?.url();
    let client = client(&format!("{url}/tasks/{name}/rust"))?;
    let got = played(&client, vector, || ()).await;
    let options = CallOptions::default();
    let left = client.request(geai_client::Method::GET, "/left", &[], None, &options).await;
    let left = left.map_err(|error| error.to_string())?.data.map(|json| json.value()).unwrap_or_default();
    if left != json!({ "left": [], "wrong": null }) {
        let text = got.error.as_ref().map(ToString::to_string).unwrap_or_default();
        return Err(format!("{left} {text}"));
    }
    Ok(got)
}

/// Plays a vector and compares the result.
pub async fn judged(name: &str, vector: &TaskVector) -> Result<(), String> {
    let got = replayed(name, vector).await?;
    let mut found = vector.clone();
    got.write(&mut found);
    let parts = |it: &TaskVector| {
        let error = serde_json::to_value(&it.error).unwrap_or_default();
        [json!(it.answer), json!(it.text), json!(it.pulled), json!(it.applied), error]
    };
    match parts(vector).iter().zip(parts(&found)).find(|(expected, found)| *expected != found) {
        None => Ok(()),
        Some((expected, found)) => Err(format!("expected {expected}\n     got {found}")),
    }
}
