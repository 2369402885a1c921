//! Parameters of a fault, checked when a plan is set and read when it is played.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use bytes::Bytes;
use serde_json::{Map, Value};

use super::catalog::{FaultInfo, GENERAL, Kind};

/// What a plan gives in `with`.
#[derive(Debug, Clone, Default)]
pub(super) struct Params(Arc<Map<String, Value>>);

impl Params {
    /// Refuses what the fault does not know and what has the wrong type.
    pub(super) fn checked(fault: &FaultInfo, with: &Map<String, Value>) -> io::Result<Self> {
        for (name, value) in with {
            let known = fault.params.iter().chain(GENERAL).find(|param| param.name == name);
            let kind = known.ok_or_else(|| wrong(format!("`{}` has no parameter `{name}`", fault.name)))?.kind;
            let fits = match kind {
                Kind::Number => value.as_f64().is_some_and(|number| number >= 0.0),
                Kind::Text => value.is_string(),
                Kind::Flag => value.is_boolean(),
                Kind::Any => true,
                Kind::OneOf(choices) => value.as_str().is_some_and(|text| choices.contains(&text)),
            };
            if !fits {
                return Err(wrong(format!("`{name}` of `{}` is not a {kind:?}: {value}", fault.name)));
            }
        }
        let params = Self(Arc::new(with.clone()));
        params.binary("body_base64")?;
        Ok(params)
    }

    pub(super) fn any(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    pub(super) fn number(&self, name: &str, default: u64) -> u64 {
        self.0.get(name).and_then(Value::as_f64).map_or(default, |number| number as u64)
    }

    pub(super) fn size(&self, name: &str, default: usize) -> usize {
        usize::try_from(self.number(name, default as u64)).unwrap_or(default)
    }

    pub(super) fn status(&self, name: &str, default: u16) -> u16 {
        u16::try_from(self.number(name, u64::from(default))).unwrap_or(default)
    }

    /// A number of milliseconds.
    pub(super) fn time(&self, name: &str, default_ms: f64) -> Duration {
        self.optional_time(name).unwrap_or(Duration::from_secs_f64(default_ms / 1000.0))
    }

    pub(super) fn optional_time(&self, name: &str) -> Option<Duration> {
        let number = self.0.get(name).and_then(Value::as_f64)?;
        Duration::try_from_secs_f64(number / 1000.0).ok()
    }

    pub(super) fn text<'a>(&'a self, name: &str, default: &'a str) -> &'a str {
        self.0.get(name).and_then(Value::as_str).unwrap_or(default)
    }

    pub(super) fn flag(&self, name: &str, default: bool) -> bool {
        self.0.get(name).and_then(Value::as_bool).unwrap_or(default)
    }

    fn binary(&self, name: &str) -> io::Result<Option<Bytes>> {
        let Some(text) = self.0.get(name).and_then(Value::as_str) else { return Ok(None) };
        let bytes = base64::engine::general_purpose::STANDARD.decode(text);
        bytes.map(|bytes| Some(bytes.into())).map_err(|error| wrong(format!("`{name}`: {error}")))
    }

    /// `body`, `body_base64` or `json`, whichever is given.
    pub(super) fn body(&self) -> Option<Bytes> {
        if let Some(text) = self.any("body").and_then(Value::as_str) {
            return Some(text.to_owned().into());
        }
        let json = || self.any("json").map(|json| Bytes::from(json.to_string()));
        self.binary("body_base64").ok().flatten().or_else(json)
    }
}

pub(super) fn wrong(text: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, text)
}
