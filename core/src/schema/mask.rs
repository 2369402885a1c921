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

/// Parts of the names of secrets, in lower case and without separators. The only list of them: every printed form of every
/// language, and what errors repeat of a request, go by it.
const SECRET_NAMES: &[&str] = &[
    "secret",
    "password",
    "passphrase",
    "passwd",
    "pwd",
    "token",
    "jwt",
    "bearer",
    "apikey",
    "accesskey",
    "accountkey",
    "encryptionkey",
    "privatekey",
    "sharedkey",
    "signingkey",
    "sshkey",
    "subscriptionkey",
    "authorization",
    "credential",
    "verifier",
    "cookie",
    "sessionid",
    "connectionstring",
];

/// Those of [`SECRET_NAMES`] that no name of anything else contains.
const CERTAIN_SECRET_NAMES: &[&str] = &["secret", "password", "passphrase"];

/// Those of [`SECRET_NAMES`] under which everything is secret, not texts alone: a map of secrets, a number, a key as an
/// object.
const WHOLE_SECRET_NAMES: &[&str] = &["secret", "password", "passphrase", "passwd", "privatekey"];

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

/// What is a secret of the value of a member that no schema names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretValue {
    /// Nothing; its own members are judged by their names.
    Nothing,
    /// A text, or a list of texts.
    Text,
    /// Anything but null, true and false.
    Anything,
}

impl SecretValue {
    /// What the name of the member says.
    pub(crate) fn of(name: &str) -> Self {
        let name = plain(name);
        let contains = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
        match ADDRESS_NAMES.iter().any(|end| name.ends_with(end)) {
            false if contains(WHOLE_SECRET_NAMES) => Self::Anything,
            false if contains(SECRET_NAMES) => Self::Text,
            _ => Self::Nothing,
        }
    }

    /// Whether JSON is such a value.
    pub(crate) fn holds(self, value: &str) -> bool {
        match self {
            Self::Nothing => false,
            Self::Text => is_texts(value),
            Self::Anything => !matches!(json_type_name(value), "null" | "a boolean"),
        }
    }
}

/// Whether JSON is a text, or a list that holds some.
fn is_texts(value: &str) -> bool {
    match json_type_name(value) {
        "a string" => true,
        "a list" => serde_json::from_str::<Vec<&RawValue>>(value)
            .is_ok_and(|values| values.iter().any(|value| is_texts(value.get()))),
        _ => false,
    }
}

/// Whether the name of a member that no schema names says that something of its value is a secret.
pub(crate) fn names_secret(name: &str) -> bool {
    SecretValue::of(name) != SecretValue::Nothing
}

/// Whether the name of a member that no schema names is certainly that of a secret.
pub(crate) fn names_certain_secret(name: &str) -> bool {
    CERTAIN_SECRET_NAMES.iter().any(|secret| plain(name).contains(secret))
}

/// What a masked form is for, which decides on the members that no schema names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MaskedForm {
    /// It is printed: a value is masked if its name may be that of a secret.
    Printed,
    /// It is read again: a text is masked only if its name is certainly that of a secret.
    Stored,
}

impl MaskedForm {
    /// Whether the value of a member that no schema names is masked.
    pub(crate) fn masks(self, name: &str, value: &str) -> bool {
        match self {
            Self::Printed => SecretValue::of(name).holds(value),
            Self::Stored => json_type_name(value) == "a string" && names_certain_secret(name),
        }
    }
}

/// Type of a member for masking; members that the schema does not name are judged by their names.
fn member_kind(field: Option<&Field>, name: &str, value: &str, form: MaskedForm) -> Kind {
    match field {
        Some(field) => field.kind,
        None if form.masks(name, value) => Kind::Secret,
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
const UNKNOWN: Schema = Schema { passes_unknown: true, ..Schema::EMPTY };

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
        Kind::Secret if text == masked => Err(format!(
            "{place}: `{MASK}` stands for a hidden secret, as printed forms and pickles hold it; give the secret or leave it out"
        )),
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
        Kind::Json => match json_type_name(text) {
            "an object" => reject_masked(Kind::Model(&UNKNOWN), text, place),
            "a list" => reject_masked(Kind::List(&Kind::Json), text, place),
            _ => Ok(()),
        },
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

/// Prints a member of a model. Free-form JSON, in which any member may be a secret, is printed masked: which it is, is known
/// when this is compiled, so that nothing else is compiled to be written as JSON here.
pub(crate) struct MaskedMember<'a, F, const IS_JSON: bool>(pub &'a F);

impl<F: Serialize> fmt::Debug for MaskedMember<'_, F, true> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&masked_json(&serde_json::to_string(self.0).unwrap_or_default()))
    }
}

impl<F: fmt::Debug> fmt::Debug for MaskedMember<'_, F, false> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
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
    use crate::models::{ConfigParameter, Integration};
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
    fn a_secret_of_another_type_is_refused_however_it_is_given_and_not_shown() {
        let refused = |operation: &str, params: &str| {
            let error = api::find(operation).unwrap().operation.args(params, None, NameStyle::Camel).unwrap_err();
            let error = error.to_string();
            assert!(!error.contains("canary") && !error.contains("77777"), "{error}");
            error
        };
        for secret in [r#"["canary"]"#, r#"{"x":"canary"}"#, "77777", "true"] {
            let scheme = format!(r#""securityScheme":{{"flows":{{"authorizationCode":{{"clientSecret":{secret}}}}}}}"#);
            for identity in ["", r#""id":"1","#] {
                let integration = format!(r#"{{{identity}"name":"x",{scheme}}}"#);
                let params = format!(r#"{{"idOrName":"i","integration":{integration}}}"#);
                let error = refused("integrations.update", &params);
                assert!(error.contains("clientSecret") && error.contains("expected a string"), "{error}");
            }
            refused("integrations.import", &format!(r#"{{"name":"x","manifest":"{{}}",{scheme}}}"#));
            let params = format!(r#"{{"idOrName":"i","parameters":[{{"key":"k","value":{secret}}}]}}"#);
            assert!(refused("integrations.set_config", &params).contains("parameters[0].value: expected a string"));
            let parameter = crate::schema::model::from_json::<crate::models::ConfigParameter>(&format!(
                r#"{{"key":"k","value":{secret}}}"#
            ));
            let error = parameter.unwrap_err().to_string();
            assert!(error.contains("value: invalid type") && !error.contains("77777"), "{error}");
        }
        // What an answer kept apart goes back as it came.
        let kept = r#"{"idOrName":"i","integration":{"id":"1","name":"x","malformedMembers":{"description":7}}}"#;
        assert!(api::find("integrations.update").unwrap().operation.args(kept, None, NameStyle::Camel).is_ok());
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
            ("privateKey", true, false),
            ("private-key", true, false),
            ("apiKey", true, false),
            ("x-api-key", true, false),
            ("client_secret", true, true),
            ("PASSWD", true, false),
            ("dbPwd", true, false),
            ("id_jwt", true, false),
            ("Set-Cookie", true, false),
            ("sessionId", true, false),
            ("AZURE_STORAGE_CONNECTION_STRING", true, false),
            ("Ocp-Apim-Subscription-Key", true, false),
            ("name", false, false),
            ("publicKey", false, false),
            ("key", false, false),
        ] {
            assert_eq!(MaskedForm::Printed.masks(name, "\"a\""), shown, "{name}");
            assert_eq!(MaskedForm::Stored.masks(name, "\"a\""), stored, "{name}");
        }
        assert!(is_secret_name("tokenUrl") && !is_secret_name("name"));
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
    fn what_stands_under_the_name_of_a_secret_is_masked_as_a_whole() {
        for (json, masked) in [
            (r#"{"tokens":["a","b"],"maxTokens":7}"#, r#"{"tokens":"***","maxTokens":7}"#),
            (r#"{"tokens":[["a"]],"token":[1,2]}"#, r#"{"tokens":"***","token":[1,2]}"#),
            (r#"{"password":1234,"hasPassword":true}"#, r#"{"password":"***","hasPassword":true}"#),
            (r#"{"secrets":{"db":"a"},"secret":null}"#, r#"{"secrets":"***","secret":null}"#),
            (r#"{"privateKey":{"kty":"RSA","d":"a"}}"#, r#"{"privateKey":"***"}"#),
            (r#"{"credentials":{"user":"u","password":"a"}}"#, r#"{"credentials":{"user":"u","password":"***"}}"#),
        ] {
            let shown = mask(Kind::Json, json, MaskedForm::Printed).unwrap();
            assert_eq!(shown, masked);
            let refused = reject_masked(Kind::Json, &shown, "json");
            assert!(refused.unwrap_err().contains("stands for a hidden secret"), "{json}");
        }
        for json in [r#"[{"note":"***"}]"#, r#"{"tokenUsage":{"unit":"***"}}"#] {
            assert_eq!(mask(Kind::Json, json, MaskedForm::Printed).unwrap(), json);
            assert_eq!(reject_masked(Kind::Json, json, "json"), Ok(()));
        }
    }

    #[test]
    fn a_value_of_another_form_is_masked_by_what_its_kind_holds() {
        const PARAMETER: Kind = Kind::Model(ConfigParameter::SCHEMA);
        const LIST: Kind = Kind::List(&PARAMETER);
        for (kind, json, masked) in [
            (LIST, r#"{"key":"k","value":"a"}"#, r#"{"key":"k","value":"***"}"#),
            (LIST, r#""a""#, r#""***""#),
            (PARAMETER, r#"[{"key":"k","value":"a"}]"#, r#"[{"key":"k","value":"***"}]"#),
            (PARAMETER, r#""a""#, r#""***""#),
            (PARAMETER, "7", "7"),
            (PARAMETER, r#"{"malformedMembers":{"value":["a"]}}"#, r#"{"malformedMembers":{"value":"***"}}"#),
            (PARAMETER, r#"{"malformedMembers":7}"#, r#"{"malformedMembers":7}"#),
            (Kind::Words, r#""a""#, r#""a""#),
            (Kind::String, r#"{"password":"a","n":1}"#, r#"{"password":"***","n":1}"#),
            (Kind::String, r#"[{"password":"a"}]"#, r#"[{"password":"***"}]"#),
        ] {
            assert_eq!(mask(kind, json, MaskedForm::Printed).unwrap(), masked, "{json}");
        }
        let hidden = "stands for a hidden secret";
        let refused = |kind, json| reject_masked(kind, json, "x").is_err_and(|why| why.contains(hidden));
        assert!(refused(PARAMETER, r#""***""#) && !refused(Kind::Words, r#""***""#));
        assert!(refused(Kind::Json, r#"[{"password":"***"}]"#));
        assert!(names_secret("token") && !names_secret("name"));
    }

    #[test]
    fn free_form_json_is_printed_masked() {
        let json = crate::json::Json::from_text(r#"{"password":"canary","n":1}"#.to_owned()).unwrap();
        assert_eq!(format!("{:?}", MaskedMember::<_, true>(&json)), r#"{"password":"***","n":1}"#);
        assert_eq!(format!("{:?}", MaskedMember::<_, false>(&"a")), "\"a\"");
    }
}
