//! From the arguments of an operation to the parts of its request.

use bytes::Bytes;
use reqwest::Method;
use url::Url;

use crate::config::Config;
use crate::document::Document;
use crate::error::Error;
use crate::input::Writer;
use crate::json::Json;
use crate::model::Kind;
use crate::operation::{Arg, Args, Class, Flag, Operation, Param, Place};
use crate::path;

/// The parts of a request.
#[derive(Debug)]
pub(crate) struct Plan {
    pub method: Method,
    pub url: Url,
    pub body: Option<Bytes>,
    pub class: Class,
    /// Path with its fields, for logs.
    pub template: &'static str,
    /// Whether `retry_writes` may make this request repeatable.
    pub repeatable_put: bool,
    /// Whether the project id goes under both spellings of its header.
    pub both_project_headers: bool,
}

impl Plan {
    /// The request of an operation. Errors with `InvalidRequestError`.
    pub(crate) async fn of(operation: &'static Operation, args: Args, config: &Config) -> Result<Self, Error> {
        let route = operation.params.iter().zip(&args.0).find_map(|(param, arg)| match (param.place, arg) {
            (Place::Route(path), Some(Arg::Text(chosen))) if chosen == "true" => Some((param, path)),
            _ => None,
        });
        let path = route.map_or(operation.path, |(_, path)| path);
        let mut path = path.replace("{api}", config.agents_api.as_str());
        let (mut query, mut members) = (Vec::<(String, String)>::new(), Writer::default());
        let (mut body, mut has_members, mut publishes) = (None, false, false);
        for (param, arg) in operation.params.iter().zip(args.0) {
            let name = || config.spelling.name(param.name);
            match (param.place, arg) {
                (Place::Path, Some(Arg::Text(value))) => {
                    let segment = path::segment(&value).map_err(|why| Error::invalid(format!("{}: {why}", name())))?;
                    path = path.replace(&format!("{{{}}}", param.name), &segment);
                }
                (Place::Query(wire, _), Some(Arg::Text(value))) => {
                    check(operation, param, name, &value)?;
                    publishes |= wire == "automaticPublish" && value == "true";
                    query.push((wire.to_owned(), value));
                }
                (Place::RouteQuery(wire, _), Some(Arg::Text(value))) => {
                    if route.is_none() {
                        let other = operation.params.iter().find(|param| matches!(param.place, Place::Route(_)));
                        let other = config.spelling.name(other.map_or("", |param| param.name));
                        return Err(Error::invalid(format!(
                            "{}: only together with {other}, on the other route",
                            name()
                        )));
                    }
                    publishes |= wire == "automaticPublish" && value == "true";
                    query.push((wire.to_owned(), value));
                }
                (Place::FreeQuery, Some(Arg::Pairs(pairs))) => {
                    let given = |name: &str| pairs.iter().any(|(other, _)| other == name);
                    query.retain(|(name, _)| !given(name));
                    query.extend(pairs);
                }
                (Place::Local(_), Some(Arg::Text(value))) => check(operation, param, name, &value)?,
                (Place::Member(wire, _), Some(Arg::Text(value))) => {
                    members.member(wire, &value);
                    has_members = true;
                }
                (Place::Definitions(outer, inner, _), Some(Arg::Text(value))) => {
                    let mut list = Writer::default();
                    list.member(inner, &value);
                    members.member(outer, &list.finish());
                    has_members = true;
                }
                (Place::Definition(..), Some(Arg::Definition(definition))) => {
                    if let Some(member) = definition.missing {
                        return Err(Error::invalid(format!("{}.{member}: required, and not blank", name())));
                    }
                    body = Some(Bytes::from(definition.body));
                }
                (Place::Document, Some(Arg::Document(document))) => body = Some(package(document).await?),
                _ => {}
            }
        }
        if has_members {
            body = Some(Bytes::from(members.finish()));
        }
        if operation.flags.contains(&Flag::EmptyObject) {
            body = Some(Bytes::from_static(b"{}"));
        }
        affordable(body.as_ref(), config)?;
        let mut url = path::join(&config.base_url, &path).map_err(Error::invalid)?;
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        Ok(Self {
            method: operation.method.clone(),
            url,
            body,
            class: operation.class,
            template: operation.path,
            repeatable_put: !publishes,
            both_project_headers: operation.flags.contains(&Flag::BothProjectHeaders),
        })
    }

    /// A request that no operation covers.
    pub(crate) fn free(
        config: &Config,
        method: Method,
        path: &str,
        query: &[(String, String)],
        json: Option<Json>,
    ) -> Result<Self, Error> {
        let class = match method {
            Method::GET | Method::HEAD | Method::OPTIONS => Class::Read,
            Method::DELETE => Class::Idempotent,
            _ => Class::Once,
        };
        let wrong = |why: &str| Err(Error::invalid(format!("path `{}`: {why}", path.escape_debug())));
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
        let mut url = path::join(&config.base_url, path).map_err(Error::invalid)?;
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let body = json.map(|json| Bytes::from(json.text().to_owned()));
        affordable(body.as_ref(), config)?;
        Ok(Self { method, url, body, class, template: "(request)", repeatable_put: false, both_project_headers: false })
    }
}

/// Refuses a body that is larger than the limit.
fn affordable(body: Option<&Bytes>, config: &Config) -> Result<(), Error> {
    let (size, most) = (body.map_or(0, Bytes::len), config.limits.max_request_bytes);
    if size <= most {
        return Ok(());
    }
    let option = config.spelling.name("max_request_bytes");
    Err(Error::invalid(format!("the request has {size} bytes, {option} allows {most}")))
}

/// What must hold of a value beside the path and the body.
fn check(operation: &Operation, param: &Param, name: impl Fn() -> String, value: &str) -> Result<(), Error> {
    let required = operation.params.iter().take(operation.positional).any(|other| other.name == param.name);
    if required && value.trim().is_empty() {
        return Err(Error::invalid(format!("{}: empty or blank", name())));
    }
    let counts = matches!(param.place, Place::Query(_, Kind::Integer) | Place::Local(Kind::Integer));
    if counts && value.starts_with('-') {
        return Err(Error::invalid(format!("{}: expected 0 or more, got {value}", name())));
    }
    Ok(())
}

/// The package as it is sent. Reading a file must not hold up other calls.
async fn package(document: Document) -> Result<Bytes, Error> {
    let read = match document {
        Document::File(_) => tokio::task::spawn_blocking(|| document.into_package())
            .await
            .map_err(|_| Error::local(crate::error::ErrorKind::InternalError, "reading the file was interrupted"))?,
        other => other.into_package(),
    };
    read.map(|package| package.document().clone())
}
