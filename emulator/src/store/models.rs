//! The models that agents can name.

use serde::{Deserialize, Serialize};

/// A model.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Model {
    pub(crate) id: String,
    pub(crate) name: String,
}

/// All models. While there are none, every name is that of a model (SIM-14).
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Models(Vec<Model>);

impl Models {
    pub(crate) fn is_known(&self, name: &str) -> bool {
        self.0.is_empty() || self.id_of(name).is_some()
    }

    pub(crate) fn id_of(&self, name: &str) -> Option<&str> {
        Some(&self.0.iter().find(|model| model.name == name)?.id)
    }

    /// False when its name or id is taken.
    pub(crate) fn insert(&mut self, model: Model) -> bool {
        let is_new = self.0.iter().all(|known| known.name != model.name && known.id != model.id);
        if is_new {
            self.0.push(model);
        }
        is_new
    }
}
