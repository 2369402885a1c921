//! Threads, the exit of the interpreter, and forks: what calls run on. Knows nothing of calls.

pub mod caller_context;
pub mod exit;
pub mod interpreter;
pub mod panics;
pub mod process;
pub mod reactor;
pub mod shutdown;
pub mod thread_pool;
