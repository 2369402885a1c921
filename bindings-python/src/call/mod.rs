//! Calls of the core's client, blocking or as futures of asyncio. What turns their replies into objects is passed in: see
//! [`context::Context`].

pub mod asynchronous;
pub mod blocking;
pub mod caller;
pub mod context;
pub mod event;
pub mod event_loop;
pub mod hook;
pub mod log;
pub mod report;
