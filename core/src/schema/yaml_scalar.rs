//! What a scalar of YAML means in JSON. One rule, wherever YAML is read: unquoted `null`, `~` and nothing are null; where
//! the schema says text, it is text; `true` and `false` are what YAML 1.2 says; a number is what JSON calls one, and is
//! kept to the letter; everything else is text, such as `no`, `08`, `0o7`, `.5` and `12:30`.

use granit_parser::Tag;

use super::Kind;

/// The meaning of a scalar.
#[derive(Debug, PartialEq)]
pub(super) enum Meaning {
    Null,
    Boolean(bool),
    /// A number, which is written as it stands.
    Number,
    Text,
}

/// How a scalar is read that only some readers of YAML take for a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Doubtful {
    Refused,
    /// It is what JSON says.
    Taken,
}

/// The meaning of a scalar that is written as `text`, where the schema wants `kind`; or why it has none in JSON.
pub(super) fn meaning(
    text: &str,
    plain: bool,
    tag: Option<&Tag>,
    kind: Option<Kind>,
    doubtful: Doubtful,
) -> Result<Meaning, String> {
    if let Some(tag) = tag.filter(|tag| !is_unspecific(tag)) {
        return tagged(text, tag);
    }
    if !plain || tag.is_some() {
        return Ok(Meaning::Text);
    }
    if is_null(text) {
        return Ok(Meaning::Null);
    }
    if kind.is_some_and(is_text) {
        return Ok(Meaning::Text);
    }
    if let Some(value) = boolean(text) {
        return Ok(Meaning::Boolean(value));
    }
    match number_in_json(text) {
        Some(Number::Plain) => Ok(Meaning::Number),
        Some(Number::WithExponent) if is_number_in_yaml_1_1(text) || kind.is_some_and(is_number) => Ok(Meaning::Number),
        None if !is_number_in_yaml_1_1(text) => Ok(Meaning::Text),
        found if doubtful == Doubtful::Taken => Ok(found.map_or(Meaning::Text, |_| Meaning::Number)),
        _ => Err(format!(
            "`{text}` is a number to some readers of YAML and a text to others; quote it, or write the number without an \
             exponent"
        )),
    }
}

/// Whether a tag is `!`, which says only that the scalar is no plain one.
pub(super) fn is_unspecific(tag: &Tag) -> bool {
    tag.handle().is_empty() && tag.suffix() == "!"
}

/// The meaning of a scalar whose tag says its type.
fn tagged(text: &str, tag: &Tag) -> Result<Meaning, String> {
    let wrong = || Err(format!("`{text}` is not what its tag says"));
    match tag.core_suffix() {
        Some("str") => Ok(Meaning::Text),
        Some("null") if is_null(text) => Ok(Meaning::Null),
        Some("bool") => boolean(text).map_or_else(wrong, |value| Ok(Meaning::Boolean(value))),
        Some("int") if number_in_json(text).is_some() && !text.contains(['.', 'e', 'E']) => Ok(Meaning::Number),
        Some("float") if number_in_json(text).is_some() => Ok(Meaning::Number),
        Some(_) => wrong(),
        None => Err(no_meaning(tag)),
    }
}

/// Why a tag is refused.
pub(super) fn no_meaning(tag: &Tag) -> String {
    format!("the tag `{}{}` has no meaning in JSON", tag.original_handle(), tag.suffix())
}

fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null")
}

fn boolean(text: &str) -> Option<bool> {
    match text {
        "true" | "True" | "TRUE" => Some(true),
        "false" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}

fn is_text(kind: Kind) -> bool {
    match kind {
        Kind::String | Kind::Open(_) | Kind::Secret | Kind::Document | Kind::Words => true,
        // One value stands for a list of one.
        Kind::List(element) => is_text(*element),
        Kind::Boolean | Kind::Integer | Kind::Number | Kind::Json | Kind::Model(_) => false,
    }
}

fn is_number(kind: Kind) -> bool {
    matches!(kind, Kind::Integer | Kind::Number)
}

enum Number {
    Plain,
    WithExponent,
}

/// Whether the text is a number as JSON writes one (RFC 8259 6).
fn number_in_json(text: &str) -> Option<Number> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let rest = match digits.strip_prefix('0') {
        Some(rest) => rest,
        None => without_digits(digits)?,
    };
    let rest = match rest.strip_prefix('.') {
        Some(rest) => without_digits(rest)?,
        None => rest,
    };
    match rest.strip_prefix(['e', 'E']) {
        Some(rest) => {
            let rest = without_digits(rest.strip_prefix(['+', '-']).unwrap_or(rest))?;
            rest.is_empty().then_some(Number::WithExponent)
        }
        None => rest.is_empty().then_some(Number::Plain),
    }
}

/// The text behind one or more digits.
fn without_digits(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches(|character: char| character.is_ascii_digit());
    (rest.len() < text.len()).then_some(rest)
}

/// Whether the text, which has an exponent, is a number to readers of YAML 1.1: they want a point and a sign.
pub(super) fn is_number_in_yaml_1_1(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let Some((mantissa, exponent)) = unsigned.split_once(['e', 'E']) else { return false };
    let Some(exponent) = exponent.strip_prefix(['+', '-']) else { return false };
    let Some((whole, fraction)) = mantissa.split_once('.') else { return false };
    let digits = |text: &str| text.chars().all(|character| character.is_ascii_digit() || character == '_');
    let whole =
        whole.starts_with(|character: char| character.is_ascii_digit()) || whole.is_empty() && !fraction.is_empty();
    whole && digits(fraction) && without_digits(exponent) == Some("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scalar_is_what_every_reader_takes_it_for() {
        use Meaning as Is;
        for (texts, expected) in [
            (&["", "~", "null"][..], Some(Is::Null)),
            (&["true", "True", "TRUE"], Some(Is::Boolean(true))),
            (&["false", "False", "FALSE"], Some(Is::Boolean(false))),
            (&["0", "-0", "7", "-12", "0.10", "-1.50", "1.0e+20", "-2.5E-3"], Some(Is::Number)),
            (
                &[
                    "Null", "no", "tRue", "08", "-08", "0o7", ".5", "5.", "+1", "1_000", "12:30", ".inf", "e3", "1e",
                    "1e+",
                ],
                Some(Is::Text),
            ),
            (&["1.5.e+3", "a.5e+3", "1.a5e+3", "1.5e+a", "-", "-x", ".e+3", "1.5e+3x", "e+3"], Some(Is::Text)),
            (&["1e3", "-1e-7", "0e0", "1.0e3", "1.e+21", "+1.0e+5", ".5e+3", "1_0.5e+3", "1.5_0e+3"], None),
        ] {
            for text in texts {
                let found = meaning(text, true, None, None, Doubtful::Refused);
                assert_eq!(found.as_ref().ok(), expected.as_ref(), "{text}");
                assert!(found.is_ok() || found.is_err_and(|why| why.contains(&format!("`{text}`"))), "{text}");
                assert_eq!(meaning(text, false, None, None, Doubtful::Refused), Ok(Is::Text), "quoted {text}");
            }
        }
        for (text, expected) in [("1e3", Is::Number), ("1.0e3", Is::Number), (".5e+3", Is::Text), ("+1.0e+5", Is::Text)]
        {
            assert_eq!(meaning(text, true, None, None, Doubtful::Taken), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_the_schema_says_comes_first() {
        use Meaning as Is;
        let of = |text, kind| meaning(text, true, None, Some(kind), Doubtful::Refused).ok();
        for kind in [Kind::String, Kind::Secret, Kind::Document, Kind::Words, Kind::List(&Kind::String)] {
            for text in ["5", "true", "1e3", "no"] {
                assert_eq!(of(text, kind), Some(Is::Text), "{text} {kind:?}");
            }
            assert_eq!(of("null", kind), Some(Is::Null), "{kind:?}");
        }
        for kind in [Kind::Integer, Kind::Number] {
            assert_eq!((of("1e3", kind), of("true", kind)), (Some(Is::Number), Some(Is::Boolean(true))), "{kind:?}");
        }
        for kind in [Kind::Boolean, Kind::Json, Kind::List(&Kind::Number)] {
            assert_eq!((of("5", kind), of("1e3", kind)), (Some(Is::Number), None), "{kind:?}");
        }
    }
}
