//! `generated.rs` of the native module: one row per member of each model.

use geai_client::Shape;
use geai_client::api::{ENDPOINTS, RESOURCES};
use geai_client::bindings::{Field, Kind, Schema, TASKS, further_forms, is_document};

use super::models::models;
use super::text::{definition_of, models_of, to_definition_doc};

const KEYWORDS: &[&str] =
    &["type", "in", "ref", "use", "match", "mod", "move", "fn", "enum", "struct", "where", "loop"];

pub fn file() -> String {
    let mut out = String::from(
        "//! The model classes.\n\n// Generated from the operation table by `make generate`. Do not edit.\n\n\
         use geai_client::bindings::Model;\nuse geai_client::models;\nuse pyo3::prelude::*;\nuse pyo3::sync::PyOnceLock;\nuse pyo3::types::PyDict;\n\n\
         use super::any_model::HeldModel;\nuse super::model::{BaseModel, Class, classes, model, model_of};\nuse super::{document, values};\n",
    );
    for schema in models() {
        out.push_str(&class(schema));
    }
    out.push_str("\nclasses! {\n");
    let names = |schemas: &mut dyn Iterator<Item = &'static Schema>| {
        let mut names: Vec<_> = schemas.map(|schema| schema.name).collect();
        names.sort_unstable();
        names.dedup();
        names.join(" ")
    };
    out.push_str(&format!("    {};\n", names(&mut models())));
    out.push_str(&format!("    one {};\n", names(&mut returned(Shape::One).chain(made_by_helpers()))));
    out.push_str(&format!("    list {};\n", names(&mut returned(Shape::Many))));
    out.push_str(&format!("    page {}\n}}\n", names(&mut returned(Shape::Page))));
    out
}

/// What operations return in this shape.
fn returned(shape: Shape) -> impl Iterator<Item = &'static Schema> {
    let returns = ENDPOINTS.iter().map(|endpoint| endpoint.operation.returns);
    returns
        .chain(TASKS.iter().map(|task| task.returns))
        .filter(move |returns| returns.shape == shape)
        .filter_map(|returns| returns.schema)
}

/// What methods return that are written by hand over several operations.
fn made_by_helpers() -> impl Iterator<Item = &'static Schema> {
    RESOURCES.iter().filter_map(|resource| resource.helpers)
}

fn class(schema: &Schema) -> String {
    let mut rows = String::new();
    let mut slots = 0;
    for field in schema.fields {
        for line in field.doc {
            rows.push_str(&format!("        ///{line}\n"));
        }
        // Making `None` costs no more than caching it; free-form data is mutable, so each caller gets its own.
        let slot = if models_of(field.kind).is_some() || matches!(field.kind, Kind::List(_) | Kind::Words) {
            slots += 1;
            format!(" {}", slots - 1)
        } else {
            String::new()
        };
        let name = identifier(field.name);
        let get = if field.required {
            format!("{{ let it = &model.{name}; {} }}", expression(field.kind))
        } else {
            format!("values::optional(py, model.{name}.as_ref(), {})", function(field.kind))
        };
        rows.push_str(&format!("        {name}{slot} = |py, model| {get};\n"));
    }
    let doc: String = schema.doc.iter().map(|line| format!("    ///{line}\n")).collect();
    format!(
        "\nmodel! {{\n{doc}    {}[{slots}] \"{}\" \"{}\" {{\n{rows}    }}{}\n}}\n",
        schema.name,
        signature(schema.fields),
        changes(schema.fields),
        methods(schema)
    )
}

/// The function that makes the Python object.
fn function(kind: Kind) -> String {
    match kind {
        Kind::Number => "values::number".to_owned(),
        Kind::Json => "values::free_form".to_owned(),
        _ => format!("|py, it| {}", expression(kind)),
    }
}

/// The expression that makes the Python object of `it`.
fn expression(kind: Kind) -> String {
    match kind {
        Kind::String | Kind::Open(_) => "values::string(py, it.as_str())".to_owned(),
        Kind::Secret => "values::string(py, it.reveal())".to_owned(),
        Kind::Document => "values::string(py, &it.0)".to_owned(),
        Kind::Words => expression(Kind::List(&Kind::String)),
        Kind::Boolean => "values::boolean(py, *it)".to_owned(),
        Kind::Integer => "values::integer(py, *it)".to_owned(),
        Kind::Number => "values::number(py, it)".to_owned(),
        Kind::Json => "values::free_form(py, it)".to_owned(),
        Kind::Model(schema) => format!("{}::wrap(py, it.clone())", schema.name),
        Kind::List(element) => format!("values::tuple(py, it, {})", function(*element)),
    }
}

fn signature(fields: &[Field]) -> String {
    let fields =
        fields.iter().map(|field| if field.required { field.name.to_owned() } else { format!("{}=None", field.name) });
    format!("(*, {}, extra=None)", fields.collect::<Vec<_>>().join(", "))
}

fn changes(fields: &[Field]) -> String {
    let fields: Vec<_> = fields.iter().map(|field| format!("{}=...", field.name)).collect();
    format!("($self, *, {}, extra=...)", fields.join(", "))
}

fn identifier(name: &str) -> String {
    if KEYWORDS.contains(&name) { format!("r#{name}") } else { name.to_owned() }
}

/// Methods of documents: the name, its documentation, and the form.
pub const FORMS: &[(&str, &str, &str)] = &[
    ("__str__", "What it says, as text.", "text"),
    ("to_json", "The document as JSON.", "json"),
    ("to_markdown", "The document as Markdown, such as for a comment on a pull request.", "markdown"),
    ("_to_html", "The document as HTML, for notebooks.", "html"),
];

/// Methods that only this document has, as [`FORMS`].
pub fn further_methods(schema: &Schema) -> impl Iterator<Item = (String, &'static str, &'static str)> {
    further_forms(schema).iter().map(|form| (format!("to_{}", form.name), form.doc, form.name))
}

/// Methods of a document.
fn document_methods(schema: &Schema) -> String {
    let forms = FORMS.iter().map(|(name, doc, form)| ((*name).to_owned(), *doc, *form)).chain(further_methods(schema));
    let forms = forms.map(|(name, doc, form)| {
        format!(
            "        /// {doc}\n        fn {name}(slf: &Bound<'_, Self>) -> PyResult<String> {{\n            \
             document::form(slf.as_super(), \"{form}\")\n        }}\n\n"
        )
    });
    let media = match further_forms(schema).iter().any(|form| form.media_type.is_some()) {
        true => {
            "        /// Its forms by their media types, for notebooks.\n        \
             #[pyo3(signature = (include=None, exclude=None))]\n        \
             fn _repr_mimebundle_(\n            slf: &Bound<'_, Self>,\n            include: Option<&Bound<'_, PyAny>>,\n            \
             exclude: Option<&Bound<'_, PyAny>>,\n        ) -> PyResult<Py<PyAny>> {\n            \
             document::media(slf.as_super(), include, exclude)\n        }\n\n"
        }
        false => "",
    };
    format!(
        " {{\n{}{media}        /// Reads the JSON of a document, and checks it.\n        #[classmethod]\n        \
         #[pyo3(signature = (text, /))]\n        \
         fn from_json(_class: &Bound<'_, pyo3::types::PyType>, py: Python<'_>, text: &str) -> PyResult<Py<PyAny>> {{\n            \
         document::read(py, Self::CLASS, text)\n        }}\n    }}",
        forms.collect::<String>()
    )
}

/// Methods that only this model has.
fn methods(schema: &Schema) -> String {
    if is_document(schema) {
        return document_methods(schema);
    }
    definition_of(schema).map_or_else(String::new, |definition| {
        format!(
            " {{\n        /// {}\n        fn to_definition(slf: &Bound<'_, Self>) -> PyResult<Py<PyAny>> {{\n            \
             let model: &models::{model} = model_of(slf.as_super())?;\n            \
             {definition}::wrap(slf.py(), model.to_definition())\n        }}\n    }}",
            to_definition_doc(definition),
            definition = definition.name,
            model = schema.name
        )
    })
}
