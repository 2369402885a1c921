//! Commands to a runner, in the spelling of its language.

use geai_client::bindings::camel_case;
use serde_json::{Map, Value, json};

use crate::runner::Language;
use crate::table::Op;

/// Bytes of a big upload.
const UPLOAD: usize = 8 << 20;

/// How an operation is called: its name in the table, and the names of its arguments in their order.
pub(super) struct Shape {
    name: &'static str,
    pub(super) positional: Vec<(&'static str, Value)>,
    pub(super) optional: Map<String, Value>,
    /// Whether Node takes an object of optional parameters behind them.
    params: bool,
}

impl Shape {
    pub(super) fn new(name: &'static str, positional: Vec<(&'static str, Value)>) -> Self {
        Self { name, positional, optional: Map::new(), params: false }
    }

    pub(super) fn with_params(self) -> Self {
        Self { params: true, ..self }
    }

    /// The same with an optional parameter.
    pub(super) fn with(mut self, name: &str, value: Value) -> Self {
        self.optional.insert(name.to_owned(), value);
        self.with_params()
    }
}

impl Op {
    fn shape(self, marker: &str) -> Shape {
        let id = |params, name| Shape { params, ..Shape::new(name, vec![("id_or_name", marker.into())]) };
        match self {
            Self::Get => id(true, "agents.get"),
            Self::List => Shape::new("agents.list_by_tool", vec![("tool_id", marker.into())]).with_params(),
            Self::Delete => id(false, "agents.delete"),
            Self::Record => id(false, "interactions.record"),
            Self::Integration => id(true, "integrations.get"),
            Self::PublishTools => id(false, "integrations.publish_tools"),
            Self::Free => {
                let path = format!("/v4/agents/{marker}");
                Shape::new("request", vec![("method", "GET".into()), ("path", path.into())]).with_params()
            }
            Self::Create => {
                let definition = json!({"name": marker, "access_scope": "private"});
                Shape::new("agents.create", vec![("definition", definition)]).with_params()
            }
            Self::Publish => {
                let shape = id(false, "agents.publish_revision");
                Shape { positional: [shape.positional, vec![("revision", 1.into())]].concat(), ..shape }
            }
            Self::Import => {
                let manifest = r#"{"openapi":"3.0.3","info":{"title":"T","version":"1"},"paths":{}}"#;
                let integration = json!({"name": marker, "manifest": manifest});
                Shape::new("integrations.import", vec![("integration", integration)]).with_params()
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
    client_with_tokens(language, name, options, tokens, false)
}

/// A client whose tokens a function gives; it keeps them if they are `cached`.
pub fn client_with_tokens(
    language: Language,
    name: &str,
    options: &Map<String, Value>,
    tokens: &[&str],
    cached: bool,
) -> Value {
    let tokens = (!tokens.is_empty()).then_some(tokens);
    json!({"do": "client", "client": name, "options": spelt(language, options), "tokens": tokens, "cached": cached})
}

/// `count` calls of an operation, `parallel` at a time. `{n}` in `marker` becomes the number of the call.
pub fn call(language: Language, client: &str, op: Op, marker: &str, count: u32, parallel: u32) -> Value {
    spoken(language, client, op.shape(marker), count, parallel)
}

/// `count` calls, `parallel` at a time.
pub(super) fn spoken(language: Language, client: &str, shape: Shape, count: u32, parallel: u32) -> Value {
    let Shape { name, positional, optional, params } = shape;
    let values = || positional.iter().map(|(_, value)| value.clone()).collect::<Vec<_>>();
    let (name, args) = match language {
        Language::Rust => {
            let named = positional.into_iter().map(|(name, value)| (name.to_owned(), value));
            (name.to_owned(), Value::Object(named.chain(optional).collect()))
        }
        Language::PythonSync | Language::PythonAsync => {
            let name = if name.ends_with(".import") { format!("{name}_") } else { name.to_owned() };
            (name, json!([values(), optional]))
        }
        Language::Node => {
            let optional: Map<String, Value> =
                optional.into_iter().map(|(name, value)| (camel_case(&name).to_string(), value)).collect();
            let further = if params { vec![Value::Object(optional)] } else { Vec::new() };
            let name = name.split('.').map(camel_case).collect::<Vec<_>>().join(".");
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
    options.map(|(name, value)| (camel_case(name), milliseconds(name, value))).collect()
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
