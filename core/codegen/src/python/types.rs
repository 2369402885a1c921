//! `types.py`: dicts that may be given in place of models.

use std::collections::BTreeSet;

use geai_client::ParamIn;
use geai_client::bindings::{Kind, Schema};

use super::text::{ENUMERATIONS, docstring, given, literals, models_of};
use super::{HEADER, models};

/// Models that may be given as dicts: definitions, and what is inside other models.
fn dicts() -> Vec<&'static Schema> {
    let mut names: BTreeSet<_> =
        models().flat_map(|schema| schema.fields).filter_map(|field| models_of(field.kind)).map(|it| it.name).collect();
    names.extend(
        crate::operations::all().filter_map(|operation| operation.definition()).map(|(_, _, schema)| schema.name),
    );
    let lists =
        crate::operations::all().flat_map(|operation| operation.params).filter_map(|param| match param.location {
            ParamIn::Definitions(_, _, kind) => models_of(kind),
            _ => None,
        });
    names.extend(lists.map(|schema| schema.name));
    models().filter(|schema| names.contains(schema.name)).collect()
}

/// Names in `types.py`.
pub fn typed() -> Vec<String> {
    let enumerations = ENUMERATIONS.iter().map(|(name, _)| (*name).to_owned());
    enumerations.chain(dicts().iter().map(|schema| format!("{}Dict", schema.name))).collect()
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
    let enumerations: String = ENUMERATIONS
        .iter()
        .filter_map(|(name, kind)| match kind {
            Kind::Open(values) => Some(format!("{name}: TypeAlias = {}\n", literals(values))),
            _ => None,
        })
        .collect();
    let mut all = typed();
    all.sort_unstable();
    let all: String = all.iter().map(|name| format!("    \"{name}\",\n")).collect();
    format!(
        "{HEADER}\"\"\"Types of what may be given in place of models: dicts, in which wire names are accepted, too.\"\"\"\n\n\
         from __future__ import annotations\n\n\
         from typing import TYPE_CHECKING, Literal, TypeAlias, TypedDict\n\n\
         if TYPE_CHECKING:\n    from collections.abc import Mapping, Sequence\n    from os import PathLike\n\n    from ._native import (\n{used}    )\n\n\
         __all__ = [\n{all}]\n\n\
         # Open enumerations: the known values, for editors to offer them; any other text is as good.\n{enumerations}{classes}"
    )
}
