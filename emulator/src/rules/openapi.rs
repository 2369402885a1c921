//! OpenAPI documents: the tools that an integration gets from its manifest (SIM-51).

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use crate::rules::manifest_tool::{ManifestKind, ManifestTool};

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// One tool per path and method with an operation id: the name is operation id + `_` + method, with the path between them
/// where another operation has the same id and method. `servers` may be an array or an object (D-68): nothing is read from
/// it. The error is the text of the refusal.
pub(crate) fn tools(document: &Map<String, Value>) -> Result<Vec<ManifestTool>, String> {
    if !matches!(document.get("servers"), None | Some(Value::Array(_) | Value::Object(_) | Value::Null)) {
        return Err("Manifest servers must be an array or an object.".to_owned());
    }
    let mut found = Vec::new();
    let paths = document.get("paths").and_then(Value::as_object);
    let operations = || {
        let methods = paths.into_iter().flatten().flat_map(|(at, path)| METHODS.map(|method| (at, path, method)));
        methods.filter_map(|(at, path, method)| {
            let operation = path.get(method)?;
            let id = operation.get("operationId").and_then(Value::as_str).filter(|id| !id.trim().is_empty())?;
            Some((at, path, method, operation, id))
        })
    };
    let mut count: HashMap<(&str, &str), usize> = HashMap::new();
    operations().for_each(|(_, _, method, _, id)| *count.entry((id, method)).or_default() += 1);
    for (at, path, method, operation, id) in operations() {
        let twice = count.get(&(id, method)).is_some_and(|count| *count > 1);
        let between = if twice { words(at) } else { String::new() };
        let text = |member: &str| operation.get(member).and_then(Value::as_str);
        found.push(ManifestTool {
            kind: ManifestKind::OpenApi,
            name: format!("{id}{between}_{method}"),
            description: text("description").or_else(|| text("summary")).unwrap_or_default().to_owned(),
            input_schema: input_schema(path, operation).to_string(),
        });
    }
    Ok(found)
}

/// The words of a path, each after a `_`.
fn words(path: &str) -> String {
    let words = path.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| format!("_{word}")).collect()
}

/// Parameters of the path and the operation, and the members of a JSON body, as one object.
fn input_schema(path: &Value, operation: &Value) -> Value {
    let mut properties = Map::new();
    let mut required: Vec<Value> = Vec::new();
    let parameters = [path, operation].into_iter().filter_map(|owner| owner.get("parameters")?.as_array()).flatten();
    for parameter in parameters {
        let Some(name) = parameter.get("name").and_then(Value::as_str) else {
            continue;
        };
        let schema = parameter.get("schema").cloned();
        properties.insert(name.to_owned(), schema.unwrap_or_else(|| json!({ "type": "string" })));
        let name = Value::from(name);
        if parameter.get("required") == Some(&Value::Bool(true)) && !required.contains(&name) {
            required.push(name);
        }
    }
    if let Some(body) = operation.pointer("/requestBody/content/application~1json/schema") {
        match body.get("properties").and_then(Value::as_object) {
            Some(members) => {
                for (name, schema) in members {
                    properties.insert(name.clone(), schema.clone());
                }
                let names = body.get("required").and_then(Value::as_array);
                required.extend(names.into_iter().flatten().cloned());
            }
            None => {
                properties.insert("body".to_owned(), body.clone());
            }
        }
    }
    let mut schema = json!({ "type": "object", "properties": properties });
    if let (false, Some(members)) = (required.is_empty(), schema.as_object_mut()) {
        members.insert("required".to_owned(), required.into());
    }
    schema
}
