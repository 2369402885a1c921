//! What an integration must look like: reading the `toolPlugin` of a request, checking it, and applying it.

use serde_json::{Map, Value};

use crate::http::error::{ApiError, ErrorEntry, id};
use crate::rules::manifest;
use crate::rules::manifest_tool::ManifestTool;
use crate::rules::names::{integration_name_taken, name_problems};
use crate::rules::nulls;
use crate::rules::tempers::{Names, SecretsWiped, Tempers, TrimsTexts};
use crate::rules::texts::trim_texts;
use crate::store::integrations::{Integration, IntegrationKey, Integrations};

/// The members of a `toolPlugin`. Unknown ones are ignored (SIM-07).
#[derive(Debug, Default)]
pub(crate) struct IntegrationDefinition {
    pub(crate) name: Option<String>,
    public_name: Option<String>,
    description: Option<String>,
    access_scope: Option<String>,
    manifest: Option<String>,
    scheme: Option<Map<String, Value>>,
    clears_scheme: bool,
    wipes_secrets: bool,
}

impl IntegrationDefinition {
    pub(crate) fn read(mut members: Map<String, Value>, tempers: Tempers) -> Result<Self, ApiError> {
        let null = tempers.null;
        if tempers.trims_texts == TrimsTexts::Yes {
            members.values_mut().for_each(trim_texts);
        }
        let cleared = nulls::take_cleared(&mut members, null)?;
        let is_cleared = |member: &str| cleared.iter().any(|name| name == member);
        let mut text = |member: &str| match members.shift_remove(member) {
            None if is_cleared(member) => Ok(Some(String::new())),
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            // The manifest as an object instead of a string.
            Some(document @ Value::Object(_)) if member == "manifest" => Ok(Some(document.to_string())),
            Some(_) => Err(ApiError::malformed()),
        };
        Ok(Self {
            name: text("name")?,
            public_name: text("publicName")?,
            description: text("description")?,
            access_scope: text("accessScope")?,
            manifest: text("manifest")?,
            scheme: match members.shift_remove("securityScheme") {
                None | Some(Value::Null) => None,
                Some(Value::Object(scheme)) => Some(scheme),
                Some(_) => return Err(ApiError::malformed()),
            },
            clears_scheme: is_cleared("securityScheme"),
            wipes_secrets: tempers.secrets_wiped_when_scheme_absent == SecretsWiped::Yes,
        })
    }

    /// SIM-50 and SIM-51. On an update of `this` only the members that are present are checked. Returns the tools of
    /// the manifest, if there is one.
    pub(crate) fn check(
        &self,
        integrations: &Integrations,
        project: usize,
        this: Option<IntegrationKey>,
        names: Names,
    ) -> Result<Option<Vec<ManifestTool>>, ApiError> {
        let required = |member: &Option<String>| match (member, this) {
            (None, Some(_)) => None,
            (text, _) => Some(text.clone().unwrap_or_default()),
        };
        let mut entries: Vec<ErrorEntry> = Vec::new();
        let name = required(&self.name);
        if let Some(name) = &name {
            entries.extend(name_problems(name, "Tool name cannot be empty", ""));
            if name.trim().is_empty() {
                entries.iter_mut().for_each(|entry| entry.id = id::INTEGRATION_NAME);
            }
        }
        let mut tools = None;
        match required(&self.manifest) {
            Some(text) if text.trim().is_empty() => {
                entries.push(ErrorEntry::new(id::INTEGRATION_MANIFEST, "Manifest definition is missing"));
            }
            Some(text) => match manifest::tools(&text) {
                Ok(found) => tools = Some(found),
                Err(problem) => entries.push(ErrorEntry::new(id::INTEGRATION_MANIFEST, problem)),
            },
            None => {}
        }
        if !entries.is_empty() {
            return Err(ApiError::invalid_all(entries));
        }
        let exists = |text: String| {
            Err(ApiError::invalid(id::INTEGRATION_EXISTS, format!("ToolPlugin already exists [{text}]")))
        };
        if let Some(name) = name.filter(|name| integration_name_taken(integrations, project, name, this, names)) {
            return exists(format!("Name={name}"));
        }
        let public = self.public_name.as_deref().unwrap_or_default();
        if integrations.public_name_taken(project, public, this) {
            return exists(format!("PublicName={public}"));
        }
        Ok(tools)
    }

    /// The same for a server that replaces: absent members lose their value, all but the name. Without a manifest there
    /// is no integration.
    pub(crate) fn replacing(mut self) -> Self {
        for member in [&mut self.public_name, &mut self.description, &mut self.access_scope, &mut self.manifest] {
            member.get_or_insert_default();
        }
        Self { clears_scheme: true, ..self }
    }

    /// Sets the members that are present; the others keep their value.
    pub(crate) fn apply(self, integration: &mut Integration) {
        let set = |member: &mut String, value: Option<String>| {
            if let Some(value) = value {
                *member = value;
            }
        };
        set(&mut integration.name, self.name);
        set(&mut integration.public_name, self.public_name);
        set(&mut integration.description, self.description);
        set(&mut integration.access_scope, self.access_scope);
        set(&mut integration.manifest, self.manifest);
        if integration.access_scope.is_empty() {
            "private".clone_into(&mut integration.access_scope);
        }
        if self.clears_scheme {
            integration.clear_scheme();
        }
        if self.wipes_secrets {
            integration.wipe_secrets();
        }
        if let Some(scheme) = self.scheme {
            integration.set_scheme(scheme);
        }
    }
}
