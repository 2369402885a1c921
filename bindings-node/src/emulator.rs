//! The emulator of the testing module.

use std::time::Duration;

use geai_client::{Error, ErrorKind};
use geai_emulator::{Emulator, Fault, ToolInfo};
use napi::Env;
use napi::bindgen_prelude::{External, Object};
use napi_derive::napi;
use serde::Deserialize;
use serde_json::Value;

use crate::failure::internal;
use crate::outcome::outcome;

fn invalid(why: impl ToString) -> Error {
    Error::local(ErrorKind::InvalidRequestError, why.to_string())
}

/// Settings, as the testing module documents them.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Settings {
    #[serde(default)]
    projects: Vec<String>,
    #[serde(default)]
    port: u16,
    #[serde(default)]
    verbose: bool,
    #[serde(default)]
    tools: Vec<ProjectTool>,
}

#[derive(Deserialize)]
struct ProjectTool {
    project: Option<String>,
    #[serde(flatten)]
    tool: ToolInfo,
}

/// Starts an emulator on a thread of its own.
#[napi(catch_unwind)]
pub fn start_emulator<'env>(env: &'env Env, settings: String) -> napi::Result<Object<'env>> {
    outcome(env, || {
        let settings: Settings = serde_json::from_str(&settings).map_err(invalid)?;
        let mut builder = Emulator::builder().port(settings.port).verbose(settings.verbose);
        for project in settings.projects {
            builder = builder.project(project);
        }
        for ProjectTool { project, tool } in settings.tools {
            builder = builder.tool(project.as_deref(), tool);
        }
        builder.start().map(External::new).map_err(invalid)
    })
}

/// Asks a running emulator; argument and answer are JSON.
#[napi(catch_unwind)]
pub fn emulator<'env>(
    env: &'env Env,
    emulator: &External<Emulator>,
    wanted: String,
    argument: String,
) -> napi::Result<Object<'env>> {
    outcome(env, || {
        let argument: Value = serde_json::from_str(&argument).map_err(invalid)?;
        let answer = match wanted.as_str() {
            "info" => serde_json::to_value(emulator.info()),
            "requests" => serde_json::to_value(emulator.requests()),
            "clearRequests" => serde_json::to_value(emulator.clear_requests()),
            "clearFaults" => serde_json::to_value(emulator.clear_faults()),
            "stop" => serde_json::to_value(emulator.stop()),
            "failNext" => {
                let fault: Fault = serde_json::from_value(argument).map_err(invalid)?;
                serde_json::to_value(emulator.fail_next(fault))
            }
            "tools" => {
                let project: String = serde_json::from_value(argument).map_err(invalid)?;
                serde_json::to_value(emulator.tools(&project))
            }
            "seedAgents" => {
                let (project, count): (String, usize) = serde_json::from_value(argument).map_err(invalid)?;
                serde_json::to_value(emulator.seed_agents(&project, count))
            }
            "advanceClock" => {
                let seconds: f64 = serde_json::from_value(argument).map_err(invalid)?;
                serde_json::to_value(emulator.advance_clock(Duration::try_from_secs_f64(seconds).map_err(invalid)?))
            }
            "completeChallenge" => {
                let id: String = serde_json::from_value(argument).map_err(invalid)?;
                serde_json::to_value(emulator.complete_challenge(&id))
            }
            other => return Err(internal(format!("the emulator has no {other}"))),
        };
        answer.map(|answer| answer.to_string()).map_err(|error| internal(error.to_string()))
    })
}
