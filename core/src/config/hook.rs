//! The function that receives the events of a client's calls.

use std::fmt;
use std::sync::Arc;

use crate::events::EventHook;

/// The function that receives the events of a client's calls.
#[derive(Clone)]
pub(crate) struct Hook(pub Arc<dyn EventHook>);

impl fmt::Debug for Hook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hook(..)")
    }
}
