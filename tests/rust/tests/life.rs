//! How calls end: time-outs, deadlines, cancelling, closing, repeating, asking for a token again.

use std::future::{Future as _, IntoFuture};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;
use std::time::Duration;

use geai_client::models::AgentDefinition;
use geai_client::{Builder, CallOptions, Client, ErrorKind, Executed, Json, Method, Phase};
use geai_client::{Token, TokenFuture, TokenProvider, cached};
use geai_tests::{Reply, Scripted};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::time::{Instant, timeout};

fn builder(url: String) -> Builder {
    Client::builder().base_url(url).api_token("t").environment(std::collections::HashMap::new())
}

/// A server that never answers: the first channel says that a request arrived, the second that its
/// connection is gone.
async fn silent() -> io::Result<(String, oneshot::Receiver<()>, oneshot::Receiver<()>)> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let url = format!("http://{}", listener.local_addr()?);
    let ((arrived, wait_arrived), (gone, wait_gone)) = (oneshot::channel(), oneshot::channel());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await?;
        let mut buffer = [0; 4096];
        assert_ne!(stream.read(&mut buffer).await?, 0);
        let _ = arrived.send(());
        while stream.read(&mut buffer).await.is_ok_and(|read| read > 0) {}
        let _ = gone.send(());
        Ok::<_, io::Error>(())
    });
    Ok((url, wait_arrived, wait_gone))
}

#[tokio::test]
async fn dropping_a_call_drops_its_request() {
    let (url, arrived, gone) = silent().await.unwrap();
    let client = builder(url).build().unwrap();
    let call = tokio::spawn(async move { client.agents().get("a").await });
    arrived.await.unwrap();
    call.abort();
    gone.await.unwrap();
}

/// A server that always asks for one more attempt, so much later.
async fn refusing(wait: Duration) -> Scripted {
    Scripted::start(move |_| {
        let mut reply = Reply::json(429, &json!({}));
        reply.headers.push(("retry-after".into(), wait.as_secs().to_string()));
        reply
    })
    .await
    .unwrap()
}

#[tokio::test]
async fn a_call_that_waits_for_its_next_attempt_can_be_given_up() {
    let wait = Duration::from_secs(10);
    let server = refusing(wait).await;
    let client = builder(server.url()).build().unwrap();
    let begun = Instant::now();
    let call = client.agents().get("a").deadline(wait * 9);
    timeout(Duration::from_secs(1), call.into_future()).await.unwrap_err();
    assert!(begun.elapsed() < wait, "given up after {:?}", begun.elapsed());
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn a_call_ends_by_its_deadline_whatever_attempts_are_left() {
    let wait = Duration::from_secs(1);
    let server = refusing(wait).await;
    let client = builder(server.url()).backoff(wait / 100).build().unwrap();
    let error = client.agents().get("a").retries(9).deadline(wait * 5 / 2).await.unwrap_err();
    assert!((1..=3).contains(&error.attempts), "{} attempts", error.attempts);
    assert_eq!(server.seen().len(), error.attempts as usize);
}

#[tokio::test]
async fn a_call_that_runs_out_of_time_says_so_and_drops_its_request() {
    let (url, _arrived, gone) = silent().await.unwrap();
    let client = builder(url).build().unwrap();
    let limit = Duration::from_millis(200);
    let definition = AgentDefinition { name: Some("a".into()), ..AgentDefinition::default() };
    let error = client.agents().create(definition).timeout(limit).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::APITimeoutError);
    assert!(error.is(ErrorKind::APIConnectionError));
    assert_eq!((error.executed, error.phase, error.attempts), (Executed::Maybe, Phase::Head, 1));
    assert_eq!(
        (error.operation, error.method.as_deref(), error.path.as_deref()),
        (Some("agents.create"), Some("POST"), Some("/v4/agents"))
    );
    gone.await.unwrap();
}

#[tokio::test]
async fn a_read_is_never_executed_and_its_message_says_nothing_of_it() {
    let answers = ["reset", "late", "500", "truncated", "malformed", "reported"];
    for answer in answers {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            let mut held = Vec::new();
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut buffer = [0; 4096];
                if answer == "reset" || stream.read(&mut buffer).await.is_err() {
                    continue;
                }
                let _ = stream
                    .write_all(match answer {
                        "500" => &b"HTTP/1.1 500 Odd\r\ncontent-length: 2\r\n\r\n{}"[..],
                        "truncated" => b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\nconnection: close\r\n\r\n{}",
                        "malformed" => b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n<>",
                        "reported" => b"HTTP/1.1 200 OK\r\ncontent-length: 15\r\n\r\n{\"errors\":[{}]}",
                        _ => b"",
                    })
                    .await;
                if answer != "truncated" {
                    held.push(stream);
                }
            }
        });
        let client = builder(url).build().unwrap();
        let error = client.agents().get("a").timeout(Duration::from_millis(500)).retries(0).await.unwrap_err();
        assert_eq!(error.executed, Executed::No, "{answer}: {error}");
        assert!(error.attempts == 1 && !error.to_string().contains("executed"), "{answer}: {error}");
    }
}

#[tokio::test]
async fn close_ends_calls_in_flight_and_refuses_more() {
    let (url, arrived, gone) = silent().await.unwrap();
    let client = builder(url).build().unwrap();
    let call = tokio::spawn({
        let client = client.clone();
        async move { client.agents().get("a").await }
    });
    arrived.await.unwrap();
    client.close();
    assert_eq!(call.await.unwrap().unwrap_err().kind(), ErrorKind::ClientClosedError);
    gone.await.unwrap();
    let error = client.with_options(&CallOptions::default()).agents().get("a").await.unwrap_err();
    assert_eq!((error.kind(), error.executed, error.attempts), (ErrorKind::ClientClosedError, Executed::No, 0));
}

#[tokio::test]
async fn a_write_that_close_ends_may_have_been_executed() {
    let (url, arrived, _gone) = silent().await.unwrap();
    let client = builder(url).build().unwrap();
    let call = tokio::spawn({
        let client = client.clone();
        let definition = AgentDefinition { name: Some("a".into()), ..AgentDefinition::default() };
        async move { client.agents().create(definition).await }
    });
    arrived.await.unwrap();
    client.close();
    let error = call.await.unwrap().unwrap_err();
    assert_eq!((error.kind(), error.executed), (ErrorKind::ClientClosedError, Executed::Maybe));
    assert!(error.to_string().ends_with(", may have been executed)"), "{error}");
}

#[tokio::test]
async fn a_write_that_waits_for_its_turn_when_close_ends_it_was_not_executed() {
    let (url, arrived, _gone) = silent().await.unwrap();
    let client = builder(url).max_in_flight(1).build().unwrap();
    let definition = || AgentDefinition { name: Some("a".into()), ..AgentDefinition::default() };
    let first = client.agents().create(definition()).into_future();
    tokio::pin!(first);
    tokio::select! {
        biased;
        _ = &mut first => unreachable!("nobody answers"),
        arrived = arrived => arrived.unwrap(),
    }
    let second = client.agents().create(definition()).into_future();
    tokio::pin!(second);
    assert!(std::future::poll_fn(|context| Poll::Ready(second.as_mut().poll(context).is_pending())).await);
    client.close();
    let error = second.await.unwrap_err();
    assert_eq!((error.kind(), error.phase), (ErrorKind::ClientClosedError, Phase::Queue));
    assert_eq!(error.executed, Executed::No);
    assert_eq!(first.await.unwrap_err().executed, Executed::Maybe);
}

#[tokio::test]
async fn a_call_that_finds_no_place_in_time_was_not_sent() {
    let (url, arrived, _gone) = silent().await.unwrap();
    let client = builder(url).max_in_flight(1).build().unwrap();
    let first = tokio::spawn({
        let client = client.clone();
        async move { client.agents().get("a").await }
    });
    arrived.await.unwrap();
    let error = client.agents().get("b").deadline(Duration::from_millis(50)).await.unwrap_err();
    assert_eq!((error.kind(), error.phase, error.executed), (ErrorKind::APITimeoutError, Phase::Queue, Executed::No));
    first.abort();
}

#[tokio::test]
async fn a_closed_port_is_a_connection_error_and_nothing_was_executed() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = builder(url).build().unwrap().agents().get("a").retries(0).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.phase, error.executed),
        (ErrorKind::APIConnectionError, Phase::Connect, Executed::No)
    );
}

/// A server that fails with `status` the first `times` times.
async fn failing(status: u16, times: usize) -> Scripted {
    let left = Arc::new(AtomicUsize::new(times));
    Scripted::start(move |_| {
        if left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok() {
            let mut reply = Reply::json(status, &json!({ "errors": [{ "id": 1, "description": "busy" }] }));
            reply.headers.push(("retry-after".into(), "0".into()));
            return reply;
        }
        Reply::json(200, &json!({ "id": "1", "name": "a" }))
    })
    .await
    .unwrap()
}

#[tokio::test]
async fn reads_are_repeated_and_writes_are_not() {
    let server = failing(503, 2).await;
    let client = builder(server.url()).build().unwrap();
    let response = client.agents().get("a").with_response().await.unwrap();
    assert_eq!((response.meta.attempts, server.seen().len()), (3, 3));

    let server = failing(503, 2).await;
    let client = builder(server.url()).build().unwrap();
    let definition = || AgentDefinition { name: Some("a".into()), ..AgentDefinition::default() };
    let error = client.agents().create(definition()).retries(9).retry_writes(true).await.unwrap_err();
    assert_eq!((error.attempts, error.executed, error.kind()), (1, Executed::Maybe, ErrorKind::ServerError));
    let agent = client.agents().update("a", definition()).retry_writes(true).await.unwrap();
    assert_eq!((agent.id.as_str(), server.seen().len()), ("1", 3));
}

#[tokio::test]
async fn a_write_that_would_publish_is_never_repeated_after_an_unknown_outcome() {
    let server = failing(503, 1).await;
    let client = builder(server.url()).build().unwrap();
    let definition = AgentDefinition { name: Some("a".into()), ..AgentDefinition::default() };
    let call = client.agents().update("a", definition).automatic_publish(true).retry_writes(true);
    assert_eq!(call.await.unwrap_err().attempts, 1);
}

#[tokio::test]
async fn a_response_comes_with_status_headers_and_times() {
    let server = Scripted::start(|_| {
        let mut reply = Reply::json(201, &json!({ "id": "1", "name": "a" }));
        reply.headers.push(("x-request-id".into(), "r-7".into()));
        reply
    })
    .await
    .unwrap();
    let response = builder(server.url()).build().unwrap().agents().get("a").with_response().await.unwrap();
    assert_eq!(response.meta.status.as_u16(), 201);
    assert_eq!(response.meta.request_id.as_deref(), Some("r-7"));
    assert_eq!(response.meta.headers.get("content-type").unwrap(), "application/json");
    assert!(response.meta.elapsed > Duration::ZERO);
}

#[tokio::test]
async fn a_response_over_the_limit_is_refused() {
    let server = Scripted::start(|_| Reply::json(200, &json!({ "id": "1", "name": "a".repeat(5000) }))).await.unwrap();
    let client = builder(server.url()).max_response_bytes(4096).build().unwrap();
    let error = client.agents().get("a").await.unwrap_err();
    assert_eq!((error.kind(), error.executed, error.attempts), (ErrorKind::ResponseTooLargeError, Executed::No, 1));
}

/// Gives `old` first and `new` ever after; each has its number where `numbered`.
#[derive(Default)]
struct Provider {
    asked: AtomicUsize,
    numbered: bool,
}

impl Provider {
    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

impl TokenProvider for Provider {
    fn token(&self) -> TokenFuture<'_> {
        let asked = self.asked.fetch_add(1, Ordering::SeqCst);
        let token = if asked == 0 { "old" } else { "new" };
        let token = if self.numbered { format!("{token}-{asked}") } else { token.to_owned() };
        Box::pin(async move {
            tokio::task::yield_now().await;
            Ok(token)
        })
    }
}

/// What a provider that is shared gives.
struct Shared(Arc<Provider>);

impl TokenProvider for Shared {
    fn token(&self) -> TokenFuture<'_> {
        self.0.token()
    }
}

#[tokio::test]
async fn a_token_function_is_asked_at_every_call_and_once_more_after_a_401() {
    let server = Scripted::start(|seen| {
        if seen.headers["authorization"] == "Bearer new" {
            Reply::json(200, &json!({ "id": "1", "name": "a" }))
        } else {
            Reply::json(401, &json!({}))
        }
    })
    .await
    .unwrap();
    let provider = Arc::new(Provider::default());
    let client = builder(server.url()).api_token(Token::Provided(provider.clone())).build().unwrap();
    assert_eq!(client.agents().get("a").await.unwrap().id, "1");
    client.agents().get("a").await.unwrap();
    assert_eq!((provider.asked(), server.seen().len()), (3, 3));

    let refusing = Scripted::start(|_| Reply::json(401, &json!({}))).await.unwrap();
    let provider = Arc::new(Provider::default());
    let client = builder(refusing.url()).api_token(Token::Provided(provider.clone())).build().unwrap();
    assert_eq!(client.agents().get("a").await.unwrap_err().kind(), ErrorKind::AuthenticationError);
    assert_eq!((provider.asked(), refusing.seen().len()), (2, 2));
}

#[tokio::test]
async fn a_cached_token_is_renewed_once_for_all_calls_and_kept_for_its_time() {
    let answer = |seen: &geai_tests::Seen| match seen.headers["authorization"].to_str().unwrap() {
        "Bearer old" => Reply::json(401, &json!({})),
        _ => Reply::json(200, &json!({ "id": "1", "name": "a" })),
    };
    for (ttl, askings) in [(Duration::from_secs(3600), 2..=2), (Duration::ZERO, 50..=100)] {
        let server = Scripted::start(answer).await.unwrap();
        let provider = Arc::new(Provider::default());
        let client = builder(server.url()).api_token(cached(Shared(provider.clone()), ttl)).build().unwrap();
        let agents = client.agents();
        let calls = (0..50).map(|_| async { agents.get("a").await.map(|agent| agent.name) });
        let outcomes = futures_util::future::join_all(calls).await;
        assert!(outcomes.iter().all(|name| name.as_ref().is_ok_and(|name| *name == "a")), "{outcomes:?}");
        assert!(askings.contains(&provider.asked()), "{} for {ttl:?}", provider.asked());
    }
}

#[tokio::test]
async fn fifty_calls_ask_at_most_a_hundred_times() {
    let server = Scripted::start(|seen| match seen.headers["authorization"].to_str().unwrap().rsplit('-').next() {
        Some(number) if number.parse::<u32>().unwrap() % 2 == 1 => Reply::json(401, &json!({})),
        _ => Reply::json(200, &json!({ "id": "1", "name": "a" })),
    })
    .await
    .unwrap();
    let provider = Arc::new(Provider { numbered: true, ..Provider::default() });
    let client = builder(server.url()).api_token(Token::Provided(provider.clone())).build().unwrap();
    let agents = client.agents();
    futures_util::future::join_all((0..50).map(|_| async { agents.get("a").await.map(drop) })).await;
    assert!((50..=100).contains(&provider.asked()), "{}", provider.asked());
    assert_eq!(server.seen().len(), provider.asked());
}

#[tokio::test]
async fn e_12_a_token_that_the_server_repeats_is_not_in_the_error() {
    let echo = |seen: &geai_tests::Seen| seen.headers["authorization"].to_str().unwrap().to_owned();
    let server = Scripted::start(move |seen| match seen.path.as_str() {
        "/v4/agents/reported" => Reply::json(200, &json!({ "errors": [{ "description": echo(seen) }] })),
        "/v4/agents/text" => Reply { status: 200, headers: Vec::new(), body: format!("<p>{}", echo(seen)).into() },
        _ => Reply::json(400, &json!({ "errors": [{ "description": echo(seen) }] })),
    })
    .await
    .unwrap();
    let client = builder(server.url()).api_token("canary-token").build().unwrap();
    for name in ["refused", "reported", "text"] {
        let error = client.agents().get(name).await.unwrap_err();
        let shown = format!("{error} {error:?} {:?} {:?}", error.messages, error.body);
        assert!(!shown.contains("canary") && shown.contains("***"), "{name}: {shown}");
    }
}

#[tokio::test]
async fn request_reaches_what_no_operation_covers() {
    let server = Scripted::start(|seen| match seen.path.as_str() {
        "/base/empty" => Reply { status: 204, headers: Vec::new(), body: bytes::Bytes::new() },
        _ => Reply::json(200, &json!({ "path": seen.path, "query": seen.query, "n": 1.50 })),
    })
    .await
    .unwrap();
    let client = builder(format!("{}/base/", server.url())).build().unwrap();
    let options = CallOptions::default();
    let query = [("a b".to_owned(), "&=#+%ü".to_owned())];
    let json = Some(Json::from(json!({ "x": 1 })));
    let answer = client.request(Method::POST, "/v2/tools", &query, json, &options).await.unwrap();
    let answer = answer.data.unwrap().value();
    assert_eq!(answer["path"], "/base/v2/tools");
    assert_eq!(
        url::form_urlencoded::parse(answer["query"].as_str().unwrap().as_bytes()).into_owned().collect::<Vec<_>>(),
        query
    );
    assert_eq!(server.seen()[0].body, r#"{"x":1}"#.as_bytes());
    assert!(client.request(Method::GET, "/empty", &[], None, &options).await.unwrap().data.is_none());
    for path in ["v2", "//evil", "/v2/../x", "/v2/%2E%2e/x", "/v2?x=1", "/v2#f", "/a\\b", "/a b", "/a\nb", "/ü"] {
        let error = client.request(Method::GET, path, &[], None, &options).await.unwrap_err();
        assert_eq!((error.kind(), error.executed), (ErrorKind::InvalidRequestError, Executed::No), "{path:?}");
    }
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn an_attempt_that_was_not_executed_does_not_hide_one_that_may_have_been() {
    let number = Arc::new(AtomicUsize::new(0));
    let server = Scripted::start(move |_| {
        Reply::json(if number.fetch_add(1, Ordering::SeqCst) == 0 { 503 } else { 400 }, &json!({}))
    });
    let client = builder(server.await.unwrap().url()).backoff(Duration::from_millis(1)).build().unwrap();
    let error = client.interactions().close("a").await.unwrap_err();
    assert_eq!((error.status, error.attempts, error.executed), (Some(400), 2, Executed::Maybe));
}

#[tokio::test]
async fn an_error_tells_its_attempts_one_by_one() {
    let server = Scripted::start(|_| Reply::json(503, &json!({}))).await.unwrap();
    let client = builder(server.url()).backoff(Duration::from_millis(1)).build().unwrap();
    let error = client.agents().get("a").await.unwrap_err();
    assert_eq!(error.attempts, 4);
    let tried: Vec<_> = error.history.iter().map(|tried| (tried.kind, tried.status, tried.phase)).collect();
    assert_eq!(tried, [(ErrorKind::ServerError, Some(503), Phase::Response); 4]);
    assert!(error.history[0].waited > Duration::ZERO && error.history[3].waited == Duration::ZERO);
}

#[tokio::test]
async fn a_request_larger_than_the_limit_is_not_sent() {
    let server = Scripted::start(|_| Reply::json(200, &json!({}))).await.unwrap();
    let client = builder(server.url()).max_request_bytes(100).build().unwrap();
    let body = Json::from_text(format!("\"{}\"", "x".repeat(99))).unwrap();
    let error = client.request(Method::POST, "/x", &[], Some(body), &CallOptions::default()).await.unwrap_err();
    assert_eq!((error.kind(), error.executed), (ErrorKind::InvalidRequestError, Executed::No));
    assert!(error.to_string().contains("101 bytes") && error.to_string().contains("max_request_bytes"), "{error}");
    let definition = AgentDefinition { name: Some("x".repeat(100)), ..AgentDefinition::default() };
    assert_eq!(client.agents().create(definition).await.unwrap_err().kind(), ErrorKind::InvalidRequestError);
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn a_body_that_the_server_does_not_take_is_a_time_out_while_sending() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    // Accepted and never read.
    let held = tokio::spawn(async move { listener.accept().await.unwrap() });
    let client = builder(url).build().unwrap();
    let body = Json::from_text(format!("\"{}\"", "x".repeat(32 << 20))).unwrap();
    let options = CallOptions { timeout: Some(Duration::from_millis(500)), ..CallOptions::default() };
    let error = client.request(Method::POST, "/x", &[], Some(body), &options).await.unwrap_err();
    assert_eq!((error.kind(), error.phase), (ErrorKind::APITimeoutError, Phase::Send));
    assert_eq!((error.executed, error.attempts), (Executed::Maybe, 1));
    drop(held.await.unwrap());
}

#[tokio::test]
async fn what_a_server_repeats_of_a_request_is_not_in_the_error() {
    let repeat = |seen: &geai_tests::Seen| {
        let sent = seen.headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
        let body = String::from_utf8_lossy(&seen.body).into_owned();
        Reply::json(400, &json!({"errors": [{"code": sent, "description": format!("{sent} {body}")}]}))
    };
    let server = Scripted::start(repeat).await.unwrap();
    let client = builder(server.url()).api_token("canary-of-the-token").build().unwrap();
    let body = Json::from_text(r#"{"clientSecret":"canary-of-the-body","name":"kept"}"#.to_owned()).unwrap();
    let error = client.request(Method::POST, "/x", &[], Some(body), &CallOptions::default()).await.unwrap_err();
    assert!(error.to_string().contains("kept") && !format!("{error} {:?}", *error).contains("canary"), "{error}");
}
