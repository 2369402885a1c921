//! A folder with a set-up, and the program on it.

use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use geai_emulator::{Emulator, RecordedRequest};
use serde_json::Value;

use crate::program::{Emulated, told};

pub const SETTINGS: &str = "format: geai/1\nvalues: { model: gpt-4o-mini }\nenvironments:\n  dev: { publish: false }\n  \
                        prod: { profile: prod, values: { model: gpt-4o } }\n";

/// A folder with a set-up, and an emulator of two projects.
pub struct Team {
    pub emulated: Emulated,
    pub folder: PathBuf,
}

impl Drop for Team {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

pub fn agent(name: &str, instructions: &str) -> String {
    let [text, name] = [instructions, name].map(|text| Value::from(text).to_string());
    format!(
        "name: {name}\naccessScope: private\nagentData:\n  strategyName: Chain of Thought\n  prompt: {{ instructions: {text} }}\n  \
         llmConfig: {{ maxTokens: 900, sampling: {{ temperature: 0.2 }} }}\n  models: [ {{ name: {{ $value: model }} }} ]\n  \
         resourcePools: [ {{ name: Main }} ]\n"
    )
}

impl Team {
    pub fn new() -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("geai-cli-{}-{number}", std::process::id()));
        let emulator = Emulator::builder().project("prod").project("dev").start().unwrap();
        let team = Self { emulated: Emulated(emulator), folder };
        team.write("geai.yaml", SETTINGS);
        team.write("agents/one.yaml", &agent("One", "Look it up."));
        team.write("agents/two.yaml", &agent("Two", "Look it up."));
        team
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.folder.join(path)).unwrap()
    }

    /// The program in the folder.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.emulated.command(arguments);
        command.current_dir(&self.folder);
        command
    }

    pub fn run(&self, arguments: &[&str]) -> (String, String, i32) {
        told(&self.command(arguments).output().unwrap())
    }

    /// The requests that changed something.
    pub fn writes(&self) -> Vec<RecordedRequest> {
        self.emulated.0.requests().into_iter().filter(|request| request.method != "GET").collect()
    }

    /// Writes the plan for prod to a file.
    pub fn saved(&self) -> &'static str {
        let (_, errors, code) = self.run(&["plan", "--env", "prod", "--out", "prod.plan.json"]);
        assert_eq!((errors.as_str(), code), ("", 0));
        "prod.plan.json"
    }

    pub fn apply(&self) {
        let (shown, errors, code) = self.run(&["apply", "--env", "prod", "--yes"]);
        assert_eq!(code, 0, "{shown}{errors}");
    }
}
