//! What the arguments, files and standard input hold.

pub mod arguments;
pub mod confirm;
pub mod file;
pub mod settings;
pub mod task;
