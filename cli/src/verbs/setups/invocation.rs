//! A verb with its arguments: the files of a set-up, and the client of their environment.

use std::path::PathBuf;

use clap::ArgMatches;
use geai_client::definitions::{Definitions, check};

use crate::exit::Failure;
use crate::grammar::setups::{ENVIRONMENT, SOURCE, SetupVerb, TARGET};
use crate::streams::Streams;
use crate::verbs::client::Caller;

/// A verb with its arguments.
pub(super) struct Invocation<'a> {
    pub(super) row: &'static SetupVerb,
    /// The arguments of the whole program.
    pub(super) matches: &'a ArgMatches,
    /// Those of the verb.
    pub(super) verb: &'a ArgMatches,
}

impl Invocation<'_> {
    /// A text that was given.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.verb.try_get_one::<String>(name).ok().flatten().map(String::as_str)
    }

    /// Whether a switch was given.
    pub(super) fn has(&self, name: &str) -> bool {
        self.verb.try_get_one::<bool>(name).ok().flatten().is_some_and(|given| *given)
    }

    /// The folder of the set-up.
    pub(super) fn folder(&self) -> PathBuf {
        PathBuf::from(self.text(SOURCE).or_else(|| self.text(TARGET)).unwrap_or_default())
    }

    /// The definitions in the folder, for the environment that was named.
    pub(super) fn definitions(&self) -> Result<Definitions, Failure> {
        let folder = self.folder();
        let is_there = std::fs::metadata(&folder);
        is_there.map_err(|why| Failure::Failed(format!("{}: {why}", folder.display())))?;
        Ok(check(folder, self.text(ENVIRONMENT))?)
    }

    /// The client of the definitions: the profile of their environment comes after the flags and the environment's variables.
    pub(super) fn caller(&self, definitions: &Definitions, streams: &mut Streams<'_>) -> Result<Caller, Failure> {
        let profile = definitions.environment.as_ref().and_then(|environment| environment.profile.as_deref());
        Caller::of_profile(profile, self.matches, streams)
    }
}
