//! From the arguments of an operation to the parts of its request.

use bytes::Bytes;
use reqwest::Method;
use serde_json::value::RawValue;
use url::Url;

use crate::config::Config;
use crate::document::Document;
use crate::error::Error;
use crate::input::Writer;
use crate::json::Json;
use crate::model::Kind;
use crate::operation::{Arg, Args, Class, Operation, Param, Place};
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
}

impl Plan {
    /// The request of an operation. Errors with `InvalidRequestError`.
    pub(crate) async fn of(operation: &'static Operation, args: Args, config: &Config) -> Result<Self, Error> {
        let mut path = operation.path.replace("{api}", config.agents_api.as_str());
        let (mut query, mut members) = (Vec::new(), Writer::default());
        let (mut body, mut has_members, mut publishes) = (None, false, false);
        for (param, arg) in operation.params.iter().zip(args.0) {
            let name = config.spelling.name(param.name);
            match (param.place, arg) {
                (Place::Path, Some(Arg::Text(value))) => {
                    let segment = path::segment(&value).map_err(|why| Error::invalid(format!("{name}: {why}")))?;
                    path = path.replace(&format!("{{{}}}", param.name), &segment);
                }
                (Place::Query(wire, _), Some(Arg::Text(value))) => {
                    check(operation, param, &name, &value)?;
                    publishes |= wire == "automaticPublish" && value == "true";
                    query.push((wire, value));
                }
                (Place::Local(_), Some(Arg::Text(value))) => check(operation, param, &name, &value)?,
                (Place::Member(wire, _), Some(Arg::Text(value))) => {
                    members.member(wire, &value);
                    has_members = true;
                }
                (Place::Definition(envelope, _), Some(Arg::Text(value))) => {
                    named(operation, &value)?;
                    members.member(envelope, &value);
                    has_members = true;
                }
                (Place::Document, Some(Arg::Document(document))) => body = Some(package(document).await?),
                _ => {}
            }
        }
        if has_members {
            body = Some(Bytes::from(members.finish()));
        }
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
        Ok(Self { method, url, body, class, template: "(request)", repeatable_put: false })
    }
}

/// What must hold of a value beside the path and the body.
fn check(operation: &Operation, param: &Param, name: &str, value: &str) -> Result<(), Error> {
    let required = operation.params.iter().take(operation.positional).any(|other| other.name == param.name);
    if required && value.trim().is_empty() {
        return Err(Error::invalid(format!("{name}: empty or blank")));
    }
    let counts = matches!(param.place, Place::Query(_, Kind::Integer) | Place::Local(Kind::Integer));
    if counts && value.starts_with('-') {
        return Err(Error::invalid(format!("{name}: expected 0 or more, got {value}")));
    }
    Ok(())
}

/// A definition that creates must have a name (A1-04).
fn named(operation: &Operation, definition: &str) -> Result<(), Error> {
    if operation.method != Method::POST {
        return Ok(());
    }
    let members: std::collections::BTreeMap<String, &RawValue> = serde_json::from_str(definition).unwrap_or_default();
    let name = members.get("name").and_then(|name| serde_json::from_str::<String>(name.get()).ok());
    match name {
        Some(name) if !name.trim().is_empty() => Ok(()),
        _ => Err(Error::invalid("definition.name: required, and not blank")),
    }
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
