//! The calls that are counted.

use std::error::Error;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::{env, hint};

use geai_client::bindings::{NameStyle, Payload};
use geai_client::{CallOptions, Client, api};

/// One kind of call.
pub struct Measured {
    pub name: &'static str,
    /// The operation and its arguments as a binding hands them over: without one, the typed method of Rust.
    operation: Option<(&'static str, &'static str)>,
    /// Instructions that it may cost, and those aimed at.
    pub most: Option<u64>,
    pub aim: Option<u64>,
}

/// As Rust makes them, and as a binding does: arguments from JSON, and the answer as the JSON that a host parses.
pub const CALLS: &[Measured] = &[
    Measured { name: "agents.get", operation: None, most: Some(125_000), aim: Some(110_000) },
    Measured { name: "agents.list(20)", operation: None, most: Some(150_000), aim: Some(130_000) },
    Measured {
        name: "agents.get of a binding",
        operation: Some(("agents.get", r#"{"idOrName":"bench"}"#)),
        most: Some(125_000),
        aim: Some(110_000),
    },
    Measured {
        name: "agents.list(20) of a binding",
        operation: Some(("agents.list", r#"{"count":20}"#)),
        most: Some(150_000),
        aim: Some(130_000),
    },
];

/// Makes a call so often.
pub fn make(measured: &Measured, times: u64) -> Result<(), Box<dyn Error>> {
    let server = Server::start()?;
    let client = Client::builder().base_url(&server.url).api_token("bench").build()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    for _ in 0..times {
        match measured.operation {
            Some((operation, params)) => runtime.block_on(of_binding(&client, operation, params))?,
            None if measured.name.starts_with("agents.get") => {
                hint::black_box(runtime.block_on(client.agents().get("bench").into_future())?);
            }
            None => {
                hint::black_box(runtime.block_on(client.agents().list().count(20).into_future())?);
            }
        }
    }
    Ok(())
}

async fn of_binding(client: &Client, operation: &str, params: &str) -> Result<(), Box<dyn Error>> {
    let row = api::find(operation).ok_or("no such operation")?;
    let args = row.operation.args(Payload::new(params, &[]), None, NameStyle::Camel)?;
    let mut reply = client.call(row, args, &CallOptions::from_json("{}", NameStyle::Camel)?).await?;
    let text = match reply.data.verbatim() {
        Some((text, _)) => text,
        None => match reply.meta.verbatim.take() {
            Some(verbatim) => verbatim.text,
            None => reply.data.to_json()?,
        },
    };
    hint::black_box(text);
    Ok(())
}

/// This program as a server, in a process of its own, so that none of it is counted.
struct Server {
    process: Child,
    url: String,
}

impl Server {
    fn start() -> Result<Self, Box<dyn Error>> {
        let mut command = Command::new(env::current_exe()?);
        let mut process = command.arg("serve").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let mut url = String::new();
        let said: ChildStdout = process.stdout.take().ok_or("the server says nothing")?;
        BufReader::new(said).read_line(&mut url)?;
        Ok(Self { process, url: url.trim().to_owned() })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Closing its standard input ends it.
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}
