//! The command line, which the package's `bin` runs.

use napi_derive::napi;

/// Runs the command line, and gives its exit code. `arguments` begin with the name of the program.
#[napi(catch_unwind)]
pub fn run_cli(arguments: Vec<String>) -> u32 {
    geai_client_cli::main(arguments).into()
}
