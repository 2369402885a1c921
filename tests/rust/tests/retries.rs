//! What repetitions share: the budget of a client, its connections, and its rate.

use std::collections::HashMap;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::join_all;
use geai_client::models::AgentDefinition;
use geai_client::{Builder, CallOptions, Client, Error, ErrorKind, Executed, Phase};
use geai_tests::{Reply, Scripted};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Barrier;
use tokio::time::Instant;

fn builder(url: String) -> Builder {
    let builder = Client::builder().base_url(url).api_token("t").environment(HashMap::new());
    builder.backoff(Duration::from_nanos(1))
}

/// Calls once, and says how many attempts that took.
async fn attempts(client: &Client, name: &str, retries: u32) -> u32 {
    match client.agents().get(name).retries(retries).with_response().await {
        Ok(response) => response.meta.attempts,
        Err(error) => error.attempts,
    }
}

#[tokio::test]
async fn a_spent_budget_ends_repetitions_until_calls_succeed_at_once() {
    let flaky = Mutex::new(false);
    let server = Scripted::start(move |seen| {
        let fails = match seen.path.as_str() {
            "/v4/agents/failing" => true,
            // Every other time.
            "/v4/agents/flaky" => {
                let mut fails = flaky.lock().unwrap();
                *fails = !*fails;
                *fails
            }
            _ => false,
        };
        if fails { Reply::json(500, &json!({})) } else { Reply::json(200, &json!({ "id": "1", "name": "a" })) }
    })
    .await
    .unwrap();
    let client = builder(server.url()).build().unwrap();
    // Calls that succeed in the end give back what they took, however many there are.
    for _ in 0..130 {
        assert_eq!(attempts(&client, "flaky", 1).await, 2);
    }
    // 500 units, of which each repetition takes 5.
    for _ in 0..10 {
        assert_eq!(attempts(&client, "failing", 10).await, 11);
    }
    assert_eq!(attempts(&client, "failing", 10).await, 1);
    // Each success that took no repetition gives 1.
    for _ in 0..4 {
        assert_eq!(attempts(&client, "well", 1).await, 1);
    }
    assert_eq!(attempts(&client, "failing", 10).await, 1);
    assert_eq!(attempts(&client, "well", 1).await, 1);
    assert_eq!(attempts(&client, "failing", 10).await, 2);
}

/// A server that numbers its connections, and notes over which of them requests come.
struct Numbering {
    url: String,
    requests: Arc<Mutex<Vec<usize>>>,
    /// How many connections there were.
    opened: Arc<AtomicUsize>,
    /// The next request is read, and its connection closed.
    loses: Arc<AtomicBool>,
}

async fn numbering() -> io::Result<Numbering> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let url = format!("http://{}", listener.local_addr()?);
    let (requests, loses) = (Arc::<Mutex<Vec<usize>>>::default(), Arc::<AtomicBool>::default());
    let opened = Arc::<AtomicUsize>::default();
    let server = Numbering { url, requests: requests.clone(), opened: opened.clone(), loses: loses.clone() };
    // The first two are answered once both are there, so that they come over two connections.
    let two = Arc::new(Barrier::new(2));
    tokio::spawn(async move {
        for number in 0.. {
            let (mut stream, _) = listener.accept().await?;
            opened.store(number + 1, SeqCst);
            let (requests, loses, two) = (requests.clone(), loses.clone(), two.clone());
            tokio::spawn(async move {
                while head(&mut stream).await? {
                    let before = {
                        let mut requests = requests.lock().unwrap();
                        requests.push(number);
                        requests.len() - 1
                    };
                    if loses.swap(false, SeqCst) {
                        break;
                    }
                    if before < 2 {
                        two.wait().await;
                    }
                    let body = r#"{"id":"1","name":"a"}"#;
                    let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
                    stream.write_all(answer.as_bytes()).await?;
                }
                Ok::<_, io::Error>(())
            });
        }
        Ok::<_, io::Error>(())
    });
    Ok(server)
}

/// Reads the head of a request; `false` at the end of the connection.
async fn head(stream: &mut TcpStream) -> io::Result<bool> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if stream.read_buf(&mut head).await? == 0 {
            return Ok(false);
        }
    }
    Ok(true)
}

#[tokio::test]
async fn after_a_lost_response_a_call_goes_on_over_a_connection_of_its_own() -> Result<(), Error> {
    let server = numbering().await.unwrap();
    let client = builder(server.url.clone()).build()?;
    let (first, second) = tokio::join!(client.agents().get("a"), client.agents().get("b"));
    first?;
    second?;
    let opened = server.opened.load(SeqCst);
    server.loses.store(true, SeqCst);
    assert_eq!(attempts(&client, "c", 1).await, 2);
    // Other calls share what is there.
    assert_eq!(attempts(&client, "d", 0).await, 1);
    let requests = server.requests.lock().unwrap().clone();
    let [_, _, lost, repeated, later] = requests[..] else { panic!("{requests:?}") };
    assert!(lost < opened && repeated >= opened && later < opened, "{opened} {requests:?}");
    Ok(())
}

/// A server that fails with `status`, and says when to come back, the first `times` times.
async fn failing(status: u16, times: usize) -> Scripted {
    let left = Arc::new(AtomicUsize::new(times));
    Scripted::start(move |_| {
        if left.fetch_update(SeqCst, SeqCst, |left| left.checked_sub(1)).is_ok() {
            let mut reply = Reply::json(status, &json!({}));
            reply.headers.push(("retry-after".into(), "0".into()));
            return reply;
        }
        Reply::json(200, &json!({ "id": "1", "name": "a" }))
    })
    .await
    .unwrap()
}

#[tokio::test]
async fn waiting_for_a_server_that_limits_the_rate_is_no_retry() {
    let server = failing(429, 2).await;
    let client = builder(server.url()).build().unwrap();
    let definition = || AgentDefinition { name: Some("a".into()), ..AgentDefinition::default() };
    let response = client.agents().create(definition()).retries(1).with_response().await.unwrap();
    assert_eq!((response.meta.attempts, server.seen().len()), (3, 3));

    let server = failing(429, 1).await;
    let client = builder(server.url()).build().unwrap();
    let error = client.agents().create(definition()).retries(0).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts, server.seen().len()), (ErrorKind::RateLimitError, 1, 1));
}

#[tokio::test]
async fn requests_leave_at_the_rate_that_was_asked_for() {
    let server = failing(503, 1).await;
    let client = builder(server.url()).max_requests_per_second(20.0).build().unwrap();
    let begun = Instant::now();
    // A copy with other options shares the rate, and a repetition is a request, too.
    let other = client.with_options(&CallOptions::default());
    let calls = (0..9).map(|call| if call % 2 == 0 { client.clone() } else { other.clone() });
    let calls = calls.map(|client| async move { client.agents().get("a").await });
    assert!(join_all(calls).await.iter().all(Result::is_ok));
    // Nine intervals between ten requests, of which one may have been taken late.
    assert!(begun.elapsed() >= Duration::from_millis(448), "{:?}", begun.elapsed());
    assert_eq!(server.seen().len(), 10);

    let slow = builder(server.url()).max_requests_per_second(0.1).build().unwrap();
    slow.agents().get("a").await.unwrap();
    let error = slow.agents().get("a").deadline(Duration::from_secs(5)).await.unwrap_err();
    assert_eq!((error.kind(), error.phase, error.executed), (ErrorKind::APITimeoutError, Phase::Queue, Executed::No));
    assert!(error.to_string().contains("`max_requests_per_second`"), "{error}");
}
