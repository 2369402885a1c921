//! Calls in flight, and the way their results reach JavaScript.

mod bridge;
mod payload;
mod token;

pub use bridge::Bridge;
pub use payload::Payload;
pub use token::{cached_token, token_function};
