//! Counts the instructions of one call through the core, of this process and without the kernel's.
//!
//! `instructions` runs itself under callgrind, with some calls and with twice as many: half of the difference is what the
//! calls cost once everything is warm. `--keep FOLDER` keeps the profiles, for `callgrind_annotate`.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

// The answers are those of the other benchmarks.
#[path = "../../native/src/bodies.rs"]
#[allow(dead_code, reason = "the other benchmarks read packages, too")]
mod bodies;
mod calls;
mod server;

use calls::{CALLS, Measured};

/// Calls of the shorter run.
const FEW: u64 = 200;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => compare(None),
        ["--keep", folder] => compare(Some(Path::new(folder))),
        ["serve"] => server::serve(),
        ["call", name, times] => {
            let measured = CALLS.iter().find(|measured| measured.name == *name).ok_or("no such call")?;
            calls::make(measured, times.parse()?)
        }
        _ => Err("usage: instructions [--keep FOLDER]".into()),
    }
}

/// Prints what each call costs.
fn compare(kept: Option<&Path>) -> Result<(), Box<dyn Error>> {
    println!("{:<32}{:>14}{:>14}{:>14}", "instructions of one", "now", "must hold", "aim");
    for measured in CALLS {
        let Measured { name, most, aim, .. } = measured;
        let difference = count(name, 2 * FEW, kept)?.saturating_sub(count(name, FEW, kept)?);
        println!("{name:<32}{:>14}{:>14}{:>14}", difference / FEW, shown(*most), shown(*aim));
    }
    Ok(())
}

fn shown(figure: Option<u64>) -> String {
    figure.map(|figure| figure.to_string()).unwrap_or_default()
}

/// The instructions of a process that makes this call so often.
fn count(name: &str, times: u64, kept: Option<&Path>) -> Result<u64, Box<dyn Error>> {
    let file = format!("{}-{times}.callgrind", name.replace(|c: char| !c.is_ascii_alphanumeric(), "-"));
    let profile: PathBuf = kept.map_or_else(env::temp_dir, Path::to_owned).join(file);
    let ran = Command::new("valgrind")
        .args(["--tool=callgrind", "--quiet", "--trace-children=no"])
        .arg(format!("--callgrind-out-file={}", profile.display()))
        .arg(env::current_exe()?)
        .args(["call", name, &times.to_string()])
        .stdin(Stdio::null())
        .status()
        .map_err(|why| format!("valgrind: {why}; install it, such as with `apt-get install valgrind`"))?;
    if !ran.success() {
        return Err(format!("{name}: {ran}").into());
    }
    let text = fs::read_to_string(&profile)?;
    if kept.is_none() {
        fs::remove_file(&profile)?;
    }
    let total = text.lines().find_map(|line| line.strip_prefix("summary: ")).ok_or("the profile has no summary")?;
    Ok(total.trim().parse()?)
}
