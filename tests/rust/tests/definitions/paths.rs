//! Paths: what stays inside of the folder of a set-up, and is a file.

use geai_client::definitions::check;

use crate::given::{Folder, agent, assert_only, lines, read, refused};

fn naming(path: &str) -> String {
    serde_json::json!({"name": "A", "description": {"$file": path}}).to_string()
}

#[test]
fn a_path_is_relative_to_the_file_that_names_it() {
    for (path, at) in [("a.md", "agents/a.md"), ("./x/a.md", "agents/x/a.md"), ("../prompts/a.md", "prompts/a.md")] {
        let read = read(&[("agents/a.json", &naming(path)), (at, "text")]);
        assert_eq!(agent(&read)["description"], "text", "{path}");
    }
}

#[test]
fn what_leaves_the_root_or_is_absolute_or_a_url_is_refused() {
    for (path, reason) in [
        ("../../a.md", "leaves the folder"),
        ("/etc/passwd", "absolute"),
        ("C:/a.md", "absolute"),
        ("..\\a.md", "expected `/`"),
        ("file:///etc/passwd", "is a URL"),
        ("https://example.com/a.md", "is a URL"),
        ("", "expected the path"),
        ("a.md\u{0}", "cannot stand in a path"),
        ("a", "no such file"),
        ("..", "is a folder; expected a file"),
        ("a.md/", "is a folder; expected a file"),
    ] {
        assert_only(&refused(&[("agents/a.json", &naming(path))]), &["agents/a.json:1: description: ", reason]);
    }
}

#[test]
fn a_file_that_is_not_there_is_named_once() {
    for (path, text) in [
        ("agents/a.json", naming("none.md")),
        ("integrations/a.json", naming("none.md").replace("description", "manifest")),
    ] {
        let folder = path.split_once('/').unwrap().0;
        let refused = refused(&[(path, &text)]);
        assert_only(&refused, &[&format!("{folder}/none.md: no such file")]);
        assert!(refused[0].ends_with(": no such file"), "{refused:?}");
    }
}

#[test]
fn a_path_is_spelt_as_the_folder_spells_it() {
    let files = [("agents/a.json", &*naming("Prompts/A.md")), ("agents/prompts/a.md", "text")];
    let reason = "no such file; `agents/prompts` differs in upper and lower case or in Unicode form";
    assert_only(&refused(&files), &[reason]);
    assert_only(&refused(&[("Agents/a.yaml", "name: A\n")]), &["Agents:1: expected `agents`, in lower case"]);
    let folder = Folder::new("case", &[("agents/a.json", &naming("A.MD")), ("agents/a.md", "text")]);
    assert_only(&folder.refused(), &["`agents/a.md` differs in upper and lower case"]);
}

#[test]
fn a_folder_is_read_as_texts_are() {
    let files = [("agents/x/a.json", &*naming("../a.md")), ("agents/a.md", "text\r\n"), ("agents/.b.json", "{")];
    let folder = Folder::new("read", &files);
    let found = check(folder.path(), None).unwrap();
    assert_eq!(found, read(&files));
    assert_eq!(found.files, ["agents/a.md", "agents/x/a.json", "geai.yaml"]);
}

#[test]
fn texts_in_memory_whose_paths_nothing_reads_are_refused() {
    for (path, expected) in [
        ("agents\\a.yaml", "`agents/a.yaml`"),
        ("./agents/a.yaml", "`agents/a.yaml`"),
        ("agents//a.yaml", "`agents/a.yaml`"),
        ("../agents/a.yaml", "`agents/greeter.yaml`"),
        ("/agents/a.yaml", "`agents/greeter.yaml`"),
        ("", "`agents/greeter.yaml`"),
    ] {
        assert_only(&refused(&[(path, "name: A\n")]), &["no path from the root of the set-up", expected]);
    }
}

#[test]
fn a_file_whose_ending_is_in_upper_case_is_not_passed_over() {
    for path in ["agents/a.YAML", "agents/a.Json", "integrations/a.yML"] {
        let reason = "its name ends in upper case; expected .yaml, .yml, .json";
        assert_only(&refused(&[(path, "name: A\n")]), &[path, reason]);
    }
}

#[test]
fn a_folder_that_is_none_is_refused() {
    let folder = Folder::new("none", &[]);
    for path in ["missing", "geai.yaml"] {
        let error = check(folder.path().join(path), None).unwrap_err();
        assert_only(&lines(&error), &[path]);
    }
}

#[test]
fn a_folder_in_place_of_a_file_is_refused_and_other_faults_are_still_reported() {
    let files = [("agents/a.json", &*naming("a.md")), ("agents/a.md/x", ""), ("agents/b.yaml", "nam: B\n")];
    let folder = Folder::new("folder", &files);
    let refused = folder.refused();
    assert_eq!(refused.len(), 2, "{refused:?}");
    assert!(refused[0].contains("agents/a.md: expected a file"), "{refused:?}");
    assert!(refused[1].starts_with("agents/b.yaml:1: unknown field `nam`"), "{refused:?}");
}

/// What differs by system: links need a right on Windows, and pipes and rights of files are those of Unix.
#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    #[test]
    fn a_link_inside_of_the_root_is_followed_and_one_that_leaves_it_is_refused() {
        let folder = Folder::new("links", &[("agents/a.json", &naming("in.md")), ("prompts/a.md", "text")]);
        symlink("../prompts/a.md", folder.path().join("agents/in.md")).unwrap();
        symlink("../prompts", folder.path().join("agents/sub")).unwrap();
        let read = check(folder.path(), None).unwrap();
        assert_eq!(read.agents[0].definition.value()["description"], "text");
        let outside = Folder::new("outside", &[("a.md", "outside"), ("agents/b.yaml", "name: B\n")]);
        symlink(outside.path().join("a.md"), folder.path().join("agents/out.md")).unwrap();
        symlink(outside.path().join("agents"), folder.path().join("agents/out")).unwrap();
        folder.write("agents/b.json", naming("out.md").replace('A', "C").as_bytes());
        folder.write("agents/c.json", naming("out/b.yaml").replace('A', "D").as_bytes());
        let refused = folder.refused();
        assert_eq!(refused.len(), 3, "{refused:#?}");
        assert!(
            refused[0].starts_with("agents/b.json:1: description: agents/out.md: it leaves the folder"),
            "{refused:#?}"
        );
        assert!(
            refused[1].starts_with("agents/c.json:1: description: agents/out/b.yaml: it leaves the folder"),
            "{refused:#?}"
        );
        assert!(refused[2].starts_with("agents/out:1: it leaves the folder"), "{refused:#?}");
    }

    #[test]
    fn a_loop_of_links_is_refused() {
        let folder = Folder::new("loop", &[("agents/a.json", &naming("one.md"))]);
        symlink("two.md", folder.path().join("agents/one.md")).unwrap();
        symlink("one.md", folder.path().join("agents/two.md")).unwrap();
        symlink(".", folder.path().join("agents/again")).unwrap();
        let refused = folder.refused();
        assert_eq!(refused.len(), 2, "{refused:#?}");
        assert!(refused[0].starts_with("agents/a.json:1: description: agents/one.md: "), "{refused:#?}");
        assert!(refused[1].starts_with("agents/again:1: a link leads back to `agents`"), "{refused:#?}");
    }

    #[test]
    fn a_pipe_and_a_device_are_refused_and_not_waited_for() {
        let folder = Folder::new(
            "pipe",
            &[("agents/a.json", &naming("pipe.md")), ("agents/b.json", &naming("null.md").replace('A', "B"))],
        );
        let made = std::process::Command::new("mkfifo").arg(folder.path().join("agents/pipe.md")).status().unwrap();
        assert!(made.success());
        symlink("/dev/null", folder.path().join("agents/null.md")).unwrap();
        let refused = folder.refused();
        assert_eq!(refused.len(), 2, "{refused:#?}");
        assert!(
            refused.iter().all(|line| line.contains("expected a file; this is a folder, a pipe or a device")),
            "{refused:#?}"
        );
    }

    #[test]
    fn an_unreadable_file_is_refused_and_other_faults_are_still_reported() {
        let folder = Folder::new("unreadable", &[("agents/a.yaml", "name: A\n"), ("agents/b.yaml", "nam: B\n")]);
        let file = folder.path().join("agents/a.yaml");
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o0)).unwrap();
        let refused = folder.refused();
        // The rights of a file bind no administrator.
        let expected = if std::fs::read(&file).is_ok() { 1 } else { 2 };
        assert_eq!(refused.len(), expected, "{refused:#?}");
        assert!(refused[expected - 1].starts_with("agents/b.yaml:1: "), "{refused:#?}");
    }

    #[test]
    fn a_file_that_is_replaced_by_a_link_again_and_again_never_gives_what_is_outside() {
        let outside = Folder::new("target", &[("secret.md", "outside")]);
        let folder = Folder::new("replaced", &[("agents/a.json", &naming("a.md")), ("agents/a.md", "inside")]);
        let (file, stop) = (folder.path().join("agents/a.md"), std::sync::atomic::AtomicBool::new(false));
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let spare = folder.path().join("agents/spare");
                while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                    symlink(outside.path().join("secret.md"), &spare).unwrap();
                    std::fs::rename(&spare, &file).unwrap();
                    std::fs::write(&spare, "inside").unwrap();
                    std::fs::rename(&spare, &file).unwrap();
                }
            });
            for _ in 0..300 {
                if let Ok(read) = check(folder.path(), None) {
                    assert_eq!(read.agents[0].definition.value()["description"], "inside");
                }
            }
            stop.store(true, std::sync::atomic::Ordering::Relaxed);
        });
    }
}

/// Names that Windows gives to devices are names of agents, whose files are called otherwise there.
#[test]
fn a_name_that_windows_reserves_is_the_name_of_an_agent_and_of_a_file_in_memory() {
    assert_eq!(read(&[("agents/CON.yaml", "name: CON\n")]).agents[0].name, "CON");
}
