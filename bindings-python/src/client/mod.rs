//! What Python calls: the native client, its bulk calls and token functions, the emulator, and the command line.

pub mod arguments;
mod bulk;
pub mod cli;
pub mod definitions;
pub mod emulator;
pub mod native_client;
mod task;
pub mod token;
