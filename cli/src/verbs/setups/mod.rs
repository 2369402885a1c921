//! The verbs of set-ups.

mod apply;
mod check;
mod graph;
mod invocation;
mod objects;
mod plan;
mod pull;
mod schema;
mod task;

use clap::ArgMatches;

use self::invocation::Invocation;
use crate::exit::Failure;
use crate::grammar::setups::{APPLY, CHECK, DIFF, GRAPH, PLAN, PULL, REVISIONS, ROLL_BACK, SCHEMA, SetupVerb, USED_BY};
use crate::streams::Streams;

type Run = fn(&Invocation<'_>, &mut Streams<'_>) -> Result<(), Failure>;

/// What each verb does.
const RUNS: &[(&str, Run)] = &[
    (CHECK, check::run),
    (PLAN, plan::run),
    (APPLY, apply::run),
    (PULL, pull::run),
    (SCHEMA, schema::run),
    (DIFF, objects::diff),
    (REVISIONS, objects::revisions),
    (ROLL_BACK, objects::roll_back),
    (USED_BY, objects::used_by),
    (GRAPH, graph::run),
];

/// Runs a verb.
pub fn run(
    row: &'static SetupVerb,
    matches: &ArgMatches,
    verb: &ArgMatches,
    streams: &mut Streams<'_>,
) -> Result<(), Failure> {
    let Some((_, run)) = RUNS.iter().find(|(name, _)| *name == row.name) else {
        return Err(Failure::Usage(format!("{} is no command", row.name)));
    };
    run(&Invocation { row, matches, verb }, streams)
}
