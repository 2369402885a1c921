//! What a seed holds.

use std::io;
use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::input::refusal::InvalidInput;
use crate::input::{strict, text};
use crate::seed::texts::SEED;
use crate::store::tools::ToolInfo;

/// Objects to create: agents, integrations, tools, models and targets of the inspector. It is read strictly: what is
/// unknown is refused with its place and the nearest name.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use geai_emulator::{Emulator, Seed};
///
/// let seed = Seed::parse("models: [{ name: gpt-4o }]\nagents: [{ definition: { name: ParcelTracker } }]")?;
/// let emulator = Emulator::builder().seed(seed).start()?;
/// # emulator.stop();
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Seed {
    pub(crate) models: Vec<ModelSeed>,
    pub(crate) tools: Vec<ToolSeed>,
    pub(crate) inspector_targets: Vec<TargetSeed>,
    pub(crate) integrations: Vec<IntegrationSeed>,
    pub(crate) agents: Vec<AgentSeed>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ModelSeed {
    pub(crate) name: String,
    /// Default: random.
    #[serde(default)]
    pub(crate) id: Option<String>,
}

/// A published tool: of a project, or of the public catalogue without one.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ToolSeed {
    #[serde(default)]
    pub(crate) project: Option<String>,
    /// Default: random.
    #[serde(default)]
    pub(crate) id: String,
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) public_name: String,
    #[serde(rename = "type", default)]
    pub(crate) kind: String,
    #[serde(default)]
    pub(crate) access_scope: String,
    #[serde(default)]
    pub(crate) description: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct TargetSeed {
    pub(crate) url: String,
    pub(crate) security_scheme: Value,
    /// A text, or the document itself.
    pub(crate) manifest: Value,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct IntegrationSeed {
    /// Default: the first one.
    #[serde(default)]
    pub(crate) project: Option<String>,
    /// Whether its tools are published.
    #[serde(default)]
    pub(crate) publish: bool,
    /// Whether members are refused that no page shows.
    #[serde(default = "yes")]
    pub(crate) strict: bool,
    /// As `toolPlugin` of a request.
    pub(crate) definition: Map<String, Value>,
    /// As `parameterDefinition.parameters` of a request.
    #[serde(default)]
    pub(crate) parameters: Vec<Map<String, Value>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AgentSeed {
    /// Default: the first one.
    #[serde(default)]
    pub(crate) project: Option<String>,
    /// Whether it is published.
    #[serde(default)]
    pub(crate) publish: bool,
    /// Whether members are refused that no page shows.
    #[serde(default = "yes")]
    pub(crate) strict: bool,
    /// As `agentDefinition` of a request.
    pub(crate) definition: Map<String, Value>,
}

const fn yes() -> bool {
    true
}

impl Seed {
    /// Reads JSON or YAML.
    ///
    /// # Errors
    ///
    /// The text is neither, holds what a seed does not have, or a number that would lose digits; the error says where and
    /// why.
    pub fn parse(text: &str) -> Result<Self, InvalidInput> {
        if text.trim_start_matches('\u{feff}').trim().is_empty() {
            return Err(InvalidInput::new("it is empty"));
        }
        Self::from_value(text::read_exact(text, &SEED)?)
    }

    /// Reads a file with JSON or YAML.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or, with the kind `InvalidData`, it is no seed; the error names the file.
    pub fn read(path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path.as_ref();
        let named = |kind, why: &dyn std::fmt::Display| io::Error::new(kind, format!("{}: {why}", path.display()));
        let text = std::fs::read_to_string(path).map_err(|error| named(error.kind(), &error))?;
        Self::parse(&text).map_err(|error| named(io::ErrorKind::InvalidData, &error))
    }

    /// Reads a value.
    ///
    /// # Errors
    ///
    /// It holds what a seed does not have; the error says where and why.
    pub fn from_value(value: Value) -> Result<Self, InvalidInput> {
        strict::from_value(value)
    }

    /// One tool of a project, or of the public catalogue without one.
    pub(crate) fn of_tool(project: Option<&str>, tool: ToolInfo) -> Self {
        let ToolInfo { id, name, public_name, kind, access_scope, description, is_reference: _ } = tool;
        let project = project.map(str::to_owned);
        let tool = ToolSeed { project, id, name, public_name, kind, access_scope, description };
        Self { tools: vec![tool], ..Self::default() }
    }

    pub(crate) fn of_model(name: String, id: Option<String>) -> Self {
        Self { models: vec![ModelSeed { name, id }], ..Self::default() }
    }

    pub(crate) fn of_target(url: String, security_scheme: Value, manifest: String) -> Self {
        let target = TargetSeed { url, security_scheme, manifest: manifest.into() };
        Self { inspector_targets: vec![target], ..Self::default() }
    }
}
