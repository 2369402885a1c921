//! The program under test, and emulators for it.

use std::io::Write as _;
#[cfg(unix)]
use std::process::Child;
use std::process::{Command, Output, Stdio};

use geai_emulator::Emulator;

/// The program, with an environment of its own.
pub fn program(url: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_geai-client-tested"));
    command.args(arguments).env_clear().stdin(Stdio::null());
    command.env("GEAI_API_BASE_URL", url).env("GEAI_APITOKEN", "canary-token");
    command
}

pub fn run(url: &str, arguments: &[&str]) -> Output {
    program(url, arguments).output().unwrap()
}

/// Standard output and error, and the exit code.
pub fn told(output: &Output) -> (String, String, i32) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr), output.status.code().unwrap())
}

/// A command that reads `stdin`.
pub fn feed(mut command: Command, stdin: &str) -> Output {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(stdin.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

/// An emulator and the program on it.
pub struct Emulated(pub Emulator);

impl Emulated {
    pub fn start() -> Self {
        Self(Emulator::builder().start().unwrap())
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program(&self.0.info().url, arguments);
        command.env("GEAI_APITOKEN", &self.0.info().projects[0].token);
        command
    }

    pub fn run(&self, arguments: &[&str]) -> (String, String, i32) {
        told(&self.command(arguments).output().unwrap())
    }
}

/// Sends a signal to the program.
#[cfg(unix)]
pub fn kill(child: &Child, signal: &str) {
    assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
}
