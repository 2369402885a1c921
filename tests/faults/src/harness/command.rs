//! Commands to a face, in the spelling of its language.

use geai_client::input::camel;
use serde_json::{Map, Value, json};

use crate::face::Language;
use crate::table::Op;

/// Bytes of a big upload.
const UPLOAD: usize = 8 << 20;

/// How an operation is called: its name in the table, and the names of its arguments in their order.
struct Shape {
    name: &'static str,
    positional: Vec<(&'static str, Value)>,
    /// Whether Node takes an object of optional parameters behind them.
    params: bool,
}

impl Op {
    fn shape(self, marker: &str) -> Shape {
        let id = |params, name| Shape { name, positional: vec![("id_or_name", marker.into())], params };
        match self {
            Self::Get => id(true, "agents.get"),
            Self::List => {
                Shape { name: "agents.list_by_tool", positional: vec![("tool_id", marker.into())], params: true }
            }
            Self::Delete => id(false, "agents.delete"),
            Self::Record => id(false, "interactions.record"),
            Self::Integration => id(true, "integrations.get"),
            Self::PublishTools => id(false, "integrations.publish_tools"),
            Self::Free => {
                let path = format!("/v4/agents/{marker}");
                Shape {
                    name: "request",
                    positional: vec![("method", "GET".into()), ("path", path.into())],
                    params: true,
                }
            }
            Self::Create => {
                let definition = json!({"name": marker, "access_scope": "private"});
                Shape { name: "agents.create", positional: vec![("definition", definition)], params: true }
            }
            Self::Publish => {
                let shape = id(false, "agents.publish_revision");
                Shape { positional: [shape.positional, vec![("revision", 1.into())]].concat(), ..shape }
            }
            Self::Import => {
                let manifest = r#"{"openapi":"3.0.3","info":{"title":"T","version":"1"},"paths":{}}"#;
                let integration = json!({"name": marker, "manifest": manifest});
                Shape { name: "integrations.import", positional: vec![("integration", integration)], params: true }
            }
            Self::Upload => {
                let definition = json!({"description": "x".repeat(UPLOAD)});
                let shape = id(true, "agents.update");
                Shape { positional: [shape.positional, vec![("definition", definition)]].concat(), ..shape }
            }
        }
    }
}

/// A client with these options, given in seconds and snake case.
pub fn client(language: Language, name: &str, options: &Map<String, Value>, tokens: &[&str]) -> Value {
    json!({"do": "client", "client": name, "options": spelt(language, options), "tokens": (!tokens.is_empty()).then_some(tokens)})
}

/// `count` calls of an operation, `parallel` at a time. `{n}` in `marker` becomes the number of the call.
pub fn call(language: Language, client: &str, op: Op, marker: &str, count: u32, parallel: u32) -> Value {
    let Shape { name, positional, params } = op.shape(marker);
    let values = || positional.iter().map(|(_, value)| value.clone()).collect::<Vec<_>>();
    let (name, args) = match language {
        Language::Rust => {
            let named: Map<String, Value> =
                positional.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
            (name.to_owned(), Value::Object(named))
        }
        Language::PythonSync | Language::PythonAsync => {
            let name = if name.ends_with(".import") { format!("{name}_") } else { name.to_owned() };
            (name, json!([values(), {}]))
        }
        Language::Node => {
            let further = if params { vec![json!({})] } else { Vec::new() };
            let name = name.split('.').map(camel).collect::<Vec<_>>().join(".");
            (name, Value::Array([values(), further].concat()))
        }
    };
    json!({
        "do": "call", "client": client, "name": name, "args": args.to_string(), "options": {},
        "count": count, "parallel": parallel,
    })
}

/// Options with the names and units of a language.
fn spelt(language: Language, options: &Map<String, Value>) -> Map<String, Value> {
    let options = options.iter().filter(|(_, value)| !value.is_null());
    if language != Language::Node {
        return options.map(|(name, value)| (name.clone(), value.clone())).collect();
    }
    let times = ["timeout", "deadline", "connect_timeout", "backoff", "max_retry_after"];
    let milliseconds = |name: &str, value: &Value| match value.as_f64() {
        Some(seconds) if times.contains(&name) => json!(seconds * 1000.0),
        _ => value.clone(),
    };
    options.map(|(name, value)| (camel(name), milliseconds(name, value))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_gets_its_own_spelling() {
        let args = |language| call(language, "c", Op::Publish, "m{n}z", 1, 1)["args"].as_str().unwrap().to_owned();
        assert_eq!(args(Language::Rust), r#"{"id_or_name":"m{n}z","revision":1}"#);
        assert_eq!(args(Language::PythonSync), r#"[["m{n}z",1],{}]"#);
        assert_eq!(args(Language::Node), r#"["m{n}z",1]"#);
        assert_eq!(call(Language::Node, "c", Op::Get, "m", 1, 1)["args"], r#"["m",{}]"#);
        assert_eq!(call(Language::Node, "c", Op::Publish, "m", 1, 1)["name"], "agents.publishRevision");
        assert_eq!(call(Language::PythonAsync, "c", Op::Import, "m", 1, 1)["name"], "integrations.import_");
        let options = json!({"connect_timeout": 0.3, "retries": 2, "timeout": null});
        let options = options.as_object().unwrap();
        assert_eq!(Value::Object(spelt(Language::Node, options)), json!({"connectTimeout": 300.0, "retries": 2}));
    }
}
