//! Texts that people write: JSON and YAML.

mod json;
pub(crate) mod text;
mod yaml;
mod yaml_scalar;
