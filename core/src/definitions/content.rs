//! Turns the content of a file into a text or a manifest.

use std::borrow::Cow;

use crate::json::tree::Tree;
use crate::json::{is_meant_as_json, pointer, without_bom};
use crate::schema::manifest::check_document;
use crate::schema::yaml;

/// The text of a file, as a member has it. Errs with the reason, and the line of the file where there is one.
pub(crate) fn text(content: &str) -> Result<String, (Option<usize>, String)> {
    if let Some((before, _)) = content.split_once('\0') {
        let line = before.matches('\n').count().saturating_add(1);
        return Err((Some(line), "the character \\0 cannot stand in a text".to_owned()));
    }
    let text = content.replace("\r\n", "\n");
    Ok(text.strip_suffix('\n').map_or(text.clone(), str::to_owned))
}

/// A manifest as it is sent, with values in place of those that JSON Pointers name: JSON to the letter where nothing is
/// replaced, and else the JSON of the document.
pub(super) fn manifest<'c>(content: &'c str, changes: &[(String, String)]) -> Result<Cow<'c, str>, String> {
    let mut document = match is_meant_as_json(content) {
        true => Cow::Borrowed(content),
        false => Cow::Owned(yaml::to_json_unsent(content)?),
    };
    for (place, value) in changes {
        let steps = pointer::parse(place).ok_or_else(|| format!("`{place}` is no JSON Pointer"))?;
        let changed = pointer::replace(document.trim(), &steps, value);
        document = changed.ok_or_else(|| format!("`{place}` meets nothing in the document"))?.into();
    }
    check_document(&document)?;
    Ok(document)
}

/// The document in a text, JSON or YAML.
pub(crate) fn document(text: &str) -> Option<Tree> {
    let text = without_bom(text);
    if is_meant_as_json(text) {
        return Tree::parse(text).ok();
    }
    Tree::parse(&yaml::to_json_unsent(text).ok()?).ok()
}

/// Whether a text is the address of a manifest in place of one.
pub(super) fn is_address(text: &str) -> bool {
    ["file:", "http:", "https:"].iter().any(|scheme| text.starts_with(scheme))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_keeps_all_but_the_form_of_its_line_ends_and_the_last_one() {
        for (content, read) in [
            ("a\r\nb\r\n", "a\nb"),
            ("a\rb", "a\rb"),
            ("a", "a"),
            ("a\n\n", "a\n"),
            ("a  \n", "a  "),
            ("\u{85}\u{2028}\n", "\u{85}\u{2028}"),
            ("{{ x }} ${y} ##Z## $file: a\n", "{{ x }} ${y} ##Z## $file: a"),
            ("\n", ""),
            ("", ""),
        ] {
            assert_eq!(text(content).as_deref(), Ok(read), "{content:?}");
        }
        assert_eq!(text("a\nb\0"), Err((Some(2), "the character \\0 cannot stand in a text".to_owned())));
    }

    #[test]
    fn a_manifest_is_json_to_the_letter_or_the_json_of_its_document() {
        let json = "{ \"openapi\" : \"3.0.3\",\n \"n\": 1.10 }\n";
        assert_eq!(manifest(json, &[]).as_deref(), Ok(json));
        let change = |place: &str| vec![(place.to_owned(), "\"x\"".to_owned())];
        assert_eq!(manifest(json, &change("/n")).as_deref(), Ok(r#"{"openapi":"3.0.3","n":"x"}"#));
        assert_eq!(manifest("file: 1\nswagger: '2.0'\n", &[]).as_deref(), Ok(r#"{"file":1,"swagger":"2.0"}"#));
        for (content, place, reason) in [
            ("openapi: 3.0", "", "must be a string"),
            ("- 1", "", "expected an object"),
            ("a: [", "", "not closed"),
            (json, "/m", "meets nothing"),
            (json, "n", "no JSON Pointer"),
        ] {
            let changes = if place.is_empty() { Vec::new() } else { change(place) };
            let why = manifest(content, &changes).unwrap_err();
            assert!(why.contains(reason), "{content}: {why}");
        }
    }
}
