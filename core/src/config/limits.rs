//! Limits and switches of a client: times, counts, sizes. Given by argument only, each with a default.

use std::time::Duration;

use super::call_options::{count, flag, format_time, rate, time};
use super::deadline::MAX_TIME;
use super::setting::Setting;
use crate::retry::{DEFAULT_BACKOFF, DEFAULT_MAX_RETRY_AFTER};
use crate::schema::NameStyle;

const MAX_IN_FLIGHT: u32 = 1000;
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// A value of a limit.
trait Limit: PartialEq + Sized {
    /// From JSON, in the unit of the caller's language.
    fn from_json(name: &str, json: &str, style: NameStyle) -> Result<Self, String>;
    /// What would be right, if this is not.
    fn wrong(&self) -> Option<String>;
    fn show(&self, style: NameStyle) -> String;
}

impl Limit for Duration {
    fn from_json(name: &str, json: &str, style: NameStyle) -> Result<Self, String> {
        time(name, json, style)
    }
    fn wrong(&self) -> Option<String> {
        (self.is_zero() || *self > MAX_TIME).then(|| "more than 0 and at most 24 hours".to_owned())
    }
    fn show(&self, style: NameStyle) -> String {
        format_time(style, *self)
    }
}

/// Calls.
impl Limit for u32 {
    fn from_json(name: &str, json: &str, _: NameStyle) -> Result<Self, String> {
        count(name, json, 1, MAX_IN_FLIGHT)
    }
    fn wrong(&self) -> Option<String> {
        (!(1..=MAX_IN_FLIGHT).contains(self)).then(|| format!("1 to {MAX_IN_FLIGHT}"))
    }
    fn show(&self, _: NameStyle) -> String {
        self.to_string()
    }
}

/// Requests a second.
impl Limit for f64 {
    fn from_json(name: &str, json: &str, _: NameStyle) -> Result<Self, String> {
        rate(name, json)
    }
    fn wrong(&self) -> Option<String> {
        (self.is_nan() || *self <= 0.0).then(|| "more than 0".to_owned())
    }
    fn show(&self, _: NameStyle) -> String {
        if self.is_finite() { format!("{self} a second") } else { "no limit".to_owned() }
    }
}

/// Bytes.
impl Limit for usize {
    fn from_json(name: &str, json: &str, _: NameStyle) -> Result<Self, String> {
        count(name, json, 1, u32::MAX).map(|bytes| bytes as usize)
    }
    fn wrong(&self) -> Option<String> {
        (*self == 0).then(|| "at least 1".to_owned())
    }
    fn show(&self, _: NameStyle) -> String {
        format!("{self} bytes")
    }
}

impl Limit for bool {
    fn from_json(name: &str, json: &str, _: NameStyle) -> Result<Self, String> {
        flag(name, json)
    }
    fn wrong(&self) -> Option<String> {
        None
    }
    fn show(&self, _: NameStyle) -> String {
        self.to_string()
    }
}

/// The table of limits, passed to the macro `$then`: one row gives the field, its default and the setter of the builder.
macro_rules! with_limits {
    ($then:ident) => {
        $then! {
            /// Time to connect: name lookup, TCP and TLS. Default: 5 s.
            connect_timeout: Duration = Duration::from_secs(5);
            /// Wait before the first repetition of a failed attempt; each further one is twice as long, up to 8 s.
            /// Each wait is drawn from the upper half. Default: 0.3 s.
            backoff: Duration = DEFAULT_BACKOFF;
            /// Longest wait a server may ask for by `Retry-After`; beyond it the error is returned at once. Default: 60 s.
            max_retry_after: Duration = DEFAULT_MAX_RETRY_AFTER;
            /// Whether a write that the server refused untouched (429 with `Retry-After`) is repeated. Default: true.
            retry_post_on_429: bool = true;
            /// Most calls in flight; others wait. Default: 100.
            max_in_flight: u32 = 100;
            /// Most requests a second of this client in this process, repetitions included; others wait for their turn, so
            /// that they leave evenly. Default: `f64::INFINITY`, no limit.
            max_requests_per_second: f64 = f64::INFINITY;
            /// Whether writes that must not be repeated go over pooled HTTP/1.1 connections, too: faster, but where the
            /// server closes one at the moment of reuse the write fails with an unknown outcome. Default: false.
            reuse_connections_for_writes: bool = false;
            /// Largest body of a request. Default: 64 MiB.
            max_request_bytes: usize = MAX_BYTES;
            /// Largest response, after decompression. Default: 64 MiB.
            max_response_bytes: usize = MAX_BYTES;
            /// Allows `http://` to hosts other than loopback: tokens travel readable. Default: false.
            allow_http: bool = false;
            /// Whether a credentials file that others may read or change is refused rather than warned of. Default: false.
            strict_credentials_permissions: bool = false;
        }
    };
}
pub(crate) use with_limits;

macro_rules! define_limits {
    ($($(#[doc = $doc:literal])+ $name:ident: $type:ty = $default:expr;)+) => {
        /// Limits and switches of a client.
        #[derive(Debug, Clone)]
        pub(crate) struct Limits { $(pub $name: $type,)+ }

        impl Default for Limits {
            fn default() -> Self {
                Self { $($name: $default,)+ }
            }
        }

        /// Their names.
        pub(crate) const LIMITS: &[&str] = &[$(stringify!($name)),+];

        impl Limits {
            /// Sets the one of this name; `false` where there is none.
            pub(crate) fn set(&mut self, name: &str, json: &str, style: NameStyle) -> Result<bool, String> {
                match name {
                    $(stringify!($name) => self.$name = Limit::from_json(&style.name(name), json, style)?,)+
                    _ => return Ok(false),
                }
                Ok(true)
            }

            /// Refuses values that make no sense.
            pub(crate) fn check(&self, style: NameStyle) -> Result<(), String> {
                $(if let Some(right) = self.$name.wrong() {
                    return Err(format!("{}: expected {right}", style.name(stringify!($name))));
                })+
                Ok(())
            }

            /// Every value, and whether it is the default.
            pub(crate) fn describe(&self, style: NameStyle) -> Vec<Setting> {
                let default = Self::default();
                vec![$(Setting {
                    name: stringify!($name),
                    value: self.$name.show(style),
                    source: if self.$name == default.$name { "default" } else { "argument" }.to_owned(),
                }),+]
            }
        }
    };
}

with_limits!(define_limits);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_bounded_and_shown_with_where_they_come_from() {
        let style = NameStyle::Camel;
        let set = |name, json| {
            let mut limits = Limits::default();
            limits.set(name, json, style).map(|known| (known, limits))
        };
        for (name, json, shown) in [
            ("connect_timeout", "86400000", Some("86400000 ms")),
            ("connect_timeout", "86400001", None),
            ("connect_timeout", "0", None),
            ("max_in_flight", "1000", Some("1000")),
            ("max_in_flight", "1001", None),
            ("max_in_flight", "0", None),
            ("max_requests_per_second", "0.5", Some("0.5 a second")),
            ("max_requests_per_second", "100", Some("100 a second")),
            ("max_requests_per_second", "0", None),
            ("max_requests_per_second", "1e999", None),
            ("max_requests_per_second", "\"9\"", None),
            ("max_request_bytes", "1", Some("1 bytes")),
            ("max_request_bytes", "0", None),
            ("allow_http", "true", Some("true")),
            ("allow_http", "1", None),
        ] {
            let Ok((known, limits)) = set(name, json) else {
                assert_eq!(shown, None, "{name} {json}");
                continue;
            };
            let setting = limits.describe(style).into_iter().find(|setting| setting.name == name).unwrap();
            assert_eq!((known, Some(setting.value.as_str())), (true, shown), "{name} {json}");
            assert_eq!((setting.source.as_str(), limits.check(style)), ("argument", Ok(())), "{name} {json}");
        }
        assert!(set("no_limit", "1").is_ok_and(|(known, _)| !known));
        let defaults = Limits::default();
        assert!(defaults.describe(style).iter().all(|setting| setting.source == "default"));
        assert_eq!((defaults.max_request_bytes, defaults.max_response_bytes), (67_108_864, 67_108_864));
        assert_eq!(LIMITS.len(), defaults.describe(style).len());
    }

    #[test]
    fn what_makes_no_sense_is_refused_however_it_was_set() {
        let wrong = |change: fn(&mut Limits)| {
            let mut limits = Limits::default();
            change(&mut limits);
            limits.check(NameStyle::Snake)
        };
        for (change, told) in [
            ((|limits| limits.backoff = Duration::ZERO) as fn(&mut Limits), "backoff: expected more than 0"),
            (|limits| limits.backoff = MAX_TIME + Duration::from_nanos(1), "backoff: expected more than 0"),
            (|limits| limits.max_in_flight = 0, "max_in_flight: expected 1 to 1000"),
            (|limits| limits.max_in_flight = MAX_IN_FLIGHT + 1, "max_in_flight: expected 1 to 1000"),
            (|limits| limits.max_requests_per_second = f64::NAN, "max_requests_per_second: expected more than 0"),
            (|limits| limits.max_response_bytes = 0, "max_response_bytes: expected"),
        ] {
            let why = wrong(change).unwrap_err();
            assert!(why.starts_with(told), "{why}");
        }
        assert_eq!(wrong(|limits| (limits.backoff, limits.max_in_flight) = (MAX_TIME, MAX_IN_FLIGHT)), Ok(()));
    }
}
