//! What a synchronous function of the door gives: a value, or an error as text.

use std::panic::{AssertUnwindSafe, catch_unwind};

use geai_client::Error;
use napi::Env;
use napi::bindgen_prelude::{Object, ToNapiValue};

use crate::failure;

/// `{ value }` or `{ failure }` of what `work` gives. No panic gets through.
pub fn outcome<'env, T: ToNapiValue>(
    env: &'env Env,
    work: impl FnOnce() -> Result<T, Error>,
) -> napi::Result<Object<'env>> {
    let result = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| Err(failure::panicked(panic)));
    let mut outcome = Object::new(env)?;
    match result {
        Ok(value) => outcome.set("value", value)?,
        Err(error) => outcome.set("failure", failure::text(&error))?,
    }
    Ok(outcome)
}
