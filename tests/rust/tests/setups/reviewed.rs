//! What a reviewer sees of a plan: all that it sends and publishes, in whatever form, and within bounds.

use geai_client::change::{ChangeAction, Plan};
use geai_client::definitions::{Definition, Definitions};
use serde_json::{Value, json};

use crate::world::{World, agent, integration, manifest, ready, setup};

fn forms(plan: &Plan) -> [String; 3] {
    [plan.to_string(), plan.to_markdown().replace('\\', ""), plan.to_html().replace("&gt;", ">")]
}

fn has_all(plan: &Plan, texts: &[&str]) {
    for form in forms(plan) {
        for text in texts {
            assert!(form.contains(text), "{text:?} is not in\n{form}");
        }
    }
}

/// What is between two plans of one agent with these members beside the usual ones.
async fn between(before: Value, after: Value) -> Plan {
    let world = World::new();
    let of = |more: Value| {
        let mut object = ready("A", "x", &[], &[]);
        for (name, value) in more.as_object().unwrap() {
            object[name] = value.clone();
        }
        setup(vec![agent(object)], vec![])
    };
    world.apply(&world.plan(&of(before)).await).await;
    world.plan(&of(after)).await
}

fn service(description: &str, address: &str) -> Definition {
    let mut document: Value = serde_json::from_str(&manifest(&["list"])).unwrap();
    document["info"]["description"] = description.into();
    document["servers"] = json!([{ "url": address }]);
    integration(json!({ "name": "parcels", "manifest": document.to_string() }))
}

#[tokio::test]
async fn a_changed_manifest_is_shown_as_the_places_that_changed() {
    let world = World::new();
    let long = "a".repeat(500);
    let of = |description: &str, address: &str| setup(vec![], vec![service(description, address)]);
    world.apply(&world.plan(&of(&long, "https://good.example.com")).await).await;
    let plan = world.plan(&of(&format!("{long}\nThird line."), "https://evil.example.com")).await;
    has_all(&plan, &["  /servers/0/url   https://good.example.com → https://evil.example.com", "+Third line."]);
    let text = plan.to_string();
    assert!(text.find("/servers/0/url").unwrap() < text.find("/info/description").unwrap(), "{text}");
    assert!(!text.contains("{\"openapi\""), "{text}");
}

#[tokio::test]
async fn of_long_values_the_part_that_differs_is_shown() {
    let same = "a".repeat(500);
    let plan = between(json!({ "description": same }), json!({ "description": format!("{same} evil") })).await;
    has_all(&plan, &[&format!("description   …{} → …{} evil", "a".repeat(40), "a".repeat(40))]);
    // In what no model names as well, member by member.
    let object = |end: &str| json!({ "more": { "first": same, "last": [{ "deep": format!("{same}{end}{same}") }] } });
    let data = |end: &str| {
        let mut whole = ready("A", "x", &[], &[]);
        whole["agentData"]["more"] = object(end);
        json!({ "agentData": whole["agentData"] })
    };
    let plan = between(data("good"), data("evil")).await;
    let around = "a".repeat(40);
    has_all(&plan, &[&format!("…{around}good{around}… → …{around}evil{around}…")]);
}

#[tokio::test]
async fn a_created_object_is_shown_with_all_that_it_holds() {
    let world = World::new();
    let mut object = ready("A", "First line.\nSecond line.\nThird, evil line.", &["com.globant.geai.web_search"], &[]);
    object["description"] = "Finds parcels".into();
    let mut tool = crate::world::with_secret("parcels", &["list"]);
    let mut definition = tool.definition.value().clone();
    definition["publicName"] = "com.example.parcels".into();
    let mut document: Value = serde_json::from_str(&manifest(&["list"])).unwrap();
    document["servers"] = json!([{ "url": "https://parcels.example.com" }]);
    definition["manifest"] = document.to_string().into();
    tool.definition = definition.into();
    let plan = world.plan(&setup(vec![agent(object)], vec![tool])).await;
    has_all(
        &plan,
        &[
            "description   + Finds parcels",
            "  @@ -0,0 +1,3 @@",
            "  +Third, evil line.",
            "agentData.models   + [gpt-4o]",
            "agentData.resourcePools.Main.tools   + [com.globant.geai.web_search]",
            "manifest   + (1 operation)",
            "  /servers/0/url = https://parcels.example.com",
            "publicName   + com.example.parcels",
            "securityScheme.flows.authorizationCode.tokenUrl   + https://",
            "securityScheme.flows.authorizationCode.authorizationUrl   + https://",
            "securityScheme.flows.authorizationCode.clientSecret   from $",
        ],
    );
}

#[tokio::test]
async fn publishing_a_draft_shows_what_it_changes_of_what_is_published() {
    let world = World::new();
    let of = |text: &str| setup(vec![agent(ready("A", text, &[], &[]))], vec![]);
    let drafts = geai_client::change::PlanOptions { publish: Some(false), ..Default::default() };
    world.apply(&world.plan_with(&of("Be kind."), &drafts).await.unwrap()).await;
    // Nothing is published: everything is new.
    let plan = world.plan(&of("Be kind.")).await;
    assert_eq!(plan.changes[0].action, ChangeAction::PUBLISH);
    let members: Vec<_> = plan.changes[0].members.iter().map(|member| (member.path.as_str(), &member.before)).collect();
    assert!(members.contains(&("/agentData/prompt/instructions", &None)), "{members:?}");
    has_all(&plan, &["> agent A   publishes revision 1", "agentData.prompt.instructions   + Be kind."]);
    assert!(world.apply(&plan).await.complete);
    world.apply(&world.plan_with(&of("Be rude."), &drafts).await.unwrap()).await;
    let plan = world.plan(&of("Be rude.")).await;
    assert_eq!((plan.changes.len(), &plan.changes[0].action), (1, &ChangeAction::PUBLISH));
    let member = &plan.changes[0].members[0];
    let values = [&member.before, &member.after].map(|value| value.as_ref().unwrap().value().clone());
    assert_eq!((plan.changes[0].members.len(), values), (1, [json!("Be kind."), json!("Be rude.")]));
    has_all(&plan, &["agentData.prompt.instructions   Be kind. → Be rude."]);
    assert!(world.apply(&Plan::from_json(&plan.to_json()).unwrap()).await.complete);
    assert!(world.plan(&of("Be rude.")).await.changes.is_empty());
}

#[tokio::test]
async fn new_and_removed_texts_are_shown_line_by_line_within_bounds() {
    let text = "l1\npad pad\nevil";
    let lines = ["  +l1", "  +evil"];
    has_all(&between(json!({ "description": null }), json!({ "description": text })).await, &lines);
    let lines = ["  -l1", "  -evil"];
    has_all(&between(json!({ "description": text }), json!({ "description": null })).await, &lines);
    let many: String = (0..700).map(|line| format!("line {line}\n")).collect();
    let plan = between(json!({}), json!({ "description": many })).await;
    has_all(&plan, &["  +line 498", "… 201 more lines left out"]);
    assert!(!plan.to_string().contains("line 499"));
}

#[tokio::test]
async fn what_only_the_server_has_of_an_unchanged_object_is_named() {
    let plan = between(json!({ "description": "d", "jobDescription": "j" }), json!({})).await;
    assert!(plan.changes.is_empty());
    let named = plan.objects[0].only_on_server.clone().unwrap();
    assert!(["/description", "/jobDescription"].iter().all(|path| named.iter().any(|it| it == path)), "{named:?}");
    has_all(
        &plan,
        &["unchanged agent A, only on the server: ", "jobDescription", "0 to change, 1 unchanged, 0 unmanaged"],
    );
    // A result is a baseline of the next plan, which asks the server itself.
    let world = World::new();
    world.apply(&plan_of_many(&world, 1, 1).await).await;
    let plan = plan_of_many(&world, 2, 1).await;
    assert!(plan.objects[0].only_on_server.is_some() && plan.objects[1].only_on_server.is_none(), "{plan}");
    let applied = world.apply(&plan).await;
    assert!(applied.objects.len() == 2 && applied.objects.iter().all(|object| object.only_on_server.is_none()));
}

fn many(count: usize, lines: usize, word: &str) -> Definitions {
    let text =
        |of: usize| (0..lines).map(|line| format!("{word} {of} line {line} `````\n</details>\n")).collect::<String>();
    setup((0..count).map(|of| agent(ready(&format!("Agent{of:03}"), &text(of), &[], &[]))).collect(), vec![])
}

async fn plan_of_many(world: &World, count: usize, lines: usize) -> Plan {
    world.plan(&many(count, lines, "new")).await
}

#[tokio::test]
async fn markdown_is_short_enough_for_a_comment_and_says_what_is_left_out() {
    let world = World::new();
    let plan = plan_of_many(&world, 120, 60).await;
    let shown = plan.to_markdown();
    assert!(shown.chars().count() <= 60_000, "{}", shown.len());
    assert!(plan.changes.iter().all(|change| shown.contains(&change.name)));
    let left_out = shown.matches("*details left out*").count();
    assert!(left_out > 0 && left_out < 120, "{left_out}");
    let told = format!("Left out here (details of changes: {left_out}). The plan as text and as JSON has them.");
    assert!(shown.contains(&told) && shown.contains(&plan.digest) && shown.contains("120 to change"), "{told}");
    // Every block is whole: none is ended by a line of it.
    let open = shown.lines().filter(|line| *line == "``````diff").count();
    assert_eq!(shown.lines().filter(|line| *line == "``````").count(), open);
    assert_eq!(open, 120 - left_out);
    // One long change does not hide the others.
    let mut definitions = many(1, 9000, "long");
    definitions.agents.extend(many(3, 2, "short").agents.split_off(1));
    let shown = world.plan(&definitions).await.to_markdown();
    assert!(shown.contains("short 2 line 1") && shown.contains("more lines left out"), "{shown}");
    assert!(!shown.contains("Left out here"), "{shown}");
    // Names that do not fit are counted.
    let shown = plan_of_many(&world, 3000, 1).await.to_markdown();
    assert!(shown.len() <= 60_000 && shown.contains(", changes: "), "{}", shown.len());
}
