//! Python objects from what the core answers, and JSON from what Python gives.

pub mod classes;
mod document;
pub mod errors;
mod foreign;
pub mod from_json;
pub mod generated;
pub mod lists;
mod model;
pub mod null;
pub mod package;
pub mod page;
pub mod reply;
mod repr;
pub mod to_json;
mod values;
