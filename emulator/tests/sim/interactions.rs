//! SIM-80 to SIM-85.

use std::time::Duration;

use serde_json::{Value, json};

use crate::integrations::plugin;
use crate::lab::{Answer, Lab, names, text};

const BASE: &str = "/v2/user-interactions/tool-plugins";

impl Lab {
    fn record(&self, segment: &str) -> Answer {
        self.call_in("dev", "PUT", &format!("{BASE}/{segment}"), None)
    }

    fn close(&self, segment: &str) -> Answer {
        self.call_in("dev", "PUT", &format!("{BASE}/{segment}/close"), None)
    }

    fn open(&self) -> Value {
        self.get(&format!("{BASE}/open")).ok(200)["interactions"].clone()
    }
}

fn with_plugins(names: &[&str]) -> Lab {
    let lab = Lab::start();
    for name in names {
        lab.import("", plugin(name)).ok(200);
    }
    lab
}

#[test]
fn sim_80_recording_opens_or_refreshes_one_interaction() {
    let lab = with_plugins(&["p"]);
    let id = lab.get("/v3/tool-plugins/p").ok(200)["id"].clone();
    let first = lab.record("p").ok(200);
    assert_eq!(first, json!({ "entity": "ToolPlugin", "id": id, "isOpen": true }));
    let before = lab.open();
    let time = |open: &Value| text(&open[0], "lastInteractionDateTime").to_owned();
    assert_eq!(lab.record(id.as_str().unwrap()).ok(200), first);
    let after = lab.open();
    assert_eq!(after.as_array().unwrap().len(), 1);
    assert!(time(&after) > time(&before));
    lab.emulator.advance_clock(Duration::from_secs(3600));
    lab.record("p").ok(200);
    assert!(time(&lab.open())[..13] > time(&after)[..13]);
}

#[test]
fn sim_81_open_interactions_of_the_caller_newest_first() {
    let lab = with_plugins(&["a", "b", "c"]);
    assert_eq!(lab.open(), json!([]));
    for name in ["a", "b", "c", "a"] {
        lab.record(name).ok(200);
    }
    let open = lab.open();
    assert_eq!(names(&open), ["a", "c", "b"]);
    let item = &open[0];
    assert_eq!((&item["entity"], &item["isOpen"]), (&json!("tool-plugin"), &json!(true)));
    assert_eq!(item["organizationId"], lab.emulator.organization_id());
    assert_eq!(item["projectId"], lab.emulator.project_id("dev").unwrap());
    let time = text(item, "lastInteractionDateTime");
    assert_eq!((&time[10..11], time.ends_with('Z')), ("T", false));
    let elsewhere = lab.call_in("prod", "GET", &format!("{BASE}/open"), None).ok(200);
    assert_eq!(elsewhere["interactions"], json!([]));
}

#[test]
fn sim_82_closing_twice_answers_the_same() {
    let lab = with_plugins(&["a", "b"]);
    lab.record("a").ok(200);
    lab.record("b").ok(200);
    let closed = lab.close("a").ok(200);
    assert_eq!((&closed["entity"], &closed["isOpen"]), (&json!("tool-plugin"), &json!(false)));
    assert_eq!(names(&lab.open()), ["b"]);
    assert_eq!(lab.close("a").ok(200), closed);
    lab.close("b").ok(200);
    assert_eq!(lab.open(), json!([]));
    lab.record("a").ok(200);
    assert_eq!(names(&lab.open()), ["a"]);
}

#[test]
fn sim_83_the_entity_is_spelled_as_documented() {
    let lab = with_plugins(&["a"]);
    assert_eq!(lab.record("a").ok(200)["entity"], "ToolPlugin");
    assert_eq!(lab.open()[0]["entity"], "tool-plugin");
    assert_eq!(lab.close("a").ok(200)["entity"], "tool-plugin");
}

#[test]
fn sim_84_an_unknown_integration_is_not_found() {
    let lab = with_plugins(&[]);
    let expected = [(4000, "ToolPlugin not found [IdOrName= x].".to_owned())];
    assert_eq!(lab.record("x").errors(404), expected);
    assert_eq!(lab.close("x").errors(404), expected);
}

#[test]
fn sim_85_an_api_token_is_its_own_user() {
    let lab = with_plugins(&["a", "b"]);
    lab.record("a").ok(200);
    let oauth = |method: &str, path: &str| {
        let request = lab.request(method, &format!("{BASE}/{path}")).bearer_auth(lab.emulator.oauth_token());
        lab.send(request.header("ProjectId", lab.emulator.project_id("dev").unwrap())).ok(200)
    };
    assert_eq!(oauth("GET", "open")["interactions"], json!([]));
    oauth("PUT", "b");
    oauth("PUT", "a/close");
    assert_eq!(names(&oauth("GET", "open")["interactions"]), ["b"]);
    assert_eq!(names(&lab.open()), ["a"]);
}
