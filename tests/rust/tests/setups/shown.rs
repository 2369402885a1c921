//! How plans and results are shown, what their errors say, and documents of earlier versions.

use geai_client::change::{AllowDelete, Applied, Plan, PlanOptions};
use geai_client::definitions::{Removed, Source};
use geai_client::models::{AgentDefinition, IntegrationRequest};
use geai_client::{ErrorKind, Executed};
use geai_emulator::{Fault, FaultKind};
use serde_json::{Value, json};

use crate::world::{World, agent, manifest, ready, setup, with_secret};

/// A plan with each sort of change, a conflict, a note and something unmanaged.
async fn rich(world: &World) -> Plan {
    let old = agent(ready("Tracker", "Look it up.\nReport its state.\nBe kind.", &[], &[]));
    let others = ["Gone", "Busy", "Playground"].map(|name| agent(ready(name, "x", &[], &[])));
    world.apply(&world.plan(&setup([vec![old], others.to_vec()].concat(), vec![])).await).await;
    let draft = json!({ "agentDefinition": { "description": "theirs" } });
    world.others(&[("PUT", "/v4/agents/Busy", draft)]).await;
    let mut new = ready("Tracker", "Look it up.\nReport its state and the day.\nBe kind.", &[], &["<b>Helper"]);
    new["agentData"]["models"] = json!([{ "name": "gpt-4o" }, { "name": "o4-mini" }]);
    let busy = agent(json!({ "name": "Busy", "description": "ours" }));
    let helper = agent(ready("<b>Helper", "\u{1b}[31m", &[], &[]));
    let mut definitions = setup(vec![helper, busy, agent(new)], vec![with_secret("parcels", &["list"])]);
    definitions.removed = Removed { agents: vec!["Gone".into()], ..Default::default() };
    let options = PlanOptions { allow_delete: AllowDelete::Exactly(1), ..Default::default() };
    world.plan_with(&definitions, &options).await.unwrap()
}

#[tokio::test]
async fn a_plan_is_shown_as_text_markdown_and_html() {
    let world = World::new();
    let plan = rich(&world).await;
    let text = plan.to_string();
    for line in [
        "+ integration parcels",
        "    tools   + list_get",
        "    securityScheme.flows.authorizationCode.clientSecret   from $PATH",
        "+ agent <b>Helper",
        "~ agent Tracker   revision 1 → 2, published",
        "    agentData.prompt.instructions",
        "      @@ -1,3 +1,3 @@",
        "       Look it up.",
        "      -Report its state.",
        "      +Report its state and the day.",
        "- agent Gone",
        "! agent Busy: draft revision 2 is ahead of published 1 and not from these files. Allowed by over_drafts.",
        "unmanaged: agent Playground",
    ] {
        assert!(text.lines().any(|it| it == line), "{line}\n{text}");
    }
    assert!(text.ends_with(&format!("1 conflict: apply would be refused.   digest {}", plan.digest)), "{text}");
    let forms = [text, plan.to_markdown(), plan.to_html()];
    assert!(!forms.iter().any(|form| form.contains('\u{1b}')), "{forms:?}");
    let [_, markdown, html] = &forms;
    assert!(markdown.contains("+ agent \\<b\\>Helper") && markdown.contains("```diff\n"), "{markdown}");
    assert!(markdown.contains(&plan.digest) && markdown.contains("unmanaged: agent Playground"), "{markdown}");
    assert!(html.contains("&lt;b&gt;Helper") && !html.contains("<b>"), "{html}");
}

#[tokio::test]
async fn a_member_that_is_named_like_a_secret_is_not_shown() {
    let world = World::new();
    let of = |secret: &str| {
        let mut object = ready("A", "x", &[], &[]);
        (object["x-password"], object["more"]) = (secret.into(), json!({ "apiKey": secret, "shown": "here" }));
        object["agentData"]["llmConfig"]["maxTokens"] = secret.len().into();
        setup(vec![agent(object)], vec![])
    };
    world.apply(&world.plan(&of("canary-1")).await).await;
    let plan = world.plan(&of("canary-22")).await;
    for form in [plan.to_string(), plan.to_markdown(), plan.to_html()] {
        assert!(form.contains("x-password") && !form.contains("canary"), "{form}");
        // A number is none.
        assert!(form.contains("maxTokens   8 → 9"), "{form}");
    }
}

#[tokio::test]
async fn a_fence_in_a_prompt_does_not_end_the_block_of_markdown() {
    let world = World::new();
    let of = |text: &str| setup(vec![agent(ready("A", text, &[], &[]))], vec![]);
    world.apply(&world.plan(&of("a\n````\nb")).await).await;
    let markdown = world.plan(&of("a\n````\n@everyone\nb")).await.to_markdown();
    assert!(markdown.contains("\n`````diff\n") && markdown.contains("\n`````\n"), "{markdown}");
}

#[tokio::test]
async fn a_refused_step_is_an_apply_error_with_its_cause_and_what_came_of_the_others() {
    let world = World::new();
    let definitions = setup(vec![agent(ready("A", "x", &[], &[])), agent(ready("B", "x", &[], &[]))], vec![]);
    let plan = world.plan(&definitions).await;
    world.emulator.fail_next(Fault::new("POST", "/v2/agents/", FaultKind::status(400)));
    let error = world.client.apply(&plan).await.unwrap_err();
    assert_eq!((error.kind(), error.executed, error.status), (ErrorKind::ApplyError, Executed::Yes, Some(400)));
    let cause = std::error::Error::source(&error).unwrap().downcast_ref::<geai_client::Error>().unwrap();
    assert_eq!(cause.kind(), ErrorKind::BadRequestError);
    let applied = Applied::from_json(error.applied.as_ref().unwrap().text()).unwrap();
    assert!(!applied.complete);
    let shown = applied.to_string();
    for line in ["done         agent A   create, revision 1", "not-reached  agent B   publish"] {
        assert!(shown.lines().any(|it| it == line), "{line}\n{shown}");
    }
    assert!(shown.contains("2 of 4 steps done, not complete") && shown.contains("\nfailed       agent A"), "{shown}");
    assert!(error.to_string().contains("of 4 steps 2 were done, 1 was not reached"), "{error}");
    // The request that it names was not executed, though others were.
    assert!(error.to_string().ends_with(", not executed)"), "{error}");
    world.emulator.reset();
    let plan = world.plan(&definitions).await;
    world.emulator.fail_next(Fault::new("POST", "/v4/agents", FaultKind::status(400)));
    let error = world.client.apply(&plan).await.unwrap_err();
    assert_eq!((error.kind(), error.executed), (ErrorKind::ApplyError, Executed::No));
}

#[tokio::test]
async fn definitions_are_given_as_models_with_members_that_no_model_names() {
    let world = World::new();
    let mut given: AgentDefinition = geai_client::from_json(&ready("A", "x", &[], &[]).to_string()).unwrap();
    given.extra.insert("new".into(), json!({ "y": 1 }).into());
    let tool = json!({ "name": "p", "manifest": manifest(&["list"]) });
    let tool: IntegrationRequest = geai_client::from_json(&tool.to_string()).unwrap();
    let plan = world.client.plan(Source::given([given], [tool])).await.unwrap();
    let named: Vec<_> = plan.changes.iter().map(|change| (change.name.as_str(), change.file.as_deref())).collect();
    assert_eq!(named, [("p", None), ("A", None)]);
    assert_eq!(plan.changes[1].body.as_ref().unwrap().value()["new"], json!({ "y": 1 }));
    let whole = json!({ "name": "p", "description": "d", "manifest": manifest(&["list"]) });
    let told = json!({ "kind": "integration", "definition": whole });
    let plan = world.client.plan(vec![told.into()]).await.unwrap();
    assert_eq!(plan.changes[0].kind, geai_client::definitions::DefinitionKind::INTEGRATION);
    // What both have says nothing; a misspelt name is told as one.
    let refused = world.client.plan(vec![json!({ "name": "A" }).into(), json!({ "nam": "B" }).into()]).await;
    let refused = refused.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::DefinitionsError);
    let texts: Vec<&str> = refused.faults.iter().map(|fault| fault.text.as_str()).collect();
    assert!(texts[0].starts_with("definitions[0]: an agent or an integration? Both have `name`"), "{texts:?}");
    assert!(texts[1].starts_with("definitions[1]: "), "{texts:?}");
}

/// Every later version reads what this one wrote. `GEAI_UPDATE=1` writes the documents of a new format.
#[tokio::test]
async fn documents_of_the_first_version_are_read() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../formats");
    let files = ["geai-plan-1.json", "geai-applied-1.json"].map(|name| folder.join(name));
    if std::env::var_os("GEAI_UPDATE").is_some() {
        let world = World::new();
        let plan = rich(&world).await.to_json();
        let small = world.plan(&setup(vec![agent(ready("A", "x", &[], &[]))], vec![])).await;
        let applied = world.apply(&small).await.to_json();
        for (file, text) in files.iter().zip([plan, applied]) {
            std::fs::write(file, format!("{text}\n")).unwrap();
        }
    }
    let [plan, applied] = files.map(|file| std::fs::read_to_string(file).unwrap());
    let read = Plan::from_json(&plan).unwrap();
    assert_eq!(read.to_json(), plan.trim_end());
    assert_eq!((read.changes.len(), read.conflicts.len()), (4, 1));
    assert!(read.to_string().contains("~ agent Tracker"));
    let read = Applied::from_json(&applied).unwrap();
    assert_eq!((read.to_json().as_str(), read.complete), (applied.trim_end(), true));
    // Minor additions keep the format; another major is refused.
    let mut later: Value = serde_json::from_str(&applied).unwrap();
    later["new"] = json!(1);
    assert!(Applied::from_json(&later.to_string()).is_ok());
    later["format"] = "geai-applied/1.3".into();
    assert!(Applied::from_json(&later.to_string()).is_ok());
    later["format"] = "geai-applied/2".into();
    assert_eq!(Applied::from_json(&later.to_string()).unwrap_err().kind(), ErrorKind::InvalidRequestError);
}
