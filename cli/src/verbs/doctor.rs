//! `doctor`: asks the server how it behaves, and tells where that is not what this client expects.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::Path;

use clap::ArgMatches;
use geai_client::Client;

use super::client::Caller;
use crate::doctor::{
    AGENT_WRITES, Clients, Examined, INTEGRATION_WRITES, NAME_WRITES, Outcome, Probe, READS, Run, print, print_json,
    record,
};
use crate::exit::Failure;
use crate::grammar::parts::JSON;
use crate::grammar::verbs::{OAUTH_PROFILE, PUBLIC_NAMES, RECORD, SCRATCH, SECOND_PROFILE, WRITE};
use crate::input::settings::of_profile;
use crate::log::logged;
use crate::signal::stop_signal;
use crate::streams::Streams;

/// Runs the probes and prints their outcomes.
pub fn run(matches: &ArgMatches, verb: &ArgMatches, streams: &mut Streams<'_>) -> Result<(), Failure> {
    let caller = Caller::new(matches, streams)?;
    let of = |flag: &str| -> Result<Option<Client>, Failure> {
        let profile = verb.get_one::<String>(flag);
        let build = |profile: &String| Ok(logged(of_profile(matches, profile)?, matches).build()?);
        profile.map(build).transpose()
    };
    let clients = Clients { client: caller.client.clone(), oauth: of(OAUTH_PROFILE)?, second: of(SECOND_PROFILE)? };
    caller.block_on(examine(&clients, verb, streams))
}

async fn examine(clients: &Clients, verb: &ArgMatches, streams: &mut Streams<'_>) -> Result<(), Failure> {
    let api = clients.client.config().into_iter().find(|setting| setting.name == "agents_api");
    let api = api.map(|setting| setting.value).unwrap_or_default();
    if let Some(file) = verb.get_one::<String>(RECORD) {
        can_be_written(Path::new(file)).map_err(|why| Failure::Failed(format!("--record: {file}: {why}")))?;
    }
    let mut run = Run::new(clients, &api, verb.get_flag(PUBLIC_NAMES), stop_signal());
    let mut examined = Vec::new();
    phase(&mut run, READS, &mut examined).await;
    let refused = if verb.get_flag(WRITE) { why_not_written(&run, verb).await } else { None };
    if verb.get_flag(WRITE) && refused.is_none() {
        for probes in [AGENT_WRITES, INTEGRATION_WRITES, NAME_WRITES] {
            phase(&mut run, probes, &mut examined).await;
        }
    }
    let left = clean_up(&mut run).await;
    if verb.get_flag(JSON) {
        print_json(&examined, &left, streams)?;
    } else {
        print(&examined, &left, streams)?;
    }
    if let Some(file) = verb.get_one::<String>(RECORD) {
        let text = record(clients, &run.name, &api, &examined, &run.exchanges).await;
        let written = text.and_then(|text| fs::write(file, text).map_err(|error| error.to_string()));
        written.map_err(|why| Failure::Failed(format!("--record: {file}: not written: {why}")))?;
    }
    if !left.is_empty() {
        return Err(Failure::Failed(format!("objects of this run are left: {}", left.join("; "))));
    }
    if run.stopped {
        return Err(Failure::Stopped);
    }
    if let Some(why) = refused {
        return Err(Failure::Failed(format!("nothing was written: {why}")));
    }
    judge(&examined)
}

/// Why the probes that write are not run, if they are not.
async fn why_not_written(run: &Run<'_>, verb: &ArgMatches) -> Option<String> {
    let unlisted = run.unlisted().map(|why| format!("the project could not be listed: {why}"));
    if !run.saw_api {
        let more = unlisted.map(|why| format!(": {why}")).unwrap_or_default();
        return Some(format!("no answer to this token was one of the API{more}"));
    }
    if verb.get_flag(SCRATCH) {
        return None;
    }
    if let Some(why) = unlisted {
        return Some(format!("{why}. --project-is-scratch writes all the same"));
    }
    if !run.found_nothing() {
        return Some("the project has agents or integrations: --write needs --project-is-scratch".to_owned());
    }
    let second = run.second_in_use().await?;
    Some(format!("{second}: --write needs --project-is-scratch"))
}

/// Whether a file can be written, before probes write to the server. It stays as it is.
fn can_be_written(file: &Path) -> io::Result<()> {
    match OpenOptions::new().write(true).create_new(true).open(file) {
        Ok(_) => fs::remove_file(file),
        // What is no file, such as a pipe, may wait for its reader when it is opened.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && fs::metadata(file)?.is_file() => {
            OpenOptions::new().write(true).open(file).map(drop)
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && !fs::metadata(file)?.is_dir() => Ok(()),
        Err(error) => Err(error),
    }
}

/// Removes what the run made. A second Ctrl-C ends it, and all that was made is told.
async fn clean_up(run: &mut Run<'_>) -> Vec<String> {
    if !run.wrote {
        return Vec::new();
    }
    let (stopped, made) = (stop_signal(), run.made());
    tokio::select! {
        left = run.clean_up() => left,
        () = stopped => made,
    }
}

async fn phase(run: &mut Run<'_>, probes: &'static [Probe], examined: &mut Vec<Examined>) {
    for probe in probes {
        if run.stopped {
            return;
        }
        examined.push(run.examine(probe).await);
    }
}

/// The exit of a run by the outcomes of its probes.
fn judge(examined: &[Examined]) -> Result<(), Failure> {
    let failed: Vec<_> = examined.iter().filter(|examined| matches!(examined.outcome, Outcome::Failed(_))).collect();
    let differs = examined.iter().filter(|examined| examined.outcome == Outcome::Differs).count();
    match (failed.first(), differs) {
        (Some(first), _) => Err(Failure::Failed(format!(
            "{} probes had no answer to a request, the first of them {}",
            failed.len(),
            first.probe.id
        ))),
        (None, 0) => Ok(()),
        (None, differs) => Err(Failure::Differs(differs)),
    }
}
