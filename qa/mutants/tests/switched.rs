//! Each kind of mutant stands behind its switch, and what cannot is left as it is.

#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeSet;

use geai_mutants::{Mutant, SWITCH, Switched, switched};

/// The text with the mutants of its first occurrence of `old`.
fn written(source: &str, genre: &str, old: &str, replacements: &[&str]) -> Switched {
    let place = |at: usize| {
        let before = &source.get(..at).unwrap();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
        serde_json::json!({"line": line, "column": column})
    };
    let at = source.find(old).unwrap();
    let span = serde_json::json!({"start": place(at), "end": place(at + old.len())});
    let mutant = |replacement: &&str| -> Mutant {
        let raw = serde_json::json!({"file": "x.rs", "genre": genre, "span": span, "replacement": replacement});
        serde_json::from_value(raw).unwrap()
    };
    let mutants: Vec<_> = replacements.iter().map(mutant).enumerate().collect();
    switched(source, &mutants, &BTreeSet::new()).unwrap()
}

/// That text, and how many of the mutants are in it.
fn text(source: &str, genre: &str, old: &str, replacements: &[&str]) -> (String, usize) {
    let written = written(source, genre, old, replacements);
    syn::parse_file(&written.text).unwrap();
    let plain = written.text.replace(SWITCH, "on").split_whitespace().collect::<Vec<_>>().join(" ");
    (plain, written.numbers.len())
}

#[test]
fn a_value_is_returned_before_the_first_statement() {
    let source = "fn f() -> u8 { let é = a < b; 1 }";
    let (found, count) = text(source, "FnValue", "let é = a < b; 1", &["0", "1"]);
    assert_eq!(found, "fn f() -> u8 { if on(0) { return 0; } if on(1) { return 1; } let é = a < b; 1 }");
    assert_eq!(count, 2);
}

#[test]
fn operands_stay_where_they_are() {
    let source = "fn f() { if é(|| x) && a\n < b.c() { g() } }";
    let (found, _) = text(source, "BinaryOperator", "<", &["=="]);
    assert_eq!(found, "fn f() { if é(|| x) && ( if on(0) { a == b.c() } else { a < b.c() }) { g() } }");
    let (found, _) = text(source, "BinaryOperator", "&&", &["||"]);
    assert_eq!(found, "fn f() { if ( if on(0) { é(|| x) || a < b.c() } else { é(|| x) && a < b.c() }) { g() } }");
    let (found, _) = text("fn f() { !a.b() }", "UnaryOperator", "!", &[""]);
    assert_eq!(found, "fn f() { ( if on(0) { a.b() } else { !a.b() }) }");
}

#[test]
fn arms_and_guards_are_switched_by_guards() {
    let source = "fn f() { match x { A | B => 1, C if y => 2, _ => 3 } }";
    assert!(text(source, "MatchArm", "A | B => 1,", &[""]).0.contains("A | B if !on(0) => 1,"));
    assert!(text(source, "MatchArm", "C if y => 2,", &[""]).0.contains("C if if on(0) { false } else { y } => 2,"));
    let guard = text(source, "MatchArmGuard", "y", &["true", "false"]).0;
    assert!(guard.contains("C if if on(0) { true } else if on(1) { false } else { y } => 2,"), "{guard}");
}

#[test]
fn what_no_switch_holds_is_left() {
    for (source, old) in [
        ("const A: u8 = 1 + 2;", "+"),
        ("const fn f() -> bool { a == b }", "=="),
        ("fn f() { let x: [u8; 1 + 2] = y; }", "+"),
        ("fn f() { if let A = b && c { } }", "&&"),
    ] {
        let (found, count) = text(source, "BinaryOperator", old, &["-"]);
        assert_eq!((found.as_str(), count), (source, 0));
    }
}

#[test]
fn a_chain_with_let_has_no_other_operator() {
    for (source, old, never) in
        [("fn f() { if let A = b && c { } }", "&&", vec![0]), ("fn f() { if let A = b == c { } }", "==", vec![])]
    {
        assert_eq!(written(source, "BinaryOperator", old, &["||"]).never, never, "{source}");
    }
}
