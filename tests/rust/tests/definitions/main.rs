//! Set-ups as code: what files define, and what is refused of them, each fault with its file and line.

mod directives;
mod given;
mod names;
mod numbers;
mod paths;
mod secrets;
mod settings;
mod size;
mod strays;
mod texts;
mod yaml;
