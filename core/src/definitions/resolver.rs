//! What a definition is resolved with, and where its values stand.

use std::collections::BTreeSet;

use serde_json::value::RawValue;

use super::directives;
use super::document::Document;
use super::faults::Faults;
use super::reader::Reader;
use crate::json::{Extra, pointer};
use crate::models::definitions::{MemberSource, Note, SecretReference};
use crate::schema::Kind;

/// What all definitions of a set-up are resolved with.
pub(super) struct ResolveContext<'a, 'f> {
    pub reader: &'a mut Reader<'f>,
    pub values: &'a Extra,
    pub environments: &'a [String],
    pub environment: Option<&'a str>,
    /// Names of the values that were asked for.
    pub used: BTreeSet<String>,
}

/// Where a value stands: in a file, or in a value of `geai.yaml`.
#[derive(Clone, Copy)]
pub(super) struct Origin<'a> {
    pub(super) document: Option<&'a Document>,
    /// The folder that its paths are relative to.
    pub(super) folder: &'a str,
    /// The line, where there is no document.
    pub(super) line: usize,
    /// The name of the value.
    pub(super) value: Option<&'a str>,
}

impl Origin<'_> {
    pub(super) fn line(&self, value: &RawValue) -> usize {
        self.document.map_or(self.line, |document| document.line(value.get()))
    }

    pub(super) fn name_line(&self, value: &RawValue) -> usize {
        self.document.map_or(self.line, |document| document.name_line(value.get()))
    }
}

/// What is expected of a value: its type, and whether it is secret.
#[derive(Clone, Copy)]
pub(super) struct Expected<'a> {
    pub(super) kind: Kind,
    /// Name of the member.
    pub(super) name: &'a str,
    /// Whether it may be read from the environment.
    pub(super) secret: bool,
    pub(super) line: usize,
}

impl Expected<'_> {
    /// Whether a manifest stands there.
    pub(super) fn is_manifest(self) -> bool {
        matches!(self.kind, Kind::Document)
    }
}

/// One step of the path to a value.
#[derive(Debug, Clone)]
pub(super) enum PathStep {
    Member(String),
    Element(usize),
}

/// Resolves one file.
pub(super) struct DirectiveResolver<'a, 'r, 'f> {
    pub(super) context: &'a mut ResolveContext<'r, 'f>,
    pub(super) file: &'a str,
    /// Path of the value that is being read.
    path: Vec<PathStep>,
    pub(super) faults: Faults,
    pub(super) notes: Vec<Note>,
    pub(super) sources: Vec<MemberSource>,
    pub(super) secrets: Vec<SecretReference>,
    /// Names of the agents that it uses, and their lines.
    pub(super) helpers: Vec<(String, usize)>,
    /// Names of the tools that it uses of the project, and their lines.
    pub(super) tools: Vec<(String, usize)>,
    /// The files that stand for manifests.
    pub(super) manifests: Vec<String>,
    pub(super) ignored: Vec<String>,
    pub(super) renamed_from: Option<(String, usize)>,
    pub(super) only: Option<Vec<String>>,
    /// Whether directives have a meaning.
    pub(super) directed: bool,
}

impl<'a, 'r, 'f> DirectiveResolver<'a, 'r, 'f> {
    pub(super) fn new(context: &'a mut ResolveContext<'r, 'f>, file: &'a str, directed: bool) -> Self {
        Self {
            context,
            file,
            path: Vec::new(),
            faults: Faults::default(),
            notes: Vec::new(),
            sources: Vec::new(),
            secrets: Vec::new(),
            helpers: Vec::new(),
            tools: Vec::new(),
            manifests: Vec::new(),
            ignored: Vec::new(),
            renamed_from: None,
            only: None,
            directed,
        }
    }

    pub(super) fn fault(&mut self, line: usize, text: String) {
        self.faults.add((Some(self.file.to_owned()), line), text);
    }

    /// The path, as errors name it.
    pub(super) fn place(&self) -> String {
        let mut out = String::new();
        for step in &self.path {
            match step {
                PathStep::Element(at) => out.push_str(&format!("[{at}]")),
                PathStep::Member(name) if out.is_empty() => out.push_str(name),
                PathStep::Member(name) => out.extend([".", name]),
            }
        }
        out
    }

    pub(super) fn pointer(&self) -> String {
        let step = |step: &PathStep| match step {
            PathStep::Member(name) => format!("/{}", pointer::escape(name)),
            PathStep::Element(at) => format!("/{at}"),
        };
        self.path.iter().map(step).collect()
    }

    /// Reports what is wrong with the value at this place.
    pub(super) fn wrong(&mut self, origin: Origin<'_>, line: usize, why: &str) {
        let place = self.place();
        let value = origin.value.map(|name| format!("`{}: {name}`: ", directives::VALUE)).unwrap_or_default();
        let separator = if place.is_empty() { "" } else { ": " };
        self.fault(line, format!("{place}{separator}{value}{why}"));
    }

    pub(super) fn within<T>(&mut self, step: PathStep, work: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(step);
        let done = work(self);
        self.path.pop();
        done
    }
}
