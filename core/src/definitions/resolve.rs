//! Reads one file: the definition in it, or a document without directives.

use serde_json::value::RawValue;

use super::directives;
use super::document::Document;
use super::faults::{Faults, FileLine, note};
use super::resolver::{DirectiveResolver, Origin, ResolveContext};
use super::{path, settings};
use crate::json::RawObject;
use crate::models::definitions::{Definition, DefinitionKind, Note};
use crate::models::named_members::NAME;
use crate::schema::Schema;

/// A definition as it was read.
pub(super) struct Read {
    pub definition: Definition,
    /// Line of its name.
    pub line: usize,
    /// Line of its former name.
    pub renamed_line: usize,
    /// Names of the agents that it uses, and their lines.
    pub helpers: Vec<(String, usize)>,
    /// Names of the tools that it uses of the project, and their lines.
    pub tools: Vec<(String, usize)>,
}

impl Read {
    /// Its file, and a line of it.
    pub(super) fn place(&self, line: usize) -> FileLine {
        (self.definition.file.clone(), line)
    }

    /// Its file and line, as errors name them.
    pub(super) fn at(&self) -> String {
        format!("{}:{}", self.definition.file.as_deref().unwrap_or_default(), self.line)
    }
}

/// The result of reading one file.
pub(super) struct Resolved {
    /// The definition, if it belongs to the environment and could be read.
    pub read: Option<Read>,
    pub faults: Faults,
    pub notes: Vec<Note>,
    /// The files that stand for manifests.
    pub manifests: Vec<String>,
}

impl Resolved {
    /// Of a file that cannot be read.
    pub(super) fn refused(place: FileLine, why: String) -> Self {
        let mut faults = Faults::default();
        faults.add(place, why);
        Self { read: None, faults, notes: Vec::new(), manifests: Vec::new() }
    }
}

/// Resolves the definition in a document.
pub(super) fn definition(
    context: &mut ResolveContext<'_, '_>,
    kind: &DefinitionKind,
    schema: &'static Schema,
    file: &str,
    document: &Document,
) -> Resolved {
    let mut resolver = DirectiveResolver::new(context, file, true);
    let Ok(raw) = serde_json::from_str::<&RawValue>(document.json()) else {
        resolver.faults.add((Some(file.to_owned()), 1), format!("empty; expected {}", described(schema)));
        return resolver.end(None);
    };
    let only = resolver.top(raw, document);
    let belongs = match (&only, resolver.context.environment) {
        (Some(only), Some(environment)) => only.iter().any(|name| name == environment),
        _ => true,
    };
    if !belongs {
        return resolver.end(None);
    }
    resolver.only = only;
    let origin = Origin { document: Some(document), folder: path::folder(file), line: 1, value: None };
    let object = resolver.object(origin, schema, raw, true);
    if !resolver.ignored.is_empty() {
        let text = format!("not sent, because only the server sets it: {}", resolver.ignored.join(", "));
        resolver.notes.push(note(text, (Some(file.to_owned()), 1)));
    }
    let read = object.and_then(|object| resolver.read(kind, object, name_line(document, raw)));
    resolver.end(read)
}

/// Checks a document that has no directives, and gives its JSON.
pub(super) fn plain(
    context: &mut ResolveContext<'_, '_>,
    schema: &'static Schema,
    file: &str,
    document: &Document,
) -> (Option<String>, Faults) {
    let mut resolver = DirectiveResolver::new(context, file, false);
    let Ok(raw) = serde_json::from_str::<&RawValue>(document.json()) else {
        resolver.faults.add((Some(file.to_owned()), 1), format!("empty; expected {}", described(schema)));
        return (None, resolver.faults);
    };
    let origin = Origin { document: Some(document), folder: path::folder(file), line: 1, value: None };
    let object = resolver.object(origin, schema, raw, true);
    (object.filter(|_| resolver.faults.is_empty()), resolver.faults)
}

fn described(schema: &Schema) -> String {
    let required: Vec<_> = schema.fields.iter().filter(|field| field.required).map(|field| field.wire).collect();
    match required.first() {
        Some(first) => format!("an object with `{first}`"),
        None => format!("an object ({})", schema.name),
    }
}

/// The line of the name.
fn name_line(document: &Document, raw: &RawValue) -> usize {
    let RawObject(members) = serde_json::from_str(raw.get()).unwrap_or(RawObject(Vec::new()));
    members.iter().find(|(name, _)| name == NAME).map_or(1, |(_, value)| document.name_line(value.get()))
}

impl DirectiveResolver<'_, '_, '_> {
    fn end(self, read: Option<Read>) -> Resolved {
        Resolved { read, faults: self.faults, notes: self.notes, manifests: self.manifests }
    }

    fn read(&mut self, kind: &DefinitionKind, object: String, line: usize) -> Option<Read> {
        if let Err(why) = self.context.reader.count(object.len()) {
            self.fault(1, why);
            return None;
        }
        let RawObject(members) = serde_json::from_str(&object).ok()?;
        let name = members.iter().find(|(name, _)| name == NAME).map(|(_, value)| value.get());
        let Some(name) = name.and_then(|name| serde_json::from_str::<String>(name).ok()) else {
            if self.faults.is_empty() {
                self.fault(1, format!("`{NAME}` is required"));
            }
            return None;
        };
        let object = serde_json::from_str(&object).ok()?;
        let (renamed_from, renamed_line) =
            self.renamed_from.take().map_or((None, 1), |(name, line)| (Some(name), line));
        let definition = Definition {
            file: Some(self.file.to_owned()),
            renamed_from,
            only: self.only.take(),
            sources: std::mem::take(&mut self.sources),
            secrets: std::mem::take(&mut self.secrets),
            ..Definition::new(kind.clone(), name, object)
        };
        let (helpers, tools) = (std::mem::take(&mut self.helpers), std::mem::take(&mut self.tools));
        Some(Read { definition, line, renamed_line, helpers, tools })
    }

    /// Reads what stands at the top alone: the former name, and the environments, which are given back.
    fn top(&mut self, raw: &RawValue, document: &Document) -> Option<Vec<String>> {
        let RawObject(members) = serde_json::from_str(raw.get()).ok()?;
        let mut only = None;
        for (name, value) in members {
            let line = document.name_line(value.get());
            match name.as_str() {
                directives::RENAMED_FROM => match serde_json::from_str(value.get()) {
                    Ok(name) => self.renamed_from = Some((name, line)),
                    Err(_) => self.fault(line, format!("{name}: expected the former name")),
                },
                directives::ONLY => match serde_json::from_str::<Vec<String>>(value.get()) {
                    Ok(names) if !names.is_empty() => {
                        let known = self.context.environments;
                        for unknown in names.iter().filter(|name| !known.contains(name)) {
                            self.fault(line, settings::unknown_environment(unknown, known));
                        }
                        only = Some(names);
                    }
                    _ => self.fault(line, format!("{name}: expected a list of environments")),
                },
                _ => {}
            }
        }
        only
    }
}
