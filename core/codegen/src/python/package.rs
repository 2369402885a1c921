//! `__init__.py`: what users import.

use geai_client::KINDS;

use super::models::{HEADER, models};

const TEXT: &str = include_str!("package.py");

pub fn file() -> String {
    let mut native: Vec<_> = models().map(|schema| schema.name).collect();
    native.extend([
        "AsyncPage",
        "AsyncPages",
        "BaseModel",
        "CachedToken",
        "Event",
        "LabPackage",
        "NULL",
        "Null",
        "Page",
        "Response",
        "__version__",
        "cached",
    ]);
    // As formatters want it: constants, classes, private names, functions.
    let constant = |name: &str| name.chars().all(char::is_uppercase);
    native.sort_by_key(|name| (!constant(name), !name.starts_with(char::is_uppercase), *name));
    let mut errors: Vec<_> =
        KINDS.iter().map(|row| row.name).chain(["Attempt", "DefinitionFault", "GeaiError", "ServerMessage"]).collect();
    errors.sort_unstable();
    let mut all: Vec<_> = native
        .iter()
        .chain(&errors)
        .copied()
        .chain(["AsyncClient", "BulkResult", "Client", "Setting", "check"])
        .collect();
    all.sort_by_key(|name| (!constant(name), !name.starts_with(char::is_uppercase), *name));
    let list = |names: &[&str], quote: &str| {
        names.iter().map(|name| format!("    {quote}{name}{quote},\n")).collect::<String>()
    };
    let text = TEXT
        .replace("    NATIVE,\n", &list(&native, ""))
        .replace("    ERRORS,\n", &list(&errors, ""))
        .replace("    \"ALL\",\n", &list(&all, "\""));
    format!("{HEADER}{text}")
}
