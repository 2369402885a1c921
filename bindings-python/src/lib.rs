//! The native module of the Python package `geai_client`.
//!
//! There is one door for all operations (`core`, `door`), one macro for all models (`model`), and no Rust
//! per operation: `generated` and the Python files come from the core's table with `make generate`.

mod answer;
mod bulk;
mod core;
mod door;
mod driver;
mod emulator;
mod encode;
mod errors;
mod generated;
mod log;
mod mailbox;
mod model;
mod package;
mod page;
mod process;
mod runtime;
mod token;

use pyo3::prelude::*;

#[pymodule(gil_used = false)]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    log::shorten_panics();
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<core::Core>()?;
    module.add_class::<emulator::Emulator>()?;
    module.add_class::<answer::Response>()?;
    module.add_class::<page::Page>()?;
    module.add_class::<page::AsyncPage>()?;
    module.add_class::<page::AsyncPages>()?;
    module.add_class::<package::LabPackage>()?;
    generated::add_classes(module)?;
    let shutdown = wrap_pyfunction!(runtime::_shutdown, module)?;
    module.py().import("atexit")?.call_method1("register", (shutdown,))?;
    Ok(())
}
