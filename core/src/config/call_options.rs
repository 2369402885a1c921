//! Options of one call. Options that are not set are those of the client.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::concurrency_group::ConcurrencyGroup;
use super::deadline::MAX_TIME;
use crate::error::Error;
use crate::events::observed::ObservedCall;
use crate::json::{RawObject, json_type_name};
use crate::retry::semantics::{Idempotency, TimeBudget};
use crate::schema::NameStyle;
use crate::schema::number::integral;
use crate::schema::validate::unknown_name;

/// Longest pause between two pieces of the body of an idempotent request.
const MAX_SILENCE: Duration = Duration::from_secs(20);
/// Most repetitions that an option may ask for.
const MAX_RETRIES: u32 = 100;
/// Headers that only this library and the transport set.
const RESERVED: &[&str] =
    &["authorization", "host", "content-length", "transfer-encoding", "connection", "te", "upgrade"];

/// Options of a call that are read here, in snake case.
pub(crate) const CALL_OPTIONS: &[&str] = &["timeout", "deadline", "retries", "retry_writes", "headers"];
/// Options of a call that JavaScript reads by itself.
const JAVASCRIPT_OPTIONS: &[&str] = &["signal"];

/// All options that a caller may give a call, in snake case.
pub fn call_options(style: NameStyle) -> impl Iterator<Item = &'static str> {
    let by_itself = match style {
        NameStyle::Camel => JAVASCRIPT_OPTIONS,
        NameStyle::Snake | NameStyle::Flag => &[],
    };
    CALL_OPTIONS.iter().chain(by_itself).copied()
}

/// Options of one call; what is not set is the client's.
#[derive(Debug, Clone, Default)]
pub struct CallOptions {
    /// Time for one attempt.
    pub timeout: Option<Duration>,
    /// Time for the whole call: queueing, attempts and the waits between them.
    pub deadline: Option<Duration>,
    /// How often a failed attempt may be repeated.
    pub retries: Option<u32>,
    /// Whether PUTs that make a new revision may be repeated after an attempt of unknown outcome.
    pub retry_writes: Option<bool>,
    /// Further headers.
    pub headers: HeaderMap,
    /// Group of calls that this call shares a bound and a deadline with.
    pub group: Option<Arc<ConcurrencyGroup>>,
    /// The call as the hook of its caller observes it. Not set by users of Rust: `on_event` of the client does it.
    #[doc(hidden)]
    pub observed: Option<Arc<ObservedCall>>,
}

/// Times of one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Times {
    pub attempt: Duration,
    pub deadline: Duration,
    /// Longest pause between two pieces of a body.
    pub silence: Duration,
}

impl CallOptions {
    /// The options of this call over those of the client.
    pub(crate) fn over(&self, client: &Self) -> Self {
        let mut headers = client.headers.clone();
        for name in self.headers.keys() {
            headers.remove(name);
        }
        headers.extend(self.headers.clone());
        // Any header may hold a credential. Printed forms hide values that are marked as sensitive.
        headers.values_mut().for_each(|value| value.set_sensitive(true));
        Self {
            timeout: self.timeout.or(client.timeout),
            deadline: self.deadline.or(client.deadline),
            retries: self.retries.or(client.retries),
            retry_writes: self.retry_writes.or(client.retry_writes),
            headers,
            group: self.group.clone().or_else(|| client.group.clone()),
            observed: self.observed.clone().or_else(|| client.observed.clone()),
        }
    }

    /// Adds the headers that a hook gave, where there is none of that name. One that cannot be given is left out: a hook
    /// never changes whether a call succeeds.
    pub(crate) fn add_headers(&mut self, given: &HeaderMap) {
        let mut added = HeaderMap::with_capacity(given.len());
        for (name, value) in given.iter().filter(|(name, _)| !self.headers.contains_key(*name)) {
            match header(name.as_str(), value.to_str().unwrap_or("\t")) {
                Ok((name, value)) => drop(added.append(name, value)),
                Err(why) => tracing::warn!(target: "geai_client", "of on_event: {why}"),
            }
        }
        self.headers.extend(added);
    }

    /// The times of a call with these semantics. A given `timeout` extends the default deadline, a given `deadline` bounds
    /// the default time of an attempt.
    pub(crate) fn times(&self, idempotency: Idempotency, budget: TimeBudget) -> Times {
        let (attempt, deadline) = budget.defaults();
        let deadline = self.deadline.unwrap_or_else(|| deadline.max(self.timeout.unwrap_or_default()));
        let attempt = self.timeout.unwrap_or(attempt).min(deadline);
        // A read is repeated after a pause of this length; a write, which is not, waits for the whole attempt.
        let silence = if idempotency.is_idempotent() { attempt.min(MAX_SILENCE) } else { attempt };
        Times { attempt, deadline, silence }
    }

    /// Options from a JSON object; times in the unit of the caller's language.
    ///
    /// Errors with `InvalidRequestError`, naming the option.
    pub fn from_json(text: &str, style: NameStyle) -> Result<Self, Error> {
        let read = || {
            let RawObject(members) = serde_json::from_str(text)
                .map_err(|_| format!("options: expected an object, got {}", json_type_name(text)))?;
            let mut options = Self::default();
            for (name, value) in members {
                if value.get() != "null" && !options.set(&name, &name, value.get(), style)? {
                    return Err(unknown_name(&name, "options", call_options(style), style));
                }
            }
            options.check(style)?;
            Ok(options)
        };
        read().map_err(Error::invalid)
    }

    /// Sets the option of this name from JSON; `false` where there is none. An error calls it what the caller `said`.
    pub(crate) fn set(&mut self, name: &str, said: &str, value: &str, style: NameStyle) -> Result<bool, String> {
        match name {
            "timeout" => self.timeout = Some(time(said, value, style)?),
            "deadline" => self.deadline = Some(time(said, value, style)?),
            "retries" => self.retries = Some(count(said, value, 0, MAX_RETRIES)?),
            "retry_writes" | "retryWrites" => self.retry_writes = Some(flag(said, value)?),
            "headers" => self.headers = headers(value)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Refuses times that contradict each other.
    pub(crate) fn check(&self, style: NameStyle) -> Result<(), String> {
        for (name, value) in &self.headers {
            header(name.as_str(), value.to_str().unwrap_or("\t"))?;
        }
        for (name, time) in [("timeout", self.timeout), ("deadline", self.deadline)] {
            if time.is_some_and(|time| time.is_zero() || time > MAX_TIME) {
                return Err(format!("{name}: expected more than 0 and at most 24 hours"));
            }
        }
        match (self.timeout, self.deadline) {
            (Some(attempt), Some(deadline)) if attempt > deadline => Err(format!(
                "timeout ({}) must not be longer than deadline ({})",
                format_time(style, attempt),
                format_time(style, deadline)
            )),
            _ => Ok(()),
        }
    }
}

/// A time in the unit of the caller's language.
pub(crate) fn format_time(style: NameStyle, time: Duration) -> String {
    match style {
        NameStyle::Snake | NameStyle::Flag => format!("{} s", time.as_secs_f64()),
        NameStyle::Camel => format!("{} ms", time.as_millis()),
    }
}

/// A time: seconds in Python and Rust, milliseconds in Node.
pub(crate) fn time(name: &str, value: &str, style: NameStyle) -> Result<Duration, String> {
    let (unit, scale) = match style {
        NameStyle::Snake | NameStyle::Flag => ("seconds", 1.0),
        NameStyle::Camel => ("milliseconds", 0.001),
    };
    let number: Option<f64> = value.parse().ok().filter(|_| !value.starts_with('"'));
    number
        .map(|number| number * scale)
        .filter(|seconds| *seconds > 0.0 && *seconds <= MAX_TIME.as_secs_f64())
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| {
            let shown: String = value.chars().take(40).collect();
            format!("{name}: expected {unit}, more than 0 and at most 24 hours, got {shown}")
        })
}

pub(crate) fn count(name: &str, value: &str, least: u32, most: u32) -> Result<u32, String> {
    let float = || value.parse::<f64>().ok().and_then(integral).and_then(|number| u32::try_from(number).ok());
    let number = value.parse().ok().or_else(float).filter(|number| (least..=most).contains(number));
    number.ok_or_else(|| {
        let shown: String = value.chars().take(40).collect();
        format!("{name}: expected an integer from {least} to {most}, got {shown}")
    })
}

/// A number a second.
pub(crate) fn rate(name: &str, value: &str) -> Result<f64, String> {
    let number = value.parse::<f64>().ok().filter(|number| number.is_finite() && *number > 0.0);
    number.ok_or_else(|| {
        let shown: String = value.chars().take(40).collect();
        format!("{name}: expected a number of requests a second, more than 0, got {shown}")
    })
}

pub(crate) fn flag(name: &str, value: &str) -> Result<bool, String> {
    value.parse().map_err(|_| format!("{name}: expected true or false, got {}", json_type_name(value)))
}

/// Headers from a JSON object of strings. Their values never appear in an error.
pub(crate) fn headers(text: &str) -> Result<HeaderMap, String> {
    let RawObject(members) =
        serde_json::from_str(text).map_err(|_| format!("headers: expected an object, got {}", json_type_name(text)))?;
    let mut headers = HeaderMap::new();
    for (name, value) in members {
        let value: String = serde_json::from_str(value.get())
            .map_err(|_| format!("headers.{name}: expected a string, got {}", json_type_name(value.get())))?;
        let (name, value) = header(&name, &value)?;
        headers.insert(name, value);
    }
    Ok(headers)
}

/// One further header, checked.
pub(crate) fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), String> {
    let shown = name.escape_debug().take(80).collect::<String>();
    let parsed =
        HeaderName::from_bytes(name.as_bytes()).map_err(|_| format!("headers: `{shown}` is no header name"))?;
    if RESERVED.contains(&parsed.as_str()) || parsed.as_str().starts_with("proxy-") {
        return Err(format!("headers: `{shown}` is set by the client and cannot be given"));
    }
    let mut value = HeaderValue::from_str(value)
        .ok()
        .filter(|value| value.as_bytes().iter().all(|byte| (0x20..0x7f).contains(byte)))
        .ok_or_else(|| format!("headers.{shown}: only visible ASCII characters and spaces are allowed"))?;
    // It may hold a credential. Printed forms hide values that are marked as sensitive.
    value.set_sensitive(true);
    Ok((parsed, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(text: &str) -> Result<CallOptions, Error> {
        CallOptions::from_json(text, NameStyle::Snake)
    }

    #[test]
    fn a_time_that_was_asked_for_moves_the_other_default() {
        let times = |text: &str| {
            let times = options(text).unwrap().times(Idempotency::ReadOnly, TimeBudget::Standard);
            (times.attempt.as_secs(), times.deadline.as_secs())
        };
        assert_eq!(times("{}"), (30, 60));
        assert_eq!(times(r#"{"timeout":90}"#), (90, 90));
        assert_eq!(times(r#"{"deadline":5}"#), (5, 5));
        assert_eq!(times(r#"{"timeout":2,"deadline":200}"#), (2, 200));
    }

    #[test]
    fn wrong_options_are_named() {
        for (text, part) in [
            (r#"{"timeout":0}"#, "timeout"),
            (r#"{"timeout":true}"#, "timeout"),
            (r#"{"timeout":"5"}"#, "timeout"),
            (r#"{"deadline":-1}"#, "deadline"),
            (r#"{"deadline":1e9}"#, "24 hours"),
            (r#"{"retries":1.5}"#, "retries"),
            (r#"{"retries":-1}"#, "retries"),
            (r#"{"timeout":3,"deadline":2}"#, "must not be longer"),
            (r#"{"timout":3}"#, "did you mean `timeout`"),
            (r#"{"headers":{"Authorization":"canary"}}"#, "set by the client"),
            (r#"{"headers":{"x":"a\nb"}}"#, "visible ASCII"),
            (r#"{"headers":{"x":3}}"#, "expected a string"),
        ] {
            let error = options(text).unwrap_err().to_string();
            assert!(error.contains(part) && !error.contains("canary"), "{text}: {error}");
        }
    }

    #[test]
    fn a_time_is_more_than_nothing_and_at_most_a_day() {
        let read = |text| time("timeout", text, NameStyle::Snake).ok();
        assert_eq!(read("1.5"), Some(Duration::from_millis(1500)));
        assert_eq!(read("86400"), Some(Duration::from_secs(86400)));
        for wrong in ["0", "-1", "86400.001", "1e99", "\"5\"", "true", "null"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        assert_eq!(time("timeout", "1500", NameStyle::Camel), Ok(Duration::from_millis(1500)));
    }
}
