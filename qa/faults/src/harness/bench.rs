//! A runner and the server it calls: what a script is played on.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;
use std::{fs, io};

use serde_json::{Map, Value, json};
use tokio::time::{Instant, sleep};

use super::Pace;
use crate::canary::{Canaries, Hit, Searcher, SecretLocation};
use crate::outcome::Outcome;
use crate::plan::Plan;
use crate::runner::{Language, Runner, Stats, Tools};
use crate::server::{self, FaultServer};

/// How long files may take to be closed, threads to end.
const SETTLE: Duration = Duration::from_secs(5);
/// Threads that a runtime keeps for a while, for name look-ups and files.
const SPARE_THREADS: usize = 12;

/// A runner and the server it calls.
#[derive(Debug)]
pub struct Bench {
    /// Who makes the calls.
    pub runner: Runner,
    /// Who answers them.
    pub server: FaultServer,
    /// Where redirects point: nobody may come.
    pub elsewhere: FaultServer,
    /// File with the authority of the server.
    pub authority: PathBuf,
    /// What runners are started with.
    pub tools: Tools,
    /// Secrets of its clients.
    pub canaries: Canaries,
    searcher: Searcher,
    /// What the system knew of the runner before the first script.
    pub base: Stats,
}

impl Bench {
    /// Starts both, and makes the runner do once what it does later: what it loads then is no leak.
    pub async fn start(language: Language, tools: &Tools, open_files: Option<u32>) -> io::Result<Self> {
        let server = server::start(Plan::default()).await?;
        let elsewhere = server::start(Plan::default()).await?;
        let authority = tools.scratch.join(format!("authority-{}.pem", server.address().port()));
        fs::write(&authority, server.ca_pem())?;
        let runner = Runner::start(language, tools, open_files).await?;
        let canaries = Canaries::new();
        let (searcher, tools, base) = (canaries.searcher(), tools.clone(), Stats::default());
        let mut bench = Self { runner, server, elsewhere, authority, tools, canaries, searcher, base };
        bench.warm_up().await.map_err(io::Error::other)?;
        bench.base = bench.runner.stats()?;
        Ok(bench)
    }

    async fn warm_up(&self) -> Result<(), String> {
        let options = json!({
            "base_url": format!("http://localhost:{}", self.server.address().port()), "api_token": self.canaries.of(SecretLocation::ApiToken),
        });
        let options = options.as_object().cloned().unwrap_or_default();
        let language = self.runner.language;
        self.runner.obey(super::command::client(language, "warm-up", &options, &[])).await?;
        let call = super::command::call(language, "warm-up", crate::table::Op::Get, "w{n}z", 4, 4);
        let mut answers = self.runner.send(call).await.map_err(|error| error.to_string())?;
        for _ in 0..4 {
            let answer = answers.next(SETTLE * 4).await.ok_or("no answer")?;
            if let Some(error) = answer.error {
                return Err(format!("the first call of {language} failed: {} {}", error.kind, error.text));
            }
        }
        self.runner.obey(json!({"do": "drop", "client": "warm-up"})).await?;
        self.rest(0).await.map(|_| ())
    }

    /// Waits until the runner has no more files open than before, but for `more`; says what is wrong if it has.
    pub async fn rest(&self, more: usize) -> Result<Stats, String> {
        let until = Instant::now() + SETTLE;
        loop {
            let pending = self.runner.obey(json!({"do": "rest"})).await?;
            let stats = self.runner.stats().map_err(|error| format!("the runner is gone: {error}"))?;
            let first = self.base == Stats::default();
            if first || stats.files <= self.base.files + more {
                let threads = self.base.threads + SPARE_THREADS;
                return if first || stats.threads <= threads {
                    Ok(stats)
                } else {
                    Err(format!("{} threads, {} before", stats.threads, self.base.threads))
                };
            }
            if Instant::now() > until {
                return Err(format!("{} open files, {} before; {}", stats.files, self.base.files, pending.value));
            }
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// Options of a client of the server as its plan stands, with times for tests.
    pub fn options(&self, pace: Pace) -> Map<String, Value> {
        let stretched = |seconds: f64| seconds * pace.stretch;
        let token = self.canaries.of(SecretLocation::ApiToken);
        let options = json!({
            "base_url": self.server.base_url(), "api_token": token, "timeout": stretched(0.8),
            "deadline": stretched(3.0), "connect_timeout": pace.connect, "backoff": 0.01,
        });
        options.as_object().cloned().unwrap_or_default()
    }

    /// Secrets that an outcome shows. What the server answered is the caller's, and so is the body that an error keeps.
    pub fn shown_by(&self, outcome: &Outcome) -> Vec<String> {
        let ids = outcome.request_id.iter().map(|id| ("the request id", id));
        let mut texts: Vec<(&str, &String)> = ids.chain([("what is printed", &outcome.shown)]).collect();
        if let Some(error) = &outcome.error {
            texts.extend([("the text", &error.text), ("what is printed", &error.shown)]);
            texts.extend(error.said.iter().map(|said| ("a message", said)));
            texts.extend(error.request_id.iter().map(|id| ("the request id", id)));
            texts.extend(error.redirect_host.iter().map(|host| ("the host of a redirect", host)));
        }
        let found = texts.iter().flat_map(|(what, text)| {
            let hits = self.searcher.find(text, true);
            hits.into_iter().map(move |hit| format!("{what}: {hit}"))
        });
        let kept = outcome.error.iter().flat_map(|error| self.searcher.find(&error.held, false));
        found.chain(kept.map(|hit| format!("what the error keeps: {hit}"))).collect()
    }

    /// Secrets in what the runner wrote elsewhere since the last time, and how much that was.
    pub fn shown_elsewhere(&self) -> io::Result<(BTreeSet<Hit>, String)> {
        let heard = self.runner.heard()?;
        let mut hits = self.searcher.find(&heard, true);
        hits.extend(self.searcher.find(&self.runner.said(), true));
        Ok((hits, heard))
    }

    /// Ends the runner; says what is wrong with how it ended.
    pub async fn stop(self) -> Vec<String> {
        let _ = fs::remove_file(&self.authority);
        let mut problems = Vec::new();
        let language = self.runner.language;
        let (code, said) = self.runner.stop().await;
        if code != Some(0) {
            problems.push(format!("{language} ended with {code:?}"));
        }
        if !said.is_empty() {
            problems.push(format!("{language} wrote to standard error: {said}"));
        }
        match self.shown_elsewhere() {
            Ok((hits, _)) => problems.extend(hits.iter().map(|hit| format!("{language}, when it ended: {hit}"))),
            Err(error) => problems.push(format!("what {language} logged cannot be read: {error}")),
        }
        problems
    }
}
