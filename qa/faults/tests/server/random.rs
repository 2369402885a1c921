//! The seeded mix.

use std::collections::BTreeMap;

use geai_faults::plan::Plan;
use geai_faults::server::start;
use serde_json::json;

use super::client::{GET, Raw, serve};

fn mix(seed: u64) -> serde_json::Value {
    json!({"seed": seed, "mix": [
        {"fault": "status", "probability": 0.2, "with": {"status": 503}},
        {"fault": "rst", "probability": 0.1},
        {"fault": "accept-close", "probability": 0.1},
    ]})
}

/// What 400 connections get, one request each.
async fn outcomes(seed: u64) -> Vec<String> {
    let server = serve("random", mix(seed)).await;
    let mut outcomes = Vec::new();
    for _ in 0..400 {
        let mut raw = Raw::open(&server).await;
        let before = server.ledger().requests.len();
        // A connection that ends as it is accepted may refuse what is sent.
        let sent = raw.try_send(GET).await;
        let outcome = match raw.more().await {
            Ok(_) => format!("{}", server.ledger().requests[before].answered.unwrap()),
            Err(_) if server.ledger().requests.len() == before => "not read".to_owned(),
            Err(end) => format!("{end:?}"),
        };
        assert!(sent || outcome == "not read", "{outcome}");
        outcomes.push(outcome);
    }
    outcomes
}

#[tokio::test]
async fn a_seed_gives_the_same_faults_again() {
    let first = outcomes(7).await;
    assert_eq!(first, outcomes(7).await);
    assert_ne!(first, outcomes(8).await);
    let mut counts = BTreeMap::new();
    for outcome in &first {
        *counts.entry(outcome.as_str()).or_insert(0) += 1;
    }
    // Four standard deviations around the share that each has.
    for (outcome, low, high) in [("503", 44, 100), ("Reset", 14, 58), ("not read", 16, 64)] {
        let count = counts.get(outcome).copied().unwrap_or_default();
        assert!((low..=high).contains(&count), "{counts:?}");
    }
}

#[tokio::test]
async fn a_mix_is_checked() {
    for wrong in [
        json!({}),
        json!({"mix": [{"fault": "no-such-fault", "probability": 0.1}]}),
        json!({"mix": [{"fault": "port-closed", "probability": 0.1}]}),
        json!({"mix": [{"fault": "status", "probability": 0.1, "with": {"statu": 1}}]}),
        json!({"mix": [{"fault": "status", "odds": 0.1}]}),
    ] {
        assert!(start(Plan::of("random", wrong.clone())).await.is_err(), "{wrong}");
    }
}
