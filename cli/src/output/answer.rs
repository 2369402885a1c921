//! Answers to requests that were written out, without their secrets: as the operation that covers the request says, else by
//! what names and values tell.

use std::io;

use geai_client::Operation;
use geai_client::bindings::{Field, Kind, MASK, MaskedForm, Model as _, is_secret_address, mask, members};
use geai_client::models::ConfigParameter;
use serde_json::Value;
use serde_json::value::RawValue;

/// An answer of an operation, or of none.
pub fn without_secrets(operation: Option<&Operation>, json: &str) -> io::Result<String> {
    let schema = operation.and_then(|operation| operation.returns.content.or(operation.returns.schema));
    let (Some(operation), Some(schema)) = (operation, schema) else { return unknown(json) };
    let kind = Kind::Model(schema);
    let is_enveloped = |name: &String| operation.envelopes.contains(&name.as_str());
    let json = match members(json) {
        // What stands beside an envelope is masked with it, and what is masked stays so.
        Ok(found) if found.iter().any(|(name, _)| is_enveloped(name)) => {
            let masked = found.iter().map(|(name, value)| match is_enveloped(name) {
                true => Ok((name, mask(kind, value.get(), MaskedForm::Printed)?)),
                false => Ok::<_, io::Error>((name, value.get().to_owned())),
            });
            object(masked.collect::<io::Result<Vec<_>>>()?)
        }
        _ => json.to_owned(),
    };
    Ok(more(&mask(kind, &json, MaskedForm::Printed)?)?)
}

/// JSON that no schema describes: beside what the names of members say, texts that are addresses with a token in them, and
/// values that are said to come from a stored secret.
fn unknown(json: &str) -> io::Result<String> {
    let masked = mask(Kind::Json, json, MaskedForm::Printed)?;
    Ok(more(&masked)?)
}

fn more(json: &str) -> serde_json::Result<String> {
    match json.trim_start().chars().next() {
        Some('{') => {
            let found = members(json)?;
            let is_stored = says_that_it_is_stored(&found);
            let masked = found.iter().map(|(name, value)| match is_stored && is_secret_field(name) {
                true if value.get() != "null" => Ok((name, masked())),
                _ => Ok::<_, serde_json::Error>((name, more(value.get())?)),
            });
            Ok(object(masked.collect::<serde_json::Result<Vec<_>>>()?))
        }
        Some('[') => {
            let values: Vec<&RawValue> = serde_json::from_str(json)?;
            let masked: serde_json::Result<Vec<_>> = values.iter().map(|value| more(value.get())).collect();
            Ok(format!("[{}]", masked?.join(",")))
        }
        Some('"') if is_secret_address(&serde_json::from_str::<String>(json)?) => Ok(masked()),
        _ => Ok(json.to_owned()),
    }
}

fn object(members: Vec<(&String, String)>) -> String {
    let members = members.into_iter().map(|(name, value)| format!("{}:{value}", Value::from(name.as_str())));
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

/// The JSON of what stands in place of a secret.
fn masked() -> String {
    format!("\"{MASK}\"")
}

/// The member of a parameter that says whether its value is a stored secret.
fn says_that_it_is_stored(found: &[(String, &RawValue)]) -> bool {
    let says = |field: &&Field| field.name == "from_secret";
    let field = ConfigParameter::SCHEMA.fields.iter().find(says);
    found.iter().any(|(name, value)| value.get() == "true" && field.is_some_and(|field| field.is_wire(name)))
}

fn is_secret_field(name: &str) -> bool {
    ConfigParameter::SCHEMA.wire_field(name).is_some_and(|field| matches!(field.kind, Kind::Secret))
}

#[cfg(test)]
mod tests {
    use geai_client::Method;
    use geai_client::bindings::covering;

    use super::*;

    fn shown(method: Method, path: &str, json: &str) -> String {
        without_secrets(covering(&method, path).map(|endpoint| endpoint.operation), json).unwrap()
    }

    #[test]
    fn an_answer_of_an_operation_is_masked_as_its_schema_says() {
        let link = r#"{"agentId":"a","apiToken":"canary","sharedLink":"https://x.example/canary"}"#;
        let masked = r#"{"agentId":"a","apiToken":"***","sharedLink":"***"}"#;
        assert_eq!(shown(Method::GET, "/v2/agents/a/sharing-token", link), masked);
        let config = r#"{"parameters":[{"key":"k","value":"canary"}],"token":"canary","n":1.50}"#;
        let masked = r#"{"parameters":[{"key":"k","value":"***"}],"token":"***","n":1.50}"#;
        assert_eq!(shown(Method::GET, "/v3/tool-plugins/t/config", config), masked);
        let list = r#"[{"id":"1","parameters":[{"key":"k","value":"canary"}]}]"#;
        assert!(!shown(Method::GET, "/v3/tool-plugins/t", list).contains("canary"));
    }

    #[test]
    fn what_no_operation_covers_is_masked_by_what_it_tells() {
        for (json, masked) in [
            (r#"{"link":"https://x.example/a?b=1&Token=canary"}"#, r#"{"link":"***"}"#),
            (r#"["https://x.example/#access_token=canary",1.0]"#, r#"["***",1.0]"#),
            (
                r#"{"a":[{"key":"k","value":"canary","fromSecret":true}]}"#,
                r#"{"a":[{"key":"k","value":"***","fromSecret":true}]}"#,
            ),
            (r#"{"key":"k","value":"plain","fromSecret":false}"#, r#"{"key":"k","value":"plain","fromSecret":false}"#),
            (r#"{"tokenUrl":"https://x.example/token?page=1"}"#, r#"{"tokenUrl":"https://x.example/token?page=1"}"#),
            (r#""a?token=b""#, r#""a?token=b""#),
        ] {
            assert_eq!(shown(Method::GET, "/v9/x", json), masked);
        }
    }
}
