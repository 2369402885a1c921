//! The doctor and servers that are strange, or none of the API.

use std::sync::Mutex;

use geai_tests::{Reply, Scripted};
use serde_json::{Value, json};

use crate::{Examined, PROFILES, WRITES, between, with};

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
        let is_whole = ["id", "name"].iter().all(|member| created.get(*member).is_some());
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
        assert!(means.contains(if is_whole { "such a name" } else { "a MalformedResponseError" }), "{means}");
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

/// What is replaced in the text of every answer to these requests.
fn replacing(
    examined: &Examined,
    method: &'static str,
    path: &'static str,
    change: impl Fn(Value) -> Value + Send + Sync + 'static,
) -> (tokio::runtime::Runtime, Scripted) {
    between(examined, move |seen, reply| {
        let is_meant = seen.method.as_str().contains(method) && seen.path.starts_with(path);
        match serde_json::from_slice(&reply.body) {
            Ok(body) if is_meant => Reply { body: change(body).to_string().into_bytes().into(), ..reply },
            _ => reply,
        }
    })
}

#[test]
fn an_answer_that_lacks_what_programs_need_is_no_page_to_sign_in() {
    let examined = Examined::new("lacking");
    let (_runtime, server) = between(&examined, |seen, reply| match (seen.method.as_str(), reply.status) {
        ("PUT", 200) if seen.path.starts_with("/v4/agents") => Reply { status: 204, body: "".into(), ..reply },
        _ => reply,
    });
    let (report, _) = examined.examined(&[WRITES, &["--base-url", &server.url()]].concat());
    assert!(findings(&report, "W5")[0]["found"] == "status 204, no body", "{report:#}");
    assert!(findings(&report, "W5")[0]["means"].as_str().unwrap().contains("the answer is empty"), "{report:#}");
    let (_runtime, server) = replacing(&examined, "POST", "/v4/agents", |mut body| {
        body.as_object_mut().unwrap().remove("id");
        body
    });
    let (report, _) = examined.examined(&[WRITES, &["--base-url", &server.url()]].concat());
    let finding = &findings(&report, "W1")[0];
    assert!(finding["found"].as_str().unwrap().starts_with("status 201, an object without id"), "{finding}");
    assert!(finding["means"].as_str().unwrap().contains("a MalformedResponseError"), "{finding}");
    assert_eq!(with(&report, "follows").first().map(String::as_str), Some("W4"), "{report:#}");
    assert_eq!(report["left"], json!([]));
}

#[test]
fn forms_that_the_client_reads_alike_are_no_difference() {
    let examined = Examined::new("forms");
    let all = [WRITES, PROFILES].concat();
    let as_expected = |server: &Scripted| {
        let (report, code) = examined.examined(&[all.as_slice(), &["--base-url", &server.url()]].concat());
        assert_eq!((with(&report, "as expected").len(), code), (45, 0), "{report:#}");
    };
    let (_runtime, server) = replacing(&examined, "P", "/v3/tool-plugins/", |body| match body.get("manifest") {
        Some(_) => json!({"toolPlugin": body}),
        None => body,
    });
    as_expected(&server);
    let lower = |body: Value| {
        let text = body.to_string().replace("\"Total\":", "\"total\":").replace("\"PageSize\":", "\"pageSize\":");
        serde_json::from_str(&text).unwrap()
    };
    let (_runtime, server) = replacing(&examined, "GET", "/v", lower);
    as_expected(&server);
    let (_runtime, server) = replacing(&examined, "", "/v", |mut body| {
        if let Some(one) = body.get("errors").and_then(|errors| errors.get(0)).cloned() {
            body["errors"] = one;
        }
        body
    });
    as_expected(&server);
    // Numbers as texts.
    let (_runtime, server) = replacing(&examined, "", "/v", |mut body| {
        for member in ["revision", "totalPublished"] {
            if let Some(number) = body.get(member).and_then(Value::as_i64) {
                body[member] = number.to_string().into();
            }
        }
        body
    });
    as_expected(&server);
}

#[test]
fn an_empty_project_is_one_in_every_form_of_a_list() {
    let examined = Examined::new("bare");
    let (_runtime, server) = replacing(&examined, "GET", "/v3/tool-plugins", |body| match body.get("toolPlugins") {
        Some(list) => list.clone(),
        None => body,
    });
    let (report, _) = examined.examined(&["--profile", "second", "--write", "--base-url", &server.url()]);
    assert_eq!(report["probes"].as_array().unwrap().len(), 45, "{report:#}");
}

#[test]
fn a_profile_that_is_no_good_is_not_the_server_that_differs() {
    let examined = Examined::new("profiles");
    let file = examined.path("credentials");
    let text = std::fs::read_to_string(&file).unwrap();
    let prod = &examined.emulator.info().projects[1].id;
    let dev = &examined.emulator.info().projects[0].id;
    let other = text.replace("[oauth]", "[elsewhere]").replace(dev.as_str(), prod);
    let other = &other[other.find("[elsewhere]").unwrap()..];
    std::fs::write(&file, format!("{text}\n{other}")).unwrap();
    for (flag, profile, ids, why) in [
        ("--oauth-profile", "default", ["R14", "R16", "W19"].as_slice(), "has no OAuth token"),
        ("--oauth-profile", "elsewhere", &["R14", "R16", "W19"], "is of another project"),
        ("--second-profile", "default", &["W13"], "is of the same project"),
    ] {
        let (report, _) = examined.examined(&[WRITES, &[flag, profile]].concat());
        let probes = report["probes"].as_array().unwrap();
        for id in ids {
            let probe = probes.iter().find(|probe| probe["id"] == *id).unwrap();
            assert_eq!(probe["outcome"], "not run", "{probe}");
            assert!(probe["why"].as_str().unwrap().ends_with(why), "{probe}");
        }
        assert_eq!(with(&report, "differs"), Vec::<String>::new(), "{report:#}");
    }
}

#[test]
fn a_second_project_that_is_in_use_is_not_written_without_being_told_so() {
    let examined = Examined::new("second");
    examined.emulator.clear_requests();
    let (_, errors, code) = examined.doctor(&["--profile", "second", "--write", "--second-profile", "default"]);
    assert!(
        code == 1 && errors.contains("the second project has agents") && errors.contains("--project-is"),
        "{errors}"
    );
    assert!(examined.emulator.requests().iter().all(|request| request.method == "GET"));
}

#[test]
fn an_object_of_others_in_the_answer_to_a_creation_is_not_touched() {
    let examined = Examined::new("foreign");
    let client = |path: &'static str| {
        between(&examined, move |seen, reply| match (seen.method.as_str(), seen.path == path) {
            ("POST", true) => Reply::json(201, &json!({"id": "foreign-1", "name": "Bookkeeper", "revision": 1})),
            _ => reply,
        })
    };
    for (path, id) in [("/v4/agents", "W1"), ("/v3/tool-plugins/import", "W14")] {
        let (_runtime, server) = client(path);
        let (report, _) = examined.examined(&[WRITES, &["--base-url", &server.url()]].concat());
        let finding = &findings(&report, id)[0];
        assert!(finding["found"].as_str().unwrap().contains("Bookkeeper"), "{finding}");
        assert!(finding["means"].as_str().unwrap().contains("about another object"), "{finding}");
        let touched: Vec<_> = server.seen().iter().map(|seen| seen.path.clone()).collect();
        assert!(!touched.iter().any(|path| path.contains("foreign-1")), "{touched:?}");
        // What was taken under a blank name may be left.
        assert_eq!(report["left"].as_array().unwrap().len(), usize::from(path == "/v4/agents"), "{report:#}");
    }
}

#[test]
fn a_public_name_that_is_dropped_differs_where_public_names_are_given() {
    let examined = Examined::new("public");
    let (_runtime, server) = replacing(&examined, "P", "/v4/agents", |mut body| {
        body.as_object_mut().unwrap().remove("publicName");
        body
    });
    let (report, _) = examined.examined(&[WRITES, &["--base-url", &server.url()]].concat());
    assert_eq!(with(&report, "differs"), ["W4"]);
}
