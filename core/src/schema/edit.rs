//! A copy of a model with changes at places such as `agentData.models[0].name`, however deep they are.

use super::marks::{NULL_MARK, without_marks};
use super::member::Model;
use super::plain::from_stored;
use super::validate::{Validator, unknown_name};
use super::{Field, Kind, NameStyle, Schema};
use crate::error::Error;
use crate::json::Json;
use crate::json::place::{Step, steps};
use crate::json::tree::Tree;

/// Copies of a model with changes, however deep they are.
pub trait Edit: Model {
    /// A copy in which the values at some places, such as `agent_data.models[0].name`, are others. `None` leaves a member out,
    /// `null` clears it; a member without a name here is called `extra.` and its name. Whatever else the model holds stays.
    ///
    /// Errors with `InvalidRequestError` where a place or a value is none that the model has; of a misspelt place it names the
    /// nearest.
    fn edit<P: Into<String>>(&self, changes: impl IntoIterator<Item = (P, Option<Json>)>) -> Result<Self, Error> {
        let text = serde_json::to_string(self).map_err(|error| Error::invalid(error.to_string()))?;
        let changes: Vec<(String, Option<Json>)> =
            changes.into_iter().map(|(place, value)| (place.into(), value)).collect();
        from_stored(&of_values(Self::SCHEMA, &text, &changes)?)
    }
}

impl<T: Model> Edit for T {}

fn of_values(schema: &'static Schema, current: &str, changes: &[(String, Option<Json>)]) -> Result<String, Error> {
    let text = |value: &Json| if value.text() == "null" { NULL_MARK.to_owned() } else { value.text().to_owned() };
    let texts: Vec<Option<String>> = changes.iter().map(|(_, value)| value.as_ref().map(text)).collect();
    let changes: Vec<_> = changes.iter().zip(&texts).map(|((place, _), text)| (&**place, text.as_deref())).collect();
    edited(schema, current, &changes, NameStyle::Snake).map_err(Error::invalid)
}

/// The JSON of a copy in which the values at these places are others; `None` leaves a member out. Whatever else the object
/// holds stays, members without a name here included.
///
/// Errors name the place and what would be right.
pub(crate) fn edited(
    schema: &'static Schema,
    current: &str,
    changes: &[(&str, Option<&str>)],
    style: NameStyle,
) -> Result<String, String> {
    let mut tree = Tree::parse(current)?;
    for (place, value) in changes {
        let steps = steps(place);
        Editor { style, place, value: *value }.model(schema, &mut tree, &steps, schema.name)?;
    }
    Ok(tree.to_json())
}

struct Editor<'a> {
    style: NameStyle,
    place: &'a str,
    value: Option<&'a str>,
}

impl Editor<'_> {
    /// Changes something in an object of a model. `seen` is the place of the object.
    fn model(&self, schema: &'static Schema, tree: &mut Tree, steps: &[Step<'_>], seen: &str) -> Result<(), String> {
        let Some((Step::Member(name), rest)) = steps.split_first() else { return Err(self.refused(seen)) };
        if *name == EXTRA {
            return match rest {
                [] => Err(format!("{seen}.{EXTRA}: name a member in it")),
                rest => self.any(tree, rest, seen),
            };
        }
        let Some(field) = schema.field(name) else {
            let known = schema.fields.iter().map(|field| field.name);
            let why = unknown_name(name, seen, known, self.style);
            return Err(format!("{why}; a member that is not known is called {EXTRA}.{name}"));
        };
        let seen = format!("{seen}.{}", self.style.name(field.name));
        let members = tree.as_object().unwrap_or_default();
        let wire = members.iter().map(|(member, _)| member).find(|member| field.is_wire(member));
        let wire = wire.cloned().unwrap_or_else(|| field.wire.to_owned());
        match (rest, field.kind) {
            ([], _) => match self.checked(schema, field, |value| value.to_owned())? {
                Some(value) => tree.set(&wire, value),
                None if field.required => return Err(format!("{seen}: cannot be left out")),
                None => drop(tree.remove(&wire)),
            },
            ([Step::Element(at)], Kind::List(_)) => {
                let value = self.checked(schema, field, |value| format!("[{value}]"))?;
                let value = value.and_then(|list| list.as_list().and_then(|list| list.first().cloned()));
                replace(self.inner(tree, &wire, Tree::List(Vec::new()))?, *at, value, &seen)?;
            }
            ([Step::Element(at), rest @ ..], Kind::List(Kind::Model(element))) => {
                let list = self.inner(tree, &wire, Tree::List(Vec::new()))?;
                let place = format!("{seen}[{at}]");
                self.model(element, element_of(list, *at, &seen)?, rest, &place)?;
            }
            (rest, Kind::Model(model)) => {
                self.model(model, self.inner(tree, &wire, Tree::Object(Vec::new()))?, rest, &seen)?;
            }
            (rest, Kind::Json) => self.any(self.inner(tree, &wire, Tree::Object(Vec::new()))?, rest, &seen)?,
            _ => return Err(self.refused(&seen)),
        }
        Ok(())
    }

    /// Changes something in a value that no model describes.
    fn any(&self, tree: &mut Tree, steps: &[Step<'_>], seen: &str) -> Result<(), String> {
        let value = || {
            let text = self.value.map(without_marks);
            text.map(|text| Tree::parse(&text)).transpose().map_err(|why| format!("{}: {why}", self.place))
        };
        match steps {
            [Step::Member(name)] => {
                if tree.as_object().is_none() {
                    return Err(self.refused(seen));
                }
                match value()? {
                    Some(value) => tree.set(name, value),
                    None => drop(tree.remove(name)),
                }
                Ok(())
            }
            [Step::Element(at)] => replace(tree, *at, value()?, seen),
            [Step::Member(name), rest @ ..] => {
                self.any(self.inner(tree, name, Tree::Object(Vec::new()))?, rest, &format!("{seen}.{name}"))
            }
            [Step::Element(at), rest @ ..] => {
                let place = format!("{seen}[{at}]");
                self.any(element_of(tree, *at, seen)?, rest, &place)
            }
            [] => Err(self.refused(seen)),
        }
    }

    /// The value as the member may have it.
    fn checked(
        &self,
        schema: &'static Schema,
        field: &'static Field,
        written: impl Fn(&str) -> String,
    ) -> Result<Option<Tree>, String> {
        let Some(value) = self.value else { return Ok(None) };
        let object = format!("{{\"{}\":{}}}", field.name, written(value));
        let checked = Validator::new(self.style).validate(schema, &object, schema.name)?;
        Ok(Tree::parse(&checked)?.remove(field.wire))
    }

    /// What a member holds, made where there is nothing.
    fn inner<'t>(&self, tree: &'t mut Tree, name: &str, empty: Tree) -> Result<&'t mut Tree, String> {
        if tree.get(name).is_none_or(|value| matches!(value, Tree::Null)) {
            tree.set(name, empty);
        }
        tree.get_mut(name).ok_or_else(|| self.refused(name))
    }

    fn refused(&self, seen: &str) -> String {
        format!("`{}`: {seen} has no such part", self.place)
    }
}

/// The name under which members stand that a model does not name.
const EXTRA: &str = "extra";

/// The element of a list.
fn element_of<'a>(list: &'a mut Tree, at: usize, seen: &str) -> Result<&'a mut Tree, String> {
    let number = list.as_list().map_or(0, <[Tree]>::len);
    let found = if let Tree::List(elements) = list { elements.get_mut(at) } else { None };
    found.ok_or_else(|| format!("{seen}[{at}]: the list has {number} elements"))
}

/// Puts another element in the place of one, or takes it out.
fn replace(list: &mut Tree, at: usize, value: Option<Tree>, seen: &str) -> Result<(), String> {
    let element = element_of(list, at, seen)?;
    match value {
        Some(value) => *element = value,
        None => {
            if let Tree::List(elements) = list {
                elements.remove(at);
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::{Agent, AgentDefinition};
    use crate::schema::marks::NULL_MARK;
    use crate::schema::model::Model;

    fn edit(schema: &'static Schema, text: &str, place: &str, value: Option<&str>) -> Result<String, String> {
        edited(schema, text, &[(place, value)], NameStyle::Snake)
    }

    #[test]
    fn what_is_not_named_stays_as_it_is() {
        let text = r#"{"id":"1","name":"A","new":1.10,"agentData":{"x":{"y":1e3},"models":[{"name":"a","z":1},{"name":"b"}]}}"#;
        let changed = |place: &str, value: &str| edit(Agent::SCHEMA, text, place, Some(value)).unwrap();
        for (place, value, expected) in [
            ("agent_data.prompt.instructions", r#""i""#, text.replace("}]}}", r#"}],"prompt":{"instructions":"i"}}}"#)),
            ("agentData.models[0].name", r#""c""#, text.replace(r#""a""#, r#""c""#)),
            ("agent_data.models[1]", r#"{"name":"d"}"#, text.replace(r#""b""#, r#""d""#)),
            ("agent_data.extra.x.y", "2", text.replace("1e3", "2")),
            ("extra.new", "true", text.replace("1.10", "true")),
            ("description", NULL_MARK, text.replace("}]}}", r#"}]},"description":null}"#)),
        ] {
            assert_eq!(changed(place, value), expected, "{place}");
        }
        let without = |place: &str| edit(Agent::SCHEMA, text, place, None).unwrap();
        assert_eq!(without("agent_data.models[0]"), text.replace(r#"{"name":"a","z":1},"#, ""));
        assert_eq!(without("agent_data.extra.x"), text.replace(r#""x":{"y":1e3},"#, ""));
        assert_eq!(without("job_description"), text);
    }

    #[test]
    fn a_wrong_place_or_value_is_refused() {
        let text = r#"{"name":"A","agentData":{"models":[{"name":"a"}],"llmConfig":{"maxTokens":1}}}"#;
        for (place, value, why) in [
            ("agent_dat.prompt", "1", "AgentDefinition: unknown field `agent_dat`, did you mean `agent_data`?"),
            (
                "agent_data.prompt.instruction",
                "1",
                "AgentDefinition.agent_data.prompt: unknown field `instruction`, did you",
            ),
            ("agent_data.models[1].name", "1", "AgentDefinition.agent_data.models[1]: the list has 1 elements"),
            (
                "agent_data.models.name",
                "1",
                "`agent_data.models.name`: AgentDefinition.agent_data.models has no such part",
            ),
            ("name.first", "1", "`name.first`: AgentDefinition.name has no such part"),
            ("agent_data.llm_config.max_tokens", r#""many""#, "max_tokens: expected"),
            ("", "1", "has no such part"),
            ("extra", "{}", "name a member in it"),
        ] {
            let found = edit(AgentDefinition::SCHEMA, text, place, Some(value)).unwrap_err();
            assert!(found.contains(why), "{place}: {found}");
        }
        let found = edit(Agent::SCHEMA, r#"{"id":"1","name":"A"}"#, "name", None).unwrap_err();
        assert_eq!(found, "Agent.name: cannot be left out");
    }
}
