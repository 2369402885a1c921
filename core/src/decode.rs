//! Reading the answers of operations. A model is read as it stands; what is special about one says so here.

use crate::error::Error;
use crate::json::{Extra, Json, kind_of};
use crate::model::Model;
use crate::models::{
    Agent, AgentSummary, ConfigParameter, InspectorResult, Integration, IntegrationSummary, Interaction, LabPackage,
    ManifestResult, PublishToolsResult,
};
use crate::page::{Envelope, Page};
use crate::received::Received;

/// A type that an operation answers.
pub trait Decode: Sized {
    /// Reads it from a response.
    fn decode(received: Received) -> Result<Self, Error>;
}

impl<T: Model> Decode for T {
    fn decode(received: Received) -> Result<Self, Error> {
        T::receive(received)
    }
}

/// An answer that is one model and nothing more.
pub(crate) fn plain<T: Model>(received: &Received) -> Result<T, Error> {
    let model: T = received.read()?;
    received.reported(model.extra())?;
    Ok(model)
}

/// Bare, or under `plugin` or `toolPlugin` (RES-03). It may hold a manifest of megabytes, which is not copied to see.
pub(crate) fn integration(received: &Received) -> Result<Integration, Error> {
    let Some(members) = received.peek() else { return received.read() };
    let member = |wanted: &str| members.iter().find(|(name, _)| name == wanted);
    let bare = member("id").is_some_and(|(_, id)| id.get() != "null");
    let inner = member("plugin").or_else(|| member("toolPlugin"));
    let integration: Integration = match inner.filter(|(_, inner)| !bare && kind_of(inner.get()) == "an object") {
        Some((envelope, inner)) => {
            let beside = members.iter().filter(|(name, _)| name != envelope);
            let beside =
                beside.filter_map(|(name, value)| Some((name.clone(), Json::from_text(value.get().to_owned()).ok()?)));
            received.reported(&beside.collect())?;
            received.part(inner).read()?
        }
        None => received.read()?,
    };
    received.reported(&integration.extra)?;
    Ok(integration)
}

/// Remarks without a scheme are a failure (I6-04).
pub(crate) fn inspector_result(received: &Received) -> Result<InspectorResult, Error> {
    let result: InspectorResult = received.read()?;
    received.reported(&result.extra)?;
    let typed = result.security_scheme.as_ref().and_then(|scheme| scheme.r#type.as_ref());
    if typed.is_none_or(|kind| kind.as_str().is_empty()) {
        received.extra().map_or(Ok(()), |members| received.complained(&members))?;
    }
    Ok(result)
}

/// `success: false` is an answer, remarks beside it are a failure (I8-03).
pub(crate) fn manifest_result(received: &Received) -> Result<ManifestResult, Error> {
    let result: ManifestResult = received.read()?;
    received.reported(&result.extra)?;
    if result.success != Some(true) {
        received.complained(&result.extra)?;
    }
    Ok(result)
}

/// No body is an unknown count (I9-03); remarks without a count are a failure (I9-04).
pub(crate) fn publish_tools_result(received: &Received) -> Result<PublishToolsResult, Error> {
    if received.is_blank() {
        return Ok(PublishToolsResult::default());
    }
    let result: PublishToolsResult = received.read()?;
    received.reported(&result.extra)?;
    if result.total_published.is_none() {
        received.complained(&result.extra)?;
    }
    Ok(result)
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
