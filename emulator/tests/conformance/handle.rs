//! Settings of the builder, and the handle of a running emulator.

use geai_emulator::Emulator;
use serde_json::json;

use crate::test_server::{TestServer, ready};

#[test]
fn credentials_are_random_unless_given() {
    let (one, two) = (TestServer::start(), TestServer::start());
    for project in ["dev", "prod"] {
        assert_ne!(one.emulator.token(project), two.emulator.token(project));
        assert_ne!(one.emulator.project_id(project), two.emulator.project_id(project));
    }
    assert_ne!(one.emulator.oauth_token(), two.emulator.oauth_token());
    assert_eq!(one.emulator.token("nobody"), None);
    let given = TestServer::with(
        Emulator::builder().project_with("dev", "the-id", "the-token").oauth_token("oauth").organization_id("org"),
    );
    assert_eq!((given.emulator.token("dev"), given.emulator.project_id("dev")), (Some("the-token"), Some("the-id")));
    assert_eq!((given.emulator.oauth_token(), given.emulator.organization_id()), ("oauth", "org"));
    given.create(ready("A"));
    assert_eq!(Emulator::builder().start().unwrap().projects()[0].name, "default");
    assert!(Emulator::builder().project("a").project("a").start().is_err());
}

#[test]
fn tools_can_be_added_and_are_listed() {
    let tool = |name: &str| serde_json::from_value(json!({ "name": name, "type": "api" })).unwrap();
    let server = TestServer::with(
        Emulator::builder().project("dev").project("prod").tool(Some("prod"), tool("mine")).tool(None, tool("ours")),
    );
    let names = |project: &str| -> Vec<(String, bool)> {
        server.emulator.tools(project).into_iter().map(|tool| (tool.name, tool.is_reference)).collect()
    };
    assert_eq!(names("dev")[0], ("listParcels_get".to_owned(), false));
    assert_eq!(names("prod")[0], ("mine".to_owned(), false));
    assert_eq!(names("dev")[7], ("ours".to_owned(), true));
    assert!(names("nobody").is_empty());
    assert!(Emulator::builder().tool(Some("nobody"), tool("x")).start().is_err());
}

#[test]
fn stopping_closes_the_port_and_can_be_repeated() {
    let server = TestServer::start();
    server.get("/v4/agents").ok(200);
    let address = server.emulator.url().strip_prefix("http://").unwrap().to_owned();
    server.emulator.stop();
    server.emulator.stop();
    assert!(std::net::TcpStream::connect(&address).is_err());
    // The port can be bound again at once.
    let port = address.rsplit(':').next().unwrap().parse().unwrap();
    let again = Emulator::builder().port(port).start().unwrap();
    assert_eq!(again.url(), server.emulator.url());
    // And not twice.
    assert!(Emulator::builder().port(port).start().is_err());
}
