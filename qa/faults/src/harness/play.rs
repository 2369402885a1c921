//! One script, played once: a client, calls, what happens meanwhile, and what is wrong with all of it.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::{Map, Value, json};
use tokio::time::{Instant, sleep};

use super::Pace;
use super::bench::Bench;
use super::judge::{Evidence, Findings, number};
use super::step::Meanwhile;
use super::{command, step};
use crate::canary::SecretLocation;
use crate::ledger::{Connection, Ledger};
use crate::outcome::Outcome;
use crate::plan::{Plan, Transport};
use crate::runner::Answers;
use crate::server::{FaultServer, find, start_at};
use crate::table::{Before, Class, Expect, Op, Reach, Script};

/// Longest wait for a call beyond its deadline: what takes longer hangs.
pub const PATIENCE: Duration = Duration::from_secs(15);
/// Deadline of a call where a script leaves it to the default.
const DEFAULT_DEADLINE: f64 = 60.0;

/// Result of a script.
#[derive(Debug, Clone, Default)]
pub struct Played {
    /// What is wrong, one line each; nothing where it survived.
    pub problems: Vec<String>,
    /// Writes that were executed more than once.
    pub duplicated: usize,
    /// Secrets that were found where they must not be.
    pub leaked: usize,
    /// Where.
    shown: Vec<String>,
    /// What the calls came to, for a comparison of languages.
    pub essence: Vec<String>,
}

/// One script and what it is played for.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// What is played.
    pub script: &'a Script,
    /// Whether the calls may be sent twice.
    pub class: Class,
    /// The call.
    pub op: Op,
    /// What stands before the number of a call in what the server sees; unique.
    pub mark: &'a str,
    /// Whether the run is a quick one.
    pub quick: bool,
    /// How exact times are.
    pub pace: Pace,
}

impl Part<'_> {
    /// How many calls are made.
    pub fn calls(&self) -> u32 {
        self.script.quick.filter(|_| self.quick).unwrap_or(self.script.calls)
    }
}

impl Script {
    fn transport(&self) -> Transport {
        let asked = if self.reach == Reach::Proxy { Transport::Tls } else { self.plan.transport };
        find(&self.plan.fault).map_or(asked, |fault| fault.transport(asked))
    }
}

/// Seconds of an option, where it is set.
fn seconds(options: &Map<String, Value>, name: &str) -> Option<f64> {
    options.get(name).and_then(Value::as_f64)
}

/// Plays a script.
pub async fn play(bench: &Bench, part: Part<'_>) -> Played {
    let mut run = Run {
        bench,
        part,
        client: format!("{}client", part.mark),
        options: Map::new(),
        deadline: 0.0,
        made: Outcome::default(),
        silent: None,
    };
    let mut played = Played::default();
    if let Err(why) = run.play(&mut played).await {
        played.problems.push(why);
    }
    let said = bench.runner.said();
    if !said.is_empty() {
        played.problems.push(format!("standard error: {said}"));
    }
    match bench.shown_elsewhere() {
        Ok((hits, _)) => played.shown.extend(hits.iter().map(|hit| format!("in a log: {hit}"))),
        Err(error) => played.problems.push(format!("what was logged cannot be read: {error}")),
    }
    if !bench.runner.is_alive().await {
        played.problems.push("the process ended".to_owned());
    }
    played.leaked = played.shown.len();
    played.problems.append(&mut played.shown);
    played
}

pub(super) struct Run<'a> {
    pub(super) bench: &'a Bench,
    pub(super) part: Part<'a>,
    pub(super) client: String,
    pub(super) options: Map<String, Value>,
    pub(super) deadline: f64,
    /// What the client shows of itself.
    made: Outcome,
    /// Listens at the port of the server on another address, and does not answer.
    silent: Option<FaultServer>,
}

impl Run<'_> {
    async fn play(&mut self, played: &mut Played) -> Result<(), String> {
        let Self { bench, part, .. } = *self;
        let script = part.script;
        let wrong = |error: std::io::Error| format!("the server refused a plan: {error}");
        let healthy = Plan::default().over(script.transport());
        bench.server.set(healthy.clone()).map_err(wrong)?;
        bench.elsewhere.clear_ledger();
        bench.server.clear_ledger();
        self.make_client().await?;
        let mut plan = script.plan.clone();
        plan.transport = script.transport();
        if plan.fault == "until-token" {
            plan.with.insert("token".to_owned(), bench.canaries.of(SecretLocation::SecondGiven).into());
        }
        if let Some(time) = seconds(&plan.with, "for_ms") {
            let own = script.options.get("backoff").is_some_and(Value::is_null);
            let factor = if own { part.pace.gone } else { part.pace.stretch };
            plan.with.insert("for_ms".to_owned(), json!((time * factor) as u64));
        }
        if script.bounds.elsewhere {
            plan.with.insert("to".to_owned(), bench.elsewhere.base_url().into());
        }
        match script.before {
            Before::None => bench.server.set(plan).map_err(wrong)?,
            Before::Healthy => {
                self.plain("b").await?;
                bench.server.set(plan).map_err(wrong)?;
            }
            Before::Fault(pause) => {
                bench.server.set(plan).map_err(wrong)?;
                self.plain("b").await?;
                // By either: a client that sees what nobody asked for may be the first to close.
                let closed = |one: &Connection| one.closed_by_server.or(one.closed_by_peer).is_some();
                let ended = |ledger: &Ledger| ledger.connections.iter().all(closed);
                if part.class == Class::Safe && !bench.server.wait(ended, PATIENCE).await {
                    return Err("the idle connection was not closed".to_owned());
                }
                sleep(Duration::from_millis(pause).mul_f64(part.pace.stretch)).await;
            }
        }
        let before = bench.runner.stats().map_err(|error| error.to_string())?;
        bench.runner.reset_peak().map_err(|error| error.to_string())?;
        let meanwhile = step::run(self).await?;
        let Meanwhile { outcomes, problems, client } = meanwhile;
        played.problems.extend(problems);
        self.bounds(before, played).await;
        bench.server.set(healthy).map_err(wrong)?;
        let named = matches!(part.script.reach, Reach::Nowhere | Reach::Hanging);
        if named {
            bench.runner.change_world(0, true).map_err(|error| error.to_string())?;
        }
        if client {
            if let Err(why) = self.plain("n").await {
                played.problems.push(format!("the next call failed: {why}"));
            }
            bench.runner.obey(json!({"do": "drop", "client": self.client})).await?;
        }
        if named {
            bench.runner.change_world(0, false).map_err(|error| error.to_string())?;
        }
        self.judge(&outcomes, played);
        Ok(())
    }

    async fn make_client(&mut self) -> Result<(), String> {
        let Self { bench, part, .. } = *self;
        let mut options = bench.options(part.pace);
        let port = bench.server.address().port();
        match part.script.reach {
            Reach::Server => {}
            Reach::Nowhere => set(&mut options, "base_url", format!("http://nowhere.faults.test:{port}")),
            Reach::TwoAddresses => set(&mut options, "base_url", format!("http://two.faults.test:{port}")),
            Reach::Hanging => set(&mut options, "base_url", format!("http://hung.faults.test:{port}")),
            Reach::SilentAddress => {
                let silent = SocketAddr::from(([127, 0, 0, 3], port));
                let started = start_at(Plan::of("backlog-full", Value::Null), silent).await;
                self.silent = Some(started.map_err(|error| format!("no silent address: {error}"))?);
                set(&mut options, "base_url", format!("http://silent.faults.test:{port}"));
            }
            Reach::Proxy => {
                set(&mut options, "proxy", bench.canaries.proxy(&bench.server.proxy_url()));
            }
        }
        if part.script.transport() == Transport::Plain {
            // No plain request goes over it.
            set(&mut options, "proxy", bench.canaries.proxy(&bench.elsewhere.proxy_url()));
        }
        if !matches!(part.script.reach, Reach::Server | Reach::Proxy) {
            set(&mut options, "allow_http", true);
        }
        if part.script.transport() != Transport::Plain {
            set(&mut options, "ca_bundle", bench.authority.display().to_string());
        }
        if !part.script.tokens.is_empty() {
            options.remove("api_token");
        } else if part.class == Class::Write {
            // Where there are both, this one is sent.
            set(&mut options, "access_token", bench.canaries.of(SecretLocation::AccessToken));
            set(&mut options, "project_id", "project");
        }
        set(&mut options, "headers", json!({"x-secret": bench.canaries.of(SecretLocation::Header)}));
        options.extend(part.script.options.clone());
        if let Some(backoff) = seconds(&part.script.options, "backoff") {
            set(&mut options, "backoff", backoff * part.pace.stretch);
        }
        self.deadline = seconds(&options, "deadline").unwrap_or(DEFAULT_DEADLINE);
        let tokens: Vec<_> = part.script.tokens.iter().zip(bench.canaries.given()).map(|(_, token)| token).collect();
        let (language, cached) = (bench.runner.language, part.script.cached);
        let client = command::client_with_tokens(language, &self.client, &options, &tokens, cached);
        self.options = options;
        bench.runner.obey(client).await.map(|made| self.made = made)
    }

    /// The command that makes the calls of the script.
    pub(super) fn command(&self, mark: &str, count: u32) -> Value {
        let Part { script, op, .. } = self.part;
        let mark = format!("{mark}{{n}}z");
        command::call(self.bench.runner.language, &self.client, op, &mark, count, script.parallel)
    }

    /// A call that must succeed: the server is healthy.
    async fn plain(&self, letter: &str) -> Result<(), String> {
        let op = if self.part.op.class() == Class::Safe { Op::Get } else { Op::Create };
        let mark = format!("{}{letter}{{n}}z", self.part.mark);
        let command = command::call(self.bench.runner.language, &self.client, op, &mark, 1, 1);
        let answer = self.bench.runner.obey(command).await?;
        if answer.ok { Ok(()) } else { Err(answer.line) }
    }

    /// Collects what calls came to.
    pub(super) async fn collect(&self, answers: &mut Answers, count: u32) -> Result<Vec<Outcome>, String> {
        let patience = Duration::from_secs_f64(self.deadline) + PATIENCE;
        let mut outcomes = Vec::with_capacity(count as usize);
        while outcomes.len() < count as usize {
            match answers.next(patience).await {
                Some(outcome) => outcomes.push(outcome),
                None => return Err(format!("{} of {count} calls never ended", count as usize - outcomes.len())),
            }
        }
        outcomes.sort_by_key(|outcome| outcome.n);
        Ok(outcomes)
    }

    /// Whether memory and open files are within their bounds.
    async fn bounds(&self, before: crate::runner::Stats, played: &mut Played) {
        let bounds = &self.part.script.bounds;
        if let (Some(most), Ok(after)) = (bounds.memory, self.bench.runner.stats()) {
            let grown = after.peak.saturating_sub(before.memory) >> 20;
            if grown > most {
                played.problems.push(format!("{grown} MiB more memory, at most {most} allowed"));
            }
        }
        if let (Some(most), Ok(after)) = (bounds.threads, self.bench.runner.stats()) {
            let grown = after.threads.saturating_sub(before.threads);
            if grown > most {
                played.problems.push(format!("{grown} more threads, at most {most} allowed"));
            }
        }
        if let Some(most) = bounds.files
            && let Err(why) = self.bench.rest(most).await
        {
            played.problems.push(why);
        }
        let visitors = self.bench.elsewhere.ledger().connections.len();
        if bounds.elsewhere && visitors > 0 {
            played.problems.push(format!("{visitors} connections to where a redirect pointed"));
        }
    }

    fn judge(&self, outcomes: &[Outcome], played: &mut Played) {
        let Part { script, class, op, mark, pace, .. } = self.part;
        let ledger = self.bench.server.ledger();
        let language = self.bench.runner.language;
        let evidence =
            Evidence { script, class, op, language, outcomes, mark, ledger: &ledger, deadline: self.deadline, pace };
        let Findings { problems, duplicated } = evidence.judge();
        played.problems.extend(problems);
        played.duplicated += duplicated;
        for outcome in outcomes.iter().chain([&self.made]) {
            played.shown.extend(self.bench.shown_by(outcome).iter().map(|hit| format!("call {}, {hit}", outcome.n)));
        }
        if !script.bounds.varied && !matches!(script.expect, Expect::Cancelled) {
            played.essence = outcomes.iter().map(Outcome::essence).collect();
        }
    }

    /// Waits until so many complete requests of the calls have arrived.
    pub(super) async fn arrived(&self, count: usize) -> Result<(), String> {
        let mark = self.part.mark;
        let arrived = move |ledger: &Ledger| {
            let own = |request: &&crate::ledger::Request| request.complete && number(mark, request).is_some();
            ledger.requests.iter().filter(own).count() >= count
        };
        let came = self.bench.server.wait(arrived, PATIENCE).await;
        if came { Ok(()) } else { Err(format!("{count} requests did not arrive")) }
    }
}

fn set(options: &mut Map<String, Value>, name: &str, value: impl Into<Value>) {
    options.insert(name.to_owned(), value.into());
}

/// Milliseconds since then.
pub(super) fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1000.0
}
