//! Servers that repeat what they were sent: no part of a secret gets into an error, wherever it is cut.

use geai_client::Client;
use geai_tests::{Reply, Scripted};

/// Longer than what an error shows of a body that is not JSON.
const LONGEST: usize = 240;

/// Two secrets that nobody else has, and the beginnings that give them away.
fn secrets() -> [(String, String); 2] {
    ["token", "header"].map(|what| {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let beginning = format!("{what}-{port:05}");
        (format!("{beginning}-{}", "z".repeat(24)), beginning)
    })
}

#[tokio::test]
async fn an_error_shows_no_part_of_a_header() {
    let [(token, token_begins), (header, header_begins)] = secrets();
    let server = Scripted::start(|seen| {
        let before = seen.path.rsplit_once('-').unwrap().1.parse().unwrap();
        let repeated = ["authorization", "x-secret"].map(|name| seen.headers[name].to_str().unwrap().to_owned());
        let [token, header] = &repeated;
        let body = format!("{} {token}, {header}, {token}", "x".repeat(before));
        Reply { status: 400, headers: vec![("content-type".into(), "text/plain".into())], body: body.into() }
    })
    .await
    .unwrap();
    let client = Client::builder().base_url(server.url()).api_token(token).environment([].into()).build().unwrap();
    for before in 0..LONGEST {
        let call = client.agents().get(format!("x-{before}")).header("x-secret", &header);
        let error = call.await.unwrap_err();
        let shown = format!("{error} {error:?} {}", serde_json::to_string(&*error).unwrap());
        assert!(!shown.contains(&token_begins) && !shown.contains(&header_begins), "{before}: {shown}");
    }
}
