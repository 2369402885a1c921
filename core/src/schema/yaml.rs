//! YAML as JSON. The schema says what is text, so that a value which looks like a number is not taken for one; nothing
//! goes through a generic value, so that numbers stay to the letter.

use std::borrow::Cow;
use std::collections::HashSet;

use granit_parser::{Marker, Tag};

use super::yaml_events::{Node, Nodes, What};
use super::yaml_refusal::Refusal;
use super::yaml_scalar::{Doubtful, Meaning, is_unspecific, meaning, no_meaning};
use super::{Kind, Schema};
use crate::json::escape::write_json_string;
use crate::json::{MAX_DEPTH, is_meant_as_json, without_bom};

/// Longest text that is read as YAML: 64 MiB.
const MAX_TEXT: usize = 64 << 20;

/// Longest JSON that it may become, with its aliases: 256 MiB.
const MAX_JSON: usize = 256 << 20;

/// The JSON of a YAML document whose value is of `kind`; empty where there is no document. Errors say why it is refused,
/// and where.
pub(crate) fn to_json(text: &str, kind: Option<Kind>) -> Result<String, String> {
    read(text, kind, Doubtful::Refused)
}

/// JSON unchanged, a YAML document whose value is of `kind` as JSON; without a byte order mark.
pub(crate) fn json_or_yaml(text: &str, kind: Kind) -> Result<Cow<'_, str>, String> {
    match without_bom(text) {
        text if text.trim().is_empty() => Err("empty".to_owned()),
        text if is_meant_as_json(text) => Ok(Cow::Borrowed(text)),
        text => to_json(text, Some(kind)).map(Cow::Owned),
    }
}

/// As [`to_json`], of a document that is sent as it is: what readers of YAML differ about is for the server to read.
pub(crate) fn to_json_unsent(text: &str) -> Result<String, String> {
    read(text, None, Doubtful::Taken)
}

/// The JSON of a document, and the line of each name and value of it by the place in the JSON where it begins.
pub(crate) type Placed = (String, Vec<(usize, usize)>);

/// As [`to_json`], with the lines. Members that the schema does not name are guided by `directives`, merge keys are
/// refused, and a refusal stands beside its line.
pub(crate) fn to_placed_json(text: &str, kind: Kind, directives: &'static Schema) -> Result<Placed, (usize, String)> {
    check_start(text).map_err(|why| (1, why))?;
    let places = Vec::new();
    let mut reader =
        Reader { directives: Some(directives), places: Some(places), ..Reader::new(text, Doubtful::Refused) };
    reader.document(Some(kind)).map_err(|refusal| (refusal.line(), refusal.reason()))?;
    Ok((reader.out, reader.places.unwrap_or_default()))
}

fn read(text: &str, kind: Option<Kind>, doubtful: Doubtful) -> Result<String, String> {
    check_start(text)?;
    let mut reader = Reader::new(text, doubtful);
    reader.document(kind).map_err(|refusal| refusal.to_string())?;
    Ok(reader.out)
}

fn check_start(text: &str) -> Result<(), String> {
    if text.len() > MAX_TEXT {
        return Err(format!("{} bytes of YAML; at most {MAX_TEXT} are read", text.len()));
    }
    if text.starts_with('\u{feff}') {
        return Err("neither JSON nor YAML: line 1 column 1: a second byte order mark".to_owned());
    }
    Ok(())
}

struct Reader<'a> {
    text: &'a str,
    nodes: Nodes<'a>,
    out: String,
    depth: usize,
    doubtful: Doubtful,
    /// Members that any object may have, where merge keys are refused.
    directives: Option<&'static Schema>,
    /// Where each name and value begins in `out`, and its line.
    places: Option<Vec<(usize, usize)>>,
}

/// What stands under a key that merges: members that a mapping has unless it has them itself.
type Merged = Vec<(String, String)>;

impl<'a> Reader<'a> {
    fn new(text: &'a str, doubtful: Doubtful) -> Self {
        Self { text, nodes: Nodes::new(text), out: String::new(), depth: 0, doubtful, directives: None, places: None }
    }

    /// Notes the line of what is written next.
    fn note(&mut self, place: Marker) {
        if let Some(places) = &mut self.places {
            places.push((self.out.len(), place.line()));
        }
    }

    fn document(&mut self, kind: Option<Kind>) -> Result<(), Refusal> {
        if let Some(node) = self.nodes.next()? {
            self.value(node, kind)?;
            self.nodes.next()?;
        }
        Ok(())
    }

    /// The next node of a collection; its end where the document is over.
    fn next(&mut self, place: Marker) -> Result<Node<'a>, Refusal> {
        Ok(self.nodes.next()?.unwrap_or(Node { what: What::End, place, tag: None }))
    }

    fn value(&mut self, node: Node<'a>, kind: Option<Kind>) -> Result<(), Refusal> {
        if self.out.len() > MAX_JSON {
            return Err(Refusal::at(node.place, format!("more than {MAX_JSON} bytes of JSON")));
        }
        self.note(node.place);
        match node.what {
            What::Scalar { text, plain } => {
                let meaning = meaning(&text, plain, node.tag.as_deref(), kind, self.doubtful);
                match meaning.map_err(|why| Refusal::at(node.place, why))? {
                    Meaning::Null => self.out.push_str("null"),
                    Meaning::Boolean(value) => self.out.push_str(if value { "true" } else { "false" }),
                    Meaning::Number => self.out.push_str(&text),
                    Meaning::Text => write_json_string(&text, &mut self.out),
                }
                Ok(())
            }
            What::Sequence => {
                check_tag(node.tag.as_deref(), "seq", node.place)?;
                self.nested(node.place, |reader| reader.sequence(node.place, element(kind)))
            }
            What::Mapping { block } => {
                check_tag(node.tag.as_deref(), "map", node.place)?;
                self.nested(node.place, |reader| reader.mapping(node.place, block, schema(kind)))
            }
            What::End | What::Alias(_) => Ok(()),
        }
    }

    fn nested(&mut self, place: Marker, read: impl FnOnce(&mut Self) -> Result<(), Refusal>) -> Result<(), Refusal> {
        self.depth = self.depth.saturating_add(1);
        if self.depth > MAX_DEPTH {
            return Err(Refusal::too_deep(place));
        }
        read(self)?;
        self.depth = self.depth.saturating_sub(1);
        Ok(())
    }

    fn sequence(&mut self, place: Marker, element: Option<Kind>) -> Result<(), Refusal> {
        self.out.push('[');
        for at in 0_usize.. {
            let node = self.next(place)?;
            if let What::End = node.what {
                break;
            }
            if at > 0 {
                self.out.push(',');
            }
            self.value(node, element).map_err(|refusal| refusal.in_element(at))?;
        }
        self.out.push(']');
        Ok(())
    }

    fn mapping(&mut self, place: Marker, block: bool, schema: Option<&'static Schema>) -> Result<(), Refusal> {
        let (mut names, mut merged) = (HashSet::new(), None);
        self.out.push('{');
        loop {
            let node = self.next(place)?;
            if let What::End = node.what {
                break;
            }
            let key_place = node.place;
            let (name, merges) = self.key(node, block)?;
            if if merges { merged.is_some() } else { !names.insert(name.clone()) } {
                return Err(Refusal::at(key_place, format!("a second member `{name}`")));
            }
            let value = self.next(place)?;
            if merges && self.directives.is_some() {
                return Err(Refusal::at(key_place, "`<<` merges members, which definitions do not; write them out"));
            }
            if merges {
                merged = Some(self.merged(value, schema).map_err(|refusal| refusal.in_member(&name))?);
                continue;
            }
            self.separate();
            self.note(key_place);
            self.member_name(&name);
            let kind = [schema, self.directives].into_iter().flatten().find_map(|schema| schema.kind_of(&name));
            self.value(value, kind).map_err(|refusal| refusal.in_member(&name))?;
        }
        for (name, value) in merged.unwrap_or_default() {
            if names.insert(name.clone()) {
                self.separate();
                self.member_name(&name);
                self.out.push_str(&value);
            }
        }
        self.out.push('}');
        Ok(())
    }

    fn separate(&mut self) {
        if !self.out.ends_with('{') {
            self.out.push(',');
        }
    }

    fn member_name(&mut self, name: &str) {
        write_json_string(name, &mut self.out);
        self.out.push(':');
    }

    /// The name of a member, and whether it is the `<<` that merges.
    fn key(&self, node: Node<'a>, block: bool) -> Result<(String, bool), Refusal> {
        let What::Scalar { text, plain } = node.what else {
            return Err(Refusal::at(node.place, "the name of a member must be a text"));
        };
        if block && self.is_indented_by_tab(node.place) {
            return Err(Refusal::at(node.place, "a tab where only spaces may indent"));
        }
        let merges = plain && text == "<<" && node.tag.is_none();
        match node.tag.as_deref() {
            Some(tag) if tag.core_suffix().is_none() && !is_unspecific(tag) => {
                Err(Refusal::at(node.place, no_meaning(tag)))
            }
            _ => Ok((text.into_owned(), merges)),
        }
    }

    /// Whether a tab stands before the first name of a line.
    fn is_indented_by_tab(&self, place: Marker) -> bool {
        let before = place.byte_offset().and_then(|at| self.text.get(..at)).unwrap_or_default();
        let line = before.rsplit(['\n', '\r']).next().unwrap_or_default();
        line.contains('\t') && line.chars().all(|character| matches!(character, ' ' | '\t' | '-' | '?' | ':'))
    }

    /// The members that `<<` merges: those of a mapping, or of a list of mappings, of which an earlier one wins.
    fn merged(&mut self, node: Node<'a>, schema: Option<&'static Schema>) -> Result<Merged, Refusal> {
        let wrong = |place| Err(Refusal::at(place, "`<<` merges a mapping or a list of mappings"));
        let mut all = Merged::new();
        match node.what {
            What::Mapping { block } => self.members(node.place, block, schema, &mut all)?,
            What::Sequence => loop {
                let element = self.next(node.place)?;
                match element.what {
                    What::Mapping { block } => self.members(element.place, block, schema, &mut all)?,
                    What::End => break,
                    _ => return wrong(element.place),
                }
            },
            _ => return wrong(node.place),
        }
        Ok(all)
    }

    /// Adds the members of a mapping to `all`.
    fn members(
        &mut self,
        place: Marker,
        block: bool,
        schema: Option<&'static Schema>,
        all: &mut Merged,
    ) -> Result<(), Refusal> {
        let written = std::mem::take(&mut self.out);
        self.nested(place, |reader| reader.mapping(place, block, schema))?;
        let object = std::mem::replace(&mut self.out, written);
        let members = serde_json::from_str(&object).map(|crate::json::RawObject(members)| members);
        let members = members.map_err(|error| Refusal::at(place, error.to_string()))?;
        all.extend(members.into_iter().map(|(name, value)| (name, value.get().to_owned())));
        Ok(())
    }
}

/// Refuses a collection whose tag makes it something else than a list or an object.
fn check_tag(tag: Option<&Tag>, core: &str, place: Marker) -> Result<(), Refusal> {
    match tag {
        Some(tag) if tag.core_suffix() != Some(core) && !is_unspecific(tag) => Err(Refusal::at(place, no_meaning(tag))),
        _ => Ok(()),
    }
}

/// The kind of the elements of a list. One object may stand for a list of one, and the other way round.
fn element(kind: Option<Kind>) -> Option<Kind> {
    match kind? {
        Kind::List(element) => Some(*element),
        Kind::Words => Some(Kind::String),
        _ => None,
    }
}

fn schema(kind: Option<Kind>) -> Option<&'static Schema> {
    match kind? {
        Kind::Model(schema) => Some(schema),
        Kind::List(element) => schema(Some(*element)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::json::without_bom;
    use crate::models::package_document::PACKAGE;

    #[derive(Deserialize)]
    struct Case {
        case: String,
        #[serde(default)]
        yaml: String,
        /// Texts with how often each is repeated, in place of `yaml`.
        #[serde(default)]
        parts: Vec<(String, usize)>,
        document: Option<String>,
        json: Option<String>,
        #[serde(default)]
        refused: Vec<String>,
    }

    /// What is wrong with the cases that are written in parts, which are large, or with the others.
    fn wrong(in_parts: bool) -> Vec<String> {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/inputs/yaml.json");
        let cases: Vec<Case> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let mut wrong = Vec::new();
        for case in cases.into_iter().filter(|case| case.parts.is_empty() != in_parts) {
            let parts: String = case.parts.iter().map(|(text, times)| text.repeat(*times)).collect();
            let text = if in_parts { parts } else { case.yaml };
            let read = to_json(without_bom(&text), case.document.map(|_| PACKAGE));
            let right = match (&read, &case.json) {
                (Ok(found), Some(json)) => found == json,
                (Ok(_), None) => case.refused.is_empty(),
                (Err(why), _) => {
                    !case.refused.is_empty() && case.refused.iter().all(|word| why.contains(word.as_str()))
                }
            };
            if !right {
                let read = read.map(|json| json.chars().take(200).collect::<String>());
                wrong.push(format!("{}: {read:?}, not {:?} {:?}", case.case, case.json, case.refused));
            }
        }
        wrong
    }

    #[test]
    fn every_case_is_read_or_refused_as_the_file_says() {
        assert_eq!(wrong(false), [""; 0]);
    }

    #[test]
    fn every_large_case_is_read_or_refused_as_the_file_says() {
        assert_eq!(wrong(true), [""; 0]);
    }

    #[test]
    fn merging_again_and_again_is_bounded_although_little_comes_of_it() {
        let mut text = "a0: &a0 {x: 1}\n".to_owned();
        for at in 1..10_usize {
            let before = vec![format!("*a{}", at - 1); 10].join(", ");
            text += &format!("a{at}: &a{at} {{<<: [{before}]}}\n");
        }
        let why = to_json(&text, None).unwrap_err();
        assert!(why.contains("its aliases stand for more than 16 times the document"), "{why}");
    }

    #[test]
    fn a_text_beyond_the_limit_is_not_read() {
        let why = to_json(&"#".repeat(MAX_TEXT + 1), None).unwrap_err();
        assert_eq!(why, "67108865 bytes of YAML; at most 67108864 are read");
    }

    #[test]
    fn aliases_that_make_little_are_read_however_short_the_document_is() {
        let (text, times) = ("x".repeat(300), 60);
        let read = to_json(&format!("x: &x {text}\ny:\n{}", "  - *x\n".repeat(times)), None);
        let list = vec![format!("\"{text}\""); times].join(",");
        assert_eq!(read, Ok(format!("{{\"x\":\"{text}\",\"y\":[{list}]}}")));
    }

    #[test]
    fn elements_of_a_list_have_its_kind() {
        assert!(matches!(element(Some(Kind::Words)), Some(Kind::String)));
        assert!(matches!(element(Some(Kind::List(&Kind::Integer))), Some(Kind::Integer)));
        assert!(element(Some(Kind::Json)).is_none() && element(None).is_none());
    }
}
