//! The typed call that pulls: set what is optional, then `.await`.

use std::future::IntoFuture;
use std::path::PathBuf;

use super::calls::TaskFuture;
use super::options::PullOptions;
use super::pull;
use super::requests::Progress;
use crate::client::Client;
use crate::config::call_options::CallOptions;
use crate::error::Error;
use crate::models::plans::Pulled;

/// Pulling that was not begun yet. `.await` does it.
#[must_use = "a project is pulled when it is awaited"]
pub struct PullCall<'c> {
    client: &'c Client,
    target: PathBuf,
    environment: Option<String>,
    choices: PullOptions,
    call: CallOptions,
    progress: Option<Progress>,
}

impl PullCall<'_> {
    /// One of the environments of `geai.yaml`; may be left out where it declares none.
    pub fn environment(mut self, name: impl Into<String>) -> Self {
        self.environment = Some(name.into());
        self
    }

    /// Names of the only objects that are pulled.
    pub fn only<T: Into<String>>(mut self, names: impl IntoIterator<Item = T>) -> Self {
        self.choices.only = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// Whether drafts are pulled in place of what is published.
    pub fn drafts(mut self, drafts: bool) -> Self {
        self.choices.drafts = drafts;
        self
    }

    /// Whether files are written although that loses their comments.
    pub fn overwrite(mut self, overwrite: bool) -> Self {
        self.choices.overwrite = overwrite;
        self
    }

    /// Whether nothing is written.
    pub fn dry_run(mut self, dry_run: bool) -> Self {
        self.choices.dry_run = dry_run;
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
    pub fn choices(mut self, choices: PullOptions) -> Self {
        self.choices = choices;
        self
    }
}

impl<'c> IntoFuture for PullCall<'c> {
    type Output = Result<Pulled, Error>;
    type IntoFuture = TaskFuture<'c, Pulled>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let Self { client, target, environment, choices, call, progress } = self;
            pull::pull(client, &target, environment.as_deref(), &choices, &call, progress.as_ref()).await
        })
    }
}

impl Client {
    /// Writes what the project has into the files of a folder, which may be empty or not be there. Only reads of the server.
    ///
    /// What is equal is not touched. A file that cannot be written again without losing its comments is `left`, with the
    /// lines that differ. Errors with `DefinitionsError` where the files that are there are refused, with `PlanError` where
    /// the environment is of another project; nothing was written then.
    pub fn pull(&self, target: impl Into<PathBuf>) -> PullCall<'_> {
        PullCall {
            client: self,
            target: target.into(),
            environment: None,
            choices: PullOptions::default(),
            call: CallOptions::default(),
            progress: None,
        }
    }
}
