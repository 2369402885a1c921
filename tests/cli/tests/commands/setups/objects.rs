//! One object: revisions, differences, going back, users.

use serde_json::Value;

use super::team::{Team, agent};

/// A project whose agent "One" has two published revisions.
fn revised() -> Team {
    let team = Team::new();
    team.apply();
    team.write("agents/one.yaml", &agent("One", "Look it up twice."));
    team.apply();
    team
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn revisions_are_listed_newest_first_and_compared() {
    let team = revised();
    let (shown, errors, code) = team.run(&["revisions", "One", "--jsonl"]);
    let numbers: Vec<_> = lines(&shown).iter().map(|it| it["revision"].as_i64().unwrap()).collect();
    assert_eq!((errors.as_str(), code, numbers.as_slice()), ("", 0, [2, 1].as_slice()));
    let (shown, _, _) = team.run(&["revisions", "One", "--json", "--max-items", "1"]);
    let all: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!((all.as_array().unwrap().len(), &all[0]["revision"]), (1, &Value::from(2)));
    let (table, _, _) = team.run(&["revisions", "One"]);
    assert_eq!(table.lines().count(), 3, "{table}");

    let (shown, errors, code) = team.run(&["diff", "One", "1", "2"]);
    assert_eq!((errors.as_str(), code), ("", 0));
    assert_eq!(shown, "agentData.prompt.instructions   Look it up. → Look it up twice.\n");
    assert_eq!(team.run(&["diff", "One", "1", "2", "--exit-code"]).2, 2);
    let (shown, errors, code) = team.run(&["diff", "One", "2", "2", "--exit-code", "--json"]);
    assert_eq!((errors.as_str(), code), ("", 0), "{shown}");
    assert_eq!(serde_json::from_str::<Value>(&shown).unwrap()["members"], Value::Array(vec![]));
}

#[test]
fn going_back_makes_a_revision_and_is_asked_for() {
    let team = revised();
    let before = team.writes().len();
    let (_, errors, code) = team.run(&["roll-back", "One", "--version", "1"]);
    assert!(code == 3 && errors.contains("--yes is needed"), "{code} {errors}");
    for wrong in [&["--version", "one"][..], &["--revision", "1.5"]] {
        let (_, errors, code) = team.run(&[&["roll-back", "One", "--yes"], wrong].concat());
        assert!([1, 64].contains(&code) && errors.contains(wrong[0].trim_start_matches('-')), "{code} {errors}");
    }
    assert_eq!(team.run(&["roll-back", "One", "--yes"]).2, 64);
    assert_eq!(team.run(&["roll-back", "One", "--version", "9", "--yes"]).2, 3);
    assert_eq!(team.writes().len(), before);
    let (shown, errors, code) = team.run(&["roll-back", "One", "--version", "1", "--yes", "--json"]);
    assert_eq!((errors.as_str(), code), ("", 0));
    let agent: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(
        (&agent["revision"], &agent["agentData"]["prompt"]["instructions"]),
        (&3.into(), &Value::from("Look it up."))
    );
    let (_, errors, code) = team.run(&["roll-back", "One", "--version", "2", "--yes", "--over-drafts"]);
    assert_eq!((errors.as_str(), code), ("", 0));
}

#[test]
fn users_of_an_integration_are_listed() {
    let team = Team::new();
    team.write(
        "integrations/parcels.yaml",
        "name: parcels\ndescription: p\nmanifest: '{\"openapi\":\"3.0.3\",\"paths\":{\"/a\":{\"get\":{\"operationId\":\"find\"}}}}'\n",
    );
    let user = agent("One", "Look it up.").replace("{ name: Main }", "{ name: Main, tools: [ { name: find_get } ] }");
    team.write("agents/one.yaml", &user);
    team.apply();
    let (shown, errors, code) = team.run(&["used-by", "parcels", "--jsonl"]);
    let names: Vec<_> = lines(&shown).iter().map(|it| it["name"].clone()).collect();
    assert_eq!((errors.as_str(), code, names), ("", 0, vec![Value::from("One")]));
    assert_eq!(team.run(&["used-by", "nothing"]).2, 1);
    assert_eq!(team.run(&["used-by"]).2, 64);
}

#[test]
fn a_graph_is_printed_in_the_form_that_is_asked_for() {
    let team = Team::new();
    team.apply();
    let before = team.writes().len();
    let (text, errors, code) = team.run(&["graph"]);
    assert_eq!((errors.as_str(), code), ("", 0));
    assert!(text.starts_with("2 agents, 0 tools, 0 integrations\nagent One"), "{text}");
    assert_eq!(team.run(&["graph", "--format=text"]).0, text);
    for (format, start) in [("mermaid", "flowchart LR\n  n0[\"One"), ("dot", "digraph {"), ("svg", "<svg ")] {
        let (shown, errors, code) = team.run(&["graph", "--format", format]);
        assert!(code == 0 && errors.is_empty() && shown.starts_with(start), "{code} {errors} {shown}");
    }
    let (json, _, _) = team.run(&["graph", "--json"]);
    assert_eq!(serde_json::from_str::<Value>(&json).unwrap()["nodes"][0]["id"], "agent/One");
    for wrong in [&["--format", "png"][..], &["--format", "dot", "--json"], &["One"]] {
        assert_eq!(team.run(&[&["graph"], wrong].concat()).2, 64, "{wrong:?}");
    }
    assert_eq!(team.writes().len(), before);
}
