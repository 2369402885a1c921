//! What a plan may say.

use geai_faults::plan::{Plan, Transport};
use geai_faults::server::{FAULTS, start};
use serde_json::json;

use super::client::{GET, ask, serve};

#[tokio::test]
async fn a_wrong_plan_is_refused_and_the_old_one_stays() {
    let server = serve("status", json!({"status": 418})).await;
    for (fault, with) in [
        ("no-such-fault", json!({})),
        ("status", json!({"statsu": 503})),
        ("status", json!({"status": "503"})),
        ("status", json!({"status": -1})),
        ("status", json!({"shape": "E-99"})),
        ("garbage", json!({"kind": "ftp"})),
        ("answer", json!({"body_base64": "***"})),
    ] {
        assert!(server.set(Plan::of(fault, with.clone())).is_err(), "{fault} {with}");
    }
    assert!(server.set(Plan::of("port-closed", json!({})).times(1)).is_err());
    assert!(server.set(Plan::of("status-line", json!({})).over(Transport::H2)).is_err());
    assert_eq!(ask(&server, GET).await.status, 418);
}

#[tokio::test]
async fn an_empty_plan_is_healthy() {
    let plan: Plan = serde_json::from_str("{}").unwrap();
    let server = start(plan).await.unwrap();
    assert_eq!(ask(&server, GET).await.status, 200);
    assert!(serde_json::from_str::<Plan>(r#"{"fautl": "status"}"#).is_err());
}

#[test]
fn names_are_used_once() {
    let mut names: Vec<&str> = FAULTS.iter().map(|fault| fault.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), FAULTS.len());
}
