//! Any JSON object in, the same JSON out: nothing is lost and nothing is invented (GEN-14 to GEN-17).

use geai_client::__fuzzing::{decode, response};
use geai_client::Json;
use geai_client::bindings::{Kind, Model, Schema};
use geai_client::bindings::{MaskedForm, NameStyle, definition_of, mask};
use geai_client::models::{self, Agent, AgentDefinition};
use geai_client::{
    api,
    bindings::{from_json, from_json_lenient},
};
use geai_tests::equal;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

fn any_json() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_filter("JSON has no other", |number| number.is_finite()).prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec(("\\PC{0,8}", inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
    .boxed()
}

/// A value as the server may send it for a member of this kind.
fn of_kind(kind: Kind, depth: u32) -> BoxedStrategy<Value> {
    match kind {
        Kind::String | Kind::Secret | Kind::Document => "\\PC{0,20}".prop_map(Value::from).boxed(),
        Kind::Open(known) => {
            prop_oneof![prop::sample::select(known.values).prop_map(Value::from), "[a-z-]{1,9}".prop_map(Value::from)]
                .boxed()
        }
        Kind::Words => prop::collection::vec("[a-z.]{1,9}", 0..3).prop_map(Value::from).boxed(),
        Kind::Boolean => any::<bool>().prop_map(Value::from).boxed(),
        Kind::Integer => any::<i64>().prop_map(Value::from).boxed(),
        Kind::Number => prop_oneof![any::<i32>().prop_map(Value::from), (-1e6..1e6).prop_map(Value::from)].boxed(),
        Kind::Json => any_json().prop_filter("null is not set", |value| !value.is_null()).boxed(),
        Kind::Model(schema) => object(schema, depth),
        Kind::List(element) if depth == 0 => Just(json!([]))
            .prop_map(move |list| {
                let _ = element;
                list
            })
            .boxed(),
        Kind::List(element) => prop::collection::vec(of_kind(*element, depth - 1), 0..3).prop_map(Value::from).boxed(),
    }
}

fn object(schema: &'static Schema, depth: u32) -> BoxedStrategy<Value> {
    let extra = prop::collection::vec(("x-\\PC{0,6}", any_json()), 0..3);
    let mut members: BoxedStrategy<Vec<(String, Value)>> = extra.boxed();
    for field in schema.fields {
        let there = field.required;
        if !there && depth == 0 && matches!(field.kind, Kind::Model(_)) {
            continue;
        }
        let value = of_kind(field.kind, depth.saturating_sub(1));
        let value = if there { value.prop_map(Some).boxed() } else { prop::option::of(value).boxed() };
        members = (members, value)
            .prop_map(move |(mut members, value)| {
                members.extend(value.map(|value| (field.wire.to_owned(), value)));
                members
            })
            .boxed();
    }
    members.prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())).boxed()
}

/// A record of a list, with some of its members as only a tolerant reader takes them, or fit for none.
fn record() -> impl Strategy<Value = Value> {
    let odd = prop_oneof![Just(Value::Null), Just(json!("3")), Just(json!(3.0)), Just(json!([7]))];
    let odd = prop::option::weighted(0.2, (any::<prop::sample::Index>(), odd));
    (object(models::AgentSummary::SCHEMA, 2), odd).prop_map(|(mut record, odd)| {
        let members = record.as_object_mut().into_iter().flatten();
        if let (Some((at, value)), members @ [_, ..]) = (odd, members.collect::<Vec<_>>().as_mut_slice()) {
            *at.get_mut(members).1 = value;
        }
        record
    })
}

fn round_trip<T: Model>(value: &Value) -> Value {
    let model: T = from_json_lenient(&value.to_string()).unwrap_or_else(|error| panic!("{error} in {value}"));
    serde_json::to_value(model).unwrap()
}

macro_rules! every_model {
    ($($model:ident),+ $(,)?) => {
        mod every_model {
            use super::*;
            $(
                #[allow(non_snake_case, reason = "named by its model")]
                #[test]
                fn $model() {
                    proptest!(ProptestConfig::with_cases(64), |(value in object(models::$model::SCHEMA, 3))| {
                        let found = round_trip::<models::$model>(&value);
                        prop_assert!(equal(&value, &found), "{value}\n{found}");
                    });
                }
            )+
        }
    };
}
geai_client::for_every_model!(every_model);

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// An agent as received is a definition without what only an answer carries, through typed code and
    /// through the call without a type alike.
    #[test]
    fn an_agent_given_back_loses_only_what_an_answer_carries(agent in object(Agent::SCHEMA, 3)) {
        let mut expected = agent.as_object().cloned().unwrap();
        for field in Agent::SCHEMA.fields {
            if AgentDefinition::SCHEMA.field(field.name).is_none() {
                expected.remove(field.wire);
            }
        }
        let expected = Value::Object(expected);
        let typed: Agent = from_json(&agent.to_string()).unwrap();
        prop_assert!(equal(&expected, &serde_json::to_value(typed.to_definition()).unwrap()));

        let endpoint = api::find("agents.update").unwrap();
        for definition in [agent.to_string(), definition_of(AgentDefinition::SCHEMA, &agent.to_string()).unwrap()] {
            let params = format!(r#"{{"id_or_name":"x","definition":{definition}}}"#);
            let args = endpoint.operation.args(&params, None, NameStyle::Camel);
            prop_assert!(args.is_ok(), "{args:?}");
        }
    }

    #[test]
    fn free_form_json_is_kept_to_the_letter(value in any_json()) {
        let text = format!(" {value} ");
        let json: Json = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(json.text(), value.to_string());
    }
}

#[test]
fn gen_15_null_and_absent_mean_the_same_for_named_members_only() {
    let agent: Agent = from_json(r#"{"id":"1","name":"a","description":null,"agentData":null,"new":null}"#).unwrap();
    assert_eq!(agent.description, None);
    assert_eq!(serde_json::to_string(&agent).unwrap(), r#"{"id":"1","name":"a","new":null}"#);
}

#[test]
fn d_25_d_33_d_38_other_spellings_are_read_and_written_as_documented() {
    let text = r#"{"id":"1","name":"a","Messages":[],"agentData":{"LLMConfig":{"maxTokens":"5"},
        "prompt":{"examples":{"inputData":"i"}},"resourcePools":[{"tools":[{"Id":"t"}]}]}}"#;
    let agent: Agent = from_json(text).unwrap();
    let expected = json!({"id":"1","name":"a","messages":[],"agentData":{"llmConfig":{"maxTokens":5},
        "prompt":{"examples":[{"inputData":"i"}]},"resourcePools":[{"tools":[{"id":"t"}]}]}});
    assert!(equal(&expected, &serde_json::to_value(agent).unwrap()));
}

#[test]
fn a_required_or_ill_typed_member_is_named_with_its_place() {
    for (text, place) in [
        (r#"{"name":"a"}"#, "id"),
        (r#"{"id":"1","name":"a","id":"2"}"#, "duplicate"),
        (r#"{"id":"1","name":7,"version":""}"#, "name"),
    ] {
        let error = from_json::<Agent>(text).unwrap_err().to_string();
        assert!(error.contains(place), "{text}: {error}");
    }
}

proptest! {
    #[test]
    fn a_page_as_it_came_says_what_the_page_says(
        records in prop::collection::vec(record(), 0..6),
        alone in any::<bool>(),
        information in prop::option::of(object(models::PageInformation::SCHEMA, 1)),
    ) {
        let records = if alone && records.len() == 1 { records[0].clone() } else { Value::from(records) };
        let mut answer = json!({"agents": records, "x": 1});
        if let Some(information) = information {
            answer["information"] = information;
        }
        let list = api::find("agents.list").unwrap();
        let Ok(page) = decode(list, response(answer.to_string().into())) else {
            // One that fits nothing, and no list either.
            prop_assert!(alone);
            return Ok(());
        };
        let told: Value = serde_json::from_slice(&page.to_json().unwrap()).unwrap();
        if let Some((text, rest)) = page.verbatim() {
            let (mut text, mut rest): (Value, Value) =
                (serde_json::from_slice(&text).unwrap(), serde_json::from_str(&rest).unwrap());
            let member = rest.as_object_mut().unwrap().remove("member").unwrap();
            rest.as_object_mut().unwrap().remove("plain").unwrap();
            rest["items"] = text[member.as_str().unwrap()].take();
            prop_assert!(equal(&told, &rest), "{told}\n{rest}");
        } else {
            // Only a page that is not what stands there is written anew.
            let stood = json!({"agents": told["items"], "information": told["information"], "x": 1});
            prop_assert!(!equal(&stood, &answer), "{answer}");
        }
    }
}

#[test]
fn gen_23_a_member_of_another_type_is_unset_and_goes_back_as_it_came() {
    let text = r#"{"id":"1","name":"a","revision":18446744073709551616,"isReadonly":"false","publicName":7,
        "agentData":{"models":[{},{"name":7}],"prompt":"x","llmConfig":{"maxTokens":1.5}}}"#;
    let agent: Agent = from_json(text).unwrap();
    assert_eq!((agent.revision, agent.is_readonly, agent.public_name.as_deref()), (None, None, None));
    let kept = agent.malformed_members();
    let places: Vec<_> = kept.keys().map(String::as_str).collect();
    let expected = [
        "agentData.llmConfig.maxTokens",
        "agentData.models[1].name",
        "agentData.prompt",
        "isReadonly",
        "publicName",
        "revision",
    ];
    assert_eq!(places, expected);
    assert_eq!(kept["revision"].text(), "18446744073709551616");
    // What is sent: the values in their places.
    let sent = serde_json::to_string(&agent.to_definition()).unwrap();
    let data = r#""models":[{},{"name":7}],"prompt":"x","llmConfig":{"maxTokens":1.5}"#;
    assert!(equal(
        &serde_json::from_str(&format!(r#"{{"name":"a","publicName":7,"agentData":{{{data}}}}}"#)).unwrap(),
        &serde_json::from_str(&sent).unwrap()
    ));
    // What is set since is sent instead.
    let mut definition = agent.to_definition();
    definition.public_name = "com.example.a".into();
    let sent = serde_json::to_value(&definition).unwrap();
    assert_eq!(sent["publicName"], "com.example.a");
    assert!(!definition.malformed_members().contains_key("publicName"));
    // The plain form keeps them apart, and is read again as the same.
    let plain = agent.plain_json().unwrap();
    assert!(plain.contains(r#""malformedMembers":{"agentData.llmConfig.maxTokens":1.5,"#), "{plain}");
    assert_eq!(from_json::<Agent>(&plain).unwrap(), agent);
    let definition = definition_of(AgentDefinition::SCHEMA, &plain).unwrap();
    let endpoint = api::find("agents.update").unwrap();
    let params = format!(r#"{{"id_or_name":"x","definition":{definition}}}"#);
    assert!(endpoint.operation.args(&*params, None, NameStyle::Camel).is_ok());
    // A definition that somebody writes must have the types.
    let error = from_json::<AgentDefinition>(r#"{"agentData":{"models":[{},{"name":7}]}}"#).unwrap_err().to_string();
    assert!(error.contains("agentData.models[1].name"), "{error}");
}

#[test]
fn gen_23_a_number_beyond_all_bounds_is_unset_and_goes_back_as_it_came() {
    let text = r#"{"id":"1","name":"a","revision":1e400,"version":-1e400,
        "agentData":{"llmConfig":{"maxTokens":1e400,"sampling":{"temperature":1e999}}}}"#;
    let endpoint = api::find("agents.get").unwrap();
    let erased = decode(endpoint, response(text.into())).unwrap();
    let plain = String::from_utf8(erased.to_json().unwrap().to_vec()).unwrap();
    let agent: Agent = from_json(&plain).unwrap();
    let places: Vec<_> = agent.malformed_members().into_keys().collect();
    let temperature = "agentData.llmConfig.sampling.temperature";
    assert_eq!(places, ["agentData.llmConfig.maxTokens", temperature, "revision", "version"]);
    let sent = serde_json::to_string(&agent.to_definition()).unwrap();
    assert_eq!(sent, r#"{"name":"a","agentData":{"llmConfig":{"sampling":{"temperature":1e999},"maxTokens":1e400}}}"#);
    // Where it is the identity, or the body is no JSON at all, the answer cannot be read.
    for (text, why) in [(r#"{"id":1e400,"name":"a"}"#, "at `id`"), (r#"{"id":"1","revision":1e}"#, "not JSON")] {
        let error = decode(endpoint, response(text.into())).unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
    }
}

#[test]
fn gen_23_no_printed_form_shows_what_may_be_a_secret() {
    let text = r#"{"id":"1","name":"a","isReadOnly":{"password":"canary"},"securityScheme":{"flows":"canary"},
        "parameters":{"key":7,"value":"canary"},"tools":"shown"}"#;
    let integration: models::Integration = from_json(text).unwrap();
    assert_eq!(integration.malformed_members().len(), 4);
    let debug = format!("{integration:?}");
    let plain = integration.plain_json().unwrap();
    let shown = mask(Kind::Model(models::Integration::SCHEMA), &plain, MaskedForm::Printed).unwrap();
    let wire = serde_json::to_string(&integration).unwrap();
    let masked = mask(Kind::Model(models::Integration::SCHEMA), &wire, MaskedForm::Printed).unwrap();
    for text in [debug, shown.clone(), masked.clone()] {
        assert!(!text.contains("canary"), "{text}");
    }
    assert!(shown.contains(r#""tools":"shown""#) && masked.contains(r#""tools":"shown""#), "{shown}");
}
