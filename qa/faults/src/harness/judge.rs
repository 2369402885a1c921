//! What is wrong with the outcomes of some calls: pure functions over outcomes and the server's ledger.

use std::collections::HashMap;

use super::Pace;
use crate::ledger::{Ledger, Request};
use crate::outcome::{Failure, Outcome};
use crate::runner::Language;
use crate::table::{Class, Expect, Op, Script, Step, Wanted};

/// Everything that is known when calls are judged.
#[derive(Debug)]
pub struct Evidence<'a> {
    /// What was played.
    pub script: &'a Script,
    /// Whether calls may be sent twice.
    pub class: Class,
    /// The call.
    pub op: Op,
    /// Who made the calls.
    pub language: Language,
    /// What each call came to.
    pub outcomes: &'a [Outcome],
    /// What stands before the number of a call in what the server sees.
    pub mark: &'a str,
    /// What the server saw.
    pub ledger: &'a Ledger,
    /// Seconds a call has.
    pub deadline: f64,
    /// How exact times are.
    pub pace: Pace,
}

/// What the server saw of one call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seen {
    /// Requests.
    pub requests: usize,
    /// Requests that it acted on.
    pub processed: usize,
}

/// What is wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    /// One line each.
    pub problems: Vec<String>,
    /// Writes that were executed more than once.
    pub duplicated: usize,
}

/// Number of the call that a request belongs to: it stands between the mark and a `z`.
pub fn number(mark: &str, request: &Request) -> Option<u32> {
    let found = |text: &str| {
        let rest = text.split_once(mark)?.1;
        rest.split_once('z')?.0.parse().ok()
    };
    found(&request.target).or_else(|| found(request.name.as_deref()?))
}

/// What the server saw of each call.
pub fn seen(mark: &str, ledger: &Ledger) -> HashMap<u32, Seen> {
    let mut calls: HashMap<u32, Seen> = HashMap::new();
    for request in &ledger.requests {
        if let Some(n) = number(mark, request) {
            let call = calls.entry(n).or_default();
            call.requests += 1;
            call.processed += usize::from(request.processed);
        }
    }
    calls
}

impl Evidence<'_> {
    /// Judges all calls.
    pub fn judge(&self) -> Findings {
        let mut findings = Findings::default();
        let seen = seen(self.mark, self.ledger);
        let (mut failed, most) = (0, if let Expect::Mostly(most) = self.script.expect { most } else { 0 });
        for outcome in self.outcomes {
            let seen = seen.get(&outcome.n).copied().unwrap_or_default();
            let mut problems = self.outcome(outcome);
            problems.extend(self.counts(outcome, seen));
            failed += u32::from(outcome.error.is_some());
            if self.class == Class::Write && seen.processed > 1 {
                findings.duplicated += 1;
                problems.push(format!("executed {} times", seen.processed));
            }
            findings.problems.extend(problems.into_iter().map(|problem| format!("call {}: {problem}", outcome.n)));
        }
        findings.problems.extend(self.chiefly());
        if matches!(self.script.expect, Expect::Mostly(_)) && failed > most {
            findings.problems.push(format!("{failed} calls lost, at most {most} allowed"));
        }
        let requests: usize = seen.values().map(|call| call.requests).sum();
        if let Some(most) = self.script.bounds.repeated
            && requests > self.outcomes.len() + most
        {
            findings.problems.push(format!("{requests} requests for {} calls", self.outcomes.len()));
        }
        if let Some(bounds) = &self.script.bounds.requests
            && !bounds.contains(&requests)
        {
            findings.problems.push(format!("{requests} requests, expected {bounds:?}"));
        }
        findings
    }

    /// Whether enough calls ended with the error that most must end with.
    fn chiefly(&self) -> Option<String> {
        let Expect::Chiefly(choice, share) = &self.script.expect else { return None };
        let chief = choice.first()?.of(self.op);
        let ended =
            |outcome: &&Outcome| outcome.error.as_ref().is_some_and(|error| chief.differences(error).is_empty());
        let (count, all) = (self.outcomes.iter().filter(ended).count(), self.outcomes.len());
        let share = f64::from(*share) * self.pace.share;
        let enough = (count * 100) as f64 >= all as f64 * share;
        (!enough).then(|| format!("{count} of {all} calls ended as {share} % should"))
    }

    /// Whether an outcome is what is expected.
    fn outcome(&self, outcome: &Outcome) -> Vec<String> {
        let mut problems = Vec::new();
        let bounds = &self.script.bounds;
        match (&self.script.expect, &outcome.error) {
            (Expect::Cancelled, None) if outcome.cancelled => {}
            (_, None) if outcome.cancelled || !outcome.ok => problems.push("ended as cancelled".to_owned()),
            (Expect::Ok(attempts), None) => {
                // What `request` answers in Python says nothing of attempts.
                if outcome.attempts > 0 && !attempts.contains(&outcome.attempts) {
                    problems.push(format!("ok after {} attempts, expected {attempts:?}", outcome.attempts));
                }
            }
            (Expect::Mostly(_) | Expect::Typed, None) => {}
            (Expect::Err(_) | Expect::OneOf(_) | Expect::Chiefly(..) | Expect::Cancelled, None) => {
                problems.push(format!("ok, expected {:?}", self.script.expect));
            }
            (Expect::Ok(_) | Expect::Cancelled, Some(error)) => problems.push(format!("failed: {}", told(error))),
            (Expect::Err(wanted), Some(error)) => problems.extend(wanted.of(self.op).differences(error)),
            (Expect::OneOf(choice) | Expect::Chiefly(choice, _), Some(error)) => {
                let best = choice.iter().map(|wanted| wanted.of(self.op).differences(error)).min_by_key(Vec::len);
                problems.extend(best.unwrap_or_default());
            }
            (Expect::Mostly(_) | Expect::Typed, Some(_)) => {}
        }
        if let Some(error) = &outcome.error {
            problems.extend(sound(error));
            if let Some(most) = bounds.body
                && error.body_bytes > most
            {
                problems.push(format!("keeps {} bytes of the body", error.body_bytes));
            }
        }
        let frozen = if let Step::Freeze(seconds) = self.script.step { seconds } else { 0.0 };
        let most = self.deadline + frozen + self.pace.late;
        if outcome.elapsed > most {
            problems.push(format!("took {:.3} s, the deadline was {} s", outcome.elapsed, self.deadline));
        }
        if let Some(within) = &bounds.elapsed {
            let within = *within.start()..=within.end() + self.pace.extra;
            if !within.contains(&outcome.elapsed) {
                problems.push(format!("took {:.3} s, expected {within:?}", outcome.elapsed));
            }
        }
        if outcome.ok {
            problems.extend(self.answer(outcome));
        }
        problems
    }

    /// Whether an answer is what is expected.
    fn answer(&self, outcome: &Outcome) -> Option<String> {
        let bounds = &self.script.bounds;
        let own = format!("{}{}z", self.mark, outcome.n);
        let text = outcome.value.to_string();
        if bounds.own && !text.contains(&own) {
            return Some(format!("answer {text} is not that of {own}"));
        }
        if bounds.request_id.is_some() && outcome.request_id.as_deref() != bounds.request_id {
            return Some(format!("request id {:?}, expected {:?}", outcome.request_id, bounds.request_id));
        }
        // JavaScript has no integers beyond 2^53.
        let json = bounds.json.as_ref().filter(|_| self.language != Language::Node)?;
        (!text.contains(json.as_str())).then(|| format!("no {json} in {text}"))
    }

    /// Whether the server saw of a call what it should have seen, and what the call says of that.
    fn counts(&self, outcome: &Outcome, seen: Seen) -> Vec<String> {
        let mut problems = Vec::new();
        let Seen { processed, .. } = seen;
        if let Some(bounds) = &self.script.bounds.processed
            && !bounds.contains(&processed)
        {
            problems.push(format!("executed {processed} times, expected {bounds:?}"));
        }
        if self.class == Class::Write && !outcome.cancelled && self.script.step != Step::Close {
            let claim = outcome.error.as_ref().map_or("yes", |error| error.executed.as_str());
            problems.extend(wrong_claim(claim, processed));
        }
        problems
    }
}

/// What is wrong with the claim that the server acted, when it did so often.
pub fn wrong_claim(claim: &str, processed: usize) -> Option<String> {
    let right = match claim {
        "no" => processed == 0,
        "yes" => processed >= 1,
        "maybe" => true,
        _ => false,
    };
    (!right).then(|| format!("says executed: `{claim}`, was executed {processed} times"))
}

/// What is wrong with any error, whatever is expected.
fn sound(error: &Failure) -> Vec<String> {
    let mut problems = Vec::new();
    if error.kind.starts_with("other:") {
        problems.push(format!("not an error of ours: {}", told(error)));
    }
    if error.kind == "InternalError" {
        problems.push(format!("a defect of ours: {}", told(error)));
    }
    if error.text.chars().any(char::is_control) {
        problems.push(format!("control characters in {:?}", error.text));
    }
    if let Some(history) = error.history
        && history != error.attempts
    {
        problems.push(format!("{history} entries in the history of {} attempts", error.attempts));
    }
    problems
}

/// An error in one line.
fn told(error: &Failure) -> String {
    let Failure { kind, status, executed, attempts, phase, text, .. } = error;
    let shown: String = text.chars().take(300).collect();
    format!("{kind} status={status:?} executed={executed} attempts={attempts} phase={phase}: {shown}")
}

impl Wanted {
    /// What it must be of this call: a read is never executed.
    fn of(&self, op: Op) -> Self {
        let executed = if op.reads() && !self.executed.is_empty() { "no" } else { self.executed };
        Self { executed, ..self.clone() }
    }

    /// How an error differs from what it must be.
    fn differences(&self, error: &Failure) -> Vec<String> {
        let mut differences = Vec::new();
        let mut differs = |what: &str, found: String, wanted: String| {
            differences.push(format!("{what} {found}, expected {wanted}"));
        };
        if error.kind != self.kind {
            differs("error", error.kind.clone(), self.kind.to_owned());
        }
        // What is created is answered with 201.
        let created = self.status == Some(200) && error.status == Some(201);
        if error.status != self.status && !created {
            differs("status", format!("{:?}", error.status), format!("{:?}", self.status));
        }
        if !self.executed.is_empty() && error.executed != self.executed {
            differs("executed", error.executed.clone(), self.executed.to_owned());
        }
        if !self.attempts.contains(&error.attempts) {
            differs("attempts", error.attempts.to_string(), format!("{:?}", self.attempts));
        }
        if !self.phases.is_empty() && !self.phases.contains(&error.phase.as_str()) {
            differs("phase", error.phase.clone(), self.phases.join(" or "));
        }
        if let Some(wait) = self.retry_after
            && error.retry_after != wait
        {
            differs("retry_after", format!("{:?}", error.retry_after), format!("{wait:?}"));
        }
        if !error.text.contains(self.text) {
            differs("text", format!("{:?}", error.text), format!("`{}` in it", self.text));
        }
        if !differences.is_empty() {
            differences.push(told(error));
        }
        if differences.is_empty() { differences } else { vec![differences.join("; ")] }
    }
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
