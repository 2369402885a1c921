//! The forms in which people read plans and results, by their names.

use super::document::{read_applied, read_plan};
use crate::error::Error;
use crate::models::plans::{Applied, Plan};
use crate::schema::Schema;
use crate::schema::model::{Model as _, from_stored};

type Form = fn(&str) -> Result<String, Error>;

/// The form of a document that is JSON: `Plan.text`, `Plan.markdown`, `Plan.html`; `Plan.json` is the document, checked.
pub(crate) fn find(name: &str) -> Option<Form> {
    let (document, form) = name.split_once('.')?;
    let of_plan = document == Plan::SCHEMA.name;
    if !of_plan && document != Applied::SCHEMA.name {
        return None;
    }
    let found: Form = match (form, of_plan) {
        ("json", true) => |text| read_plan(text).map(|_| text.to_owned()),
        ("json", false) => |text| read_applied(text).map(|_| text.to_owned()),
        ("text", true) => |text| from_stored::<Plan>(text).map(|plan| plan.to_string()),
        ("text", false) => |text| from_stored::<Applied>(text).map(|applied| applied.to_string()),
        ("markdown", true) => |text| from_stored::<Plan>(text).map(|plan| plan.to_markdown()),
        ("markdown", false) => |text| from_stored::<Applied>(text).map(|applied| applied.to_markdown()),
        ("html", true) => |text| from_stored::<Plan>(text).map(|plan| plan.to_html()),
        ("html", false) => |text| from_stored::<Applied>(text).map(|applied| applied.to_html()),
        _ => return None,
    };
    Some(found)
}

/// Whether a model is a document that has these forms.
pub fn is_document(schema: &Schema) -> bool {
    [Plan::SCHEMA.name, Applied::SCHEMA.name].contains(&schema.name)
}
