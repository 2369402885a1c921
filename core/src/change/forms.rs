//! The forms in which people read plans and results, by their names.

use super::document::{read_applied, read_plan};
use crate::error::Error;
use crate::json::tree::Tree;
use crate::models::graph::Graph;
use crate::models::plans::{Applied, Difference, Plan, Pulled};
use crate::schema::Schema;
use crate::schema::model::{Model as _, from_stored};

type Form = fn(&str) -> Result<String, Error>;

/// A form that only some documents have.
pub struct FurtherForm {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub doc: &'static str,
    /// What notebooks know it as, which show it.
    pub media_type: Option<&'static str>,
    write: Form,
}

/// A document: its schema, its JSON checked, and its forms.
struct Document {
    schema: &'static Schema,
    json: Form,
    text: Form,
    markdown: Form,
    html: Form,
    further: &'static [FurtherForm],
}

/// The row of a model, and how its JSON is checked.
macro_rules! document {
    ($model:ident, $checked:expr) => {
        document!($model, $checked, &[])
    };
    ($model:ident, $checked:expr, $further:expr) => {
        Document {
            schema: $model::SCHEMA,
            json: |text| $checked(text).map(|_| text.to_owned()),
            text: |text| from_stored::<$model>(text).map(|it| it.to_string()),
            markdown: |text| from_stored::<$model>(text).map(|it| it.to_markdown()),
            html: |text| from_stored::<$model>(text).map(|it| it.to_html()),
            further: $further,
        }
    };
}

const DOCUMENTS: &[Document] = &[
    document!(Plan, read_plan),
    document!(Applied, read_applied),
    document!(Difference, from_stored::<Difference>),
    document!(Pulled, from_stored::<Pulled>),
    document!(Graph, Graph::from_json, PICTURES),
];

const PICTURES: &[FurtherForm] = &[
    FurtherForm {
        name: "mermaid",
        doc: "The graph as Mermaid draws it.",
        media_type: Some("text/vnd.mermaid"),
        write: |text| Graph::from_json(text).map(|graph| graph.to_mermaid()),
    },
    FurtherForm {
        name: "dot",
        doc: "The graph in the language of Graphviz.",
        media_type: None,
        write: |text| Graph::from_json(text).map(|graph| graph.to_dot()),
    },
    FurtherForm {
        name: "svg",
        doc: "The graph as a picture. It needs no library and loads nothing.",
        media_type: Some("image/svg+xml"),
        write: |text| Graph::from_json(text).map(|graph| graph.to_svg()),
    },
];

/// A form of a document that is JSON, such as `Plan.markdown`.
pub(crate) fn form(name: &str, text: &str) -> Option<Result<String, Error>> {
    let (document, form) = name.split_once('.')?;
    let document = DOCUMENTS.iter().find(|known| known.schema.name == document)?;
    let write = match form {
        "json" => document.json,
        "text" => document.text,
        "markdown" => document.markdown,
        "html" => document.html,
        // Not HTML: that is a form of every model, which notebooks ask for by itself.
        "media" => return Some(media(document, text)),
        other => document.further.iter().find(|form| form.name == other)?.write,
    };
    Some(write(text))
}

/// What notebooks show of a document: a JSON object of its forms by their media types.
fn media(document: &Document, text: &str) -> Result<String, Error> {
    let shown = document.further.iter().filter_map(|form| Some((form.media_type?, form.write)));
    let shown = shown.chain([("text/plain", document.text)]);
    let members = shown.map(|(name, write)| Ok((name.to_owned(), Tree::Text(write(text)?))));
    members.collect::<Result<_, Error>>().map(|members| Tree::Object(members).to_json())
}

/// Whether a model is a document that has these forms.
pub fn is_document(schema: &Schema) -> bool {
    DOCUMENTS.iter().any(|document| document.schema.name == schema.name)
}

/// The forms that a document has beside those of all.
pub fn further_forms(schema: &Schema) -> &'static [FurtherForm] {
    DOCUMENTS.iter().find(|document| document.schema.name == schema.name).map(|it| it.further).unwrap_or_default()
}
