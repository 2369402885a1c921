//! Runs probes one after the other: makes the requests of their rows and judges the answers.

use std::collections::HashSet;
use std::hash::{BuildHasher as _, RandomState};
use std::pin::{Pin, pin};
use std::time::Duration;

use geai_client::{Error, HeaderMap, Json, Method};
use serde_json::{Value, json};
use tokio::time::timeout;

use super::answer::{Answer, Request};
use super::clean_up::{CreatedObject, clean_up, made_by};
use super::clients::{Clients, once};
use super::giver::giver;
use super::integration_writes::TEXTS;
use super::judge::{Difference, Verdict, judge};
use super::probe::{Needs, Probe, Sender, Step};
use super::refusals::Refusals;
use super::shape::{of_other, unusable};
use super::values::{Encoding, Variables};

/// Time that a request in flight has after Ctrl-C: what it made is known then, and removed.
const GRACE: Duration = Duration::from_secs(5);
/// The variables that keep what the project has.
const LISTS: [&str; 2] = ["agents", "integrations"];
/// The variable that keeps the id of the project.
const PROJECT: &str = "project_id";
/// A model that the pages name, where no agent of the project names one.
const MODEL: &str = "gpt-4o";

/// The outcome of a probe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    AsExpected,
    Differs,
    /// It says nothing of its own, since requests of it are refused as that of an earlier probe was: which one.
    Follows(String),
    /// It was not run, and why.
    NotRun(String),
    /// A request of it had no answer, and why.
    Failed(String),
}

/// One thing that is not as the contract expects.
#[derive(Debug)]
pub struct Finding {
    pub request: String,
    pub difference: Difference,
}

/// A probe and its outcome.
#[derive(Debug)]
pub struct Examined {
    pub probe: &'static Probe,
    pub outcome: Outcome,
    pub findings: Vec<Finding>,
    /// What is told without being judged.
    pub told: Vec<String>,
}

/// A request that was made, with its answer.
#[derive(Debug)]
pub struct Exchange {
    pub probe: &'static str,
    pub step: &'static Step,
    /// Path and query, as they were sent.
    pub path: String,
    pub query: Vec<(String, String)>,
    pub sent: Value,
    pub answer: Answer,
}

/// One run of the doctor.
pub struct Run<'c> {
    clients: &'c Clients,
    api: String,
    /// What the names of all objects of this run begin with.
    pub name: String,
    public_names: bool,
    variables: Variables,
    stop: Pin<Box<dyn Future<Output = ()>>>,
    pub stopped: bool,
    pub exchanges: Vec<Exchange>,
    /// Names of the headers that answers had.
    headers: Vec<String>,
    refusals: Refusals,
    /// What was made in the project and in the second one.
    made: [Vec<CreatedObject>; 2],
    /// What may have been made, without a way to remove it.
    lost: Vec<String>,
    /// Texts of answers about other people's objects: what is among them was not made by this run.
    others: HashSet<String>,
    /// Why there is no list of the project's objects, by the variable that would keep it.
    unlisted: Vec<(&'static str, String)>,
    /// Whether any answer to the client was one of the API.
    pub saw_api: bool,
    pub wrote: bool,
}

impl<'c> Run<'c> {
    /// A run that ends early when `stop` does.
    pub fn new(clients: &'c Clients, api: &str, public_names: bool, stop: impl Future<Output = ()> + 'static) -> Self {
        let random = || RandomState::new().hash_one(0);
        let (name, other) = (format!("geai-doctor-{:016x}", random()), random());
        let mut variables = Variables::default();
        let guid = format!("{:08x}-0000-4000-8000-{:012x}", other >> 32, other & 0xffff_ffff_ffff);
        for (variable, value) in [("run", name.as_str()), ("api", api), ("guid", &guid), ("model", MODEL)] {
            variables.set(variable, value.into());
        }
        for (variable, text) in TEXTS {
            variables.set(variable, (*text).into());
        }
        Self {
            clients,
            api: api.to_owned(),
            name,
            public_names,
            variables,
            stop: Box::pin(stop),
            stopped: false,
            exchanges: Vec::new(),
            headers: Vec::new(),
            refusals: Refusals::default(),
            made: [Vec::new(), Vec::new()],
            lost: Vec::new(),
            others: HashSet::new(),
            unlisted: Vec::new(),
            saw_api: false,
            wrote: false,
        }
    }

    /// Whether the reading probes saw that the project has neither agents nor integrations.
    pub fn found_nothing(&self) -> bool {
        let is_empty = |list: &Value| list.as_array().is_some_and(Vec::is_empty);
        LISTS.iter().all(|name| self.variables.get(name).is_some_and(is_empty))
    }

    /// Why the objects of the project could not be listed, if they could not.
    pub fn unlisted(&self) -> Option<&str> {
        let is_missing = |(name, _): &&(&str, String)| self.variables.get(name).is_none();
        self.unlisted.iter().find(is_missing).map(|(_, why)| why.as_str())
    }

    /// Runs one probe.
    pub async fn examine(&mut self, probe: &'static Probe) -> Examined {
        let mut examined = Examined { probe, outcome: Outcome::AsExpected, findings: Vec::new(), told: Vec::new() };
        if let Some(missing) = self.missing(probe.needs).await {
            examined.outcome = Outcome::NotRun(missing.to_owned());
            return examined;
        }
        let (mut unknown, mut nothing) = (None, None);
        let mut made = 0;
        let mut is_last_as_expected = true;
        let public_names = self.public_names;
        for step in probe.steps.iter().filter(|step| public_names || !step.public_name) {
            if step.builds_on_last && !is_last_as_expected {
                continue;
            }
            let before = examined.findings.len();
            let outcome = self.step(probe, step, &mut examined, &mut nothing).await;
            if let Err(StepError::Answer(why)) = &outcome {
                self.keep_unlisted(step, why);
            }
            is_last_as_expected = outcome.as_ref().is_ok_and(|follows| !follows) && examined.findings.len() == before;
            match outcome {
                Ok(_) => made += 1,
                Err(StepError::Variable(name)) => unknown = Some(name),
                Err(StepError::Answer(why)) => examined.outcome = Outcome::Failed(why),
            }
            if self.stopped {
                examined.outcome = Outcome::NotRun("it was interrupted".to_owned());
                return examined;
            }
        }
        match (&examined.outcome, unknown) {
            (Outcome::Failed(_), _) => {}
            _ if !examined.findings.is_empty() => examined.outcome = Outcome::Differs,
            (Outcome::AsExpected, Some(name)) if made == 0 => {
                examined.outcome = Outcome::NotRun(match name.as_str() {
                    "agent" => "the project has no agent".to_owned(),
                    name => giver(name),
                });
            }
            (Outcome::AsExpected, None) if nothing.is_some() => {
                examined.outcome = Outcome::NotRun(nothing.unwrap_or_default().to_owned());
            }
            _ => {}
        }
        examined
    }

    /// Why a profile does not give what a probe needs.
    async fn missing(&self, needs: Needs) -> Option<&'static str> {
        let project = self.variables.get(PROJECT).and_then(Value::as_str).map(str::to_owned);
        match needs {
            Needs::Nothing => None,
            Needs::OAuth => {
                let Some(client) = &self.clients.oauth else {
                    return Some("it needs an OAuth token: --oauth-profile NAME");
                };
                let is_oauth = client.config().iter().any(|setting| setting.name == "access_token");
                let is_other = client.project_id().zip(project).is_some_and(|(id, own)| !id.eq_ignore_ascii_case(&own));
                match (is_oauth, is_other) {
                    (false, _) => Some("the profile of --oauth-profile has no OAuth token"),
                    (true, true) => Some("the profile of --oauth-profile is of another project"),
                    (true, false) => None,
                }
            }
            Needs::SecondProject if self.clients.second.is_none() => {
                Some("it needs a token of another project: --second-profile NAME")
            }
            Needs::SecondProject => {
                let second = self.second_project().await;
                let is_same = second.zip(project).is_some_and(|(id, own)| id.eq_ignore_ascii_case(&own));
                is_same.then_some("the profile of --second-profile is of the same project")
            }
        }
    }

    /// The id of the second project, if its token tells.
    async fn second_project(&self) -> Option<String> {
        let second = self.clients.second.as_ref()?.with_options(&once(HeaderMap::new()));
        second.validate_token().await.ok()?.project_id
    }

    /// Why nothing is to be written into the second project, if one is given and objects would be.
    pub async fn second_in_use(&self) -> Option<String> {
        if self.missing(Needs::SecondProject).await.is_some() {
            return None;
        }
        let second = self.clients.second.as_ref()?.with_options(&once(HeaderMap::new()));
        let has_agents = second.agents().list().allow_drafts(true).count(1).await;
        let has_agents = has_agents.map(|page| page.items.len().saturating_add(page.malformed.len()) > 0);
        let has_any = match has_agents {
            Ok(false) => {
                let page = second.integrations().list().allow_drafts(true).count(1).await;
                page.map(|page| page.items.len().saturating_add(page.malformed.len()) > 0)
            }
            other => other,
        };
        match has_any {
            Ok(false) => None,
            Ok(true) => Some("the second project has agents or integrations".to_owned()),
            Err(error) => Some(format!("the second project could not be listed: {error}")),
        }
    }

    /// Makes the request of a step and judges its answer. Returns whether the answer follows from an earlier one.
    async fn step(
        &mut self,
        probe: &'static Probe,
        step: &'static Step,
        examined: &mut Examined,
        nothing: &mut Option<&'static str>,
    ) -> Result<bool, StepError> {
        let fill = |text: &str, form| self.variables.fill(text, form).map_err(StepError::Variable);
        if let Some(name) = step.needs.filter(|name| self.variables.get(name).is_none()) {
            return Err(StepError::Variable(name.to_owned()));
        }
        let (method, target) = step.call.split_once(' ').unwrap_or_default();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let path = fill(path, Encoding::Path)?;
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let query: Result<Vec<_>, _> =
            pairs.map(|(name, value)| Ok((name.to_owned(), fill(value, Encoding::Text)?))).collect();
        let (query, body) = (query?, fill(step.body, Encoding::Json)?);
        let request = Request::new(method, path);
        if request.is_none() && self.headers.is_empty() {
            *nothing = Some("no answer before it was one of the API");
            return Ok(false);
        }
        let (answer, sent) = match &request {
            None => (Answer::new(None, 0, json!({ "headers": self.headers })), Value::Null),
            Some(request) => self
                .send(step.sender, request, &query, &body)
                .await
                .map_err(|error| StepError::Answer(error.to_string()))?,
        };
        let unusable = request.as_ref().and_then(|request| unusable(request.operation, &answer));
        let unusable = unusable.or_else(|| of_other(&sent, &answer, &self.name));
        let is_page = unusable.as_ref().map(|unusable| unusable.is_page);
        let is_api = answer.is_success() && is_page.is_none();
        self.saw_api |= is_api && step.sender == Sender::Client && request.is_some();
        if is_api {
            let new = answer.headers.iter().filter(|name| !self.headers.contains(name)).cloned().collect::<Vec<_>>();
            self.headers.extend(new);
        } else {
            let status = format!("status {}", answer.status);
            let why = unusable.as_ref().map_or(status, |unusable| unusable.difference.found.clone());
            self.keep_unlisted(step, &why);
        }
        if step.others {
            texts(&answer.body, &mut self.others);
        }
        for (variable, place) in step.keeps.iter().filter(|_| is_api) {
            if let Some(value) = answer.at(place).first().filter(|value| !value.is_null()) {
                self.variables.set(variable, (*value).clone());
            }
        }
        let (mut unknown, mut findings, mut told_here) = (None, Vec::new(), Vec::new());
        let asked = request.as_ref().map(|Request { method, path, .. }| format!("{method} {path}")).unwrap_or_default();
        findings.extend(unusable.map(|unusable| Finding { request: asked.clone(), difference: unusable.difference }));
        let checks = if is_page.is_some() { &[] } else { step.checks };
        for check in checks.iter().filter(|check| check.api.is_none_or(|api| api == self.api)) {
            match judge(check, &answer, &sent, &self.variables) {
                Err(name) => unknown = Some(name),
                Ok(Verdict::AsExpected) => {}
                Ok(Verdict::Nothing(why)) => *nothing = Some(why),
                Ok(Verdict::Told(told)) if request.is_none() => told_here.push(told),
                Ok(Verdict::Told(told)) => told_here.push(format!("{}: {told}", step.call)),
                Ok(Verdict::Differs(difference)) => {
                    let is_last = difference.is_other_class;
                    findings.push(Finding { request: asked.clone(), difference });
                    if is_last {
                        break;
                    }
                }
            }
        }
        let source = self.refusals.source(step, &self.api, &answer, is_page).filter(|_| !findings.is_empty());
        match &source {
            // One probe tells of a refusal once.
            Some(source) if source.probe == probe.id => {}
            Some(source) => {
                if examined.outcome == Outcome::AsExpected {
                    examined.outcome = Outcome::Follows(format!("from {}: {}", source.probe, source.refused));
                }
            }
            None => {
                self.refusals.keep(probe.id, step, &self.api, &answer, is_page);
                examined.findings.append(&mut findings);
                examined.told.append(&mut told_here);
            }
        }
        if let Some(Request { path, .. }) = request {
            self.exchanges.push(Exchange { probe: probe.id, step, path, query, sent, answer });
        }
        unknown.map_or(Ok(source.is_some()), |name| Err(StepError::Variable(name)))
    }

    async fn send(
        &mut self,
        sender: Sender,
        request: &Request,
        query: &[(String, String)],
        body: &str,
    ) -> Result<(Answer, Value), Error> {
        let Request { method, path, .. } = request;
        let nobody = || Error::local(geai_client::ErrorKind::ConfigError, "no profile gives that token");
        let (client, headers) = self.clients.of(sender)?.ok_or_else(nobody)?;
        let is_write = *method != Method::GET;
        self.wrote |= is_write;
        let json = (!body.is_empty()).then(|| Json::from_text(body.to_owned())).transpose();
        let json = json.map_err(|why| Error::local(geai_client::ErrorKind::InternalError, format!("{path}: {why}")))?;
        let sent = json.as_ref().map(Json::value).unwrap_or_default();
        let options = once(headers);
        let mut call = pin!(client.request(method.clone(), path, query, json, &options));
        let outcome = tokio::select! {
            biased;
            outcome = call.as_mut() => outcome,
            () = self.stop.as_mut(), if !self.stopped => {
                self.stopped = true;
                timeout(GRACE, call).await.unwrap_or_else(|_| {
                    Err(Error::local(geai_client::ErrorKind::ClientClosedError, "interrupted"))
                })
            }
        };
        let answer = Answer::of(request.operation, outcome)?;
        if is_write {
            let (made, lost) = made_by(request, &sent, &answer, &self.name, &self.others);
            let [first, second] = &mut self.made;
            let known = if sender == Sender::SecondProject { second } else { first };
            for made in made {
                if !known.iter().any(|known| known.id == made.id) {
                    known.push(made);
                }
            }
            self.lost.extend(lost);
        }
        Ok((answer, sent))
    }

    /// Removes what the run made, and returns what is left.
    pub async fn clean_up(&mut self) -> Vec<String> {
        let [first, second] = std::mem::take(&mut self.made);
        let mut left = clean_up(&self.clients.client, &self.name, first).await;
        if let Some(client) = &self.clients.second {
            left.extend(clean_up(client, &self.name, second).await);
        }
        left.append(&mut self.lost);
        left
    }

    /// What was made, for where it cannot be removed.
    pub fn made(&self) -> Vec<String> {
        let made = self.made.iter().flatten().map(|made| format!("{} ({})", made.name, made.id));
        made.chain(self.lost.iter().cloned()).collect()
    }

    /// Keeps why the lists that a request asks for are not there.
    fn keep_unlisted(&mut self, step: &'static Step, why: &str) {
        for (name, _) in step.keeps.iter().filter(|(name, _)| LISTS.contains(name)) {
            self.unlisted.push((*name, format!("{}: {why}", step.call.replace("<api>", &self.api))));
        }
    }
}

/// The texts of an answer.
fn texts(value: &Value, found: &mut HashSet<String>) {
    match value {
        Value::String(text) => drop(found.insert(text.clone())),
        Value::Array(values) => values.iter().for_each(|value| texts(value, found)),
        Value::Object(members) => members.values().for_each(|value| texts(value, found)),
        _ => {}
    }
}

/// Why a step was not made.
enum StepError {
    /// A variable that no answer gave.
    Variable(String),
    /// There was no answer.
    Answer(String),
}
