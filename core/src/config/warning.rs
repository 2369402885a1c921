//! What the user should correct about the configuration of a client that works all the same.

/// What the user should correct about the configuration of a client that works all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// `GEAI_CREDENTIALS`, `GEAI_PROXY` or `GEAI_CERTIFICATES`.
    pub code: &'static str,
    /// What is wrong, and what would be right.
    pub text: String,
}
