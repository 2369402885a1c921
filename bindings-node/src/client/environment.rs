//! What an environment of Node sets up once.
#![expect(clippy::type_complexity, reason = "the declarations are generated from the types as they are written here")]

use std::sync::Arc;

use geai_client::bindings::{Bytes, Cursor, NODE_EXTRA_CA_CERTS};
use geai_client::environment_names;
use napi::Env;
use napi::bindgen_prelude::{External, FnArgs, Function};
use napi_derive::napi;

use crate::call::Bridge;

/// The environment's bridge. `settle(id, kind, text, meta, cursor, rest, body)` is called with what its calls send.
#[napi(catch_unwind)]
pub fn open_bridge(
    env: &Env,
    settle: Function<
        '_,
        FnArgs<(u32, u32, String, String, Option<External<Arc<Cursor>>>, String, Option<External<Bytes>>)>,
        (),
    >,
) -> napi::Result<External<Arc<Bridge>>> {
    Bridge::open(env, &settle).map(External::new)
}

/// Names of the environment variables that a client reads: those of every language, and the one of Node's own TLS.
#[napi(catch_unwind)]
pub fn environment_variables() -> Vec<String> {
    environment_names().chain([NODE_EXTRA_CA_CERTS]).map(str::to_owned).collect()
}
