//! Applies a plan: reads the objects again, writes drafts, publishes, deletes.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::check_plan::check_plan;
use super::document::{APPLIED_FORMAT, tree};
use super::kinds::{refused, schema_of};
use super::known::Known;
use super::recheck::{ObjectState, recheck};
use super::requests::{Progress, Requests};
use super::secrets::{self, told};
use super::server::Server;
use super::stage::{Before, Staged, Writing, stub, writes};
use crate::client::Client;
use crate::config::call_options::CallOptions;
use crate::error::{Error, Executed};
use crate::json::tree::Tree;
use crate::json::{Extra, Json};
use crate::models::definitions::DefinitionKind;
use crate::models::named_members::answered;
use crate::models::plans::{Applied, Change, ChangeAction, ManagedObject, Plan, Step, StepOutcome};
use crate::schema::malformed::MalformedMembers;
use crate::schema::model::from_stored;

/// Told of every step as it ends.
pub type OnStep = Arc<dyn Fn(&Step) + Send + Sync>;

/// Objects that are read again at a time.
const RECHECKS: usize = 8;

/// The result of applying a plan, and the error that ended it.
pub(crate) struct Outcome {
    pub applied: Applied,
    pub error: Option<Error>,
}

/// Applies a plan. Errors before anything was written; afterwards the outcome tells.
pub(crate) async fn apply(
    client: &Client,
    plan: &Plan,
    call: &CallOptions,
    on_step: Option<&OnStep>,
    progress: Option<&Progress>,
) -> Result<Outcome, Error> {
    if let Some(conflict) = plan.conflicts.first() {
        let more = plan.conflicts.len().saturating_sub(1);
        let more = if more > 0 { format!(" ({more} more)") } else { String::new() };
        return Err(refused(format!("the plan has a conflict: {}: {}{more}", conflict.name, conflict.text)));
    }
    check_plan(plan)?;
    let requests = Requests::new(client, call);
    let project = requests.project().await?;
    if project != plan.project_id {
        let name = |project: &Option<String>| project.clone().unwrap_or_else(|| "unknown".to_owned());
        return Err(refused(format!(
            "the plan is for project {}, the client's project is {}",
            name(&plan.project_id),
            name(&project)
        )));
    }
    let agents = Server::agents_of(&requests).await?;
    let mut known = Known::default();
    agents.values().for_each(|agent| known.add_agent(&agent.id, &agent.name));
    let rechecks = requests.each(&plan.changes, RECHECKS, |change| recheck(&requests, change, &agents, &known)).await;
    let mut states = Vec::with_capacity(rechecks.len());
    for (change, state) in plan.changes.iter().zip(rechecks) {
        match state? {
            ObjectState::Changed(why) => {
                return Err(refused(format!("the plan is stale: {} {}: {why}", change.kind.as_str(), change.name)));
            }
            state => states.push(state),
        }
    }
    let bodies = bodies(plan, &states)?;
    let mut run = Run { requests: &requests, plan, known: &known, on_step, progress, steps: Vec::new(), error: None };
    run.all(&states, &bodies).await;
    let applied = run.applied();
    Ok(Outcome { applied, error: run.error })
}

/// The bodies that are sent, with the values of environment variables.
fn bodies(plan: &Plan, states: &[ObjectState]) -> Result<Vec<String>, Error> {
    let (mut bodies, mut unset) = (Vec::with_capacity(plan.changes.len()), Vec::new());
    for (change, state) in plan.changes.iter().zip(states) {
        let base = match state {
            ObjectState::AsPlanned { base, .. } if writes(change) => Some(base.as_ref()),
            _ => None,
        };
        match base.map(|base| secrets::filled(change, base, |name| std::env::var(name).ok())) {
            None => bodies.push(String::new()),
            Some(Ok(body)) => bodies.push(body),
            Some(Err(names)) => unset.extend(names),
        }
    }
    unset.sort();
    unset.dedup();
    if unset.is_empty() {
        return Ok(bodies);
    }
    Err(refused(format!("these environment variables are not set: {}", unset.join(", "))))
}

struct Run<'a> {
    requests: &'a Requests<'a>,
    plan: &'a Plan,
    known: &'a Known,
    on_step: Option<&'a OnStep>,
    progress: Option<&'a Progress>,
    steps: Vec<Step>,
    error: Option<Error>,
}

/// What is to be published of a change.
struct ToPublish {
    id: String,
    revision: Option<i64>,
    /// Whether it is published already.
    is_done: bool,
}

impl Run<'_> {
    fn step(&self, change: &Change, action: ChangeAction, outcome: StepOutcome) -> Step {
        Step {
            kind: change.kind.clone(),
            name: change.name.clone(),
            action,
            outcome,
            id: change.id.clone(),
            revision: None,
            version: None,
            error: None,
            members: Vec::new(),
            extra: Extra::new(),
            malformed: MalformedMembers::default(),
        }
    }

    fn end(&mut self, step: Step) {
        if let Some(on_step) = self.on_step {
            on_step(&step);
        }
        self.steps.push(step);
        if let Some(progress) = self.progress {
            let done = u64::try_from(self.steps.len()).unwrap_or(u64::MAX);
            progress(done, self.total().max(done));
        }
    }

    fn total(&self) -> u64 {
        let of = |change: &Change| {
            u64::from(change.publishes).saturating_add(u64::from(change.action != ChangeAction::PUBLISH))
        };
        self.plan.changes.iter().map(of).sum()
    }

    fn is_held(&self) -> bool {
        self.steps.iter().any(|step| step.outcome != StepOutcome::DONE && step.outcome != StepOutcome::UNCHANGED)
    }

    async fn all(&mut self, states: &[ObjectState], bodies: &[String]) {
        let plan = self.plan;
        let mut staged: BTreeMap<usize, ToPublish> = BTreeMap::new();
        let mut stubs = None;
        for (at, (change, (state, body))) in plan.changes.iter().zip(states.iter().zip(bodies)).enumerate() {
            if stubs.is_none() && change.kind == DefinitionKind::AGENT {
                stubs = Some(self.stubs(states).await);
            }
            let stub = stubs.as_ref().and_then(|stubs| stubs.get(&at));
            if let Some(ready) = self.stage(change, state, body, stub).await {
                staged.insert(at, ready);
            }
        }
        for (at, change) in plan.changes.iter().enumerate().filter(|(_, change)| change.publishes) {
            self.publish(change, staged.remove(&at)).await;
        }
        for (change, state) in plan.changes.iter().zip(states) {
            if change.action == ChangeAction::DELETE {
                self.delete(change, matches!(state, ObjectState::Deleted)).await;
            }
        }
    }

    /// Creates the agents of rings by their names, so that each can name the others.
    async fn stubs(&mut self, states: &[ObjectState]) -> BTreeMap<usize, Result<Before, Staged>> {
        let mut stubs = BTreeMap::new();
        let plan = self.plan;
        for (at, (change, state)) in plan.changes.iter().zip(states).enumerate() {
            let is_made = change.ring && matches!(state, ObjectState::AsPlanned { .. });
            if !is_made || self.error.is_some() || stubs.values().any(Result::is_err) {
                continue;
            }
            stubs.insert(at, stub(self.requests, change).await);
        }
        stubs
    }

    /// Writes a draft. What is to be published of it, if that may be.
    async fn stage(
        &mut self,
        change: &Change,
        state: &ObjectState,
        body: &str,
        stub: Option<&Result<Before, Staged>>,
    ) -> Option<ToPublish> {
        if !writes(change) {
            return self.ready(change, state);
        }
        let action = || change.action.clone();
        if self.error.is_some() {
            let step = self.step(change, action(), StepOutcome::NOT_REACHED);
            self.end(step);
            return None;
        }
        if let ObjectState::Applied { id, revision, .. } = state {
            let mut step = self.step(change, action(), StepOutcome::UNCHANGED);
            (step.id, step.revision) = (Some(id.clone()), *revision);
            self.end(step);
            return self.ready(change, state);
        }
        let before = match (stub, state) {
            (Some(Ok(before)), _) => before.clone(),
            (Some(Err(Staged::Failed(error))), _) => {
                return self.fail(change, action(), StepOutcome::FAILED, error.clone());
            }
            (Some(Err(Staged::Unknown(error))), _) => {
                return self.fail(change, action(), StepOutcome::UNKNOWN, error.clone());
            }
            (_, ObjectState::AsPlanned { revision, misses_credentials, held, base }) => Before {
                id: change.id.clone(),
                revision: *revision,
                misses_credentials: *misses_credentials,
                held: held.clone(),
                base: base.clone(),
            },
            _ => Before::default(),
        };
        let (requests, via_import, known) = (self.requests, self.plan.via_import, self.known);
        match (Writing { requests, change, body, before: &before, via_import, known }).stage().await {
            Staged::Done { id, revision } => {
                let mut step = self.step(change, action(), StepOutcome::DONE);
                (step.id, step.revision) = (Some(id.clone()), revision);
                self.end(step);
                Some(ToPublish { id, revision, is_done: false })
            }
            Staged::Held { id, revision, why, members } => {
                let mut step = self.step(change, action(), StepOutcome::HELD);
                (step.id, step.revision, step.error, step.members) =
                    (Some(id), revision, Some(why), told(schema_of(&change.kind), members));
                self.end(step);
                None
            }
            Staged::Failed(error) => self.fail(change, action(), StepOutcome::FAILED, error),
            Staged::Unknown(error) => self.fail(change, action(), StepOutcome::UNKNOWN, error),
        }
    }

    fn ready(&self, change: &Change, state: &ObjectState) -> Option<ToPublish> {
        match state {
            ObjectState::Applied { id, revision, is_draft } => {
                Some(ToPublish { id: id.clone(), revision: *revision, is_done: !is_draft })
            }
            ObjectState::AsPlanned { revision, .. } => {
                Some(ToPublish { id: change.id.clone()?, revision: *revision, is_done: false })
            }
            _ => None,
        }
    }

    fn fail<T>(&mut self, change: &Change, action: ChangeAction, outcome: StepOutcome, error: Error) -> Option<T> {
        let mut step = self.step(change, action, outcome);
        step.error = Some(error.to_string());
        self.end(step);
        self.error.get_or_insert(error);
        None
    }

    async fn publish(&mut self, change: &Change, ready: Option<ToPublish>) {
        let Some(ready) = ready.filter(|_| !self.is_held()) else {
            let step = self.step(change, ChangeAction::PUBLISH, StepOutcome::NOT_REACHED);
            return self.end(step);
        };
        let mut step = self.step(change, ChangeAction::PUBLISH, StepOutcome::DONE);
        (step.id, step.revision) = (Some(ready.id.clone()), ready.revision);
        if ready.is_done {
            step.outcome = StepOutcome::UNCHANGED;
            return self.end(step);
        }
        let published = match (change.kind == DefinitionKind::AGENT, ready.revision) {
            (true, Some(revision)) => self.publish_agent(&ready.id, revision).await,
            (true, None) => Err(Error::invalid("the revision to publish is not known")),
            (false, _) => self.requests.publish_tools(&ready.id).await.map(|()| None),
        };
        match published {
            Ok(version) => {
                step.version = version;
                self.end(step);
            }
            Err(error) => {
                let known = error.executed == Executed::No;
                let outcome = if known { StepOutcome::FAILED } else { StepOutcome::UNKNOWN };
                self.fail::<()>(change, ChangeAction::PUBLISH, outcome, error);
            }
        }
    }

    /// Publishes a revision; where the answer is lost, the server is asked.
    async fn publish_agent(&self, id: &str, revision: i64) -> Result<Option<i64>, Error> {
        let version = |answer: &Tree| answer.get(answered::VERSION).and_then(Tree::as_i64);
        let error = match self.requests.publish_agent(id, revision).await {
            Ok(answer) => return Ok(version(&answer)),
            Err(error) if error.executed == Executed::No => return Err(error),
            Err(error) => error,
        };
        match self.requests.agent(id, None, false).await {
            Ok(answer) if answer.get(answered::REVISION).and_then(Tree::as_i64) == Some(revision) => {
                Ok(version(&answer))
            }
            _ => Err(error),
        }
    }

    async fn delete(&mut self, change: &Change, is_gone: bool) {
        if self.is_held() {
            let step = self.step(change, ChangeAction::DELETE, StepOutcome::NOT_REACHED);
            return self.end(step);
        }
        if is_gone {
            let step = self.step(change, ChangeAction::DELETE, StepOutcome::UNCHANGED);
            return self.end(step);
        }
        let id = change.id.as_deref().unwrap_or_default();
        let deleted = match change.kind == DefinitionKind::AGENT {
            true => self.requests.delete_agent(id).await,
            false => self.requests.delete_integration(id).await,
        };
        match deleted {
            Err(error) if !error.is_not_found() => {
                let known = error.executed == Executed::No;
                let outcome = if known { StepOutcome::FAILED } else { StepOutcome::UNKNOWN };
                self.fail::<()>(change, ChangeAction::DELETE, outcome, error);
            }
            _ => {
                let step = self.step(change, ChangeAction::DELETE, StepOutcome::DONE);
                self.end(step);
            }
        }
    }

    fn applied(&self) -> Applied {
        let objects = self.plan.objects.iter().filter_map(|object| self.object(object));
        Applied {
            format: APPLIED_FORMAT.to_owned(),
            environment: self.plan.environment.clone(),
            project_id: self.plan.project_id.clone(),
            plan: self.plan.digest.clone(),
            complete: !self.is_held() && self.error.is_none(),
            steps: self.steps.clone(),
            objects: objects.collect(),
            extra: Extra::new(),
            malformed: MalformedMembers::default(),
        }
    }

    /// An object as it stands now; one that was not reached as the baseline has it.
    fn object(&self, object: &ManagedObject) -> Option<ManagedObject> {
        let own = |step: &&Step| step.kind == object.kind && step.name == object.name;
        let mut reached = object.clone();
        (reached.baseline, reached.only_on_server) = (None, None);
        for step in self.steps.iter().filter(own) {
            if step.outcome != StepOutcome::DONE && step.outcome != StepOutcome::UNCHANGED {
                return from_stored(object.baseline.as_ref().map(Json::text)?).ok();
            }
            reached.id = step.id.clone().or(reached.id);
            reached.revision = step.revision.or(reached.revision);
        }
        debug_assert!(!matches!(tree(&reached.definition), Tree::Null));
        Some(reached)
    }
}
