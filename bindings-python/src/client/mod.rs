//! What Python calls: the native client, its bulk calls and token functions, and the emulator.

pub mod arguments;
mod bulk;
pub mod definitions;
pub mod emulator;
pub mod native_client;
pub mod token;
