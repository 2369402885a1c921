//! An emulator whose project, organisation and token are those of the vectors, and HTTP by another client than ours.

use std::collections::BTreeMap;

use geai_emulator::{Answers, Builder, Emulator};
use serde_json::{Value, json};
use ureq::http::Request;

pub const PROJECT: &str = "5f1d8a90-6e7c-4b2a-9c0d-8e7f6a5b4c05";
const ORGANISATION: &str = "0a6e7b52-2c3d-4e4f-8a9b-1d2c3b4a5f04";
const TOKEN: &str = "test-token";

pub struct Server {
    pub emulator: Emulator,
    http: ureq::Agent,
}

/// A status with a body; `null` where it is empty.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
}

impl Server {
    /// The vectors call their token `test-token`, be it an API token or one of a user.
    pub fn start(answers: Answers, by_user: bool, change: impl FnOnce(Builder) -> Builder) -> Self {
        let (api, user) = if by_user { ("another-token", TOKEN) } else { (TOKEN, "another-token") };
        let builder = Emulator::builder()
            .project_with("dev", PROJECT, api)
            .project("prod")
            .organization_id(ORGANISATION)
            .oauth_token(user)
            .temper(answers);
        let http = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
        Self { emulator: change(builder).start().unwrap(), http }
    }

    /// A request with a percent-encoded path and decoded values of its query.
    pub fn send(
        &self,
        method: &str,
        path: &str,
        query: &BTreeMap<String, String>,
        headers: &BTreeMap<String, String>,
        body: &Value,
    ) -> Answer {
        let query: String = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
        let question = if query.is_empty() { "" } else { "?" };
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}{question}{query}", self.emulator.url()))
            .header("authorization", format!("Bearer {TOKEN}"))
            .header("accept", "application/json");
        for (name, value) in
            headers.iter().filter(|(name, _)| !["authorization", "accept", "content-length"].contains(&name.as_str()))
        {
            request = request.header(name, value);
        }
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let mut response = self.http.run(request.body(body).unwrap()).unwrap();
        let text = response.body_mut().read_to_string().unwrap();
        let body = if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap() };
        Answer { status: response.status().as_u16(), body }
    }

    /// What precedes a vector. It must succeed.
    pub fn set_up(&self, method: &str, path: &str, body: Value) -> Result<Value, String> {
        let headers = BTreeMap::from([("projectid".to_owned(), PROJECT.to_owned())]);
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let query = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let answer = self.send(method, path, &query, &headers, &body);
        if (200..300).contains(&answer.status) && answer.body["Messages"].is_null() {
            Ok(answer.body)
        } else {
            Err(format!("{method} {path} with {body} is answered {} {}", answer.status, answer.body))
        }
    }

    pub fn create_agent(&self, definition: &Value) -> Result<Value, String> {
        self.set_up("POST", "/v4/agents", json!({ "agentDefinition": definition }))
    }
}
