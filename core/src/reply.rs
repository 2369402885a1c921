//! From the bytes of a response to a typed answer, and what else is known of a successful call.

use std::fmt::Write as _;
use std::time::Duration;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::error::{Error, ErrorKind, Executed, Phase};
use crate::json::{Extra, Json, Members, kind_of};
use crate::model::{Member, Model, Tolerant};
use crate::models::{
    Agent, AgentSummary, Authorization, Challenge, ConfigParameter, InspectorResult, Integration, IntegrationSummary,
    Interaction, InteractionState, LabPackage, ManifestResult, PublishToolsResult, SharingLink, TokenInfo,
};
use crate::page::{Cursor, Envelope, Page};
use crate::problem::{self, ServerMessage};

/// A complete 2xx response, before it is read.
#[derive(Debug)]
pub struct Received {
    pub(crate) meta: Meta,
    pub(crate) body: Bytes,
    /// Where the iteration over pages stands, for operations that answer one.
    pub(crate) cursor: Option<Cursor>,
}

/// What is known of a successful call beside its answer.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Meta {
    /// HTTP status.
    pub status: StatusCode,
    /// Headers of the response.
    pub headers: HeaderMap,
    /// Id the server gave the request.
    pub request_id: Option<String>,
    /// Attempts made.
    pub attempts: u32,
    /// Time from the call to its answer.
    pub elapsed: Duration,
}

/// An answer with what is known of the call.
#[derive(Debug, Clone)]
pub struct Response<T> {
    /// The answer.
    pub data: T,
    /// Status, headers, times.
    pub meta: Meta,
}

/// An answer of any operation.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Body {
    /// One agent.
    Agent(Box<Agent>),
    /// What an import answered.
    Agents(Vec<Agent>),
    /// A page of an agent list.
    AgentPage(Page<AgentSummary>),
    /// One integration.
    Integration(Box<Integration>),
    /// A page of an integration list.
    IntegrationPage(Page<IntegrationSummary>),
    /// What an inspection found.
    InspectorResult(Box<InspectorResult>),
    /// A sign-in that was begun.
    Challenge(Challenge),
    /// A manifest.
    ManifestResult(ManifestResult),
    /// How many tools were published.
    PublishToolsResult(PublishToolsResult),
    /// Open interactions.
    Interactions(Vec<Interaction>),
    /// An interaction after it was recorded or closed.
    InteractionState(InteractionState),
    /// Configuration of an integration.
    ConfigParameters(Vec<ConfigParameter>),
    /// A link that lets others use an agent.
    SharingLink(SharingLink),
    /// What a token belongs to.
    TokenInfo(TokenInfo),
    /// A sign-in through the inspector.
    Authorization(Box<Authorization>),
    /// A package.
    LabPackage(LabPackage),
    /// Free-form JSON, the answer of `request`.
    Json(Option<Json>),
    /// Nothing.
    Nothing,
}

/// A type that an operation answers.
pub trait Decode: Sized {
    /// Reads it from a response.
    fn decode(received: Received) -> Result<Self, Error>;
}

impl Received {
    /// An error about this response.
    pub(crate) fn error(&self, kind: ErrorKind, executed: Executed, phase: Phase, detail: String) -> Error {
        let meta = &self.meta;
        Error::local(kind, detail).with(|error| {
            error.status = Some(meta.status.as_u16());
            error.request_id.clone_from(&meta.request_id);
            error.attempts = meta.attempts;
            error.elapsed = meta.elapsed;
            (error.phase, error.executed) = (phase, executed);
        })
    }

    /// The response is not what the contract allows (GEN-11, GEN-12).
    pub(crate) fn malformed(&self, why: &str) -> Error {
        let start = self.body.get(..self.body.len().min(2048)).unwrap_or_default();
        let start = String::from_utf8_lossy(start).into_owned();
        let content_type = self.meta.headers.get("content-type").and_then(|value| value.to_str().ok());
        let mut detail = format!("{why}; content type {}", content_type.unwrap_or("not given"));
        // A page or a text says where it came from. JSON may hold a secret, and its place was named.
        if !start.trim_start().starts_with(['{', '[', '"']) {
            let shown: String = start.chars().take(80).collect();
            let _ = write!(detail, ", {} bytes, starting {shown:?}", self.body.len());
        }
        self.error(ErrorKind::MalformedResponseError, Executed::Yes, Phase::Decode, detail)
            .with(|error| error.body = Some(start))
    }

    /// The failure that a success status hides, if it does (GEN-13).
    pub(crate) fn reported(&self, members: &Extra) -> Result<(), Error> {
        problem::reported(members).map_or(Ok(()), |messages| Err(self.failure(messages)))
    }

    /// As [`reported`](Self::reported), where the body holds nothing else of use: then remarks are failures, too (E-06).
    fn complained(&self, members: &Extra) -> Result<(), Error> {
        self.reported(members)?;
        problem::remarks(members).map_or(Ok(()), |messages| Err(self.failure(messages)))
    }

    fn failure(&self, messages: Vec<ServerMessage>) -> Error {
        let detail = problem::summary(&messages, &self.body);
        self.error(ErrorKind::ReportedError, Executed::Maybe, Phase::Response, detail).with(|error| {
            error.messages = messages;
            error.body = Some(String::from_utf8_lossy(&self.body).chars().take(65_536).collect());
        })
    }

    /// The body as `T`; an error names the place in the JSON.
    pub(crate) fn read<T: Member>(&self) -> Result<T, Error> {
        match serde_json::from_slice::<Tolerant<T>>(&self.body) {
            Ok(Tolerant(value)) => Ok(value),
            Err(error) => Err(self.unreadable::<T>(&error)),
        }
    }

    /// Why the body is no `T`: it may report a failure instead. Read again, this time keeping track of the place.
    #[cold]
    fn unreadable<T: Member>(&self, error: &serde_json::Error) -> Error {
        if self.body.is_empty() {
            return self.malformed("the body is empty where JSON was expected");
        }
        if error.classify() != serde_json::error::Category::Data {
            return self.malformed(&format!("the body is not JSON ({error})"));
        }
        if let Err(error) = self.extra().map_or(Ok(()), |members| self.complained(&members)) {
            return error;
        }
        let mut deserializer = serde_json::Deserializer::from_slice(&self.body);
        let placed = serde_path_to_error::deserialize::<_, Tolerant<T>>(&mut deserializer);
        match placed.err().filter(|error| error.path().iter().next().is_some()) {
            Some(error) => self.malformed(&format!("at `{}`: {}", error.path(), unquoted(&error.inner().to_string()))),
            None => self.malformed(&unquoted(&error.to_string())),
        }
    }

    /// Whether there is no body to speak of.
    fn is_blank(&self) -> bool {
        self.body.iter().all(u8::is_ascii_whitespace)
    }

    /// The same response, with a part of its body for the whole.
    fn with_body(&self, part: &Json) -> Self {
        Self { meta: self.meta.clone(), body: part.text().to_owned().into(), cursor: None }
    }

    /// The members of the body, values left where they are.
    pub(crate) fn members(&self) -> Result<Vec<(String, &RawValue)>, Error> {
        match serde_json::from_slice(&self.body) {
            Ok(Members(members)) => Ok(members),
            Err(error) => Err(self.unreadable::<Envelope>(&error)),
        }
    }

    /// The members of the body, if it is an object.
    fn extra(&self) -> Option<Extra> {
        serde_json::from_slice(&self.body).ok()
    }
}

/// The message without the value it complains of, which may be a secret.
fn unquoted(message: &str) -> String {
    let value = message.split_once(['"', '`']).filter(|(before, _)| before.starts_with("invalid "));
    match (value, message.rfind(", expected")) {
        (Some((before, _)), Some(expected)) => {
            format!("{}{}", before.trim_end(), message.get(expected..).unwrap_or_default())
        }
        _ => message.to_owned(),
    }
}

/// Answers that are one model and nothing more.
macro_rules! plain {
    ($($model:ident),+) => {$(
        impl Decode for $model {
            fn decode(received: Received) -> Result<Self, Error> {
                let model: Self = received.read()?;
                received.reported(model.extra())?;
                Ok(model)
            }
        }
    )+};
}
plain!(Agent, Challenge, InteractionState, SharingLink, TokenInfo);

impl Decode for Integration {
    /// Bare, or under `plugin` or `toolPlugin` (RES-03).
    fn decode(received: Received) -> Result<Self, Error> {
        let Some(members) = received.extra() else { return received.read() };
        let inner = ["plugin", "toolPlugin"].iter().find_map(|name| members.get(*name));
        let inner =
            inner.filter(|inner| members.get("id").is_none_or(Json::is_null) && kind_of(inner.text()) == "an object");
        let integration: Self = match inner {
            Some(inner) => {
                received.reported(&members)?;
                received.with_body(inner).read()?
            }
            None => received.read()?,
        };
        received.reported(&integration.extra)?;
        Ok(integration)
    }
}

impl Decode for InspectorResult {
    /// Remarks without a scheme are a failure (I6-04).
    fn decode(received: Received) -> Result<Self, Error> {
        let result: Self = received.read()?;
        received.reported(&result.extra)?;
        let typed = result.security_scheme.as_ref().and_then(|scheme| scheme.r#type.as_ref());
        if typed.is_none_or(|kind| kind.as_str().is_empty()) {
            received.extra().map_or(Ok(()), |members| received.complained(&members))?;
        }
        Ok(result)
    }
}

impl Decode for ManifestResult {
    /// `success: false` is an answer, remarks beside it are a failure (I8-03).
    fn decode(received: Received) -> Result<Self, Error> {
        let result: Self = received.read()?;
        received.reported(&result.extra)?;
        if result.success != Some(true) {
            received.complained(&result.extra)?;
        }
        Ok(result)
    }
}

impl Decode for PublishToolsResult {
    /// No body is an unknown count (I9-03); remarks without a count are a failure (I9-04).
    fn decode(received: Received) -> Result<Self, Error> {
        if received.is_blank() {
            return Ok(Self::default());
        }
        let result: Self = received.read()?;
        received.reported(&result.extra)?;
        if result.total_published.is_none() {
            received.complained(&result.extra)?;
        }
        Ok(result)
    }
}

/// A list under a member of the body.
macro_rules! listed {
    ($($model:ident under $member:literal, empty: $empty:literal);+) => {$(
        impl Decode for Vec<$model> {
            fn decode(received: Received) -> Result<Self, Error> {
                if $empty && received.is_blank() {
                    return Ok(Self::new());
                }
                let Envelope(mut members) = received.read()?;
                received.reported(&members)?;
                // A missing list is an empty one (GEN-15).
                let Some(list) = members.remove($member).filter(|list| !list.is_null()) else {
                    return Ok(Self::new());
                };
                received.with_body(&list).read()
            }
        }
    )+};
}
// No body is an empty configuration, and no list of interactions (GEN-11).
listed!(Interaction under "interactions", empty: false; ConfigParameter under "parameters", empty: true);

impl Decode for () {
    /// Any 2xx is success, with or without a body (GEN-11, A8-03), unless the body reports a failure or is
    /// no JSON: a login page deletes nothing (GEN-12).
    fn decode(received: Received) -> Result<Self, Error> {
        <Option<Json>>::decode(received).map(|_| ())
    }
}

impl Decode for Vec<Agent> {
    /// One agent, a list of them, or a list under `agents` (A10-04).
    fn decode(received: Received) -> Result<Self, Error> {
        let Some(mut members) = received.extra() else {
            return received.read();
        };
        received.reported(&members)?;
        match members.remove("agents") {
            Some(agents) if !members.contains_key("id") => received.with_body(&agents).read(),
            _ => received.read(),
        }
    }
}

impl Decode for LabPackage {
    fn decode(received: Received) -> Result<Self, Error> {
        match Self::from_json(received.body.clone()) {
            Ok(package) => Ok(package),
            Err(why) => {
                if let Some(members) = received.extra() {
                    received.reported(&members)?;
                }
                Err(received.malformed(&format!("not a package: {why}")))
            }
        }
    }
}

impl Decode for Page<AgentSummary> {
    fn decode(received: Received) -> Result<Self, Error> {
        Page::read(received, &["agents"])
    }
}

impl Decode for Page<IntegrationSummary> {
    fn decode(received: Received) -> Result<Self, Error> {
        Page::read(received, &["toolPlugins", "plugins"])
    }
}

impl Decode for Option<Json> {
    /// Free-form JSON; nothing for an empty body (GEN-11).
    fn decode(received: Received) -> Result<Self, Error> {
        if received.is_blank() {
            return Ok(None);
        }
        let json: Json = received.read()?;
        if let Ok(members) = serde_json::from_str::<Extra>(json.text()) {
            received.reported(&members)?;
        }
        Ok(Some(json))
    }
}

macro_rules! bodies {
    ($($type:ty => |$value:ident| $body:expr),+ $(,)?) => {$(
        impl From<$type> for Body {
            fn from($value: $type) -> Self {
                $body
            }
        }
    )+};
}
bodies! {
    Agent => |agent| Self::Agent(Box::new(agent)),
    Vec<Agent> => |agents| Self::Agents(agents),
    Page<AgentSummary> => |page| Self::AgentPage(page),
    LabPackage => |package| Self::LabPackage(package),
    Integration => |integration| Self::Integration(Box::new(integration)),
    Page<IntegrationSummary> => |page| Self::IntegrationPage(page),
    InspectorResult => |result| Self::InspectorResult(Box::new(result)),
    Challenge => |challenge| Self::Challenge(challenge),
    ManifestResult => |result| Self::ManifestResult(result),
    PublishToolsResult => |result| Self::PublishToolsResult(result),
    Vec<Interaction> => |interactions| Self::Interactions(interactions),
    InteractionState => |state| Self::InteractionState(state),
    Vec<ConfigParameter> => |parameters| Self::ConfigParameters(parameters),
    SharingLink => |link| Self::SharingLink(link),
    TokenInfo => |info| Self::TokenInfo(info),
    Option<Json> => |json| Self::Json(json),
    () => |_nothing| Self::Nothing,
}

impl From<Authorization> for Response<Body> {
    /// Made of several calls or of none, so nothing is known of one.
    fn from(authorization: Authorization) -> Self {
        Self { data: Body::Authorization(Box::new(authorization)), meta: Meta::default() }
    }
}

impl Body {
    /// The answer as JSON text with wire names: `null` for nothing, `{"items", "malformed", "information",
    /// "total"}` for a page, a document to the letter.
    pub fn to_json(&self) -> Result<Bytes, serde_json::Error> {
        fn text<T: Serialize>(value: &T) -> Result<Bytes, serde_json::Error> {
            serde_json::to_vec(value).map(Bytes::from)
        }
        match self {
            Self::Agent(agent) => text(agent),
            Self::Agents(agents) => text(agents),
            Self::AgentPage(page) => text(page),
            Self::Integration(integration) => text(integration),
            Self::IntegrationPage(page) => text(page),
            Self::InspectorResult(result) => text(result),
            Self::Challenge(challenge) => text(challenge),
            Self::ManifestResult(result) => text(result),
            Self::PublishToolsResult(result) => text(result),
            Self::Interactions(interactions) => text(interactions),
            Self::InteractionState(state) => text(state),
            Self::ConfigParameters(parameters) => text(parameters),
            Self::SharingLink(link) => text(link),
            Self::TokenInfo(info) => text(info),
            Self::Authorization(authorization) => text(authorization),
            Self::LabPackage(package) => Ok(package.document().clone()),
            Self::Json(Some(json)) => Ok(Bytes::from(json.text().to_owned())),
            Self::Json(None) | Self::Nothing => Ok(Bytes::from_static(b"null")),
        }
    }

    /// Where the iteration over pages goes on, for a page that is not the last.
    pub fn cursor(&self) -> Option<&Cursor> {
        match self {
            Self::AgentPage(page) => page.cursor(),
            Self::IntegrationPage(page) => page.cursor(),
            _ => None,
        }
    }
}

/// Reads `T` from JSON as tolerantly as an answer of the server, for hosts that keep models as JSON.
///
/// Errors name the place in the JSON.
pub fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let place = error.path().to_string();
        Error::invalid(if place == "." { error.inner().to_string() } else { format!("{place}: {}", error.inner()) })
    })
}

#[cfg(test)]
mod tests {
    use super::unquoted;

    #[test]
    fn gen_19_a_message_loses_the_value_it_complains_of() {
        for (message, shown) in [
            (
                "invalid type: string \"canary, expected\", expected an integer at line 1 column 9",
                "invalid type: string, expected",
            ),
            (
                "invalid type: integer `7`, expected a string at line 1 column 9",
                "invalid type: integer, expected a string at line 1 column 9",
            ),
            ("invalid value: string \"canary\", expected a number", "invalid value: string, expected a number"),
            ("invalid type: map, expected a string", "invalid type: map, expected a string"),
            ("missing field `id`", "missing field `id`"),
        ] {
            let found = unquoted(message);
            assert!(found.starts_with(shown) && !found.contains("canary"), "{found}");
        }
    }
}
