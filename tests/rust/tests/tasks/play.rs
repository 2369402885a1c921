//! Playing a vector to the client, and judging what came of it.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use geai_client::bindings::{NameStyle, Task};
use geai_client::change::{Applied, Plan, StepOutcome};
use geai_client::{CallOptions, Client, Error, ErrorKind, Json};
use geai_tests::{Scripted, TaskError, TaskServer, TaskVector};
use serde_json::{Map, Value, json};

/// What a caller got.
#[derive(Default)]
pub struct Got {
    pub plan: Option<Plan>,
    pub applied: Option<Applied>,
    pub error: Option<Error>,
}

pub fn client(url: &str) -> Result<Client, String> {
    let builder = Client::builder().base_url(url).api_token("test-token").environment(HashMap::new());
    let options = CallOptions { retries: Some(0), ..CallOptions::default() };
    builder.options(options).build().map_err(|error| error.to_string())
}

/// Makes a plan of what a vector gives; the arguments go the way that all languages go.
pub async fn planned(client: &Client, call: &Map<String, Value>) -> Result<Plan, Error> {
    let mut arguments = call.clone();
    let files = arguments.remove("files").unwrap_or_default();
    arguments.insert("source".to_owned(), files);
    let task = Task::find("plan").expect("the core has it");
    let (text, options) = (Value::Object(arguments).to_string(), CallOptions::default());
    let response = task.run(client, &text, NameStyle::Snake, options, None).await?;
    let json = response.data.to_json().expect("a plan is JSON");
    Plan::from_json(std::str::from_utf8(&json).expect("JSON is text"))
}

/// Plans and, where the vector says so, applies. `between` runs after the plan.
pub async fn played(client: &Client, vector: &TaskVector, between: impl FnOnce()) -> Got {
    let mut got = Got::default();
    match planned(client, &vector.call).await {
        Ok(plan) => got.plan = Some(plan),
        Err(error) => got.error = Some(error),
    }
    between();
    if let (Some(plan), true) = (&got.plan, vector.applies) {
        match client.apply(plan).await {
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
        let read = |text: String| serde_json::from_str(&text).unwrap_or_default();
        vector.plan = self.plan.as_ref().map(|plan| read(plan.to_json())).unwrap_or_default();
        vector.text = self.plan.as_ref().map(ToString::to_string).unwrap_or_default();
        vector.applied = self.applied.as_ref().map(|applied| read(applied.to_json())).unwrap_or_default();
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

/// Plays a vector and compares what came of it.
pub async fn judged(name: &str, vector: &TaskVector) -> Result<(), String> {
    let got = replayed(name, vector).await?;
    let mut found = vector.clone();
    got.write(&mut found);
    let parts = |it: &TaskVector| {
        [json!(it.plan), json!(it.text), json!(it.applied), serde_json::to_value(&it.error).unwrap_or_default()]
    };
    match parts(vector).iter().zip(parts(&found)).find(|(expected, found)| *expected != found) {
        None => Ok(()),
        Some((expected, found)) => Err(format!("expected {expected}\n     got {found}")),
    }
}
