//! `_native.pyi`: the classes of the native module.

use geai_client::bindings::{Kind, Schema, TASKS, further_forms, is_document};

use super::classes::{FORMS, further_methods};
use super::models::{HEADER, models};
use super::text::{definition_of, docstring, given_in_stub, got, or_null, to_definition_doc};
use super::types::{stub_dicts, stub_enumerations};

/// What `native.pyi` holds beside the models.
const HANDWRITTEN: &[&str] = &[
    "Arguments",
    "AsyncPage",
    "AsyncPages",
    "BaseModel",
    "CachedToken",
    "DURATION_BUCKETS",
    "Emulator",
    "Event",
    "LabPackage",
    "NULL",
    "NativeClient",
    "Null",
    "Page",
    "Response",
    "__version__",
    "bind_errors",
    "cached",
    "run_cli",
    "run_emulator",
    "run_task",
];

pub fn file() -> String {
    let mut classes = String::new();
    for schema in models() {
        classes.push_str(&class(schema));
    }
    let mut all: Vec<_> = models().map(|schema| schema.name).chain(HANDWRITTEN.iter().copied()).collect();
    // As formatters want it: constants first.
    all.sort_by_key(|name| (name.bytes().any(|byte| byte.is_ascii_lowercase()), *name));
    let all: String = all.iter().map(|name| format!("    \"{name}\",\n")).collect();
    let text = include_str!("native.pyi")
        .replace("    \"ALL\",\n", &all)
        .replace("ENUMERATIONS\n", &stub_enumerations())
        .replace("TASK_NAMES\n", &task_names())
        .replace("BASE_MODEL\n", include_str!("base_model.pyi"))
        .replace("LAB_PACKAGE\n", include_str!("lab_package.pyi"));
    format!("{HEADER}{text}{classes}{}", stub_dicts())
}

/// The names of what makes several requests, so that type checkers find one that the core does not have.
fn task_names() -> String {
    let names = TASKS.iter().map(|task| format!("    {:?},\n", task.name));
    format!("_TaskName: TypeAlias = Literal[\n{}]\n\n", names.collect::<String>())
}

fn class(schema: &Schema) -> String {
    let mut out = format!("\n@final\nclass {}(BaseModel):\n{}\n", schema.name, docstring(4, schema.doc, &[]));
    out.push_str("    def __new__(\n        cls,\n        *,\n");
    let (required, optional): (Vec<_>, Vec<_>) = schema.fields.iter().partition(|field| field.required);
    for field in &required {
        out.push_str(&format!("        {}: {},\n", field.name, given_in_stub(field.kind)));
    }
    for field in &optional {
        out.push_str(&format!(
            "        {}: {}{} | None = None,\n",
            field.name,
            given_in_stub(field.kind),
            or_null(schema, field)
        ));
    }
    out.push_str(&format!("        extra: Mapping[str, object] | None = None,\n    ) -> {}: ...\n", schema.name));
    for field in schema.fields {
        let kind = got(field.kind);
        // Models that answers share have no `NULL` but that of the caller, which readers of answers never meet.
        let null = if schema.answer_of.is_some() { or_null(schema, field) } else { "" };
        let kind =
            if field.required || matches!(field.kind, Kind::Json) { kind } else { format!("{kind}{null} | None") };
        out.push_str(&format!(
            "    @property\n    def {}(self) -> {kind}:\n{}",
            field.name,
            docstring(8, field.doc, &[])
        ));
    }
    out.push_str("    def replace(\n        self,\n        *,\n");
    for field in schema.fields {
        let none = if field.required { String::new() } else { format!("{} | None", or_null(schema, field)) };
        out.push_str(&format!("        {}: {}{none} = ...,\n", field.name, given_in_stub(field.kind)));
    }
    out.push_str(&format!(
        "        extra: Mapping[str, object] = ...,\n    ) -> {}:\n        \
         \"\"\"A copy with some members changed.\n\n        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.\n        \"\"\"\n",
        schema.name
    ));
    if let Some(definition) = definition_of(schema) {
        out.push_str(&format!(
            "    def to_definition(self) -> {}:\n        \"\"\"{}\"\"\"\n",
            definition.name,
            to_definition_doc(definition)
        ));
    }
    out.push_str("    def __replace__(\n        self,\n        *,\n");
    for field in schema.fields {
        let none = if field.required { "" } else { " | None" };
        out.push_str(&format!("        {}: {}{none} = ...,\n", field.name, given_in_stub(field.kind)));
    }
    out.push_str(&format!("        extra: Mapping[str, object] = ...,\n    ) -> {}: ...\n", schema.name));
    if is_document(schema) {
        // `__str__` is that of every object.
        let of_all = FORMS.iter().filter(|(name, ..)| !name.starts_with("__"));
        let of_all = of_all.map(|(name, doc, form)| ((*name).to_owned(), *doc, *form));
        for (name, doc, _) in of_all.chain(further_methods(schema)) {
            out.push_str(&format!("    def {name}(self) -> str:\n        \"\"\"{doc}\"\"\"\n"));
        }
        if further_forms(schema).iter().any(|form| form.media_type.is_some()) {
            out.push_str(
                "    def _repr_mimebundle_(\n        self, include: Iterable[str] | None = None, exclude: Iterable[str] | None = None\n    \
                 ) -> dict[str, str]: ...\n",
            );
        }
        out.push_str(&format!(
            "    @classmethod\n    def from_json(cls, text: str, /) -> {}:\n        \
             \"\"\"Reads the JSON of a document, and checks it.\"\"\"\n",
            schema.name
        ));
    }
    // A member of this name hides the type.
    match schema.fields.iter().any(|field| field.name == "object") {
        true => out.replace(": object", ": builtins.object").replace("[str, object]", "[str, builtins.object]"),
        false => out,
    }
}
