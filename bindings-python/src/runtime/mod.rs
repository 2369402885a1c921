//! Threads, the exit of the interpreter, and forks: what calls run on. Knows nothing of calls.

pub mod boundary;
pub mod caller_context;
pub mod interpreter;
pub mod process;
pub mod reactor;
pub mod shutdown;
pub mod thread_pool;
