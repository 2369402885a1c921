//! Faults of the JSON of the answer.

use serde_json::{Value, json};

use super::body::unreadable;
use super::{Bounds, Op, Row, Script, fault_with};

fn spoilt(case: &str) -> Script {
    fault_with("json", json!({"case": case}))
}

fn numbers() -> [String; 3] {
    [(1u128 << 64).to_string(), "1e400".to_owned(), "7".repeat(5000)]
}

/// Whether the parser takes the number, if not for an integer of 64 bits.
fn is_readable(number: &str) -> bool {
    number.len() < 100 && !number.contains('e')
}

/// A number in a free-form answer: whole ones arrive to the digit.
fn free_number(number: &str) -> Script {
    let script = fault_with("json", json!({"case": "big-number", "number": number, "place": "free"}));
    let json = is_readable(number).then(|| number.to_owned());
    Script { bounds: Bounds { json, ..script.bounds.clone() }, ..script }.ops(&[Op::Free])
}

pub(super) fn rows() -> Vec<Row> {
    let deep = [129, 10_000, 1_000_000].map(|n: u32| fault_with("json", json!({"case": "depth", "n": n})));
    let wrong = ["invalid-utf8", "lone-surrogate", "trailing"].map(spoilt);
    let typed =
        numbers().map(|number| fault_with("json", json!({"case": "big-number", "number": number, "place": "typed"})));
    let free = numbers().into_iter().fold(Row::new("F54", "2^64, 1e400 or 5,000 digits"), |row, number| {
        row.safe(free_number(&number).ok(1).option("retries", Value::Null))
    });
    let each = |row: Row, scripts: &[Script], text| scripts.iter().fold(row, |row, one| unreadable(row, one, text));
    vec![
        each(Row::new("F53", "depth 129, 10,000 or 1,000,000").calm(), &deep, ""),
        typed.iter().fold(free, |row, script| {
            // An integration has no integers. A number that is none of 64 bits leaves its member unset, as any of another
            // type does.
            let read = |ops| script.clone().ops(ops).ok(1);
            row.safe(read(&[Op::Get])).write(read(&[Op::Create, Op::Publish]))
        }),
        each(Row::new("F55", "invalid UTF-8; lone surrogate; trailing bytes"), &wrong, ""),
        unreadable(Row::new("F56", "typed key twice"), &spoilt("duplicate-key"), "duplicate"),
        Row::new("F57", "keys `__proto__`, `constructor`, `toString`, `hasOwnProperty`")
            .safe(spoilt("proto-keys").ops(&[Op::Get]).ok(1))
            .safe(spoilt("proto-keys").ops(&[Op::Free]).ok(1))
            .write(spoilt("proto-keys").ops(&[Op::Create]).ok(1)),
        Row::new("F58", "unknown members and enumerations, null and nothing for optional members")
            .safe(spoilt("unknown-fields").ops(&[Op::Get, Op::Integration]).ok(1))
            .write(spoilt("unknown-fields").ops(&[Op::Create]).ok(1)),
        each(
            Row::new("F59", "required member missing or of the wrong type"),
            &["missing-required", "wrong-type"].map(spoilt),
            "`id`",
        ),
    ]
}
