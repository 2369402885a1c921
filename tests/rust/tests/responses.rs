//! How the bytes of a response are read: codings, charsets, and error statuses whose body does not arrive.

use std::collections::HashMap;
use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use geai_client::{CallOptions, Client, Error, ErrorKind, Executed, Method, Phase};
use geai_tests::{Reply, Scripted};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

fn client(url: String) -> Client {
    let builder = Client::builder().base_url(url).api_token("t").environment(HashMap::new());
    builder.backoff(Duration::from_millis(1)).build().unwrap()
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

async fn answering(status: u16, headers: &[(&str, &str)], body: impl Into<Bytes>) -> Scripted {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let reply = Reply { status, headers, body: body.into() };
    Scripted::start(move |_| reply.clone()).await.unwrap()
}

async fn failing(server: &Scripted) -> Error {
    client(server.url()).agents().get("a").retries(0).await.unwrap_err()
}

#[tokio::test]
async fn a_decoded_response_tells_nothing_of_its_coding() {
    let server = answering(200, &[("content-encoding", "X-Gzip"), ("x-kept", "1")], gzip(br#"{"n": 1}"#)).await;
    let options = CallOptions::default();
    let response = client(server.url()).request(Method::GET, "/x", &[], None, &options).await.unwrap();
    assert_eq!(response.data.unwrap().text(), r#"{"n": 1}"#);
    assert!(response.meta.headers.get("content-encoding").is_none() && response.meta.headers.get("x-kept").is_some());
    assert_eq!(server.seen()[0].headers["accept-encoding"], "gzip");
    let response = client(server.url()).request(Method::HEAD, "/x", &[], None, &options).await.unwrap();
    assert!(response.data.is_none());
}

#[tokio::test]
async fn the_limit_holds_after_decompression() {
    let large = format!(r#"{{"id": "1", "name": "{}"}}"#, "a".repeat(1 << 20));
    let server = answering(200, &[("content-encoding", "gzip")], gzip(large.as_bytes())).await;
    let builder = Client::builder().base_url(server.url()).api_token("t").environment(HashMap::new());
    let error = builder.max_response_bytes(100_000).build().unwrap().agents().get("a").await.unwrap_err();
    assert_eq!((error.kind(), error.attempts), (ErrorKind::ResponseTooLargeError, 1));
    assert_eq!(client(server.url()).agents().get("a").await.unwrap().name.len(), 1 << 20);
}

#[tokio::test]
async fn plain_json_under_a_wrong_name_of_a_coding_is_read() {
    for coding in ["utf-8", "none", "binary"] {
        let server = answering(200, &[("content-encoding", coding)], r#"{"id": "1", "name": "a"}"#).await;
        assert_eq!(client(server.url()).agents().get("a").await.unwrap().id, "1", "{coding}");
        let server = answering(403, &[("content-encoding", coding)], r#"{"error": "no entry"}"#).await;
        assert!(failing(&server).await.to_string().contains("no entry"), "{coding}");
    }
}

#[tokio::test]
async fn an_error_body_is_decoded_and_read_like_any_other() {
    let body = br#"{"errors": [{"id": 7, "description": "no entry"}]}"#;
    let marked = [b"\xef\xbb\xbf", &body[..]].concat();
    let gzipped = [gzip(&body[..9]), gzip(&body[9..])].concat();
    let padded = [gzip(&body[..9]), vec![0], gzip(&body[9..]), vec![0; 512]].concat();
    for (coding, body) in [("identity", marked), ("x-gzip", gzipped), ("gzip", padded)] {
        let server = answering(403, &[("content-encoding", coding)], body).await;
        let error = failing(&server).await;
        assert_eq!((error.kind(), error.messages.len()), (ErrorKind::PermissionDeniedError, 1), "{error}");
        assert_eq!(error.messages[0].description, "no entry");
    }
    let large = answering(403, &[("content-encoding", "gzip")], gzip(&vec![b'x'; 1 << 20])).await;
    assert_eq!(failing(&large).await.body.as_ref().map(String::len), Some(64 << 10));
    let trailing = [gzip(body), b"<!-- a proxy was here -->".to_vec()].concat();
    for (coding, body, part) in [
        ("br", &b"\x8b\x03\x80\xff"[..], "`br`"),
        ("gzip", b"no gzip", "missing"),
        ("gzip", &trailing, "other bytes follow the gzip of the response"),
    ] {
        let error = failing(&answering(409, &[("content-encoding", coding)], body.to_vec()).await).await;
        assert_eq!((error.kind(), error.body.as_deref()), (ErrorKind::ConflictError, None), "{coding}");
        assert!(error.to_string().contains(part), "{error}");
    }
}

/// Compressed bytes may begin as a JSON value does.
#[tokio::test]
async fn a_body_that_is_no_json_is_told_by_its_coding_whatever_it_begins_with() {
    for body in [&b"0\x0d\x10{}\x03"[..], b"{\x0d\x10", b"\x8b\x03\x80\xff"] {
        let error = failing(&answering(200, &[("content-encoding", "br")], body).await).await;
        assert_eq!(error.kind(), ErrorKind::MalformedResponseError);
        assert!(error.to_string().contains("encoded as `br`"), "{error}");
    }
    let error = failing(&answering(200, &[("content-encoding", "br")], "[7]").await).await;
    assert!(!error.to_string().contains("`br`"), "{error}");
    let latin = [("content-type", "application/json; charset=latin-1")];
    let error = failing(&answering(200, &latin, &b"{\"name\": \"\xe9\"}"[..]).await).await;
    assert!(error.to_string().contains("charset `latin-1`"), "{error}");
}

/// A body of one chunk, whose transfer coding is not `chunked` alone (RFC 9112 6.1).
async fn transferred(status: &str, coding: &str, body: &[u8]) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let head = format!("HTTP/1.1 {status}\r\nconnection: close\r\ntransfer-encoding: {coding}\r\n\r\n");
    let bytes = [head.as_bytes(), format!("{:x}\r\n", body.len()).as_bytes(), body, b"\r\n0\r\n\r\n"].concat();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(&bytes).await;
        }
    });
    url
}

#[tokio::test]
async fn a_transfer_coding_that_was_not_asked_for_is_told_by_its_name() {
    let plain = br#"{"id": "1", "name": "a"}"#;
    let get = async |url: String| client(url).agents().get("a").retries(0).await;
    for coding in ["gzip, chunked", "GZIP ,Chunked", "gzip\r\ntransfer-encoding: chunked"] {
        let error = get(transferred("200 OK", coding, &gzip(plain)).await).await.unwrap_err();
        assert_eq!((error.kind(), error.executed), (ErrorKind::MalformedResponseError, Executed::No), "{coding}");
        let text = error.to_string().to_lowercase();
        assert!(text.contains("the body has the transfer coding `gzip`, which was not asked for"), "{text}");
        let error = get(transferred("409 Conflict", coding, &gzip(plain)).await).await.unwrap_err();
        assert_eq!((error.kind(), error.body.as_deref()), (ErrorKind::ConflictError, None));
        assert!(error.to_string().to_lowercase().contains("transfer coding `gzip`"), "{error}");
    }
    for coding in ["chunked", "Chunked", "identity, chunked"] {
        assert_eq!(get(transferred("200 OK", coding, plain).await).await.unwrap().id, "1", "{coding}");
    }
    // Under both, the transfer coding is the outer one.
    let both = "gzip, chunked\r\ncontent-encoding: gzip";
    let error = get(transferred("200 OK", both, &gzip(&gzip(plain))).await).await.unwrap_err();
    assert!(error.to_string().contains("transfer coding `gzip`"), "{error}");
}

#[tokio::test]
async fn a_mark_alone_is_no_empty_answer() {
    let server = answering(200, &[], &b"\xef\xbb\xbf \n"[..]).await;
    let call = client(server.url());
    let error = call.request(Method::GET, "/x", &[], None, &CallOptions::default()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::MalformedResponseError);
    let server = answering(200, &[], &b"\xff\xfe{\0}\0"[..]).await;
    assert!(failing(&server).await.to_string().contains("UTF-16"));
}

/// A server that sends these answers, one a connection, and closes behind each.
async fn cutting(answers: &'static [&'static str]) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let (url, count) = (format!("http://{}", listener.local_addr().unwrap()), Arc::new(AtomicUsize::new(0)));
    let counted = count.clone();
    tokio::spawn(async move {
        for answer in answers.iter().chain(answers.last().into_iter().cycle()) {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut buffer = [0; 4096];
            if stream.read(&mut buffer).await.is_ok_and(|read| read > 0) {
                counted.fetch_add(1, Ordering::SeqCst);
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        }
    });
    (url, count)
}

const CUT_404: &str = "HTTP/1.1 404 Not Found\r\ncontent-length: 90\r\nconnection: close\r\n\r\n{";
const WHOLE_404: &str = "HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";
/// As servers answer that give no status of its own to what is not there.
const GONE_400: &str = concat!(
    "HTTP/1.1 400 Bad Request\r\ncontent-length: 76\r\nconnection: close\r\n\r\n",
    r#"{"errors":[{"id":4000,"description":"Agent not found [IdOrName= a].     "}]}"#,
);

#[tokio::test]
async fn only_an_attempt_that_may_have_acted_makes_the_404_of_a_delete_a_success() {
    let cut_429 = "HTTP/1.1 429 Busy\r\nretry-after: 0\r\ncontent-length: 90\r\nconnection: close\r\n\r\n{";
    let cut_204 = "HTTP/1.1 200 OK\r\ncontent-length: 90\r\nconnection: close\r\n\r\n{";
    let answers: [&'static [&'static str]; 2] = [&[CUT_404, WHOLE_404], Box::leak(Box::new([cut_429, WHOLE_404]))];
    for (answers, attempts) in answers.into_iter().zip([1, 2]) {
        let (url, count) = cutting(answers).await;
        let error = client(url).agents().delete("a").await.unwrap_err();
        assert_eq!((error.kind(), error.attempts), (ErrorKind::NotFoundError, attempts), "{error}");
        assert_eq!((error.executed, count.load(Ordering::SeqCst)), (Executed::No, attempts as usize));
    }
    for gone in [WHOLE_404, GONE_400] {
        let (url, _) = cutting(Box::leak(Box::new([cut_204, gone]))).await;
        client(url).agents().delete("a").await.unwrap();
    }
    let (url, _) = cutting(&[GONE_400]).await;
    let error = client(url).agents().delete("a").await.unwrap_err();
    assert!(error.is_not_found() && error.kind() == ErrorKind::BadRequestError, "{error}");
}

#[tokio::test]
async fn a_status_is_kept_when_its_body_is_lost() {
    let (url, count) = cutting(&[CUT_404]).await;
    let error = client(url).agents().get("a").await.unwrap_err();
    assert_eq!((error.kind(), error.status, error.attempts), (ErrorKind::NotFoundError, Some(404), 1));
    assert_eq!((error.phase, error.body.as_deref(), count.load(Ordering::SeqCst)), (Phase::Body, None, 1));
    assert!(error.to_string().contains("404 Not Found: the body of the response is missing"), "{error}");
}
