//! From what the core gives to what crosses into JavaScript.

mod error;
mod event;
mod payload;
mod safe_integers;
mod sync_result;

pub use error::internal;
pub use event::{from_event, from_events};
pub use payload::{failure, from_authorization, from_reply, from_response, from_task, settled, task_event};
pub use safe_integers::first_unsafe_integer;
pub use sync_result::{SyncResult, sync_result};
