//! YAML as JSON text: the document becomes a tree, in which aliases share what they name, and the tree is written.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use granit_parser::{ErrorKind, Event, Marker, Parser, ScalarStyle, StructureStyle, Tag, options};
use serde_json::Value;

use super::bom::{BOM, without_bom};
use super::expected::Expected;
use super::json::MAX_DEPTH;
use super::yaml_scalar::{self, Plain};

/// Longest text that is read.
const MAX_TEXT: usize = 64 << 20;

/// Longest JSON that is made of it.
const MAX_JSON: usize = 256 << 20;

/// What aliases may add to any document, in values and in bytes; and how many times a larger document.
const FREE_VALUES: usize = 1_000_000;
const FREE_BYTES: usize = 16 << 20;
const TIMES: usize = 16;

/// A value.
struct Node {
    tree: Tree,
    /// Levels of collections in it.
    depth: usize,
    size: Size,
}

enum Tree {
    /// Its JSON.
    Scalar(String),
    List(Vec<Rc<Node>>),
    Object(Vec<(String, Rc<Node>)>),
}

/// Values and bytes, with every alias written out.
#[derive(Clone, Copy, Default)]
struct Size {
    values: usize,
    bytes: usize,
}

impl Size {
    fn and(self, other: Self) -> Self {
        let Self { values, bytes } = other;
        Self { values: self.values.saturating_add(values), bytes: self.bytes.saturating_add(bytes) }
    }
}

impl Node {
    fn new(tree: Tree) -> Self {
        let (mut depth, mut size) = (0, Size { values: 1, bytes: 1 });
        let mut add = |part: &Self| {
            depth = depth.max(part.depth);
            size = size.and(part.size);
        };
        match &tree {
            Tree::Scalar(json) => return Self { size: Size { values: 1, bytes: json.len() }, depth, tree },
            Tree::List(list) => list.iter().for_each(|part| add(part)),
            Tree::Object(members) => members.iter().for_each(|(_, part)| add(part)),
        }
        Self { depth: depth + 1, size, tree }
    }

    fn write(&self, out: &mut String) {
        match &self.tree {
            Tree::Scalar(json) => out.push_str(json),
            Tree::List(list) => {
                out.push('[');
                for (at, element) in list.iter().enumerate() {
                    out.push_str(if at == 0 { "" } else { "," });
                    element.write(out);
                }
                out.push(']');
            }
            Tree::Object(members) => {
                out.push('{');
                for (at, (name, member)) in members.iter().enumerate() {
                    out.push_str(if at == 0 { "" } else { "," });
                    out.push_str(&Value::from(name.as_str()).to_string());
                    out.push(':');
                    member.write(out);
                }
                out.push('}');
            }
        }
    }
}

/// The JSON of the document in `text`; `null` where there is none. Errors say where it is wrong, and why. `strict`ly, a
/// number is refused that readers of YAML differ about. What is `expected` to be a text is one, as in every file that the
/// client reads.
pub(super) fn to_json(text: &str, strict: bool, expected: Option<&'static Expected>) -> Result<String, String> {
    if text.len() > MAX_TEXT {
        return Err(format!("longer than {MAX_TEXT} bytes"));
    }
    let text = without_bom(text);
    if text.starts_with(BOM) {
        return Err("line 1 column 1: a second byte order mark".to_owned());
    }
    let mut loader = Loader { text, strict, expected, ..Loader::default() };
    let limits =
        options! { flow_nesting_limit: 1 + MAX_DEPTH, block_nesting_limit: 1 + MAX_DEPTH, emit_comments: false };
    for event in Parser::new_from_str_with_options(text, limits) {
        let loaded = match event {
            Ok((event, span)) => loader.load(event, span.start).map_err(|why| (span.start, why)),
            Err(error) => Err((
                *error.marker(),
                match error.kind() {
                    ErrorKind::RecursionLimitExceeded => too_deep(),
                    _ => "the syntax is wrong".to_owned(),
                },
            )),
        };
        loaded.map_err(|(place, why)| format!("line {} column {}: {why}", place.line(), place.col() + 1))?;
    }
    let mut out = String::new();
    match loader.root {
        Some(root) => root.write(&mut out),
        None => out.push_str("null"),
    }
    Ok(out)
}

fn too_deep() -> String {
    format!("nested deeper than {MAX_DEPTH} levels")
}

#[derive(Default)]
struct Loader<'a> {
    text: &'a str,
    strict: bool,
    expected: Option<&'static Expected>,
    open: Vec<Open>,
    anchors: HashMap<usize, Rc<Node>>,
    root: Option<Rc<Node>>,
    /// What aliases added so far.
    aliased: Size,
}

/// A collection that has not ended.
struct Open {
    collection: Collection,
    anchor: usize,
}

enum Collection {
    List(Vec<Rc<Node>>),
    Object(Members),
}

#[derive(Default)]
struct Members {
    all: Vec<(String, Rc<Node>)>,
    names: HashSet<String>,
    next: Option<Name>,
    merged: Option<Vec<(String, Rc<Node>)>>,
    block: bool,
}

/// A name whose value comes next.
enum Name {
    Plain(String),
    /// `<<`, whose value has further members.
    Merge,
}

impl Loader<'_> {
    fn load(&mut self, event: Event<'_>, place: Marker) -> Result<(), String> {
        let (node, anchor) = match event {
            Event::DocumentStart(..) if self.root.is_some() => return Err("a second document".to_owned()),
            Event::Scalar(text, style, anchor, tag) => {
                let plain = style == ScalarStyle::Plain;
                let json = if self.awaits_name() {
                    self.name(&text, plain, tag.as_deref(), place)?;
                    if anchor == 0 {
                        return Ok(());
                    }
                    let json = Value::from(&*text).to_string();
                    self.anchors.insert(anchor, Rc::new(Node::new(Tree::Scalar(json))));
                    return Ok(());
                } else {
                    let plain = if plain && self.awaits_text() { Plain::Text } else { Plain::from(plain) };
                    yaml_scalar::to_json(&text, plain, tag.as_deref(), self.strict)?
                };
                (Rc::new(Node::new(Tree::Scalar(json))), anchor)
            }
            Event::Alias(id) => {
                let node = self.anchors.get(&id).cloned().ok_or("an alias inside of what it names")?;
                self.count(node.size)?;
                if self.awaits_name() {
                    let Tree::Scalar(json) = &node.tree else { return Err("a name must be a text".to_owned()) };
                    let name = serde_json::from_str::<String>(json).unwrap_or_else(|_| json.clone());
                    return self.name(&name, false, None, place);
                }
                (node, 0)
            }
            Event::SequenceStart(_, anchor, tag) => {
                return self.begin(Collection::List(Vec::new()), anchor, tag.as_deref(), "seq");
            }
            Event::MappingStart(style, anchor, tag) => {
                let members = Members { block: style == StructureStyle::Block, ..Members::default() };
                return self.begin(Collection::Object(members), anchor, tag.as_deref(), "map");
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(Open { collection, anchor }) = self.open.pop() else { return Ok(()) };
                let tree = match collection {
                    Collection::List(list) => Tree::List(list),
                    Collection::Object(members) => Tree::Object(members.with_merged()),
                };
                (Rc::new(Node::new(tree)), anchor)
            }
            _ => return Ok(()),
        };
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        if self.open.len() + node.depth > MAX_DEPTH {
            return Err(too_deep());
        }
        match self.open.last_mut().map(|open| &mut open.collection) {
            None => self.root = Some(node),
            Some(Collection::List(list)) => list.push(node),
            Some(Collection::Object(members)) => members.value(node)?,
        }
        Ok(())
    }

    fn begin(&mut self, collection: Collection, anchor: usize, tag: Option<&Tag>, core: &str) -> Result<(), String> {
        if self.awaits_name() {
            return Err("a name must be a text".to_owned());
        }
        if tag.is_some_and(|tag| tag.core_suffix() != Some(core) && !(tag.handle().is_empty() && tag.suffix() == "!")) {
            return Err("its tag is none of JSON's types".to_owned());
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(too_deep());
        }
        self.open.push(Open { collection, anchor });
        Ok(())
    }

    /// Whether the next value is the name of a member.
    fn awaits_name(&self) -> bool {
        let members = self.open.last().map(|open| &open.collection);
        matches!(members, Some(Collection::Object(Members { next: None, .. })))
    }

    /// Whether the next value is a text by its place.
    fn awaits_text(&self) -> bool {
        let names = self.open.iter().filter_map(|open| match &open.collection {
            Collection::Object(Members { next: Some(Name::Plain(name)), .. }) => Some(name),
            _ => None,
        });
        let mut expected = self.expected;
        for name in names {
            expected = expected.and_then(|expected| expected.member(name));
        }
        expected.is_some_and(Expected::is_text)
    }

    fn name(&mut self, name: &str, plain: bool, tag: Option<&Tag>, place: Marker) -> Result<(), String> {
        let Some(Collection::Object(members)) = self.open.last_mut().map(|open| &mut open.collection) else {
            return Ok(());
        };
        if members.block {
            let before = place.byte_offset().and_then(|at| self.text.get(..at)).unwrap_or_default();
            let line = before.rsplit(['\n', '\r']).next().unwrap_or_default();
            if line.contains('\t') && line.trim_start_matches([' ', '\t', '-', '?', ':']).is_empty() {
                return Err("a tab indents".to_owned());
            }
        }
        if let Some(tag) = tag {
            yaml_scalar::to_json(name, Plain::from(plain), Some(tag), self.strict)?;
        }
        let merges = plain && tag.is_none() && name == "<<";
        if if merges { members.merged.is_some() } else { !members.names.insert(name.to_owned()) } {
            return Err(format!("a second member `{name}`"));
        }
        members.next = Some(if merges { Name::Merge } else { Name::Plain(name.to_owned()) });
        Ok(())
    }

    /// Counts what an alias adds.
    fn count(&mut self, added: Size) -> Result<(), String> {
        self.aliased = self.aliased.and(added);
        let Size { values, bytes } = self.aliased;
        let many = (values > FREE_VALUES || bytes > FREE_BYTES) && bytes / TIMES > self.text.len();
        if many || bytes > MAX_JSON { Err("its aliases make too much of it".to_owned()) } else { Ok(()) }
    }
}

impl Members {
    fn value(&mut self, node: Rc<Node>) -> Result<(), String> {
        match self.next.take() {
            Some(Name::Plain(name)) => self.all.push((name, node)),
            Some(Name::Merge) => {
                let mut merged = Vec::new();
                let mut add = |node: &Node| match &node.tree {
                    Tree::Object(members) => {
                        merged.extend(members.iter().cloned());
                        Ok(())
                    }
                    _ => Err("`<<` merges objects".to_owned()),
                };
                match &node.tree {
                    Tree::List(list) => list.iter().try_for_each(|node| add(node))?,
                    _ => add(&node)?,
                }
                self.merged = Some(merged);
            }
            None => {}
        }
        Ok(())
    }

    /// The members, and those of `<<` whose names they do not have.
    fn with_merged(mut self) -> Vec<(String, Rc<Node>)> {
        for (name, node) in self.merged.unwrap_or_default() {
            if self.names.insert(name.clone()) {
                self.all.push((name, node));
            }
        }
        self.all
    }
}

#[cfg(test)]
mod tests {
    use super::to_json;

    #[test]
    fn every_case_without_a_schema_is_read_or_refused_as_the_file_says() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/inputs/yaml.json");
        let cases: Vec<serde_json::Value> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let mut wrong = Vec::new();
        for case in cases.iter().filter(|case| case.get("document").is_none()) {
            let parts = case.get("parts").and_then(|parts| parts.as_array());
            let text: String = match parts {
                Some(parts) => parts
                    .iter()
                    .map(|part| part[0].as_str().unwrap().repeat(part[1].as_u64().unwrap() as usize))
                    .collect(),
                None => case["yaml"].as_str().unwrap().to_owned(),
            };
            let read = to_json(&text, true, None);
            let right = match (&read, case.get("json")) {
                (Ok(found), Some(json)) => json == found,
                (Ok(_), None) => case.get("refused").is_none(),
                (Err(_), _) => case.get("refused").is_some(),
            };
            if !right {
                let read = read.map(|json| json.chars().take(200).collect::<String>());
                wrong.push(format!("{}: {read:?}, not {:?}", case["case"], case.get("json")));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
