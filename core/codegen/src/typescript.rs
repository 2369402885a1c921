//! What the npm package is generated from the table: its resources, models, errors and routes.

mod models;
mod resources;
mod text;

use geai_client::KINDS;
use geai_client::api::OPERATIONS;

use crate::Output;
use text::{HEADER, doc};

/// The files.
pub fn files() -> Vec<Output> {
    vec![
        ("bindings-node/ts/resources.ts", resources::file()),
        ("bindings-node/ts/models.ts", models::file()),
        ("bindings-node/ts/errors.ts", errors()),
        ("bindings-node/ts/routes.ts", routes()),
    ]
}

/// The error classes, over the base class that is written by hand.
fn errors() -> String {
    let mut out = format!("{HEADER}\nimport {{ GeaiError, type Failure }} from \"./error\";\n");
    for row in KINDS {
        out.push_str(&format!("\n{}export class {} extends {} {{}}\n", doc("", &[row.doc]), row.name, row.parent));
    }
    let names: Vec<_> = KINDS.iter().map(|row| format!("  {},\n", row.name)).collect();
    out.push_str(&format!("\nconst classes = {{\n{}}};\n", names.concat()));
    out.push_str(
        r#"
/** Name of an error class. */
export type ErrorKind = keyof typeof classes;

for (const [name, type] of Object.entries(classes)) {
  Object.defineProperty(type.prototype, "name", { value: name, configurable: true, writable: true });
}

/** The error of the class that the core names. */
export function errorOf(failure: Failure, options?: ErrorOptions): GeaiError {
  return new (classes[failure.kind as ErrorKind] ?? classes.InternalError)(failure, options);
}
"#,
    );
    out
}

/// Method and path of every operation, for `onRequest`.
fn routes() -> String {
    let mut out = format!("{HEADER}\n/** Method and path of every operation. */\n");
    out.push_str("export const routes: Readonly<Record<string, readonly [method: string, path: string]>> = {\n");
    for operation in OPERATIONS {
        out.push_str(&format!("  {:?}: [{:?}, {:?}],\n", operation.name, operation.method.as_str(), operation.path));
    }
    out.push_str("};\n");
    out
}
