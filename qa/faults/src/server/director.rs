//! Says for each connection and request which fault is played on it.

use std::io;
use std::sync::{Mutex, PoisonError};

use serde::Deserialize;
use serde_json::{Map, Value};

use super::catalog::{FaultInfo, Level, find};
use super::params::{Params, wrong};
use crate::plan::{Plan, Transport};

/// A fault to be played now.
#[derive(Debug, Clone)]
pub(super) struct Play {
    pub(super) fault: &'static FaultInfo,
    pub(super) with: Params,
    /// How often the plan played before.
    pub(super) turn: u32,
    /// Random number from 0 to 1, drawn from the seed of the plan.
    pub(super) chance: f64,
}

/// What may get a fault.
#[derive(Debug, Clone, Copy)]
pub(super) enum Event<'a> {
    Connection,
    Request { nth: usize, method: &'a str, h2: bool },
    Proxy,
}

/// The plan, and how far it has come.
#[derive(Debug)]
pub(super) struct Director(Mutex<Script>);

#[derive(Debug)]
struct Script {
    fault: &'static FaultInfo,
    with: Params,
    mix: Vec<Chance>,
    after: u32,
    times: Option<u32>,
    transport: Transport,
    seen: u32,
    played: u32,
    random: fastrand::Rng,
}

/// One fault of `random`.
#[derive(Debug)]
struct Chance {
    probability: f64,
    fault: &'static FaultInfo,
    with: Params,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Share {
    fault: String,
    probability: f64,
    #[serde(default)]
    with: Map<String, Value>,
}

impl Director {
    pub(super) fn new(plan: &Plan) -> io::Result<Self> {
        Script::new(plan).map(|script| Self(Mutex::new(script)))
    }

    /// Replaces the plan and answers its fault.
    pub(super) fn set(&self, plan: &Plan) -> io::Result<(&'static FaultInfo, Params)> {
        let script = Script::new(plan)?;
        let fault = (script.fault, script.with.clone());
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = script;
        Ok(fault)
    }

    pub(super) fn transport(&self) -> Transport {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).transport
    }

    /// The fault for this, or none. Each call is a turn where it fits the plan.
    pub(super) fn play(&self, event: Event<'_>) -> Option<Play> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).play(event)
    }
}

impl Script {
    fn new(plan: &Plan) -> io::Result<Self> {
        let fault = find(&plan.fault).ok_or_else(|| wrong(format!("no fault is called `{}`", plan.fault)))?;
        let with = Params::checked(fault, &plan.with)?;
        if fault.level == Level::Port && (plan.after > 0 || plan.times.is_some()) {
            return Err(wrong(format!("`{}` has no turns that `after` or `times` could count", fault.name)));
        }
        let transport = if fault.name == "h2-one-stream" { Transport::H2 } else { fault.transport(plan.transport) };
        if transport == Transport::H2 && fault.level == Level::Request && !fault.h2 {
            return Err(wrong(format!("`{}` is not played over HTTP/2", fault.name)));
        }
        let mix = mix(with.any("mix"), transport)?;
        if fault.name == "random" && mix.is_empty() {
            return Err(wrong("`random` needs a `mix`".to_owned()));
        }
        let random = fastrand::Rng::with_seed(with.number("seed", 0));
        Ok(Self { fault, with, mix, after: plan.after, times: plan.times, transport, seen: 0, played: 0, random })
    }

    fn play(&mut self, event: Event<'_>) -> Option<Play> {
        let fits = |fault: &FaultInfo, with: &Params| match event {
            Event::Connection => matches!(fault.level, Level::Connection | Level::Handshake),
            Event::Proxy => fault.level == Level::Proxy,
            Event::Request { nth, method, h2 } => {
                let protocol = match fault.level {
                    Level::Request => fault.h2 || !h2,
                    Level::Stream => h2,
                    _ => false,
                };
                let method_fits = with.text("method", method).eq_ignore_ascii_case(method);
                protocol && method_fits && with.size("nth", nth) == nth
            }
        };
        let mut drawn = None;
        let (fault, with) = if self.mix.is_empty() {
            (self.fault, &self.with)
        } else {
            let mut draw = self.random.f64();
            let hit = self.mix.iter().filter(|chance| fits(chance.fault, &chance.with)).find(|chance| {
                draw -= chance.probability;
                draw < 0.0
            })?;
            drawn = Some(self.random.f64());
            (hit.fault, &hit.with)
        };
        if fault.name == "healthy" && with.any("latency_ms").is_none() || !fits(fault, with) {
            return None;
        }
        if self.seen < self.after {
            self.seen += 1;
            return None;
        }
        if self.times.is_some_and(|times| self.played >= times) {
            return None;
        }
        self.played += 1;
        let chance = drawn.unwrap_or_else(|| self.random.f64());
        Some(Play { fault, with: with.clone(), turn: self.played - 1, chance })
    }
}

fn mix(given: Option<&Value>, transport: Transport) -> io::Result<Vec<Chance>> {
    let Some(given) = given else { return Ok(Vec::new()) };
    let shares: Vec<Share> = serde_json::from_value(given.clone()).map_err(|error| wrong(format!("`mix`: {error}")))?;
    let chance = |share: Share| {
        let fault = find(&share.fault).ok_or_else(|| wrong(format!("no fault is called `{}`", share.fault)))?;
        let playable = match fault.level {
            Level::Connection => true,
            Level::Handshake => transport != Transport::Plain,
            Level::Request => fault.name != "random" && (fault.h2 || transport != Transport::H2),
            Level::Stream => transport == Transport::H2,
            Level::Port | Level::Proxy => false,
        };
        if !playable {
            return Err(wrong(format!("`{}` cannot be part of this mix", fault.name)));
        }
        Ok(Chance { probability: share.probability, fault, with: Params::checked(fault, &share.with)? })
    };
    shares.into_iter().map(chance).collect()
}
