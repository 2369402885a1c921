//! The vectors of kind `task`, played to the crate. Each one is a test of its own, named `tasks/<vector>`. With `GEAI_UPDATE=1`
//! they are recorded again, against the emulator.

mod play;
mod record;

use std::process::ExitCode;

use geai_tests::load_tasks;
use libtest_mimic::{Arguments, Failed, Trial};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let mut trials = Vec::new();
    for (name, vector) in load_tasks().unwrap() {
        trials.push(Trial::test(format!("tasks/{name}"), move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
            let vector = match std::env::var_os("GEAI_UPDATE") {
                Some(_) => runtime.block_on(record::recorded(&name, &vector)).map_err(Failed::from)?,
                None => vector,
            };
            runtime.block_on(play::judged(&name, &vector)).map_err(Failed::from)
        }));
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}
