//! Versions of the agents API.

/// Version of the agents API in the path (SIM-34).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ApiVersion {
    V2,
    V4,
}
