//! Planning and applying until nothing is left to do, with every promise checked on the way that no server may break: P3 to P5,
//! P7, P8 and P10. What a server may make impossible, P2 and P9, is told.

use geai_client::change::{AllowDelete, Applied, Plan, PlanOptions, StepOutcome};
use geai_client::definitions::Definitions;
use geai_client::{CallOptions, Error};
use serde_json::{Value, json};

use crate::generated::{Repository, Rng};
use crate::stored::{self, Stored};
use crate::world::{VARIABLE, World};

/// How it ended.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Settled {
    /// Why it was refused, where the first apply did not do all: errors of held and failed steps, or conflicts.
    pub refused: Vec<String>,
    /// Whether nothing is left to do at the end.
    pub is_done: bool,
    /// What of others was lost.
    pub lost: Option<String>,
}

/// A reason without what differs from run to run: ids, ports and times.
fn plain(why: &str) -> String {
    let why = why.split(" (request id").next().unwrap_or(why);
    let is_id = |part: &str| part.len() == 36 && part.matches('-').count() == 4;
    let word = |word: &str| {
        let path = word.find("127.0.0.1").and_then(|at| Some(&word[at + word[at..].find('/')?..])).unwrap_or(word);
        path.split('/')
            .map(|part| if is_id(part.trim_end_matches(':')) { "…" } else { part })
            .collect::<Vec<_>>()
            .join("/")
    };
    why.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// Definitions with the choices by which they are planned.
pub struct Job {
    pub definitions: Definitions,
    pub options: PlanOptions,
    pub gone: Vec<String>,
}

impl Job {
    pub fn new(definitions: Definitions) -> Self {
        Self { definitions, options: PlanOptions::default(), gone: Vec::new() }
    }

    pub fn of(repository: &Repository, rng: &mut Rng) -> Self {
        let mut job = Self::new(repository.definitions(rng));
        job.gone = job.definitions.removed.agents.clone();
        if repository.takes_tools || repository.deletions() > 0 {
            // As many as there are: some may be gone, or were never there.
            job.options.allow_delete = AllowDelete::Exactly(repository.deletions());
        }
        job
    }
}

pub struct Rounds<'w> {
    pub world: &'w World,
    pub label: String,
}

impl Rounds<'_> {
    fn check_secret(&self, forms: &[String]) {
        let secret = std::env::var(VARIABLE).unwrap();
        let leak = forms.iter().find(|form| form.contains(&secret));
        assert!(leak.is_none(), "P8, {}: {leak:?}", self.label);
    }

    /// Plans, and checks what is shown.
    pub async fn plan(&self, job: &Job) -> Plan {
        let plan = self.planned(job).await;
        self.check_secret(&[plan.to_json(), plan.to_string(), plan.to_markdown(), plan.to_html()]);
        assert_eq!(Plan::from_json(&plan.to_json()).unwrap(), plan, "{}", self.label);
        plan
    }

    async fn planned(&self, job: &Job) -> Plan {
        let mut options = job.options.clone();
        let mut plan = self.world.plan_with(&job.definitions, &options).await.unwrap();
        if let AllowDelete::Exactly(_) = options.allow_delete
            && plan.conflicts.iter().any(|it| it.reason.as_str() == "too-many-deletes")
        {
            // A tombstone of something that is gone already.
            options.allow_delete = AllowDelete::Exactly(plan.summary.delete.try_into().unwrap());
            plan = self.world.plan_with(&job.definitions, &options).await.unwrap();
        }
        plan
    }

    /// Applies, and checks what arrived.
    async fn apply(&self, plan: &Plan) -> (Applied, Option<Error>) {
        let before = self.world.writes().len();
        let (applied, error) = self.world.try_apply(plan).await.unwrap();
        let writes: Vec<_> = self.world.writes().into_iter().skip(before).collect();
        let text = error.as_ref().map(ToString::to_string).unwrap_or_default();
        self.check_secret(&[
            applied.to_json(),
            applied.to_string(),
            applied.to_markdown(),
            text,
            format!("{writes:?}"),
        ]);
        let is_publish = |path: &str| path.ends_with("/publish-revision") || path.ends_with("/publish-tools");
        let staged = writes.iter().take_while(|write| !is_publish(&write.path) && write.method != "DELETE").count();
        let after = &writes[staged..];
        assert!(
            after.iter().all(|write| is_publish(&write.path) || write.method == "DELETE"),
            "P7, {}: {writes:?}",
            self.label
        );
        let is_staged = |action: &str| !["publish", "delete"].contains(&action);
        let all_staged = applied
            .steps
            .iter()
            .filter(|step| is_staged(step.action.as_str()))
            .all(|step| [StepOutcome::DONE, StepOutcome::UNCHANGED].contains(&step.outcome));
        assert!(all_staged || after.is_empty(), "P7, {}: {writes:?}", self.label);
        // P4: what is written is a body of the plan, or the name alone of a member of a ring; each once.
        let mut bodies: Vec<Value> = plan.changes.iter().filter_map(|it| Some(it.body.as_ref()?.value())).collect();
        let ring = plan.changes.iter().filter(|change| change.ring);
        bodies.extend(ring.map(|change| json!({ "name": change.name })));
        for body in &mut bodies {
            if let Some(flow) = body.pointer_mut("/securityScheme/flows/authorizationCode") {
                flow["clientSecret"] = "***".into();
            }
        }
        for write in &writes[..staged] {
            assert!(write.query.is_empty(), "P7, {}: {write:?}", self.label);
            let sent = write.json.as_ref().unwrap();
            let sent = sent.get("agentDefinition").or(sent.get("toolPlugin")).unwrap();
            let at = bodies.iter().position(|body| body == sent);
            bodies.swap_remove(at.unwrap_or_else(|| panic!("P4, {}: {sent}", self.label)));
        }
        let sent_all = applied.steps.iter().all(|step| step.outcome == StepOutcome::DONE);
        assert!(!sent_all || bodies.is_empty(), "P4, {}: not sent: {bodies:?}", self.label);
        (applied, error)
    }

    /// P10: a plan that may not be applied writes nothing.
    pub async fn writes_nothing(&self, plan: &Plan, why: &str) {
        let before = self.world.writes().len();
        let error = self.world.try_apply(plan).await.expect_err(&self.label).to_string();
        assert!(error.contains(why), "P10, {}: {error}", self.label);
        self.check_secret(&[error]);
        assert_eq!(self.world.writes().len(), before, "P10, {}", self.label);
    }

    /// P5: nothing is written by what was done already.
    async fn is_done_already(&self, plan: &Plan) {
        let before = self.world.writes().len();
        let (applied, error) = self.world.try_apply(plan).await.unwrap();
        assert!(error.is_none() && applied.complete, "P5, {}: {error:?} {}", self.label, applied.to_json());
        assert_eq!(self.world.writes().len(), before, "P5, {}", self.label);
    }

    /// P9: what an integration was given is not lost by a change of something else, or the next plan says so.
    fn has_credentials(&self, job: &Job, next: &Plan) {
        let stored = Stored::of(&self.world.emulator);
        for definition in job.definitions.integrations.iter().filter(|it| !it.secrets.is_empty()) {
            let integration = &stored.integrations[&definition.name];
            let has_all = integration["scheme"].is_object() && integration["secrets"] != json!({});
            let is_noted = next
                .notes
                .iter()
                .any(|note| note.text.contains("/securityScheme") || note.text.contains("credentials are missing"));
            assert!(has_all || is_noted, "P9, {}: {integration} {:?}", self.label, next.notes);
        }
    }

    /// Plans and applies until nothing is left, or the same is refused again.
    pub async fn settle(&self, job: &Job) -> Settled {
        let mut settled = Settled::default();
        for _ in 0..6 {
            let plan = self.plan(job).await;
            if !plan.conflicts.is_empty() {
                self.writes_nothing(&plan, "the plan has a conflict").await;
                let texts = plan.conflicts.iter().map(|it| plain(&format!("{}: {}", it.reason.as_str(), it.text)));
                settled.refused.extend(texts);
                return settled;
            }
            if plan.changes.is_empty() {
                self.is_done_already(&plan).await;
                settled.is_done = true;
                return settled;
            }
            let before = Stored::of(&self.world.emulator);
            let (applied, _) = self.apply(&plan).await;
            let after = Stored::of(&self.world.emulator);
            let all: Vec<_> = job.definitions.agents.iter().chain(&job.definitions.integrations).collect();
            if let Err(why) = stored::kept(&before, &after, &all, &job.gone) {
                settled.lost.get_or_insert(why);
            }
            if applied.complete {
                let again = self.plan(job).await;
                let is_empty = again.changes.is_empty() && again.conflicts.is_empty();
                assert!(is_empty, "P2, {}: {}", self.label, again.to_json());
                self.is_done_already(&plan).await;
                self.is_done_already(&again).await;
                self.has_credentials(job, &again);
                settled.is_done = true;
                return settled;
            }
            let why: Vec<String> = applied.steps.iter().filter_map(|step| Some(plain(step.error.as_ref()?))).collect();
            assert!(!why.is_empty(), "{}: nothing says why: {}", self.label, applied.to_json());
            let did = |action: &str| {
                applied.steps.iter().any(|step| step.action.as_str() == action && step.outcome == StepOutcome::DONE)
            };
            if !did("publish") && !did("delete") {
                assert_eq!(
                    before.published(),
                    after
                        .published()
                        .into_iter()
                        .filter(|(id, it)| { it.is_some() || before.published().contains_key(id) })
                        .collect(),
                    "P7, {}",
                    self.label
                );
            }
            if why.iter().all(|why| settled.refused.contains(why)) {
                return settled;
            }
            settled.refused.extend(why);
        }
        panic!("{}: it does not end: {settled:?}", self.label);
    }

    /// The same without any check: what a machine does on every day.
    pub async fn converge(&self, job: &Job) -> bool {
        for _ in 0..6 {
            let plan = self.planned(job).await;
            if plan.changes.is_empty() || !plan.conflicts.is_empty() {
                return plan.conflicts.is_empty();
            }
            let _ = self.world.try_apply(&plan).await;
        }
        false
    }

    /// One attempt without any retry, which may end anywhere.
    pub async fn attempt(&self, job: &Job) {
        let options = || CallOptions { retries: Some(0), ..CallOptions::default() };
        let planned = self.world.client.plan(&job.definitions).choices(job.options.clone()).options(options()).await;
        let Ok(plan) = planned else { return };
        if let Err(error) = self.world.client.apply(&plan).options(options()).await {
            self.check_secret(&[error.to_string()]);
        }
    }
}
