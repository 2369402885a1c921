//! One language under test: a child process that obeys lines of JSON, and what the system reports of it.

use std::collections::HashMap;
use std::io::{Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use std::{fmt, fs, io};

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, Command};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::timeout;

use crate::outcome::Outcome;

/// Longest wait for a runner to obey; only a defect makes it wait so long.
const PATIENCE: Duration = Duration::from_secs(60);

/// A language, and how it is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// The crate.
    Rust,
    /// The blocking client of Python.
    PythonSync,
    /// The asyncio client of Python.
    PythonAsync,
    /// The client of Node.
    Node,
}

impl Language {
    /// Every one of them.
    pub const ALL: [Self; 4] = [Self::Rust, Self::PythonSync, Self::PythonAsync, Self::Node];

    /// As it is called on the command line and in results.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::PythonSync => "python-sync",
            Self::PythonAsync => "python-async",
            Self::Node => "node",
        }
    }

    /// Whether this is one of the two clients of Python.
    pub const fn is_python(self) -> bool {
        matches!(self, Self::PythonSync | Self::PythonAsync)
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// What the runners are started with.
#[derive(Debug, Clone)]
pub struct Tools {
    /// An interpreter with the package installed.
    pub python: PathBuf,
    /// Node 20 or newer.
    pub node: PathBuf,
    /// The Rust runner.
    pub rust: PathBuf,
    /// Directory with the programs of the other runners.
    pub runners: PathBuf,
    /// Directory for what a run needs; removed by who made it.
    pub scratch: PathBuf,
    /// Whether runners log all they can, and tell all that can be seen.
    pub talkative: bool,
}

impl Tools {
    /// Builds what is loaded before the C library.
    pub fn prepare(&self) -> io::Result<()> {
        let built = std::process::Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-o"])
            .arg(self.preload())
            .arg(self.runners.join("preload.c"))
            .args(["-ldl"])
            .status()?;
        if built.success() { Ok(()) } else { Err(io::Error::other("cc cannot build runners/preload.c")) }
    }

    fn preload(&self) -> PathBuf {
        self.scratch.join("preload.so")
    }

    fn command(&self, language: Language) -> Vec<PathBuf> {
        let script = |name: &str| self.runners.join(name);
        let python = |name: &str| vec![self.python.clone(), "-W".into(), "default".into(), script(name)];
        match language {
            Language::Rust => vec![self.rust.clone()],
            Language::PythonSync => python("sync.py"),
            Language::PythonAsync => python("async.py"),
            Language::Node => vec![self.node.clone(), "--expose-gc".into(), script("node.mjs")],
        }
    }
}

type Waiting = Arc<Mutex<HashMap<u64, UnboundedSender<Outcome>>>>;

/// A runner that is running.
#[derive(Debug)]
pub struct Runner {
    /// Its language.
    pub language: Language,
    /// Most open files it may have, where that is bounded.
    pub open_files: Option<u32>,
    process: u32,
    child: tokio::sync::Mutex<Child>,
    input: tokio::sync::Mutex<Option<ChildStdin>>,
    waiting: Waiting,
    complaints: Arc<Mutex<String>>,
    world: PathBuf,
    next: AtomicU64,
    /// File that logs are written to, and how much of it was read.
    talk: Option<PathBuf>,
    heard: AtomicU64,
}

/// What the system reports of a process.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stats {
    /// Resident memory in bytes.
    pub memory: u64,
    /// Most resident memory since it was last reset.
    pub peak: u64,
    /// Open files.
    pub files: usize,
    /// Threads.
    pub threads: usize,
}

/// Answers to one command.
#[derive(Debug)]
pub struct Answers {
    /// The command.
    pub id: u64,
    receiver: UnboundedReceiver<Outcome>,
    waiting: Waiting,
}

impl Drop for Answers {
    fn drop(&mut self) {
        lock(&self.waiting).remove(&self.id);
    }
}

impl Answers {
    /// The next one; `None` where there is none in time, or the runner is gone.
    pub async fn next(&mut self, patience: Duration) -> Option<Outcome> {
        timeout(patience, self.receiver.recv()).await.ok().flatten()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Runner {
    /// Starts a runner, in an environment of its own, and waits until it obeys.
    pub async fn start(language: Language, tools: &Tools, open_files: Option<u32>) -> io::Result<Self> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let number = COUNT.fetch_add(1, Ordering::SeqCst);
        let world = tools.scratch.join(format!("world-{number}"));
        fs::write(&world, [0u8; 16])?;
        let words = tools.command(language);
        let mut command = Command::new("sh");
        let limit = open_files.map_or(String::new(), |most| format!("ulimit -n {most}; "));
        command.arg("-c").arg(format!("{limit}exec \"$0\" \"$@\"")).args(&words);
        command.env_clear().env("HOME", &tools.scratch).env("LD_PRELOAD", tools.preload());
        command.env("PYTHONDONTWRITEBYTECODE", "1").env("FAULTS_WORLD", &world);
        let talk = tools.talkative.then(|| tools.scratch.join(format!("talk-{number}")));
        if let Some(talk) = &talk {
            fs::write(talk, "")?;
            command.env("FAULTS_TALK", talk).env("RUST_LOG", "trace").env("NODE_DEBUG", "*");
        }
        // The last two switch mutants of the core on.
        for name in ["PATH", "LD_LIBRARY_PATH", "MUTANT_ON", "MUTANT_LOG"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn()?;
        let gone = || io::Error::other(format!("the runner {language} did not start"));
        let process = child.id().ok_or_else(gone)?;
        let input = child.stdin.take().ok_or_else(gone)?;
        let output = child.stdout.take().ok_or_else(gone)?;
        let mut errors = child.stderr.take().ok_or_else(gone)?;
        let waiting = Waiting::default();
        let complaints = Arc::new(Mutex::new(String::new()));
        tokio::spawn(hear(output, waiting.clone()));
        let said = complaints.clone();
        tokio::spawn(async move {
            let mut piece = [0; 4096];
            while let Ok(read @ 1..) = errors.read(&mut piece).await {
                lock(&said).push_str(&String::from_utf8_lossy(piece.get(..read).unwrap_or_default()));
            }
        });
        let (child, input) = (tokio::sync::Mutex::new(child), tokio::sync::Mutex::new(Some(input)));
        let next = AtomicU64::new(1);
        let heard = AtomicU64::new(0);
        let runner =
            Self { language, open_files, process, child, input, waiting, complaints, world, next, talk, heard };
        match runner.obey(json!({"do": "rest"})).await {
            Ok(_) => Ok(runner),
            Err(why) => Err(io::Error::other(format!(
                "the runner {language} did not start: {why}; {}",
                lock(&runner.complaints)
            ))),
        }
    }

    /// Sends a command; its answers come one by one.
    pub async fn send(&self, mut command: Value) -> io::Result<Answers> {
        let id = self.next.fetch_add(1, Ordering::SeqCst);
        if let Some(members) = command.as_object_mut() {
            members.insert("id".to_owned(), id.into());
        }
        let (sender, receiver) = unbounded_channel();
        lock(&self.waiting).insert(id, sender);
        let answers = Answers { id, receiver, waiting: self.waiting.clone() };
        let mut line = command.to_string();
        line.push('\n');
        let mut input = self.input.lock().await;
        let input = input.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        input.write_all(line.as_bytes()).await?;
        input.flush().await?;
        Ok(answers)
    }

    /// Sends a command and waits until it is obeyed; an error says why it is not.
    pub async fn obey(&self, command: Value) -> Result<Outcome, String> {
        let what = command.get("do").map(Value::to_string).unwrap_or_default();
        let mut answers = self.send(command).await.map_err(|error| format!("the runner is gone: {error}"))?;
        let answer = answers.next(PATIENCE).await.ok_or_else(|| format!("no answer to {what}"))?;
        match &answer.error {
            Some(error) => Err(format!("{what} was refused: {} {}", error.kind, error.text)),
            None => Ok(answer),
        }
    }

    /// Whether its process is running.
    pub async fn is_alive(&self) -> bool {
        matches!(self.child.lock().await.try_wait(), Ok(None))
    }

    /// Sends it a signal, such as `STOP`.
    pub async fn signal(&self, name: &str) -> io::Result<()> {
        let command = format!("kill -{name} {}", self.process);
        let sent = Command::new("sh").args(["-c", &command]).status().await?;
        if sent.success() { Ok(()) } else { Err(io::Error::other(command)) }
    }

    /// What it wrote to standard error.
    pub fn said(&self) -> String {
        let said = lock(&self.complaints).clone();
        if self.talk.is_none() || self.language != Language::Node {
            return said;
        }
        // Until the runner sends it elsewhere, Node writes there what it says of itself.
        said.split_once("the runner is ready\n").map_or(String::new(), |(_, after)| after.to_owned())
    }

    /// What its logs say since it was last asked, up to the last complete line.
    pub fn heard(&self) -> io::Result<String> {
        let Some(talk) = &self.talk else { return Ok(String::new()) };
        let from = self.heard.load(Ordering::SeqCst);
        let mut file = fs::File::open(talk)?;
        file.seek(io::SeekFrom::Start(from))?;
        let mut text = Vec::new();
        file.read_to_end(&mut text)?;
        let end = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        text.truncate(end);
        self.heard.store(from + end as u64, Ordering::SeqCst);
        Ok(String::from_utf8_lossy(&text).into_owned())
    }

    /// What the system reports of its process.
    pub fn stats(&self) -> io::Result<Stats> {
        let process = PathBuf::from(format!("/proc/{}", self.process));
        let status = fs::read_to_string(process.join("status"))?;
        let number = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
            line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or_default()
        };
        let threads = usize::try_from(number("Threads")).unwrap_or_default();
        let files = fs::read_dir(process.join("fd"))?.count();
        Ok(Stats { memory: number("VmRSS") * 1024, peak: number("VmHWM") * 1024, files, threads })
    }

    /// Resets the peak of its memory.
    pub fn reset_peak(&self) -> io::Result<()> {
        fs::write(format!("/proc/{}/clear_refs", self.process), "5")
    }

    /// Moves its wall clock by so many seconds, and says whether the name that does not resolve does so after
    /// all; where names and clock are of our choice.
    pub fn change_world(&self, seconds: i64, resolves: bool) -> io::Result<()> {
        // Written in place: the runner has the file mapped.
        let mut file = fs::OpenOptions::new().write(true).open(&self.world)?;
        file.write_all(&[seconds.to_ne_bytes(), i64::from(resolves).to_ne_bytes()].concat())
    }

    /// Ends it, and gives its exit code and what it wrote to standard error.
    pub async fn stop(&self) -> (Option<i32>, String) {
        let _ = self.obey(json!({"do": "quit"})).await;
        self.input.lock().await.take();
        let code = match timeout(PATIENCE, self.child.lock().await.wait()).await {
            Ok(Ok(status)) => status.code(),
            _ => None,
        };
        (code, self.said())
    }
}

async fn hear(output: tokio::process::ChildStdout, waiting: Waiting) {
    let mut lines = BufReader::with_capacity(1 << 16, output).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        let outcome = serde_json::from_str(&line).unwrap_or_else(|error| {
            let kind = format!("other:no outcome: {error}");
            let error = crate::outcome::Failure { kind, ..Default::default() };
            Outcome { error: Some(error), ..Outcome::default() }
        });
        let sender = lock(&waiting).get(&outcome.id).cloned();
        if let Some(sender) = sender {
            // Whoever asked may have given up.
            let _ = sender.send(Outcome { line, ..outcome });
        }
    }
    // Nobody waits for a runner that is gone.
    lock(&waiting).clear();
}

/// Where the programs of the runners are.
pub fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("runners")
}
