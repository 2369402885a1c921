//! Texts without ids, names, hosts, e-mail addresses and tokens: each is replaced by a placeholder, always by the same one.

use std::collections::HashMap;

use serde_json::{Map, Value};

/// Shortest word that is taken for a token or an id of its own kind.
const OPAQUE: usize = 24;
/// Shortest name that is looked for.
const NAME: usize = 3;
/// Elements that are kept of a list of other people's objects.
const ELEMENTS: usize = 3;

/// Replaces what tells whose server it was.
#[derive(Debug)]
pub struct Anonymizer {
    /// Names that are known, the longest first, each with its placeholder.
    names: Vec<(String, String)>,
    /// Placeholders of ids and of opaque words.
    found: HashMap<String, String>,
    /// Every text that was made.
    made: Vec<String>,
}

impl Anonymizer {
    /// `own` is the name of this run, which is kept without what is random of it.
    pub fn new(own: &str, known: impl IntoIterator<Item = String>) -> Self {
        let mut names: Vec<String> = known.into_iter().filter(|name| name.chars().count() >= NAME).collect();
        names.sort_unstable_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
        names.dedup();
        let others = names.into_iter().enumerate().map(|(at, name)| (name, format!("name-{at}")));
        let names = [(own.to_owned(), "geai-doctor-x".to_owned())].into_iter().chain(others).collect();
        Self { names, found: HashMap::new(), made: Vec::new() }
    }

    /// The text without them.
    pub fn text(&mut self, text: &str) -> String {
        // Names are marked first, so that a placeholder is not looked at again.
        let mut parts = vec![(text.to_owned(), true)];
        for (name, placeholder) in &self.names {
            parts = parts
                .into_iter()
                .flat_map(|(part, open)| match open {
                    false => vec![(part, false)],
                    true => {
                        let mut split = Vec::new();
                        for (at, piece) in part.split(name.as_str()).enumerate() {
                            split.extend((at > 0).then(|| (placeholder.clone(), false)));
                            split.push((piece.to_owned(), true));
                        }
                        split
                    }
                })
                .collect();
        }
        let clean: String = parts.into_iter().map(|(part, open)| if open { self.words(&part) } else { part }).collect();
        self.made.push(clean.clone());
        clean
    }

    /// Replaces words that look like what must not be told.
    fn words(&mut self, text: &str) -> String {
        let is_end = |c: char| c.is_whitespace() || "\"'()[]{}<>,;=?&".contains(c);
        let mut out = String::new();
        for piece in text.split_inclusive(is_end) {
            let end = piece.chars().next_back().filter(|c| is_end(*c));
            let word = end.map_or(piece, |end| piece.trim_end_matches(end));
            out.push_str(&self.word(word));
            out.push_str(piece.get(word.len()..).unwrap_or_default());
        }
        out
    }

    fn word(&mut self, word: &str) -> String {
        if let Some((scheme, rest)) = word.split_once("://") {
            let path =
                rest.split_once('/').map(|(_, path)| path.split('/').map(|part| self.opaque(part)).collect::<Vec<_>>());
            let path = path.map(|path| format!("/{}", path.join("/"))).unwrap_or_default();
            return format!("{scheme}://host.example{path}");
        }
        if word.contains('@') {
            return "user@example.com".to_owned();
        }
        if is_host(word.split(['/', ':']).next().unwrap_or_default()) {
            return "host.example".to_owned();
        }
        word.split('/').map(|part| self.opaque(part)).collect::<Vec<_>>().join("/")
    }

    /// Ids and tokens: long words with digits.
    fn opaque(&mut self, word: &str) -> String {
        let is_opaque = word.len() >= OPAQUE
            && word.chars().any(|c| c.is_ascii_digit())
            && word.chars().all(|c| c.is_ascii_alphanumeric() || "-_.:+~%".contains(c));
        if !is_opaque {
            return word.to_owned();
        }
        let next = self.found.len();
        self.found.entry(word.to_owned()).or_insert_with(|| format!("00000000-0000-4000-8000-{next:012}")).clone()
    }

    /// The value with every text of it cleaned.
    pub fn value(&mut self, value: &Value) -> Value {
        match value {
            Value::String(text) => self.text(text).into(),
            Value::Array(elements) => elements.iter().map(|value| self.value(value)).collect(),
            Value::Object(members) => {
                members.iter().map(|(name, value)| (self.text(name), self.value(value))).collect::<Map<_, _>>().into()
            }
            other => other.clone(),
        }
    }

    /// Whether a name is still in a text that was made.
    pub fn leaks(&self) -> bool {
        self.names.iter().any(|(name, _)| self.made.iter().any(|text| text.contains(name.as_str())))
    }
}

/// Whether a word is the name or the address of a host: three labels at least, the last one of letters, or four numbers.
fn is_host(word: &str) -> bool {
    let labels: Vec<&str> = word.trim_end_matches('.').split('.').collect();
    let all = |is: fn(char) -> bool| labels.iter().all(|label| !label.is_empty() && label.chars().all(is));
    let ends_in_letters = labels.last().is_some_and(|label| label.chars().all(|c| c.is_ascii_alphabetic()));
    (labels.len() >= 3 && ends_in_letters && all(|c| c.is_ascii_alphanumeric() || c == '-'))
        || (labels.len() == 4 && all(|c| c.is_ascii_digit()))
}

/// The value without its texts: names of members, numbers and what is true or false stay.
pub fn without_texts(value: &Value) -> Value {
    match value {
        Value::String(_) => "".into(),
        Value::Array(elements) => elements.iter().take(ELEMENTS).map(without_texts).collect(),
        Value::Object(members) => {
            members.iter().map(|(name, value)| (name.clone(), without_texts(value))).collect::<Map<_, _>>().into()
        }
        other => other.clone(),
    }
}

/// The texts of members that name or identify something.
pub fn names(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let name = name.to_ascii_lowercase();
                match value {
                    Value::String(text) if name.ends_with("name") || name.ends_with("id") => found.push(text.clone()),
                    value => names(value, found),
                }
            }
        }
        Value::Array(elements) => elements.iter().for_each(|value| names(value, found)),
        _ => {}
    }
}
