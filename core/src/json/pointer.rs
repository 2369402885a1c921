//! Values of a JSON text by JSON Pointer (RFC 6901).

use super::place::{with_element, with_member};
use super::{RawObject, json_type_name};

/// A name as it stands in a pointer.
pub(crate) fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// The names and indices of a pointer; `None` if it is none.
pub(crate) fn parse(pointer: &str) -> Option<Vec<String>> {
    if pointer.is_empty() {
        return Some(Vec::new());
    }
    let steps = pointer.strip_prefix('/')?.split('/');
    steps.map(|step| step.split('~').skip(1).all(|rest| rest.starts_with(['0', '1'])).then(|| unescape(step))).collect()
}

fn unescape(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}

/// The text with `value` in place of the value at `steps`; `None` if there is none.
pub(crate) fn replace(text: &str, steps: &[String], value: &str) -> Option<String> {
    let Some((first, rest)) = steps.split_first() else { return Some(value.to_owned()) };
    if json_type_name(text) == "a list" {
        return with_element(text, index(first)?, |inner| replace(inner, rest, value));
    }
    let RawObject(members) = serde_json::from_str(text).ok()?;
    let inner = members.iter().find(|(name, _)| name == first)?;
    let written = replace(inner.1.get(), rest, value)?;
    Some(with_member(&members, first, &written))
}

/// An index as pointers have it: without leading zeros.
fn index(step: &str) -> Option<usize> {
    let digits = step.bytes().all(|byte| byte.is_ascii_digit());
    (digits && (step == "0" || !step.starts_with('0'))).then(|| step.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_replaced_where_the_pointer_meets_one() {
        let text = r#"{"servers":[{"url":"a","n":1.10}],"a/b":{"~":1},"":2}"#;
        let with = |pointer: &str| parse(pointer).and_then(|steps| replace(text, &steps, "\"v\""));
        assert_eq!(with("/servers/0/url").unwrap(), text.replace("\"a\",", "\"v\","));
        assert_eq!(with("/a~1b/~0").unwrap(), text.replace("\"~\":1", "\"~\":\"v\""));
        assert_eq!(with("/").unwrap(), text.replace("\"\":2", "\"\":\"v\""));
        assert_eq!(with("").unwrap(), "\"v\"");
        for nothing in ["servers", "/servers/1/url", "/servers/00", "/servers/-", "/servers/+0", "/x", "/a~2b", "/a~"] {
            assert_eq!(with(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn a_name_is_escaped_as_it_is_read() {
        for name in ["a/b", "~", "~1", ""] {
            assert_eq!(parse(&format!("/{}", escape(name))), Some(vec![name.to_owned()]));
        }
    }
}
