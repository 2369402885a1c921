//! Bodies of answers.

use std::io::Read as _;
use std::time::{Duration, Instant};

use flate2::read::{GzDecoder, MultiGzDecoder};
use serde_json::json;

use super::client::{DELETE, End, GET, Raw, ask, post, sees_the_end, serve};

#[tokio::test]
async fn a_body_is_cut() {
    for (how, end) in [("fin", End::Fin), ("rst", End::Reset)] {
        let server = serve("truncated-body", json!({"how": how})).await;
        let mut raw = Raw::open(&server).await;
        raw.send(post("cut")).await;
        let head = raw.head().await;
        assert!(head.starts_with("HTTP/1.1 201 ") && head.contains("\r\ncontent-length: 100\r\n"), "{head}");
        // A reset may overtake bytes that were sent before it.
        let (bytes, ended) = raw.rest().await;
        assert!(ended == end && (bytes.len() == 5 || end == End::Reset), "{bytes:?}");
        assert!(server.ledger().requests[0].processed);
    }
}

#[tokio::test]
async fn chunks_are_wrong() {
    let rest = async |fault| {
        let server = serve(fault, json!({})).await;
        let mut raw = Raw::open(&server).await;
        raw.send(GET).await;
        assert!(raw.head().await.contains("\r\ntransfer-encoding: chunked\r\n"));
        raw.rest().await
    };
    let (bytes, end) = rest("truncated-chunked").await;
    assert!(bytes.starts_with(b"1000\r\n{") && bytes.len() < 0x1000 && end == End::Fin);
    assert!(rest("bad-chunk-size").await.0.starts_with(b"zz\r\n"));
}

#[tokio::test]
async fn a_body_stalls() {
    for sent in [0, 7] {
        let server = serve("stall-body", json!({"sent": sent})).await;
        let mut raw = Raw::open(&server).await;
        raw.send(GET).await;
        assert!(raw.head().await.starts_with("HTTP/1.1 200 "));
        assert_eq!(raw.take(sent).await.len(), sent);
        assert!(raw.is_quiet().await);
        assert_eq!(server.ledger().requests[0].answered, Some(200));
        drop(raw);
        assert!(sees_the_end(&server).await);
    }
}

#[tokio::test]
async fn a_body_is_slow() {
    let server = serve("slow-body", json!({"every_ms": 5})).await;
    let mut raw = Raw::open(&server).await;
    raw.send(GET).await;
    raw.head().await;
    let began = Instant::now();
    assert_eq!(raw.take(10).await, b"{\"id\":\"3d0");
    assert!(began.elapsed() >= Duration::from_millis(40));
}

#[tokio::test]
async fn a_body_never_ends() {
    let server = serve("endless-body", json!({})).await;
    let mut raw = Raw::open(&server).await;
    raw.send(DELETE).await;
    assert!(raw.head().await.contains("transfer-encoding: chunked"));
    raw.take(8 << 20).await;
    drop(raw);
    assert!(sees_the_end(&server).await);
}

#[tokio::test]
async fn a_bomb_grows_to_what_it_says_and_is_valid() {
    let server = serve("gzip-bomb", json!({})).await;
    let answer = ask(&server, GET).await;
    assert_eq!(answer.header("content-encoding"), ["gzip"]);
    assert!((512 << 10..2 << 20).contains(&answer.body.len()), "{}", answer.body.len());
    let server = serve("gzip-bomb", json!({"bytes": 5 << 20})).await;
    let answer = ask(&server, GET).await;
    let mut plain = Vec::new();
    // The checksum is compared too, at the end.
    MultiGzDecoder::new(answer.body.as_slice()).read_to_end(&mut plain).unwrap();
    assert_eq!(plain, vec![b' '; 5 << 20]);
}

#[tokio::test]
async fn gzip_is_corrupt() {
    let server = serve("corrupt-gzip", json!({})).await;
    let answer = ask(&server, GET).await;
    assert_eq!(answer.header("content-encoding"), ["gzip"]);
    assert!(answer.body.starts_with(&[0x1f, 0x8b]));
    assert!(MultiGzDecoder::new(answer.body.as_slice()).read_to_end(&mut Vec::new()).is_err());
}

#[tokio::test]
async fn brotli_comes_unasked() {
    let server = serve("brotli", json!({})).await;
    let answer = ask(&server, GET).await;
    assert_eq!(answer.header("content-encoding"), ["br"]);
    let length = u32::from_le_bytes([answer.body[0], answer.body[1], answer.body[2], 0]);
    // A window of 16 bits, one block that is stored, an empty last one.
    let plain = &answer.body[3..answer.body.len() - 1];
    assert_eq!((length & 0xf, (length >> 4) & 0xffff, length >> 20), (0, plain.len() as u32 - 1, 1));
    assert_eq!(answer.body.last(), Some(&3));
    assert_eq!(serde_json::from_slice::<serde_json::Value>(plain).unwrap()["name"], "Parcel");
}

#[tokio::test]
async fn a_body_is_missing_or_a_page() {
    let server = serve("no-content", json!({})).await;
    let answer = ask(&server, GET).await;
    assert_eq!((answer.status, answer.header("content-length")), (204, vec![]));
    let server = serve("empty-body", json!({})).await;
    let answer = ask(&server, GET).await;
    assert_eq!((answer.status, answer.header("content-length")), (200, vec!["0"]));
    let server = serve("html-page", json!({})).await;
    let answer = ask(&server, GET).await;
    assert!(answer.status == 200 && answer.header("content-type")[0].starts_with("text/html"));
    assert!(answer.body.starts_with(b"<!DOCTYPE html>"));
}

#[tokio::test]
async fn an_answer_is_what_it_is_told_to_be() {
    let with = json!({"status": 418, "body_base64": "/wD/", "headers": {"x-one": ["a", "b"], "content-type": "x/y"}});
    let server = serve("answer", with).await;
    let answer = ask(&server, GET).await;
    assert_eq!((answer.status, answer.body.as_slice()), (418, [0xff, 0, 0xff].as_slice()));
    assert_eq!((answer.header("x-one"), answer.header("content-type")), (vec!["a", "b"], vec!["x/y"]));
    let server = serve("answer", json!({"json": {"id": 1}})).await;
    let answer = ask(&server, GET).await;
    assert_eq!(
        (answer.status, answer.json(), answer.header("content-type")),
        (200, json!({"id": 1}), vec!["application/json"])
    );
    let server = serve("answer", json!({"body": "text"})).await;
    assert_eq!(ask(&server, GET).await.body, b"text");
}

#[tokio::test]
async fn a_body_is_encoded_in_every_way() {
    for (how, encoding) in [
        ("gzip", "gzip"),
        ("upper", "GZIP"),
        ("x-gzip", "x-gzip"),
        ("members", "gzip"),
        ("padded", "gzip"),
        ("two", "gzip, br"),
        ("deflate", "deflate"),
        ("zstd", "zstd"),
    ] {
        let server = serve("coded", json!({"how": how})).await;
        let answer = ask(&server, GET).await;
        assert_eq!((answer.status, answer.header("content-encoding")), (200, vec![encoding]), "{how}");
        if !["two", "deflate", "zstd"].contains(&how) {
            let mut plain = String::new();
            match how {
                // Zeros behind the member are no further one.
                "padded" => GzDecoder::new(answer.body.as_slice()).read_to_string(&mut plain).unwrap(),
                _ => MultiGzDecoder::new(answer.body.as_slice()).read_to_string(&mut plain).unwrap(),
            };
            assert!(plain.starts_with("{\"id\":") && plain.ends_with('}'), "{how}: {plain}");
        }
    }
    for (how, start, charset) in [("bom", &b"\xef\xbb\xbf{"[..], None), ("utf-16", b"\xff\xfe{\0", Some("UTF-16"))] {
        let answer = ask(&serve("coded", json!({"how": how})).await, GET).await;
        assert!(answer.body.starts_with(start) && answer.header("content-encoding").is_empty(), "{how}");
        assert_eq!(answer.header("content-type")[0].split_once("charset=").map(|(_, name)| name), charset);
    }
    let answer = ask(&serve("coded", json!({"how": "latin-1"})).await, GET).await;
    assert!(std::str::from_utf8(&answer.body).is_err());
}

#[tokio::test]
async fn the_body_of_an_error_is_lost() {
    for (how, quiet) in [("cut", false), ("stall", true)] {
        let server = serve("lost-error", json!({"status": 429, "how": how, "retry_after": 3})).await;
        let mut raw = Raw::open(&server).await;
        raw.send(GET).await;
        let head = raw.head().await;
        assert!(head.starts_with("HTTP/1.1 429 ") && head.contains("\r\nretry-after: 3\r\n"), "{head}");
        let entry = server.ledger().requests[0].clone();
        assert_eq!((entry.answered, entry.processed), (Some(429), false));
        if quiet {
            raw.take(5).await;
            drop(raw);
            assert!(sees_the_end(&server).await);
        } else {
            let (bytes, end) = raw.rest().await;
            assert!(serde_json::from_slice::<serde_json::Value>(&bytes).is_err() && end == End::Fin);
        }
    }
}
