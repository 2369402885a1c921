//! Why a client that came out of another process can make no calls.

/// What the first process says of the token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenOfOrigin {
    /// The fingerprint of a fixed token: the one that is found here must have the same.
    Fixed(String),
    /// A provider, which came along.
    Provided,
    /// A provider, which could not come along.
    Lost,
}

/// Why no call can be made.
#[derive(Debug, Clone)]
pub(crate) struct Unusable {
    pub why: String,
    /// Whether a token is all that is missing.
    pub wants_token: bool,
    pub origin: TokenOfOrigin,
}
