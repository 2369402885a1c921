//! Credentials of an integration: they are stored once, and responses show references to them (SIM-53, SIM-54).

use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::store::integrations::Integration;

/// Members of a security scheme that are stored as secrets.
const SECRET_MEMBERS: [&str; 5] = ["clientId", "clientSecret", "apiKey", "password", "token"];

/// Whether the value of a parameter is a credential, by the last part of its key.
fn is_secret_key(key: &str) -> bool {
    let last = key.rsplit('.').next().unwrap_or(key);
    SECRET_MEMBERS.contains(&last)
}

impl Integration {
    /// Sets the security scheme: absent members keep their value, and secrets are replaced by references, which are
    /// also listed in `parameters`.
    pub(crate) fn set_scheme(&mut self, mut scheme: Map<String, Value>) {
        self.replace_secrets(&mut scheme, "securityScheme");
        let mut merged = self.scheme.take().unwrap_or_default();
        merge(&mut merged, scheme);
        complete(&mut merged);
        self.scheme = Some(merged);
    }

    /// Removes the security scheme and the parameters that came from it. Its secrets stay, so that their references can
    /// be sent back.
    pub(crate) fn clear_scheme(&mut self) {
        self.scheme = None;
        let from_scheme =
            |key: Option<&Value>| key.and_then(Value::as_str).is_some_and(|key| key.starts_with("securityScheme."));
        self.parameters.retain(|parameter| !from_scheme(parameter.get("key")));
    }

    /// Removes the credentials from the security scheme, and the parameters that came from them. The secrets stay, so that
    /// their references can be sent back.
    pub(crate) fn wipe_secrets(&mut self) {
        if let Some(scheme) = &mut self.scheme {
            remove_secrets(scheme);
        }
        self.parameters.retain(|parameter| !is_credential(parameter));
    }

    fn replace_secrets(&mut self, members: &mut Map<String, Value>, path: &str) {
        for (member, value) in members.iter_mut() {
            let key = format!("{path}.{member}");
            match value {
                Value::Object(inner) => self.replace_secrets(inner, &key),
                Value::String(text) if SECRET_MEMBERS.contains(&member.as_str()) && !text.is_empty() => {
                    let reference = self.store_secret(text);
                    self.set_parameter(json!({
                        "key": key,
                        "dataType": "String",
                        "type": "config",
                        "fromSecret": true,
                        "isRequired": true,
                        "value": reference,
                    }));
                    *text = reference;
                }
                _ => {}
            }
        }
    }

    /// Stores a secret and returns its reference. A known reference is returned unchanged, so that a response can be
    /// sent back as an update.
    fn store_secret(&mut self, value: &str) -> String {
        if self.secrets.contains_key(value) {
            return value.to_owned();
        }
        let reference = format!("secret-ref-{}", Uuid::new_v4());
        self.secrets.insert(reference.clone(), value.to_owned());
        reference
    }

    /// Sets or adds one config parameter. A credential given as plain text is stored and replaced by its reference.
    pub(crate) fn set_config_parameter(&mut self, mut parameter: Map<String, Value>) {
        let secret = parameter.get("key").and_then(Value::as_str).is_some_and(is_secret_key)
            && parameter.get("fromSecret") != Some(&Value::Bool(true));
        if let (true, Some(Value::String(value))) = (secret, parameter.get("value"))
            && !value.is_empty()
        {
            let reference = self.store_secret(&value.clone());
            parameter.insert("fromSecret".to_owned(), true.into());
            parameter.insert("value".to_owned(), reference.into());
        }
        self.set_parameter(Value::Object(parameter));
    }

    /// Sets or adds one entry; keys are unique. Absent members of a known entry keep their value.
    fn set_parameter(&mut self, parameter: Value) {
        let Value::Object(parameter) = parameter else {
            return;
        };
        let known = self.parameters.iter_mut().find(|known| known.get("key") == parameter.get("key"));
        match known {
            Some(known) => known.extend(parameter),
            None => self.parameters.push(parameter),
        }
    }

    /// Whether the scheme needs a credential and none is stored (SIM-54).
    pub(crate) fn pending_credential(&self) -> bool {
        let Some(scheme) = &self.scheme else {
            return false;
        };
        let is = |member: &str, names: &[&str]| {
            scheme
                .get(member)
                .and_then(Value::as_str)
                .is_some_and(|text| names.iter().any(|name| text.eq_ignore_ascii_case(name)))
        };
        let needed = is("type", &["oauth2", "apiKey"]) || is("authLevel", &["oauth2", "apiKey"]);
        needed && !self.parameters.iter().any(is_credential)
    }
}

fn remove_secrets(members: &mut Map<String, Value>) {
    members.retain(|member, _| !SECRET_MEMBERS.contains(&member.as_str()));
    members.values_mut().filter_map(Value::as_object_mut).for_each(remove_secrets);
}

fn is_credential(parameter: &Map<String, Value>) -> bool {
    let text = |member: &str| parameter.get(member).and_then(Value::as_str).unwrap_or_default();
    !text("value").is_empty() && (is_secret_key(text("key")) || parameter.get("fromSecret") == Some(&Value::Bool(true)))
}

fn merge(into: &mut Map<String, Value>, from: Map<String, Value>) {
    for (member, value) in from {
        match (into.get_mut(&member), value) {
            (_, Value::Null) => {}
            (Some(Value::Object(old)), Value::Object(new)) => merge(old, new),
            (_, value) => {
                into.insert(member, value);
            }
        }
    }
}

/// Adds what the documented request leaves to the server (I3-03): an OAuth flow determines the kind of the scheme.
fn complete(scheme: &mut Map<String, Value>) {
    let flow = |name: &str, member: &str| {
        scheme
            .get("flows")
            .and_then(|flows| flows.get(name))
            .and_then(Value::as_object)
            .map(|flow| flow.get(member).and_then(Value::as_str).map(str::to_owned))
    };
    let Some(url) = flow("authorizationCode", "authorizationUrl").or_else(|| flow("clientCredentials", "tokenUrl"))
    else {
        return;
    };
    let mut defaults =
        vec![("type", "oauth2".to_owned()), ("in", "header".to_owned()), ("name", "Authorization".to_owned())];
    if let Some(origin) = url.as_deref().and_then(origin) {
        defaults.push(("issuer", origin.to_owned()));
    }
    if let Some(Value::Object(flows)) = scheme.get_mut("flows") {
        flows.entry("x-additional-parameters").or_insert_with(|| Map::new().into());
    }
    for (member, text) in defaults {
        let missing = scheme.get(member).and_then(Value::as_str).is_none_or(str::is_empty);
        if missing {
            scheme.insert(member.to_owned(), text.into());
        }
    }
}

/// `https://host:port` of an absolute URL.
fn origin(url: &str) -> Option<&str> {
    let start = url.find("://")? + 3;
    let end = url.get(start..)?.find(['/', '?', '#']).map_or(url.len(), |length| start + length);
    url.get(..end)
}
