//! What an error says: the host, one sentence of ours, and no text that a server sent in an undocumented shape.

use std::collections::HashMap;
use std::error::Error as _;
use std::time::Duration;

use geai_client::models::AgentDefinition;
use geai_client::{Builder, Client, Error, ErrorKind, Method, Phase};
use geai_tests::{Reply, Scripted};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

fn builder(url: &str) -> Builder {
    Client::builder().base_url(url).api_token("canary-of-the-token").environment(HashMap::new())
}

async fn error_of(client: &Client) -> Error {
    client.agents().list().retries(0).timeout(Duration::from_secs(20)).await.unwrap_err()
}

/// A port that nobody listens on.
fn closed_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// The port of a server that treats each connection so, once it has received the head of a request.
async fn server<F: Future<Output = std::io::Result<()>> + Send>(
    treat: impl Fn(TcpStream) -> F + Send + Copy + 'static,
) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut head = [0; 4096];
                let _ = stream.read(&mut head).await;
                treat(stream).await
            });
        }
    });
    port
}

/// The message of the error begins so, its cause is another text, and neither is a part of what is logged twice.
#[track_caller]
fn says(error: &Error, base_url: &str, sentence: &str) {
    let text = error.to_string();
    assert!(text.starts_with(&format!("GET {base_url}/v4/agents: {sentence} (1 attempt, ")), "{text}");
    assert_eq!((error.detail.as_str(), error.base_url.as_deref()), (sentence, Some(base_url)));
    let cause = error.source().expect("the text of the library").to_string();
    assert!(!text.contains(&cause), "{cause}");
    let logged = serde_json::to_value(&**error).unwrap();
    assert_eq!(logged["base_url"], *base_url);
    assert!(!logged.to_string().contains(&cause), "{logged}");
}

#[tokio::test]
async fn a_name_that_nobody_has() {
    let base_url = "https://geai.invalid";
    let error = error_of(&builder(base_url).build().unwrap()).await;
    says(&error, base_url, "could not resolve geai.invalid (name lookup failed)");
    assert!(error.source().unwrap().to_string().contains("dns error"));
}

#[tokio::test]
async fn a_port_that_nobody_listens_on() {
    let port = closed_port();
    let base_url = format!("http://127.0.0.1:{port}");
    let error = error_of(&builder(&base_url).build().unwrap()).await;
    says(&error, &base_url, &format!("could not connect to 127.0.0.1:{port} (connection refused)"));
}

#[tokio::test]
async fn the_proxy_is_named_without_user_and_password() {
    let base_url = "https://geai.invalid";
    let at = |proxy: &str| builder(base_url).proxy(proxy).build().unwrap();
    let port = closed_port();
    let error = error_of(&at(&format!("http://canary-user:canary-password@127.0.0.1:{port}"))).await;
    says(&error, base_url, &format!("could not connect to the proxy 127.0.0.1:{port} (connection refused)"));
    assert_eq!(error.proxy.as_deref(), Some(format!("http://127.0.0.1:{port}").as_str()));
    assert!(!format!("{error} {error:?} {:?}", *error).contains("canary"));

    let error = error_of(&at("http://proxy.invalid:3128")).await;
    says(&error, base_url, "could not resolve the proxy proxy.invalid (name lookup failed)");

    let port = server(|mut stream| async move {
        stream.write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n").await
    });
    let port = port.await;
    let error = error_of(&at(&format!("http://127.0.0.1:{port}"))).await;
    says(&error, base_url, &format!("the proxy 127.0.0.1:{port} refused a tunnel: 407 Proxy Authentication Required"));
}

#[tokio::test]
async fn what_is_not_tls() {
    let port = server(|mut stream| async move { stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await }).await;
    let base_url = format!("https://127.0.0.1:{port}");
    let error = error_of(&builder(&base_url).build().unwrap()).await;
    says(&error, &base_url, "the TLS handshake with 127.0.0.1 failed: what it sent is not TLS; is it plain HTTP?");
    assert_eq!(error.kind(), ErrorKind::TLSError);
}

#[tokio::test]
async fn a_connection_that_breaks() {
    let closing = server(|stream| async move {
        drop(stream);
        Ok(())
    })
    .await;
    let base_url = format!("http://127.0.0.1:{closing}");
    let error = error_of(&builder(&base_url).build().unwrap()).await;
    says(&error, &base_url, "the connection to 127.0.0.1 was closed before a response came");

    let resetting = server(|stream| async move { stream.set_zero_linger() }).await;
    let base_url = format!("http://127.0.0.1:{resetting}");
    let error = error_of(&builder(&base_url).build().unwrap()).await;
    says(&error, &base_url, "the connection to 127.0.0.1 was reset before a response came");

    let cutting =
        server(|mut stream| async move { stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{").await });
    let base_url = format!("http://127.0.0.1:{}", cutting.await);
    let error = error_of(&builder(&base_url).build().unwrap()).await;
    let text = error.to_string();
    assert!(
        text.contains(": 200 OK: the connection to 127.0.0.1 was closed before the response was complete ("),
        "{text}"
    );
}

#[tokio::test]
async fn what_is_wrong_with_a_response_that_cannot_be_read_is_said() {
    let many: String = (0..101).map(|n| format!("x-{n}: y\r\n")).collect();
    let many = format!("HTTP/1.1 200 OK\r\n{many}\r\n");
    let long = format!("HTTP/1.1 200 OK\r\nx-long: {}\r\n\r\n", "x".repeat(2_000_000));
    let (version, header) = (
        "it begins with neither HTTP/1.1 nor HTTP/1.0",
        "a header has no colon, goes on in the next line, or holds a character that HTTP does not allow",
    );
    let large = "it has more than 100 headers, or a head of more than 408 KiB";
    let length = "its Content-Length is not one number";
    let status = "its status is not a number from 100 to 999";
    for (response, why) in [
        ("HTTP/1.2 200 OK\r\n\r\n", version),
        ("HTTP/0.9 200 OK\r\n\r\n", version),
        ("ICY 200 OK\r\nicy-name: Radio\r\n\r\n", version),
        ("SSH-2.0-OpenSSH_9.6\r\n", version),
        ("<html>Hello</html>\r\n", version),
        ("{\"id\":1}\r\n", version),
        ("HTTP/1.1 200 OK\r\nno colon\r\n\r\n", header),
        ("HTTP/1.1 200 OK\r\nx-folded: one\r\n two\r\n\r\n", header),
        ("HTTP/1.1 200 OK\r\nx y: z\r\n\r\n", header),
        ("HTTP/1.1 200 OK\r\nx: \0\r\n\r\n", header),
        ("HTTP/1.1 099 Low\r\n\r\n", status),
        ("HTTP/1.1 1000 High\r\n\r\n", status),
        ("HTTP/1.1 abc\r\n\r\n", status),
        ("HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n", length),
        ("HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n", length),
        ("HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", "it is one of HTTP/1.0, and has a Transfer-Encoding"),
        (&many, large),
        (&long, large),
    ] {
        let response: &'static str = response.to_owned().leak();
        let port = server(move |mut stream| async move { stream.write_all(response.as_bytes()).await });
        let base_url = format!("http://127.0.0.1:{}", port.await);
        let error = error_of(&builder(&base_url).build().unwrap()).await;
        says(&error, &base_url, &format!("the response of 127.0.0.1 cannot be read: {why}"));
        assert_eq!((error.kind(), error.phase), (ErrorKind::APIConnectionError, Phase::Head), "{error}");
    }
    let port = server(|mut stream| async move {
        stream.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n").await
    });
    let error = error_of(&builder(&format!("http://127.0.0.1:{}", port.await)).build().unwrap()).await;
    assert_eq!(error.detail, "the response of 127.0.0.1 cannot be read: the size of a chunk is not one");
}

#[tokio::test]
async fn time_outs_and_refused_arguments_name_the_host_too() {
    let silent = server(|stream| async move {
        let _open = stream;
        std::future::pending().await
    });
    let base_url = format!("http://127.0.0.1:{}/prefix", silent.await);
    let client = builder(&base_url).build().unwrap();
    let call = client.agents().get("x").timeout(Duration::from_millis(50)).retries(0);
    let error = call.await.unwrap_err();
    let text = error.to_string();
    let begin = format!("GET {base_url}/v4/agents/x: timed out waiting for a response of 127.0.0.1 (1 attempt, ");
    assert!(text.starts_with(&begin), "{text}");
    let refused = client.agents().get("..").await.unwrap_err();
    assert_eq!(refused.base_url.as_deref(), Some(base_url.as_str()));
    let refused = client.request(Method::GET, "no", &[], None, &Default::default()).await.unwrap_err();
    assert_eq!(refused.base_url.as_deref(), Some(base_url.as_str()));
}

/// A server that answers everything so.
async fn answering(status: u16, content_type: &'static str, body: &'static str) -> Scripted {
    let headers = vec![("content-type".to_owned(), content_type.to_owned())];
    Scripted::start(move |_| Reply { status, headers: headers.clone(), body: body.into() }).await.unwrap()
}

#[tokio::test]
async fn a_body_of_another_shape_is_in_the_body_alone() {
    for (status, content_type, body, said) in [
        (
            500,
            "application/json",
            r#"{"internal":"customer 4711 hunter2"}"#,
            "500 Internal Server Error: (unexpected body: application/json, 36 bytes)",
        ),
        (
            400,
            "text/html; charset=utf-8",
            "<h1>hunter2</h1>",
            "400 Bad Request: (unexpected body: text/html, 16 bytes)",
        ),
        (404, "hunter2", r#"["hunter2"]"#, "404 Not Found: (unexpected body: no content type, 11 bytes)"),
        (502, "application/json", "", "502 Bad Gateway: (empty body)"),
        (
            200,
            "application/json",
            r#"{"error":{"internal":"hunter2"}}"#,
            "200 OK: (unexpected body: application/json, 32 bytes)",
        ),
        (
            200,
            "text/html",
            "<h1>hunter2</h1>",
            "200 OK: the body is not JSON (expected value at line 1 column 1) (unexpected body: text/html, 16 bytes)",
        ),
        (
            200,
            "text/plain",
            "hunter2",
            "200 OK: the body is not JSON (expected value at line 1 column 1) (unexpected body: text/plain, 7 bytes)",
        ),
        (200, "application/json", r#"{"agents":"hunter2"}"#, "(unexpected body: application/json, 20 bytes)"),
        (
            200,
            "application/json",
            r#"{"agents":[],"hunter2":1,"hunter2":1}"#,
            "(unexpected body: application/json, 37 bytes)",
        ),
    ] {
        let server = answering(status, content_type, body).await;
        let error = error_of(&builder(&server.url()).build().unwrap()).await;
        let text = error.to_string();
        assert!(text.contains(said), "{text}\n{said}");
        let logged = serde_json::to_string(&*error).unwrap();
        assert!(!format!("{text} {error:?} {logged}").contains("hunter2"), "{text} {logged}");
        assert_eq!(error.body.as_deref(), Some(body));
    }
}

#[tokio::test]
async fn texts_of_the_documented_shape_stay() {
    let server =
        answering(400, "application/json", r#"{"errors":[{"id":7,"description":"no room"}],"x":"hunter2"}"#).await;
    let error = error_of(&builder(&server.url()).build().unwrap()).await;
    assert!(error.to_string().contains("/v4/agents: 400 Bad Request: no room (1 attempt"), "{error}");
}

async fn redirect(status: u16, location: Option<String>) -> Error {
    let headers: Vec<_> = location.map(|location| ("location".to_owned(), location)).into_iter().collect();
    let server = Scripted::start(move |_| Reply { status, headers: headers.clone(), body: "hunter2".into() });
    error_of(&builder(&server.await.unwrap().url()).build().unwrap()).await
}

#[tokio::test]
async fn redirects_say_what_their_status_says() {
    let to = |location: &str| Some(location.to_owned());
    let elsewhere = "redirected to elsewhere.example; redirects are not followed";
    for (status, location, detail, host) in [
        (307, to("https://elsewhere.example/x?canary"), elsewhere, Some("elsewhere.example")),
        (302, to("//elsewhere.example/x"), elsewhere, Some("elsewhere.example")),
        (301, to("/login"), "redirected to 127.0.0.1; redirects are not followed", Some("127.0.0.1")),
        (308, to("login"), "redirected to 127.0.0.1; redirects are not followed", Some("127.0.0.1")),
        (303, to("https://["), "redirected without a usable target; redirects are not followed", None),
        (302, None, "redirected without a usable target; redirects are not followed", None),
        (300, None, "the server offers several targets, of which none is taken", None),
        (304, None, "the server takes the request for a conditional one, which it is not", None),
        (
            305,
            to("http://proxy.example"),
            "the server wants its own proxy to be used, which is not done",
            Some("proxy.example"),
        ),
        (306, None, "a status that HTTP does not define", None),
        (399, None, "a status that HTTP does not define", None),
    ] {
        let error = redirect(status, location).await;
        let known = (error.kind(), error.detail.as_str(), error.redirect_host.as_deref());
        assert_eq!(known, (ErrorKind::RedirectError, detail, host), "{status}");
        assert!(!error.to_string().contains("canary"));
    }
    let long = redirect(302, Some(format!("https://{}.example/", "a.".repeat(2500)))).await;
    assert!(long.to_string().len() < 300 && long.redirect_host.is_none(), "{long}");
}

#[tokio::test]
async fn what_a_write_did_is_not_to_be_done_again() {
    for (head, retryable) in [("HTTP/1.1 200 OK", false), ("HTTP/1.1 503 Later", true)] {
        let port = server(move |mut stream| async move {
            stream.write_all(format!("{head}\r\ncontent-length: 99\r\n\r\n{{").as_bytes()).await
        });
        let client = builder(&format!("http://127.0.0.1:{}", port.await)).build().unwrap();
        let definition = AgentDefinition { name: Some("x".into()), ..AgentDefinition::default() };
        let error = client.agents().create(definition).retries(0).await.unwrap_err();
        assert_eq!(error.retryable, retryable, "{error}");
    }
}
