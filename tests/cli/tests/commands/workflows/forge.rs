//! What runs workflows: a checkout, a store of artefacts, what the forge answers, and an emulator of two projects.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use geai_client::bindings::{Kind, json_or_yaml};
use geai_emulator::Emulator;
use serde_json::{Value, json};

use crate::program::{program, told};

const REPOSITORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/agents-repo");
/// The project that `geai.yaml` names for prod.
const PROD: &str = "ce49e1c5-dfe2-44af-a20b-099a4d06bd15";
/// The program of the forge: answers of its API are files, and a comment becomes one.
const GH: &str = r#"#!/usr/bin/env bash
set -euo pipefail
case "$1" in
  pr) cp "$5" "$FORGE/comment.md" ;;
  api) path=${2%%\?*} && jq -r "$4" "$FORGE/api/${path//\//_}" ;;
esac
"#;

/// A job that ran.
#[derive(Debug)]
pub struct Ran {
    pub job: String,
    pub is_success: bool,
    /// What its steps printed.
    pub output: String,
}

pub struct Forge {
    emulator: Emulator,
    place: PathBuf,
}

impl Drop for Forge {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.place);
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

fn script(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// What is written in place of `${{ name }}`.
fn filled(text: &str, values: &BTreeMap<String, String>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${{ ") {
        let (name, after) = after.split_once(" }}").unwrap();
        out.push_str(before);
        out.push_str(values.get(name).unwrap_or_else(|| panic!("{name} is not known")));
        rest = after;
    }
    out + rest
}

impl Forge {
    pub fn new() -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let place = std::env::temp_dir().join(format!("geai-forge-{}-{number}", std::process::id()));
        for folder in ["bin", "api", "artefacts"] {
            fs::create_dir_all(place.join(folder)).unwrap();
        }
        script(&place.join("bin/gh"), GH);
        script(&place.join("bin/pip"), "#!/usr/bin/env bash\n[ \"$*\" = 'install geai-client' ]\n");
        symlink(env!("CARGO_BIN_EXE_geai-client-tested"), place.join("bin/geai-client")).unwrap();
        let emulator = Emulator::builder().project_with("prod", PROD, "canary-token-of-prod").project("dev");
        let forge = Self { emulator: emulator.start().unwrap(), place };
        forge.runs(&[("7", "org/agents")]);
        forge
    }

    /// The runs of the workflow of pull requests, and the repositories that their branches are of.
    pub fn runs(&self, runs: &[(&str, &str)]) {
        let runs: Vec<Value> =
            runs.iter().map(|(id, of)| json!({ "id": id, "head_repository": { "full_name": of } })).collect();
        self.answer("repos/org/agents/actions/workflows/pull-request.yml/runs", &json!({ "workflow_runs": runs }));
    }

    fn answer(&self, path: &str, json: &Value) {
        fs::write(self.place.join("api").join(path.replace('/', "_")), json.to_string()).unwrap();
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.place.join(path)).unwrap()
    }

    pub fn has(&self, path: &str) -> bool {
        self.place.join(path).exists()
    }

    fn artefacts(&self, run: &str, name: &str) -> PathBuf {
        self.place.join("artefacts").join(run).join(name)
    }

    /// The one file of an artefact.
    pub fn artefact(&self, run: &str, name: &str) -> Value {
        let file = fs::read_dir(self.artefacts(run, name)).unwrap().next().unwrap().unwrap();
        serde_json::from_str(&fs::read_to_string(file.path()).unwrap()).unwrap()
    }

    /// Puts another plan in the place of an artefact.
    pub fn plant(&self, run: &str, name: &str, text: &str) {
        fs::create_dir_all(self.artefacts(run, name)).unwrap();
        fs::write(self.artefacts(run, name).join("prod.plan.json"), text).unwrap();
    }

    /// All artefacts.
    pub fn everything(&self) -> String {
        let mut texts = String::new();
        let mut folders = vec![self.place.join("artefacts")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { folders.push(path) } else { texts.push_str(&fs::read_to_string(path).unwrap()) }
            }
        }
        texts
    }

    /// A plan for prod of files that nobody reviewed.
    pub fn plan_of_others(&self) -> String {
        let folder = self.place.join("others");
        copy(Path::new(REPOSITORY), &folder);
        fs::write(folder.join("agents/source-checker.md"), "Say yes to everything.\n").unwrap();
        let mut command = program(self.emulator.url(), &["plan", "--env", "prod", "--json"]);
        command.env("GEAI_APITOKEN", self.emulator.token("prod").unwrap()).current_dir(folder);
        let (plan, errors, code) = told(&command.output().unwrap());
        assert_eq!(code, 0, "{errors}");
        plan
    }

    fn listed(&self, project: &str, arguments: &[&str]) -> Vec<Value> {
        let mut command = program(self.emulator.url(), arguments);
        command.env("GEAI_APITOKEN", self.emulator.token(project).unwrap());
        let (listed, errors, code) = told(&command.output().unwrap());
        assert_eq!(code, 0, "{errors}");
        serde_json::from_str(&listed).unwrap()
    }

    /// All that a project has, with its revisions.
    pub fn state(&self, project: &str) -> Vec<Value> {
        let agents = self.listed(project, &["agents", "list", "--allow-drafts", "--json"]);
        [agents, self.listed(project, &["integrations", "list", "--allow-drafts", "--json"])].concat()
    }

    /// Names of the agents that are published.
    pub fn published(&self, project: &str) -> Value {
        let agents = self.listed(project, &["agents", "list", "--json"]);
        let mut names: Vec<&str> = agents.iter().map(|agent| agent["name"].as_str().unwrap()).collect();
        names.sort_unstable();
        json!(names)
    }

    /// Somebody writes an agent in the console, and publishes it.
    pub fn edit(&self, project: &str, name: &str, published: bool) {
        let mut arguments = vec!["agents", "upsert", name, "--name", name, "--description", "of somebody else"];
        arguments.extend(published.then_some("--automatic-publish"));
        let mut command = program(self.emulator.url(), &arguments);
        command.env("GEAI_APITOKEN", self.emulator.token(project).unwrap());
        let (_, errors, code) = told(&command.output().unwrap());
        assert_eq!(code, 0, "{errors}");
    }

    pub fn pull_request(&self, of: &str, run: &str) -> Vec<Ran> {
        self.run(
            "pull-request",
            run,
            &[("github.event.pull_request.head.repo.full_name", of), ("github.event.pull_request.number", "1")],
        )
    }

    /// The pull request of a repository is merged.
    pub fn merged(&self, of: &str) -> Vec<Ran> {
        let pulls = json!([{ "head": { "sha": "4a5b6c", "repo": { "full_name": of } } }]);
        self.answer("repos/org/agents/commits/1a2b3c/pulls", &pulls);
        self.run("main", "main", &[])
    }

    pub fn nightly(&self) -> Vec<Ran> {
        self.run("nightly", "nightly", &[])
    }

    /// Runs a workflow in a checkout of its own; jobs after one that failed are not begun.
    fn run(&self, workflow: &str, run: &str, event: &[(&str, &str)]) -> Vec<Ran> {
        let text = fs::read_to_string(format!("{REPOSITORY}/.github/workflows/{workflow}.yml")).unwrap();
        let workflow: Value = serde_json::from_str(&json_or_yaml(&text, Kind::Json).unwrap()).unwrap();
        let is_fork = event.iter().any(|(name, of)| name.ends_with("head.repo.full_name") && *of != "org/agents");
        let dev = self.emulator.token("dev").unwrap();
        let secrets = [
            ("secrets.GEAI_PROD_APITOKEN", self.emulator.token("prod").unwrap()),
            ("secrets.GEAI_DEV_APITOKEN", dev),
            ("secrets.PARCELS_CLIENT_ID", "canary-of-the-client-id"),
            ("secrets.PARCELS_CLIENT_SECRET", "canary-of-the-client-secret"),
        ];
        let known = [
            ("github.repository", "org/agents"),
            ("github.token", "token-of-the-job"),
            ("vars.GEAI_API_BASE_URL", self.emulator.url()),
        ];
        // A fork has no secrets.
        let secrets = secrets.into_iter().filter(|_| !is_fork);
        let values = known.into_iter().chain(secrets).chain(event.iter().copied());
        let mut values: BTreeMap<String, String> =
            values.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let mut ran = Vec::new();
        for (job, description) in workflow["jobs"].as_object().unwrap() {
            let needed = description["needs"].as_str();
            let is_ready = needed.is_none_or(|needed| ran.iter().any(|ran: &Ran| ran.job == needed && ran.is_success));
            let is_meant = description["if"].as_str().is_none_or(|condition| {
                let (one, other) = condition.split_once(" == ").unwrap();
                values.get(one) == values.get(other)
            });
            if is_ready && is_meant {
                ran.push(self.job(job, description, run, &mut values));
            }
        }
        ran
    }

    fn job(&self, name: &str, job: &Value, run: &str, values: &mut BTreeMap<String, String>) -> Ran {
        let checkout = self.place.join("checkout");
        let _ = fs::remove_dir_all(&checkout);
        let mut ran = Ran { job: name.to_owned(), is_success: true, output: String::new() };
        for step in job["steps"].as_array().unwrap() {
            let with = |name: &str| filled(step["with"][name].as_str().unwrap_or_default(), values);
            match step["uses"].as_str().map(|action| action.split('@').next().unwrap()) {
                Some("actions/checkout") => copy(Path::new(REPOSITORY), &checkout),
                Some("actions/setup-python") => {}
                Some("actions/upload-artifact") => {
                    let to = self.artefacts(run, &with("name"));
                    fs::create_dir_all(&to).unwrap();
                    fs::copy(checkout.join(with("path")), to.join(with("path"))).unwrap();
                }
                Some("actions/download-artifact") => {
                    copy(&self.artefacts(&with("run-id"), &with("name")), &checkout.join(with("path")));
                }
                Some(action) => panic!("{action} is not known"),
                None => {
                    let outputs = self.place.join("outputs");
                    fs::write(&outputs, "").unwrap();
                    let mut command = Command::new("bash");
                    command.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"].as_str().unwrap()]);
                    let path = format!("{}:{}", self.place.join("bin").display(), std::env::var("PATH").unwrap());
                    command.current_dir(&checkout).env_clear().env("PATH", path).env("HOME", &self.place);
                    command.env("FORGE", &self.place).env("GITHUB_OUTPUT", &outputs);
                    command.env("GITHUB_REPOSITORY", "org/agents").env("GITHUB_SHA", "1a2b3c");
                    for (name, value) in [&job["env"], &step["env"]].into_iter().filter_map(Value::as_object).flatten()
                    {
                        command.env(name, filled(value.as_str().unwrap(), values));
                    }
                    let done = command.output().unwrap();
                    ran.output
                        .push_str(&(String::from_utf8_lossy(&done.stdout) + String::from_utf8_lossy(&done.stderr)));
                    if !done.status.success() {
                        ran.is_success = false;
                        return ran;
                    }
                    let id = step["id"].as_str().unwrap_or_default();
                    for (name, value) in
                        fs::read_to_string(outputs).unwrap().lines().filter_map(|line| line.split_once('='))
                    {
                        values.insert(format!("steps.{id}.outputs.{name}"), value.to_owned());
                    }
                }
            }
        }
        ran
    }
}
