//! How the program ends: exit codes, and what is said of a failure.

use std::io;

use geai_client::{Error, ErrorKind, Executed, Json};
use serde_json::{Value, json};

/// Wrong arguments.
pub const USAGE: u8 = 64;
/// After Ctrl-C, where nothing was written.
pub const INTERRUPTED: u8 = 130;
/// An error, and the server did not act.
const FAILED: u8 = 1;
/// There are differences, or a probe of the doctor is not as expected.
const DIFFERS: u8 = 2;
/// Refused, and nothing was written to the server.
const REFUSED: u8 = 3;
/// Something was written, and something was not.
const IN_PART: u8 = 4;
/// An error of a write that the server may have carried out.
const MAYBE_EXECUTED: u8 = 5;

/// Why the program ends early.
#[derive(Debug)]
pub enum Failure {
    /// The arguments are wrong.
    Usage(String),
    /// A file cannot be read or written, or the system refuses what is needed.
    Failed(String),
    /// What is asked for is not done: a conflict, a flag that is missing, a question that was answered with no.
    Refused(String),
    /// What was asked for was done in part; the result says what.
    InPart(String),
    /// There are differences, where they have an exit code.
    Different,
    /// The arguments are wrong, which the error says.
    Arguments(Error),
    /// What a file holds is wrong, which the error says.
    File(Error),
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
            Self::Usage(why) | Self::Failed(why) | Self::Refused(why) | Self::InPart(why) => Some(why.clone()),
            // The result says which.
            Self::Different => None,
            Self::Arguments(error) | Self::File(error) | Self::Call(error) => Some(error.to_string()),
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
            Self::Arguments(error) | Self::File(error) | Self::Call(error) | Self::Interrupted(error) => {
                let mut members = serde_json::to_value(&**error).unwrap_or_default();
                if let Some(members) = members.as_object_mut() {
                    members.insert("is_not_found".to_owned(), error.is_not_found().into());
                    members.insert("is_already_exists".to_owned(), error.is_already_exists().into());
                }
                members
            }
            _ => Value::Null,
        };
        Some(json!({ "event": "error", "message": message, "error": error }).to_string())
    }

    /// The same, as wrong arguments where a call was refused before anything was sent.
    pub fn of_arguments(self) -> Self {
        match self {
            Self::Call(error) if error.kind() == ErrorKind::InvalidRequestError && error.status.is_none() => {
                Self::Arguments(error)
            }
            other => other,
        }
    }

    /// Result of each step of a plan that was applied in part.
    pub fn applied(&self) -> Option<&Json> {
        match self {
            Self::Call(error) | Self::Interrupted(error) => error.applied.as_ref(),
            _ => None,
        }
    }

    /// The exit code.
    pub fn code(&self) -> u8 {
        match self {
            Self::Usage(_) | Self::Arguments(_) => USAGE,
            Self::Failed(_) | Self::File(_) => FAILED,
            Self::Refused(_) => REFUSED,
            Self::InPart(_) => IN_PART,
            Self::Stopped => INTERRUPTED,
            Self::Differs(_) | Self::Different => DIFFERS,
            Self::Call(error) | Self::Interrupted(error) if error.kind() == ErrorKind::PlanError => REFUSED,
            Self::Interrupted(error) if error.executed == Executed::No => INTERRUPTED,
            Self::Call(error) | Self::Interrupted(error) => match error.executed {
                Executed::No => FAILED,
                _ if error.kind() == ErrorKind::ApplyError => IN_PART,
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
