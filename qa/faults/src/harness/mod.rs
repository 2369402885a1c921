//! Plays every row of the table in every language and says the result.

mod bench;
mod command;
mod families;
mod judge;
mod play;
mod secret_inputs;
pub mod secret_search;
mod step;
pub mod writes;

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Barrier;
use tokio::time::Instant;

use crate::runner::{Language, Tools};
use crate::table::{Class, Concurrency, Row, Script, Step, rows};
use bench::Bench;
use play::{Part, Played};

/// Distinct problems of a cell that are kept.
const KEPT: usize = 6;

/// How exact times are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pace {
    /// What the times of clients are multiplied with.
    pub stretch: f64,
    /// Seconds to connect.
    pub connect: f64,
    /// Seconds that a call may end after its deadline.
    pub late: f64,
    /// Seconds that a call may take beyond other bounds.
    pub extra: f64,
    /// What the bounds for cancelling and closing are multiplied with.
    pub patience: f64,
    /// What the time of a server that is gone is multiplied with, where clients keep their own times.
    pub gone: f64,
    /// What the share of calls that must end as most do is multiplied with.
    pub share: f64,
}

impl Pace {
    /// As the table has it.
    pub const EXACT: Self =
        Self { stretch: 1.0, connect: 0.3, late: 0.25, extra: 0.0, patience: 1.0, gone: 1.0, share: 1.0 };
    /// For a machine that has other things to do.
    pub const GENEROUS: Self =
        Self { stretch: 3.0, connect: 2.2, late: 5.0, extra: 5.0, patience: 40.0, gone: 0.6, share: 0.7 };
}

/// What is to be played.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What the runners are started with.
    pub tools: Tools,
    /// How often each row is played; every script at least once.
    pub repetitions: u32,
    /// Whether long rows are scaled down.
    pub quick: bool,
    /// Whether every language plays every script, and not only the riskiest one and its share of the others.
    pub every_script: bool,
    /// How exact times are.
    pub pace: Pace,
    /// Names of cells, or how those begin up to a colon; empty for all.
    pub only: Vec<String>,
    /// Languages.
    pub languages: Vec<Language>,
    /// Processes of each language at a time.
    pub workers: usize,
    /// Whether the run goes on after a cell is lost.
    pub keep_going: bool,
}

impl Settings {
    /// Whether a cell is asked for.
    fn plays(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| selects(only, name))
    }

    /// The first selection that selects no cell of any language.
    fn unknown(&self) -> Option<&String> {
        let names = names();
        self.only.iter().find(|only| !names.iter().any(|name| selects(only, name)))
    }
}

/// Whether a name is `only`, or goes on after it with a colon.
fn selects(only: &str, name: &str) -> bool {
    name.strip_prefix(only).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
}

/// What a cell is called: `<row>:<language>:<class>`, such as `F19:node:C`.
fn cell_name(row: &str, language: Language, class: Class) -> String {
    format!("{row}:{language}:{}", class.name())
}

/// Names of all cells.
pub fn names() -> Vec<String> {
    let mut names = Vec::new();
    for row in rows() {
        for class in Class::ALL.into_iter().filter(|class| !row.scripts(*class).is_empty()) {
            names.extend(Language::ALL.map(|language| cell_name(row.id, language, class)));
        }
    }
    names
}

/// Result of a fault in one language and class.
#[derive(Debug, Clone)]
pub struct Cell {
    /// The row.
    pub row: &'static str,
    /// Whose calls.
    pub language: Language,
    /// Which calls.
    pub class: Class,
    /// How often it was played.
    pub runs: u32,
    /// How often something was wrong.
    pub lost: u32,
    /// What was wrong, each thing once.
    pub problems: Vec<String>,
    /// Writes that were executed more than once.
    pub duplicated: usize,
    /// Secrets that were shown.
    pub leaked: usize,
    /// Seconds it took.
    pub seconds: f64,
    /// What calls came to, by script and repetition.
    pub essence: BTreeMap<(usize, u32), Vec<String>>,
}

#[derive(Debug)]
struct Job {
    row: Arc<Row>,
    class: Class,
    language: Language,
}

impl Cell {
    /// What it is called, for `--only`.
    pub fn name(&self) -> String {
        cell_name(self.row, self.language, self.class)
    }
}

impl Job {
    /// Scripts that exist in its language, with their numbers: all of them, or the first one, which is the riskiest, and
    /// those that are this language's share of the others.
    fn scripts(&self, every: bool) -> Vec<(usize, &Script)> {
        let is_mine = |number: usize| Language::ALL.get(number % Language::ALL.len()) == Some(&self.language);
        let mut scripts: Vec<_> = self.row.scripts(self.class).iter().enumerate().collect();
        // A crate has neither forks nor workers of its own.
        scripts.retain(|(_, script)| self.language != Language::Rust || script.step != Step::Child);
        let first = scripts.first().map(|(number, _)| *number);
        scripts.retain(|(number, _)| every || Some(*number) == first || is_mine(*number));
        scripts
    }

    fn open_files(&self) -> Option<u32> {
        self.row.scripts(self.class).first()?.open_files
    }
}

/// Result of a run.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Every cell.
    pub cells: Vec<Cell>,
    /// What runners said when they ended.
    pub complaints: Vec<String>,
}

/// What workers share.
struct Shared<H> {
    settings: Arc<Settings>,
    report: Mutex<Report>,
    on_cell: H,
}

/// Plays all rows that are asked for; `on_cell` is called with each cell.
///
/// # Errors
/// A runner or a server does not start.
pub async fn run(settings: Arc<Settings>, on_cell: impl Fn(&Cell) + Send + Sync + 'static) -> io::Result<Report> {
    if let Some(name) = settings.unknown() {
        return Err(io::Error::other(format!("no cell is called {name}; --list prints them")));
    }
    settings.tools.prepare()?;
    let shared = Arc::new(Shared { settings: settings.clone(), report: Mutex::default(), on_cell });
    for concurrency in [Concurrency::Any, Concurrency::Little, Concurrency::None] {
        let queues = queues(&settings, concurrency);
        // Most rows wait for a time to pass, and in a quick run no time is judged to a second.
        let each = if concurrency == Concurrency::Any || settings.quick { settings.workers } else { 1 };
        // Starting is work enough to disturb others.
        let ready = Arc::new(Barrier::new(if concurrency == Concurrency::None { 1 } else { queues.len() * each }));
        let mut workers = Vec::new();
        for (language, queue) in queues {
            let queue = Arc::new(Mutex::new(queue));
            for _ in 0..each {
                let work = work(language, shared.clone(), queue.clone(), ready.clone());
                let worker = tokio::spawn(work);
                if concurrency == Concurrency::None {
                    worker.await.map_err(io::Error::other)??;
                } else {
                    workers.push(worker);
                }
            }
        }
        for worker in workers {
            worker.await.map_err(io::Error::other)??;
        }
    }
    let mut report = std::mem::take(&mut *lock(&shared.report));
    report.cells.sort_by_key(|cell| (cell.row, cell.class, cell.language));
    Ok(report)
}

/// The jobs of each language.
fn queues(settings: &Settings, concurrency: Concurrency) -> BTreeMap<Language, VecDeque<Job>> {
    let mut queues: BTreeMap<Language, VecDeque<Job>> = BTreeMap::new();
    // Times are generous in a quick run, so nothing is played alone.
    let of = |row: &Row| if settings.quick { row.concurrency.min(Concurrency::Little) } else { row.concurrency };
    for row in rows().into_iter().filter(|row| of(row) == concurrency).map(Arc::new) {
        for class in Class::ALL.into_iter().filter(|class| !row.scripts(*class).is_empty()) {
            for &language in
                settings.languages.iter().filter(|&&language| settings.plays(&cell_name(row.id, language, class)))
            {
                queues.entry(language).or_default().push_back(Job { row: row.clone(), class, language });
            }
        }
    }
    queues
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Plays jobs of one language until there are no more.
async fn work<H: Fn(&Cell) + Send + Sync>(
    language: Language,
    shared: Arc<Shared<H>>,
    queue: Arc<Mutex<VecDeque<Job>>>,
    ready: Arc<Barrier>,
) -> io::Result<()> {
    let settings = &shared.settings;
    let first = lock(&queue).front().and_then(Job::open_files);
    let started = Bench::start(language, &settings.tools, first).await;
    ready.wait().await;
    let mut bench = Some(started?);
    loop {
        let Some(job) = lock(&queue).pop_front() else { break };
        let ready = match bench.take() {
            Some(bench) if bench.runner.open_files == job.open_files() => bench,
            old => {
                end(old, &shared).await;
                Bench::start(language, &settings.tools, job.open_files()).await?
            }
        };
        let cell = cell(&ready, &job, settings).await;
        if cell.lost == 0 {
            bench = Some(ready);
        } else {
            // What went wrong must not be held against the next one.
            let _ = ready.stop().await;
            bench = Some(Bench::start(language, &settings.tools, job.open_files()).await?);
        }
        (shared.on_cell)(&cell);
        if cell.lost > 0 && !settings.keep_going {
            lock(&queue).clear();
        }
        lock(&shared.report).cells.push(cell);
    }
    end(bench, &shared).await;
    Ok(())
}

async fn end<H>(bench: Option<Bench>, shared: &Shared<H>) {
    if let Some(bench) = bench {
        let complaints = bench.stop().await;
        lock(&shared.report).complaints.extend(complaints);
    }
}

async fn cell(bench: &Bench, job: &Job, settings: &Settings) -> Cell {
    let begun = Instant::now();
    let scripts = job.scripts(settings.every_script);
    let mut cell = Cell {
        row: job.row.id,
        language: job.language,
        class: job.class,
        runs: 0,
        lost: 0,
        problems: Vec::new(),
        duplicated: 0,
        leaked: 0,
        seconds: 0.0,
        essence: BTreeMap::new(),
    };
    let count = u32::try_from(scripts.len()).unwrap_or(u32::MAX);
    let times = job.row.times.unwrap_or(settings.repetitions).max(count);
    for turn in 0..times {
        let (round, at) = (turn / count.max(1), (turn % count.max(1)) as usize);
        let Some(&(number, script)) = scripts.get(at) else { break };
        let ops = script.ops.len().max(1);
        let Some(&op) = script.ops.get((round as usize + at) % ops) else { break };
        let class = if job.class == Class::Safe { 'a' } else { 'c' };
        let mark = format!("{}{class}{number}-{round}-", job.row.id);
        let part = Part { script, class: job.class, op, mark: &mark, quick: settings.quick, pace: settings.pace };
        let Played { mut problems, duplicated, leaked, essence, .. } = play::play(bench, part).await;
        if turn + 1 == times
            && problems.is_empty()
            && let Err(why) = bench.rest(0).await
        {
            problems.push(why);
        }
        cell.runs += 1;
        cell.duplicated += duplicated;
        cell.leaked += leaked;
        if !essence.is_empty() {
            cell.essence.insert((number, round), essence);
        }
        if problems.is_empty() {
            continue;
        }
        cell.lost += 1;
        for problem in problems {
            let problem = format!("{op:?} {} {}: {problem}", script.plan.fault, shown(script));
            if cell.problems.len() < KEPT && !cell.problems.contains(&problem) {
                cell.problems.push(problem);
            }
        }
        if !bench.runner.is_alive().await {
            break;
        }
    }
    cell.seconds = begun.elapsed().as_secs_f64();
    cell
}

/// The parameters of a script's fault, in short.
fn shown(script: &Script) -> String {
    let text = serde_json::Value::Object(script.plan.with.clone()).to_string();
    if text == "{}" { String::new() } else { text.chars().take(120).collect() }
}

/// How languages differ, one line for each script that they do not tell alike.
pub fn differences(cells: &[Cell]) -> (Vec<String>, usize) {
    type Told<'a> = Vec<(Language, &'a Vec<String>)>;
    let mut scripts: BTreeMap<(&str, Class, usize, u32), Told<'_>> = BTreeMap::new();
    for cell in cells {
        for (&(script, round), essence) in &cell.essence {
            scripts.entry((cell.row, cell.class, script, round)).or_default().push((cell.language, essence));
        }
    }
    scripts.retain(|_, told| told.len() > 1);
    let count = scripts.len();
    let differs = scripts.into_iter().filter_map(|((row, class, script, round), told)| {
        let (first, expected) = told.first()?;
        let (other, found) = told.iter().find(|(_, essence)| essence != expected)?;
        let pair = expected.iter().zip(found.iter()).find(|(left, right)| left != right);
        let (left, right) = pair.map_or(("", ""), |(left, right)| (left.as_str(), right.as_str()));
        Some(format!(
            "{row} {} script {script}, round {round}: {first} says {left}\n    {other} says {right}",
            class.name()
        ))
    });
    (differs.collect(), count)
}
