//! Many calls at once: order, failures beside successes, bounds, one deadline.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::StreamExt;
use geai_client::ConcurrencyGroup;
use geai_client::{Client, ErrorKind, Executed, Phase};
use geai_tests::{Reply, Scripted, Seen};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

fn client(url: String) -> Client {
    Client::builder().base_url(url).api_token("t").environment(std::collections::HashMap::new()).build().unwrap()
}

fn answer(seen: &Seen) -> Reply {
    let name = seen.path.rsplit('/').next().unwrap_or_default();
    if name.starts_with("no") {
        Reply::json(404, &json!({}))
    } else {
        Reply::json(200, &json!({"id": "1", "name": name}))
    }
}

#[tokio::test]
async fn outcomes_come_in_the_order_of_the_items() {
    let server = Scripted::start(answer).await.unwrap();
    let client = client(server.url());
    let names: Vec<_> = (0..50).map(|at| format!("{}{at}", if at % 3 == 0 { "no" } else { "a" })).collect();
    let outcomes = client.bulk(names.clone(), |client, name| client.agents().get(name)).await;
    assert_eq!(server.seen().len(), 50);
    for (name, outcome) in names.iter().zip(&outcomes) {
        match outcome {
            Ok(agent) => assert_eq!(&agent.name, name),
            Err(error) => assert_eq!((error.kind(), name.starts_with("no")), (ErrorKind::NotFoundError, true)),
        }
    }
    let streamed = client.bulk(names, |client, name| client.agents().get(name)).concurrency(3).stream();
    let streamed: Vec<_> = streamed.map(|outcome| outcome.is_ok()).collect().await;
    assert_eq!(streamed, outcomes.iter().map(Result::is_ok).collect::<Vec<_>>());
}

#[tokio::test]
async fn no_more_calls_than_wanted_are_in_flight_and_one_deadline_holds_for_all() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let client = client(format!("http://{}", listener.local_addr().unwrap()));
    let (accepted, mut connections) = mpsc::unbounded_channel();
    // Accepted and never answered.
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let _ = accepted.send(stream);
        }
    });
    let calls = client.bulk(["a", "b", "c", "d", "e"], |client, name| client.agents().get(name));
    let outcomes = calls.concurrency(2).deadline(Duration::from_millis(300)).await;
    let ended: Vec<_> = outcomes.into_iter().map(|outcome| outcome.unwrap_err()).collect();
    assert!(ended.iter().all(|error| error.kind() == ErrorKind::APITimeoutError));
    let phases: Vec<_> = ended.iter().map(|error| error.phase).collect();
    assert_eq!(phases[..2], [Phase::Head; 2]);
    assert_eq!(phases[2..], [Phase::Queue; 3]);
    assert!(ended.iter().all(|error| error.executed == Executed::No));
    let mut count = 0;
    while connections.try_recv().is_ok() {
        count += 1;
    }
    assert_eq!(count, 2);
}

#[tokio::test]
async fn calls_of_any_kind_share_a_group() {
    let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (counted, highest) = (running.clone(), most.clone());
    let server = Scripted::start(move |seen| {
        highest.fetch_max(counted.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        std::thread::yield_now();
        counted.fetch_sub(1, Ordering::SeqCst);
        answer(seen)
    });
    let client = client(server.await.unwrap().url());
    let group = ConcurrencyGroup::new(1, None);
    let (first, second) = (client.agents().get("a").group(&group), client.agents().get("b").group(&group));
    let (first, second) = tokio::join!(first.into_future(), second.into_future());
    assert!(first.is_ok() && second.is_ok());
    assert_eq!(most.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_call_that_waits_for_its_group_ends_with_the_group_or_its_own_deadline() {
    // Connections are taken by the system, and never answered.
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let client = client(format!("http://{}", listener.local_addr().unwrap()));
    let group = ConcurrencyGroup::new(1, None);
    let get = |name: &'static str| client.agents().get(name).group(&group);
    let first = get("a").into_future();
    tokio::pin!(first);
    let second = get("b").deadline(Duration::from_millis(50)).into_future();
    let error = tokio::select! {
        biased;
        _ = &mut first => unreachable!("nobody answers"),
        outcome = second => outcome.unwrap_err(),
    };
    assert_eq!((error.kind(), error.phase, error.attempts), (ErrorKind::APITimeoutError, Phase::Queue, 0));
    group.close();
    let error = get("c").await.unwrap_err();
    assert_eq!((error.kind(), error.phase, error.attempts), (ErrorKind::ClientClosedError, Phase::Queue, 0));
    assert_eq!(error.executed, Executed::No);
}

#[tokio::test]
async fn nothing_to_do_is_done_at_once() {
    let client = client("http://127.0.0.1:9".to_owned());
    assert!(client.bulk(Vec::<String>::new(), |client, name| client.agents().get(name)).await.is_empty());
}
