//! The native module of the Python package `geai_client`.
//!
//! One class makes all calls (`client`), one macro declares all models (`convert`), and there is no Rust per operation:
//! `convert/generated.rs` and the generated Python files come from the core's table with `make generate`.
//!
//! A folder uses itself and those before it: `runtime`, `call`, `convert`, `client`.

mod call;
mod client;
mod convert;
mod runtime;

use pyo3::prelude::*;

#[pymodule(gil_used = false)]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    runtime::boundary::handle_panics(convert::errors::panicked);
    runtime::interpreter::bind_modules(module.py())?;
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add("DURATION_BUCKETS", geai_client::DURATION_BUCKETS)?;
    module.add_class::<client::native_client::NativeClient>()?;
    module.add_class::<client::arguments::Arguments>()?;
    module.add_class::<client::token::CachedToken>()?;
    module.add_function(wrap_pyfunction!(client::token::cached, module)?)?;
    module.add_function(wrap_pyfunction!(client::definitions::run_task, module)?)?;
    module.add_class::<client::emulator::Emulator>()?;
    module.add_function(wrap_pyfunction!(client::emulator::run_emulator, module)?)?;
    module.add_function(wrap_pyfunction!(client::cli::run_cli, module)?)?;
    module.add_class::<call::event::Event>()?;
    convert::classes::add(module)?;
    module.add_class::<convert::null::Null>()?;
    module.add("NULL", convert::null::null(module.py())?)?;
    module.add_function(wrap_pyfunction!(convert::errors::bind_errors, module)?)?;
    let shutdown = wrap_pyfunction!(runtime::shutdown::_shutdown, module)?;
    module.py().import("atexit")?.call_method1("register", (shutdown,))?;
    Ok(())
}
