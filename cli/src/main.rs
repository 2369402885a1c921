//! `geai-client`: the command line as a program of its own.

#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(geai_client_cli::main(std::env::args_os()))
}
