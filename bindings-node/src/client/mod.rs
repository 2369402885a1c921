//! The functions that JavaScript calls.

mod authorization;
mod calls;
mod cli;
mod concurrency_group;
mod definition;
mod emulator;
mod environment;
mod events;
mod lifecycle;
mod misplaced;
mod secret_names;
mod tasks;
