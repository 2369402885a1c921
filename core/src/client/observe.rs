//! Who observes a call: the hook of the client, the binding that made the call, or a span of `tracing`.

use std::future::Future;
use std::sync::Arc;

use reqwest::Method;
use tracing::{Level, Span};

use super::Client;
use crate::config::call_options::CallOptions;
use crate::error::Error;
use crate::events::EventCall;
use crate::events::observed::{CancelOnDrop, ObservedCall, call_span, next_number};
use crate::operation::Operation;
use crate::operation::arguments::Args;
use crate::operation::request::{raw_url, target};
use crate::response::endpoint::Cursor;

/// What events, errors and log records call a sign-in, which is a task.
pub const SIGN_IN: &str = "inspector.authorize";

/// What a call does, for its events.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub enum ObservedTarget<'a> {
    /// An operation, with its arguments unless they were refused.
    Operation(&'static Operation, Option<&'a Args>),
    /// The page behind another one.
    NextPage(&'a Cursor),
    /// A request that no operation covers: its method and path.
    Request(&'a Method, &'a str),
    /// A task: a call that makes several requests.
    Task(&'static str),
}

/// A call that is observed.
pub(crate) struct Observed {
    call: Arc<ObservedCall>,
    /// Ends the call when it is dropped; `None` where another one does.
    owned: Option<CancelOnDrop>,
}

impl Client {
    /// The call as the hook of its caller observes it. Without a hook its events are kept for a binding.
    #[doc(hidden)]
    pub fn observe(&self, target: ObservedTarget<'_>) -> Arc<ObservedCall> {
        Arc::new(ObservedCall::new(self.event_call(target), None, Span::none()))
    }

    /// The call, if anyone observes it; the hook has received its start then.
    pub(crate) fn observed<'a>(
        &self,
        options: &CallOptions,
        target: impl FnOnce() -> ObservedTarget<'a>,
    ) -> Option<Observed> {
        if let Some(call) = &options.observed {
            return Some(Observed { call: call.clone(), owned: Some(CancelOnDrop(call.clone())) });
        }
        // A request of a task, which ends later.
        if let Some(call) = &self.config.call.observed {
            return Some(Observed { call: call.clone(), owned: None });
        }
        let hook = self.config.hook.as_ref();
        let traced = tracing::span_enabled!(target: "geai_client", Level::INFO);
        if hook.is_none() && !traced {
            return None;
        }
        let span = if traced { call_span() } else { Span::none() };
        let call = ObservedCall::new(self.event_call(target()), hook.map(|hook| hook.0.clone()), span);
        let call = Arc::new(call);
        call.start();
        Some(Observed { owned: Some(CancelOnDrop(call.clone())), call })
    }

    /// A client whose calls are parts of this one.
    pub(crate) fn within(&self, observed: Option<Arc<ObservedCall>>) -> Self {
        match observed {
            Some(_) => self.with_options(&CallOptions { observed, ..CallOptions::default() }),
            None => self.clone(),
        }
    }

    /// Runs a task that a binding observes: the ends of its requests are not its end.
    pub(crate) async fn observe_task<T, F: Future<Output = Result<T, Error>>>(
        &self,
        observed: Option<Arc<ObservedCall>>,
        task: impl FnOnce(Self) -> F,
    ) -> Result<T, Error> {
        let outcome = task(self.within(observed.clone())).await;
        if let Some(observed) = observed {
            observed.end(outcome.as_ref().err());
        }
        outcome
    }

    fn event_call(&self, target_of: ObservedTarget<'_>) -> (EventCall, Option<Method>, Option<reqwest::Url>) {
        let config = &self.config;
        let (operation, method, path, url) = match target_of {
            ObservedTarget::Operation(operation, args) => {
                let (path, url) = target(operation, args, config);
                (operation.name, Some(operation.method.clone()), Some(path), url)
            }
            ObservedTarget::NextPage(cursor) => {
                let operation = cursor.endpoint().operation;
                let (path, url) = target(operation, Some(&cursor.args()), config);
                (operation.name, Some(operation.method.clone()), Some(path), url)
            }
            ObservedTarget::Request(method, path) => {
                ("request", Some(method.clone()), None, raw_url(config, path).ok())
            }
            ObservedTarget::Task(name) => (name, None, None, None),
        };
        let call = EventCall {
            number: next_number(),
            operation,
            base_url: self.base_url().to_owned(),
            host: config.base_url.host_str().unwrap_or_default().to_owned(),
            port: config.base_url.port_or_known_default(),
            path,
            project_id: self.project_id().map(str::to_owned),
        };
        (call, method, url)
    }
}

impl Observed {
    /// The span of the call; none where nobody observes it.
    pub(super) fn span(observed: &Option<Self>) -> Span {
        observed.as_ref().map_or_else(Span::none, |observed| observed.call.span().clone())
    }

    /// Tells of the end of the call, unless it is a part of another one.
    pub(super) fn end(&self, error: Option<&Error>) {
        if self.owned.is_some() {
            self.call.end(error);
        }
    }
}

/// The call, for its attempts.
pub(crate) fn call_of(observed: &Option<Observed>) -> Option<Arc<ObservedCall>> {
    observed.as_ref().map(|observed| observed.call.clone())
}
