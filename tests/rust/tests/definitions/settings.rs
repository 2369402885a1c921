//! `geai.yaml`: format, environments and values.

use serde_json::json;

use crate::given::{agent, assert_only, read, read_for, refused, refused_for};

const BOTH: (&str, &str) = (
    "geai.yaml",
    "format: geai/1\nvalues: {model: small, tokens: 100}\nenvironments:\n  dev: {profile: d, publish: false}\n  prod: {project: 010, values: {model: large}}\n",
);

#[test]
fn an_environment_has_its_settings_and_values() {
    let yaml = "name: A\nagentData: {models: [{name: {$value: model}}], llmConfig: {maxTokens: {$value: tokens}}}\n";
    for (name, model, publish) in [("dev", "small", false), ("prod", "large", true)] {
        let read = read_for(&[BOTH, ("agents/a.yaml", yaml)], Some(name));
        let expected = json!({"models": [{"name": model}], "llmConfig": {"maxTokens": 100}});
        assert_eq!(agent(&read)["agentData"], expected);
        let environment = read.environment.unwrap();
        assert_eq!((environment.name.as_str(), environment.publish), (name, publish));
        assert_eq!(environment.project.as_deref(), (name == "prod").then_some("010"));
        assert_eq!(environment.profile.as_deref(), (name == "dev").then_some("d"));
    }
}

#[test]
fn an_environment_is_chosen_where_there_are_some() {
    assert_only(&refused_for(&[BOTH], None), &["geai.yaml:1: an environment must be chosen: one of dev, prod"]);
    assert_only(&refused_for(&[BOTH], Some("prd")), &["unknown environment `prd`, did you mean `prod`?"]);
    assert_only(&refused_for(&[], Some("prod")), &["unknown environment `prod`; none is declared"]);
    assert_eq!(read(&[]).environment, None);
}

#[test]
fn a_definition_belongs_to_the_environments_that_it_names() {
    let files = [BOTH, ("agents/a.yaml", "name: A\n$only: [dev]\n"), ("agents/b.yaml", "name: A\n$only: [prod]\n")];
    for (name, file) in [("dev", "agents/a.yaml"), ("prod", "agents/b.yaml")] {
        let read = read_for(&files, Some(name));
        assert_eq!(read.agents[0].file.as_deref(), Some(file));
        assert_eq!(read.agents[0].only.as_deref(), Some(&[name.to_owned()][..]));
    }
    for only in ["[prd]", "[]", "dev", "{}"] {
        let yaml = format!("name: A\n$only: {only}\n");
        assert_only(&refused_for(&[BOTH, ("agents/a.yaml", &yaml)], Some("dev")), &["agents/a.yaml:2: "]);
    }
}

#[test]
fn a_value_of_the_environment_that_no_file_uses_is_noted() {
    let settings = (
        "geai.yaml",
        "format: geai/1\nvalues: {model: m}\nenvironments:\n  dev:\n    values:\n      modle: x\n      other: y\n  prod: {values: {model: z}}\n",
    );
    let files = [settings, ("agents/a.yaml", "name: A\ndescription: {$value: model}\n")];
    let notes = |environment| read_for(&files, Some(environment)).notes;
    let texts: Vec<_> = notes("dev").into_iter().map(|note| (note.line, note.text)).collect();
    let expected = [
        (Some(6), "no file uses the value `modle`; did you mean `model`?".to_owned()),
        (Some(7), "no file uses the value `other`".to_owned()),
    ];
    assert_eq!(texts, expected);
    assert!(notes("prod").is_empty());
}

#[test]
fn an_environment_about_which_nothing_is_said_has_the_defaults() {
    let settings = ("geai.yaml", "format: geai/1\nenvironments:\n  dev:\n  prod: {}\n");
    for name in ["dev", "prod"] {
        let environment = read_for(&[settings], Some(name)).environment.unwrap();
        assert_eq!((environment.name.as_str(), environment.publish, environment.project), (name, true, None));
    }
}

#[test]
fn what_geai_yaml_cannot_say_is_refused() {
    for (settings, line, reason) in [
        ("", 1, "empty"),
        ("values: {}\n", 1, "`format` is required"),
        ("format: geai/2\n", 1, "unknown format `geai/2`"),
        ("format: geai/1\nenviroments: {}\n", 2, "did you mean `environments`?"),
        ("format: geai/1\nenvironments:\n  dev: {publsh: false}\n", 3, "did you mean `publish`?"),
        ("format: geai/1\nenvironments:\n  dev: {publish: no}\n", 3, "expected true or false"),
        ("format: geai/1\nremoved: {agents: Old}\n", 2, "expected a list"),
        ("format: geai/1\nremoved: {agents: [null]}\n", 2, "removed.agents[0]: an element of a list is not null"),
        ("format: geai/1\nremoved: {agents: [a/b]}\n", 2, "removed: `a/b` cannot be a name"),
        ("format: geai/1\nremoved:\n  integrations:\n  - a\n  - a:b\n", 5, "removed: `a:b` cannot be a name"),
        ("format: geai/1\nformat: geai/1\n", 2, "a second member"),
        ("- geai/1\n", 1, "expected an object"),
    ] {
        assert_only(&refused(&[("geai.yaml", settings)]), &[&format!("geai.yaml:{line}: "), reason]);
    }
    let missing = geai_client::definitions::check(std::collections::BTreeMap::new(), None).unwrap_err();
    assert_only(&crate::given::lines(&missing), &["geai.yaml:1: no such file", "format: geai/1"]);
    let two = refused(&[("geai.json", r#"{"format": "geai/1"}"#)]);
    assert_only(&two, &["geai.json:1: geai.yaml stands beside it"]);
}

#[test]
fn json_is_accepted_everywhere() {
    let mut files = crate::given::files(&[("agents/a.json", r#"{"name": "A"}"#)]);
    files.remove("geai.yaml");
    files.insert("geai.json".to_owned(), r#"{"format": "geai/1", "environments": {"dev": {}}}"#.to_owned());
    let read = geai_client::definitions::check(files, Some("dev")).unwrap();
    assert_eq!((read.agents.len(), read.files), (1, vec!["agents/a.json".to_owned(), "geai.json".to_owned()]));
}
