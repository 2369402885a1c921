//! Dicts that may be given in place of models, and open enumerations: `types.py`, and their declarations in the stub of
//! the native module.

use std::collections::{BTreeMap, BTreeSet};

use geai_client::ParamIn;
use geai_client::bindings::{Kind, OpenEnum, Schema};

use super::models::{HEADER, models};
use super::text::{LONGEST_LINE, STUB_PREFIX, docstring, given, given_in_stub, literals, models_of, or_null};

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

/// The open enumerations of a type.
fn open_enum(kind: Kind) -> Option<&'static OpenEnum> {
    match kind {
        Kind::Open(known) => Some(known),
        Kind::List(element) => open_enum(*element),
        _ => None,
    }
}

/// The open enumerations that members of models have, by name.
fn of_members() -> BTreeMap<&'static str, &'static OpenEnum> {
    let members = models().flat_map(|schema| schema.fields);
    members.filter_map(|field| open_enum(field.kind)).map(|known| (known.name, known)).collect()
}

/// All open enumerations, by name: also those of parameters.
fn open_enums() -> BTreeMap<&'static str, &'static OpenEnum> {
    let kind = |location| match location {
        ParamIn::Query(_, kind)
        | ParamIn::Member(_, kind)
        | ParamIn::Local(kind)
        | ParamIn::RouteQuery(_, kind)
        | ParamIn::Definitions(_, _, kind) => open_enum(kind),
        ParamIn::Path | ParamIn::Route(_) | ParamIn::FreeQuery | ParamIn::Document | ParamIn::Definition(..) => None,
    };
    let params = crate::operations::all().flat_map(|operation| operation.params);
    let mut found = of_members();
    found.extend(params.filter_map(|param| kind(param.location)).map(|known| (known.name, known)));
    found
}

/// Names in `types.py`.
pub fn typed() -> Vec<String> {
    let enumerations = open_enums().into_keys().map(str::to_owned);
    enumerations.chain(dict_names()).collect()
}

fn dict_names() -> impl Iterator<Item = String> {
    dicts().into_iter().map(|schema| format!("{}Dict", schema.name))
}

/// Declarations of the dicts for type checkers and editors.
pub fn stub_dicts() -> String {
    let mut classes = String::new();
    for schema in dicts() {
        classes.push_str(&format!("\nclass {}Dict(TypedDict, total=False):\n", schema.name));
        classes.push_str(&docstring(4, schema.doc, &[]));
        classes.push('\n');
        for field in schema.fields {
            let null = or_null(schema, field);
            classes.push_str(&format!("    {}: {}{null} | None\n", field.name, given_in_stub(field.kind)));
            classes.push_str(&docstring(4, field.doc, &[]));
        }
        classes.push_str("    extra: Mapping[str, object] | None\n");
        classes.push_str("    \"\"\"Further members, by wire name.\"\"\"\n");
    }
    classes
}

/// Declarations of the open enumerations that members of models have.
pub fn stub_enumerations() -> String {
    enumerations(STUB_PREFIX, of_members())
}

/// Open enumerations: the known values, for editors to offer them; any other text is as good.
fn enumerations(prefix: &str, of: BTreeMap<&str, &OpenEnum>) -> String {
    of.into_values().map(|known| enumeration(&format!("{prefix}{}", known.name), known.values)).collect()
}

/// One of them, broken as formatters break it where it is long.
fn enumeration(name: &str, values: &[&str]) -> String {
    let line = format!("{name}: TypeAlias = {}\n", literals(values));
    if line.len() <= LONGEST_LINE {
        return line;
    }
    let values: String = values.iter().map(|value| format!("        {value:?},\n")).collect();
    format!("{name}: TypeAlias = (\n    Literal[\n{values}    ]\n    | str\n)\n")
}

/// What exists at run time; type checkers read the declarations in the stub.
pub fn file() -> String {
    let mut classes = String::new();
    let mut used = BTreeSet::new();
    for schema in dicts() {
        let doc = docstring(8, schema.doc, &[]);
        classes.push_str(&format!("\n    class {}Dict(TypedDict, total=False):\n{doc}\n", schema.name));
        for field in schema.fields {
            classes.push_str(&format!(
                "        {}: {}{} | None\n",
                field.name,
                given(field.kind),
                or_null(schema, field)
            ));
            used.extend(models_of(field.kind).map(|schema| schema.name));
        }
        classes.push_str("        extra: Mapping[str, object] | None\n");
    }
    let list = |names: &mut dyn Iterator<Item = String>| {
        let mut names: Vec<_> = names.collect();
        names.sort_unstable();
        names.concat()
    };
    used.insert("Null");
    let used = list(&mut used.iter().map(|name| format!("        {name},\n")));
    let declared = list(&mut dict_names().map(|name| format!("        {name},\n")));
    let all = list(&mut typed().iter().map(|name| format!("    \"{name}\",\n")));
    format!(
        "{HEADER}\"\"\"Types of what may be given in place of models: dicts, in which wire names are accepted, too.\"\"\"\n\n\
         from __future__ import annotations\n\n\
         from typing import TYPE_CHECKING, Literal, TypeAlias\n\n\
         if TYPE_CHECKING:\n    from geai_client._native import (\n{declared}    )\n\n\
         __all__ = [\n{all}]\n\n\
         # Open enumerations: the known values, for editors to offer them; any other text is as good.\n{}\n\
         # Models take dicts, and dicts hold models: type checkers read both in the stub of the native module.\n\
         if not TYPE_CHECKING:\n    import sys\n    from collections.abc import Mapping, Sequence\n    \
         from os import PathLike\n\n    if sys.version_info >= (3, 12):\n        from typing import TypedDict\n    else:\n        \
         # pydantic takes the other one before Python 3.12 only.\n        try:\n            \
         from typing_extensions import TypedDict\n        except ImportError:\n            from typing import TypedDict\n\n    \
         from geai_client._native import (\n{used}    )\n{classes}",
        enumerations("", open_enums())
    )
}
