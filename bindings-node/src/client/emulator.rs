//! The emulator of the testing module.

use std::collections::HashMap;
use std::time::Duration;

use geai_client::{Error, ErrorKind};
use geai_emulator::{Emulator, Fault, Seed, Snapshot, Temper, read_json};
use napi::bindgen_prelude::External;
use napi_derive::napi;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::convert::{SyncResult, first_unsafe_integer, internal, sync_result};

fn invalid(why: impl ToString) -> Error {
    Error::local(ErrorKind::InvalidRequestError, why.to_string())
}

fn read<T: DeserializeOwned>(argument: Value) -> Result<T, Error> {
    serde_json::from_value(argument).map_err(invalid)
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
    allow_hosts: Vec<String>,
    #[serde(default)]
    verbose: bool,
    #[serde(default)]
    tempers: HashMap<String, String>,
    #[serde(default)]
    seed: Option<SeedSource>,
}

/// A seed, or the path of a file with one.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum SeedSource {
    File(String),
    Value(Value),
}

impl SeedSource {
    fn read(self) -> Result<Seed, Error> {
        match self {
            Self::File(path) => Seed::read(path).map_err(invalid),
            Self::Value(value) => Seed::from_value(value).map_err(invalid),
        }
    }
}

fn parsed(tempers: &HashMap<String, String>) -> Result<Vec<Temper>, Error> {
    tempers.iter().map(|(name, value)| Temper::parse(name, value)).collect::<Result<_, _>>().map_err(invalid)
}

/// Starts an emulator on a thread of its own.
#[napi(catch_unwind)]
pub fn start_emulator(settings: String) -> SyncResult<External<Emulator>> {
    sync_result(|| {
        let settings: Settings = read(read_json(&settings).map_err(invalid)?)?;
        let mut builder = Emulator::builder().port(settings.port).verbose(settings.verbose);
        for project in settings.projects {
            builder = builder.project(project);
        }
        for host in settings.allow_hosts {
            builder = builder.allow_host(host);
        }
        for temper in parsed(&settings.tempers)? {
            builder = builder.temper(temper);
        }
        if let Some(seed) = settings.seed {
            builder = builder.seed(seed.read()?);
        }
        builder.start().map(External::new).map_err(invalid)
    })
}

/// Makes a running emulator do something or tell something; argument and answer are JSON.
#[napi(catch_unwind)]
pub fn emulator(emulator: &External<Emulator>, action: String, argument: String) -> SyncResult<String> {
    sync_result(|| {
        if action == "restore" {
            // What it holds may be nested deeper than arguments.
            let text = serde_json::from_str::<String>(&argument);
            let snapshot = Snapshot::from_json(text.as_deref().unwrap_or(&argument)).map_err(invalid)?;
            emulator.restore(&snapshot).map_err(invalid)?;
            return Ok(Value::Null.to_string());
        }
        let argument = read_json(&argument).map_err(invalid)?;
        let answer = match action.as_str() {
            "snapshot" => {
                let text = emulator.snapshot().to_json();
                return match first_unsafe_integer(&text) {
                    Some(integer) => Err(invalid(format!(
                        "the snapshot holds {integer}, which is more than a number holds exactly; take `snapshotText`"
                    ))),
                    None => Ok(text),
                };
            }
            "snapshotText" => json!(emulator.snapshot().to_json()),
            "info" => json!(emulator.info()),
            "tempers" => json!(emulator.tempers()),
            "requests" => json!(emulator.requests()),
            "seed" => json!(emulator.seed(&read::<SeedSource>(argument)?.read()?).map_err(invalid)?),
            "tools" => json!(emulator.tools(&read::<String>(argument)?)),
            "completeChallenge" => json!(emulator.complete_challenge(&read::<String>(argument)?)),
            "seedAgents" => {
                let (project, count): (String, u64) = read(argument)?;
                let count = usize::try_from(count).ok().filter(|count| *count <= Emulator::MAX_SEED);
                let count = count.ok_or_else(|| invalid(format!("count: expected at most {}", Emulator::MAX_SEED)))?;
                json!(emulator.seed_agents(&project, count))
            }
            command => {
                match command {
                    "beforeNext" => emulator.before_next_json(argument).map_err(invalid)?,
                    "clearEdits" => emulator.clear_edits(),
                    "failNext" => emulator.fail_next(Fault::from_value(read(argument)?).map_err(invalid)?),
                    "setTempers" => parsed(&read(argument)?)?.into_iter().for_each(|it| emulator.set_temper(it)),
                    "reset" => emulator.reset(),
                    "clearFaults" => emulator.clear_faults(),
                    "clearRequests" => emulator.clear_requests(),
                    "advanceClock" => {
                        let by = Duration::try_from_secs_f64(read(argument)?).map_err(invalid)?;
                        emulator.advance_clock(by);
                    }
                    "stop" => emulator.stop(),
                    other => return Err(internal(format!("the emulator has no {other}"))),
                }
                Value::Null
            }
        };
        Ok(answer.to_string())
    })
}
