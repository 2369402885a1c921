//! Large set-ups.

use std::collections::BTreeMap;

use geai_client::definitions::check;

use crate::given::{agent, assert_only, files, integration, lines, read};

fn many(count: usize) -> BTreeMap<String, String> {
    let mut all = files(&[]);
    all.extend((0..count).map(|at| (format!("agents/{}/{at:05}.yaml", at % 10), format!("name: Agent {at:05}\n"))));
    all
}

#[test]
fn ten_thousand_files_are_read() {
    let read = check(many(10_000), None).unwrap();
    assert_eq!((read.agents.len(), read.files.len()), (10_000, 10_001));
    assert_eq!(read.agents[9_999].name, "Agent 09999");
}

#[test]
fn more_files_are_refused() {
    let error = check(many(10_001), None).unwrap_err();
    assert_only(&lines(&error), &["more than 10000 definitions"]);
}

#[test]
fn a_prompt_of_five_mebibytes_is_read() {
    let prompt = "Look the parcel up.\n".repeat(5 * 1024 * 1024 / 20);
    let yaml = "name: A\nagentData: {prompt: {instructions: {$file: a.md}}}\n";
    let read = read(&[("agents/a.yaml", yaml), ("agents/a.md", &prompt)]);
    let instructions = agent(&read)["agentData"]["prompt"]["instructions"].as_str().unwrap().len();
    assert_eq!(instructions, prompt.len() - 1);
}

#[test]
fn a_manifest_of_twenty_mebibytes_is_read() {
    let description = "x".repeat(1024);
    let operations: Vec<_> =
        (0..20 * 1024).map(|at| format!(r#""/{at}":{{"get":{{"description":"{description}"}}}}"#)).collect();
    let manifest = format!(r#"{{"openapi":"3.0.3","paths":{{{}}}}}"#, operations.join(","));
    let yaml = "name: p\nmanifest: {$file: m.json}\n";
    let read = read(&[("integrations/p.yaml", yaml), ("integrations/m.json", &manifest)]);
    assert_eq!(integration(&read)["manifest"].as_str().unwrap().len(), manifest.len());
}

#[test]
fn five_hundred_tools_a_chain_of_a_thousand_and_a_ring_of_fifty_are_read() {
    let tools: Vec<_> = (0..500).map(|at| format!("{{name: t{at}}}")).collect();
    let mut all = files(&[(
        "agents/tools.yaml",
        &format!("name: Tools\nagentData: {{resourcePools: [{{name: P, tools: [{}]}}]}}\n", tools.join(", ")),
    )]);
    let helper = |next: String| format!("agentData: {{resourcePools: [{{name: P, agents: [{{name: {next}}}]}}]}}\n");
    for at in 0..1000 {
        all.insert(format!("agents/chain{at}.yaml"), format!("name: C{at}\n{}", helper(format!("C{}", at + 1))));
    }
    for at in 0..50 {
        all.insert(format!("agents/ring{at}.yaml"), format!("name: R{at}\n{}", helper(format!("R{}", (at + 1) % 50))));
    }
    assert_eq!(check(all, None).unwrap().agents.len(), 1051);
}
