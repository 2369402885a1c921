//! JSON that is spoilt.

use serde_json::{Value, json};

use super::client::{GET, ask, serve};

async fn spoilt(with: Value) -> Vec<u8> {
    let server = serve("json", with).await;
    let answer = ask(&server, GET).await;
    assert_eq!(answer.status, 200);
    answer.body
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn depth() {
    for (n, place, member) in [(129, "typed", "agentData"), (10_000, "free", "x-extra"), (1_000_000, "free", "x-extra")]
    {
        let body = text(spoilt(json!({"case": "depth", "n": n, "place": place})).await);
        assert!(body.contains(&format!("\"{member}\":{}{}", "[".repeat(n), "]".repeat(n))));
    }
}

#[tokio::test]
async fn big_numbers() {
    let body = text(spoilt(json!({"case": "big-number"})).await);
    assert!(body.contains("\"revision\":18446744073709551616,"), "{body}");
    for number in ["1e400".to_owned(), "9".repeat(5000)] {
        let body = text(spoilt(json!({"case": "big-number", "number": number, "place": "free"})).await);
        assert!(body.contains(&format!("\"x-extra\":{number}}}")));
        assert!(body.contains("\"revision\":1,"));
    }
}

#[tokio::test]
async fn bytes_that_are_not_json() {
    let body = spoilt(json!({"case": "invalid-utf8"})).await;
    assert!(body.windows(17).any(|window| window == b"\"description\":\"\xff\xfe"));
    let body = spoilt(json!({"case": "bom"})).await;
    assert!(body.starts_with(b"\xef\xbb\xbf{\"id\""));
    let body = text(spoilt(json!({"case": "lone-surrogate"})).await);
    assert!(body.contains(r#""description":"\ud800""#));
    let body = text(spoilt(json!({"case": "trailing"})).await);
    assert!(body.ends_with("} trailing"));
}

#[tokio::test]
async fn members_that_should_not_be_there() {
    let body = text(spoilt(json!({"case": "duplicate-key"})).await);
    assert_eq!(body.matches("\"name\":\"Parcel\"").count() + body.matches("\"name\":\"again\"").count(), 2);
    let body: Value = serde_json::from_slice(&spoilt(json!({"case": "proto-keys"})).await).unwrap();
    for name in ["__proto__", "constructor", "toString", "hasOwnProperty"] {
        assert_eq!(body[name], json!({"polluted": true}));
    }
    let body: Value = serde_json::from_slice(&spoilt(json!({"case": "unknown-fields"})).await).unwrap();
    assert!(body.get("futureField").is_some() && body["description"].is_null() && body.get("accessScope").is_none());
    assert_eq!(body["status"], "a-status-of-tomorrow");
}

#[tokio::test]
async fn required_members() {
    let body: Value = serde_json::from_slice(&spoilt(json!({"case": "missing-required"})).await).unwrap();
    assert!(body.get("id").is_none() && body["name"] == "Parcel");
    let body: Value = serde_json::from_slice(&spoilt(json!({"case": "wrong-type"})).await).unwrap();
    assert!(body["id"].is_object());
}

#[tokio::test]
async fn in_a_page_the_first_item_is_spoilt() {
    let server = serve("json", json!({"case": "missing-required"})).await;
    let page = ask(&server, "GET /v4/agents HTTP/1.1\r\nhost: x\r\n\r\n").await.json();
    assert!(page["agents"][0].get("id").is_none() && page["information"]["Total"] == 1);
}
