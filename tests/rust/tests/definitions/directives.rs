//! Members that begin with `$`, members that are not known, and manifests.

use serde_json::json;

use crate::given::{agent, assert_only, integration, read, refused};

const SETTINGS: (&str, &str) = (
    "geai.yaml",
    "format: geai/1\nvalues:\n  text: { $file: shared.md }\n  scope: private\n  number: 1.10\n  nested: { $value: scope }\n  url: https://parcels.example.com\n  pool: { name: P, tools: [ { name: t } ] }\n",
);

#[test]
fn a_value_keeps_its_type_and_may_be_a_file() {
    let yaml = "name: A\ndescription: {$value: text}\naccessScope: {$value: scope}\nagentData:\n  resourcePools: [{$value: pool}]\n  llmConfig: {sampling: {temperature: {$value: number}}}\n$extra: {a: [{$value: number}]}\n";
    let read = read(&[SETTINGS, ("agents/a.yaml", yaml), ("shared.md", "shared\n")]);
    let object = read.agents[0].definition.text();
    assert!(object.contains(r#""temperature":1.10"#) && object.contains(r#""a":[1.10]"#), "{object}");
    assert_eq!(agent(&read)["description"], "shared");
    assert_eq!(agent(&read)["agentData"]["resourcePools"], json!([{"name": "P", "tools": [{"name": "t"}]}]));
    let source = &read.agents[0].sources[0];
    assert_eq!((source.path.as_str(), source.file.as_str()), ("/description", "shared.md"));
    assert_eq!(read.files, ["agents/a.yaml", "geai.yaml", "shared.md"]);
}

#[test]
fn directives_that_stand_for_nothing_are_refused() {
    for (yaml, reason) in [
        ("name: A\ndescription: {$value: txt}\n", "`txt` is no value of geai.yaml; did you mean `text`?"),
        ("name: A\ndescription: {$value: number}\n", "`$value: number`: expected a string, got a decimal number"),
        ("name: A\ndescription: {$value: nested}\n", "a value is not made of values"),
        ("name: A\ndescription: {$value: [x]}\n", "expected a text, got a list"),
        ("name: A\ndescription: {$file: none.md}\n", "no such file"),
        ("name: A\ndescription: {$file: a.md, x: 1}\n", "`x` beside a directive"),
        ("name: A\ndescription: {$file: a.md, $value: b}\n", "each stand alone"),
        ("name: A\ndescription: {$flie: a.md}\n", "unknown directive `$flie`, did you mean `$file`?"),
        ("name: A\ndescription: {$file: a.md, $set: {}}\n", "`$set` stands beside the `$file` of a manifest only"),
        ("name: A\nagentData: {$only: [x]}\n", "`$only` stands at the top of a definition only"),
        ("name: A\nagentData: {$file: a.md}\n", "stands for a text or a manifest only"),
        ("name: A\n$exra: {}\n", "did you mean `$extra`?"),
        ("name: A\n$value: text\n", "`$value` stands in place of the value of a member only"),
        ("name: A\n$extra: {$file: a.md}\n", "$extra: `$file` stands in place of the value of a member only"),
        ("name: A\n$extra: {$flie: a.md}\n", "unknown directive `$flie`, did you mean `$file`?"),
        ("name: A\n$extra: {x: {$vlue: text}}\n", "unknown directive `$vlue`, did you mean `$value`?"),
        ("name: A\ndescription: {$file: a.md, $vlue: text}\n", "unknown directive `$vlue`, did you mean `$value`?"),
    ] {
        let files = [SETTINGS, ("agents/a.yaml", yaml), ("agents/a.md", "x"), ("shared.md", "x")];
        assert_only(&refused(&files), &["agents/a.yaml:2: ", reason]);
    }
}

#[test]
fn a_misspelt_member_is_refused_with_the_nearest_name() {
    let yaml = "name: A\nagentData:\n  llmConfig:\n    max_tokens: 3\n  models:\n  - nmae: x\n";
    let refused = refused(&[("agents/a.yaml", yaml)]);
    assert_eq!(refused.len(), 2, "{refused:#?}");
    let first = "agents/a.yaml:4: agentData.llmConfig: unknown field `max_tokens`, did you mean `maxTokens`?";
    assert!(refused[0].starts_with(first), "{refused:#?}");
    let second = "agents/a.yaml:6: agentData.models[0]: unknown field `nmae`, did you mean `name`?";
    assert!(refused[1].starts_with(second) && refused[1].contains("goes under `$extra`"), "{refused:#?}");
}

#[test]
fn unmodelled_members_go_under_extra_wherever_the_model_knows_the_object() {
    let yaml = "name: A\n$extra: {a: {$ref: x}, null: ~}\nagentData:\n  prompt: {$extra: {b: {$value: scope}}}\n";
    let read = read(&[SETTINGS, ("agents/a.yaml", yaml), ("shared.md", "")]);
    let expected = json!({"name": "A", "a": {"$ref": "x"}, "null": null, "agentData": {"prompt": {"b": "private"}}});
    assert_eq!(agent(&read), expected);
    assert_only(&refused(&[("agents/a.yaml", "name: A\n$extra: {description: x}\n")]), &["a member of its own"]);
    assert_only(&refused(&[("agents/a.yaml", "name: A\n$extra: []\n")]), &["a.yaml:2: expected an object, got a list"]);
}

#[test]
fn what_only_the_server_sets_is_noted_and_not_sent() {
    let json = r#"{"id": "1", "revision": 3, "name": "A", "isDraft": false, "$extra": {"status": "active"}}"#;
    let read = read(&[("agents/a.json", json)]);
    assert_eq!(agent(&read), json!({"name": "A"}));
    assert_eq!(read.notes[0].text, "not sent, because only the server sets it: id, revision, isDraft, status");
}

const OPENAPI: &str = "openapi: 3.0.3\nservers:\n- url: https://test.example.com\nx-n: 1.10\npaths: {}\n";

#[test]
fn a_manifest_is_json_to_the_letter_and_yaml_as_json() {
    let yaml = "name: p\nmanifest: { $file: m.json }\n";
    let json = "{ \"openapi\" : \"3.0.3\",\n  \"n\": 1.10 }\n";
    let read_json = read(&[("integrations/p.yaml", yaml), ("integrations/m.json", json)]);
    assert_eq!(integration(&read_json)["manifest"], json);
    let read_yaml = read(&[("integrations/p.yaml", &yaml.replace(".json", ".yaml")), ("integrations/m.yaml", OPENAPI)]);
    let expected = r#"{"openapi":"3.0.3","servers":[{"url":"https://test.example.com"}],"x-n":1.10,"paths":{}}"#;
    assert_eq!(integration(&read_yaml)["manifest"], expected);
    assert_eq!(read_yaml.integrations[0].sources[0].changes, None);
}

#[test]
fn values_are_set_in_a_manifest_by_json_pointer() {
    let yaml = "name: p\nmanifest: { $file: m.yaml, $set: { /servers/0/url: { $value: url } } }\n";
    let files = [SETTINGS, ("integrations/p.yaml", yaml), ("integrations/m.yaml", OPENAPI), ("shared.md", "")];
    let read = read(&files);
    let manifest = integration(&read)["manifest"].as_str().unwrap().to_owned();
    assert!(manifest.contains(r#""servers":[{"url":"https://parcels.example.com"}]"#), "{manifest}");
    let changes = read.integrations[0].sources[0].changes.as_ref().unwrap();
    assert_eq!(
        (changes[0].path.as_str(), changes[0].value.text()),
        ("/servers/0/url", "\"https://parcels.example.com\"")
    );
    for pointer in ["/servers/1/url", "/server", "servers"] {
        let yaml = yaml.replace("/servers/0/url", pointer);
        let files = [SETTINGS, ("integrations/p.yaml", &yaml), ("integrations/m.yaml", OPENAPI), ("shared.md", "")];
        assert_only(&refused(&files), &["integrations/p.yaml:2: manifest: integrations/m.yaml: ", pointer]);
    }
}

#[test]
fn a_manifest_among_the_definitions_is_none() {
    let merged = "openapi: 3.0.3\nx: &x {a: 1}\ny: {<<: *x}\nz: 1e3\npaths: {}\n";
    let read_all = read(&[
        ("integrations/m.yaml", OPENAPI),
        ("integrations/merged.yaml", merged),
        ("integrations/twice.json", r#"{"swagger": "2.0", "a": 1, "a": 2}"#),
        ("integrations/mcp.yaml", "tools: []\n"),
        ("integrations/p.yaml", "name: p\nmanifest: { $file: mcp.yaml }\n"),
    ]);
    assert_eq!(read_all.integrations.len(), 1);
    assert_eq!(integration(&read_all)["manifest"], r#"{"tools":[]}"#);
    assert_only(
        &refused(&[("integrations/mcp.yaml", "tools: []\n")]),
        &["integrations/mcp.yaml:1: `name` is required"],
    );
}

#[test]
fn a_manifest_may_stand_in_the_definition_and_is_never_fetched() {
    let inline = "name: p\nmanifest: { openapi: 3.0.3, paths: { /a: { $ref: '#/x' } } }\n";
    let expected = r##"{"openapi":"3.0.3","paths":{"/a":{"$ref":"#/x"}}}"##;
    assert_eq!(integration(&read(&[("integrations/p.yaml", inline)]))["manifest"], expected);
    let text = "name: p\nmanifest: |\n  openapi: 3.0.3\n  paths: {}\n";
    assert_eq!(integration(&read(&[("integrations/p.yaml", text)]))["manifest"], r#"{"openapi":"3.0.3","paths":{}}"#);
    for (manifest, reason) in [
        ("file:///etc/passwd", "nothing is fetched"),
        ("https://example.com/m.json", "nothing is fetched"),
        ("[]", "got a list"),
        ("just words", "expected an object"),
        ("{openapi: 3}", "must be a string"),
    ] {
        let yaml = format!("name: p\nmanifest: {manifest}\n");
        assert_only(&refused(&[("integrations/p.yaml", &yaml)]), &["integrations/p.yaml:2: manifest: ", reason]);
    }
}

#[test]
fn a_misspelt_directive_is_no_manifest() {
    for (manifest, reason) in [
        ("{$file: m.yaml, $Set: {/servers/0/url: x}}", "unknown directive `$Set`, did you mean `$set`?"),
        ("{$file: m.yaml, $st: {/servers/0/url: x}}", "unknown directive `$st`, did you mean `$set`?"),
        ("{$file: m.yaml, x: 1}", "`x` beside a directive"),
        ("{$file: m.yaml, $set: {}, x: 1}", "`x` beside a directive"),
        ("{$flie: m.yaml}", "unknown directive `$flie`, did you mean `$file`?"),
        ("{$vlaue: url}", "unknown directive `$vlaue`, did you mean `$value`?"),
        ("{$set: {}}", "`$set` stands beside the `$file` of a manifest only"),
        ("{opnapi: 3.0.3}", "not a manifest: expected `openapi`, `swagger` or `tools`, or {$file: path}"),
        ("{}", "not a manifest"),
    ] {
        let yaml = format!("name: p\nmanifest: {manifest}\n");
        let files = [SETTINGS, ("integrations/p.yaml", &*yaml), ("integrations/m.yaml", OPENAPI), ("shared.md", "")];
        assert_only(&refused(&files), &["integrations/p.yaml:2: manifest: ", reason]);
    }
    // Data of a document, and of what is not modelled.
    for manifest in ["{openapi: 3.2.0, $self: x, a: {$flie: y}}", "{swagger: '2.0'}", "{tools: [], $schema: x}"] {
        read(&[("integrations/p.yaml", &format!("name: p\nmanifest: {manifest}\n"))]);
    }
    let yaml = "name: A\n$extra: {$ref: x, a: {$ref: x}, b: {$eq: x}, c: {$vlue: 1}, d: {$vlue: x, e: 1}}\n";
    assert_eq!(agent(&read(&[("agents/a.yaml", yaml)]))["c"], json!({"$vlue": 1}));
}

#[test]
fn every_fault_is_reported_with_its_line() {
    let json = "{\n \"name\": 3,\n \"agentData\": {\n  \"models\": [\n   {\"name\": \"a\"},\n   {\"id\": 1}\n  ],\n  \"llmConfig\": 7\n }\n}";
    let refused = refused(&[("agents/a.json", json)]);
    let starts: Vec<_> = refused.iter().map(|line| line.split(": ").take(2).collect::<Vec<_>>().join(": ")).collect();
    let expected =
        ["agents/a.json:2: name", "agents/a.json:6: agentData.models[1].id", "agents/a.json:8: agentData.llmConfig"];
    assert_eq!(starts, expected, "{refused:#?}");
}
