//! An emulator with definitions for it, and what the promises are judged by.

use std::collections::HashMap;
use std::time::Duration;

use geai_client::change::{Applied, Plan, PlanOptions, StepOutcome};
use geai_client::definitions::{Definition, DefinitionKind, Definitions, SecretReference};
use geai_client::{Client, Error, ErrorKind, Json};
use geai_emulator::{Edit, Emulator, RecordedRequest, Temper};
use geai_tests::{Reply, Scripted, Seen};
use serde_json::{Value, json};

/// An environment variable that every system has: tests of one process cannot set one safely.
pub const VARIABLE: &str = "PATH";

pub struct World {
    pub emulator: Emulator,
    pub client: Client,
}

impl World {
    pub fn new() -> Self {
        let emulator = Emulator::builder().project("dev").project("prod").start().unwrap();
        let client = Self::client_of(&emulator, "dev");
        Self { emulator, client }
    }

    pub fn with(temper: impl Into<Temper>) -> Self {
        let world = Self::new();
        world.emulator.set_temper(temper);
        world
    }

    fn client_of(emulator: &Emulator, project: &str) -> Client {
        let builder = Client::builder().base_url(emulator.url()).api_token(emulator.token(project).unwrap());
        // Nobody waits for a server that recovers.
        builder.environment(HashMap::new()).backoff(Duration::from_millis(1)).build().unwrap()
    }

    pub fn other_project(&self) -> Client {
        Self::client_of(&self.emulator, "prod")
    }

    pub async fn plan(&self, definitions: &Definitions) -> Plan {
        self.plan_with(definitions, &PlanOptions::default()).await.unwrap()
    }

    pub async fn plan_with(&self, definitions: &Definitions, options: &PlanOptions) -> Result<Plan, Error> {
        let before = self.emulator.requests().len();
        let plan = self.client.plan(definitions).choices(options.clone()).await;
        let methods: Vec<String> = self.emulator.requests().into_iter().skip(before).map(|it| it.method).collect();
        assert!(methods.iter().all(|method| method == "GET"), "P3: {methods:?}");
        plan
    }

    pub async fn try_apply(&self, plan: &Plan) -> Result<(Applied, Option<Error>), Error> {
        match self.client.apply(plan).await {
            Ok(applied) => Ok((applied, None)),
            Err(error) if error.kind() == ErrorKind::ApplyError => {
                let applied = Applied::from_json(error.applied.as_ref().unwrap().text()).unwrap();
                Ok((applied, error.origin.clone()))
            }
            Err(error) => Err(error),
        }
    }

    /// Applies a plan of which everything must be done.
    pub async fn apply(&self, plan: &Plan) -> Applied {
        let (applied, error) = self.try_apply(plan).await.unwrap();
        assert!(error.is_none() && applied.complete, "{error:?} {}", applied.to_json());
        applied
    }

    /// The writes that arrived, in order.
    pub fn writes(&self) -> Vec<RecordedRequest> {
        self.emulator.requests().into_iter().filter(|request| request.method != "GET").collect()
    }

    /// What others have done: requests with the rights of the project.
    pub async fn others(&self, edits: &[(&str, &str, Value)]) {
        let edits: Vec<Edit> =
            edits.iter().map(|(method, path, json)| Edit::new(*method, *path, json.clone())).collect();
        self.emulator.before_next("GET", "/v1/accessControl", edits);
        self.client.validate_token().await.unwrap();
    }

    /// The same with paths that were made.
    pub async fn others_done(&self, edits: &[(&str, String, Value)]) {
        let edits: Vec<_> = edits.iter().map(|(method, path, json)| (*method, path.as_str(), json.clone())).collect();
        self.others(&edits).await;
    }

    /// A client of a server that answers updates otherwise, which goes with it.
    pub async fn answering(&self, edit: fn(&mut serde_json::Map<String, Value>)) -> (Client, Scripted) {
        let url = self.emulator.url().to_owned();
        let proxy =
            Scripted::start(move |seen| tokio::task::block_in_place(|| passed(&url, seen, edit))).await.unwrap();
        let builder = Client::builder().base_url(proxy.url()).api_token(self.emulator.token("dev").unwrap());
        (builder.environment(HashMap::new()).build().unwrap(), proxy)
    }

    pub async fn get(&self, name: &str, drafts: bool) -> Option<Value> {
        let agent = self.client.agents().get(name).allow_drafts(drafts).await.ok()?;
        serde_json::from_str(&serde_json::to_string(&agent).unwrap()).ok()
    }
}

/// A request that goes on to the emulator, and its answer, which is edited if it is to an update.
fn passed(emulator: &str, seen: &Seen, edit: fn(&mut serde_json::Map<String, Value>)) -> Reply {
    let query = seen.query.as_deref().map(|query| format!("?{query}")).unwrap_or_default();
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let request = ureq::http::Request::builder().method(seen.method.as_str());
    let request = request.uri(format!("{emulator}{}{query}", seen.path));
    let kept = seen.headers.iter().filter(|(name, _)| !["host", "content-length"].contains(&name.as_str()));
    let request = kept.fold(request, |request, (name, value)| request.header(name.as_str(), value.as_bytes()));
    let mut response = agent.run(request.body(&seen.body[..]).unwrap()).unwrap();
    let mut body: Value = serde_json::from_slice(&response.body_mut().read_to_vec().unwrap()).unwrap_or_default();
    if let (true, Some(answer)) = (seen.method == "PUT", body.as_object_mut()) {
        edit(answer);
    }
    Reply::json(response.status().as_u16(), &body)
}

pub fn agent(object: Value) -> Definition {
    let name = object["name"].as_str().unwrap().to_owned();
    Definition::new(DefinitionKind::AGENT, name, Json::from(object))
}

pub fn integration(object: Value) -> Definition {
    let name = object["name"].as_str().unwrap().to_owned();
    Definition::new(DefinitionKind::INTEGRATION, name, Json::from(object))
}

/// An agent that can be published, with tools and helpers.
pub fn ready(name: &str, instructions: &str, tools: &[&str], helpers: &[&str]) -> Value {
    let named = |names: &[&str]| names.iter().map(|name| json!({ "name": name })).collect::<Vec<_>>();
    let mut pool = json!({ "name": "Main" });
    if !tools.is_empty() {
        pool["tools"] = named(tools).into();
    }
    if !helpers.is_empty() {
        pool["agents"] = named(helpers).into();
    }
    json!({ "name": name, "accessScope": "private", "agentData": {
        "strategyName": "Chain of Thought",
        "prompt": { "instructions": instructions },
        "llmConfig": { "maxTokens": 900, "sampling": { "temperature": 0.5 } },
        "models": [{ "name": "gpt-4o" }],
        "resourcePools": [pool],
    } })
}

pub fn manifest(operations: &[&str]) -> String {
    let paths = operations.iter().map(|id| (format!("/{id}"), json!({ "get": { "operationId": id } })));
    json!({ "openapi": "3.0.3", "paths": paths.collect::<serde_json::Map<_, _>>() }).to_string()
}

/// An integration whose client secret is the value of an environment variable.
pub fn with_secret(name: &str, operations: &[&str]) -> Definition {
    let secret = json!({ "$env": VARIABLE });
    let mut definition = integration(json!({ "name": name, "description": "Parcels", "manifest": manifest(operations),
        "securityScheme": { "authLevel": "User", "type": "oauth2", "flows": { "authorizationCode": {
            "authorizationUrl": "https://login.example.com/authorize", "tokenUrl": "https://login.example.com/token",
            "clientId": secret, "clientSecret": secret, "scopes": ["parcels.read"],
        } } } }));
    let places = ["clientId", "clientSecret"].map(|it| format!("/securityScheme/flows/authorizationCode/{it}"));
    definition.secrets =
        places.map(|path| SecretReference { path, variable: VARIABLE.into(), ..Default::default() }).into();
    definition
}

pub fn setup(agents: Vec<Definition>, integrations: Vec<Definition>) -> Definitions {
    Definitions { agents, integrations, ..Definitions::default() }
}

/// Agents with helpers, a tool of an integration, a ring where asked for, and names that are hard to send.
pub fn repository(seed: usize) -> Definitions {
    let names = ["Ünïcode 漢字", "100 % sure", "CON", "SourceChecker", "🤖 bot", "x.y"];
    let texts = ["Look it up.\nSay so.", "{{ mustache }} ${x} ##X##", "Ends with blanks", "$file: as text"];
    let helper = |at: usize| names[(seed + at) % names.len()];
    let text = |at: usize| texts[(seed + at) % texts.len()];
    let mut agents = vec![
        agent(ready(helper(0), text(0), &["listParcels_get"], &[])),
        agent(ready(helper(1), text(1), &["listParcels_get", "com.globant.geai.web_search"], &[helper(0)])),
        agent(ready("ParcelTracker", text(2), &[], &[helper(0), helper(1)])),
    ];
    if seed % 2 == 1 {
        agents.push(agent(ready("RingA", text(3), &[], &["RingB"])));
        agents.push(agent(ready("RingB", text(3), &[], &["RingA"])));
    }
    agents.sort_by(|one, other| one.name.cmp(&other.name));
    setup(agents, vec![with_secret("parcels", &["listParcels", "getParcel"])])
}

/// The same repository after its authors worked on it.
pub fn changed(definitions: &Definitions) -> Definitions {
    let mut changed = definitions.clone();
    for definition in &mut changed.agents {
        let mut object = definition.definition.value();
        object["agentData"]["prompt"]["instructions"] = "Look it up, then say so.".into();
        object["agentData"]["models"] = json!([{ "name": "gpt-4o" }, { "name": "o4-mini" }]);
        object["description"] = "Tells where parcels are.".into();
        definition.definition = object.into();
    }
    changed
}

pub fn outcomes(applied: &Applied) -> Vec<(&str, &str, &str)> {
    applied.steps.iter().map(|step| (step.name.as_str(), step.action.as_str(), step.outcome.as_str())).collect()
}

pub fn has(applied: &Applied, outcome: &StepOutcome) -> bool {
    applied.steps.iter().any(|step| step.outcome == *outcome)
}
