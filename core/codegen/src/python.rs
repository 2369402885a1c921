//! What the Python package is generated from the table and the schemas: the surface, its stubs, and the
//! model classes of the native module.

mod classes;
mod package;
mod stubs;
mod surface;
mod text;
mod types;

use geai_client::bindings::Schema;
use geai_client::models::SCHEMAS;

use crate::Output;

/// First lines of every file.
const HEADER: &str = "# Generated from the operation table by `make generate`. Do not edit.\n";

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

/// Models that are classes in Python. What stands under `labPackage` is read through `LabPackage`.
fn models() -> impl Iterator<Item = &'static Schema> {
    SCHEMAS.iter().copied().filter(|schema| schema.name != "PackageContent")
}
