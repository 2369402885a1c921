//! `geai-emulator`: the emulator as a program, for any HTTP client.

#![forbid(unsafe_code)]

use std::io::{stderr, stdout};
use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(geai_emulator::cli::run(std::env::args_os(), &mut stdout(), &mut stderr()))
}
