//! Pages that are the iteration over everything (A6-04), whatever the server says about them.

use std::sync::Mutex;

use futures_util::TryStreamExt as _;
use geai_client::{AgentsApi, Client};
use geai_tests::{Reply, Scripted, Seen};
use serde_json::{Value, json};

fn number(seen: &Seen, name: &str) -> Option<usize> {
    let query = seen.query.as_deref().unwrap_or_default();
    query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')?.parse().ok())
}

fn agents(from: usize, to: usize) -> Value {
    (from..to).map(|n| json!({ "id": format!("id-{n}"), "name": format!("agent {n}") })).collect()
}

/// A server with `records` agents and 20 on a page; `information` says what it claims about a page.
async fn server(records: usize, information: impl Fn(usize) -> Value + Send + Sync + 'static) -> Scripted {
    Scripted::start(move |seen| {
        let start = number(seen, "start").unwrap_or(0).min(records);
        let end = (start + number(seen, "count").unwrap_or(20)).min(records);
        let mut page = json!({ "agents": agents(start, end) });
        let information = information(start);
        if !information.is_null() {
            page["information"] = information;
        }
        Reply::json(200, &page)
    })
    .await
    .unwrap()
}

fn client(server: &Scripted, version: AgentsApi) -> Client {
    Client::builder().base_url(server.url()).api_token("t").agents_api(version).build().unwrap()
}

async fn names(client: &Client, count: Option<i64>, most: Option<i64>) -> Vec<String> {
    let mut call = client.agents().list();
    if let Some(count) = count {
        call = call.count(count);
    }
    if let Some(most) = most {
        call = call.max_items(most);
    }
    call.stream().map_ok(|agent| agent.name.to_string()).try_collect().await.unwrap()
}

#[tokio::test]
async fn a6_04_all_pages_are_walked_and_no_more() {
    for (records, requests) in [(0, 1), (1, 1), (20, 1), (21, 2), (45, 3), (60, 3)] {
        let server = server(records, move |_| json!({ "Total": records, "PageSize": 20 })).await;
        let found = names(&client(&server, AgentsApi::V4), None, None).await;
        assert_eq!(found.len(), records);
        assert_eq!(found.last(), records.checked_sub(1).map(|n| format!("agent {n}")).as_ref());
        assert_eq!(server.seen().len(), requests, "{records} records");
    }
}

#[tokio::test]
async fn a6_04_without_information_the_walk_ends_with_a_page_that_is_not_full() {
    for (records, count, requests) in [(45, Some(20), 3), (40, Some(20), 3), (45, None, 4), (0, None, 1)] {
        let server = server(records, |_| Value::Null).await;
        assert_eq!(names(&client(&server, AgentsApi::V2), count, None).await.len(), records);
        assert_eq!(server.seen().len(), requests, "{records} records, count {count:?}");
    }
}

#[tokio::test]
async fn a6_04_wrong_information_loses_nothing_and_ends() {
    for total in [json!(0), json!(-1), json!(5), json!(1_000_000), json!("many"), json!(null), json!([])] {
        let server = server(45, {
            let total = total.clone();
            move |_| json!({ "Total": total })
        })
        .await;
        assert_eq!(names(&client(&server, AgentsApi::V4), Some(20), None).await.len(), 45, "Total {total}");
    }
}

#[tokio::test]
async fn a_server_that_repeats_itself_is_not_asked_for_ever() {
    let same = Scripted::start(|_| Reply::json(200, &json!({ "agents": agents(0, 20) }))).await.unwrap();
    assert_eq!(names(&client(&same, AgentsApi::V2), Some(20), None).await.len(), 20);
    assert_eq!(same.seen().len(), 2);

    let wraps = Scripted::start(|seen| {
        let start = number(seen, "start").unwrap_or(0) % 60;
        Reply::json(200, &json!({ "agents": agents(start, start + 20) }))
    })
    .await
    .unwrap();
    assert_eq!(names(&client(&wraps, AgentsApi::V2), Some(20), None).await.len(), 60);
    assert_eq!(wraps.seen().len(), 4);
}

#[tokio::test]
async fn max_items_bounds_the_walk_and_its_requests() {
    for (most, requests) in [(0, 1), (7, 1), (20, 1), (21, 2), (1000, 3)] {
        let server = server(45, |_| json!({ "Total": 45 })).await;
        let client = client(&server, AgentsApi::V4);
        assert_eq!(names(&client, Some(20), Some(most)).await.len(), usize::try_from(most).unwrap().min(45));
        assert_eq!(server.seen().len(), requests, "max_items {most}");
    }
    let server = server(1, |_| Value::Null).await;
    let client = client(&server, AgentsApi::V4);
    assert!(client.agents().list().max_items(-1).await.unwrap_err().to_string().contains("max_items"));
    assert!(client.agents().list().start(-1).await.unwrap_err().to_string().contains("start"));
    assert_eq!(server.seen().len(), 0);
}

#[tokio::test]
async fn a_walk_keeps_its_filters_and_its_start() {
    let server = server(45, |_| json!({ "Total": 45 })).await;
    let client = client(&server, AgentsApi::V4);
    let found: Vec<_> =
        client.agents().list().start(15).count(20).allow_drafts(true).stream().try_collect().await.unwrap();
    assert_eq!(found.len(), 30);
    let queries: Vec<_> = server.seen().into_iter().filter_map(|seen| seen.query).collect();
    assert_eq!(queries, ["start=15&count=20&allowDrafts=true", "start=35&count=20&allowDrafts=true"]);
}

#[tokio::test]
async fn an_agent_that_does_not_fit_is_kept_raw_and_breaks_nothing() {
    let server = Scripted::start(|_| {
        Reply::json(
            200,
            &json!({ "agents": [{ "id": "1", "name": "a" }, { "name": "no id" }, 7, { "id": "2", "name": "b" }] }),
        )
    })
    .await
    .unwrap();
    let page = client(&server, AgentsApi::V2).agents().list().count(20).await.unwrap();
    assert_eq!(page.items.len(), 2);
    assert_eq!(page.malformed.iter().map(geai_client::Json::text).collect::<Vec<_>>(), [r#"{"name":"no id"}"#, "7"]);
    assert!(!page.has_next());
}

#[tokio::test]
async fn a10_04_the_raw_answer_stays_available_and_a_page_shares_its_bytes() {
    let body = r#"{"agents": [ {"id": "1", "name": "a"} ], "links": {"n": 1.10}}"#;
    let server = Scripted::start(move |seen| {
        let value: Value = match seen.path.ends_with("/import") {
            true => json!({ "agents": [{ "id": "1", "name": "a" }], "skipped": 2 }),
            false => serde_json::from_str(body).unwrap(),
        };
        Reply::json(200, &value)
    });
    let server = server.await.unwrap();
    let client = client(&server, AgentsApi::V4);
    let page = client.agents().list().with_response().await.unwrap();
    let sent: Value = serde_json::from_slice(&page.body).unwrap();
    assert_eq!(sent, serde_json::from_str::<Value>(body).unwrap());
    let place = page.data.items[0].name.as_ptr();
    assert!(page.body.as_ptr_range().contains(&place), "the body was copied");
    assert_eq!((page.extra(), page.data.extra.len()), (page.data.extra.clone(), 1));
    let package = geai_client::models::LabPackage::from_json(r#"{"agents":[]}"#.into()).unwrap();
    let imported = client.agents().import(package).with_response().await.unwrap();
    assert_eq!((imported.data.len(), imported.extra()["skipped"].text()), (1, "2"));
    assert!(!format!("{imported:?}").contains("skipped"), "{imported:?}");
}

#[tokio::test]
async fn a_walk_keeps_the_records_that_could_not_be_read() {
    let server = Scripted::start(|seen| {
        let start = number(seen, "start").unwrap_or(0);
        let mut page = json!({ "agents": agents(start, start + 2), "information": { "Total": 4 } });
        page["agents"][1] = json!({ "name": format!("without an id {start}") });
        Reply::json(200, &page)
    });
    let server = server.await.unwrap();
    let client = client(&server, AgentsApi::V4);
    let mut walk = client.agents().list().count(2).stream();
    let mut found = Vec::new();
    while let Some(agent) = walk.try_next().await.unwrap() {
        found.push(agent.id.to_string());
    }
    assert_eq!(found, ["id-0", "id-2"]);
    let kept: Vec<_> = walk.malformed().iter().map(|record| record.value()["name"].clone()).collect();
    assert_eq!(kept, ["without an id 0", "without an id 2"]);
}

/// A server whose agents can be deleted, by id or by name.
async fn shrinking(records: usize) -> Scripted {
    let left = Mutex::new((0..records).collect::<Vec<_>>());
    Scripted::start(move |seen| {
        let mut left = left.lock().unwrap();
        if seen.method == "DELETE" {
            let name = seen.path.rsplit('/').next().unwrap_or_default().replace("%20", " ");
            left.retain(|number| name != format!("id-{number}") && name != format!("agent {number}"));
            return Reply::json(200, &json!({}));
        }
        let start = number(seen, "start").unwrap_or(0).min(left.len());
        let end = (start + number(seen, "count").unwrap_or(20)).min(left.len());
        let page: Vec<Value> =
            left[start..end].iter().flat_map(|at| agents(*at, at + 1).as_array().unwrap().clone()).collect();
        Reply::json(200, &json!({ "agents": page, "information": { "Total": left.len(), "PageSize": 20 } }))
    })
    .await
    .unwrap()
}

#[tokio::test]
async fn a6_04_what_is_deleted_on_the_way_shifts_no_record_out_of_the_walk() {
    for by_name in [false, true] {
        let server = shrinking(45).await;
        let client = client(&server, AgentsApi::V4);
        let mut agents = client.agents().list().stream();
        let mut deleted = Vec::new();
        while let Some(agent) = agents.try_next().await.unwrap() {
            let called = if by_name { &agent.name } else { &agent.id };
            client.agents().delete(called.as_str()).await.unwrap();
            deleted.push(agent.id.to_string());
        }
        deleted.dedup();
        assert_eq!(deleted.len(), 45);
        assert!(names(&client, None, None).await.is_empty());
    }
}
