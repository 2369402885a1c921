//! Each kind of wrong outcome must be found: a judge that finds nothing proves nothing.

use super::*;
use crate::table::rows;

fn request(target: &str, processed: bool) -> Request {
    Request { target: target.to_owned(), complete: true, processed, ..Request::default() }
}

fn script(id: &str, class: Class) -> Script {
    rows().iter().find(|row| row.id == id).unwrap().scripts(class).first().unwrap().clone()
}

fn problems(script: &Script, class: Class, outcome: &Outcome, requests: &[Request]) -> Findings {
    let ledger = Ledger { requests: requests.to_vec(), ..Ledger::default() };
    let outcomes = std::slice::from_ref(outcome);
    let language = Language::Rust;
    let op = if class == Class::Safe { Op::Get } else { Op::Create };
    Evidence {
        script,
        class,
        op,
        language,
        outcomes,
        mark: "F19c0-",
        ledger: &ledger,
        deadline: 3.0,
        pace: Pace::EXACT,
    }
    .judge()
}

fn lost() -> Outcome {
    let error = Failure {
        kind: "APIConnectionError".to_owned(),
        executed: "maybe".to_owned(),
        attempts: 1,
        phase: "head".to_owned(),
        ..Failure::default()
    };
    Outcome { error: Some(error), elapsed: 0.1, ..Outcome::default() }
}

#[test]
fn what_is_expected_has_no_problems() {
    let script = script("F19", Class::Write);
    assert_eq!(problems(&script, Class::Write, &lost(), &[request("/v4/F19c0-0z", true)]), Findings::default());
}

#[test]
fn every_wrong_field_is_a_problem() {
    let script = script("F19", Class::Write);
    let seen = [request("/v4/F19c0-0z", true)];
    let changes: [fn(&mut Failure); 7] = [
        |error| error.kind = "APITimeoutError".to_owned(),
        |error| error.status = Some(200),
        |error| error.executed = "no".to_owned(),
        |error| error.attempts = 2,
        |error| error.phase = "body".to_owned(),
        |error| error.history = Some(3),
        |error| error.text = "a\u{1b}b".to_owned(),
    ];
    for change in changes {
        let mut outcome = lost();
        outcome.error.as_mut().map(change);
        assert!(!problems(&script, Class::Write, &outcome, &seen).problems.is_empty(), "{outcome:?}");
    }
    for outcome in [
        Outcome { ok: true, attempts: 1, ..Outcome::default() },
        Outcome { cancelled: true, ..Outcome::default() },
        Outcome { elapsed: 3.3, ..lost() },
    ] {
        assert!(!problems(&script, Class::Write, &outcome, &seen).problems.is_empty(), "{outcome:?}");
    }
}

#[test]
fn a_write_that_was_executed_twice_is_found() {
    let script = script("F19", Class::Write);
    let twice = [request("/v4/F19c0-0z", true), request("/v4/F19c0-0z", true)];
    let found = problems(&script, Class::Write, &lost(), &twice);
    assert_eq!(found.duplicated, 1);
    assert!(!found.problems.is_empty());
}

#[test]
fn a_wrong_claim_is_found() {
    for (claim, processed, right) in [
        ("no", 0, true),
        ("no", 1, false),
        ("yes", 1, true),
        ("yes", 0, false),
        ("maybe", 0, true),
        ("maybe", 1, true),
        ("", 0, false),
    ] {
        assert_eq!(wrong_claim(claim, processed).is_none(), right, "{claim} {processed}");
    }
}

#[test]
fn a_request_is_known_by_its_path_its_query_or_its_name() {
    let named = Request { name: Some("F19c0-7z".to_owned()), ..request("/v4/agents", true) };
    assert_eq!(number("F19c0-", &named), Some(7));
    assert_eq!(number("F19c0-", &request("/v4/agents?toolId=F19c0-12z", true)), Some(12));
    assert_eq!(number("F19c0-", &request("/v4/agents/F19c0-n0z", true)), None);
    assert_eq!(number("F19c0-", &request("/v4/agents/F18c0-1z", true)), None);
}
