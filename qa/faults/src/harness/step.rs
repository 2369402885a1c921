//! What happens while calls are in flight.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::{Instant, interval, sleep};

use super::command;
use super::play::{PATIENCE, Part, Run, milliseconds};
use crate::ledger::Ledger;
use crate::outcome::Outcome;
use crate::runner::{Language, Runner};
use crate::table::{Class, Op, Stage, Step};

/// Most milliseconds from cancelling to the end.
const CANCELLED: f64 = 50.0;
/// The same where a signal does it, which is looked for between two waits.
const INTERRUPTED: f64 = 100.0;
/// Most milliseconds from closing to the end of all calls.
const CLOSED: f64 = 100.0;
/// How long a call is left alone where nothing shows how far it is.
const UNSEEN: Duration = Duration::from_millis(100);
/// How long a wait between attempts is watched for another one.
const WATCH: Duration = Duration::from_millis(1200);

/// Result of calls, and of what happened meanwhile.
#[derive(Debug)]
pub(super) struct Meanwhile {
    pub(super) outcomes: Vec<Outcome>,
    pub(super) problems: Vec<String>,
    /// Whether the client is still of use.
    pub(super) client: bool,
}

/// Makes the calls and lets happen what is to happen.
pub(super) async fn run(run: &Run<'_>) -> Result<Meanwhile, String> {
    let script = run.part.script;
    let (mark, count, pace) = (run.part.mark, run.part.calls(), run.part.pace);
    if script.step == Step::Exit {
        let problems = exit(run).await?;
        return Ok(Meanwhile { outcomes: Vec::new(), problems, client: true });
    }
    if let Step::Cancel(stage) = script.step {
        return cancel(run, stage).await;
    }
    if let Some(every) = script.every {
        let outcomes = one_after_the_other(run, Duration::from_millis(every)).await?;
        return Ok(Meanwhile { outcomes, problems: Vec::new(), client: true });
    }
    let mut answers = run.send(run.command(mark, count)).await?;
    let mut meanwhile = Meanwhile { outcomes: Vec::new(), problems: Vec::new(), client: true };
    let runner = &run.bench.runner;
    match script.step {
        Step::Nothing | Step::Cancel(_) | Step::Exit => {}
        Step::Close => {
            run.arrived(count as usize).await?;
            let closed = Instant::now();
            runner.obey(json!({"do": "close", "client": run.client})).await?;
            meanwhile.outcomes = run.collect(&mut answers, count).await?;
            within("calls ended", closed, CLOSED * pace.patience, &mut meanwhile.problems);
            meanwhile.problems.extend(refused(run).await?);
            runner.obey(json!({"do": "drop", "client": run.client})).await?;
            meanwhile.client = false;
            return Ok(meanwhile);
        }
        Step::Clock(jump) => {
            run.arrived(1).await?;
            runner.change_world(jump, false).map_err(|error| error.to_string())?;
            meanwhile.outcomes = run.collect(&mut answers, count).await?;
            runner.change_world(0, false).map_err(|error| error.to_string())?;
            return Ok(meanwhile);
        }
        Step::Freeze(seconds) => {
            run.arrived(1).await?;
            let stopped = |error: std::io::Error| format!("the runner was not stopped: {error}");
            runner.signal("STOP").await.map_err(stopped)?;
            sleep(Duration::from_secs_f64(seconds)).await;
            runner.signal("CONT").await.map_err(stopped)?;
        }
        Step::Forget => {
            run.arrived(count as usize).await?;
            runner.obey(json!({"do": "forget", "client": run.client})).await?;
            meanwhile.client = false;
        }
        Step::Child => {
            run.arrived(count as usize).await?;
            meanwhile.problems.extend(child(run).await?);
        }
    }
    meanwhile.outcomes = run.collect(&mut answers, count).await?;
    Ok(meanwhile)
}

/// Begins a call each time `every` has passed.
async fn one_after_the_other(run: &Run<'_>, every: Duration) -> Result<Vec<Outcome>, String> {
    let Part { mark, op, .. } = run.part;
    let mut begun = Vec::new();
    let mut turns = interval(every);
    for n in 0..run.part.calls() {
        turns.tick().await;
        let marker = format!("{mark}{n}z");
        let command = command::call(run.bench.runner.language, &run.client, op, &marker, 1, 1);
        begun.push((n, run.send(command).await?));
    }
    let mut outcomes = Vec::new();
    for (n, mut answers) in begun {
        outcomes.extend(run.collect(&mut answers, 1).await?.into_iter().map(|outcome| Outcome { n, ..outcome }));
    }
    Ok(outcomes)
}

/// Cancels a call at a stage.
async fn cancel(run: &Run<'_>, stage: Stage) -> Result<Meanwhile, String> {
    let runner = &run.bench.runner;
    let blocker = if stage == Stage::Queue {
        let mark = format!("{}q", run.part.mark);
        let answers = run.send(run.command(&mark, 1)).await?;
        let arrived = |ledger: &Ledger| ledger.requests.iter().any(|request| request.complete);
        if !run.bench.server.wait(arrived, PATIENCE).await {
            return Err("the call before did not arrive".to_owned());
        }
        Some(answers)
    } else {
        None
    };
    let mut call = run.command(run.part.mark, 1);
    if let Some(members) = call.as_object_mut() {
        members.insert("main".to_owned(), true.into());
        members.insert("cancellable".to_owned(), true.into());
    }
    let mut answers = run.send(call).await?;
    match stage {
        Stage::Queue | Stage::Connect => sleep(UNSEEN).await,
        Stage::Head => run.arrived(1).await?,
        Stage::Body | Stage::Backoff => {
            let answered = |ledger: &Ledger| ledger.requests.iter().any(|request| request.answered.is_some());
            if !run.bench.server.wait(answered, PATIENCE).await {
                return Err("the server did not answer".to_owned());
            }
            // The answer has yet to be read.
            sleep(UNSEEN).await;
        }
    }
    let mut problems = Vec::new();
    let most = if runner.language == Language::PythonSync { INTERRUPTED } else { CANCELLED };
    let most = most * run.part.pace.patience;
    let cancelled = Instant::now();
    let _done = run.send(json!({"do": "cancel", "call": answers.id})).await?;
    let outcomes = run.collect(&mut answers, 1).await?;
    within("the call ended", cancelled, most, &mut problems);
    if matches!(stage, Stage::Head | Stage::Body) {
        let gone = |ledger: &Ledger| ledger.connections.iter().any(|one| one.closed_by_peer.is_some());
        if run.bench.server.wait(gone, PATIENCE).await {
            within("the connection ended", cancelled, most, &mut problems);
        } else {
            problems.push("the connection was not closed".to_owned());
        }
    }
    if stage == Stage::Backoff {
        sleep(WATCH).await;
    }
    if let Some(mut blocker) = blocker {
        // Not before: a slow harness would otherwise see the call leave the queue.
        run.bench.server.release();
        run.collect(&mut blocker, 1).await?;
    }
    let most = usize::from(!matches!(stage, Stage::Queue | Stage::Connect));
    let requests = run.bench.server.ledger().requests.len();
    let others = usize::from(stage == Stage::Queue);
    if requests > most + others {
        problems.push(format!("{requests} requests, expected {}", most + others));
    }
    Ok(Meanwhile { outcomes, problems, client: true })
}

/// What is wrong with a call on a client that is closed.
async fn refused(run: &Run<'_>) -> Result<Option<String>, String> {
    let mark = format!("{}l", run.part.mark);
    let outcome = run.send(run.command(&mark, 1)).await?.next(PATIENCE).await.ok_or("no answer after close")?;
    let right = outcome.error.as_ref().is_some_and(|error| error.kind == "ClientClosedError" && error.executed == "no");
    Ok((!right).then(|| format!("a call after close: {}", outcome.line)))
}

/// Ends a process of its own with calls in flight.
async fn exit(run: &Run<'_>) -> Result<Vec<String>, String> {
    let (language, count) = (run.bench.runner.language, run.part.calls());
    let runner = Runner::start(language, &run.bench.tools, None).await.map_err(|error| error.to_string())?;
    runner.obey(command::client(language, &run.client, &run.options, &[])).await?;
    let _answers = runner.send(run.command(run.part.mark, count)).await.map_err(|error| error.to_string())?;
    run.arrived(count as usize).await?;
    let (code, said) = runner.stop().await;
    let mut problems = Vec::new();
    if code != Some(0) {
        problems.push(format!("a process that ends with calls in flight ended with {code:?}"));
    }
    if !said.is_empty() {
        problems.push(format!("a process that ends with calls in flight wrote: {said}"));
    }
    Ok(problems)
}

/// Has a forked process make a call, or ends a worker that made some.
async fn child(run: &Run<'_>) -> Result<Option<String>, String> {
    let language = run.bench.runner.language;
    let op = if run.part.class == Class::Safe { Op::Get } else { Op::Create };
    let mark = format!("{}k{{n}}z", run.part.mark);
    let mut command = command::call(language, &run.client, op, &mark, 1, 1);
    if let Some(members) = command.as_object_mut() {
        members.insert("do".to_owned(), "child".into());
        let mut options = run.bench.options(run.part.pace);
        // Node logs what a worker is given, which is ours to choose.
        options.insert("api_token".to_owned(), "of-a-worker".into());
        let settings = command::client(language, "", &options, &[]);
        members.insert("settings".to_owned(), settings.get("options").cloned().unwrap_or(Value::Null));
    }
    let code = run.bench.runner.obey(command).await?.code;
    Ok((code != Some(0)).then(|| format!("the child ended with {code:?}")))
}

fn within(what: &str, since: Instant, most: f64, problems: &mut Vec<String>) {
    let took = milliseconds(since);
    if took > most {
        problems.push(format!("{what} after {took:.0} ms, at most {most:.0} allowed"));
    }
}

impl Run<'_> {
    async fn send(&self, command: Value) -> Result<crate::runner::Answers, String> {
        self.bench.runner.send(command).await.map_err(|error| format!("the runner is gone: {error}"))
    }
}
