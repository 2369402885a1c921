//! What precedes the request of a vector: the emulator gets the state that the vector's own answer speaks of.

use std::collections::BTreeMap;

use geai_emulator::Answers;
use geai_tests::Vector;
use serde_json::{Value, json};

use crate::expected::bare;
use crate::server::{PROJECT, Server};

/// The request, after ids of the vector were replaced by those that the emulator gave.
pub struct Prepared {
    pub server: Server,
    pub path: String,
    pub query: BTreeMap<String, String>,
    pub body: Value,
}

const MANIFEST: &str = r#"{"openapi":"3.0.3","paths":{"/parcels":{"get":{"operationId":"listParcels"}}}}"#;

pub fn prepare(operation: &str, vector: &Vector, answers: Answers) -> Result<Prepared, String> {
    let request = vector.request.as_ref().ok_or("the vector sends nothing")?;
    let answer = answer_of(vector);
    let url = request.query.get("url").cloned();
    let server = Server::start(answers, vector.client.contains_key("access_token"), |builder| match (operation, url) {
        // Messages come where there is no scheme (SIM-71), and a scheme is never a text.
        ("inspector.security_scheme", Some(url))
            if !only_messages(&answer) && !answer["securityScheme"].is_string() =>
        {
            builder.inspector_target(url, answer["securityScheme"].clone(), "{}")
        }
        ("inspector.manifest", Some(url)) if answer["success"] == true => {
            let manifest = answer["manifest"].as_str().map_or_else(|| answer["manifest"].to_string(), str::to_owned);
            builder.inspector_target(url, json!({ "type": "oauth2" }), manifest)
        }
        _ => builder,
    });
    let mut prepared =
        Prepared { server, path: request.path.clone(), query: request.query.clone(), body: request.body.clone() };
    match operation {
        "agents.list" | "agents.list_by_tool" => prepared.agents(&answer)?,
        "agents.import" => prepared.move_package(),
        "integrations.list" => prepared.integrations(&answer)?,
        "inspector.manifest" if answer["success"] == true => prepared.challenge()?,
        _ if operation.starts_with("interactions.") || prepared.path.starts_with("/v3/tool-plugins/") => {
            prepared.integration(operation, &answer)?;
        }
        _ if !segment(&prepared.path, "agents").is_empty() => prepared.agent(operation, &answer)?,
        _ => {}
    }
    Ok(prepared)
}

/// The vector's answer, in the envelope that the emulator uses.
pub fn answer_of(vector: &Vector) -> Value {
    let body = vector.response.as_ref().and_then(|response| response.body.as_ref());
    body.map_or(Value::Null, |body| serde_json::from_str(body.get()).unwrap())
}

/// The decoded `{idOrName}` of a path, which is behind the word given.
fn segment(path: &str, behind: &str) -> String {
    let mut segments = path.split('/').skip_while(|segment| *segment != behind).skip(1);
    let first = segments.next().unwrap_or_default();
    let raw = if first == "import" { segments.next().unwrap_or(first) } else { first };
    let form = format!("x={}", raw.replace('+', "%2B"));
    url::form_urlencoded::parse(form.as_bytes()).next().map(|(_, value)| value.into_owned()).unwrap_or_default()
}

fn only_messages(answer: &Value) -> bool {
    let messages = answer["messages"].as_array().is_some_and(|messages| !messages.is_empty());
    messages && answer["securityScheme"]["type"].as_str().is_none_or(str::is_empty)
}

fn is_id(text: &str) -> bool {
    text.len() == 36 && text.matches('-').count() == 4
}

/// What an answer says that a definition can say as well.
fn definition(answer: &Value, name: &str) -> Value {
    let mut definition = answer.as_object().cloned().unwrap_or_default();
    for given in
        ["id", "isDraft", "isReadonly", "revision", "version", "messages", "Messages", "message", "errors", "error"]
    {
        definition.remove(given);
    }
    definition.retain(|_, value| !value.is_null());
    definition.insert("name".to_owned(), name.into());
    if definition.get("accessScope").is_some_and(|scope| scope == "public") {
        definition.entry("publicName").or_insert_with(|| "com.example.made-up".into());
    }
    Value::Object(definition)
}

/// A definition that can be published and has whatever the pages show and the vector leaves out.
fn publishable(mut definition: Value) -> Value {
    for (member, text) in [("jobDescription", "Parcel desk"), ("avatarImage", "https://static.example.com/p.png")] {
        if definition[member].is_null() {
            definition[member] = text.into();
        }
    }
    let data = &mut definition["agentData"];
    for (member, value) in [
        ("strategyName", json!("Chain of Thought")),
        ("llmConfig", json!({ "maxTokens": 900, "timeout": 0, "sampling": { "temperature": 0.2 } })),
        ("resourcePools", json!([{ "name": "Main", "tools": [{ "name": "com.globant.geai.web_search" }] }])),
    ] {
        if data[member].is_null() {
            data[member] = value;
        }
    }
    if data["prompt"]["instructions"].is_null() {
        data["prompt"]["instructions"] = "Answer.".into();
    }
    if data["models"][0]["name"].is_null() {
        data["models"] = json!([{ "name": "gpt-4o" }]);
    }
    for pool in data["resourcePools"].as_array_mut().into_iter().flatten() {
        // Tools that the vector made up.
        if pool["isExternal"].is_null() {
            pool["isExternal"] = true.into();
        }
    }
    definition
}

impl Prepared {
    fn replace(&mut self, old: &str, new: &str) {
        if is_id(old) {
            self.path = self.path.replace(old, new);
        }
    }

    /// One agent: its revisions up to that of the answer, of which the last is published if the answer says so.
    fn agent(&mut self, operation: &str, answer: &Value) -> Result<(), String> {
        let named = segment(&self.path, "agents");
        let lab = &answer["labPackage"]["agents"][0];
        if lab.is_object() {
            return self.imported(answer, &named);
        }
        let name = match answer["name"].as_str() {
            Some(name) if is_id(&named) => name.to_owned(),
            _ if is_id(&named) => "ParcelTracker".to_owned(),
            _ => named.clone(),
        };
        let number = |value: &Value| value.as_u64().or_else(|| value.as_str()?.parse().ok());
        let wanted = |member: &str| {
            let asked = self.query.get(member).and_then(|text| text.parse().ok());
            asked.or_else(|| number(&self.body[member])).filter(|number| *number != 0)
        };
        let answered = number(&answer["revision"]).unwrap_or(1);
        let writes = ["agents.update", "agents.upsert"].contains(&operation);
        let last = wanted("revision").unwrap_or(if writes { answered.saturating_sub(1).max(1) } else { answered });
        if operation == "agents.upsert" && answered == 1 {
            return Ok(());
        }
        let definition = publishable(definition(answer, &name));
        let created = self.server.create_agent(&definition)?;
        let id = created["id"].as_str().unwrap_or_default().to_owned();
        self.replace(&named, &id);
        for _ in 1..last {
            let path = format!("/v4/agents/{id}");
            self.server.set_up("PUT", &path, json!({ "agentDefinition": definition }))?;
        }
        let draft_wanted =
            answer["isDraft"] == true && self.query.get("allowDrafts").is_some_and(|flag| flag == "true");
        if operation == "agents.get" && !draft_wanted {
            let path = format!("/v2/agents/{id}/publish-revision");
            self.server.set_up("POST", &path, json!({ "revision": last }))?;
        }
        Ok(())
    }

    /// The agent of a package, as it came from another project.
    fn imported(&mut self, package: &Value, name: &str) -> Result<(), String> {
        let mut package = json!({ "labPackage": package["labPackage"] });
        package["labPackage"]["info"]["projectId"] = "00000000-0000-4000-8000-000000000000".into();
        package["labPackage"]["agents"][0]["name"] = name.into();
        let path = "/v2/agents/import?automaticPublish=true";
        self.server.set_up("POST", path, package).map(drop)
    }

    /// A package that comes from another project.
    fn move_package(&mut self) {
        let info = &mut self.body["labPackage"]["info"];
        if info["projectId"] == PROJECT {
            info["projectId"] = "00000000-0000-4000-8000-000000000000".into();
        }
    }

    /// The agents of a list, behind those that the request skips.
    fn agents(&mut self, answer: &Value) -> Result<(), String> {
        let listed: Vec<&Value> =
            answer["agents"].as_array().into_iter().flatten().filter(|it| it["name"].is_string()).collect();
        let skipped = self.query.get("start").and_then(|text| text.parse().ok()).unwrap_or(0_usize);
        let fillers = listed.first().map_or(0, |_| skipped);
        for (at, entry) in listed.iter().copied().cycle().take(fillers).chain(listed.iter().copied()).enumerate() {
            let name = entry["name"].as_str().unwrap_or_default();
            let name = if at < fillers { format!("{name} {at}") } else { name.to_owned() };
            let mut definition = definition(entry, &name);
            if !definition["publicName"].is_null() {
                definition["publicName"] = format!("com.example.number-{at}").into();
            }
            for filter in ["status", "accessScope"] {
                if let (true, Some(value)) = (definition[filter].is_null(), self.query.get(filter)) {
                    definition[filter] = value.clone().into();
                }
            }
            if let Some(tool) = self.query.get("toolId") {
                let pool = json!([{ "name": "P", "isExternal": true, "tools": [{ "id": tool }] }]);
                definition["agentData"]["resourcePools"] = pool;
            }
            let made = self.server.create_agent(&publishable(definition))?;
            if entry["isDraft"] != true {
                let path = format!("/v2/agents/{}/publish-revision", made["id"].as_str().unwrap_or_default());
                self.server.set_up("POST", &path, json!({ "revision": 1 }))?;
            }
        }
        Ok(())
    }

    fn make_integration(&self, answer: &Value, name: &str) -> Result<String, String> {
        let mut plugin = json!({ "name": name, "manifest": MANIFEST });
        for member in ["description", "publicName", "accessScope", "securityScheme", "manifest"] {
            if !answer[member].is_null() && answer[member] != "" {
                plugin[member] = answer[member].clone();
            }
        }
        let made = self.server.set_up("POST", "/v3/tool-plugins/import", json!({ "toolPlugin": plugin }))?;
        Ok(made["id"].as_str().unwrap_or_default().to_owned())
    }

    /// One integration, with the configuration and the open interaction that the answer speaks of.
    fn integration(&mut self, operation: &str, answer: &Value) -> Result<(), String> {
        if ["integrations.import", "inspector.security_scheme", "inspector.create_challenge", "inspector.manifest"]
            .contains(&operation)
        {
            return Ok(());
        }
        let answer = bare(answer);
        if operation == "interactions.list_open" {
            for (at, interaction) in answer["interactions"].as_array().into_iter().flatten().enumerate() {
                let name = interaction["name"].as_str().unwrap_or("parcels");
                let id = self.make_integration(&Value::Null, &format!("{name}_{at}"))?;
                self.server.set_up("PUT", &format!("/v2/user-interactions/tool-plugins/{id}"), Value::Null)?;
            }
            return Ok(());
        }
        let named = segment(&self.path, "tool-plugins");
        let mut described = answer.clone();
        if named.starts_with("com.") {
            described["publicName"] = named.clone().into();
        }
        let name = if is_id(&named) || named.starts_with("com.") { "parcels" } else { &named };
        let id = self.make_integration(&described, name)?;
        self.replace(&named, &id);
        if answer["parameters"].is_array() {
            let body = json!({ "parameterDefinition": { "parameters": answer["parameters"] } });
            self.server.set_up("POST", &format!("/v3/tool-plugins/{id}/config"), body)?;
        }
        Ok(())
    }

    fn integrations(&mut self, answer: &Value) -> Result<(), String> {
        let skipped = self.query.get("start").and_then(|text| text.parse().ok()).unwrap_or(0_usize);
        let list = [&answer["toolPlugins"], &answer["plugins"], answer].into_iter().find_map(Value::as_array);
        let listed: Vec<&Value> = list.into_iter().flatten().filter(|it| it["name"].is_string()).collect();
        for entry in &listed {
            for at in 0..=skipped {
                let name = entry["name"].as_str().unwrap_or_default();
                let name = if at < skipped { format!("{name} {at}") } else { name.to_owned() };
                let mut entry = (*entry).clone();
                if at < skipped {
                    entry["publicName"] = Value::Null;
                }
                if let (true, Some(scope)) = (entry["accessScope"].is_null(), self.query.get("accessScope")) {
                    entry["accessScope"] = scope.clone().into();
                }
                let id = self.make_integration(&entry, &name)?;
                self.server.set_up("POST", &format!("/v3/tool-plugins/{id}/publish-tools"), json!({}))?;
                let old = entry["id"].as_str().unwrap_or_default();
                if self.query.get("id").is_some_and(|wanted| wanted == old) {
                    self.query.insert("id".to_owned(), id);
                }
            }
        }
        Ok(())
    }

    /// A completed sign-in.
    fn challenge(&mut self) -> Result<(), String> {
        let scheme = json!({ "type": "oauth2", "flows": { "authorizationCode": {
            "authorizationUrl": "https://login.example.com/authorize", "clientId": "example-client",
        } } });
        let made = self.server.set_up(
            "POST",
            "/v3/tool-plugins/inspector/create-challenge",
            json!({ "securityScheme": scheme }),
        )?;
        let id = made["challengeId"].as_str().unwrap_or_default();
        if !self.server.emulator.complete_challenge(id) {
            return Err(format!("challenge {id} cannot be completed"));
        }
        if let Some(given) = self.query.get_mut("challengeId") {
            id.clone_into(given);
        }
        Ok(())
    }
}
