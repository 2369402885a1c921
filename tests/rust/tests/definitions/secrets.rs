//! Secrets are names of environment variables, and stand in no file.

use serde_json::json;

use crate::given::{assert_only, integration, read, refused};

const CANARY: &str = "canary-7f3a";

fn scheme(flow: &str) -> String {
    format!("name: p\nsecurityScheme:\n  flows:\n    clientCredentials:\n      {flow}\n")
}

#[test]
fn a_secret_is_the_name_of_a_variable_that_is_not_read() {
    let yaml = scheme("{clientId: {$env: ID_1}, clientSecret: {$env: _SECRET}}");
    let read = read(&[("integrations/p.yaml", &yaml)]);
    let flow = &integration(&read)["securityScheme"]["flows"]["clientCredentials"];
    assert_eq!(*flow, json!({"clientId": {"$env": "ID_1"}, "clientSecret": {"$env": "_SECRET"}}));
    let secrets: Vec<_> =
        read.integrations[0].secrets.iter().map(|secret| (secret.path.as_str(), secret.variable.as_str())).collect();
    let place = "/securityScheme/flows/clientCredentials";
    assert_eq!(secrets, [(&*format!("{place}/clientId"), "ID_1"), (&*format!("{place}/clientSecret"), "_SECRET")]);
}

#[test]
fn a_value_may_be_a_variable() {
    let settings = ("geai.yaml", "format: geai/1\nvalues: {secret: {$env: TEST_SECRET}}\n");
    let read = read(&[settings, ("integrations/p.yaml", &scheme("clientSecret: {$value: secret}"))]);
    assert_eq!(read.integrations[0].secrets[0].variable, "TEST_SECRET");
}

#[test]
fn a_literal_secret_is_refused_and_not_shown() {
    for flow in [
        format!("clientSecret: {CANARY}"),
        format!("clientSecret: '{CANARY}'"),
        "clientSecret: '***'".to_owned(),
        "clientSecret: 7".to_owned(),
        "clientSecret: {$value: secret}".to_owned(),
        "clientSecret: {$file: secret.txt}".to_owned(),
        format!("$extra: {{clientPassword: {CANARY}}}"),
    ] {
        let settings = ("geai.yaml", &*format!("format: geai/1\nvalues: {{secret: {CANARY}}}\n"));
        let files = [settings, ("integrations/p.yaml", &*scheme(&flow)), ("integrations/secret.txt", CANARY)];
        let refused = refused(&files);
        assert_only(&refused, &["integrations/p.yaml:5: ", "expected {$env: NAME}"]);
        assert!(!refused[0].contains(CANARY), "{refused:?}");
    }
}

/// What every printed form masks by its name is refused by the same rule.
#[test]
fn what_is_secret_by_its_name_is_refused_as_it_is_masked() {
    for member in [
        format!("apiKey: {CANARY}"),
        format!("api-key: {CANARY}"),
        format!("access_token: {CANARY}"),
        format!("clientSecret: {CANARY}"),
        format!("authorization: Bearer {CANARY}"),
        format!("password: {CANARY}"),
        "password: 1234".to_owned(),
        format!("tokens: [{CANARY}]"),
        format!("secrets: {{db: {CANARY}}}"),
        format!("deep: [{{more: {{Set-Cookie: {CANARY}}}}}]"),
        "session_id: {$value: plain}".to_owned(),
        "x-api-key: {$file: ../secret.txt}".to_owned(),
    ] {
        let settings = ("geai.yaml", &*format!("format: geai/1\nvalues: {{plain: {CANARY}}}\n"));
        for place in ["$extra: {%}", "agentData: {models: [{name: m, $extra: {%}}]}"] {
            let yaml = format!("name: A\n{}\n", place.replace('%', &member));
            let refused = refused(&[settings, ("agents/a.yaml", &yaml), ("secret.txt", CANARY)]);
            assert_only(&refused, &["agents/a.yaml:2: ", "expected {$env: NAME}"]);
            assert!(!refused[0].contains(CANARY) && !refused[0].contains("1234"), "{refused:?}");
        }
    }
    // What names an address, counts or says nothing is no secret, and a variable may stand for each of the others.
    let held = "{tokenUrl: u, maxTokens: 7, hasPassword: true, apiKey: '', token: {id: x}, secret: ~, tokens: []}";
    let read = read(&[("agents/a.yaml", &format!("name: A\n$extra: {held}\n"))]);
    assert_eq!(read.agents[0].definition.value()["maxTokens"], 7);
    for name in ["apiKey", "access_token", "clientSecret", "authorization", "password"] {
        let read = crate::given::read(&[("agents/a.yaml", &format!("name: A\n$extra: {{{name}: {{$env: V}}}}\n"))]);
        assert_eq!(read.agents[0].secrets[0].path, format!("/{name}"));
    }
}

#[test]
fn a_variable_stands_for_secrets_only() {
    for (file, yaml) in
        [("agents/a.yaml", "name: {$env: NAME}\n"), ("agents/a.yaml", "name: A\n$extra: {plain: {$env: NAME}}\n")]
    {
        assert_only(&refused(&[(file, yaml)]), &["`$env` stands for secrets and write-only members only"]);
    }
    for variable in ["''", "'a b'", "1A", "a-b", "'A=B'", "Ä"] {
        let yaml = scheme(&format!("clientSecret: {{$env: {variable}}}"));
        assert_only(&refused(&[("integrations/p.yaml", &yaml)]), &["expected the name of an environment variable"]);
    }
}

#[test]
fn no_secret_is_in_an_error_about_something_else() {
    for yaml in [
        format!("name: p\nsecurityScheme: {{flows: {{clientCredentials: {CANARY}}}}}\n"),
        format!("name: p\nsecurityScheme: {CANARY}\n"),
    ] {
        let refused = refused(&[("integrations/p.yaml", &yaml)]);
        assert!(!refused.is_empty() && refused.iter().all(|line| !line.contains(CANARY)), "{refused:?}");
    }
    let json = format!(r#"{{"name": "p", "securityScheme": {{"a": "{CANARY}", "a": "{CANARY}"}}}}"#);
    let refused = refused(&[("integrations/p.json", &json)]);
    assert!(!refused.is_empty() && refused.iter().all(|line| !line.contains(CANARY)), "{refused:?}");
}
