//! What goes wrong while a project is pulled: names, folders, cuts, others who write, and what no file can say.

use std::fs;

use geai_client::ErrorKind;
use geai_client::change::PullOptions;
use geai_emulator::{Edit, Fault, FaultKind};
use serde_json::{Value, json};

use crate::folder::Folder;
use crate::promises::is_empty;
use crate::world::{World, ready, repository};

fn created(name: &str) -> (&'static str, &'static str, Value) {
    (
        "POST",
        "/v4/agents?automaticPublish=true",
        json!({ "agentDefinition": ready(name, &format!("I am\n{name}."), &[], &[]) }),
    )
}

#[tokio::test]
async fn hostile_names_make_names_of_files_that_every_system_has() {
    let world = World::new();
    let long = "é".repeat(127);
    let names = [
        "CON",
        "con",
        "..x",
        "Parcel Tracker",
        "parcel tracker",
        "e\u{301}",
        "é",
        "漢字",
        "🤖",
        "🤖🤖",
        "\u{202e}rtl",
        "a%20b",
        "x.y",
        &long,
    ];
    world.others(&names.map(created)).await;
    let folder = Folder::new();
    let pulled = folder.pull(&world).await;
    assert!(pulled.left.is_empty(), "{pulled}");
    let files = folder.names();
    assert_eq!(files.len(), names.len() * 2 + 1, "{files:?}");
    let mut stems: Vec<String> = files.iter().map(|file| file.to_lowercase()).collect();
    stems.dedup();
    assert_eq!(stems.len(), files.len(), "{files:?}");
    for file in &files {
        let name = file.rsplit('/').next().unwrap();
        assert!(name.len() <= 120 && !["con.yaml", "con.md", "..yaml"].contains(&name), "{file}");
        assert!(name.chars().all(|it| it.is_alphanumeric() || matches!(it, '-' | '.')), "{file}");
    }
    assert!(is_empty(&folder.plan(&world).await));
    assert!(folder.pull(&world).await.written.is_empty());
}

#[tokio::test]
async fn a_file_that_is_there_keeps_its_name() {
    let world = World::new();
    world.others(&[created("Notes")]).await;
    for other in ["agents/notes.md", "agents/Notes.txt", "agents/NOTES.yaml"] {
        let text = if other.ends_with("yaml") { "name: Other\n" } else { "mine" };
        let folder = Folder::with(&[("geai.yaml", "format: geai/1\n"), (other, text)]);
        let pulled = folder.pull(&world).await;
        assert_eq!(pulled.written, ["agents/notes-2.md", "agents/notes-2.yaml"], "{other}");
        assert_eq!(folder.read(other), text);
    }
}

#[tokio::test]
async fn a_folder_without_settings_or_with_faults_is_refused_and_nothing_is_written() {
    let world = World::new();
    world.others(&[created("A")]).await;
    for (texts, why) in [
        (vec![("readme.md", "x")], "geai.yaml:1: no such file; it begins with `format: geai/1`"),
        (vec![("geai.yaml", "format: geai/1\n"), ("agents/b.yaml", "nam: B\n")], "agents/b.yaml:1"),
        (
            vec![("geai.yaml", "format: geai/1\nenvironments: { dev: {} }\n")],
            "an environment must be chosen: one of dev",
        ),
    ] {
        let folder = Folder::with(&texts);
        let before = folder.files();
        let refused = folder.pull_with(&world, PullOptions::default()).await.unwrap_err();
        let faults: Vec<String> = refused.faults.iter().map(ToString::to_string).collect();
        assert_eq!((refused.kind(), folder.files()), (ErrorKind::DefinitionsError, before));
        assert!(faults.iter().any(|fault| fault.contains(why)), "{faults:?}");
    }
    let folder = Folder::with(&[(".git/config", "x")]);
    assert_eq!(folder.pull(&world).await.written, ["agents/a.md", "agents/a.yaml", "geai.yaml"]);
    // What a pull leaves that is killed.
    let folder = Folder::with(&[("agents/.geai-0.tmp", "x"), ("integrations/x/.geai-1.tmp", "y")]);
    let pulled = world.client.pull(folder.path()).await.unwrap();
    assert_eq!(pulled.written, ["agents/a.md", "agents/a.yaml", "geai.yaml"]);
    let file = Folder::with(&[("file", "x")]);
    let refused = world.client.pull(file.path().join("file")).await.unwrap_err().to_string();
    assert!(refused.contains("not a folder"), "{refused}");
}

#[tokio::test]
async fn the_environment_of_another_project_is_refused() {
    let world = World::new();
    let settings = "format: geai/1\nenvironments: { prod: { project: ce49e1c5-dfe2-44af-a20b-099a4d06bd15 } }\n";
    let folder = Folder::with(&[("geai.yaml", settings)]);
    let refused = world.client.pull(folder.path()).environment("prod").await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::PlanError);
    assert!(refused.to_string().contains("the environment is of project ce49e1c5"), "{refused}");
}

#[tokio::test]
async fn a_cut_at_any_request_writes_nothing() {
    let world = World::new();
    world.apply(&world.plan(&repository(1)).await).await;
    world.emulator.clear_requests();
    Folder::new().pull(&world).await;
    let requests = u32::try_from(world.emulator.requests().len()).unwrap();
    for number in 0..requests {
        if number > 0 {
            world.emulator.fail_next(Fault::new("GET", "/", FaultKind::Delay { ms: 0 }).times(number));
        }
        let fault = Fault::new("GET", "/", FaultKind::Status { status: 418, body: None, retry_after: None });
        world.emulator.fail_next(fault);
        let folder = Folder::new();
        assert!(folder.pull_with(&world, PullOptions::default()).await.is_err(), "{number} of {requests}");
        assert!(!folder.path().exists(), "{number} of {requests}");
        world.emulator.clear_faults();
    }
}

#[tokio::test]
async fn a_pull_that_is_dropped_writes_nothing() {
    let world = World::new();
    world.others(&[created("A")]).await;
    world.emulator.fail_next(Fault::new("GET", "/v4/agents/", FaultKind::Delay { ms: 60_000 }));
    let folder = Folder::new();
    let (heard, asked) = tokio::sync::oneshot::channel();
    let mut heard = Some(heard);
    let pull = async {
        tokio::join!(folder.pull_with(&world, PullOptions::default()), async {
            while !world.emulator.requests().iter().any(|request| request.path.starts_with("/v4/agents/")) {
                tokio::task::yield_now().await;
            }
            heard.take().map(|heard| heard.send(()))
        })
    };
    tokio::select! {
        _ = pull => panic!("it ended"),
        _ = asked => {}
    }
    assert!(!folder.path().exists());
    world.emulator.clear_faults();
}

#[tokio::test]
async fn two_pulls_at_once_leave_every_file_whole() {
    let world = World::new();
    world.apply(&world.plan(&repository(1)).await).await;
    let (folder, alone) = (Folder::new(), Folder::new());
    alone.pull(&world).await;
    let pulls = (0..4).map(|_| folder.pull_with(&world, PullOptions::default()));
    for pulled in futures_util::future::join_all(pulls).await {
        pulled.unwrap();
    }
    assert_eq!(folder.files(), alone.files());
}

#[tokio::test]
async fn a_place_that_cannot_be_written_is_named() {
    let world = World::new();
    world.others(&[created("A")]).await;
    let folder = Folder::with(&[("geai.yaml", "format: geai/1\n"), ("agents", "a file")]);
    let before = folder.files();
    let refused = folder.pull_with(&world, PullOptions::default()).await.unwrap_err().to_string();
    assert!(refused.contains("pull: agents/a.md: ") && refused.contains("nothing was written"), "{refused}");
    assert_eq!(folder.files(), before);
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_that_leads_outside_is_not_followed() {
    let world = World::new();
    world.others(&[created("A")]).await;
    let (folder, outside) = (Folder::with(&[("geai.yaml", "format: geai/1\n")]), Folder::with(&[("kept", "x")]));
    std::os::unix::fs::symlink(outside.path(), folder.path().join("agents")).unwrap();
    assert!(folder.pull_with(&world, PullOptions::default()).await.is_err());
    assert_eq!(outside.names(), ["kept"]);
    fs::remove_file(folder.path().join("agents")).unwrap();
}

#[tokio::test]
async fn what_cannot_be_pulled_is_told_and_the_rest_is_pulled() {
    let world = World::new();
    let settings = "format: geai/1\nenvironments: { dev: {}, prod: {} }\nremoved: { agents: [Tombstone] }\n";
    let texts = [
        ("geai.yaml", settings),
        ("agents/prod.yaml", "name: Prod\n$only: [prod]\n"),
        ("agents/gone.yaml", "name: Gone\n"),
    ];
    let folder = Folder::with(&texts);
    // What no file can say: an object that looks like a directive.
    let mut directive = ready("Directive", "x", &[], &[]);
    directive["agentData"]["strange"] = json!({ "$value": "model" });
    let mut blank = ready("Blank", "x", &[], &[]);
    blank["agentData"]["resourcePools"][0]["agents"] = json!([{ "id": "7e2c8d1a-0000-4000-8000-000000000000" }]);
    let agents = ["A", "Prod", "Tombstone"].map(created);
    let others = [directive, blank]
        .map(|agent| ("POST", "/v4/agents?automaticPublish=true", json!({ "agentDefinition": agent })));
    world.others(&[agents.as_slice(), &others].concat()).await;
    let pulled = world.client.pull(folder.path()).environment("dev").await.unwrap();
    assert_eq!(pulled.written, ["agents/a.md", "agents/a.yaml"], "{pulled}");
    let left: Vec<(&str, &str)> = pulled.left.iter().map(|left| (left.file.as_str(), left.reason.as_str())).collect();
    let note = "note: agent Prod: not pulled, since agents/prod.yaml defines it for other environments only";
    assert!(pulled.to_string().contains(note), "{pulled}");
    assert!(
        left.iter()
            .any(|(file, why)| *file == "agents/directive.yaml" && why.contains("no file says what the server has")),
        "{left:?}"
    );
    assert!(
        left.iter()
            .any(|(file, why)| *file == "agents/blank.yaml" && why.contains("nothing in the project tells a name")),
        "{left:?}"
    );
    assert!(pulled.to_string().contains("note: agent Gone: the project has none; its file stays"), "{pulled}");
    assert!(!pulled.to_string().contains("Tombstone"));
    assert_eq!(folder.names(), ["agents/a.md", "agents/a.yaml", "agents/gone.yaml", "agents/prod.yaml", "geai.yaml"]);
}

#[tokio::test]
async fn what_is_deleted_or_forbidden_while_it_is_read_is_told() {
    let world = World::new();
    world.others(&["A", "B", "C"].map(created)).await;
    world.emulator.before_next("GET", "/v4/agents/", [Edit::new("DELETE", "/v2/agents/B", Value::Null)]);
    let folder = Folder::new();
    let pulled = folder
        .pull_with(&world, PullOptions { only: Some(vec!["B".into(), "C".into()]), ..Default::default() })
        .await
        .unwrap();
    assert_eq!(pulled.written, ["agents/c.md", "agents/c.yaml", "geai.yaml"], "{pulled}");
    assert!(
        pulled.to_string().contains("note: agent B: not pulled: it is listed, and was deleted before it was read"),
        "{pulled}"
    );
}
