//! The command line of geai-client: every operation of the table, requests of any kind, signing in, the configuration, and
//! the emulator. The same program is behind the console script of the Python package and the `bin` of the npm package.
//!
//! Flags, help and completion come from the table of operations and the schemas: no file here names an operation.

#![forbid(unsafe_code)]

mod doctor;
mod exit;
mod grammar;
mod input;
mod log;
mod output;
mod run;
mod signal;
mod streams;
mod verbs;

use std::ffi::OsString;

pub use run::run;
pub use streams::Streams;

/// Runs the program on the streams of this process. `arguments` begin with the name of the program.
///
/// Returns the exit code: 0 where all went well, 1 for an error after which the server did not act, 2 for differences where
/// they are asked for, 3 for what was refused before anything was written, 4 for a plan that was applied in part, 5 where the
/// server may have acted, 64 for wrong arguments, 130 after Ctrl-C.
pub fn main(arguments: impl IntoIterator<Item = impl Into<OsString>>) -> u8 {
    Streams::with_process(|streams| run(arguments, streams))
}
