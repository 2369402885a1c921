//! Prints the public API of the crates whose rustdoc JSON is given, one item a line.

use std::process::ExitCode;
use std::{env, io};

use public_api::Builder;

fn main() -> ExitCode {
    match print(io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("geai-api: {why}");
            ExitCode::FAILURE
        }
    }
}

fn print(mut out: impl io::Write) -> Result<(), String> {
    for path in env::args().skip(1) {
        let api = Builder::from_rustdoc_json(&path)
            .omit_blanket_impls(true)
            .omit_auto_trait_impls(true)
            .omit_auto_derived_impls(true)
            .build()
            .map_err(|error| format!("{path}: {error}; the format is that of the Rust which .github/workflows pin"))?;
        for item in api.items() {
            writeln!(out, "{item}").map_err(|error| error.to_string())?;
        }
    }
    Ok(())
}
