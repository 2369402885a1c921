//! Who sends a request.

/// The sender of a request. With an API token the "user" is the token itself (SIM-85).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Caller {
    /// The API token of the project with this index.
    ApiToken(usize),
    OAuth,
}
