//! The doctor, within this process: against the emulator every probe is as expected, under each temper those that differ name it.

mod strange;

use std::fs;
use std::io::{Read as _, Write as _, empty};
use std::path::PathBuf;

use geai_client_cli::{Streams, run};
use geai_emulator::{Emulator, Fault, FaultKind, Seed, Snapshot, Temper};
use geai_tests::{Reply, Scripted, Seen, VectorFile};
use serde_json::{Value, json};

/// An emulator with agents and integrations of its own, and a credentials file with a profile of each kind.
struct Examined {
    emulator: Emulator,
    folder: PathBuf,
}

impl Examined {
    fn new(name: &str) -> Self {
        let data = json!({
            "prompt": { "instructions": "canary-prompt" }, "models": [{ "name": "gpt-4o" }],
            "resourcePools": [{ "name": "canary-pool", "tools": [{ "name": "web_search" }] }],
        });
        let manifest = json!({ "openapi": "3.0.3", "paths": { "/x": { "get": { "operationId": "canaryTool" } } } });
        let seed = json!({
            "agents": [
                { "definition": { "name": "canary-agent", "description": "canary@canary.example", "agentData": data }, "publish": true },
                { "definition": { "name": "canary-draft" } },
            ],
            "integrations": [{ "definition": { "name": "canary-integration", "manifest": manifest.to_string() }, "publish": true }],
        });
        let seed = Seed::from_value(seed).unwrap();
        let emulator = Emulator::builder().project("dev").project("prod").seed(seed).start().unwrap();
        let folder = std::env::temp_dir().join(format!("geai-doctor-test-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let examined = Self { emulator, folder };
        let info = examined.emulator.info();
        let (url, dev) = (&info.url, &info.projects[0]);
        let profiles = format!(
            "[default]\ngeai_api_base_url = {url}\ngeai_api_key = {}\n\n[second]\ngeai_api_base_url = {url}\ngeai_api_key = {}\n\n\
             [oauth]\ngeai_api_base_url = {url}\ngeai_oauth_access_token = {}\ngeai_project_id = {}\n",
            dev.token, info.projects[1].token, info.oauth_token, dev.id
        );
        let mut options = fs::OpenOptions::new();
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.write(true).create(true).truncate(true).open(examined.path("credentials"));
        file.unwrap().write_all(profiles.as_bytes()).unwrap();
        examined
    }

    fn path(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }

    /// Standard output and error, and the exit code.
    fn doctor(&self, arguments: &[&str]) -> (String, String, u8) {
        let file = self.path("credentials");
        let mut always = vec!["geai-client", "doctor", "--credentials-file", &file];
        if !arguments.contains(&"--profile") {
            always.extend(["--profile", "default"]);
        }
        let (mut stdin, mut stdout, mut stderr) = (empty(), Vec::new(), Vec::new());
        let mut streams = Streams {
            stdin: &mut stdin,
            stdout: &mut stdout,
            stderr: &mut stderr,
            is_interactive: false,
            width: None,
            has_colours: false,
        };
        let code = run(always.iter().chain(arguments), &mut streams);
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (text(stdout), text(stderr), code)
    }

    /// The report as JSON, and the exit code.
    fn examined(&self, arguments: &[&str]) -> (Value, u8) {
        let (shown, errors, code) = self.doctor(&[arguments, &["--json"]].concat());
        (serde_json::from_str(&shown).unwrap_or_else(|_| panic!("{shown}{errors}")), code)
    }
}

impl Drop for Examined {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

const PROFILES: &[&str] = &["--oauth-profile", "oauth", "--second-profile", "second"];

/// Ids of the probes with an outcome.
fn with(report: &Value, outcome: &str) -> Vec<String> {
    let probes = report["probes"].as_array().unwrap().iter();
    probes.filter(|probe| probe["outcome"] == outcome).map(|probe| probe["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_reading_probes_are_as_expected_and_read_only() {
    let examined = Examined::new("reads");
    examined.emulator.clear_requests();
    let (report, code) = examined.examined(PROFILES);
    assert_eq!((with(&report, "as expected").len(), code), (21, 0), "{report:#}");
    let requests = examined.emulator.requests();
    assert!(requests.iter().all(|request| request.method == "GET"));
    // The first one has no token; the inspector is asked with either header of the project, and with none.
    assert!(requests[0].path == "/" && !requests[0].headers.contains_key("authorization"));
    let inspected = requests.iter().filter(|request| request.path.ends_with("/security-scheme")).rev().take(3);
    let headers = inspected.map(|request| ["projectid", "project-id"].map(|name| request.headers.contains_key(name)));
    assert_eq!(headers.collect::<Vec<_>>(), [[false, false], [false, true], [true, false]]);
}

const WRITES: &[&str] = &["--write", "--project-is-scratch", "--public-names"];

#[test]
fn every_probe_is_as_expected_and_nothing_is_left() {
    let examined = Examined::new("writes");
    let before = examined.emulator.snapshot();
    let (report, code) = examined.examined(&[WRITES, PROFILES].concat());
    assert_eq!((with(&report, "as expected").len(), code, &report["left"]), (45, 0, &json!([])), "{report:#}");
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/doctor.md")).unwrap();
    let rows: String = report["probes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|probe| {
            let cell = |name: &str| probe[name].as_str().unwrap();
            format!("| {} | {} | {} |\n", cell("id"), cell("asks"), cell("expects"))
        })
        .collect();
    assert!(page.contains(&format!("|---|---|---|\n{rows}")), "the table of docs/doctor.md should be:\n{rows}");
    let state = |snapshot: &Snapshot| serde_json::from_str::<Value>(&snapshot.to_json()).unwrap()["state"].take();
    let (after, before): (Value, Value) = (state(&examined.emulator.snapshot()), state(&before));
    for part in ["agents", "tools", "integrations"] {
        let before = &before[part];
        assert_eq!(&after[part], before, "{part}");
    }
}

#[test]
fn under_each_temper_those_that_differ_name_it() {
    let examined = Examined::new("tempers");
    let arguments = [WRITES, PROFILES].concat();
    for (temper, values, default) in Temper::ALL {
        for value in values.iter().filter(|value| *value != default) {
            examined.emulator.reset();
            examined.emulator.set_temper(Temper::parse(temper, value).unwrap());
            let (report, code) = examined.examined(&arguments);
            let probes = report["probes"].as_array().unwrap();
            let differs: Vec<&Value> = probes.iter().filter(|probe| probe["outcome"] == "differs").collect();
            assert!(!differs.is_empty() && code == 2, "{temper}={value}: no probe differs");
            for probe in differs {
                let findings = probe["findings"].as_array().unwrap();
                let names = |finding: &Value| finding["causes"].as_array().unwrap().iter().any(|cause| cause == temper);
                assert!(findings.iter().all(names), "{temper}={value}: {probe:#}");
                assert!(findings.iter().all(|finding| finding["means"] != ""), "{temper}={value}: {probe:#}");
            }
            assert_eq!((with(&report, "failed").len(), &report["left"]), (0, &json!([])), "{temper}={value}");
        }
    }
}

#[test]
fn a_record_holds_vectors_and_nothing_that_tells_whose_server_it_was() {
    let examined = Examined::new("record");
    let file = examined.path("record.json");
    let (_, errors, code) = examined.doctor(&[WRITES, PROFILES, &["--record", &file]].concat());
    assert_eq!((code, errors.as_str()), (0, ""));
    let text = fs::read_to_string(&file).unwrap();
    let info = examined.emulator.info();
    let host = info.url.trim_start_matches("http://");
    let mut secret = vec![host, &info.oauth_token, &info.organization_id, "canary", "geai-doctor-secret"];
    secret.extend(info.projects.iter().flat_map(|project| [project.id.as_str(), &project.token]));
    let names: Vec<String> = examined
        .emulator
        .requests()
        .iter()
        .filter_map(|request| {
            let at = request.path.find("geai-doctor-")?;
            Some(request.path[at..].chars().take(28).collect())
        })
        .collect();
    assert!(names.iter().any(|name| name.len() == 28));
    secret.extend(names.iter().map(String::as_str));
    for secret in secret {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    let record: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(record["format"], "geai-doctor/1");
    assert_eq!(record["probes"].as_array().unwrap().len(), 45);
    let files: Vec<VectorFile> = serde_json::from_value(record["operations"].clone()).unwrap();
    let vectors: usize = files.iter().map(|file| file.vectors.len()).sum();
    let of = |operation: &str| files.iter().find(|file| file.operation == operation).unwrap();
    assert!(vectors > 100 && of("agents.create").vectors[0].request.as_ref().unwrap().path == "/v4/agents");
    assert_eq!(of("agents.create").vectors[0].response.as_ref().unwrap().status, 201);
    assert!(files.iter().any(|file| file.operation == "integrations.publish_tools"));
}

#[test]
fn what_cannot_be_run_says_why() {
    let examined = Examined::new("not-run");
    let (report, code) = examined.examined(&[]);
    assert_eq!((with(&report, "not run"), code), (vec!["R14".to_owned(), "R16".to_owned()], 0));
    assert!(report["probes"][14]["why"].as_str().unwrap().contains("--oauth-profile"));
    // Agents and integrations of others are not written beside without being told so.
    let (report, code) = examined.examined(&["--write"]);
    assert_eq!((report["probes"].as_array().unwrap().len(), code), (21, 1));
    let (_, errors, code) = examined.doctor(&["--write"]);
    assert!(code == 1 && errors.contains("--project-is-scratch"), "{errors}");
    assert!(examined.emulator.requests().iter().all(|request| request.method == "GET"));
    // An empty project needs no such word, and has no agent to look at.
    let (report, code) = examined.examined(&["--profile", "second", "--write"]);
    assert_eq!(with(&report, "not run"), ["R14", "R16", "R17", "R18", "W13", "W19"]);
    assert_eq!((code, report["probes"][17]["why"].as_str().unwrap()), (0, "the project has no agent"));
    let (_, errors, code) = examined.doctor(&["--second-profile", "nobody"]);
    assert!(code == 1 && errors.contains("nobody"), "{errors}");
    assert_eq!(examined.doctor(&["--public-names"]).2, 64);
    examined.emulator.clear_requests();
    for file in [examined.path("no/folder.json"), examined.path("")] {
        let (shown, errors, code) = examined.doctor(&["--record", &file]);
        assert!(code == 1 && shown.is_empty() && errors.contains(&format!("--record: {file}")), "{shown}{errors}");
    }
    assert!(examined.emulator.requests().is_empty());
}

/// A server whose answer is the same for every request.
fn answering(status: u16) -> (tokio::runtime::Runtime, Scripted) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let server = runtime.block_on(Scripted::start(move |_| Reply::json(status, &json!({})))).unwrap();
    (runtime, server)
}

#[test]
fn another_server_differs_and_one_that_is_away_could_not_be_asked() {
    let examined = Examined::new("others");
    let (runtime, server) = answering(418);
    let (report, errors, code) = examined.doctor(&["--base-url", &server.url()]);
    assert!(code == 2 && errors.contains("probes differ") && report.contains("which means: the base URL"), "{report}");
    drop((server, runtime));
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let (report, errors, code) = examined.doctor(&["--base-url", &url]);
    assert!(code == 1 && errors.contains("had no answer") && report.contains("R0   failed"), "{report}{errors}");
}

/// A server that answers as the emulator does, but for what `change` makes of it.
fn between(
    examined: &Examined,
    change: impl Fn(&Seen, Reply) -> Reply + Send + Sync + 'static,
) -> (tokio::runtime::Runtime, Scripted) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let host = examined.emulator.info().url.trim_start_matches("http://").to_owned();
    let forward = move |seen: &Seen| -> Reply {
        let query = seen.query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
        let mut request = format!("{} {}{query} HTTP/1.1\r\nconnection: close\r\n", seen.method, seen.path);
        for (name, value) in seen.headers.iter().filter(|(name, _)| *name != "connection") {
            request.push_str(&format!("{name}: {}\r\n", value.to_str().unwrap()));
        }
        let mut stream = std::net::TcpStream::connect(&host).unwrap();
        stream.write_all(&[request.as_bytes(), b"\r\n", &seen.body].concat()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        change(seen, Reply { status, headers, body: body.to_owned().into() })
    };
    let server = runtime.block_on(Scripted::start(forward)).unwrap();
    (runtime, server)
}

/// The probes that differ and those that follow, with why; no finding names a temper.
fn differing(examined: &Examined, server: &Scripted, more: &[&str]) -> (Vec<String>, Vec<String>, String) {
    let url = server.url();
    let (report, _) = examined.examined(&[WRITES, PROFILES, &["--base-url", &url], more].concat());
    let probes = report["probes"].as_array().unwrap();
    let findings: Vec<&Value> = probes.iter().flat_map(|probe| probe["findings"].as_array().unwrap()).collect();
    assert!(findings.iter().all(|finding| finding["causes"] == json!([])), "{findings:#?}");
    assert!(findings.iter().all(|finding| finding["means"] != ""), "{findings:#?}");
    let follows = probes.iter().filter(|probe| probe["outcome"] == "follows");
    let follows = follows.map(|probe| format!("{} {}", probe["id"].as_str().unwrap(), probe["why"].as_str().unwrap()));
    let means: Vec<_> = findings.iter().map(|finding| finding["means"].as_str().unwrap()).collect();
    (with(&report, "differs"), follows.collect(), means.join("\n"))
}

fn refusal(status: u16) -> Reply {
    Reply::json(status, &json!({ "error": { "code": status, "message": "no" } }))
}

#[test]
fn every_probe_is_as_expected_on_v2_too() {
    let examined = Examined::new("v2");
    let (report, code) = examined.examined(&[WRITES, PROFILES, &["--agents-api", "v2"]].concat());
    assert_eq!((with(&report, "as expected").len(), code, &report["left"]), (44, 0, &json!([])), "{report:#}");
    // Lists of v2 have no totals, as the contract has it.
    assert_eq!(with(&report, "not run"), ["R5"]);
}

#[test]
fn another_status_of_success_differs_only_where_the_status_is_the_question() {
    let examined = Examined::new("success");
    let (_runtime, server) = between(&examined, |seen, reply| match (seen.method.as_str(), reply.status) {
        ("POST", 201) => Reply { status: 200, ..reply },
        ("POST", 200) | ("GET", 200) => Reply { status: 203, ..reply },
        ("PUT", 200) => Reply { status: 201, ..reply },
        _ => reply,
    });
    let (differs, follows, means) = differing(&examined, &server, &[]);
    assert_eq!((differs, follows), (vec!["W1".to_owned()], vec![]));
    assert!(means.contains("another status than documented") && means.lines().count() == 1, "{means}");
}

#[test]
fn a_route_that_is_not_there_is_told_once_and_means_what_it_is() {
    let examined = Examined::new("route");
    let (_runtime, server) = between(&examined, |seen, reply| {
        let is_update =
            seen.method == "PUT" && seen.path.starts_with("/v3/tool-plugins/") && !seen.path.contains("import");
        if is_update { refusal(405) } else { reply }
    });
    let (differs, follows, means) = differing(&examined, &server, &[]);
    assert_eq!(differs, ["W16"]);
    assert_eq!(follows, ["W17 from W16: PUT /v3/tool-plugins/… answered 405"]);
    assert_eq!(means, "there is no such route: use via_import");
}

#[test]
fn what_builds_on_a_refused_answer_follows_from_it() {
    let examined = Examined::new("follows");
    // There is no v4.
    let (_runtime, server) =
        between(&examined, |seen, reply| if seen.path.starts_with("/v4/") { refusal(404) } else { reply });
    let (differs, follows, means) = differing(&examined, &server, &[]);
    assert_eq!(
        (differs, means.as_str()),
        (vec!["R3".to_owned()], "there is no v4: use agents_api=v2 (--agents-api v2)")
    );
    let all = ["R5", "R6", "R7", "R8", "R9", "W1", "W4", "W8", "W11", "W18", "W23", "W24", "W21"];
    assert_eq!(follows, all.map(|id| format!("{id} from R3: GET /v4/agents answered 404")));
    let (differs, follows, _) = differing(&examined, &server, &["--agents-api", "v2"]);
    assert_eq!((differs, follows.len()), (vec!["R3".to_owned()], 4), "{follows:?}");
    // The token is refused: all that uses it says so.
    let (_runtime, server) = between(&examined, |seen, reply| if seen.path == "/" { reply } else { refusal(401) });
    let (differs, follows, means) = differing(&examined, &server, &[]);
    assert_eq!((differs, means.as_str()), (vec!["R1".to_owned()], "the token is wrong, or expired"));
    assert!(follows.len() == 14 && follows.iter().all(|why| why.contains("from R1: ")), "{follows:?}");
    // A refusal of one step is not judged as if it had succeeded.
    let published = std::sync::Mutex::new(std::collections::HashSet::new());
    let (_runtime, server) = between(&examined, move |seen, reply| {
        let is_again = seen.path.ends_with("/publish-revision") && !published.lock().unwrap().insert(seen.body.clone());
        if is_again && reply.status == 200 { refusal(400) } else { reply }
    });
    let (differs, follows, means) = differing(&examined, &server, &[]);
    assert_eq!((differs, follows), (vec!["W8".to_owned()], vec![]));
    assert_eq!(means, "a publish whose answer was lost cannot be repeated blindly");
}

#[test]
fn what_is_left_is_listed() {
    let examined = Examined::new("left");
    let refused = FaultKind::Status { status: 403, retry_after: None, body: None };
    examined.emulator.fail_next(Fault::new("DELETE", "/v3/tool-plugins", refused).times(100));
    let (report, code) = examined.examined(WRITES);
    let left = report["left"].as_array().unwrap();
    assert!(
        code == 1 && left.iter().any(|left| left.as_str().unwrap().contains("integration geai-doctor-")),
        "{report:#}"
    );
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_the_probes_and_removes_what_they_made() {
    use std::process::{Command, Stdio};
    let examined = Examined::new("ctrl-c");
    let before = examined.emulator.snapshot();
    // The answer to one of the first writes is so late that the signal comes before it.
    let late = FaultKind::Delay { ms: 500 };
    examined.emulator.fail_next(Fault::new("PUT", "/v4/agents", late));
    let child = Command::new(env!("CARGO_BIN_EXE_geai-client-tested"))
        .args(["doctor", "--profile", "default", "--credentials-file", &examined.path("credentials"), "--json"])
        .args(WRITES)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    while !examined.emulator.requests().iter().any(|request| request.method == "PUT") {
        std::thread::yield_now();
    }
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let done = child.wait_with_output().unwrap();
    let report: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!((done.status.code(), &report["left"]), (Some(130), &json!([])), "{report:#}");
    let probes = report["probes"].as_array().unwrap();
    assert!(probes.len() < 45 && probes.last().unwrap()["why"] == "it was interrupted", "{report:#}");
    let agents =
        |snapshot: &Snapshot| serde_json::from_str::<Value>(&snapshot.to_json()).unwrap()["state"]["agents"].take();
    assert_eq!(agents(&examined.emulator.snapshot()), agents(&before));
}

#[test]
fn a_record_replaces_what_errors_tell_of_hosts_people_and_tokens() {
    let examined = Examined::new("errors");
    let secrets = [
        "person@canary.example",
        "canary.corp.example",
        "https://other-canary.example",
        "10.1.2.3",
        "3d0f6c1e-58a2-4b7c-9a51-0c2f6be0a101",
        "sk-canary0123456789abcdef0123456789",
    ];
    let text = format!(
        "ask <{}>, at {}:8080/x, {}/y?z=1, {}; of {}: token={}.",
        secrets[0], secrets[1], secrets[2], secrets[3], secrets[4], secrets[5]
    );
    let answer = json!({ "errors": [{ "id": 4000, "description": text }], "clientSecret": "canary" });
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let server = runtime.block_on(Scripted::start(move |_| Reply::json(400, &answer))).unwrap();
    let file = examined.path("record.json");
    let (_, errors, code) = examined.doctor(&["--base-url", &server.url(), "--record", &file]);
    let record = fs::read_to_string(&file).unwrap_or_else(|_| panic!("{errors}"));
    assert_eq!(code, 2);
    for secret in secrets.iter().chain(&["canary"]) {
        assert!(!record.contains(secret), "{secret} in {record}");
    }
    assert!(
        record.contains("ask <user@example.com>, at host.example, https://host.example/y?z=1, host.example; of 0000"),
        "{record}"
    );
}

#[test]
fn a_record_with_a_token_is_not_written() {
    let examined = Examined::new("token");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let server = Scripted::start(move |seen| {
        let echoed = seen.headers.get("authorization").map_or("", |value| value.to_str().unwrap());
        Reply::json(200, &json!({ "version": echoed }))
    });
    let server = runtime.block_on(server).unwrap();
    let credentials = examined.path("credentials");
    let text = fs::read_to_string(&credentials).unwrap();
    fs::write(&credentials, text.replace(&examined.emulator.info().projects[0].token, "canary-of-letters")).unwrap();
    let file = examined.path("record.json");
    let (shown, errors, code) = examined.doctor(&["--base-url", &server.url(), "--record", &file]);
    assert!(code == 1 && errors.contains("not written") && !errors.contains("canary"), "{errors}");
    assert!(!fs::exists(&file).unwrap() && shown.contains("R0"), "{shown}");
}
