//! Options among the parameters of a call, and parameters among its options: the error says which argument is which.

use geai_client::bindings::{NameStyle, call_options, camel_case};
use geai_client::{Error, Operation, ParamIn};
use serde_json::{Map, Value};

/// The error of parameters that were refused. If an option of the call is among them, it says where options go.
pub fn option_among_params(operation: &Operation, params: &str, error: Error) -> Error {
    let Ok(params) = serde_json::from_str::<Map<String, Value>>(params) else { return error };
    let definition = operation.definition().and_then(|(at, _, _)| operation.params.get(at));
    let inside = definition.and_then(|param| params.get(&camel_case(param.name))).and_then(Value::as_object);
    let given = || params.keys().chain(inside.into_iter().flat_map(Map::keys));
    let misplaced = call_options(NameStyle::Camel)
        .filter(|option| !is_known(operation, option))
        .map(camel_case)
        .find(|option| given().any(|name| name == option));
    let Some(option) = misplaced else { return error };
    let arguments = arguments(operation, "params", &format!("{{ {option}: … }}"));
    let place = ordinal(arguments.len());
    let known = call_options(NameStyle::Camel).map(camel_case).collect::<Vec<_>>().join(", ");
    let hint = format!(
        "; `{option}` is an option of the call, and options ({known}) are the {place} argument: {}({})",
        function(operation),
        arguments.join(", ")
    );
    error.with(|context| context.detail.push_str(&hint))
}

/// The error of options that were refused. If a parameter of the operation is among them, it says where parameters go.
pub fn param_among_options(operation: &Operation, options: &str, error: Error) -> Error {
    let Ok(options) = serde_json::from_str::<Map<String, Value>>(options) else { return error };
    let optional = operation.params.get(operation.required_count..).unwrap_or_default();
    let Some(param) = optional.iter().map(|param| camel_case(param.name)).find(|name| options.contains_key(name))
    else {
        return error;
    };
    let arguments = arguments(operation, &format!("{{ {param}: … }}"), "options");
    let hint = format!(
        "; `{param}` is a parameter, and parameters are the {} argument: {}({})",
        ordinal(arguments.len().saturating_sub(1)),
        function(operation),
        arguments.join(", ")
    );
    error.with(|context| context.detail.push_str(&hint))
}

/// Whether the operation or its definition has something of this name.
fn is_known(operation: &Operation, name: &str) -> bool {
    let fields = operation.definition().map(|(_, _, schema)| schema.fields).unwrap_or_default();
    operation.params.iter().any(|param| param.name == name) || fields.iter().any(|field| field.name == name)
}

/// The arguments of the method, with these words for the last two.
fn arguments(operation: &Operation, params: &str, options: &str) -> Vec<String> {
    let required = operation.params.get(..operation.required_count).unwrap_or_default();
    let is_one_object = operation.free_query().is_some();
    let names = required.iter().filter(|_| !is_one_object).map(|param| match param.location {
        ParamIn::Document => "document".to_owned(),
        _ => camel_case(param.name),
    });
    let takes_params = operation.params.len() > operation.required_count;
    names.chain(takes_params.then(|| params.to_owned())).chain([options.to_owned()]).collect()
}

fn function(operation: &Operation) -> String {
    operation.name.split('.').map(camel_case).collect::<Vec<_>>().join(".")
}

fn ordinal(number: usize) -> &'static str {
    match number {
        1 => "first",
        2 => "second",
        3 => "third",
        4 => "fourth",
        _ => "last",
    }
}
