//! The table of faults as data: what the server does, which calls are made, and the expected results.

mod body;
mod connect;
mod head;
mod json;
mod life;
mod reuse;
mod script;
mod status;
mod tls;
mod upload;

use std::ops::RangeInclusive;

use serde_json::{Map, Value};

use crate::plan::Plan;
use script::{error, fault, fault_with};

/// Every row, in the order of the table.
pub fn rows() -> Vec<Row> {
    [
        connect::rows(),
        tls::rows(),
        reuse::rows(),
        upload::rows(),
        head::rows(),
        body::rows(),
        json::rows(),
        status::rows(),
        life::rows(),
    ]
    .concat()
}

/// One fault.
#[derive(Debug, Clone)]
pub struct Row {
    /// Such as `F19`.
    pub id: &'static str,
    /// What happens.
    pub title: &'static str,
    /// How often it is played in a full run; `None` for as often as asked for.
    pub times: Option<u32>,
    /// What may run beside it, for the sake of times.
    pub concurrency: Concurrency,
    /// Scripts for reads and repeatable writes, the riskiest one first.
    pub safe: Vec<Script>,
    /// Scripts for writes that are sent once, the riskiest one first.
    pub write: Vec<Script>,
}

/// How much may run beside a row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Concurrency {
    /// As much as the machine bears.
    #[default]
    Any,
    /// One script of each language at a time.
    Little,
    /// Nothing.
    None,
}

/// Whether a call may be sent twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Reads and idempotent writes.
    Safe,
    /// Writes that are sent at most once.
    Write,
}

impl Class {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Safe, Self::Write];

    /// As in results.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Safe => "A/B",
            Self::Write => "C",
        }
    }
}

/// A call that can be told from all others by what the server sees of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    /// `agents.get`
    Get,
    /// `agents.list_by_tool`
    List,
    /// `agents.delete`
    Delete,
    /// `interactions.record`
    Record,
    /// `integrations.get`
    Integration,
    /// `GET` of a path of its own through `request`
    Free,
    /// `agents.create`
    Create,
    /// `agents.publish_revision`
    Publish,
    /// `integrations.import`
    Import,
    /// `integrations.publish_tools`
    PublishTools,
    /// `agents.update` with 8 MiB of description
    Upload,
}

const SAFE: &[Op] = &[Op::Get, Op::Delete, Op::List, Op::Record];
const WRITE: &[Op] = &[Op::Create, Op::Publish, Op::Import];

/// What the client is told to reach.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Reach {
    /// The server's own address.
    #[default]
    Server,
    /// A name that does not resolve.
    Nowhere,
    /// A name with a dead address before the server's.
    TwoAddresses,
    /// A name with an address that does not answer before the server's.
    SilentAddress,
    /// A name whose lookup does not end.
    Hanging,
    /// The server through its proxy, with a password.
    Proxy,
}

/// What happens while calls are in flight.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub enum Step {
    /// Nothing.
    #[default]
    Nothing,
    /// The last call is cancelled once it is there.
    Cancel(Stage),
    /// The client is closed once all requests have arrived.
    Close,
    /// The wall clock jumps by so many seconds once the request has arrived.
    Clock(i64),
    /// The process ends once all requests have arrived.
    Exit,
    /// The client is dropped once all requests have arrived.
    Forget,
    /// A forked process, or a worker that is ended, uses the client or one of its own meanwhile.
    Child,
    /// The process is stopped for so many seconds once the request has arrived.
    Freeze(f64),
}

/// Where a call is when it is cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Waiting for another call to end.
    Queue,
    /// Connecting.
    Connect,
    /// Waiting for the head of the answer.
    Head,
    /// Reading the body of the answer.
    Body,
    /// Waiting to be repeated.
    Backoff,
}

/// One way to play a fault.
#[derive(Debug, Clone)]
pub struct Script {
    /// What the server does.
    pub plan: Plan,
    /// The calls, one each time it is played.
    pub ops: &'static [Op],
    /// Calls that come before, on the same client.
    pub before: Before,
    /// How many calls.
    pub calls: u32,
    /// How many in a quick run, where that is fewer.
    pub quick: Option<u32>,
    /// How many of them at a time.
    pub parallel: u32,
    /// Milliseconds from one to the next, whether or not it has ended; then `parallel` says nothing.
    pub every: Option<u64>,
    /// Options of the client.
    pub options: Map<String, Value>,
    /// Tokens of a provider, in place of a fixed one.
    pub tokens: &'static [&'static str],
    /// Whether the client keeps the token that it was given.
    pub cached: bool,
    /// What the client is told to reach.
    pub reach: Reach,
    /// Whether the authority of the server is trusted.
    pub trusted: bool,
    /// Most open files of the runner.
    pub open_files: Option<u32>,
    /// What happens meanwhile.
    pub step: Step,
    /// What must come of each call.
    pub expect: Expect,
    /// What else must hold.
    pub bounds: Bounds,
}

/// Calls that come before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Before {
    /// None.
    #[default]
    None,
    /// One, while the server is healthy.
    Healthy,
    /// One that meets the fault; the server closes the connection behind it, so many milliseconds before the calls.
    Fault(u64),
}

/// The expected outcome of a call.
#[derive(Debug, Clone)]
pub enum Expect {
    /// Success, after so many attempts.
    Ok(RangeInclusive<u32>),
    /// This error.
    Err(Wanted),
    /// One of these errors.
    OneOf(Vec<Wanted>),
    /// The first of these errors in so many of a hundred calls at least, any of them in the others.
    Chiefly(Vec<Wanted>, u32),
    /// Success, but for so many calls whose errors are of a class of ours.
    Mostly(u32),
    /// An error of a class of ours; it is the sum that matters.
    Typed,
    /// It ends as cancelled.
    Cancelled,
}

/// What an error must be.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Its class.
    pub kind: &'static str,
    /// Its status; `None` for none.
    pub status: Option<u16>,
    /// Whether the server acted; empty for any.
    pub executed: &'static str,
    /// Attempts.
    pub attempts: RangeInclusive<u32>,
    /// Phases, any of them; empty for any.
    pub phases: &'static [&'static str],
    /// Seconds the server asked to wait; the outer `None` for any.
    pub retry_after: Option<Option<f64>>,
    /// What its text holds.
    pub text: &'static str,
}

/// What must hold besides.
#[derive(Debug, Clone, Default)]
pub struct Bounds {
    /// How often the server acted on each call.
    pub processed: Option<RangeInclusive<usize>>,
    /// Requests of all calls together.
    pub requests: Option<RangeInclusive<usize>>,
    /// Most requests beyond one a call.
    pub repeated: Option<usize>,
    /// Seconds a call takes.
    pub elapsed: Option<RangeInclusive<f64>>,
    /// MiB of memory more than before.
    pub memory: Option<u64>,
    /// Open files more than before, with the client still there.
    pub files: Option<usize>,
    /// Threads more than before, with the calls over and the fault still there.
    pub threads: Option<usize>,
    /// Whether the answer is that of the call itself.
    pub own: bool,
    /// Request id of the answer.
    pub request_id: Option<&'static str>,
    /// What the answer's JSON holds.
    pub json: Option<String>,
    /// Most bytes of the body an error keeps.
    pub body: Option<u64>,
    /// Whether a second server, which the first one names, receives nothing.
    pub elsewhere: bool,
    /// Whether what languages say is not comparable, since chance decides.
    pub varied: bool,
}

impl Row {
    fn new(id: &'static str, title: &'static str) -> Self {
        Self { id, title, times: None, concurrency: Concurrency::default(), safe: Vec::new(), write: Vec::new() }
    }

    fn safe(mut self, script: Script) -> Self {
        self.safe.push(script.kind(SAFE));
        self
    }

    fn write(mut self, script: Script) -> Self {
        self.write.push(script.kind(WRITE));
        self
    }

    /// The same for both classes.
    fn both(self, script: Script) -> Self {
        self.safe(script.clone()).write(script)
    }

    /// Played once and with nothing beside it, since it is long.
    fn long(self) -> Self {
        Self { times: Some(1), concurrency: Concurrency::None, ..self }
    }

    /// Played once, since it is long.
    fn once(self) -> Self {
        Self { times: Some(1), ..self }
    }

    /// Played with little beside it.
    fn calm(self) -> Self {
        Self { concurrency: Concurrency::Little, ..self }
    }

    /// The scripts of a class.
    pub fn scripts(&self, class: Class) -> &[Script] {
        match class {
            Class::Safe => &self.safe,
            Class::Write => &self.write,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::server::find;

    #[test]
    fn every_fault_of_the_table_is_there_once() {
        let ids: Vec<_> = rows().iter().map(|row| row.id.to_owned()).collect();
        let once: BTreeSet<_> = ids.iter().cloned().collect();
        assert_eq!(ids.len(), once.len());
        for wanted in (1..=79).map(|number| format!("F{number:02}")) {
            assert!(once.contains(&wanted), "{wanted}");
        }
    }

    #[test]
    fn every_script_names_a_fault_that_the_server_knows_and_calls_of_its_class() {
        for row in rows() {
            for class in Class::ALL {
                for script in row.scripts(class) {
                    let known = find(&script.plan.fault).unwrap_or_else(|| panic!("{}: {}", row.id, script.plan.fault));
                    for name in script.plan.with.keys() {
                        let general = ["latency_ms", "nth", "method"].contains(&name.as_str());
                        assert!(general || known.params.iter().any(|param| param.name == name), "{}: {name}", row.id);
                    }
                    assert!(!script.ops.is_empty(), "{}", row.id);
                    for op in script.ops {
                        assert_eq!(op.class(), class, "{}: {op:?}", row.id);
                    }
                }
            }
        }
    }

    #[test]
    fn no_write_is_expected_to_be_repeated_where_the_server_may_have_acted() {
        for row in rows() {
            for script in &row.write {
                if let Expect::Err(wanted) = &script.expect
                    && ["maybe", "yes"].contains(&wanted.executed)
                {
                    assert_eq!(wanted.attempts, 1..=1, "{}", row.id);
                }
                let most = script.bounds.processed.as_ref().map_or(1, |times| *times.end());
                assert!(most <= 1, "{}", row.id);
            }
        }
    }
}
