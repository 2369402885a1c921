//! Plays every family of faults to every call with a secret, in runners that say all they can, and looks for the secrets.

use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::bench::Bench;
use super::families::{Family, Variation, families};
use super::secret_inputs::SecretInput;
use super::{Settings, command};
use crate::canary::SecretLocation;
use crate::outcome::Outcome;
use crate::plan::{Plan, Transport};
use crate::runner::{Answers, Language};
use crate::server::find;
use crate::table::Reach;

/// Longest wait for a call: what takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(30);

/// What was found in one language.
#[derive(Debug, Clone)]
pub struct SecretSearch {
    /// Whose calls.
    pub language: Language,
    /// Calls that were made.
    pub calls: usize,
    /// Bytes of logs that were searched.
    pub logged: usize,
    /// Secrets that were shown, one line each.
    pub leaks: Vec<String>,
    /// What else is wrong.
    pub problems: Vec<String>,
}

/// Hunts in all languages that are asked for.
///
/// # Errors
/// A runner or a server does not start.
pub async fn search(settings: &Arc<Settings>) -> io::Result<Vec<SecretSearch>> {
    settings.tools.prepare()?;
    let mut searches = Vec::new();
    for &language in &settings.languages {
        let settings = settings.clone();
        searches.push(tokio::spawn(async move { Searcher::start(language, &settings).await?.run().await }));
    }
    let mut found = Vec::new();
    for search in searches {
        found.push(search.await.map_err(io::Error::other)??);
    }
    Ok(found)
}

struct Searcher {
    bench: Bench,
    found: SecretSearch,
    /// What logs must have said by the end: else nobody listened.
    awaited: Vec<&'static str>,
    /// What went wrong or was shown, each once.
    told: BTreeSet<String>,
    clients: u32,
}

/// What the logs of a language say if they say all they can.
fn talk(language: Language) -> Vec<&'static str> {
    match language {
        Language::Rust => vec![
            " geai_client: ",
            "TRACE hyper_util::client::legacy::pool: ",
            " reqwest::connect: ",
            "h2::codec::framed_write: send frame=Headers",
            "DEBUG rustls::client::hs: ",
        ],
        Language::PythonSync => vec!["geai_client POST http", "/v3/tool-plugins/import: "],
        Language::PythonAsync => vec!["geai_client POST http", "/v3/tool-plugins/import: ", "asyncio Executing "],
        Language::Node => vec!["TIMER ", "STREAM "],
    }
}

impl Searcher {
    async fn start(language: Language, settings: &Settings) -> io::Result<Self> {
        let mut tools = settings.tools.clone();
        tools.talkative = true;
        let bench = Bench::start(language, &tools, None).await?;
        let found = SecretSearch { language, calls: 0, logged: 0, leaks: Vec::new(), problems: Vec::new() };
        Ok(Self { bench, found, awaited: talk(language), told: BTreeSet::new(), clients: 0 })
    }

    async fn run(mut self) -> io::Result<SecretSearch> {
        for family in families() {
            let name = format!("{} {}", family.plan.fault, Value::Object(family.plan.with.clone()));
            if let Err(why) = self.family(&family, &name).await {
                self.wrong(format!("{name}: {why}"));
            }
        }
        for &input in SecretInput::ALL {
            if let Some(answer) = input.answer(&self.bench.canaries)
                && let Err(why) = self.answered(input, &answer).await
            {
                self.wrong(format!("{input:?} answered: {why}"));
            }
        }
        if let Err(why) = self.settings_that_are_refused().await {
            self.wrong(why);
        }
        for missing in std::mem::take(&mut self.awaited) {
            self.wrong(format!("nothing received about `{missing}`"));
        }
        self.found.problems.extend(self.bench.stop().await);
        Ok(self.found)
    }

    fn wrong(&mut self, what: String) {
        if self.told.insert(what.clone()) {
            self.found.problems.push(what);
        }
    }

    /// Makes every call once while a fault is played.
    async fn family(&mut self, family: &Family, name: &str) -> Result<(), String> {
        let asked = if family.reach == Reach::Proxy { Transport::Tls } else { family.plan.transport };
        let mut plan = family.plan.clone();
        plan.transport = find(&plan.fault).map_or(asked, |fault| fault.transport(asked));
        if plan.fault == "redirect" {
            plan.with.insert("to".to_owned(), self.bench.elsewhere.base_url().into());
        }
        let transport = plan.transport;
        self.set(Plan::default().over(transport))?;
        let client = self.client(family, transport).await?;
        self.set(plan)?;
        self.bench.server.clear_ledger();
        if family.variation == Variation::Closed {
            self.bench.runner.obey(json!({"do": "close", "client": client})).await?;
        }
        let mut waiting = Vec::new();
        for (at, &input) in family.inputs.iter().enumerate() {
            let marker = format!("m{}-{at}", self.clients);
            let shape = match family.variation {
                Variation::Refused => input.refused(&marker, &self.bench.canaries),
                _ => input.shape(&marker, &self.bench.canaries),
            };
            let mut call = command::spoken(self.found.language, &client, shape, 1, 1);
            self.with_header(&mut call);
            if family.variation == Variation::Cancelled {
                self.cancelled(call, input, name).await?;
            } else {
                waiting.push((input, self.send(call).await?));
            }
        }
        for (input, mut answers) in waiting {
            let outcome = answers.next(PATIENCE).await.ok_or_else(|| format!("{input:?} never ended"))?;
            let refused = outcome.error.as_ref().filter(|error| error.phase == "local").map(|error| &error.text);
            if let Some(why) = refused.filter(|_| family.variation == Variation::Nothing) {
                self.wrong(format!("{input:?} was refused: {why}"));
            }
            // What is answered is the caller's, whatever the server put into it.
            if !(outcome.ok && family.plan.fault == "echo") {
                self.judge(&outcome, &format!("{input:?} under {name}"));
            }
        }
        if family.arrives() && self.bench.server.ledger().requests.len() < family.inputs.len() {
            let came = self.bench.server.ledger().requests.len();
            self.wrong(format!("{name}: {came} requests arrived of {}", family.inputs.len()));
        }
        self.set(Plan::default().over(transport))?;
        self.bench.runner.obey(json!({"do": "drop", "client": client})).await?;
        self.listen(name)
    }

    fn set(&self, plan: Plan) -> Result<(), String> {
        self.bench.server.set(plan).map_err(|error| format!("the server refused a plan: {error}"))
    }

    async fn send(&self, command: Value) -> Result<Answers, String> {
        self.bench.runner.send(command).await.map_err(|error| format!("the runner is gone: {error}"))
    }

    /// Gives a call a header of its own.
    fn with_header(&self, call: &mut Value) {
        if let Some(options) = call.get_mut("options").and_then(Value::as_object_mut) {
            options.insert(
                "headers".to_owned(),
                json!({"x-call-secret": self.bench.canaries.of(SecretLocation::CallHeader)}),
            );
        }
    }

    async fn cancelled(&mut self, mut call: Value, input: SecretInput, name: &str) -> Result<(), String> {
        let before = self.bench.server.ledger().requests.len();
        if let Some(members) = call.as_object_mut() {
            members.insert("main".to_owned(), true.into());
            members.insert("cancellable".to_owned(), true.into());
        }
        let mut answers = self.send(call).await?;
        let arrived = move |ledger: &crate::ledger::Ledger| ledger.requests.len() > before;
        if !self.bench.server.wait(arrived, PATIENCE).await {
            return Err(format!("{input:?} did not arrive"));
        }
        let _done = self.send(json!({"do": "cancel", "call": answers.id})).await?;
        let outcome = answers.next(PATIENCE).await.ok_or_else(|| format!("{input:?} never ended"))?;
        self.judge(&outcome, &format!("{input:?} under {name}, cancelled"));
        Ok(())
    }

    /// Makes a client with every secret that a client has; half of them sign in with OAuth.
    async fn client(&mut self, family: &Family, transport: Transport) -> Result<String, String> {
        self.clients += 1;
        let name = format!("search-{}", self.clients);
        let canaries = &self.bench.canaries;
        let mut options = self.options();
        options.insert("timeout".to_owned(), family.timeout.into());
        options.insert("deadline".to_owned(), (family.timeout * 3.0).into());
        if transport != Transport::Plain {
            options.insert("ca_bundle".to_owned(), self.bench.authority.display().to_string().into());
        }
        if transport != Transport::Plain && family.reach != Reach::Proxy {
            options.remove("proxy");
        }
        if family.reach == Reach::Nowhere {
            let port = self.bench.server.address().port();
            options.insert("base_url".to_owned(), format!("http://nowhere.faults.test:{port}").into());
            options.insert("allow_http".to_owned(), true.into());
        }
        let tokens = if family.given { canaries.given().to_vec() } else { Vec::new() };
        if family.given {
            options.remove("api_token");
        } else if self.clients.is_multiple_of(2) {
            options.insert("access_token".to_owned(), canaries.of(SecretLocation::AccessToken).into());
            options.insert("project_id".to_owned(), "project".into());
        }
        let made = command::client(self.found.language, &name, &options, &tokens);
        let outcome = self.bench.runner.obey(made).await?;
        self.judge(&outcome, "the client");
        Ok(name)
    }

    fn options(&self) -> Map<String, Value> {
        let canaries = &self.bench.canaries;
        let options = json!({
            "base_url": self.bench.server.base_url(), "api_token": canaries.of(SecretLocation::ApiToken), "retries": 1,
            "backoff": 0.001, "connect_timeout": 0.3, "headers": {"x-secret": canaries.of(SecretLocation::Header)},
            "proxy": canaries.proxy(&self.bench.server.proxy_url()),
        });
        options.as_object().cloned().unwrap_or_default()
    }

    /// Answers a call with secrets, whole and broken in several ways.
    async fn answered(&mut self, input: SecretInput, answer: &Value) -> Result<(), String> {
        let text = answer.to_string();
        let cut = text.get(..text.len().saturating_sub(3)).unwrap_or_default().to_owned();
        let wrong = text.replace("\":\"", "\":[\"").replace("\",\"", "\"],\"").replace("\"}", "\"]}");
        for (name, body) in [
            ("whole", text.clone()),
            ("cut", cut),
            ("behind a byte order mark", format!("\u{feff}{text}")),
            ("of the wrong type", wrong),
            ("as a list", format!("[{text}]")),
            ("as a text", json!(text).to_string()),
            ("twice", format!("{text}{text}")),
        ] {
            let with = json!({"body": body});
            let family = Family { plan: Plan::of("answer", with), ..families().swap_remove(0) };
            let client = self.client(&family, Transport::Plain).await?;
            self.set(family.plan)?;
            let shape = input.shape("m", &self.bench.canaries);
            let mut answers = self.send(command::spoken(self.found.language, &client, shape, 1, 1)).await?;
            let outcome = answers.next(PATIENCE).await.ok_or("never ended")?;
            self.judge(&outcome, &format!("{input:?} answered {name}"));
            self.set(Plan::default())?;
            self.bench.runner.obey(json!({"do": "drop", "client": client})).await?;
        }
        self.listen(&format!("{input:?} answered"))
    }

    /// Gives settings that hold a secret and are wrong.
    async fn settings_that_are_refused(&mut self) -> Result<(), String> {
        let canaries = &self.bench.canaries;
        let [token, header] = [SecretLocation::ApiToken, SecretLocation::Header].map(|place| canaries.of(place));
        let proxy = canaries.proxy("ftp://proxy.example.com");
        let base = canaries.proxy("https://geai.example.com");
        for (name, wrong) in [
            ("api_token", format!("{token}\u{fc}").into()),
            ("api_token", format!("{token} {token}").into()),
            ("api_token", json!({"nested": token})),
            ("api_token", json!([token])),
            ("access_token", token.into()),
            ("headers", json!({"x-secret": format!("{header}\n")})),
            ("headers", json!({"x-secret": [header]})),
            ("headers", json!({"authorization": header})),
            ("headers", json!([header])),
            ("proxy", proxy.into()),
            ("proxy", json!({"url": canaries.proxy("http://proxy.example.com")})),
            ("proxy", format!("{}:port", canaries.proxy("http://proxy")).into()),
            ("base_url", base.clone().into()),
            ("base_url", format!("https://geai.example.com/?{token}").into()),
        ] {
            let mut options = self.options();
            options.insert(name.to_owned(), wrong);
            let made = command::client(self.found.language, "refused", &options, &[]);
            let outcome = self.send(made).await?.next(PATIENCE).await.ok_or("never ended")?;
            if outcome.error.is_none() {
                self.wrong(format!("{name}: not refused"));
            }
            self.judge(&outcome, &format!("a client with a wrong {name}"));
        }
        self.listen("settings that are refused")
    }

    fn judge(&mut self, outcome: &Outcome, when: &str) {
        self.found.calls += 1;
        for hit in self.bench.shown_by(outcome) {
            self.found.leaks.push(format!("{when}, {hit}"));
        }
        if let Some(error) = &outcome.error
            && error.kind.starts_with("other:")
            && error.kind != "other:TypeError"
        {
            self.wrong(format!("{when}: not an error of ours: {} {}", error.kind, error.text));
        }
    }

    /// Searches what was written elsewhere since the last time.
    fn listen(&mut self, when: &str) -> Result<(), String> {
        let (hits, heard) = self.bench.shown_elsewhere().map_err(|error| error.to_string())?;
        self.found.leaks.extend(hits.iter().map(|hit| format!("{when}, in a log: {hit}")));
        self.found.logged += heard.len();
        self.awaited.retain(|word| !heard.contains(word));
        Ok(())
    }
}
