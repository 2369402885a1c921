//! What the bindings of host languages need and Rust users do not. Not part of the public API: no promise covers it.

use std::future::Future;
use std::sync::Arc;

use reqwest::header::HeaderMap;
use serde_json::value::RawValue;

use crate::change::forms;
use crate::client::Client;
use crate::config::builder::Builder;
use crate::config::token::Token;
use crate::definitions::{self, Source};
use crate::error::{Error, ErrorKind, Executed, Phase};
use crate::json::writer::Writer;
use crate::json::{Json, check_depth};
use crate::operation::{Operation, Param};
use crate::response::raw::ResponseMeta;
use crate::retry::semantics::Idempotency;
use crate::schema::edit;
use crate::schema::malformed::keep_nulls;
use crate::schema::validate::{Validator, unknown_to_extra};
use crate::schema::yaml;

pub use bytes::Bytes;

pub use crate::api::covering::covering;
pub use crate::api::written::{defined, from_json, from_json_lenient, is_sent};
pub use crate::change::forms::{FurtherForm, further_forms, is_document};
pub use crate::change::task::{TASKS, Task, TaskEvent, Tell};
pub use crate::client::observe::{ObservedTarget, SIGN_IN};
pub use crate::client::restored::Identity;
pub use crate::config::call_options::call_options;
pub use crate::config::lookup::NODE_EXTRA_CA_CERTS;
pub use crate::config::unusable::TokenOfOrigin;
pub use crate::definitions::model_of_object;
pub use crate::events::observed::ObservedCall;
pub use crate::json::RawObject;
pub use crate::json::attachments::{MIN_ATTACHMENT, Payload, placeholder};
pub use crate::operation::arguments::Args;
pub use crate::response::ErasedResponse;
pub use crate::response::endpoint::{Cursor, ErasedData, ResponseData};
pub use crate::schema::malformed::MALFORMED_MEMBERS;
pub use crate::schema::marks::{MODEL_MARK, NULL_MARK};
pub use crate::schema::mask::{MASK, MaskedForm, SecretValue};
pub use crate::schema::model::{Member, Model, Record};
pub use crate::schema::validate::unknown_name;
pub use crate::schema::{AnswerOf, Field, Kind, NameStyle, OpenEnum, Schema, camel_case};

/// The verbs of set-ups that make requests, each by a name that the compiler checks.
pub mod tasks {
    pub use crate::change::task::*;
}

/// What another process has to know of a client beside what was given in code.
pub fn identity(client: &Client) -> Identity {
    client.identity()
}

/// The client that another process had, and whether its calls can be made: if not, each of them says why.
///
/// Errors with `ConfigError` where the settings that were given are none of a client.
pub fn restore(builder: Builder, token: TokenOfOrigin) -> Result<(Client, bool), Error> {
    Client::restore(builder, token).map(|client| (client.clone(), client.is_usable()))
}

/// Looks settings up in this section of the credentials file in place of `default`, below arguments and environment. A file
/// without it is no error where nothing of it is needed.
pub fn default_profile(mut builder: Builder, name: String) -> Builder {
    builder.default_profile = Some(name);
    builder
}

/// The fingerprint of the token that a client of these settings would have in this process now.
pub fn token_fingerprint(builder: Builder) -> Option<String> {
    builder.token_fingerprint()
}

/// A client of the same configuration on the same connections and limits, which is closed by itself.
pub fn share(client: &Client) -> Client {
    client.share()
}

/// A client with another token, on the same connections and limits.
///
/// Errors with `ConfigError` if the token is none, or an OAuth access token lacks its project.
pub fn with_token(client: &Client, token: Token, is_oauth: bool) -> Result<Client, Error> {
    client.with_token(token, is_oauth)
}

/// A client that sends no token, or not the id of its project, on the same connections and limits.
pub fn without(client: &Client, token: bool, project_id: bool) -> Client {
    client.without(token, project_id)
}

/// Whether a text holds the token of a client, plain or encoded.
///
/// Errors as every call where a provider gives no token.
pub async fn holds_token(client: &Client, text: &str) -> Result<bool, Error> {
    client.holds_token(text).await
}

/// The runtime of a host language's calls, with this number of threads. Errs where the system does not give as many.
pub fn multi_thread_runtime(threads: usize) -> std::io::Result<tokio::runtime::Runtime> {
    crate::host_threads::multi_thread_runtime(threads)
}

/// The JSON of a model, from a JSON object of its members, checked strictly.
///
/// Errors with `InvalidRequestError`, naming the place and what would be right.
pub fn built(schema: &'static Schema, members: &str, style: NameStyle) -> Result<String, Error> {
    check_depth(members.as_bytes()).map_err(Error::invalid)?;
    Validator::new(style).validate(schema, members, schema.name).map_err(Error::invalid)
}

/// The JSON of a copy of a model in which the members of a JSON object are changed, checked strictly; what is not given unsets
/// a member, and `extra` replaces all members that the model does not name.
///
/// Errors with `InvalidRequestError`, naming the place and what would be right.
pub fn replaced(schema: &'static Schema, current: &str, changes: &str, style: NameStyle) -> Result<String, Error> {
    merged(schema, current, changes, style).map_err(Error::invalid)
}

fn merged(schema: &'static Schema, current: &str, changes: &str, style: NameStyle) -> Result<String, String> {
    check_depth(changes.as_bytes())?;
    let checked = Validator::new(style).validate(schema, changes, schema.name)?;
    let read = |text| serde_json::from_str(text).map_err(|error: serde_json::Error| error.to_string());
    let (RawObject(current), RawObject(changed), RawObject(checked)) =
        (read(current)?, read(changes)?, read(&checked)?);
    let replaced = |wire: &str| {
        let field = schema.fields.iter().find(|field| field.wire == wire);
        changed.iter().any(|(name, _)| match field {
            Some(field) => field.is_called(name),
            None => name == "extra",
        })
    };
    let mut out = Writer::default();
    for (name, value) in checked.iter().chain(current.iter().filter(|(name, _)| !replaced(name))) {
        out.member(name, value.get());
    }
    Ok(out.finish())
}

/// The JSON of a copy of a model in which the values at some places are others: those of a JSON object, and what is left out.
/// What is not given leaves a member out, too.
///
/// Errors with `InvalidRequestError`, naming the place and what would be right.
pub fn edited(
    schema: &'static Schema,
    current: &str,
    changes: &str,
    left_out: &[String],
    style: NameStyle,
) -> Result<String, Error> {
    check_depth(changes.as_bytes()).map_err(Error::invalid)?;
    let read = serde_json::from_str(changes);
    let RawObject(changes) = read.map_err(|error| Error::invalid(format!("changes: {error}")))?;
    let validator = Validator::new(style);
    let given = |value: &str| validator.is_given(value);
    let changes = changes.iter().map(|(place, value)| (&**place, Some(value.get()).filter(|value| given(value))));
    let changes: Vec<_> = changes.chain(left_out.iter().map(|place| (&**place, None))).collect();
    edit::edited(schema, current, &changes, style).map_err(Error::invalid)
}

/// The definition that describes the same object as an answer of the server, as JSON. Members that the models do not name
/// stand under `extra`.
///
/// Errors with `InvalidRequestError` if the schema of the definition has no answer, or the answer does not fit it.
pub fn definition_of(definition: &'static Schema, answer: &str) -> Result<String, Error> {
    let Some(answer_of) = &definition.answer_of else {
        return Err(Error::invalid(format!("{} is not made from an answer", definition.name)));
    };
    let wire = keep_nulls(|| (answer_of.to_plain_definition)(answer))?;
    unknown_to_extra(Kind::Model(definition), &wire, "extra", false).map_err(|error| Error::invalid(error.to_string()))
}

/// An error about the response of an operation that the core could read and the host cannot.
pub fn unreadable_response(operation: &Operation, meta: ResponseMeta, why: String) -> Error {
    let error = Error::local(ErrorKind::MalformedResponseError, why).with(|error| {
        error.operation = Some(operation.name);
        error.status = Some(meta.status.as_u16());
        (error.phase, error.executed) = (Phase::Decode, Executed::Yes);
        (error.attempts, error.elapsed, error.request_id) = (meta.attempts, meta.elapsed, meta.request_id);
    });
    if operation.idempotency == Idempotency::ReadOnly { error.of_read() } else { error }
}

/// Runs one verb of set-ups that needs no server: `check`, whose arguments and result are JSON, or a form of a document, such
/// as `Plan.markdown`.
pub fn run_task(verb: &str, arguments: &str) -> Result<String, Error> {
    if let Some(written) = forms::form(verb, arguments) {
        return written;
    }
    if verb != CHECK {
        return Err(Error::local(ErrorKind::InternalError, format!("no verb {verb}")));
    }
    let invalid = |error: serde_json::Error| Error::invalid(error.to_string());
    let given: CheckArguments = serde_json::from_str(arguments).map_err(invalid)?;
    let checked = definitions::check(Source::from_json(given.source.text())?, given.environment.as_deref())?;
    serde_json::to_string(&checked).map_err(invalid)
}

/// The verb that checks files.
const CHECK: &str = "check";

#[derive(serde::Deserialize)]
struct CheckArguments {
    source: Json,
    environment: Option<String>,
}

/// The query parameters of a JSON object: text, numbers as they are written, booleans, and lists of these.
pub fn query_pairs(json: &str) -> Result<Vec<(String, String)>, String> {
    crate::operation::arguments::query_pairs(json)
}

/// Those of the values in a JSON object that the path of an operation is made of, unchecked; for events of the call.
pub fn path_args(operation: &Operation, params: &str, style: NameStyle) -> Args {
    operation.path_args(params, style)
}

/// Further headers of a request, each checked.
pub fn headers(given: impl IntoIterator<Item = (String, String)>) -> Result<HeaderMap, String> {
    let mut headers = HeaderMap::new();
    for (name, value) in given {
        let (name, value) = crate::config::call_options::header(&name, &value)?;
        headers.insert(name, value);
    }
    Ok(headers)
}

/// Runs a task that a host language observes: the ends of its requests are not its end.
pub async fn observe_task<T, F: Future<Output = Result<T, Error>>>(
    client: &Client,
    observed: Option<Arc<ObservedCall>>,
    task: impl FnOnce(Client) -> F,
) -> Result<T, Error> {
    client.observe_task(observed, task).await
}

/// The JSON of a value of this kind with every secret masked.
pub fn mask(kind: Kind, text: &str, form: MaskedForm) -> Result<String, serde_json::Error> {
    crate::schema::mask::mask(kind, text, form)
}

/// The members of a JSON object, values left where they are.
pub fn members(json: &str) -> serde_json::Result<Vec<(String, &RawValue)>> {
    serde_json::from_str(json).map(|RawObject(members)| members)
}

/// JSON unchanged; a YAML document whose value is of `kind` as JSON. Errors say why it is refused, and where.
pub fn json_or_yaml(text: &str, kind: Kind) -> Result<String, String> {
    let json = yaml::json_or_yaml(text, kind)?;
    check_depth(json.as_bytes())?;
    match json.trim() {
        "" => Err("empty".to_owned()),
        json => serde_json::from_str::<&RawValue>(json)
            .map(|value| value.get().to_owned())
            .map_err(|error| error.to_string()),
    }
}

/// Whether something of the value of a member that no schema names is masked, by its name.
pub fn is_secret_member(name: &str) -> bool {
    crate::schema::mask::names_secret(name)
}

/// What a parameter is called to the caller, such as `--max-items` or `<ID_OR_NAME>`.
pub fn parameter_name(operation: &Operation, param: &Param, style: NameStyle) -> String {
    operation.called(param, style)
}

/// Whether a text is an address with a secret in it.
pub fn is_secret_address(text: &str) -> bool {
    !crate::schema::address::address_secrets(text).is_empty()
}

/// What is masked of the value of a member that no schema names, by its name.
pub fn secret_value(name: &str) -> SecretValue {
    SecretValue::of(name)
}

/// Refuses JSON of this kind that holds a masked secret, with its place: sent, the mask would overwrite the secret.
pub fn reject_masked(kind: Kind, text: &str, place: &str) -> Result<(), String> {
    crate::schema::mask::reject_masked(kind, text, place)
}
