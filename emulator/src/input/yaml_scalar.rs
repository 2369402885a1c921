//! What a scalar of YAML is in JSON: `null`, `~` and nothing are null, `true` and `false` what YAML 1.2 says, numbers
//! what JSON calls so; the rest is text.

use granit_parser::Tag;
use serde_json::value::RawValue;

/// Whether a scalar stands without quotes.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Plain {
    No,
    Yes,
    /// It does, where a text is expected: it is one, unless it is null.
    Text,
}

impl From<bool> for Plain {
    fn from(plain: bool) -> Self {
        if plain { Self::Yes } else { Self::No }
    }
}

/// The JSON of a scalar, or why it has none.
pub(super) fn to_json(text: &str, plain: Plain, tag: Option<&Tag>, strict: bool) -> Result<String, String> {
    let quoted = || serde_json::Value::from(text).to_string();
    let core = tag.map(|tag| (tag.core_suffix(), tag));
    match (core, as_json(text)) {
        (Some((None, tag)), _) if tag.handle().is_empty() && tag.suffix() == "!" => Ok(quoted()),
        (Some((None, tag)), _) => {
            Err(format!("the tag `{}{}` is none of JSON's types", tag.original_handle(), tag.suffix()))
        }
        (Some((Some("str"), _)), _) => Ok(quoted()),
        (Some((Some("null"), _)), Some(Scalar::Null)) => Ok("null".to_owned()),
        (Some((Some("bool"), _)), Some(Scalar::Boolean(value))) => Ok(value.to_string()),
        (Some((Some("float"), _)), Some(Scalar::Number)) => Ok(text.to_owned()),
        (Some((Some("int"), _)), Some(Scalar::Number)) if !text.contains(['.', 'e', 'E']) => Ok(text.to_owned()),
        (Some(_), _) => Err(format!("`{text}` does not fit its tag")),
        (None, _) if plain == Plain::No => Ok(quoted()),
        (None, found) if plain == Plain::Text && !matches!(found, Some(Scalar::Null)) => Ok(quoted()),
        (None, found) if strict && has_exponent(text, found.as_ref()) => Err(format!(
            "`{text}` is a number to some readers of YAML and not to others; quote it, or leave the exponent out"
        )),
        (None, Some(Scalar::Null)) => Ok("null".to_owned()),
        (None, Some(Scalar::Boolean(value))) => Ok(value.to_string()),
        (None, Some(Scalar::Number)) => Ok(text.to_owned()),
        (None, None) => Ok(quoted()),
    }
}

enum Scalar {
    Null,
    Boolean(bool),
    Number,
}

fn as_json(text: &str) -> Option<Scalar> {
    match text {
        "" | "~" | "null" => Some(Scalar::Null),
        "true" | "True" | "TRUE" => Some(Scalar::Boolean(true)),
        "false" | "False" | "FALSE" => Some(Scalar::Boolean(false)),
        _ => {
            let starts = text.starts_with(|first: char| first == '-' || first.is_ascii_digit());
            let number = starts && serde_json::from_str::<&RawValue>(text).is_ok_and(|raw| raw.get() == text);
            number.then_some(Scalar::Number)
        }
    }
}

/// Whether JSON and YAML 1.1 differ about a number with an exponent: the latter wants a point and a sign, and takes no
/// digits on one side of the point.
fn has_exponent(text: &str, found: Option<&Scalar>) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else {
        return false;
    };
    let signed = exponent.strip_prefix(['+', '-']);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let mantissa = mantissa.trim_start_matches(['+', '-']).replace('_', "");
    let in_yaml = signed.is_some_and(digits) && mantissa.contains('.') && digits(&mantissa.replacen('.', "", 1));
    in_yaml != matches!(found, Some(Scalar::Number))
}
