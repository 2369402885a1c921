//! Writes under faults by chance: what clients say of each is compared with what the server did.

use std::io;
use std::time::Duration;

use serde_json::{Map, Value, json};
use tokio::task::JoinSet;

use super::bench::Bench;
use super::judge::{seen, wrong_claim};
use super::{Settings, command};
use crate::outcome::Outcome;
use crate::plan::{Plan, Transport};
use crate::runner::Language;
use crate::table::Op;

/// Longest wait for the next outcome.
const PATIENCE: Duration = Duration::from_secs(60);
/// Share of the writes that go over HTTP/2.
const OVER_H2: u32 = 4;
/// Calls at a time.
const PARALLEL: u32 = 32;
/// Probability of each fault.
const PROBABILITY: f64 = 0.012;

/// What the two ledgers say when they are compared.
#[derive(Debug, Clone, Default)]
pub struct Account {
    /// Writes that were asked for.
    pub writes: usize,
    /// Those whose claim is right.
    pub accounted: usize,
    /// Those that were executed more than once.
    pub duplicates: usize,
    /// Those that may have been executed, as far as the caller can tell.
    pub maybe: usize,
    /// Those that succeeded.
    pub succeeded: usize,
    /// Wrong claims and whatever else is wrong.
    pub problems: Vec<String>,
}

impl Account {
    /// Adds another one.
    pub fn add(&mut self, other: Self) {
        self.writes += other.writes;
        self.accounted += other.accounted;
        self.duplicates += other.duplicates;
        self.maybe += other.maybe;
        self.succeeded += other.succeeded;
        self.problems.extend(other.problems);
    }

    fn count(&mut self, language: Language, outcome: &Outcome, processed: usize) {
        self.writes += 1;
        self.succeeded += usize::from(outcome.ok);
        self.duplicates += usize::from(processed > 1);
        let claim = outcome.error.as_ref().map_or("yes", |error| error.executed.as_str());
        self.maybe += usize::from(claim == "maybe");
        let untyped = outcome.error.as_ref().is_some_and(|error| error.kind.starts_with("other:"));
        match wrong_claim(claim, processed) {
            None if processed <= 1 && !untyped => self.accounted += 1,
            wrong => {
                let wrong = wrong.unwrap_or_else(|| format!("executed {processed} times"));
                self.problems.push(format!("{language} write {}: {wrong}: {}", outcome.n, outcome.line));
            }
        }
    }
}

/// Faults of connections and requests, each with the same chance.
fn mix(transport: Transport) -> Value {
    let fault = |name: &str| json!({"fault": name, "probability": PROBABILITY});
    let with = |name: &str, with: Value| json!({"fault": name, "probability": PROBABILITY, "with": with});
    let both = [
        fault("silent"),
        fault("stall-body"),
        fault("truncated-body"),
        fault("corrupt-gzip"),
        fault("brotli"),
        fault("no-content"),
        fault("empty-body"),
        fault("html-page"),
        with("status", json!({"status": 503})),
        with("status", json!({"status": 429, "retry_after": 0})),
        with("status", json!({"status": 409})),
        fault("success-with-error"),
    ];
    let plain = [
        fault("accept-close"),
        fault("garbage-at-accept"),
        fault("fin"),
        fault("rst"),
        with("close-idle", json!({"idle_ms": 5})),
        fault("close-at-reuse"),
        with("unsolicited-408", json!({"idle_ms": 1})),
        fault("connection-close"),
        fault("extra-bytes"),
        fault("refuse-upload"),
        fault("early-hints"),
        fault("garbage"),
        fault("huge-header"),
        fault("many-headers"),
        fault("two-lengths"),
        fault("negative-length"),
        fault("obs-fold"),
        fault("status-line"),
        with("status-line", json!({"code": "999"})),
        fault("switching-protocols"),
        fault("truncated-chunked"),
        fault("bad-chunk-size"),
        with("slow", json!({"ms": 20})),
        fault("sliced"),
    ];
    let h2 = [fault("h2-goaway"), fault("h2-refused"), fault("h2-cut")];
    match transport {
        Transport::H2 => Value::Array([both.as_slice(), &h2].concat()),
        _ => Value::Array([both.as_slice(), &plain].concat()),
    }
}

/// Makes `count` writes, spread over the languages.
pub async fn account(settings: &Settings, count: u32, reuse: bool) -> io::Result<Account> {
    let share = count / u32::try_from(settings.languages.len().max(1)).unwrap_or(1);
    let over_h2 = share / OVER_H2;
    let mut languages = JoinSet::new();
    for &language in &settings.languages {
        let settings = settings.clone();
        languages.spawn(async move {
            let plain = writes(&settings, language, Transport::Plain, share - over_h2, reuse).await?;
            io::Result::Ok([plain, writes(&settings, language, Transport::H2, over_h2, reuse).await?])
        });
    }
    let mut account = Account::default();
    while let Some(accounts) = languages.join_next().await {
        accounts.map_err(io::Error::other)??.into_iter().for_each(|part| account.add(part));
    }
    Ok(account)
}

async fn writes(
    settings: &Settings,
    language: Language,
    transport: Transport,
    count: u32,
    reuse: bool,
) -> io::Result<Account> {
    let bench = Bench::start(language, &settings.tools, None).await?;
    let plan = Plan::of("random", json!({"seed": 1, "mix": mix(transport)})).over(transport);
    bench.server.set(plan)?;
    let mut options: Map<String, Value> = bench.options(settings.pace);
    options.insert("ca_bundle".to_owned(), bench.authority.display().to_string().into());
    if reuse {
        options.insert("reuse_connections_for_writes".to_owned(), true.into());
    }
    let client = command::client(language, "writes", &options, &[]);
    bench.runner.obey(client).await.map_err(io::Error::other)?;
    let call = command::call(language, "writes", Op::Create, "write-{n}z", count, PARALLEL);
    let mut answers = bench.runner.send(call).await?;
    let mut outcomes = Vec::with_capacity(count as usize);
    while outcomes.len() < count as usize {
        let ended = answers.next(PATIENCE).await;
        outcomes.push(ended.ok_or_else(|| io::Error::other(format!("a write of {language} never ended")))?);
    }
    let seen = seen("write-", &bench.server.ledger());
    let mut account = Account::default();
    for outcome in &outcomes {
        let processed = seen.get(&outcome.n).map_or(0, |call| call.processed);
        account.count(language, outcome, processed);
        account.problems.extend(bench.shown_by(outcome).iter().map(|hit| format!("{language}: {hit}")));
    }
    account.problems.extend(bench.stop().await);
    Ok(account)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::Failure;
    use crate::server::find;

    #[test]
    fn the_server_knows_every_fault_of_the_mix() {
        for transport in [Transport::Plain, Transport::H2] {
            let mix = mix(transport);
            let total: f64 = mix.as_array().unwrap().iter().map(|one| one["probability"].as_f64().unwrap()).sum();
            assert!((0.1..0.9).contains(&total), "{total}");
            for one in mix.as_array().unwrap() {
                assert!(find(one["fault"].as_str().unwrap()).is_some(), "{one}");
            }
        }
    }

    #[test]
    fn wrong_claims_and_duplicates_are_counted() {
        let failed = |executed: &str| {
            let error = Failure { kind: "ServerError".into(), executed: executed.into(), ..Failure::default() };
            Outcome { error: Some(error), ..Outcome::default() }
        };
        let mut account = Account::default();
        account.count(Language::Rust, &Outcome { ok: true, ..Outcome::default() }, 1);
        account.count(Language::Rust, &failed("maybe"), 1);
        assert_eq!((account.writes, account.accounted, account.maybe), (2, 2, 1));
        account.count(Language::Rust, &failed("no"), 1);
        account.count(Language::Rust, &Outcome { ok: true, ..Outcome::default() }, 2);
        account.count(Language::Rust, &Outcome { ok: true, ..Outcome::default() }, 0);
        assert_eq!((account.writes, account.accounted, account.duplicates, account.problems.len()), (5, 2, 1, 3));
    }
}
