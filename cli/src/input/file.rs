//! Files and standard input.

use std::fs::File;
use std::io::{self, Read};

use geai_client::bindings::members;
use serde_json::value::RawValue;

use crate::exit::Failure;
use crate::streams::Streams;

/// Longest token.
const MAX_TOKEN_BYTES: u64 = 64 * 1024;

/// The text of a file; `-` is standard input.
pub fn read_text(flag: &str, path: &str, streams: &mut Streams<'_>) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let read = match path {
        "-" => streams.stdin.read_to_end(&mut bytes).map(drop),
        path => std::fs::read(path).map(|read| bytes = read),
    };
    let shown = if path == "-" { "standard input" } else { path };
    read.map_err(|error| Failure::Failed(format!("{flag}: {shown}: {error}")))?;
    String::from_utf8(bytes).map_err(|_| Failure::Failed(format!("{flag}: {shown}: not UTF-8")))
}

/// Errs where a file cannot be read, before something else says so in other words.
pub fn can_be_read(flag: &str, path: &str) -> Result<(), Failure> {
    let opened = File::open(path).and_then(|file| file.metadata()).and_then(|file| match file.is_dir() {
        true => Err(io::Error::from(io::ErrorKind::IsADirectory)),
        false => Ok(()),
    });
    opened.map_err(|error| Failure::Failed(format!("{flag}: {path}: {error}")))
}

/// JSON in which no object has a member twice, at any depth: readers differ about which one counts.
pub fn without_repeats(json: String) -> Result<String, String> {
    check_repeats(&json).map(|()| json)
}

fn check_repeats(json: &str) -> Result<(), String> {
    let told = |error: serde_json::Error| error.to_string();
    match json.trim_start().as_bytes().first() {
        Some(b'{') => members(json)
            .map_err(told)?
            .iter()
            .try_for_each(|(name, value)| check_repeats(value.get()).map_err(|why| format!("{name}: {why}"))),
        Some(b'[') => serde_json::from_str::<Vec<&RawValue>>(json)
            .map_err(told)?
            .iter()
            .try_for_each(|it| check_repeats(it.get())),
        _ => Ok(()),
    }
}

/// The token in an open file, or in a file on Windows. It is never shown. `is_shared` says that a file of the command is
/// standard input as well.
pub fn read_token(flag: &str, from: &str, is_shared: bool) -> Result<String, Failure> {
    let wrong = |why: String| Failure::Usage(format!("--{flag}: {why}"));
    let path = if cfg!(windows) {
        from.to_owned()
    } else {
        let number: u32 = from.parse().map_err(|_| wrong("expected the number of an open file".to_owned()))?;
        format!("/dev/fd/{number}")
    };
    let mut token = String::new();
    let read = File::open(&path).and_then(|file| file.take(MAX_TOKEN_BYTES).read_to_string(&mut token));
    read.map_err(|error| wrong(format!("{from}: {error}")))?;
    match token.trim() {
        "" if is_shared && from == "0" => {
            Err(wrong("it reads standard input, which a file of this command reads as well".to_owned()))
        }
        "" => Err(wrong(format!("{from}: it holds no token"))),
        token => Ok(token.to_owned()),
    }
}
