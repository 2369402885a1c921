//! Reads who imports whom in the sources of this project, in Rust, Python and TypeScript, and holds it to the layers.
//!
//! `rust`, `python` and `typescript` read a tree into a [`graph::Graph`] of files. [`layers::TREES`] is the one table of the
//! folders of each tree and of what they may use. What no import shows is not seen: a method that is called on a value, and
//! the parent packages that Python runs before a module.

pub mod callgrind;
pub mod definitions;
pub mod graph;
pub mod layers;
pub mod literals;
pub mod python;
pub mod rust;
pub mod sources;
mod syntax;
pub mod typescript;
pub mod walk;
