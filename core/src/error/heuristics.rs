//! What an error means where no status says so alone: told by status, ids and texts together (E-10). Both are guesses,
//! since the server has no one code for either.

use percent_encoding::percent_decode_str;

use super::control::escape_control;
use super::{Error, ErrorContext, ErrorKind, ServerMessage};

/// Ids of messages about a name that is taken.
const EXISTS: [i64; 3] = [4002, 40005, 54002];

/// Id of messages about something that is not there: what was asked for, or what a definition names.
const MISSING: i64 = 4000;

/// What such a text ends its subject with.
const NOT_FOUND: &str = "not found";

/// What such texts begin with where another object is missing: one that a definition names, or the caller's credentials.
const OTHER_OBJECTS: [&str; 4] = ["tool ", "model ", "token ", "api key "];

impl Error {
    /// Whether an object of that name already exists: status 409, a message id of 4002, 40005 or 54002, or a
    /// message text that contains "already exists". A heuristic, since the server has no one code for it.
    pub fn is_already_exists(&self) -> bool {
        let said = |message: &ServerMessage| {
            message.id.is_some_and(|id| EXISTS.contains(&id))
                || message.description.to_lowercase().contains("already exists")
        };
        self.status == Some(409) || self.messages.iter().any(said)
    }

    /// Whether the agent, integration or revision of the call is not there: status 404; or a refusal, or a success status
    /// whose body reports a failure, with a message id of 4000 or a text that contains "not found", unless the message
    /// speaks of something else, such as a tool that a definition names. A heuristic, since servers differ in the status.
    pub fn is_not_found(&self) -> bool {
        says_not_found(self, self.path.as_deref().unwrap_or_default())
    }
}

/// What such a text contains where a revision is published that is older than a published one.
const NEWER_PUBLISHED: &str = "newer published revision";

/// What to do about a refusal, where the server does not say so.
pub(crate) fn advice(messages: &[ServerMessage]) -> Option<&'static str> {
    let is_newer = |message: &ServerMessage| message.description.to_lowercase().contains(NEWER_PUBLISHED);
    messages.iter().any(is_newer).then_some(
        "an older revision cannot be published again: get it, update the agent with its definition, and publish the \
         revision which that makes",
    )
}

/// As [`Error::is_not_found`], of a request to `path`.
pub(crate) fn says_not_found(error: &ErrorContext, path: &str) -> bool {
    match error.kind {
        ErrorKind::NotFoundError => true,
        ErrorKind::BadRequestError | ErrorKind::ReportedError => {
            error.messages.iter().any(|message| is_missing(message, path))
        }
        _ => false,
    }
}

/// Whether a message says that what the path names is not there.
fn is_missing(message: &ServerMessage, path: &str) -> bool {
    let text = message.description.to_lowercase();
    if message.id != Some(MISSING) && !text.contains(NOT_FOUND) {
        return false;
    }
    if OTHER_OBJECTS.iter().any(|kind| text.starts_with(kind)) {
        return false;
    }
    let quoted = text.split_once("idorname=").and_then(|(_, rest)| rest.rsplit_once(']'));
    quoted.is_none_or(|(name, _)| {
        // A text of the server has its control characters and direction marks escaped, and so has the name in it.
        let shown = |part: &str| escape_control(percent_decode_str(part).decode_utf8_lossy().trim());
        let is_named = |part: &str| shown(part).to_lowercase() == name.trim();
        path.split('/').any(is_named)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(kind: ErrorKind, id: Option<i64>, text: &str) -> Error {
        Error::local(kind, "").with(|error| {
            error.path = Some("/base/v4/agents/Caf%C3%A9%20%5B1%5D".to_owned());
            error.messages = vec![ServerMessage { id, code: None, description: text.to_owned() }];
        })
    }

    #[test]
    fn e_10_what_was_asked_for_is_not_there_whatever_the_status() {
        let refused = |id, text| error(ErrorKind::BadRequestError, id, text).is_not_found();
        assert!(error(ErrorKind::NotFoundError, None, "").is_not_found());
        for text in ["Agent not found [IdOrName= Café [1]].", "Requested revision not found [revision=9].", "Not Found"]
        {
            assert!(refused(None, text), "{text}");
        }
        assert!(refused(Some(4000), "No active version."));
        assert!(error(ErrorKind::ReportedError, None, "ToolPlugin not found [IdOrName= café [1]].").is_not_found());
    }

    #[test]
    fn e_10_a_name_with_direction_marks_is_found_in_its_escaped_form() {
        for name in ["\u{202e}RTL", "\u{2066}iso", "\u{61c}arabic", "a\u{200e}b"] {
            let error = error(
                ErrorKind::BadRequestError,
                None,
                &escape_control(&format!("Agent not found [IdOrName= {name}]")),
            );
            let encoded = percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC);
            let error = error.with(|context| context.path = Some(format!("/v2/agents/{encoded}")));
            assert!(error.is_not_found(), "{name:?}");
        }
    }

    #[test]
    fn a4_04_who_publishes_an_older_revision_is_told_how_to_return_to_it() {
        let advised = |text: &str| advice(&[ServerMessage { id: None, code: None, description: text.to_owned() }]);
        assert!(
            advised("There are newer published revisions.").is_some_and(|advice| advice.contains("update the agent"))
        );
        assert_eq!(advised("Invalid revision [rev=9]"), None);
    }

    #[test]
    fn e_10_what_a_definition_names_and_what_a_token_lacks_are_other_failures() {
        let refused = |id, text| error(ErrorKind::BadRequestError, id, text).is_not_found();
        for text in
            ["Tool not found [IdOrName= Café [1]].", "Model not found [name=]", "Agent not found [IdOrName= Helper]."]
        {
            assert!(!refused(Some(4000), text), "{text}");
        }
        assert!(!refused(Some(4002), "It exists."));
        for kind in [ErrorKind::AuthenticationError, ErrorKind::PermissionDeniedError, ErrorKind::ServerError] {
            assert!(!error(kind, Some(4000), "Token not found or blocked.").is_not_found(), "{kind:?}");
        }
    }
}
