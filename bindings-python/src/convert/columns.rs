//! The columns that models are in a data frame.

use geai_client::bindings::{Kind, Schema};

/// The columns of a data frame of models, with the names of their types in pandas: those of objects inside behind them, with
/// dotted names. Objects of any kind have no name.
pub fn of(schema: &'static Schema) -> Vec<(String, &'static str)> {
    let mut columns = Vec::new();
    add_columns(schema, "", &mut Vec::new(), &mut columns);
    columns
}

fn add_columns(
    schema: &'static Schema,
    prefix: &str,
    above: &mut Vec<&'static str>,
    columns: &mut Vec<(String, &'static str)>,
) {
    above.push(schema.name);
    for field in schema.fields {
        let name = format!("{prefix}{}", field.name);
        let dtype = match field.kind {
            Kind::String | Kind::Open(_) | Kind::Secret => "string",
            Kind::Boolean => "boolean",
            Kind::Integer => "Int64",
            Kind::Number => "number",
            Kind::Document | Kind::Words | Kind::Json | Kind::Model(_) | Kind::List(_) => "",
        };
        columns.push((name.clone(), dtype));
        if let Kind::Model(inner) = field.kind
            && !above.contains(&inner.name)
        {
            add_columns(inner, &format!("{name}."), above, columns);
        }
    }
    above.pop();
}
