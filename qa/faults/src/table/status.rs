//! Answers that are errors, and the waits they ask for.

use serde_json::{Value, json};

use super::{Bounds, Expect, Op, Row, Script, Wanted, error, fault, fault_with};
use crate::plan::Transport;

/// Error answers with that status, each time.
fn answers(status: u16, more: &Value) -> Script {
    let mut with = json!({"status": status});
    if let (Some(with), Some(more)) = (with.as_object_mut(), more.as_object()) {
        with.extend(more.clone());
    }
    fault_with("status", with)
}

/// Refused by the server, once and for good.
fn refused(status: u16) -> Wanted {
    let kind = match status {
        401 => "AuthenticationError",
        403 => "PermissionDeniedError",
        404 => "NotFoundError",
        409 => "ConflictError",
        429 => "RateLimitError",
        300..=399 => "RedirectError",
        _ => "BadRequestError",
    };
    error(kind).status(status).executed("no").phases(&["response"])
}

fn failed(status: u16) -> Wanted {
    error("ServerError").status(status).executed("maybe").phases(&["response"])
}

/// 429 once, with the wait that it asks for.
fn limited(with: Value) -> Script {
    answers(429, &with).times(1).option("deadline", 10)
}

fn waits() -> Row {
    let row = Row::new("F64", "429 with a Retry-After that is none");
    let date = |seconds: i64| json!({"retry_after_date_s": seconds});
    let wrong = ["-1", "NaN", "inf", "1e30", "Fri, 01 Jan 100000 00:00:00 GMT", "soon"];
    let wrong = wrong.iter().map(|text| json!({"retry_after": text}));
    wrong.chain([date(-60), json!({"retry_after": ["1", "2"]})]).fold(row, |row, with| {
        row.safe(limited(with.clone()).ok(2).processed(0..=1))
            .write(limited(with).fails(refused(429).retry_after(None)).processed(0..=0))
    })
}

/// The status line says what the error is, whether it is repeated and what was executed; the body is missing.
fn lost_bodies() -> Row {
    let row = Row::new("F81", "an error status whose body is cut off or stalls");
    let lost = |status: u16, how: &str| fault_with("lost-error", json!({"status": status, "how": how}));
    let missing = |wanted: Wanted| {
        let says = if wanted.kind == "RedirectError" { "redirect" } else { "missing" };
        wanted.phases(&["body"]).says(says)
    };
    let bodyless = |script: Script| Script { bounds: Bounds { body: Some(0), ..script.bounds.clone() }, ..script };
    ["cut", "stall"].iter().fold(row, |row, how| {
        let row = [400, 401, 403, 404, 409, 413, 302].into_iter().fold(row, |row, status| {
            let script = bodyless(lost(status, how).fails(missing(refused(status))).processed(0..=0));
            row.both(script.clone()).both(script.over(Transport::H2))
        });
        let busy = json!({"status": 429, "how": how, "retry_after": 0.1});
        row.both(fault_with("lost-error", busy).times(1).patient().option("timeout", 2).ok(2).processed(1..=1))
            .safe(bodyless(lost(500, how).fails(missing(failed(500)).attempts(4))))
            .write(bodyless(lost(500, how).fails(missing(failed(500))).processed(1..=1)))
    })
}

fn texts() -> Row {
    let row = Row::new("F71", "error bodies of every shape, with control characters in their texts");
    let shapes = ["E-01", "E-02", "E-03", "E-04", "E-04-text", "E-05", "E-06", "E-07", "E-08", "rfc9457"];
    let said = json!("no\u{1b}[31m room\r\nleft");
    let row = shapes.iter().fold(row, |row, shape| {
        let script = answers(422, &json!({"shape": shape, "message": said}));
        row.both(script.fails(refused(422).says(r"no\u{1b}[31m room\r\nleft")).processed(0..=0))
    });
    // Nothing of a body of another shape, which may hold anything, is in the text.
    let others = [
        ("E-09", "(unexpected body: text/plain, "),
        ("string", "(unexpected body: application/json, "),
        ("array", "(unexpected body: application/json, "),
        ("html", "(unexpected body: text/html, "),
        ("empty", "(empty body)"),
    ];
    others.iter().fold(row, |row, (shape, wanted)| {
        let script = answers(422, &json!({"shape": shape, "message": said}));
        row.both(script.fails(refused(422).says(wanted)).processed(0..=0))
    })
}

pub(super) fn rows() -> Vec<Row> {
    let reported = |shape: &str| {
        let wanted = error("ReportedError").status(200).executed("maybe");
        fault_with("success-with-error", json!({"shape": shape})).fails(wanted)
    };
    let overloaded = fault_with("status", json!({"statuses": [503, 503, 200]})).option("deadline", 10);
    let row = Row::new("F61", "500, 502, 504 or 520 for ever");
    let outages = [500, 502, 504, 520].into_iter().fold(row, |row, status| {
        row.safe(answers(status, &Value::Null).fails(failed(status).attempts(4)))
            .write(answers(status, &Value::Null).fails(failed(status)).processed(1..=1))
    });
    let row = Row::new("F66", "400 403 404 405 409 410 413 415 422");
    let business = [400, 403, 404, 405, 409, 410, 413, 415, 422]
        .into_iter()
        .fold(row, |row, status| row.both(answers(status, &Value::Null).fails(refused(status)).processed(0..=0)));
    let row = Row::new("F68", "301 302 303 307 308 to another host");
    let redirects = [301, 302, 303, 307, 308].into_iter().fold(row, |row, status| {
        let script = fault_with("redirect", json!({"status": status})).fails(refused(status)).processed(0..=0);
        let bounds = Bounds { elsewhere: true, ..script.bounds.clone() };
        row.both(Script { bounds, ..script })
    });
    let large = fault("huge-error").patient();
    let large = Script { bounds: Bounds { body: Some(64 << 10), memory: Some(8), ..Bounds::default() }, ..large };
    let tokens = fault_with("until-token", json!({"token": ""})).calls(50, 50).patient();
    let asked = Script { tokens: &["first", "second"], ..tokens.clone() }.processed(1..=1).requests(51..=51);
    // A second refresh would give the third token, which is refused.
    let kept = Script { tokens: &["first", "second", "third"], cached: true, ..tokens };
    let kept = kept.processed(1..=1).requests(51..=100);
    let outage = answers(500, &Value::Null).option("backoff", 0.001).calls(10_000, 64).quick(500);
    let mix = json!([
        {"fault": "status", "probability": 0.05, "with": {"status": 503}},
        {"fault": "rst", "probability": 0.05},
    ]);
    vec![
        ["E-06", "E-06-upper"].iter().fold(
            ["E-05", "E-07", "E-08-error"]
                .iter()
                .fold(Row::new("F79", "200 whose body reports an error"), |row, shape| row.both(reported(shape))),
            // Remarks are a failure where the body holds nothing else of use.
            |row, shape| row.safe(reported(shape).ops(&[Op::Get])).write(reported(shape).ops(&[Op::PublishTools])),
        ),
        Row::new("F60", "503, 503, 200")
            .safe(overloaded.clone().ok(3))
            .write(overloaded.fails(failed(503)).processed(1..=1)),
        outages,
        Row::new("F62", "429 with Retry-After: 1, then 200")
            .calm()
            .both(limited(json!({"retry_after": 1})).ok(2).elapsed(1.0..=1.5).processed(1..=1))
            .both(limited(json!({"retry_after": 0})).ok(2).elapsed(1.0..=1.5).processed(1..=1))
            .both(answers(429, &json!({"retry_after": 1})).option("retries", 0).fails(refused(429)).processed(0..=0)),
        Row::new("F95", "429 with Retry-After: 1, five times, then 200: waiting for the rate is no retry").once().both(
            answers(429, &json!({"retry_after": 1}))
                .times(5)
                .option("retries", 1)
                .option("deadline", 60)
                .ok(6)
                .elapsed(5.0..=30.0)
                .processed(1..=1),
        ),
        Row::new("F63", "429 with Retry-After: 3600").calm().both(
            answers(429, &json!({"retry_after": 3600}))
                .fails(refused(429).retry_after(Some(3600.0)))
                .elapsed(0.0..=0.05)
                .processed(0..=0),
        ),
        waits(),
        // A date has whole seconds: what is left of two is more than one.
        Row::new("F65", "Retry-After as a date in 2 s; retry-after-ms: 1300")
            .calm()
            .both(limited(json!({"retry_after_date_s": 2})).ok(2).elapsed(1.0..=2.5).processed(1..=1))
            .both(limited(json!({"retry_after_ms": 1300})).ok(2).elapsed(1.3..=1.8).processed(1..=1)),
        business,
        Row::new(
            "F67",
            "401 with a fixed token; with a function and 50 parallel calls, also with a token that is kept",
        )
        .both(answers(401, &Value::Null).fails(refused(401)).processed(0..=0))
        .both(asked.expect(Expect::Ok(1..=2)).varied())
        .both(kept.expect(Expect::Ok(1..=2)).varied()),
        lost_bodies(),
        redirects,
        Row::new("F69", "DELETE done, answer lost, 404 when it is repeated")
            .safe(fault("delete-lost").ops(&[Op::Delete]).ok(2)),
        Row::new("F70", "502 with 10 MiB of HTML")
            .calm()
            .safe(large.clone().fails(failed(502).attempts(4)))
            .write(large.fails(failed(502)).processed(1..=1)),
        texts(),
        Row::new("F72", "outage, 10,000 calls").long().safe(outage.expect(Expect::Typed).repeated(100).varied()),
        Row::new("F73", "503 or reset at random, one in ten, 100,000 calls").long().safe(
            fault_with("random", json!({"seed": 73, "mix": mix}))
                .default_times()
                .calls(100_000, 100)
                .quick(500)
                .expect(Expect::Mostly(25))
                .varied(),
        ),
        Row::new("F75", "the deadline falls into the wait").safe(
            answers(503, &json!({"retry_after": 20})).fails(failed(503).retry_after(Some(20.0))).elapsed(0.0..=0.25),
        ),
    ]
}
