//! `types.py`: dicts that may be given in place of models.

use std::collections::BTreeSet;

use geai_client::api::OPERATIONS;
use geai_client::model::Schema;

use super::text::{docstring, given, models_of};
use super::{HEADER, models};

/// Models that may be given as dicts: definitions, and what is inside other models.
pub fn dicts() -> Vec<&'static Schema> {
    let mut names: BTreeSet<_> =
        models().flat_map(|schema| schema.fields).filter_map(|field| models_of(field.kind)).map(|it| it.name).collect();
    names.extend(OPERATIONS.iter().filter_map(|operation| operation.definition()).map(|(_, _, schema)| schema.name));
    models().filter(|schema| names.contains(schema.name)).collect()
}

pub fn file() -> String {
    let mut classes = String::new();
    for schema in dicts() {
        classes.push_str(&format!("\n\nclass {}Dict(TypedDict, total=False):\n", schema.name));
        classes.push_str(&docstring(4, schema.doc, &[]));
        classes.push('\n');
        for field in schema.fields {
            classes.push_str(&format!("    {}: {} | None\n", field.name, given(field.kind)));
            classes.push_str(&docstring(4, field.doc, &[]));
        }
        classes.push_str("    extra: Mapping[str, object] | None\n");
        classes.push_str("    \"\"\"Further members, by wire name.\"\"\"\n");
    }
    let mut used: Vec<_> = dicts()
        .iter()
        .map(|schema| schema.name)
        .filter(|name| classes.contains(&format!(" {name} |")) || classes.contains(&format!("[{name} |")))
        .collect();
    used.sort_unstable();
    let used: String = used.iter().map(|name| format!("        {name},\n")).collect();
    let mut all: Vec<_> = dicts().iter().map(|schema| schema.name).collect();
    all.sort_unstable();
    let all: String = all.iter().map(|name| format!("    \"{name}Dict\",\n")).collect();
    let literal = if classes.contains("Literal[") { "Literal, " } else { "" };
    format!(
        "{HEADER}\"\"\"Types of the dicts that may be given in place of models. Wire names are accepted, too.\"\"\"\n\n\
         from __future__ import annotations\n\n\
         from typing import TYPE_CHECKING, {literal}TypedDict\n\n\
         if TYPE_CHECKING:\n    from collections.abc import Mapping, Sequence\n\n    from ._native import (\n{used}    )\n\n\
         __all__ = [\n{all}]\n{classes}"
    )
}
