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

const DOCUMENTS: &[Document] = &[
    Document {
        schema: Plan::SCHEMA,
        json: |text| read_plan(text).map(|_| text.to_owned()),
        text: |text| from_stored::<Plan>(text).map(|plan| plan.to_string()),
        markdown: |text| from_stored::<Plan>(text).map(|plan| plan.to_markdown()),
        html: |text| from_stored::<Plan>(text).map(|plan| plan.to_html()),
    },
    Document {
        schema: Applied::SCHEMA,
        json: |text| read_applied(text).map(|_| text.to_owned()),
        text: |text| from_stored::<Applied>(text).map(|applied| applied.to_string()),
        markdown: |text| from_stored::<Applied>(text).map(|applied| applied.to_markdown()),
        html: |text| from_stored::<Applied>(text).map(|applied| applied.to_html()),
    },
    Document {
        schema: Difference::SCHEMA,
        json: |text| from_stored::<Difference>(text).map(|_| text.to_owned()),
        text: |text| from_stored::<Difference>(text).map(|difference| difference.to_string()),
        markdown: |text| from_stored::<Difference>(text).map(|difference| difference.to_markdown()),
        html: |text| from_stored::<Difference>(text).map(|difference| difference.to_html()),
    },
    Document {
        schema: Pulled::SCHEMA,
        json: |text| from_stored::<Pulled>(text).map(|_| text.to_owned()),
        text: |text| from_stored::<Pulled>(text).map(|pulled| pulled.to_string()),
        markdown: |text| from_stored::<Pulled>(text).map(|pulled| pulled.to_markdown()),
        html: |text| from_stored::<Pulled>(text).map(|pulled| pulled.to_html()),
    },
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
