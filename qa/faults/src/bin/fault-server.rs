//! Runs a fault server for programs in any language.
//!
//! ```text
//! fault-server [--listen ADDRESS] [--plan JSON]
//! ```
//!
//! On start it prints one line, `{"url": …, "control": …, "proxy": …, "ca_file": …}`. `control` is the base of the
//! requests that [`geai_faults::server::control`] describes. It ends with `POST /stop`, or when its input ends.

use std::error::Error;
use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;
use std::sync::Arc;

use geai_faults::plan::Plan;
use geai_faults::server::{control, start_at};
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;

type Outcome<T> = Result<T, Box<dyn Error>>;

#[tokio::main]
async fn main() -> ExitCode {
    match run(std::env::args().skip(1)).await {
        // The thread that reads the input would keep the runtime from ending.
        Ok(()) => std::process::exit(0),
        Err(error) => {
            eprintln!("fault-server: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: impl Iterator<Item = String>) -> Outcome<()> {
    let (address, plan) = read(arguments)?;
    let server = Arc::new(start_at(plan, address).await?);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let mut ca_file = tempfile::Builder::new().prefix("fault-server-ca-").suffix(".pem").tempfile()?;
    ca_file.write_all(server.ca_pem().as_bytes())?;
    let line = serde_json::json!({
        "url": server.base_url(),
        "control": format!("http://{}", listener.local_addr()?),
        "proxy": server.proxy_url(),
        "ca_file": ca_file.path(),
    });
    println!("{line}");
    tokio::select! {
        ended = control::serve(listener, server) => ended?,
        () = end_of_input() => {}
    }
    Ok(())
}

fn read(mut arguments: impl Iterator<Item = String>) -> Outcome<(SocketAddr, Plan)> {
    let (mut address, mut plan) = (SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), Plan::default());
    while let Some(argument) = arguments.next() {
        let value = arguments.next().ok_or_else(|| format!("{argument} needs a value"))?;
        match argument.as_str() {
            "--listen" => address = value.parse()?,
            "--plan" => plan = serde_json::from_str(&value)?,
            _ => return Err(format!("what is {argument}?").into()),
        }
    }
    Ok((address, plan))
}

async fn end_of_input() {
    let (mut input, mut ignored) = (tokio::io::stdin(), [0; 256]);
    while let Ok(1..) = input.read(&mut ignored).await {}
}
