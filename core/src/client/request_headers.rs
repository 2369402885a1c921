//! The headers of a request, but for its authorization.

use reqwest::Method;
use reqwest::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, USER_AGENT};

use crate::config::Config;
use crate::config::call_options::CallOptions;
use crate::operation::request::PreparedRequest;

const PROJECT: HeaderName = HeaderName::from_static("projectid");
const PROJECT_DASHED: HeaderName = HeaderName::from_static("project-id");
const ORGANIZATION: HeaderName = HeaderName::from_static("organizationid");

/// The headers of a request, but for its authorization. Those of the caller replace those of the client.
pub(super) fn request_headers(config: &Config, request: &PreparedRequest, options: &CallOptions) -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(8);
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    headers.insert(USER_AGENT, HeaderValue::from_static(concat!("geai-client/", env!("CARGO_PKG_VERSION"))));
    if request.sent.bytes.is_some() {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    } else if matches!(request.method, Method::POST | Method::PUT | Method::PATCH) {
        // A server that expects a body learns so that there is none (GEN-09).
        headers.insert(CONTENT_LENGTH, HeaderValue::from(0));
    }
    let project = &config.project_id;
    let dashed = if request.both_project_headers { project } else { &None };
    let ids = [(PROJECT, project), (PROJECT_DASHED, dashed), (ORGANIZATION, &config.organization_id)];
    for (name, value) in ids {
        if let Some(value) = value {
            headers.insert(name, value.clone());
        }
    }
    if !options.headers.is_empty() {
        headers.extend(options.headers.clone());
    }
    headers
}
