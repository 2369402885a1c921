//! Places in a JSON text, such as `agentData.models[0].name`.

use serde_json::value::RawValue;

use super::RawObject;
use super::writer::Writer;

/// One step of a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step<'a> {
    Member(&'a str),
    Element(usize),
}

/// The steps of a place. What is no number between brackets belongs to the name.
pub(crate) fn steps(place: &str) -> Vec<Step<'_>> {
    let mut steps = Vec::new();
    for part in place.split('.') {
        let (mut name, mut elements) = (part, Vec::new());
        while let Some((before, at)) = name.strip_suffix(']').and_then(|start| start.rsplit_once('[')) {
            let Ok(at) = at.parse() else { break };
            elements.push(Step::Element(at));
            name = before;
        }
        if !name.is_empty() {
            steps.push(Step::Member(name));
        }
        steps.extend(elements.into_iter().rev());
    }
    steps
}

/// The text with `value` at a place that is a member. `None` if what would hold it is not there, or it has a value already.
pub(crate) fn insert_at(text: &str, steps: &[Step<'_>], value: &str) -> Option<String> {
    let (first, rest) = steps.split_first()?;
    match first {
        Step::Member(name) => {
            let RawObject(members) = serde_json::from_str(text).ok()?;
            let inner = members.iter().find(|(known, _)| known == name).map(|(_, inner)| inner.get());
            let written = match inner {
                Some(inner) => insert_at(inner, rest, value)?,
                None if rest.is_empty() => value.to_owned(),
                None => return None,
            };
            Some(with_member(&members, name, &written))
        }
        Step::Element(at) => with_element(text, *at, |inner| insert_at(inner, rest, value)),
    }
}

/// The object of these members in which one has this value: in its place, or behind the others.
pub(super) fn with_member(members: &[(String, &RawValue)], name: &str, value: &str) -> String {
    let mut out = Writer::default();
    for (known, inner) in members {
        out.member(known, if known == name { value } else { inner.get() });
    }
    out.member(name, value);
    out.finish()
}

/// The list in which `change` made another value of one element. `None` if there is no such element, or `change` made none.
pub(super) fn with_element(list: &str, at: usize, change: impl FnOnce(&str) -> Option<String>) -> Option<String> {
    let values: Vec<&RawValue> = serde_json::from_str(list).ok()?;
    let written = change(values.get(at)?.get())?;
    let values = values.iter().enumerate().map(|(own, inner)| if own == at { &*written } else { inner.get() });
    Some(format!("[{}]", values.collect::<Vec<_>>().join(",")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_steps() {
        let member = Step::Member;
        assert_eq!(steps("a.b[2].c"), [member("a"), member("b"), Step::Element(2), member("c")]);
        assert_eq!(steps("[1][0].x-y"), [Step::Element(1), Step::Element(0), member("x-y")]);
        assert_eq!(steps("a[b]"), [member("a[b]")]);
    }

    #[test]
    fn a_value_is_inserted_where_its_place_is_free() {
        let text = r#"{"a":{"n":1.10},"l":[{"x":1},{}]}"#;
        let insert = |place: &str| insert_at(text, &steps(place), "\"v\"");
        assert_eq!(insert("b").unwrap(), r#"{"a":{"n":1.10},"l":[{"x":1},{}],"b":"v"}"#);
        assert_eq!(insert("a.m").unwrap(), r#"{"a":{"n":1.10,"m":"v"},"l":[{"x":1},{}]}"#);
        assert_eq!(insert("l[1].x").unwrap(), r#"{"a":{"n":1.10},"l":[{"x":1},{"x":"v"}]}"#);
        for taken in ["a", "a.n", "l[0].x", "l[2].x", "none.x", "a.n.x", "l.x", ""] {
            assert_eq!(insert(taken), None, "{taken}");
        }
    }
}
