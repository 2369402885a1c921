//! Limits and switches of a client: times, counts, sizes. Given by argument only, each with a default.

use std::time::Duration;

use crate::config::{Builder, Setting};
use crate::input::Spelling;
use crate::options::{MAX_TIME, count, flag, time};
use crate::retry::{DEFAULT_BACKOFF, DEFAULT_MAX_RETRY_AFTER};

const MAX_IN_FLIGHT: u32 = 1000;
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// A value of a limit.
trait Limit: PartialEq + Sized {
    /// From JSON, in the unit of the caller's language.
    fn from_json(name: &str, json: &str, spelling: Spelling) -> Result<Self, String>;
    /// What would be right, if this is not.
    fn wrong(&self) -> Option<String>;
    fn show(&self, spelling: Spelling) -> String;
}

impl Limit for Duration {
    fn from_json(name: &str, json: &str, spelling: Spelling) -> Result<Self, String> {
        time(name, json, spelling)
    }
    fn wrong(&self) -> Option<String> {
        (self.is_zero() || *self > MAX_TIME).then(|| "more than 0 and at most 24 hours".to_owned())
    }
    fn show(&self, spelling: Spelling) -> String {
        spelling.show(*self)
    }
}

/// Calls.
impl Limit for u32 {
    fn from_json(name: &str, json: &str, _: Spelling) -> Result<Self, String> {
        count(name, json, 1, MAX_IN_FLIGHT)
    }
    fn wrong(&self) -> Option<String> {
        (!(1..=MAX_IN_FLIGHT).contains(self)).then(|| format!("1 to {MAX_IN_FLIGHT}"))
    }
    fn show(&self, _: Spelling) -> String {
        self.to_string()
    }
}

/// Bytes.
impl Limit for usize {
    fn from_json(name: &str, json: &str, _: Spelling) -> Result<Self, String> {
        count(name, json, 1, u32::MAX).map(|bytes| bytes as usize)
    }
    fn wrong(&self) -> Option<String> {
        (*self == 0).then(|| "at least 1".to_owned())
    }
    fn show(&self, _: Spelling) -> String {
        format!("{self} bytes")
    }
}

impl Limit for bool {
    fn from_json(name: &str, json: &str, _: Spelling) -> Result<Self, String> {
        flag(name, json)
    }
    fn wrong(&self) -> Option<String> {
        None
    }
    fn show(&self, _: Spelling) -> String {
        self.to_string()
    }
}

macro_rules! limits {
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
            pub(crate) fn set(&mut self, name: &str, json: &str, spelling: Spelling) -> Result<bool, String> {
                match name {
                    $(stringify!($name) => self.$name = Limit::from_json(&spelling.name(name), json, spelling)?,)+
                    _ => return Ok(false),
                }
                Ok(true)
            }

            /// Refuses values that make no sense.
            pub(crate) fn check(&self, spelling: Spelling) -> Result<(), String> {
                $(if let Some(right) = self.$name.wrong() {
                    return Err(format!("{}: expected {right}", spelling.name(stringify!($name))));
                })+
                Ok(())
            }

            /// Every value, and whether it is the default.
            pub(crate) fn describe(&self, spelling: Spelling) -> Vec<Setting> {
                let default = Self::default();
                vec![$(Setting {
                    name: stringify!($name),
                    value: self.$name.show(spelling),
                    source: if self.$name == default.$name { "default" } else { "argument" }.to_owned(),
                }),+]
            }
        }

        impl Builder {$(
            $(#[doc = $doc])+
            #[must_use]
            pub fn $name(mut self, $name: $type) -> Self {
                self.limits.$name = $name;
                self
            }
        )+}
    };
}

limits! {
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
    /// Whether writes that must not be repeated go over pooled HTTP/1.1 connections, too: faster, but where the
    /// server closes one at the moment of reuse the write fails with an unknown outcome. Default: false.
    reuse_connections_for_writes: bool = false;
    /// Largest body of a request. Default: 64 MiB.
    max_request_bytes: usize = MAX_BYTES;
    /// Largest response, after decompression. Default: 64 MiB.
    max_response_bytes: usize = MAX_BYTES;
    /// Allows `http://` to hosts other than loopback: tokens travel readable. Default: false.
    allow_http: bool = false;
    /// Whether a credentials file that others may read is refused rather than warned of. Default: false.
    strict_credentials_permissions: bool = false;
}
