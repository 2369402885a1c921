//! What is logged of an attempt. Alone in its process: a test of another thread would decide whether anything is.

use std::collections::HashMap;
use std::io::Write;
use std::sync::{Arc, Mutex};

use futures_util::TryStreamExt as _;
use geai_client::Client;
use geai_tests::{Reply, Scripted};
use serde_json::json;

/// Collects what is logged on this thread.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_log_line_tells_host_project_request_and_attempt() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::DEBUG);
    let _logging = tracing::subscriber::set_default(subscriber.with_writer(move || writer.clone()).finish());
    let server = Scripted::start(|request| {
        if request.path.ends_with("/agents") {
            let agents = json!([{"id": "1", "name": "a"}, {"name": "canary"}, {"id": "2"}]);
            return Reply::json(200, &json!({"agents": agents, "information": {"Total": 3}}));
        }
        if request.path.ends_with("/odd") {
            return Reply::json(200, &json!({"id": "1", "name": "a", "version": "canary", "isDraft": 1}));
        }
        let id = if request.path.ends_with("/x") { "r-7" } else { "canary-of-the-token" };
        let mut reply = Reply::json(404, &json!({"errors": [{"description": "none"}]}));
        reply.headers.push(("x-request-id".to_owned(), id.to_owned()));
        reply
    });
    let base_url = server.await.unwrap().url();
    let client = Client::builder().base_url(&*base_url).api_token("canary-of-the-token").environment(HashMap::new());
    let client = client.project_id("project-1").build().unwrap();
    client.agents().get("x").await.unwrap_err();
    client.agents().get("y").await.unwrap_err();
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let ours: Vec<_> = text.lines().filter(|line| line.contains(" geai_client: attempt ")).collect();
    assert_eq!(ours.len(), 2, "{text}");
    for (line, id) in ours.iter().zip(["r-7", "***"]) {
        for field in [
            format!("base_url={base_url:?} path=\"/{{api}}/agents/{{id_or_name}}\" project_id=\"project-1\" "),
            format!("status=404 request_id={id:?} attempt=1 "),
        ] {
            assert!(line.contains(&field), "{field} in {line}");
        }
    }
    assert!(!text.contains("canary"), "{text}");
    log.0.lock().unwrap().clear();
    client.agents().get("odd").await.unwrap();
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let ours: Vec<_> = text.lines().filter(|line| line.contains(" geai_client: members of another type ")).collect();
    assert_eq!(ours.len(), 1, "{text}");
    assert!(ours[0].contains("DEBUG") && ours[0].contains("members=\"isDraft, version\""), "{text}");
    assert!(!text.contains("canary"), "{text}");
    log.0.lock().unwrap().clear();
    let walk: Vec<_> = client.agents().list().stream().try_collect().await.unwrap();
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let ours: Vec<_> = text.lines().filter(|line| line.contains(" WARN ")).collect();
    assert_eq!((walk.len(), ours.len()), (1, 1), "{text}");
    assert!(ours[0].contains("records=2 page=1") && !text.contains("canary"), "{text}");
}
