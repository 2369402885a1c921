//! What the npm package is generated from the table: its resources, models, errors and routes.

mod models;
mod resources;
mod text;

use geai_client::KINDS;
use geai_client::api::OPERATIONS;
use geai_client::input::camel;

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
    let mut out = format!("{HEADER}\nimport {{ GeaiError }} from \"./error\";\n");
    for row in KINDS {
        out.push_str(&format!("\n{}export class {} extends {} {{}}\n", doc("", &[row.doc]), row.name, row.parent));
    }
    let names: Vec<_> = KINDS.iter().map(|row| format!("\n  | {:?}", row.name)).collect();
    out.push_str(&format!("\n/** Name of an error class. */\nexport type ErrorKind ={};\n", names.concat()));
    out
}

/// Method and path of every operation, for `onRequest`. Fields of the path as JavaScript spells them.
fn routes() -> String {
    let mut out =
        format!("{HEADER}\n/** Method and path of every operation; `{{api}}` is the version of the agents API. */\n");
    out.push_str("export const routes: Readonly<Record<string, readonly [method: string, path: string]>> = {\n");
    for operation in OPERATIONS {
        let pieces = operation.path.split('{').map(|piece| match piece.split_once('}') {
            Some((field, rest)) => format!("{{{}}}{rest}", camel(field)),
            None => piece.to_owned(),
        });
        let path: String = pieces.collect();
        out.push_str(&format!("  {:?}: [{:?}, {path:?}],\n", operation.name, operation.method.as_str()));
    }
    out.push_str("};\n");
    out
}
