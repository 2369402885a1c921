//! Who sends a request.

use serde::{Deserialize, Serialize};

/// The sender of a request. With an API token the "user" is the token itself (SIM-85).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Caller {
    /// The API token of the project with this index.
    ApiToken(usize),
    OAuth,
}
