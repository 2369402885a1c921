//! The doctor and servers that are strange, or none of the API.

use std::sync::Mutex;

use geai_tests::{Reply, Scripted};
use serde_json::{Value, json};

use crate::{Examined, WRITES, between, with};

fn findings(report: &Value, id: &str) -> Vec<Value> {
    let probe = report["probes"].as_array().unwrap().iter().find(|probe| probe["id"] == id).unwrap();
    probe["findings"].as_array().unwrap().clone()
}

#[test]
fn an_object_with_a_name_that_is_none_of_the_run_is_removed_or_listed() {
    let examined = Examined::new("any-name");
    for (created, deleted, left) in [
        (json!({"id": "stray-1", "name": " "}), 204, None),
        (json!({"id": "stray-1", "name": " "}), 403, Some("(stray-1)")),
        (json!({"id": 17, "name": " "}), 403, Some("(17)")),
        (json!({"id": "stray-1"}), 403, Some("(stray-1)")),
        (json!({"name": " "}), 204, Some("answered 201 without its id")),
    ] {
        let id = created["id"].as_str().map_or_else(|| created["id"].to_string(), str::to_owned);
        let (_runtime, server) = between(&examined, move |seen, reply| {
            let body = String::from_utf8_lossy(&seen.body).into_owned();
            if seen.method == "POST" && body.contains("\"name\":\" \"") {
                return Reply::json(201, &created);
            }
            let is_stray = seen.method == "DELETE" && seen.path.ends_with(&id);
            if is_stray { Reply::json(deleted, &json!({})) } else { reply }
        });
        let (report, _) = examined.examined(&[WRITES, &["--base-url", &server.url()]].concat());
        let asked =
            server.seen().iter().filter(|seen| seen.method == "DELETE" && seen.path.contains("stray-1")).count();
        let told = report["left"].as_array().unwrap();
        match left {
            None => assert!(told.is_empty() && asked == 1, "{told:?} {asked}"),
            Some(left) => assert!(told.len() == 1 && told[0].as_str().unwrap().contains(left), "{left}: {told:?}"),
        }
        let means = findings(&report, "W21")[0]["means"].as_str().unwrap().to_owned();
        let is_answer = left != Some("answered 201 without its id");
        assert!(means.contains(if is_answer { "such a name" } else { "something else than the API" }), "{means}");
    }
}

#[test]
fn an_object_that_was_there_before_is_not_removed() {
    let examined = Examined::new("others");
    let (listed, _) = examined.examined(&[]);
    assert!(listed["probes"].is_array());
    let agent = examined.emulator.requests().len();
    assert!(agent > 0);
    // The server answers with an agent of others, as if it had made it.
    let known = Mutex::new(String::new());
    let (_runtime, server) = between(&examined, move |seen, reply| {
        let mut known = known.lock().unwrap();
        if seen.method == "GET" && seen.path == "/v4/agents" && known.is_empty() {
            let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
            body["agents"][0]["id"].as_str().unwrap_or_default().clone_into(&mut known);
        }
        let is_blank = String::from_utf8_lossy(&seen.body).contains("\"name\":\" \"");
        if is_blank { Reply::json(200, &json!({"id": *known, "name": " "})) } else { reply }
    });
    let before = examined.emulator.snapshot().to_json().matches("canary-agent").count();
    let (report, _) = examined.examined(&[WRITES, &["--base-url", &server.url()]].concat());
    assert!(
        before > 0 && examined.emulator.snapshot().to_json().matches("canary-agent").count() == before,
        "{report:#}"
    );
}

#[test]
fn a_page_to_sign_in_is_no_answer_and_nothing_is_written() {
    let examined = Examined::new("sign-in");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let page = Reply {
        status: 200,
        headers: vec![("content-type".to_owned(), "text/html".to_owned())],
        body: "<html><title>Sign in</title>version</html>".into(),
    };
    let server = runtime.block_on(Scripted::start(move |_| page.clone())).unwrap();
    let url = server.url();
    let arguments = [WRITES, &["--base-url", &url]].concat();
    let (report, code) = examined.examined(&arguments);
    assert_eq!((with(&report, "as expected"), code), (Vec::<String>::new(), 1), "{report:#}");
    assert_eq!(with(&report, "differs"), ["R0", "R1", "R2"]);
    assert!(findings(&report, "R1")[0]["means"].as_str().unwrap().contains("a page to sign in"));
    assert!(server.seen().iter().all(|seen| seen.method == "GET"));
    let (_, errors, _) = examined.doctor(&arguments);
    assert!(errors.contains("nothing was written") && errors.contains("one of the API"), "{errors}");
}

#[test]
fn a_project_that_cannot_be_listed_is_told_with_the_reason() {
    let examined = Examined::new("unlisted");
    let (_runtime, refused) =
        between(&examined, |seen, reply| if seen.path == "/" { reply } else { Reply::json(401, &json!({})) });
    let (_, errors, code) = examined.doctor(&["--write", "--base-url", &refused.url()]);
    assert!(
        code == 1 && errors.contains("could not be listed: GET /v4/agents") && errors.contains("status 401"),
        "{errors}"
    );
    assert!(!errors.contains("has agents"), "{errors}");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let (_, errors, code) = examined.doctor(&["--write", "--base-url", &url]);
    assert!(code == 1 && errors.contains("could not be listed") && !errors.contains("has agents"), "{errors}");
    // Where the token is taken and one list is not there, the user may know better.
    let (_runtime, partial) = between(&examined, |seen, reply| match seen.path.as_str() {
        "/v3/tool-plugins" => Reply::json(500, &json!({})),
        _ => reply,
    });
    let (_, errors, _) = examined.doctor(&["--write", "--base-url", &partial.url()]);
    assert!(errors.contains("GET /v3/tool-plugins") && errors.contains("--project-is-scratch"), "{errors}");
}

/// The emulator, where `isDraft` has another value in every answer.
fn with_draft(examined: &Examined, value: &'static str) -> (tokio::runtime::Runtime, Scripted) {
    between(examined, move |_, reply| {
        let text = String::from_utf8_lossy(&reply.body).into_owned();
        let text = text.replace("\"isDraft\":true", &format!("\"isDraft\":{value}"));
        Reply { body: text.into_bytes().into(), ..reply }
    })
}

#[test]
fn what_is_no_boolean_is_not_taken_for_one() {
    let examined = Examined::new("booleans");
    for value in ["\"true\"", "null"] {
        let (_runtime, server) = with_draft(&examined, value);
        let (report, _) = examined.examined(&[WRITES, &["--base-url", &server.url()]].concat());
        for id in ["W1", "W3", "W4"] {
            let means: Vec<_> = findings(&report, id).iter().map(|finding| finding["means"].clone()).collect();
            assert_eq!(means, ["what stands there is no boolean: programs find no value"], "{id} {value}");
        }
    }
    let (_runtime, server) = with_draft(&examined, "false");
    let (report, _) = examined.examined(&[WRITES, &["--base-url", &server.url()]].concat());
    assert_eq!(findings(&report, "W1")[0]["means"], "what is created is published");
}

#[test]
fn lists_without_totals_cannot_tell_which_flags_count() {
    let examined = Examined::new("totals");
    let (_runtime, server) = between(&examined, |_, reply| {
        let text = String::from_utf8_lossy(&reply.body).replace("\"Total\"", "\"Sum\"");
        Reply { body: text.into_bytes().into(), ..reply }
    });
    let (report, _) = examined.examined(&["--base-url", &server.url()]);
    assert!(findings(&report, "R5")[0]["means"].as_str().unwrap().contains("there are no totals"), "{report:#}");
}

#[test]
fn a_probe_that_cannot_be_run_names_the_one_that_would_have_given_what_it_needs() {
    let examined = Examined::new("needs");
    let (_runtime, server) = between(&examined, |seen, reply| match seen.path.as_str() {
        "/v4/agents" if seen.method == "POST" => Reply::json(500, &json!({})),
        _ => reply,
    });
    let (report, _) = examined.examined(&[WRITES, &["--base-url", &server.url()]].concat());
    let probes = report["probes"].as_array().unwrap().iter();
    let why: Vec<_> =
        probes.filter(|probe| probe["outcome"] == "not run").filter_map(|probe| probe["why"].as_str()).collect();
    assert!(why.contains(&"it needs id of the answer to POST /<api>/agents of W1, which did not give it"), "{why:#?}");
}
