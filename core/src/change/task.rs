//! Tasks: the calls of set-ups that make requests, by name, for host languages. Arguments and results are JSON and data.

use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;

use super::arguments::checked;
use super::calls::PlanSource;
use super::document::read_applied;
use super::options::{AllowDelete, PlanOptions, PullOptions};
use super::requests::Requests;
use super::single::{self, Earlier};
use crate::client::Client;
use crate::client::execute::block_here;
use crate::config::call_options::CallOptions;
use crate::definitions::Source;
use crate::error::Error;
use crate::json::{Json, is_meant_as_json};
use crate::models::graph::Graph;
use crate::models::plans::{Applied, Difference, EnsuredAgent, EnsuredIntegration, Plan, Pulled, Step};
use crate::models::tasks::*;
use crate::models::{Agent, AgentSummary};
use crate::operation::Returns;
use crate::response::ErasedResponse;
use crate::response::endpoint::{OperationData as _, ResponseData};
use crate::response::raw::ResponseMeta;
use crate::schema::model::{Model as _, from_json, from_stored};
use crate::schema::{NameStyle, Schema};

/// An event of a task while it runs.
#[derive(Debug, Clone)]
pub enum TaskEvent {
    /// So many parts of so many are done.
    Progress(u64, u64),
    /// A step of applying a plan ended.
    Step(Box<Step>),
}

/// Receives the events of a task.
pub type Tell = Arc<dyn Fn(TaskEvent) + Send + Sync>;

type RunningTask = Pin<Box<dyn Future<Output = Result<ResponseData, Error>> + Send>>;

/// What a task runs with; its arguments are checked.
struct TaskInput {
    client: Client,
    arguments: String,
    options: CallOptions,
    tell: Option<Tell>,
}

/// A call of set-ups that makes requests, such as `plan` or `agents.ensure`.
pub struct Task {
    /// Its name, as that of an operation in events and errors.
    pub name: &'static str,
    /// Its arguments.
    pub arguments: &'static Schema,
    /// What it returns.
    pub returns: Returns,
    run: fn(TaskInput) -> RunningTask,
}

macro_rules! tasks {
    ($($constant:ident = $name:literal: $arguments:expr, $returns:expr, $run:expr;)+) => {
        $(
            #[doc = concat!("`", $name, "`.")]
            pub static $constant: Task = Task { name: $name, arguments: $arguments, returns: $returns, run: $run };
        )+

        /// All tasks.
        pub static TASKS: &[&Task] = &[$(&$constant),+];
    };
}

tasks! {
    PLAN = "plan": PlanArguments::SCHEMA, Plan::RETURNS, plan;
    APPLY = "apply": ApplyArguments::SCHEMA, Applied::RETURNS, apply;
    AGENTS_ENSURE = "agents.ensure": EnsureAgentArguments::SCHEMA, EnsuredAgent::RETURNS, ensure_agent;
    AGENTS_REVISION_BEFORE = "agents.revision_before": RevisionArguments::SCHEMA, Agent::RETURNS, revision_before;
    AGENTS_DIFF = "agents.diff": DiffArguments::SCHEMA, Difference::RETURNS, diff;
    AGENTS_COMPARE = "agents.compare": CompareArguments::SCHEMA, Difference::RETURNS, compare;
    AGENTS_ROLL_BACK = "agents.roll_back": RollBackArguments::SCHEMA, Agent::RETURNS, roll_back;
    INTEGRATIONS_ENSURE = "integrations.ensure": EnsureIntegrationArguments::SCHEMA, EnsuredIntegration::RETURNS, ensure_integration;
    INTEGRATIONS_USED_BY = "integrations.used_by": ObjectArguments::SCHEMA, Vec::<AgentSummary>::RETURNS, used_by;
    PULL = "pull": PullArguments::SCHEMA, Pulled::RETURNS, pull;
    GRAPH = "graph": &NO_ARGUMENTS, Graph::RETURNS, graph;
}

impl Task {
    /// The task of a name.
    pub fn find(name: &str) -> Option<&'static Self> {
        TASKS.iter().copied().find(|task| task.name == name)
    }

    /// Runs the task with a JSON object of arguments.
    ///
    /// Errors with `InvalidRequestError` where an argument is refused, else as the call of Rust does.
    pub async fn run(
        &self,
        client: &Client,
        arguments: &str,
        style: NameStyle,
        mut options: CallOptions,
        tell: Option<Tell>,
    ) -> Result<ErasedResponse, Error> {
        let observed = options.observed.take();
        let task = |client: Client| async move {
            let checked = checked(self.arguments, arguments, style, self.name);
            (self.run)(TaskInput { client, arguments: checked.map_err(Error::invalid)?, options, tell }).await
        };
        let named = |error: Error| match error.operation {
            None => error.with(|error| error.operation = Some(self.name)),
            Some(_) => error,
        };
        let data = client.observe_task(observed, task).await.map_err(named)?;
        // Several requests have no one status and no headers.
        Ok(ErasedResponse { data, meta: ResponseMeta::default(), body: Bytes::new() })
    }
}

fn plan(input: TaskInput) -> RunningTask {
    Box::pin(async move {
        let TaskInput { client, arguments, options, tell } = input;
        let wanted: PlanArguments = from_stored(&arguments)?;
        let choices = PlanOptions {
            publish: wanted.publish,
            only: wanted.only,
            over_drafts: wanted.over_drafts.unwrap_or_default(),
            overwrite: wanted.overwrite.unwrap_or_default(),
            allow_delete: match &wanted.allow_delete {
                Some(given) => allow_delete(given, client.name_style())?,
                None => AllowDelete::default(),
            },
            send_secrets: wanted.send_secrets.unwrap_or_default(),
            via_import: wanted.via_import.unwrap_or_default(),
            baseline: wanted.baseline.as_ref().map(baseline).transpose()?,
        };
        let mut call = client.plan(Source::from_json(wanted.source.text())?).choices(choices).options(options);
        if let Some(environment) = wanted.environment {
            call = call.environment(environment);
        }
        if let Some(tell) = tell {
            call = call.on_progress(move |done, total| tell(TaskEvent::Progress(done, total)));
        }
        call.await.map(ResponseData::from)
    })
}

fn apply(input: TaskInput) -> RunningTask {
    Box::pin(async move {
        let TaskInput { client, arguments, options, tell } = input;
        let wanted: ApplyArguments = from_stored(&arguments)?;
        let mut call = client.apply(plan_source(wanted)?).options(options);
        if let Some(tell) = tell {
            let of_steps = tell.clone();
            call = call.on_progress(move |done, total| tell(TaskEvent::Progress(done, total)));
            call = call.on_step(move |step| of_steps(TaskEvent::Step(Box::new(step.clone()))));
        }
        call.await.map(ResponseData::from)
    })
}

fn pull(input: TaskInput) -> RunningTask {
    Box::pin(async move {
        let TaskInput { client, arguments, options, tell } = input;
        let wanted: PullArguments = from_stored(&arguments)?;
        let choices = PullOptions {
            only: wanted.only,
            agents: wanted.agents.unwrap_or_default(),
            integrations: wanted.integrations.unwrap_or_default(),
            drafts: wanted.drafts.unwrap_or_default(),
            overwrite: wanted.overwrite.unwrap_or_default(),
            dry_run: wanted.dry_run.unwrap_or_default(),
        };
        let mut call = client.pull(wanted.target).choices(choices).options(options);
        if let Some(environment) = wanted.environment {
            call = call.environment(environment);
        }
        if let Some(tell) = tell {
            call = call.on_progress(move |done, total| tell(TaskEvent::Progress(done, total)));
        }
        call.await.map(ResponseData::from)
    })
}

/// The text that a JSON value is, if it is one.
fn text(json: &Json) -> Option<String> {
    serde_json::from_str(json.text()).ok()
}

fn plan_source(wanted: ApplyArguments) -> Result<PlanSource, Error> {
    match (wanted.text, wanted.plan) {
        (Some(text), _) => Ok(PlanSource::Text(text)),
        // The text as it is: a plan that this version would write differently has another digest.
        (None, Some(json)) => Ok(match text(&json) {
            Some(path) => PlanSource::File(PathBuf::from(path)),
            None => PlanSource::Text(json.text().to_owned()),
        }),
        (None, None) => Err(Error::invalid("plan: required")),
    }
}

fn allow_delete(json: &Json, style: NameStyle) -> Result<AllowDelete, Error> {
    let wrong = |given: &str| {
        let option = style.name("allow_delete");
        Error::invalid(format!("{option}: expected a boolean or the number of deletions, got {given}"))
    };
    match json.text() {
        "false" => Ok(AllowDelete::No),
        "true" => Ok(AllowDelete::Any),
        number => number.parse().map(AllowDelete::Exactly).map_err(|_| wrong(number)),
    }
}

fn baseline(json: &Json) -> Result<Applied, Error> {
    match text(json) {
        None => read_applied(json.text()),
        Some(json) if is_meant_as_json(&json) => Err(Error::invalid(
            "baseline: expected what `apply` returned, or the path of the file with its JSON; got JSON as a text",
        )),
        Some(path) => {
            let text = block_here(|| std::fs::read_to_string(&path));
            text.map_err(|error| Error::invalid(format!("baseline file {path}: {error}")))
                .and_then(|text| read_applied(&text))
        }
    }
}

fn ensure_agent(input: TaskInput) -> RunningTask {
    Box::pin(async move {
        let TaskInput { client, arguments, options, .. } = input;
        let wanted: EnsureAgentArguments = from_stored(&arguments)?;
        let call = client.agents().ensure(wanted.definition).publish(wanted.publish.unwrap_or_default());
        let call = call.over_drafts(wanted.over_drafts.unwrap_or_default()).options(options);
        call.await.map(ResponseData::from)
    })
}

fn ensure_integration(input: TaskInput) -> RunningTask {
    Box::pin(async move {
        let TaskInput { client, arguments, options, .. } = input;
        let wanted: EnsureIntegrationArguments = from_stored(&arguments)?;
        let call = client.integrations().ensure(wanted.integration).publish(wanted.publish.unwrap_or_default());
        let call = call.allow_delete(wanted.allow_delete.unwrap_or_default()).options(options);
        call.await.map(ResponseData::from)
    })
}

fn revision_before(input: TaskInput) -> RunningTask {
    Box::pin(async move {
        let TaskInput { client, arguments, options, .. } = input;
        let wanted: RevisionArguments = from_stored(&arguments)?;
        let requests = Requests::new(&client, &options);
        match single::revision_before(&requests, &wanted.id_or_name, wanted.before).await? {
            Some(answer) => from_json::<Agent>(&answer.to_json()).map(ResponseData::from),
            None => Ok(ResponseData::Nothing),
        }
    })
}

fn diff(input: TaskInput) -> RunningTask {
    Box::pin(async move {
        let TaskInput { client, arguments, options, .. } = input;
        let DiffArguments { id_or_name, before, after, .. } = from_stored(&arguments)?;
        client.agents().diff(id_or_name, before, after).options(options).await.map(ResponseData::from)
    })
}

fn compare(input: TaskInput) -> RunningTask {
    Box::pin(async move {
        let wanted: CompareArguments = from_stored(&input.arguments)?;
        Difference::between_agents(&wanted.before, &wanted.after).map(ResponseData::from)
    })
}

fn roll_back(input: TaskInput) -> RunningTask {
    Box::pin(async move {
        let TaskInput { client, arguments, options, .. } = input;
        let wanted: RollBackArguments = from_stored(&arguments)?;
        let to = match (wanted.version, wanted.revision) {
            (Some(version), None) => Earlier::Version(version),
            (None, Some(revision)) => Earlier::Revision(revision),
            _ => return Err(Error::invalid("expected either version or revision")),
        };
        let call = client.agents().roll_back(wanted.id_or_name, to).options(options);
        call.over_drafts(wanted.over_drafts.unwrap_or_default()).await.map(ResponseData::from)
    })
}

fn used_by(input: TaskInput) -> RunningTask {
    Box::pin(async move {
        let TaskInput { client, arguments, options, .. } = input;
        let wanted: ObjectArguments = from_stored(&arguments)?;
        client.integrations().used_by(wanted.id_or_name).options(options).await.map(ResponseData::from)
    })
}

fn graph(input: TaskInput) -> RunningTask {
    Box::pin(async move { input.client.graph().options(input.options).await.map(ResponseData::from) })
}
