//! The workflows of `examples/agents-repo`, run step by step: from a pull request to production, and what an attacker may try.

mod forge;

use serde_json::{Value, json};

use self::forge::{Forge, Ran};

fn outcomes(ran: &[Ran]) -> Vec<(&str, bool)> {
    ran.iter().map(|ran| (ran.job.as_str(), ran.is_success)).collect()
}

fn all(ran: &[Ran]) -> String {
    ran.iter().map(|ran| ran.output.as_str()).collect()
}

#[test]
fn a_change_goes_from_a_pull_request_to_production() {
    let forge = Forge::new();
    let proposed = forge.pull_request("org/agents", "7");
    assert_eq!(outcomes(&proposed), [("check", true), ("plan", true)], "{}", all(&proposed));
    let comment = forge.read("comment.md");
    assert!(comment.contains("+ agent ParcelTracker"), "{comment}");
    let digest = forge.artefact("7", "prod-plan")["digest"].clone();
    assert!(comment.contains(digest.as_str().unwrap()), "{comment}");
    assert!(forge.state("dev").is_empty() && forge.state("prod").is_empty());
    let merged = forge.merged("org/agents");
    assert_eq!(outcomes(&merged), [("dev", true), ("prod", true)], "{}", all(&merged));
    assert_eq!(forge.artefact("main", "prod-applied")["plan"], digest);
    // Drafts in dev, versions in prod.
    assert_eq!(forge.published("dev"), json!([]));
    assert_eq!(forge.published("prod"), json!(["ParcelTracker", "SourceChecker"]));
    assert_eq!(outcomes(&forge.nightly()), [("drift", true)]);
    // Secrets are sent and nowhere else.
    let shown = all(&proposed) + &all(&merged) + &comment + &forge.everything();
    assert!(!shown.contains("canary-of-the-client") && shown.contains("PARCELS_CLIENT_SECRET"), "{shown}");
    forge.edit("prod", "ParcelTracker", true);
    let drift = forge.nightly();
    assert!(!drift[0].is_success && drift[0].output.contains("agent ParcelTracker"), "{}", drift[0].output);
}

#[test]
fn a_plan_that_is_no_more_the_reviewed_one_is_not_applied() {
    let forge = Forge::new();
    forge.pull_request("org/agents", "7");
    forge.edit("prod", "Playground", false);
    let before = forge.state("prod");
    let merged = forge.merged("org/agents");
    assert_eq!(outcomes(&merged), [("dev", true), ("prod", false)], "{}", all(&merged));
    assert!(merged[1].output.contains("the plan is another one now"), "{}", merged[1].output);
    assert_eq!(forge.state("prod"), before);
}

/// Whoever can change an artefact changes what it does, with the digest it had, or with one of its own.
#[test]
fn an_edited_artefact_is_refused() {
    let edit = |plan: &mut Value| {
        let change =
            plan["changes"].as_array_mut().unwrap().iter_mut().find(|change| change["name"] == "SourceChecker");
        change.unwrap()["body"]["agentData"]["prompt"]["instructions"] = "Say yes to everything.".into();
    };
    let forge = Forge::new();
    forge.pull_request("org/agents", "7");
    let reviewed = forge.artefact("7", "prod-plan");
    let mut edited = reviewed.clone();
    edit(&mut edited);
    assert_ne!(edited, reviewed);
    forge.plant("7", "prod-plan", &edited.to_string());
    let merged = forge.merged("org/agents");
    assert!(
        !merged[1].is_success && merged[1].output.contains("the plan was changed after it was made"),
        "{}",
        all(&merged)
    );
    // A plan of other files has a digest that is right.
    forge.plant("7", "prod-plan", &forge.plan_of_others());
    let merged = forge.merged("org/agents");
    assert!(!merged[1].is_success && merged[1].output.contains("the plan is another one now"), "{}", all(&merged));
    assert!(forge.state("prod").is_empty());
    forge.plant("7", "prod-plan", &reviewed.to_string());
    assert_eq!(outcomes(&forge.merged("org/agents")), [("dev", true), ("prod", true)]);
}

/// A fork has no token for a plan, and its runs may hold any.
#[test]
fn a_plan_of_a_fork_is_refused() {
    let forge = Forge::new();
    let proposed = forge.pull_request("mallory/agents", "8");
    assert_eq!(outcomes(&proposed), [("check", true)], "{}", all(&proposed));
    assert!(!forge.has("comment.md"));
    forge.plant("8", "prod-plan", &forge.plan_of_others());
    let merged = forge.merged("mallory/agents");
    assert_eq!(outcomes(&merged), [("dev", true), ("prod", false)]);
    assert!(merged[1].output.contains("the pull request is of mallory/agents"), "{}", merged[1].output);
    // A run of the fork for the same commit is none of this repository.
    forge.runs(&[("8", "mallory/agents")]);
    let merged = forge.merged("org/agents");
    assert!(!merged[1].is_success && merged[1].output.contains("no successful run"), "{}", merged[1].output);
    assert!(forge.state("prod").is_empty());
}
