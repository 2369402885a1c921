//! The forms in which people read plans and results, by their names.

use super::document::{read_applied, read_plan};
use crate::error::Error;
use crate::models::plans::{Applied, Difference, Plan, Pulled};
use crate::schema::Schema;
use crate::schema::model::{Model as _, from_stored};

type Form = fn(&str) -> Result<String, Error>;

/// A document: its schema, its JSON checked, and its forms.
struct Document {
    schema: &'static Schema,
    json: Form,
    text: Form,
    markdown: Form,
    html: Form,
}

/// The row of a model, and how its JSON is checked.
macro_rules! document {
    ($model:ident, $checked:expr) => {
        Document {
            schema: $model::SCHEMA,
            json: |text| $checked(text).map(|_| text.to_owned()),
            text: |text| from_stored::<$model>(text).map(|it| it.to_string()),
            markdown: |text| from_stored::<$model>(text).map(|it| it.to_markdown()),
            html: |text| from_stored::<$model>(text).map(|it| it.to_html()),
        }
    };
}

const DOCUMENTS: &[Document] = &[
    document!(Plan, read_plan),
    document!(Applied, read_applied),
    document!(Difference, from_stored::<Difference>),
    document!(Pulled, from_stored::<Pulled>),
];

/// The form of a document that is JSON: `Plan.text`, `Plan.markdown`, `Plan.html`; `Plan.json` is the document, checked.
pub(crate) fn find(name: &str) -> Option<Form> {
    let (document, form) = name.split_once('.')?;
    let document = DOCUMENTS.iter().find(|known| known.schema.name == document)?;
    match form {
        "json" => Some(document.json),
        "text" => Some(document.text),
        "markdown" => Some(document.markdown),
        "html" => Some(document.html),
        _ => None,
    }
}

/// Whether a model is a document that has these forms.
pub fn is_document(schema: &Schema) -> bool {
    DOCUMENTS.iter().any(|document| document.schema.name == schema.name)
}
