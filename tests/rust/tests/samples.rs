//! Requests of the vendor's documentation, sent by another HTTP client: the emulator is a server for anyone's.
//!
//! No page that this project has quotes the bodies of the vendor's curl samples in full, nor the id of the tool in them. What
//! is known of those samples is their shape (JSON repaired, D-01 to D-22) and the public names of two tools. So:
//! `tests/pages/samples.json` holds the request bodies that the contract quotes, to the letter, and creates, upserts and
//! updates that name these two tools; Python and Node send the same. The bodies of the first test below are of the samples'
//! shape, with an id of the emulator's own, since an id is of one server only.

use geai_emulator::Emulator;
use serde_json::{Value, json};
use ureq::http::{Method, Request, StatusCode};

struct Shell {
    emulator: Emulator,
    http: ureq::Agent,
}

impl Shell {
    fn new() -> Self {
        let emulator = Emulator::builder().project("dev").project("prod").start().unwrap();
        let http = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
        Self { emulator, http }
    }

    /// As [`curl`](Self::curl), of an entry of samples.json.
    fn sample(&self, sample: &Value, version: &str) -> (StatusCode, Value) {
        let text = |name: &str| sample[name].as_str().unwrap();
        self.curl(
            text("project"),
            Method::from_bytes(text("method").as_bytes()).unwrap(),
            &text("path").replace("{version}", version),
            &[("Accept", "application/json"), ("Content-Type", "application/json")],
            sample.get("body").cloned(),
        )
    }

    /// One sample: method, path with query, further headers, body.
    fn curl(
        &self,
        project: &str,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Value>,
    ) -> (StatusCode, Value) {
        let token = self.emulator.token(project).unwrap();
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.emulator.url()))
            .header("Authorization", format!("Bearer {token}"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = body.map(|body| body.to_string()).unwrap_or_default();
        let mut response = self.http.run(request.body(body).unwrap()).unwrap();
        let text = response.body_mut().read_to_string().unwrap();
        (response.status(), if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap() })
    }
}

/// The sample definition. v4 gives tools by id and by name, v2 by name alone (D-24).
fn definition(name: &str, version: &str) -> Value {
    let mut tools =
        vec![json!({ "name": "com.globant.geai.web_search" }), json!({ "name": "com.globant.geai.web_scraper" })];
    if version == "v4" {
        tools.insert(0, json!({ "id": "0b1f6c7e-3a54-4d0e-9a61-5f2c8d9e1a01" }));
    }
    json!({ "agentDefinition": {
        "name": name,
        "accessScope": "private",
        "jobDescription": "Researcher",
        "avatarImage": "https://static.example.com/researcher.png",
        "description": "Researches a topic.",
        "agentData": {
            "strategyName": "Chain of Thought",
            "prompt": { "context": "You research.", "instructions": "Research the topic and cite sources." },
            "llmConfig": { "maxTokens": 5000, "timeout": 0, "sampling": { "temperature": 0.5 } },
            "models": [{ "name": "gpt-4o" }],
            "resourcePools": [{ "name": "Main", "isExternal": false, "tools": tools }]
        }
    } })
}

#[test]
fn bodies_that_the_contract_quotes_are_taken_as_they_are() {
    let samples: Value = serde_json::from_str(include_str!("../../pages/samples.json")).unwrap();
    for version in ["v4", "v2"] {
        let shell = Shell::new();
        for sample in samples["samples"].as_array().unwrap() {
            let (status, answer) = shell.sample(sample, version);
            assert_eq!(json!(status.as_u16()), sample["status"], "{version} {}: {answer}", sample["contract"]);
        }
    }
}

#[test]
fn a1_to_a10_as_the_documentation_sends_them() {
    let shell = Shell::new();
    let json_in_out = [("Accept", "application/json"), ("Content-Type", "application/json")];
    let project = shell.emulator.project_id("dev").unwrap().to_owned();
    let with_project = [json_in_out[0], json_in_out[1], ("ProjectId", project.as_str())];
    for version in ["v4", "v2"] {
        let name = format!("DeepResearcher-{version}");
        let agents = format!("/{version}/agents");
        let one = format!("{agents}/{name}");
        let (status, created) = shell.curl(
            "dev",
            Method::POST,
            &format!("{agents}?automaticPublish=true"),
            &json_in_out,
            Some(definition(&name, version)),
        );
        assert_eq!((status, &created["name"], &created["isDraft"]), (StatusCode::CREATED, &json!(name), &json!(false)));
        let upsert = format!("{one}/upsert?automaticPublish=false");
        let (status, upserted) =
            shell.curl("dev", Method::PUT, &upsert, &with_project, Some(definition(&name, version)));
        assert_eq!((status, &upserted["revision"], &upserted["id"]), (StatusCode::CREATED, &json!(2), &created["id"]));
        let (status, updated) = shell.curl(
            "dev",
            Method::PUT,
            &format!("{one}?automaticPublish=false"),
            &with_project,
            Some(definition(&name, version)),
        );
        assert_eq!((status, &updated["revision"]), (StatusCode::OK, &json!(3)));
        let publish = format!("/v2/agents/{name}/publish-revision");
        let (status, published) =
            shell.curl("dev", Method::POST, &publish, &json_in_out, Some(json!({ "revision": 3 })));
        assert_eq!((status, &published["version"]), (StatusCode::OK, &json!(2)));
        let (status, got) =
            shell.curl("dev", Method::GET, &format!("{one}?revision=0&version=0&allowDrafts=true"), &json_in_out, None);
        assert_eq!((status, &got["revision"]), (StatusCode::OK, &json!(3)));
        let list = format!("{agents}?status=active&start=0&count=10&accessScope=private&allowDrafts=true");
        let (status, listed) = shell.curl("dev", Method::GET, &list, &json_in_out, None);
        assert_eq!((status, listed["agents"].as_array().map(Vec::len)), (StatusCode::OK, Some(1)));
        let tool = "/v4/agents?toolId=0b1f6c7e-3a54-4d0e-9a61-5f2c8d9e1a01&allowDrafts=true";
        let (status, by_tool) = shell.curl("dev", Method::GET, tool, &json_in_out, None);
        assert_eq!((status, &by_tool["agents"][0]["name"]), (StatusCode::OK, &json!(name)));
        let (status, package) =
            shell.curl("dev", Method::GET, &format!("/v2/agents/{name}/export"), &json_in_out, None);
        assert_eq!((status, &package["labPackage"]["agents"][0]["importIndex"]), (StatusCode::OK, &json!(1)));
        let import = "/v2/agents/import?automaticPublish=true";
        let (status, imported) = shell.curl("prod", Method::POST, import, &json_in_out, Some(package));
        assert_eq!((status, &imported["name"]), (StatusCode::OK, &json!(name)));
        let (status, nothing) = shell.curl("dev", Method::DELETE, &format!("/v2/agents/{name}"), &json_in_out, None);
        assert_eq!((status, nothing), (StatusCode::NO_CONTENT, Value::Null));
    }
}
