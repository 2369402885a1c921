//! How the rows of the table write their scripts and errors.

use std::ops::RangeInclusive;

use serde_json::{Map, Value};

use super::{Before, Bounds, Expect, Op, Reach, Script, Step, Wanted};
use crate::plan::{Plan, Transport};

pub(super) fn fault(name: &str) -> Script {
    fault_with(name, Value::Null)
}

pub(super) fn fault_with(name: &str, with: Value) -> Script {
    Script {
        plan: Plan::of(name, with),
        ops: &[],
        before: Before::None,
        calls: 1,
        quick: None,
        parallel: 1,
        every: None,
        options: Map::new(),
        tokens: &[],
        cached: false,
        reach: Reach::Server,
        trusted: true,
        open_files: None,
        step: Step::Nothing,
        expect: Expect::Ok(1..=1),
        bounds: Bounds::default(),
    }
}

pub(super) fn error(kind: &'static str) -> Wanted {
    Wanted { kind, status: None, executed: "", attempts: 1..=1, phases: &[], retry_after: None, text: "" }
}

impl Wanted {
    pub(super) fn status(self, status: u16) -> Self {
        Self { status: Some(status), ..self }
    }

    pub(super) fn executed(self, executed: &'static str) -> Self {
        Self { executed, ..self }
    }

    pub(super) fn attempts(self, attempts: u32) -> Self {
        Self { attempts: attempts..=attempts, ..self }
    }

    pub(super) fn phases(self, phases: &'static [&'static str]) -> Self {
        Self { phases, ..self }
    }

    pub(super) fn retry_after(self, seconds: Option<f64>) -> Self {
        Self { retry_after: Some(seconds), ..self }
    }

    pub(super) fn says(self, text: &'static str) -> Self {
        Self { text, ..self }
    }
}

impl Script {
    /// Sets the calls of a class, unless the script names its own.
    pub(super) fn kind(mut self, ops: &'static [Op]) -> Self {
        if self.ops.is_empty() {
            self.ops = ops;
        }
        self
    }

    pub(super) fn ops(self, ops: &'static [Op]) -> Self {
        Self { ops, ..self }
    }

    /// The fault is played so often, then the server is healthy.
    pub(super) fn times(self, times: u32) -> Self {
        Self { plan: self.plan.times(times), ..self }
    }

    /// The server is healthy for so many turns first.
    pub(super) fn after(self, turns: u32) -> Self {
        Self { plan: self.plan.after(turns), ..self }
    }

    pub(super) fn over(self, transport: Transport) -> Self {
        Self { plan: self.plan.over(transport), ..self }
    }

    pub(super) fn before(self, before: Before) -> Self {
        Self { before, ..self }
    }

    pub(super) fn calls(self, calls: u32, parallel: u32) -> Self {
        Self { calls, parallel, ..self }
    }

    /// One call each so many milliseconds.
    pub(super) fn every(self, milliseconds: u64) -> Self {
        Self { every: Some(milliseconds), ..self }
    }

    pub(super) fn quick(self, calls: u32) -> Self {
        Self { quick: Some(calls), ..self }
    }

    /// Sets an option of the client; `null` leaves it to the default.
    pub(super) fn option(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.options.insert(name.to_owned(), value.into());
        self
    }

    /// Leaves all times to their defaults.
    pub(super) fn default_times(self) -> Self {
        let times = ["timeout", "deadline", "connect_timeout", "backoff"];
        times.into_iter().fold(self, |script, name| script.option(name, Value::Null))
    }

    /// Gives a call that is not about time enough of it.
    pub(super) fn patient(self) -> Self {
        self.option("timeout", 10).option("deadline", 30).option("connect_timeout", 5)
    }

    pub(super) fn reach(self, reach: Reach) -> Self {
        Self { reach, ..self }
    }

    pub(super) fn ok(self, attempts: u32) -> Self {
        Self { expect: Expect::Ok(attempts..=attempts), ..self }
    }

    pub(super) fn fails(self, wanted: Wanted) -> Self {
        Self { expect: Expect::Err(wanted), ..self }
    }

    pub(super) fn expect(self, expect: Expect) -> Self {
        Self { expect, ..self }
    }

    pub(super) fn step(self, step: Step) -> Self {
        Self { step, ..self }
    }

    pub(super) fn processed(mut self, times: RangeInclusive<usize>) -> Self {
        self.bounds.processed = Some(times);
        self
    }

    pub(super) fn requests(mut self, count: RangeInclusive<usize>) -> Self {
        self.bounds.requests = Some(count);
        self
    }

    pub(super) fn repeated(mut self, requests: usize) -> Self {
        self.bounds.repeated = Some(requests);
        self
    }

    pub(super) fn elapsed(mut self, seconds: RangeInclusive<f64>) -> Self {
        self.bounds.elapsed = Some(seconds);
        self
    }

    pub(super) fn memory(mut self, mebibytes: u64) -> Self {
        self.bounds.memory = Some(mebibytes);
        self
    }

    pub(super) fn threads(mut self, count: usize) -> Self {
        self.bounds.threads = Some(count);
        self
    }

    pub(super) fn own(mut self) -> Self {
        self.bounds.own = true;
        self
    }

    pub(super) fn varied(mut self) -> Self {
        self.bounds.varied = true;
        self
    }
}
