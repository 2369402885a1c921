//! How the program ends: exit codes, and what is said of a failure.

use std::io;

use geai_client::{Error, Executed};
use serde_json::{Value, json};

/// Wrong arguments.
pub const USAGE: u8 = 64;
/// After Ctrl-C, where nothing was written.
pub const INTERRUPTED: u8 = 130;
/// An error, and the server did not act.
const FAILED: u8 = 1;
/// A probe of the doctor is not as expected.
const DIFFERS: u8 = 2;
/// An error of a write that the server may have carried out.
const MAYBE_EXECUTED: u8 = 5;

/// Why the program ends early.
#[derive(Debug)]
pub enum Failure {
    /// The arguments are wrong.
    Usage(String),
    /// A file cannot be read, or a question was answered with no.
    Refused(String),
    /// A call failed.
    Call(Error),
    /// Ctrl-C ended the call; the error says what is known of it.
    Interrupted(Error),
    /// Ctrl-C, before there was a call.
    Stopped,
    /// So many probes of the doctor are not as expected.
    Differs(usize),
    /// The results cannot be written.
    Output(io::Error),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Call(error)
    }
}

impl Failure {
    /// What is said of it; `None` where there is nobody to read it.
    pub fn message(&self) -> Option<String> {
        match self {
            Self::Usage(why) | Self::Refused(why) => Some(why.clone()),
            Self::Call(error) => Some(error.to_string()),
            Self::Stopped => Some("interrupted".to_owned()),
            Self::Differs(1) => Some("1 probe differs".to_owned()),
            Self::Differs(count) => Some(format!("{count} probes differ")),
            Self::Interrupted(error) if error.executed == Executed::No => Some("interrupted".to_owned()),
            Self::Interrupted(error) => Some(format!("interrupted: {error}")),
            Self::Output(error) if is_gone(error) => None,
            Self::Output(error) => Some(format!("standard output: {error}")),
        }
    }

    /// What is said of it, as JSON: of a failed call every member of its error.
    pub fn json(&self) -> Option<String> {
        let message = self.message()?;
        let error = match self {
            Self::Call(error) | Self::Interrupted(error) => {
                let mut members = serde_json::to_value(&**error).unwrap_or_default();
                if let Some(members) = members.as_object_mut() {
                    members.insert("is_not_found".to_owned(), error.is_not_found().into());
                    members.insert("is_already_exists".to_owned(), error.is_already_exists().into());
                }
                members
            }
            Self::Usage(_) | Self::Refused(_) | Self::Stopped | Self::Differs(_) | Self::Output(_) => Value::Null,
        };
        Some(json!({ "event": "error", "message": message, "error": error }).to_string())
    }

    /// The exit code.
    pub fn code(&self) -> u8 {
        match self {
            Self::Usage(_) => USAGE,
            Self::Refused(_) => FAILED,
            Self::Stopped => INTERRUPTED,
            Self::Differs(_) => DIFFERS,
            Self::Interrupted(error) if error.executed == Executed::No => INTERRUPTED,
            Self::Call(error) | Self::Interrupted(error) => match error.executed {
                Executed::No => FAILED,
                Executed::Maybe | Executed::Yes => MAYBE_EXECUTED,
            },
            // A reader that has enough, such as `head`, is no failure.
            Self::Output(error) if is_gone(error) => 0,
            Self::Output(_) => FAILED,
        }
    }
}

fn is_gone(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe
}
