//! Wire vectors and the server that plays them, for the tests of every language.

mod json_suite;
mod recorder;
mod scripted;
mod tasks;
mod vectors;

pub use json_suite::{Case, json_suite};
pub use recorder::{ANSWER, CASE, Record, Recorder};
pub use scripted::{Reply, Scripted, Seen};
pub use tasks::{Exchange, TaskError, TaskFolder, TaskServer, TaskVector, World, load_tasks, task_folder};
pub use vectors::{Vector, VectorFile, equal, load, reply_to};
