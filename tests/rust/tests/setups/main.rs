//! Set-ups as code: what a plan finds, that applying does exactly that, and what is promised where something goes wrong.

mod classes;
mod cuts;
mod drafts;
mod failures;
mod folder;
mod generated;
mod graph;
mod matrix;
mod promises;
mod pull_failures;
mod pull_rewrites;
mod pulls;
mod references;
mod removals;
mod reviewed;
mod rounds;
mod secrets;
mod servers;
mod shown;
mod single;
mod stored;
mod world;
