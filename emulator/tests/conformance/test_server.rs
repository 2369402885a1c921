//! An emulator and an HTTP client for one test.

use geai_emulator::{Builder, Emulator};
use reqwest::blocking::{Client, ClientBuilder, RequestBuilder};
use reqwest::header::HeaderMap;
use reqwest::{Method, redirect};
use serde_json::{Value, json};

pub const WEB_SEARCH: &str = "0b1f6c7e-3a54-4d0e-9a61-5f2c8d9e1a01";
pub const TRANSLATE: &str = "0b1f6c7e-3a54-4d0e-9a61-5f2c8d9e1a06";
pub const PARCELS_TOOL: &str = "b7a4d2c0-19f3-4a55-8f0e-6d1c3e5f7a02";

pub struct TestServer {
    pub emulator: Emulator,
    pub http: Client,
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }

    /// The body, after the status was checked.
    #[track_caller]
    pub fn ok(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{self:?}");
        self.json()
    }

    /// Ids and descriptions of E-01, after the status was checked.
    #[track_caller]
    pub fn errors(&self, status: u16) -> Vec<(i64, String)> {
        let body = self.ok(status);
        let errors = body["errors"].as_array().unwrap_or_else(|| panic!("not E-01: {body}"));
        errors
            .iter()
            .map(|error| (error["id"].as_i64().unwrap(), error["description"].as_str().unwrap().to_owned()))
            .collect()
    }

    #[track_caller]
    pub fn error_texts(&self, status: u16) -> Vec<String> {
        self.errors(status).into_iter().map(|(_, text)| text).collect()
    }

    /// E-04.
    #[track_caller]
    pub fn framework_error(&self, status: u16) {
        let body = self.ok(status);
        assert_eq!(body["error"]["code"], status, "{body}");
        assert!(body["error"]["message"].is_string(), "{body}");
    }
}

/// An HTTP client other than the project's own.
pub fn http() -> ClientBuilder {
    // The features of the whole workspace are unified, and with them reqwest requires a TLS provider, although the tests
    // use none.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    Client::builder().no_proxy()
}

impl TestServer {
    /// Two projects, `dev` and `prod`.
    pub fn start() -> Self {
        Self::with(Emulator::builder().project("dev").project("prod"))
    }

    pub fn with(builder: Builder) -> Self {
        let http = http().redirect(redirect::Policy::none()).timeout(None).build().unwrap();
        Self { emulator: builder.start().unwrap(), http }
    }

    pub fn request(&self, method: &str, path: &str) -> RequestBuilder {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        self.http.request(method, format!("{}{path}", self.emulator.url()))
    }

    pub fn authorized(&self, project: &str, method: &str, path: &str) -> RequestBuilder {
        self.request(method, path).bearer_auth(self.emulator.token(project).unwrap())
    }

    pub fn send(&self, request: RequestBuilder) -> Answer {
        let response = request.send().unwrap();
        Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            text: response.text().unwrap(),
        }
    }

    pub fn call_in(&self, project: &str, method: &str, path: &str, body: Option<Value>) -> Answer {
        let mut request = self.authorized(project, method, path);
        if let Some(body) = body {
            request = request.json(&body);
        }
        self.send(request)
    }

    pub fn get(&self, path: &str) -> Answer {
        self.call_in("dev", "GET", path, None)
    }

    pub fn delete(&self, path: &str) -> Answer {
        self.call_in("dev", "DELETE", path, None)
    }

    pub fn post(&self, path: &str, body: Value) -> Answer {
        self.call_in("dev", "POST", path, Some(body))
    }

    pub fn put(&self, path: &str, body: Value) -> Answer {
        self.call_in("dev", "PUT", path, Some(body))
    }

    /// Creates an agent from a definition and returns the response.
    #[track_caller]
    pub fn create(&self, definition: Value) -> Value {
        self.post("/v4/agents", json!({ "agentDefinition": definition })).ok(201)
    }

    #[track_caller]
    pub fn create_published(&self, definition: Value) -> Value {
        self.post("/v4/agents?automaticPublish=true", json!({ "agentDefinition": definition })).ok(201)
    }

    #[track_caller]
    pub fn update(&self, id: &str, definition: Value) -> Value {
        self.put(&format!("/v4/agents/{id}"), json!({ "agentDefinition": definition })).ok(200)
    }

    pub fn publish(&self, id: &str, revision: u64) -> Answer {
        self.post(&format!("/v2/agents/{id}/publish-revision"), json!({ "revision": revision }))
    }

    /// Names on a page of agents.
    #[track_caller]
    pub fn names(&self, path: &str) -> Vec<String> {
        names(&self.get(path).ok(200)["agents"])
    }
}

pub fn names(items: &Value) -> Vec<String> {
    items.as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap().to_owned()).collect()
}

/// A definition that can be published.
pub fn ready(name: &str) -> Value {
    json!({ "name": name, "agentData": ready_data() })
}

pub fn ready_data() -> Value {
    json!({ "prompt": { "instructions": "Look it up." }, "models": [{ "name": "gpt-4o" }] })
}

pub fn text<'a>(value: &'a Value, member: &str) -> &'a str {
    value[member].as_str().unwrap_or_else(|| panic!("no text {member} in {value}"))
}
