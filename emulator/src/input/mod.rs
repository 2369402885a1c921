//! What people and files give: JSON and YAML, and what is for the emulator itself read strictly, so that what is wrong is
//! refused with its place.

pub(crate) mod bom;
pub(crate) mod expected;
pub(crate) mod json;
pub(crate) mod refusal;
pub(crate) mod strict;
pub(crate) mod text;
mod yaml;
mod yaml_scalar;
