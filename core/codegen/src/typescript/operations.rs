//! The operations as an observer of calls sees them.

use geai_client::Operation;
use geai_client::bindings::camel_case;

use super::text::{HEADER, pascal};

/// The file. Fields of paths are spelt as JavaScript spells them.
pub fn file() -> String {
    let mut out = format!("{HEADER}\nimport type {{ Operation }} from \"../call/calls\";\n\n");
    for operation in crate::operations::all() {
        let pieces = operation.path.split('{').map(|piece| match piece.split_once('}') {
            Some((field, rest)) => format!("{{{}}}{rest}", camel_case(field)),
            None => piece.to_owned(),
        });
        let path: String = pieces.collect();
        out.push_str(&format!(
            "export const {}: Operation = {{\n  operation: {:?},\n  method: {:?},\n  path: {path:?},\n}};\n",
            constant(operation),
            operation.name,
            operation.method.as_str(),
        ));
    }
    out
}

/// Name of the constant of an operation.
pub fn constant(operation: &Operation) -> String {
    format!("{}{}", camel_case(operation.resource), pascal(operation.method_name))
}
