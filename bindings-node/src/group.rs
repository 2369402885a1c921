//! Calls that share a bound on how many of them are in flight, and a deadline.

use std::sync::Arc;
use std::time::Duration;

use geai_client::bulk::Group;
use geai_client::{Error, ErrorKind};
use napi::Env;
use napi::bindgen_prelude::{External, Object};
use napi_derive::napi;
use serde::Deserialize;
use serde_json::Value;

use crate::outcome::outcome;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Bounds {
    concurrency: Value,
    #[serde(default)]
    deadline: Value,
}

/// A group. `bounds` is `{concurrency, deadline?}` as JSON, the deadline in milliseconds.
#[napi(catch_unwind)]
pub fn create_group<'env>(env: &'env Env, bounds: String) -> napi::Result<Object<'env>> {
    outcome(env, || {
        let wrong = |why: String| Error::local(ErrorKind::InvalidRequestError, why);
        let Bounds { concurrency, deadline } =
            serde_json::from_str(&bounds).map_err(|error| wrong(format!("options: {error}")))?;
        let concurrency = concurrency.as_u64().and_then(|most| usize::try_from(most).ok()).filter(|most| *most > 0);
        let concurrency = concurrency.ok_or_else(|| wrong("concurrency: expected an integer, 1 or more".to_owned()))?;
        let deadline = match deadline {
            Value::Null => None,
            given => {
                let time = given.as_f64().and_then(|time| Duration::try_from_secs_f64(time / 1000.0).ok());
                Some(time.ok_or_else(|| wrong("deadline: expected milliseconds, 0 or more".to_owned()))?)
            }
        };
        Ok(External::new(Group::new(concurrency, deadline)))
    })
}

/// Gives no further call of the group a turn.
#[napi(catch_unwind)]
pub fn close_group(group: &External<Arc<Group>>) {
    group.close();
}

/// The group itself.
pub fn group_of(group: Option<&External<Arc<Group>>>) -> Option<Arc<Group>> {
    group.map(|group| (**group).clone())
}
