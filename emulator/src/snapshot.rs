//! Everything an emulator stores, as one JSON document.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::input::bom::without_bom;
use crate::input::refusal::InvalidInput;
use crate::input::{json, strict};
use crate::rules::tempers::Tempers;
use crate::store::state::State;

/// The format up to its version.
const NAME: &str = "geai-emulator/";

/// Nesting that is read: definitions as deep as the API takes them, and what is around them.
const DEPTH: usize = 2 * json::MAX_DEPTH;

/// Everything an emulator stores, and its tempers: made by [`Emulator::snapshot`](crate::Emulator::snapshot), taken by
/// [`Emulator::restore`](crate::Emulator::restore) and [`Builder::snapshot`](crate::Builder::snapshot). Recorded requests
/// and faults are no part of it.
///
/// As JSON it is an object whose member `format` is [`Snapshot::FORMAT`]. It holds the tokens of the emulator and the
/// credentials that integrations were given.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Snapshot {
    format: String,
    pub(crate) tempers: Tempers,
    pub(crate) oauth_token: String,
    pub(crate) state: State,
}

impl Snapshot {
    /// Name and version of the format that this version writes and reads.
    pub const FORMAT: &'static str = "geai-emulator/1";

    pub(crate) fn new(tempers: Tempers, oauth_token: String, state: State) -> Self {
        Self { format: Self::FORMAT.to_owned(), tempers, oauth_token, state }
    }

    /// Reads the JSON of a snapshot.
    ///
    /// # Errors
    ///
    /// The text is no snapshot, one of another version of the format, or one with members that the format does not
    /// have or with a number that would lose digits; the error says where and why.
    pub fn from_json(json: &str) -> Result<Self, InvalidInput> {
        let text = without_bom(json);
        if let Err(why) = serde_json::from_str::<&RawValue>(text)
            && !why.is_data()
        {
            let place = format!("line {} column {}", why.line(), why.column());
            return Err(InvalidInput::new(format!("this is no snapshot of an emulator: it is no JSON ({place})")));
        }
        if let Some(number) = json::inexact(text) {
            return Err(InvalidInput::new(json::loses_digits(number)));
        }
        let value = json::nested(text, DEPTH)
            .map_err(|why| InvalidInput::new(format!("this is no snapshot of an emulator: {why}")))?;
        Self::from_value(value)
    }

    fn from_value(value: Value) -> Result<Self, InvalidInput> {
        match value.get("format").and_then(Value::as_str) {
            Some(Self::FORMAT) => {}
            Some(other) => return Err(InvalidInput::new(other_format(other)).below_member("format")),
            None => {
                let why =
                    format!("this is no snapshot of an emulator: its member \"format\" is not {:?}", Self::FORMAT);
                return Err(InvalidInput::new(why));
            }
        }
        let snapshot: Self = strict::from_value(value)?;
        if !snapshot.state.is_consistent() {
            let why = "agents, integrations or tools belong to other projects than there are";
            return Err(InvalidInput::new(why).below_member("state"));
        }
        Ok(snapshot)
    }

    /// The snapshot as JSON text, in one line.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Names of the projects, in order.
    pub(crate) fn project_names(&self) -> Vec<&str> {
        self.state.projects.iter().map(|project| project.name.as_str()).collect()
    }
}

fn other_format(format: &str) -> String {
    let version = |format: &str| format.strip_prefix(NAME)?.parse::<u64>().ok();
    let own = Snapshot::FORMAT;
    if version(format) > version(own) {
        format!("{format:?} was written by a later version of this package; this one reads {own:?}")
    } else {
        format!("{format:?} is unknown; expected {own:?}")
    }
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Snapshot").field("projects", &self.project_names()).finish_non_exhaustive()
    }
}
