//! Statuses, and what comes with them.

use std::time::{Duration, SystemTime};

use geai_faults::plan::Plan;
use geai_faults::server::start;
use serde_json::json;

use super::client::{DELETE, End, GET, Raw, ask, post, serve};

#[tokio::test]
async fn statuses_come_in_order() {
    let server = start(Plan::of("status", json!({"statuses": [503, 200, 500, 599]})).times(5).after(1)).await.unwrap();
    let mut seen = Vec::new();
    for _ in 0..8 {
        seen.push(ask(&server, GET).await.status);
    }
    assert_eq!(seen, [200, 503, 200, 500, 599, 599, 200, 200]);
    let faults: Vec<String> = server.ledger().requests.into_iter().map(|request| request.fault).collect();
    assert_eq!(faults[..2], ["healthy", "status"]);
}

#[tokio::test]
async fn a_refused_request_is_not_processed() {
    for (status, processed) in [(999, true), (500, true), (429, false), (409, false), (304, false)] {
        let server = serve("status", json!({"status": status})).await;
        assert_eq!(ask(&server, &post("it")).await.status, status);
        assert_eq!(server.ledger().processed("it"), usize::from(processed), "{status}");
        assert!(server.ledger().requests[0].complete);
    }
}

#[tokio::test]
async fn retry_after_in_every_form() {
    let header = async |with, name: &str| {
        let server = serve("status", with).await;
        let answer = ask(&server, GET).await;
        assert_eq!(answer.status, 429);
        answer.header(name).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    for (given, sent) in [(json!(1), "1"), (json!(-1), "-1"), (json!("NaN"), "NaN"), (json!("1e30"), "1e30")] {
        assert_eq!(header(json!({"status": 429, "retry_after": given}), "retry-after").await, [sent]);
    }
    assert_eq!(header(json!({"status": 429, "retry_after": [1, "2"]}), "retry-after").await, ["1", "2"]);
    assert_eq!(header(json!({"status": 429, "retry_after_ms": 700}), "retry-after-ms").await, ["700"]);
    for (given, low, high) in [(2, 0, 3), (-3600, -3602, -3599)] {
        let date = header(json!({"status": 429, "retry_after_date_s": given}), "retry-after").await;
        let date = httpdate::parse_http_date(&date[0]).unwrap();
        let apart = match date.duration_since(SystemTime::now()) {
            Ok(apart) => i64::try_from(apart.as_secs()).unwrap(),
            Err(error) => -i64::try_from(error.duration().as_secs()).unwrap(),
        };
        assert!((low..=high).contains(&apart), "{apart}");
    }
}

#[tokio::test]
async fn error_bodies_in_every_shape() {
    let message = "bad \u{1b}[31m\r\nred";
    for (shape, at) in [
        ("E-01", "/errors/0/description"),
        ("E-02", "/errors/description"),
        ("E-03", "/errors/0/message"),
        ("E-04", "/error/message"),
        ("E-04-text", "/error/message"),
        ("E-05", "/errors/0/description"),
        ("E-06", "/messages/0/description"),
        ("E-06-upper", "/Messages/0/description"),
        ("E-07", "/message/0/description"),
        ("E-08", "/message"),
        ("E-08-error", "/error"),
        ("E-08-detail", "/detail"),
        ("E-08-status", "/description"),
        ("rfc9457", "/detail"),
        ("string", ""),
        ("array", "/0/description"),
    ] {
        let server = serve("status", json!({"status": 400, "shape": shape, "message": message})).await;
        let answer = ask(&server, GET).await;
        assert_eq!((answer.status, answer.json().pointer(at)), (400, Some(&json!(message))), "{shape}");
    }
    for (shape, body) in [
        ("E-09", message.to_owned()),
        ("html", format!("<html><body>{message}</body></html>")),
        ("empty", String::new()),
    ] {
        let server = serve("status", json!({"status": 400, "shape": shape, "message": message})).await;
        assert_eq!(ask(&server, GET).await.body, body.as_bytes(), "{shape}");
    }
}

#[tokio::test]
async fn a_success_reports_an_error() {
    let server = serve("success-with-error", json!({"shape": "E-07", "message": "no"})).await;
    let answer = ask(&server, &post("it")).await;
    assert_eq!((answer.status, answer.json()), (200, json!({"message": [{"type": "error", "description": "no"}]})));
}

#[tokio::test]
async fn only_one_token_is_let_in() {
    let server = serve("until-token", json!({"token": "fresh"})).await;
    let with = |token: &str| format!("GET /v4/agents/a HTTP/1.1\r\nhost: x\r\nAuthorization: Bearer {token}\r\n\r\n");
    for (request, status) in [(GET.to_owned(), 401), (with("stale"), 401), (with("fresh"), 200)] {
        assert_eq!(ask(&server, &request).await.status, status);
    }
}

#[tokio::test]
async fn redirects_keep_the_path() {
    for status in [301, 302, 303, 307, 308] {
        let server = serve("redirect", json!({"status": status, "to": "http://127.0.0.1:1"})).await;
        let answer = ask(&server, GET).await;
        assert_eq!((answer.status, answer.header("location")), (status, vec!["http://127.0.0.1:1/v4/agents/Parcel"]));
    }
}

#[tokio::test]
async fn a_delete_is_done_and_its_answer_lost() {
    let server = serve("delete-lost", json!({})).await;
    assert_eq!(ask(&server, GET).await.status, 200);
    let mut raw = Raw::open(&server).await;
    raw.send(DELETE).await;
    assert_eq!(raw.rest().await, (Vec::new(), End::Fin));
    assert_eq!(ask(&server, DELETE).await.status, 404);
    let deletes: Vec<_> =
        server.ledger().requests.iter().map(|request| (request.processed, request.answered)).collect();
    assert_eq!(deletes, [(true, Some(200)), (true, None), (false, Some(404))]);
}

#[tokio::test]
async fn an_error_page_is_huge() {
    let server = serve("huge-error", json!({})).await;
    let answer = ask(&server, GET).await;
    assert_eq!((answer.status, answer.body.len()), (502, 10 << 20));
    assert_eq!(answer.header("content-type"), ["text/html"]);
}

#[tokio::test]
async fn healthy_answers_have_the_shape_of_the_api() {
    let server = serve("healthy", json!({})).await;
    for (target, at) in [
        ("/v4/agents?count=1", "/agents/0/id"),
        ("/v2/agents/a/export", "/labPackage/agents/0/id"),
        ("/v2/agents/a/sharing-token", "/sharedLink"),
        ("/v3/tool-plugins", "/toolPlugins/0/name"),
        ("/v3/tool-plugins/p", "/id"),
        ("/v3/tool-plugins/p/config", "/parameters/0/key"),
        ("/v3/tool-plugins/inspector/security-scheme?url=x", "/securityScheme"),
        ("/v3/tool-plugins/inspector/manifest", "/manifest"),
        ("/v2/user-interactions/tool-plugins/open", "/interactions/0/id"),
        ("/v1/accessControl/apitoken/validate", "/organizationId"),
    ] {
        let answer = ask(&server, &format!("GET {target} HTTP/1.1\r\nhost: x\r\n\r\n")).await;
        assert!(answer.status == 200 && answer.json().pointer(at).is_some(), "{target}: {}", answer.json());
    }
    assert_eq!(ask(&server, DELETE).await.status, 204);
    assert_eq!(ask(&server, "GET /nothing/here HTTP/1.1\r\nhost: x\r\n\r\n").await.status, 404);
    let first = ask(&server, &post("a")).await.json();
    let second = ask(&server, &post("a")).await.json();
    assert!(first["id"] != second["id"] && first["name"] == "a");
}

#[tokio::test]
async fn latency_is_not_part_of_the_turn() {
    let server = start(Plan::of("status", json!({"latency_ms": 30, "method": "POST"})).times(1)).await.unwrap();
    assert_eq!(ask(&server, GET).await.status, 200);
    let began = std::time::Instant::now();
    assert_eq!(ask(&server, &post("a")).await.status, 503);
    assert!(began.elapsed() >= Duration::from_millis(30));
    assert_eq!(ask(&server, &post("a")).await.status, 201);
}

#[tokio::test]
async fn what_was_sent_is_repeated() {
    let request =
        "POST /v4/agents HTTP/1.1\r\nhost: x\r\nauthorization: Bearer it\r\ncontent-length: 9\r\n\r\n{\"a\":\"b\"}";
    for (how, shown) in [
        ("message", r#"authorization: Bearer it\ncontent-length: 9\n\n{\"a\":\"b\"}"#),
        ("members", r#""body":{"a":"b"}"#),
        ("text", "authorization: Bearer it\ncontent-length: 9\n\n{\"a\":\"b\"}"),
        ("html", "Bearer it"),
        ("cut-json", r#"\n\n{\"a\":\"b\"}"#),
        ("wrong-type", r#"{"text":"xx"#),
    ] {
        let server = serve("echo", json!({"status": 422, "how": how, "before": 2})).await;
        let answer = ask(&server, request).await;
        let body = String::from_utf8(answer.body).unwrap();
        assert!(answer.status == 422 && body.contains(shown), "{how}: {body}");
    }
    let server = serve("echo", json!({"how": "request-id"})).await;
    assert_eq!(ask(&server, request).await.header("x-request-id"), ["it"]);
}
