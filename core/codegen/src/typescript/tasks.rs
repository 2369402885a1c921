//! The names of what makes several requests, as a type.

use geai_client::bindings::TASKS;

use super::text::HEADER;

/// The file.
pub fn file() -> String {
    let names = TASKS.iter().map(|task| format!("\n  | {:?}", task.name));
    format!(
        "{HEADER}\n/** A verb of set-ups that makes several requests. */\nexport type TaskName ={};\n",
        names.collect::<String>()
    )
}
