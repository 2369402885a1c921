//! The command line, called as its packages call it.

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = std::env::args_os().skip(1);
    ExitCode::from(geai_client_cli::main(std::iter::once("geai-client".into()).chain(arguments)))
}
