//! From the arguments of an operation to the parts of its request.

use std::thread;

use bytes::Bytes;
use reqwest::Method;
use reqwest::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, USER_AGENT};
use tokio::sync::oneshot;
use url::Url;

use super::arguments::{Arg, Args};
use super::document::Document;
use super::{Operation, Param, ParamIn, RequestQuirk, Role};
use crate::config::Config;
use crate::config::call_options::CallOptions;
use crate::error::{Error, ErrorKind};
use crate::json::Json;
use crate::json::writer::Writer;
use crate::retry::semantics::{Idempotency, TimeBudget};
use crate::schema::{Kind, NameStyle};
use crate::transport::path;
use crate::transport::redact::{KnownMember, SentBody};

const PROJECT: HeaderName = HeaderName::from_static("projectid");
const PROJECT_DASHED: HeaderName = HeaderName::from_static("project-id");
const ORGANIZATION: HeaderName = HeaderName::from_static("organizationid");

/// Longest URL of a request: the HTTP library holds no longer one.
const MAX_URL: usize = 65_534;

/// The parts of a request.
#[derive(Debug)]
pub(crate) struct PreparedRequest {
    pub method: Method,
    pub url: Url,
    pub sent: SentBody,
    pub idempotency: Idempotency,
    pub time_budget: TimeBudget,
    /// Path with its fields, for logs.
    pub template: &'static str,
    /// Whether the project id goes under both spellings of its header.
    pub both_project_headers: bool,
}

/// The path that the arguments select in place of the operation's.
fn route(operation: &Operation, args: &Args) -> Option<&'static str> {
    operation.params.iter().zip(&args.0).find_map(|(param, arg)| match (param.location, arg) {
        (ParamIn::Route(path), Some(Arg::Text(chosen))) if chosen == "true" => Some(path),
        _ => None,
    })
}

/// Path of an operation with `{field}`s, and its URL without a query; the URL is missing where an argument is refused.
pub(crate) fn target(operation: &Operation, args: Option<&Args>, config: &Config) -> (String, Option<Url>) {
    let path = args.and_then(|args| route(operation, args)).unwrap_or(operation.path);
    let path = path::fill(path, "api", config.agents_api.as_str());
    let pattern = operation.params.iter().fold(path.clone(), |pattern, param| {
        path::fill(&pattern, param.name, &format!("{{{}}}", config.style.in_template(param.name)))
    });
    let filled = args.and_then(|args| {
        operation.params.iter().zip(&args.0).try_fold(path, |path, (param, arg)| match (param.location, arg) {
            (ParamIn::Path, Some(Arg::Text(value))) => {
                path::segment(value).ok().map(|segment| path::fill(&path, param.name, &segment))
            }
            _ => Some(path),
        })
    });
    let filled = filled.filter(|path| !path.contains('{'));
    let url = filled.and_then(|path| path::join(&config.base_url, &path).ok());
    (pattern, url)
}

/// Refuses arguments that the path of an operation cannot hold. Errors with `InvalidRequestError`.
pub(crate) fn check_path(operation: &Operation, args: &Args, style: NameStyle) -> Result<(), Error> {
    operation.params.iter().zip(&args.0).try_for_each(|(param, arg)| match (param.location, arg) {
        (ParamIn::Path, Some(Arg::Text(value))) => path_segment(operation, param, style, value).map(drop),
        _ => Ok(()),
    })
}

fn path_segment(operation: &Operation, param: &Param, style: NameStyle, value: &str) -> Result<String, Error> {
    path::segment(value).map_err(|why| Error::invalid(format!("{}: {why}", operation.called(param, style))))
}

/// What is known of the member of a body that a parameter is.
fn known_member(param: &Param) -> Option<KnownMember> {
    let (name, inner, kind) = match param.location {
        ParamIn::Member(name, kind) => (name, None, kind),
        ParamIn::Definition(name, schema, _) => (name, None, Kind::Model(schema)),
        ParamIn::Definitions(name, inner, kind) => (name, Some(inner), kind),
        _ => return None,
    };
    Some(KnownMember { name, inner, kind })
}

impl PreparedRequest {
    /// The request of an operation. Errors with `InvalidRequestError`.
    pub(crate) async fn for_operation(
        operation: &'static Operation,
        args: Args,
        config: &Config,
    ) -> Result<Self, Error> {
        let route = route(operation, &args);
        let publishes = operation.params.iter().zip(&args.0).any(|(param, arg)| {
            param.role == Role::Publishes && matches!(arg, Some(Arg::Text(value)) if value == "true")
        });
        let path = route.unwrap_or(operation.path);
        let mut path = path::fill(path, "api", config.agents_api.as_str());
        let (mut query, mut members) = (Vec::<(String, String)>::new(), Writer::default());
        let (mut body, mut has_members) = (None, false);
        for (param, arg) in operation.params.iter().zip(args.0) {
            let name = || operation.called(param, config.style);
            match (param.location, arg) {
                (ParamIn::Path, Some(Arg::Text(value))) => {
                    let segment = path_segment(operation, param, config.style, &value)?;
                    path = path::fill(&path, param.name, &segment);
                }
                (ParamIn::Query(wire, _), Some(Arg::Text(value))) => {
                    check_value(operation, param, name, &value)?;
                    query.push((wire.to_owned(), value));
                }
                (ParamIn::RouteQuery(wire, _), Some(Arg::Text(value))) => {
                    if route.is_none() {
                        let other = operation.params.iter().find(|param| matches!(param.location, ParamIn::Route(_)));
                        let other = config.style.name(other.map_or("", |param| param.name));
                        return Err(Error::invalid(format!(
                            "{}: only together with {other}, on the other route",
                            name()
                        )));
                    }
                    query.push((wire.to_owned(), value));
                }
                (ParamIn::FreeQuery, Some(Arg::Pairs(pairs))) => {
                    let given = |name: &str| pairs.iter().any(|(other, _)| other == name);
                    query.retain(|(name, _)| !given(name));
                    query.extend(pairs);
                }
                (ParamIn::Local(_), Some(Arg::Text(value))) => check_value(operation, param, name, &value)?,
                (ParamIn::Member(wire, _), Some(Arg::Text(value))) => {
                    members.member(wire, &value);
                    has_members = true;
                }
                (ParamIn::Definitions(outer, inner, _), Some(Arg::Text(value))) => {
                    let mut list = Writer::default();
                    list.member(inner, &value);
                    members.member(outer, &list.finish());
                    has_members = true;
                }
                (ParamIn::Definition(..), Some(Arg::Body(definition))) => {
                    if let Some(member) = definition.missing {
                        // On the command line a member has a flag of its own.
                        let place = match config.style {
                            NameStyle::Flag => config.style.name(member),
                            _ => format!("{}.{member}", name()),
                        };
                        return Err(Error::invalid(format!("{place}: required, and not blank")));
                    }
                    body = Some(Bytes::from(definition.text));
                }
                (ParamIn::Document, Some(Arg::Document(document))) => body = Some(package_body(document).await?),
                _ => {}
            }
        }
        if has_members {
            body = Some(Bytes::from(members.finish()));
        }
        if operation.quirks.contains(&RequestQuirk::EmptyObject) {
            body = Some(Bytes::from_static(b"{}"));
        }
        check_size(body.as_ref(), config)?;
        let url = path::join(&config.base_url, &path).map_err(Error::invalid)?;
        let url = with_query(url, query)?;
        Ok(Self {
            method: operation.method.clone(),
            url,
            sent: SentBody { bytes: body, known: operation.params.iter().filter_map(known_member).collect() },
            idempotency: match operation.idempotency {
                // What is published twice is two versions, which `retry_writes` does not ask for.
                Idempotency::NewRevision if publishes => Idempotency::NotIdempotent,
                idempotency => idempotency,
            },
            time_budget: operation.time_budget,
            template: operation.path,
            both_project_headers: operation.quirks.contains(&RequestQuirk::BothProjectHeaders),
        })
    }

    /// A request that no operation covers.
    pub(crate) fn for_raw(
        config: &Config,
        method: Method,
        path: &str,
        query: &[(String, String)],
        json: Option<Json>,
    ) -> Result<Self, Error> {
        let idempotency = match method {
            Method::GET | Method::HEAD | Method::OPTIONS => Idempotency::ReadOnly,
            Method::DELETE => Idempotency::Idempotent,
            _ => Idempotency::NotIdempotent,
        };
        // TRACE has the server repeat the token, CONNECT has no path (RFC 9110 9.3.6, 9.3.8).
        if ["TRACE", "CONNECT"].iter().any(|refused| method.as_str().eq_ignore_ascii_case(refused)) {
            return Err(Error::invalid(format!(
                "method: {method} is not sent, since the token goes with every request"
            )));
        }
        let url = with_query(raw_url(config, path)?, query.iter().map(|(name, value)| (name, value)))?;
        let body = json.map(|json| Bytes::from(json.text().to_owned()));
        check_size(body.as_ref(), config)?;
        Ok(Self {
            method,
            url,
            sent: SentBody { bytes: body, known: Vec::new() },
            idempotency,
            time_budget: TimeBudget::Standard,
            template: "(request)",
            both_project_headers: false,
        })
    }

    /// The headers of the request, but for its authorization. Those of the caller replace those of the client.
    pub(crate) fn headers(&self, config: &Config, options: &CallOptions) -> HeaderMap {
        let mut headers = HeaderMap::with_capacity(8);
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(USER_AGENT, HeaderValue::from_static(concat!("geai-client/", env!("CARGO_PKG_VERSION"))));
        if self.sent.bytes.is_some() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        } else if matches!(self.method, Method::POST | Method::PUT | Method::PATCH) {
            // A server that expects a body learns so that there is none (GEN-09).
            headers.insert(CONTENT_LENGTH, HeaderValue::from(0));
        }
        let project = &config.project_id;
        let dashed = if self.both_project_headers { project } else { &None };
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
}

/// The URL of a path that no operation covers.
pub(crate) fn raw_url(config: &Config, path: &str) -> Result<Url, Error> {
    let wrong = |why: &str| Err(Error::invalid(format!("path `{}`: {why}", path::shown(path).escape_debug())));
    if path.len() > MAX_URL {
        return wrong(&format!("{} bytes long, at most {MAX_URL} are allowed", path.len()));
    }
    if !path.starts_with('/') {
        return wrong("expected to begin with `/`");
    }
    if path.contains(['?', '#']) {
        return wrong("`?` and `#` are not part of a path; give the query apart");
    }
    let dots = |segment: &str| matches!(segment.to_lowercase().replace("%2e", ".").as_str(), "." | "..");
    if path.split('/').any(dots) || path.starts_with("//") || path.contains(['\\']) {
        return wrong("it would name another path");
    }
    path::join(&config.base_url, path).map_err(Error::invalid)
}

/// The URL with a query. Refuses one that is longer than any that can be sent.
fn with_query<K: AsRef<str>, V: AsRef<str>>(
    mut url: Url,
    query: impl IntoIterator<Item = (K, V)>,
) -> Result<Url, Error> {
    let mut query = query.into_iter().peekable();
    if query.peek().is_some() {
        url.query_pairs_mut().extend_pairs(query);
    }
    let (size, query) = (url.as_str().len(), url.query().map_or(0, str::len));
    if size <= MAX_URL {
        return Ok(url);
    }
    Err(Error::invalid(format!(
        "the URL is {size} bytes long, {query} of them its query; at most {MAX_URL} are allowed"
    )))
}

/// Refuses a body that is larger than `max_request_bytes`.
fn check_size(body: Option<&Bytes>, config: &Config) -> Result<(), Error> {
    let (size, most) = (body.map_or(0, Bytes::len), config.limits.max_request_bytes);
    if size <= most {
        return Ok(());
    }
    let option = config.style.name("max_request_bytes");
    Err(Error::invalid(format!("the request has {size} bytes, {option} allows {most}")))
}

/// Refuses a blank required value and a negative number.
fn check_value(operation: &Operation, param: &Param, name: impl Fn() -> String, value: &str) -> Result<(), Error> {
    if operation.is_required(param) && value.trim().is_empty() {
        return Err(Error::invalid(format!("{}: empty or blank", name())));
    }
    let counts = matches!(param.location, ParamIn::Query(_, Kind::Integer) | ParamIn::Local(Kind::Integer));
    if counts && value.starts_with('-') {
        return Err(Error::invalid(format!("{}: expected 0 or more, got {value}", name())));
    }
    Ok(())
}

/// The package as it is sent. A file is read on a thread of its own, so that no other call waits for it; on this one, if
/// the system gives none.
async fn package_body(document: Document) -> Result<Bytes, Error> {
    let (read, reading) = oneshot::channel();
    let there = document.clone();
    let spawned = match document {
        Document::File(_) => {
            let thread = thread::Builder::new().name("geai-file".to_owned());
            thread.spawn(move || drop(read.send(there.into_package()))).is_ok()
        }
        _ => false,
    };
    let package = match spawned {
        true => {
            reading.await.map_err(|_| Error::local(ErrorKind::InternalError, "reading the file was interrupted"))?
        }
        false => document.into_package(),
    };
    package.map(|package| package.document().clone())
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::config::builder::Builder;

    fn config() -> Config {
        let text = r#"{"baseUrl":"https://api.example/base/","apiToken":"token","maxRequestBytes":4}"#;
        Builder::from_json(text, NameStyle::Camel).unwrap().environment(HashMap::new()).resolve().unwrap()
    }

    #[test]
    fn a_path_or_a_url_is_as_long_as_can_be_sent_and_no_longer() {
        let config = config();
        let path = |len: usize| format!("/{}", "a".repeat(len - 1));
        assert!(raw_url(&config, &path(MAX_URL)).is_ok());
        let why = raw_url(&config, &path(MAX_URL + 1)).unwrap_err().to_string();
        assert!(why.contains(&format!("{} bytes long, at most {MAX_URL} are allowed", MAX_URL + 1)), "{why}");
        let base = "https://api.example/?q=";
        let url =
            |len: usize| with_query(Url::parse("https://api.example/").unwrap(), [("q", "a".repeat(len - base.len()))]);
        assert_eq!(url(MAX_URL).unwrap().as_str().len(), MAX_URL);
        let why = url(MAX_URL + 1).unwrap_err().to_string();
        let query = MAX_URL + 1 - "https://api.example/?".len();
        assert!(why.contains(&format!("the URL is {} bytes long, {query} of them its query", MAX_URL + 1)), "{why}");
        let plain = with_query(Url::parse("https://api.example/").unwrap(), [("", ""); 0]).unwrap();
        assert_eq!(plain.as_str(), "https://api.example/");
    }

    #[test]
    fn a_path_that_no_operation_covers_names_what_it_says() {
        let config = config();
        let told = |path: &str| raw_url(&config, path).map(|url| url.to_string()).map_err(|error| error.to_string());
        assert_eq!(told("/v4/a.b").as_deref(), Ok("https://api.example/base/v4/a.b"));
        for (path, why) in [
            ("v4", "expected to begin with `/`"),
            ("/v4?x", "are not part of a path"),
            ("/v4#x", "are not part of a path"),
            ("/v4/../x", "it would name another path"),
            ("/v4/%2E.", "it would name another path"),
            ("/v4/./x", "it would name another path"),
            ("//evil", "it would name another path"),
            ("/a\\b", "it would name another path"),
        ] {
            assert!(told(path).unwrap_err().contains(why), "{path}");
        }
    }

    #[test]
    fn a_body_is_as_large_as_is_allowed() {
        let checked = |body: &'static str| check_size(Some(&Bytes::from_static(body.as_bytes())), &config());
        assert!(checked("1234").is_ok() && check_size(None, &config()).is_ok());
        let why = checked("12345").unwrap_err().to_string();
        assert!(why.contains("the request has 5 bytes, maxRequestBytes allows 4"), "{why}");
    }

    #[test]
    fn what_a_method_promises_is_known_and_some_are_not_sent() {
        let promised = |method: &str| {
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            PreparedRequest::for_raw(&config(), method, "/v4", &[], None).map(|request| request.idempotency)
        };
        for (method, idempotency) in [
            ("GET", Idempotency::ReadOnly),
            ("HEAD", Idempotency::ReadOnly),
            ("OPTIONS", Idempotency::ReadOnly),
            ("DELETE", Idempotency::Idempotent),
            ("PUT", Idempotency::NotIdempotent),
            ("POST", Idempotency::NotIdempotent),
            ("PATCH", Idempotency::NotIdempotent),
        ] {
            assert_eq!(promised(method).ok(), Some(idempotency), "{method}");
        }
        for method in ["TRACE", "trace", "CONNECT"] {
            assert!(promised(method).unwrap_err().to_string().contains("is not sent"), "{method}");
        }
    }
}
