//! Names: which are allowed, which mean the same, and what is renamed or to be deleted.

use geai_client::definitions::{Source, check};

use crate::given::{assert_only, read, read_for, refused, refused_for};

fn named(name: &str) -> String {
    serde_json::json!({ "name": name }).to_string()
}

#[test]
fn names_of_every_script_are_read_to_the_letter() {
    let long = "x".repeat(255);
    for name in
        ["包裹", "📦", "متتبع", "CON", "3d0f1c1e-0000-4000-8000-000000000000", "a b", "100% sure", "$name", &long]
    {
        assert_eq!(read(&[("agents/a.json", &named(name))]).agents[0].name, name);
    }
}

#[test]
fn names_that_no_agent_can_have_are_refused() {
    for name in
        ["", " ", "..", ".", "a/b", "a\\b", "a:b", "a%2Fb", "a%3ab", "%2e%2e", "a ", " a", "a\u{7}", "a\u{2028}b"]
    {
        assert_only(&refused(&[("agents/a.json", &named(name))]), &["agents/a.json:1: ", "cannot be a name"]);
        let integration = serde_json::json!({"name": name, "manifest": {"openapi": "3.0.3"}}).to_string();
        assert_only(
            &refused(&[("integrations/a.json", &integration)]),
            &["integrations/a.json:1: ", "cannot be a name"],
        );
    }
    assert_only(&refused(&[("agents/a.yaml", "description: x\n")]), &["agents/a.yaml:1: `name` is required"]);
}

#[test]
fn two_files_for_one_name_are_refused_and_both_are_named() {
    let refused = refused(&[("agents/a.yaml", "name: A\n"), ("agents/b/a.yml", "\nname: A\n")]);
    assert_only(&refused, &["agents/b/a.yml:2: the agent `A` is defined in agents/a.yaml:1, too"]);
    read(&[("agents/a.yaml", "name: A\n"), ("integrations/a.yaml", "name: A\n")]);
}

#[test]
fn two_of_a_list_with_one_name_are_named_by_their_places() {
    let object = |name: &str| serde_json::json!({ "name": name, "agentData": {} }).into();
    let error = check(Source::Given(["A", "B", "A"].map(object).into()), None).unwrap_err();
    let text = "definitions[2]: the agent `A` is defined in definitions[0], too";
    assert_eq!(error.faults.iter().map(|fault| fault.text.as_str()).collect::<Vec<_>>(), [text]);
}

#[test]
fn names_that_differ_in_case_or_unicode_form_only_are_noted() {
    for (one, other) in [("Greeter", "greeter"), ("Caf\u{e9}", "Cafe\u{301}"), ("Straße", "STRASSE")] {
        let read = read(&[("agents/a.json", &named(one)), ("agents/b.json", &named(other))]);
        let alike = one != "Straße";
        assert_eq!(read.notes.len(), usize::from(alike), "{:?}", read.notes);
        assert!(read.notes.iter().all(|note| note.text.contains("only in upper and lower case")), "{:?}", read.notes);
    }
}

#[test]
fn a_former_name_is_kept_and_belongs_to_nothing_else() {
    let renamed = "name: New\n$renamedFrom: Old\n";
    assert_eq!(read(&[("agents/a.yaml", renamed)]).agents[0].renamed_from.as_deref(), Some("Old"));
    let both = refused(&[("agents/a.yaml", renamed), ("agents/b.yaml", "name: Old\n")]);
    assert_only(&both, &["agents/a.yaml:2: `Old` was renamed, and is defined in agents/b.yaml:1"]);
    let twice = refused(&[("agents/a.yaml", renamed), ("agents/b.yaml", "name: Newer\n$renamedFrom: Old\n")]);
    assert_only(&twice, &["agents/b.yaml:2: `Old` was renamed in agents/a.yaml:1"]);
    let gone = refused(&[("agents/a.yaml", renamed), ("geai.yaml", "format: geai/1\nremoved: {agents: [Old]}\n")]);
    assert_only(&gone, &["agents/a.yaml:2: `Old` was renamed, and is to be deleted"]);
    let invalid = refused(&[("agents/a.yaml", "name: New\n$renamedFrom: a/b\n")]);
    assert_only(&invalid, &["agents/a.yaml:2: `a/b` cannot be a name"]);
    assert_only(&refused(&[("agents/a.yaml", "name: A\n$renamedFrom: [x]\n")]), &["a.yaml:2: $renamedFrom: "]);
}

#[test]
fn what_is_to_be_deleted_is_neither_defined_nor_used() {
    let settings = ("geai.yaml", "format: geai/1\nremoved:\n  agents: [Old]\n  integrations: [parcels]\n");
    let read = read(&[settings]);
    assert_eq!(
        (&*read.removed.agents, &*read.removed.integrations),
        (&["Old".to_owned()][..], &["parcels".to_owned()][..])
    );
    let defined = refused(&[settings, ("agents/a.yaml", "name: Old\n"), ("integrations/p.yaml", "name: parcels\n")]);
    assert_eq!(defined.len(), 2, "{defined:?}");
    assert!(defined.iter().all(|line| line.contains("is to be deleted, and is defined")), "{defined:?}");
    let used = "name: A\nagentData:\n  resourcePools:\n  - name: P\n    agents:\n    - name: Old\n";
    let refused = refused(&[settings, ("agents/a.yaml", used)]);
    assert_only(&refused, &["agents/a.yaml:6: the agent `Old` is to be deleted, and is used here"]);
}

#[test]
fn references_are_names() {
    let pinned = "name: A\nagentData:\n  resourcePools:\n  - tools:\n    - { name: t, revision: 3 }\n    - id: 4d5e\n    agents:\n    - {}\n    - {name: ''}\n";
    let why = refused(&[("agents/a.yaml", pinned)]);
    let starts: Vec<_> = why.iter().map(|line| line.split(": ").next().unwrap()).collect();
    assert_eq!(starts, ["agents/a.yaml:5", "agents/a.yaml:6", "agents/a.yaml:8", "agents/a.yaml:9"], "{why:#?}");
    assert!(why[0].contains("resourcePools[0].tools[0].revision: it belongs to one project"), "{why:#?}");
    let settings = ("geai.yaml", "format: geai/1\nenvironments: {dev: {}, prod: {}}\n");
    let own = "name: A\n$only: [dev]\nagentData: {resourcePools: [{tools: [{id: 4d5e, revision: 3}]}]}\n";
    assert_eq!(read_for(&[settings, ("agents/a.yaml", own)], Some("dev")).agents.len(), 1);
    let both = own.replace("[dev]", "[dev, prod]");
    assert_eq!(refused_for(&[settings, ("agents/a.yaml", &both)], Some("dev")).len(), 2);
}

#[test]
fn a_tool_that_two_manifests_make_is_refused_where_it_is_named() {
    let maker = |name: &str, operation: &str| {
        let operations = format!("{{\"get\":{{\"operationId\":\"{operation}\"}}}}");
        format!("name: {name}\nmanifest: '{{\"openapi\":\"3.0.3\",\"paths\":{{\"/x\":{operations}}}}}'\n")
    };
    let user = |pool: &str| format!("name: A\nagentData:\n  resourcePools:\n  - {pool}\n");
    let (one, other, third) = (maker("p1", "op"), maker("p2", "op"), maker("p3", "more"));
    let files = [("integrations/1.yaml", &*one), ("integrations/2.yaml", &*other), ("integrations/3.yaml", &*third)];
    let named = user("{name: Main, tools: [{name: more_get}, {name: op_get}]}");
    let text = "agents/a.yaml:4: several integrations have a tool called \"op_get\": p1, p2; write the public name";
    assert_eq!(refused(&[&files[..], &[("agents/a.yaml", &named)]].concat()), [text]);
    // Elsewhere, or by another name, it means one thing or none here.
    for pool in ["{name: Main, tools: [{name: more_get}]}", "{name: Main, isExternal: true, tools: [{name: op_get}]}"] {
        read(&[&files[..], &[("agents/a.yaml", &user(pool))]].concat());
    }
    read(&[files[0], files[2], ("agents/a.yaml", &named)]);
}

#[test]
fn an_element_that_is_null_is_refused_and_named() {
    for (text, place) in [
        ("models: [null]", "agentData.models[0]"),
        ("resourcePools: [null]", "agentData.resourcePools[0]"),
        ("resourcePools: [{name: P, tools: [{name: t}, null]}]", "agentData.resourcePools[0].tools[1]"),
    ] {
        let yaml = format!("name: A\nagentData:\n  {text}\n");
        let expected = format!("agents/a.yaml:3: {place}: an element of a list is not null");
        assert_only(&refused(&[("agents/a.yaml", &yaml)]), &[&expected]);
    }
}

#[test]
fn a_refusal_shows_the_beginning_of_a_long_name() {
    let yaml = format!("name: '{}/'\n", "a".repeat(100_000));
    let refused = refused(&[("agents/a.yaml", &yaml)]);
    assert_only(&refused, &["aaa…` cannot be a name"]);
    assert!(refused[0].len() < 500, "{}", refused[0].len());
}
