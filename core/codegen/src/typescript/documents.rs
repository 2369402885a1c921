//! The documents of set-ups as classes.

use geai_client::bindings::{camel_case, further_forms, is_document};
use geai_client::models::SCHEMAS;

use super::text::{HEADER, doc};

/// The file.
pub fn file() -> String {
    let mut out = format!(
        "{HEADER}\nimport {{ inForm, SetUpDocument }} from \"../call/set_up_document\";\n\
         import type * as models from \"./models\";\n"
    );
    for schema in SCHEMAS.iter().filter(|schema| is_document(schema)) {
        let name = schema.name;
        out.push_str(&format!("\n{}export interface {name} extends models.{name} {{}}\n", doc("", schema.doc)));
        let further: String = further_forms(schema)
            .iter()
            .map(|form| {
                let method = camel_case(&format!("to_{}", form.name));
                let (doc, form) = (form.doc, form.name);
                format!("\n  /** {doc} */\n  {method}(): string {{\n    return inForm({name:?}, {form:?}, this.toJson());\n  }}\n")
            })
            .collect();
        out.push_str(&format!(
            "export class {name} extends SetUpDocument {{\n  constructor(text: string) {{\n    super({name:?}, text);\n  }}\n{further}\n  \
             /**\n   * Reads the JSON of such a document, and checks it.\n   *\n   * @throws {{GeaiError}} where it is none, of \
             another version, or was changed\n   */\n  static fromJson(text: string): {name} {{\n    return read{name}(inForm({name:?}, \
             \"json\", text));\n  }}\n}}\n\n/** A document of its text. Outside of the class: the bundler renames a class that refers to itself. */\n\
             export function read{name}(text: string): {name} {{\n  return new {name}(text);\n}}\n"
        ));
    }
    out
}
