//! Masks secrets in printed forms, by the schema and by the names of members, and refuses masked values in requests.

use std::fmt;

use serde::Serialize;
use serde_json::value::RawValue;

use super::malformed::MALFORMED_MEMBERS;
use super::{Field, Kind, Schema};
use crate::json::writer::Writer;
use crate::json::{Extra, RawObject, json_type_name};

/// Printed in place of a secret.
pub const MASK: &str = "***";

/// Parts of the names of secrets, in lower case and without separators.
const SECRET_NAMES: &[&str] =
    &["secret", "password", "passphrase", "token", "apikey", "accesskey", "authorization", "credential", "verifier"];

/// Those of [`SECRET_NAMES`] that no name of anything else contains.
const CERTAIN_SECRET_NAMES: &[&str] = &["secret", "password", "passphrase"];

/// Ends of names that contain one of [`SECRET_NAMES`] and name an address instead.
const ADDRESS_NAMES: &[&str] = &["url", "uri", "endpoint"];

/// The ASCII letters and digits of a name, in lower case.
fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

/// Whether the name of a member says that its value is a secret.
pub(crate) fn is_secret_name(name: &str) -> bool {
    let name = plain(name);
    SECRET_NAMES.iter().any(|secret| name.contains(secret))
}

/// Whether a member that no schema names is treated as a secret if it is a text.
pub(crate) fn names_secret(name: &str) -> bool {
    is_secret_name(name) && !ADDRESS_NAMES.iter().any(|end| plain(name).ends_with(end))
}

/// Whether the name of a member that no schema names is certainly that of a secret.
pub(crate) fn names_certain_secret(name: &str) -> bool {
    CERTAIN_SECRET_NAMES.iter().any(|secret| plain(name).contains(secret))
}

/// What a masked form is for, which decides on the members that no schema names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MaskedForm {
    /// It is printed: a text is masked if its name may be that of a secret.
    Printed,
    /// It is read again: a text is masked only if its name is certainly that of a secret.
    Stored,
}

impl MaskedForm {
    fn masks(self, name: &str) -> bool {
        match self {
            Self::Printed => names_secret(name),
            Self::Stored => names_certain_secret(name),
        }
    }
}

/// Type of a member for masking; members that the schema does not name are judged by their names.
fn member_kind(field: Option<&Field>, name: &str, value: &str, form: MaskedForm) -> Kind {
    match field {
        Some(field) => field.kind,
        None if json_type_name(value) == "a string" && form.masks(name) => Kind::Secret,
        None => Kind::Json,
    }
}

/// Whether JSON has the form of this kind: an object for a model, a list, or anything else.
fn has_form(kind: Kind, text: &str) -> bool {
    match kind {
        Kind::Model(_) => json_type_name(text) == "an object",
        Kind::List(_) | Kind::Words => json_type_name(text) == "a list",
        Kind::Json | Kind::Secret => true,
        _ => !matches!(json_type_name(text), "an object" | "a list"),
    }
}

/// Whether a value of this kind holds secrets.
fn holds_secret(kind: Kind) -> bool {
    match kind {
        Kind::Secret => true,
        Kind::Model(schema) => schema.fields.iter().any(|field| holds_secret(field.kind)),
        Kind::List(element) => holds_secret(*element),
        _ => false,
    }
}

/// The JSON of a value of another form than its kind, masked: a text in place of secrets may be one, and one object in place
/// of a list, or a list in place of one, holds what the model says.
fn mask_malformed(kind: Kind, text: &str, form: MaskedForm) -> Result<String, serde_json::Error> {
    match (json_type_name(text), kind) {
        ("an object", Kind::List(element)) => mask(*element, text, form),
        ("a list", Kind::Model(_)) => {
            let values: Vec<&RawValue> = serde_json::from_str(text)?;
            let values: Result<Vec<_>, _> = values.into_iter().map(|value| mask(kind, value.get(), form)).collect();
            Ok(format!("[{}]", values?.join(",")))
        }
        ("an object" | "a list", _) => mask(Kind::Json, text, form),
        ("a string", _) if holds_secret(kind) => Ok(format!("\"{MASK}\"")),
        _ => Ok(text.to_owned()),
    }
}

/// The values of another type than documented of a plain form, masked by what stands at their places in the model.
fn mask_kept(schema: &Schema, text: &str, form: MaskedForm) -> Result<String, serde_json::Error> {
    let RawObject(members) = serde_json::from_str(text)?;
    let mut out = Writer::default();
    for (place, value) in members {
        let kind = schema.kind_at(&place).unwrap_or(Kind::Json);
        out.member(&place, &mask(kind, value.get(), form)?);
    }
    Ok(out.finish())
}

/// A schema without members, under which every member is unknown.
const UNKNOWN: Schema =
    Schema { name: "", doc: &[], passes_unknown: true, identity: None, answer_of: None, fields: &[], others: None };

/// Refuses JSON of this kind that holds a masked secret, with its place: sent, the mask would overwrite the secret.
pub(crate) fn reject_masked(kind: Kind, text: &str, place: &str) -> Result<(), String> {
    // Inside a string, such as a manifest, the second quote would be escaped.
    let masked = format!("\"{MASK}\"");
    if !text.contains(&masked) {
        return Ok(());
    }
    match kind {
        kind if !has_form(kind, text) => match text == masked && holds_secret(kind) {
            true => reject_masked(Kind::Secret, text, place),
            false => reject_masked(Kind::Json, text, place),
        },
        Kind::Secret if text == masked => {
            Err(format!("{place}: `{MASK}` stands for a hidden secret; give the secret or leave it out"))
        }
        Kind::Model(schema) => {
            let RawObject(members) = serde_json::from_str(text).map_err(|error| error.to_string())?;
            members.iter().try_for_each(|(name, value)| {
                let field = schema.field(name);
                let inner = format!("{place}.{}", field.map_or(name.as_str(), |field| field.name));
                reject_masked(member_kind(field, name, value.get(), MaskedForm::Printed), value.get(), &inner)
            })
        }
        Kind::List(element) => {
            let values: Vec<&RawValue> = serde_json::from_str(text).map_err(|error| error.to_string())?;
            let mut values = values.iter().enumerate();
            values.try_for_each(|(at, value)| reject_masked(*element, value.get(), &format!("{place}[{at}]")))
        }
        _ => Ok(()),
    }
}

/// The JSON of a value of this kind with every secret replaced by [`MASK`].
pub(crate) fn mask(kind: Kind, text: &str, form: MaskedForm) -> Result<String, serde_json::Error> {
    match kind {
        Kind::Secret => Ok(format!("\"{MASK}\"")),
        kind if !has_form(kind, text) => mask_malformed(kind, text, form),
        Kind::Model(schema) => {
            let RawObject(members) = serde_json::from_str(text)?;
            let mut out = Writer::default();
            for (name, value) in members {
                if name == MALFORMED_MEMBERS && json_type_name(value.get()) == "an object" {
                    out.member(&name, &mask_kept(schema, value.get(), form)?);
                    continue;
                }
                let kind = member_kind(schema.wire_field(&name), &name, value.get(), form);
                let masked = (value.get() != "null").then(|| mask(kind, value.get(), form)).transpose()?;
                out.member(&name, masked.as_deref().unwrap_or(value.get()));
            }
            Ok(out.finish())
        }
        Kind::List(element) => {
            let values: Vec<&RawValue> = serde_json::from_str(text)?;
            let values: Result<Vec<_>, _> = values.into_iter().map(|value| mask(*element, value.get(), form)).collect();
            Ok(format!("[{}]", values?.join(",")))
        }
        Kind::Json => match json_type_name(text) {
            // Numbers and the order of members stay to the letter, so only what may hold a member is written again.
            // An object that repeats a name cannot be masked member by member.
            "an object" => mask(Kind::Model(&UNKNOWN), text, form).or_else(|_| Ok(format!("\"{MASK}\""))),
            "a list" => mask(Kind::List(&Kind::Json), text, form),
            _ => Ok(text.to_owned()),
        },
        _ => Ok(text.to_owned()),
    }
}

/// Prints a member of a model. Free-form JSON, in which any member may be a secret, is printed masked.
pub(crate) struct MaskedMember<'a, F>(pub Kind, pub &'a F);

impl<F: Serialize + fmt::Debug> fmt::Debug for MaskedMember<'_, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Kind::Json => f.write_str(&masked_json(&serde_json::to_string(self.1).unwrap_or_default())),
            _ => self.1.fmt(f),
        }
    }
}

/// Prints members that a model does not name, masked by their names.
pub(crate) struct MaskedExtra<'a>(pub &'a Extra);

impl fmt::Debug for MaskedExtra<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        for (name, value) in self.0 {
            let kind = member_kind(None, name, value.text(), MaskedForm::Printed);
            let masked = mask(kind, value.text(), MaskedForm::Printed).unwrap_or_else(|_| MASK.to_owned());
            map.entry(name, &format_args!("{masked}"));
        }
        map.finish()
    }
}

/// Free-form JSON with its secrets masked.
fn masked_json(text: &str) -> String {
    mask(Kind::Json, text, MaskedForm::Printed).unwrap_or_else(|_| MASK.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api;
    use crate::models::Integration;
    use crate::schema::NameStyle;
    use crate::schema::model::Model;

    const INTEGRATION: &str = r#"{"id":"1","name":"i","manifest":"\"***\"","securityScheme":{"type":"oauth2","x":"***",
        "flows":{"authorizationCode":{"clientSecret":"canary"}}},"parameters":[{"key":"k","value":"canary"}]}"#;

    #[test]
    fn secrets_are_hidden_and_nothing_else_is() {
        let shown = mask(Kind::Model(Integration::SCHEMA), INTEGRATION, MaskedForm::Printed).unwrap();
        assert!(!shown.contains("canary") && shown.matches("***").count() == 4, "{shown}");
    }

    #[test]
    fn what_was_hidden_is_not_sent_back_however_it_is_given() {
        let hidden = mask(Kind::Model(Integration::SCHEMA), INTEGRATION, MaskedForm::Printed).unwrap();
        let update = api::find("integrations.update").unwrap();
        for integration in [hidden.clone(), format!("{{\"\\u0000Integration\":{hidden}}}")] {
            let params = |more: &str| format!(r#"{{"id_or_name":"i","integration":{integration}{more}}}"#);
            let error = update.operation.args(&params(""), None, NameStyle::Snake).unwrap_err().to_string();
            assert!(error.contains("authorization_code.client_secret") && error.contains("***"), "{error}");
            let replaced = r#","security_scheme":{"type":"none"}"#;
            assert!(update.operation.args(&params(replaced), None, NameStyle::Snake).is_ok());
        }
        let config = r#"{"id_or_name":"i","parameters":[{"key":"k","value":"***"}]}"#;
        let error =
            api::find("integrations.set_config").unwrap().operation.args(config, None, NameStyle::Camel).unwrap_err();
        assert!(error.to_string().contains("parameters[0].value"), "{error}");
    }

    #[test]
    fn a_hidden_secret_in_a_list_is_told_with_its_place() {
        let refused = |text| reject_masked(Kind::List(&Kind::Secret), text, "keys");
        assert!(refused(r#"["a","***"]"#).unwrap_err().starts_with("keys[1]: `***` stands for a hidden secret"));
        assert_eq!(refused(r#"["a","*** b"]"#), Ok(()));
        // What is no text is refused for that, elsewhere.
        assert_eq!(reject_masked(Kind::Secret, r#"["***"]"#, "key"), Ok(()));
        assert!(reject_masked(Kind::Secret, r#""***""#, "key").is_err());
        assert_eq!(mask(Kind::List(&Kind::Secret), r#"["a", "b"]"#, MaskedForm::Printed).unwrap(), r#"["***","***"]"#);
    }

    #[test]
    fn names_tell_secrets_from_addresses_and_from_everything_else() {
        for (name, shown, stored) in [
            ("client-Secret", true, true),
            ("passWord_", true, true),
            ("access_token", true, false),
            ("tokenUrl", false, false),
            ("token_uri", false, false),
            ("authorization.endpoint", false, false),
            ("secretUrl", false, true),
            ("name", false, false),
        ] {
            assert_eq!(MaskedForm::Printed.masks(name), shown, "{name}");
            assert_eq!(MaskedForm::Stored.masks(name), stored, "{name}");
        }
        assert!(is_secret_name("tokenUrl") && !is_secret_name("name"));
        assert!(crate::bindings::is_secret_member("access_token") && !crate::bindings::is_secret_member("tokenUrl"));
        let masked = |form| {
            let text = r#"{"token":"a","n":1.50,"password":"b","l":[{"secret":"c"}],"secret":null}"#;
            mask(Kind::Json, text, form).unwrap()
        };
        assert_eq!(
            masked(MaskedForm::Printed),
            r#"{"token":"***","n":1.50,"password":"***","l":[{"secret":"***"}],"secret":null}"#
        );
        assert_eq!(
            masked(MaskedForm::Stored),
            r#"{"token":"a","n":1.50,"password":"***","l":[{"secret":"***"}],"secret":null}"#
        );
    }

    #[test]
    fn free_form_json_is_printed_masked() {
        let json = crate::json::Json::from_text(r#"{"password":"canary","n":1}"#.to_owned()).unwrap();
        assert_eq!(format!("{:?}", MaskedMember(Kind::Json, &json)), r#"{"password":"***","n":1}"#);
        assert_eq!(format!("{:?}", MaskedMember(Kind::String, &"a")), "\"a\"");
    }
}
