//! One effective value of the configuration, and its source.

use serde::Serialize;

/// One effective value and its source; secrets are masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Setting {
    /// Name of the option, in snake case.
    pub name: &'static str,
    /// Its value; `***` for a secret.
    pub value: String,
    /// `argument`, an environment variable, a key of the credentials file, or `default`.
    pub source: String,
}
