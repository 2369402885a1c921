//! Python objects from what the core answers, and JSON from what Python gives.

mod any_model;
pub mod classes;
mod columns;
mod document;
pub mod errors;
mod foreign;
mod forms;
pub mod from_json;
pub mod generated;
pub mod lists;
mod model;
pub mod null;
pub mod package;
pub mod page;
mod pydantic;
pub mod reply;
mod repr;
pub mod to_json;
mod values;
