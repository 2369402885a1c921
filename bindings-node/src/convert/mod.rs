//! From what the core gives to what crosses into JavaScript.

mod error;
mod payload;
mod safe_integers;
mod sync_result;

pub use error::internal;
pub use payload::{failure, from_authorization, from_reply, from_response, settled};
pub use sync_result::{SyncResult, sync_result};
