//! Who uses whom: what is read, and that no name can leave its place in any form.

use geai_client::change::{Graph, GraphNodeKind, GraphNodeState};
use serde_json::{Value, json};

use crate::world::{World, agent, integration, manifest, ready, setup};

/// A graph of agents of which each uses the next one.
fn chain(names: &[&str]) -> Graph {
    let node = |name: &&str| json!({ "id": name, "kind": "agent", "name": name, "state": "present" });
    let edge = |pair: &[&str]| json!({ "source": pair[0], "target": pair[1], "ring": false });
    let nodes: Vec<Value> = names.iter().map(node).collect();
    let edges: Vec<Value> = names.windows(2).map(edge).collect();
    Graph::from_json(&json!({ "nodes": nodes, "edges": edges }).to_string()).unwrap()
}

fn states(graph: &Graph) -> Vec<(&str, &str)> {
    graph.nodes.iter().map(|node| (node.id.as_str(), node.state.as_str())).collect()
}

fn edges(graph: &Graph) -> Vec<(&str, &str, bool)> {
    graph.edges.iter().map(|edge| (edge.source.as_str(), edge.target.as_str(), edge.ring)).collect()
}

#[tokio::test]
async fn a_graph_has_rings_drafts_and_what_is_missing_and_only_reads() {
    let world = World::new();
    let made = |name: &str, operation: &str| {
        integration(json!({ "name": name, "description": "d", "manifest": manifest(&[operation]) }))
    };
    let agents = vec![
        agent(ready("Helper", "x", &["list_get", "com.globant.geai.web_search"], &[])),
        agent(ready("RingA", "x", &[], &["RingB"])),
        agent(ready("RingB", "x", &[], &["RingA", "Helper"])),
    ];
    let integrations = vec![made("parcels", "list"), made("unused", "other")];
    world.apply(&world.plan(&setup(agents, integrations)).await).await;
    let helper = world.client.agents().get("Helper").await.unwrap().id.to_string();
    let dangling = json!({ "name": "Draft", "agentData": { "resourcePools": [{ "name": "Main",
        "tools": [{ "name": "gone_get" }, { "name": "list_get" }],
        "agents": [{ "name": "Nobody" }, { "name": "Draft" }, { "id": helper }] }] } });
    world.others(&[("POST", "/v4/agents", json!({ "agentDefinition": dangling }))]).await;
    world.emulator.clear_requests();
    let graph = world.client.graph().await.unwrap();
    assert!(world.writes().is_empty(), "P3: {:?}", world.writes());
    assert_eq!(
        states(&graph),
        [
            ("agent/Draft", "draft"),
            ("agent/Helper", "present"),
            ("agent/Nobody", "missing"),
            ("agent/RingA", "present"),
            ("agent/RingB", "present"),
            ("tool/com.globant.geai.web_search", "unverified"),
            ("tool/gone_get", "missing"),
            ("tool/parcels/list_get", "present"),
            ("integration/parcels", "present"),
            ("integration/unused", "present"),
        ]
    );
    assert_eq!(
        edges(&graph),
        [
            ("agent/Draft", "agent/Draft", true),
            ("agent/Draft", "agent/Helper", false),
            ("agent/Draft", "agent/Nobody", false),
            ("agent/Draft", "tool/gone_get", false),
            ("agent/Draft", "tool/parcels/list_get", false),
            ("agent/Helper", "tool/com.globant.geai.web_search", false),
            ("agent/Helper", "tool/parcels/list_get", false),
            ("agent/RingA", "agent/RingB", true),
            ("agent/RingB", "agent/Helper", false),
            ("agent/RingB", "agent/RingA", true),
            ("tool/parcels/list_get", "integration/parcels", false),
        ]
    );
    assert_eq!(
        graph.to_string(),
        "5 agents, 3 tools, 2 integrations\n\
         agent Draft (draft)\n    agent Draft (draft)\n    agent Helper\n    agent Nobody (missing)\n    tool gone_get (missing)\n    \
         tool list_get of integration parcels\n\
         agent Helper\n    tool com.globant.geai.web_search (unverified)\n    tool list_get of integration parcels\n\
         agent Nobody (missing)\n\
         agent RingA\n    agent RingB\n\
         agent RingB\n    agent Helper\n    agent RingA\n\
         ring: Draft\nring: RingA, RingB\n\
         unused: integration unused"
    );
    assert_eq!(Graph::from_json(&graph.to_json()).unwrap(), graph);
    // Users stand on the left of what they use, and a ring in one column.
    let left = |name: &str| {
        let svg = graph.to_svg();
        let node = svg.split("<g><title>").find(|part| part.starts_with(name)).unwrap().to_owned();
        node.split("x=\"").nth(1).unwrap().split('"').next().unwrap().parse::<u32>().unwrap()
    };
    assert_eq!(left("agent RingA"), left("agent RingB"));
    for (user, used) in
        [("agent RingB", "agent Helper"), ("agent Helper", "tool list_get"), ("tool list_get", "integration p")]
    {
        assert!(left(user) < left(used), "{user} {used}: {}", graph.to_svg());
    }
    let mermaid = graph.to_mermaid();
    for line in
        ["n0[\"Draft #40;draft#41;\"]:::draft", "n3 -.-> n4", "n7([\"list_get\"])", "n8[[\"parcels\"]]", "n7 --> n8"]
    {
        assert!(mermaid.lines().any(|found| found.trim() == line), "{line} in {mermaid}");
    }
    assert!(graph.to_dot().contains("n2 [label=\"Nobody (missing)\", shape=box, style=dashed, color=red];"));
    assert!(graph.to_markdown().ends_with(&format!("```mermaid\n{mermaid}```\n")));
}

/// Where the lists tell no tools, the manifests do; a tool that two integrations make is one of each.
#[tokio::test]
async fn tools_are_found_under_answers_as_documented_and_by_name_in_every_integration() {
    let world = World::new();
    let object = |name: &str| integration(json!({ "name": name, "description": "d", "manifest": manifest(&["list"]) }));
    world.apply(&world.plan(&setup(vec![], vec![object("one"), object("two")])).await).await;
    let user = json!({ "name": "User", "agentData": { "resourcePools": [{ "name": "Main", "tools": [{ "name": "list_get" }] }] } });
    world.others(&[("POST", "/v4/agents", json!({ "agentDefinition": user }))]).await;
    let observed = world.client.graph().await.unwrap();
    world.emulator.set_temper(geai_emulator::Answers::Documented);
    let documented = world.client.graph().await.unwrap();
    // A reference with an id means one of them.
    for (graph, expected) in
        [(observed, &["tool/one/list_get"][..]), (documented, &["tool/one/list_get", "tool/two/list_get"])]
    {
        let tools: Vec<&str> =
            graph.nodes.iter().filter(|it| it.kind == GraphNodeKind::TOOL).map(|it| it.id.as_str()).collect();
        assert_eq!(tools, expected);
        assert!(graph.nodes.iter().all(|node| node.state != GraphNodeState::MISSING), "{graph}");
    }
}

/// Names that try to end the text in which they stand, to be markup, a directive, a list of Markdown, or another line.
const HOSTILE: &[&str] = &[
    "a\"] --> b",
    "\"];n9 -> n9 [label=\"",
    "<script>alert(1)</script>",
    "</title></svg><script>",
    "&lt;b&gt; &quot; #quot; #35;",
    "line\r\nbreak\u{2028}\u{0}\u{fffe}",
    "\u{202e}txt.exe\u{2066}",
    "ثقيل",
    "back\\slash\\",
    "`**bold**` 1. - x",
    "%%{init: {\"securityLevel\": \"loose\"}}%%",
    "click n0 href \"javascript:alert(1)\"",
    "end",
    "]]>-->",
];

#[test]
fn hostile_names_stay_within_their_labels_in_every_form() {
    let long = "long ".repeat(10_000);
    let names: Vec<&str> = HOSTILE.iter().copied().chain([long.as_str()]).collect();
    let graph = chain(&names);
    let (mermaid, dot, svg) = (graph.to_mermaid(), graph.to_dot(), graph.to_svg());
    let is_control = |c: char| {
        c.is_control() && c != '\n' || ('\u{2028}'..='\u{202e}').contains(&c) || c == '\u{fffe}' || c == '\u{2066}'
    };
    for form in [&mermaid, &dot, &svg, &graph.to_string(), &graph.to_markdown(), &graph.to_html()] {
        assert!(!form.replace('\u{fffe}', "").contains(is_control), "{form:?}");
    }
    assert!(!svg.contains(is_control), "a character that XML does not know");
    // A line a node, an edge, and what the forms have beside them.
    let all = names.len() + names.len() - 1;
    assert_eq!((mermaid.lines().count(), dot.lines().count(), svg.lines().count()), (1 + all + 2, 2 + all + 1, 1));
    for (at, line) in mermaid.lines().skip(1).take(names.len()).enumerate() {
        let label = line.strip_prefix(&format!("  n{at}[\"")).and_then(|line| line.strip_suffix("\"]")).unwrap();
        let is_plain = |c: char| c.is_alphanumeric() || !c.is_ascii() || " #;_-.".contains(c);
        assert!(label.chars().all(is_plain), "{label}");
        // Every mark of an entity belongs to one.
        for part in label.split('#').skip(1) {
            assert!(part.split_once(';').is_some_and(|(number, _)| number.parse::<u32>().is_ok()), "{label}");
        }
    }
    for (at, line) in dot.lines().skip(2).take(names.len()).enumerate() {
        let label = line.strip_prefix(&format!("  n{at} [label=\"")).and_then(|it| it.strip_suffix("\", shape=box];"));
        let label = label.unwrap();
        assert!(!label.contains('"') && !label.contains('<') && label.matches('\\').count() % 2 == 0, "{label}");
    }
    let tags = ["svg", "title", "defs", "marker", "path", "g", "rect", "text"];
    for tag in svg.split('<').skip(1) {
        let name = tag.trim_start_matches('/').split([' ', '>', '/']).next().unwrap();
        assert!(tags.contains(&name), "{name}");
    }
    assert!(svg.len() < 70_000 && svg.contains('…'), "a long name is cut off where it is drawn: {}", svg.len());
}

/// A line to a node that is further on goes between the boxes of the columns that it passes.
#[test]
fn lines_pass_no_box() {
    let mut graph = chain(&["a", "b", "c"]);
    graph.edges.push(geai_client::change::GraphEdge { target: "c".to_owned(), ..graph.edges[0].clone() });
    let svg = graph.to_svg();
    let number = |text: &str, before: &str| {
        text.split(before).nth(1).unwrap().split(['"', 'C', 'H', ' ']).next().unwrap().parse::<u32>().unwrap()
    };
    let passed = svg.split("<title>agent b</title>").nth(1).unwrap();
    let (top, left, width) = (number(passed, " y=\""), number(passed, " x=\""), number(passed, " width=\""));
    let line = svg.split(" d=\"").skip(2).find(|part| part.contains('H')).unwrap();
    let (bend, end) = line.split_once('H').unwrap();
    let height: u32 = bend.rsplit(' ').next().unwrap().parse().unwrap();
    assert!(height < top, "{height} {top}: {svg}");
    assert!(end.starts_with(&format!("{}C", left + width)), "{end}");
    assert!(bend.contains(&format!(" {left} ")), "{bend}");
}

#[test]
fn a_long_chain_and_a_document_with_another_edge_are_drawn() {
    let names: Vec<String> = (0..2000).map(|at| format!("agent {at}")).collect();
    let graph = chain(&names.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(graph.to_svg().matches("<rect").count(), 2000);
    // Where too many lines would pass columns, they are drawn behind the boxes.
    let mut dense = chain(&names.iter().take(500).map(String::as_str).collect::<Vec<_>>());
    for at in 2..500 {
        let to = dense.nodes[at].id.clone();
        dense.edges.push(geai_client::change::GraphEdge { target: to, ..dense.edges[0].clone() });
    }
    assert!(!dense.to_svg().replace("markerHeight", "").contains('H') && graph.to_svg().len() < 2_000_000);
    let stray = json!({ "nodes": [], "edges": [{ "source": "a", "target": "b", "ring": true }] });
    let graph = Graph::from_json(&stray.to_string()).unwrap();
    assert_eq!(graph.to_string(), "0 agents, 0 tools, 0 integrations");
    assert!(!graph.to_svg().contains("marker-end") && !graph.to_dot().contains("->"));
}
