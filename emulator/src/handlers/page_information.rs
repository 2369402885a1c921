//! The `information` of a page of a list.

use serde::Serialize;

use crate::handlers::context::Context;
use crate::http::query::Window;

/// SIM-29.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct PageInformation {
    /// Milliseconds since handling began.
    duration: u64,
    page: usize,
    page_size: usize,
    total: usize,
}

impl PageInformation {
    pub(crate) fn new(window: Window, total: usize, context: &Context<'_>) -> Self {
        Self {
            duration: u64::try_from(context.started.elapsed().as_millis()).unwrap_or(u64::MAX),
            page: window.page(),
            page_size: window.count,
            total,
        }
    }
}
