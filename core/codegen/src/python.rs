//! What the Python package is generated from the table and the schemas: the surface, its stubs, and the
//! model classes of the native module.

mod classes;
mod models;
mod package;
mod stubs;
mod surface;
mod text;
mod types;

use crate::output::Output;

/// The files.
pub fn files() -> Vec<Output> {
    vec![
        ("bindings-python/src/convert/generated.rs", classes::file()),
        // Its place is given by Python, and that of the stub by the extension module beside it.
        ("bindings-python/python/geai_client/__init__.py", package::file()),
        ("bindings-python/python/geai_client/_native.pyi", stubs::file()),
        ("bindings-python/python/geai_client/_generated/sync_client.py", surface::file(surface::ClientKind::Sync)),
        ("bindings-python/python/geai_client/_generated/async_client.py", surface::file(surface::ClientKind::Async)),
        ("bindings-python/python/geai_client/_generated/annotations.py", surface::annotations()),
        ("bindings-python/python/geai_client/_generated/types.py", types::file()),
    ]
}
