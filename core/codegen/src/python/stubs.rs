//! `_native.pyi`: the classes of the native module.

use geai_client::bindings::{Kind, Schema, is_document, is_sent};

use super::classes::FORMS;
use super::text::{definition_of, docstring, given_in_stub, got, or_null, to_definition_doc};
use super::types::{stub_dicts, stub_enumerations};
use super::{HEADER, models};

/// What `native.pyi` holds beside the models.
const HANDWRITTEN: &[&str] = &[
    "Arguments",
    "AsyncPage",
    "AsyncPages",
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
    let text =
        include_str!("native.pyi").replace("    \"ALL\",\n", &all).replace("ENUMERATIONS\n", &stub_enumerations());
    format!("{HEADER}{text}{classes}{}", stub_dicts())
}

fn class(schema: &Schema) -> String {
    let mut out = format!("\n@final\nclass {}:\n{}\n", schema.name, docstring(4, schema.doc, &[]));
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
    out.push_str(
        "    @property\n    def extra(self) -> dict[str, Any]:\n        \
         \"\"\"Members that have no name here, by wire name, as plain data.\"\"\"\n    @property\n    \
         def malformed_members(self) -> dict[str, Any]:\n        \"\"\"Values of another type than documented, which are \
         unset here and in the models in it, by their places.\n\n        Such as `agentData.models[0].name`; as plain data. \
         They go back as they came.\n        \"\"\"\n    def replace(\n        self,\n        *,\n",
    );
    for field in schema.fields {
        let none = if field.required { String::new() } else { format!("{} | None", or_null(schema, field)) };
        out.push_str(&format!("        {}: {}{none} = ...,\n", field.name, given_in_stub(field.kind)));
    }
    out.push_str(&format!(
        "        extra: Mapping[str, object] = ...,\n    ) -> {0}:\n        \
         \"\"\"A copy with some members changed.\n\n        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.\n        \"\"\"\n    \
         def to_dict(self, *, reveal_secrets: bool = False) -> dict[str, Any]:\n        \
         \"\"\"Plain data with wire names; only what is set, `None` for `NULL`.\n\n        Secrets are `***` unless they are to be revealed.\n        \"\"\"\n    \
         @classmethod\n    def from_dict(cls, data: Mapping[str, object], /, *, strict: bool = True) -> {0}:\n        \
         \"\"\"Reads plain data with wire names; {1}\"\"\"\n",
        schema.name,
        match is_sent(schema) {
            true => {
                "`None` is the `null` of JSON, which clears a member as `NULL` does.\n\n        A member without a name \
                 here is refused, unless it stands under `extra` or `strict` is false.\n        "
            }
            false => "records of the server, such as an agent, as tolerantly as an answer.",
        }
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
        for (name, doc, _) in FORMS.iter().filter(|(name, ..)| !name.starts_with("__")) {
            out.push_str(&format!("    def {name}(self) -> str:\n        \"\"\"{doc}\"\"\"\n"));
        }
        out.push_str(&format!(
            "    @classmethod\n    def from_json(cls, text: str, /) -> {}:\n        \
             \"\"\"Reads the JSON of a document, and checks it.\"\"\"\n",
            schema.name
        ));
    }
    out.push_str(&format!(
        "    @classmethod\n    def __get_pydantic_core_schema__(cls, _source: Any, _handler: Any, /) -> Any: ...\n    \
         def __eq__(self, other: object, /) -> bool: ...\n    def __hash__(self) -> int: ...\n    \
         def __copy__(self) -> {0}: ...\n    def __deepcopy__(self, _memo: dict[int, Any], /) -> {0}: ...\n    \
         def __reduce__(self) -> tuple[Any, ...]: ...\n    \
         def __setattr__(self, name: str, value: object, /) -> NoReturn: ...\n    \
         def __delattr__(self, name: str, /) -> NoReturn: ...\n    def _printed(self) -> {0}: ...\n    \
         def _repr_html_(self) -> str: ...\n    \
         @classmethod\n    def _from_json(cls, text: str) -> {0}: ...\n    _fields: ClassVar[list[str]]\n    _wire_fields: ClassVar[list[tuple[str, bool]]]\n",
        schema.name
    ));
    out
}
