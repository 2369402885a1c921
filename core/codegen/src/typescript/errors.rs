//! The error classes.

use geai_client::KINDS;

use super::text::{HEADER, doc};

/// The base of all errors and the types of its fields.
const BASE: &str = include_str!("error.ts");

/// Makes errors of plain data; stands below the classes.
const FROM_JSON: &str = include_str!("error_from_json.ts");

/// The file.
pub fn file() -> String {
    let mut out = format!("{HEADER}\n{BASE}");
    for row in KINDS {
        out.push_str(&format!("\n{}export class {} extends {} {{}}\n", doc("", &[row.doc]), row.name, row.parent));
    }
    let kinds: Vec<_> = KINDS.iter().map(|row| format!("\n  | {:?}", row.name)).collect();
    out.push_str(&format!(
        "\n/** Name of an error class. */\nexport type ErrorKind =\n  | \"GeaiError\"{};\n",
        kinds.concat()
    ));
    let names: Vec<_> = KINDS.iter().map(|row| format!("  {},\n", row.name)).collect();
    out.push_str(&format!("\nconst classes = {{\n  GeaiError,\n{}}};\n", names.concat()));
    out.push_str(
        "for (const [name, type] of Object.entries(classes)) {\n  \
         // On the prototype and not enumerable, as on the errors of JavaScript.\n  \
         Object.defineProperty(type.prototype, \"name\", { value: name, configurable: true, writable: true });\n}\n",
    );
    out.push_str(FROM_JSON);
    out
}
