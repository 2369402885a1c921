//! Finds secrets in a text, however they are written and however much was written around them.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use aho_corasick::AhoCorasick;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use super::SecretLocation;

/// Bytes of a secret that nobody writes by chance: half a secret is one, too.
const PIECE: usize = 16;
/// Layers of JSON and of other things with backslashes that are taken off.
const LAYERS: usize = 4;

/// A secret that was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// Where it was planted.
    pub place: SecretLocation,
    /// How it was written.
    pub spelling: &'static str,
    /// What stood before it.
    pub before: String,
}

impl fmt::Display for Hit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} was shown, {}, behind {:?}", self.place, self.spelling, self.before)
    }
}

/// Finds secrets.
#[derive(Debug)]
pub struct Searcher {
    automaton: Option<AhoCorasick>,
    owners: Vec<(SecretLocation, &'static str)>,
}

impl Searcher {
    pub(super) fn new<'a>(secrets: impl Iterator<Item = (SecretLocation, &'a str)>) -> Self {
        let (mut patterns, mut owners) = (Vec::new(), Vec::new());
        for (place, secret) in secrets {
            for (spelling, pattern) in spellings(secret) {
                patterns.push(pattern);
                owners.push((place, spelling));
            }
        }
        Self { automaton: AhoCorasick::new(patterns).ok(), owners }
    }

    /// Secrets in a text. Those that a server answers count only where `answered` says so.
    pub fn find(&self, text: &str, answered: bool) -> BTreeSet<Hit> {
        let mut hits = BTreeSet::new();
        for line in text.lines() {
            let mut layer = Cow::Borrowed(line);
            for _ in 0..=LAYERS {
                self.look(&layer, answered, &mut hits);
                if layer.contains('%') {
                    let decoded = percent_decoded(&layer);
                    self.look(&decoded, answered, &mut hits);
                    self.look(&decoded.replace('+', " "), answered, &mut hits);
                    self.look(&percent_decoded(&layer.replace('+', " ")), answered, &mut hits);
                }
                if layer.contains('&') && layer.contains(';') {
                    self.look(&without_entities(&layer), answered, &mut hits);
                }
                if !layer.contains('\\') {
                    break;
                }
                layer = Cow::Owned(unescaped(&layer));
            }
        }
        hits
    }

    fn look(&self, text: &str, answered: bool, hits: &mut BTreeSet<Hit>) {
        // Without an automaton nothing would ever be found: that counts as a hit.
        let Some(automaton) = &self.automaton else {
            let (place, spelling) = (SecretLocation::ApiToken, "nothing: there is no searcher");
            hits.insert(Hit { place, spelling, before: String::new() });
            return;
        };
        for found in automaton.find_overlapping_iter(text) {
            let Some(&(place, spelling)) = self.owners.get(found.pattern().as_usize()) else { continue };
            // One of each kind is enough to go by, and pieces of a secret would be told many times.
            let known = hits.iter().any(|hit| hit.place == place && hit.spelling == spelling);
            if known || (place.is_answered() && !answered) {
                continue;
            }
            let before = text.get(..found.start()).unwrap_or_default();
            let before = before.chars().rev().take(60).collect::<Vec<_>>().into_iter().rev().collect();
            hits.insert(Hit { place, spelling, before });
        }
    }
}

/// Pieces of every spelling that taking off layers does not undo.
fn spellings(secret: &str) -> Vec<(&'static str, String)> {
    let mut found: Vec<_> = windows(secret, PIECE).into_iter().map(|piece| ("as it is", piece)).collect();
    let json = serde_json::to_string(secret).unwrap_or_default();
    for text in [secret, json.trim_matches('"')] {
        for shift in 0..3 {
            // Whole groups alone are the same whatever is around them.
            let inner = text.as_bytes().get(shift..).unwrap_or_default();
            let inner = inner.get(..inner.len() / 3 * 3).unwrap_or_default();
            for (name, base64) in [("base64", STANDARD_NO_PAD), ("url-safe base64", URL_SAFE_NO_PAD)] {
                found.extend(windows(&base64.encode(inner), PIECE / 3 * 4).into_iter().map(|piece| (name, piece)));
            }
        }
    }
    let bytes = |each: fn(&u8) -> String, between: &str| -> Vec<String> {
        let pieces = secret.as_bytes().windows(PIECE).step_by(PIECE / 2);
        pieces.map(|piece| piece.iter().map(each).collect::<Vec<_>>().join(between)).collect()
    };
    for (name, pieces) in [
        ("hexadecimal", bytes(|byte| format!("{byte:02x}"), "")),
        ("HEXADECIMAL", bytes(|byte| format!("{byte:02X}"), "")),
        ("bytes in hexadecimal", bytes(|byte| format!("{byte:02x}"), " ")),
        ("bytes in decimal", bytes(ToString::to_string, ", ")),
        ("bytes in decimal, packed", bytes(ToString::to_string, ",")),
    ] {
        found.extend(pieces.into_iter().map(|piece| (name, piece)));
    }
    found
}

/// Overlapping pieces of so many characters, so that half as many more hold a whole one.
fn windows(text: &str, length: usize) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    chars.windows(length).step_by(length / 2).map(|piece| piece.iter().collect()).collect()
}

/// The text with every `%xx` replaced by what it stands for.
fn percent_decoded(text: &str) -> String {
    let (mut out, mut rest) = (Vec::with_capacity(text.len()), text.as_bytes());
    while let [first, after @ ..] = rest {
        let code = after.get(..2).and_then(|code| std::str::from_utf8(code).ok());
        let byte = code.filter(|_| *first == b'%').and_then(|code| u8::from_str_radix(code, 16).ok());
        out.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn without_entities(text: &str) -> String {
    let names = [("&quot;", "\""), ("&#34;", "\""), ("&#x27;", "'"), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">")];
    names.iter().fold(text.to_owned(), |text, (name, plain)| text.replace(name, plain)).replace("&amp;", "&")
}

/// The text with one layer of backslashes taken off: those of JSON, Rust, Python and JavaScript.
fn unescaped(text: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let mut chars = after.chars();
        let (plain, used) = match chars.next() {
            Some('u') => unicode(after),
            Some('x') => (number(after.get(1..3)), 3),
            Some(c @ ('n' | 'r' | 't' | 'b' | 'f')) => (Some(if c == 'n' { '\n' } else { ' ' }), 1),
            Some(other) => (Some(other), other.len_utf8()),
            None => (None, 0),
        };
        out.push(plain.unwrap_or('\\'));
        rest = if plain.is_some() { after.get(used..).unwrap_or_default() } else { after };
    }
    out.push_str(rest);
    out
}

/// What `uXXXX`, two of them or `u{X}` stand for, and how many bytes they take.
fn unicode(text: &str) -> (Option<char>, usize) {
    if let Some((code, _)) = text.strip_prefix("u{").and_then(|rest| rest.split_once('}')) {
        return (number(Some(code)), code.len() + 3);
    }
    let unit = |at: usize| u16::from_str_radix(text.get(at..at + 4)?, 16).ok();
    match (unit(1), unit(7).filter(|_| text.get(5..7) == Some("\\u"))) {
        (Some(first), Some(second)) if char::from_u32(u32::from(first)).is_none() => {
            (char::decode_utf16([first, second]).next().and_then(Result::ok), 11)
        }
        (Some(only), _) => (char::from_u32(u32::from(only)), 5),
        (None, _) => (None, 0),
    }
}

fn number(hexadecimal: Option<&str>) -> Option<char> {
    char::from_u32(u32::from_str_radix(hexadecimal?, 16).ok()?)
}

#[cfg(test)]
#[path = "search_tests.rs"]
mod tests;
