//! The typed calls of set-ups: set what is optional, then `.await`.

use std::future::{Future, IntoFuture};
use std::path::{Path, PathBuf};
use std::pin::Pin;

use super::apply::{self, OnStep, Outcome};
use super::document::read_plan;
use super::kinds::refused;
use super::options::{AllowDelete, PlanOptions};
use super::plan;
use super::requests::Progress;
use crate::client::Client;
use crate::client::execute::block_here;
use crate::config::call_options::CallOptions;
use crate::definitions::{Source, check};
use crate::error::{Error, Executed};
use crate::json::Json;
use crate::models::plans::{Applied, Plan, StepOutcome};
use crate::schema::NameStyle;

/// What a typed call does once it is awaited.
pub(super) type TaskFuture<'c, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'c>>;

/// Planning that was not begun yet. `.await` does it.
#[must_use = "a plan is made when it is awaited"]
pub struct PlanCall<'c> {
    client: &'c Client,
    source: Source,
    environment: Option<String>,
    choices: PlanOptions,
    call: CallOptions,
    progress: Option<Progress>,
}

impl PlanCall<'_> {
    /// One of the environments of `geai.yaml`; may be left out where it declares none.
    pub fn environment(mut self, name: impl Into<String>) -> Self {
        self.environment = Some(name.into());
        self
    }

    /// Names of the only objects that are planned.
    pub fn only<T: Into<String>>(mut self, names: impl IntoIterator<Item = T>) -> Self {
        self.choices.only = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// Whether changes are published. Default: as the environment says, else yes.
    pub fn publish(mut self, publish: bool) -> Self {
        self.choices.publish = Some(publish);
        self
    }

    /// Whether drafts of somebody else may be superseded.
    pub fn over_drafts(mut self, allow: bool) -> Self {
        self.choices.over_drafts = allow;
        self
    }

    /// Whether what both the files and the server changed since the baseline goes by the files.
    pub fn overwrite(mut self, allow: bool) -> Self {
        self.choices.overwrite = allow;
        self
    }

    /// How much may be deleted.
    pub fn allow_delete(mut self, allow: AllowDelete) -> Self {
        self.choices.allow_delete = allow;
        self
    }

    /// Integrations whose credentials are sent although nothing differs.
    pub fn send_secrets<T: Into<String>>(mut self, names: impl IntoIterator<Item = T>) -> Self {
        self.choices.send_secrets = names.into_iter().map(Into::into).collect();
        self
    }

    /// Whether updates of integrations take the route that the vendor's SDK uses.
    pub fn via_import(mut self, via_import: bool) -> Self {
        self.choices.via_import = via_import;
        self
    }

    /// Result of the last plan: what was in the files then and is no more counts as removed.
    pub fn baseline(mut self, baseline: Applied) -> Self {
        self.choices.baseline = Some(baseline);
        self
    }

    /// Options of the requests. The deadline is that of all of them together.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.call = options;
        self
    }

    /// Receives how many objects were read, of how many.
    pub fn on_progress(mut self, progress: impl Fn(u64, u64) + Send + Sync + 'static) -> Self {
        self.progress = Some(std::sync::Arc::new(progress));
        self
    }

    /// All choices at once, in place of those that were set.
    pub fn choices(mut self, choices: PlanOptions) -> Self {
        self.choices = choices;
        self
    }
}

impl<'c> IntoFuture for PlanCall<'c> {
    type Output = Result<Plan, Error>;
    type IntoFuture = TaskFuture<'c, Plan>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let Self { client, source, environment, choices, call, progress } = self;
            let definitions = block_here(|| check(source, environment.as_deref()))?;
            plan::plan(client, &definitions, &choices, &call, progress.as_ref()).await
        })
    }
}

/// Applying a plan, which was not begun yet. `.await` does it.
#[must_use = "a plan is applied when it is awaited"]
pub struct ApplyCall<'c> {
    client: &'c Client,
    plan: PlanSource,
    call: CallOptions,
    on_step: Option<OnStep>,
    progress: Option<Progress>,
}

impl ApplyCall<'_> {
    /// Options of the requests. The deadline is that of all of them together.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.call = options;
        self
    }

    /// Receives every step as it ends; the steps of a dropped call are known by this alone.
    pub fn on_step(mut self, on_step: impl Fn(&crate::models::plans::Step) + Send + Sync + 'static) -> Self {
        self.on_step = Some(std::sync::Arc::new(on_step));
        self
    }

    /// Receives how many steps ended, of how many.
    pub fn on_progress(mut self, progress: impl Fn(u64, u64) + Send + Sync + 'static) -> Self {
        self.progress = Some(std::sync::Arc::new(progress));
        self
    }
}

impl<'c> IntoFuture for ApplyCall<'c> {
    type Output = Result<Applied, Error>;
    type IntoFuture = TaskFuture<'c, Applied>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let Self { client, plan, call, on_step, progress } = self;
            let plan = plan.read(client.name_style())?;
            let Outcome { applied, error } =
                apply::apply(client, &plan, &call, on_step.as_ref(), progress.as_ref()).await?;
            match error {
                None => Ok(applied),
                Some(error) => Err(failed(&applied, error)),
            }
        })
    }
}

/// The error of a plan of which a request failed.
pub(super) fn failed(applied: &Applied, error: Error) -> Error {
    let did = |outcome: &StepOutcome| applied.steps.iter().filter(|step| step.outcome == *outcome).count();
    let step = applied.steps.iter().find(|step| [StepOutcome::FAILED, StepOutcome::UNKNOWN].contains(&step.outcome));
    let place = step.map(|step| format!("{} {}: ", step.kind.as_str(), step.name)).unwrap_or_default();
    let executed = match (did(&StepOutcome::DONE).saturating_add(did(&StepOutcome::HELD)), did(&StepOutcome::UNKNOWN)) {
        (0, 0) => Executed::No,
        (0, _) => Executed::Maybe,
        _ => Executed::Yes,
    };
    let count = |outcome| match did(outcome) {
        1 => "1 was".to_owned(),
        count => format!("{count} were"),
    };
    let detail = format!(
        "{place}{}; of {} steps {} done, {} not reached",
        error.detail,
        applied.steps.len(),
        count(&StepOutcome::DONE),
        count(&StepOutcome::NOT_REACHED)
    );
    Error::apply(error, detail, Json::from_text(applied.to_json()).ok(), executed)
}

/// Where a plan comes from.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum PlanSource {
    /// The plan.
    Plan(Box<Plan>),
    /// Its JSON.
    Text(String),
    /// The file that holds its JSON.
    File(PathBuf),
}

impl From<Plan> for PlanSource {
    fn from(plan: Plan) -> Self {
        Self::Plan(Box::new(plan))
    }
}

impl From<&Plan> for PlanSource {
    fn from(plan: &Plan) -> Self {
        plan.clone().into()
    }
}

impl From<PathBuf> for PlanSource {
    fn from(file: PathBuf) -> Self {
        Self::File(file)
    }
}

impl From<&Path> for PlanSource {
    fn from(file: &Path) -> Self {
        Self::File(file.to_owned())
    }
}

impl From<&str> for PlanSource {
    fn from(file: &str) -> Self {
        Self::File(file.into())
    }
}

impl PlanSource {
    /// The plan, its digest checked.
    fn read(self, style: NameStyle) -> Result<Plan, Error> {
        let text = match self {
            // What a program changed is found by its digest, too.
            Self::Plan(plan) => plan.to_json(),
            Self::Text(text) => text,
            Self::File(path) if path.to_string_lossy().trim_start().starts_with('{') => {
                let reader = style.name("from_json");
                let why = format!("plan: expected a plan or the path of a file; Plan.{reader} reads a text");
                return Err(Error::invalid(why));
            }
            Self::File(path) => block_here(|| std::fs::read_to_string(&path))
                .map_err(|error| refused(format!("plan file {}: {error}", path.display())))?,
        };
        read_plan(&text)
    }
}

impl Client {
    /// Plans what files would change in the project of the client. Only reads.
    ///
    /// Errors with `DefinitionsError` where the files are refused, with `PlanError` where the environment is of another
    /// project. What stands in the way of the plan are its `conflicts`.
    pub fn plan(&self, source: impl Into<Source>) -> PlanCall<'_> {
        PlanCall {
            client: self,
            source: source.into(),
            environment: None,
            choices: PlanOptions::default(),
            call: CallOptions::default(),
            progress: None,
        }
    }

    /// Does exactly what a plan says: writes every draft, then publishes, then deletes.
    ///
    /// Errors with `PlanError` where nothing was written, since the plan has conflicts, is stale, was changed, or is for
    /// another project; with `ApplyError`, whose `applied` tells of each step, where a request failed. A step that is held
    /// is no error: `complete` of the result is then false.
    pub fn apply(&self, plan: impl Into<PlanSource>) -> ApplyCall<'_> {
        ApplyCall { client: self, plan: plan.into(), call: CallOptions::default(), on_step: None, progress: None }
    }
}
