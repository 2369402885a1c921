//! What is told of a run: for people, and as JSON.

use std::io;

use serde_json::{Value, json};

use super::record::outcome;
use super::run::{Examined, Finding, Outcome};
use crate::output::printable;
use crate::streams::Streams;

/// Prints the outcome of each probe, and what is left.
pub fn print(examined: &[Examined], left: &[String], streams: &mut Streams<'_>) -> io::Result<()> {
    for Examined { probe, outcome: became, findings, told } in examined {
        writeln!(streams.stdout, "{:<4} {:<11}  {}", probe.id, outcome(became), probe.asks)?;
        let mut line = |text: String| writeln!(streams.stdout, "       {}", printable(&text));
        if let Outcome::Follows(why) | Outcome::NotRun(why) | Outcome::Failed(why) = became {
            line(why.clone())?;
        }
        for Finding { request, difference } in findings {
            line(format!("{request}: expected {}, found {}", difference.expected, difference.found))?;
            if !difference.means.is_empty() {
                line(format!("which means: {}", difference.means))?;
            }
            if !difference.causes.is_empty() {
                line(format!("possible cause: temper {}", difference.causes.join(", ")))?;
            }
        }
        for told in told {
            line(told.clone())?;
        }
    }
    let count = |word: &str| examined.iter().filter(|examined| outcome(&examined.outcome) == word).count();
    let words =
        ["as expected", "differs", "follows", "not run", "failed"].map(|word| format!("{} {word}", count(word)));
    writeln!(streams.stdout, "{} probes: {}", examined.len(), words.join(", "))?;
    for left in left {
        writeln!(streams.stdout, "left: {}", printable(left))?;
    }
    Ok(())
}

/// The same as one JSON document.
pub fn print_json(examined: &[Examined], left: &[String], streams: &mut Streams<'_>) -> io::Result<()> {
    let probes: Vec<Value> = examined.iter().map(as_json).collect();
    writeln!(streams.stdout, "{}", json!({ "probes": probes, "left": left }))
}

fn as_json(examined: &Examined) -> Value {
    let Examined { probe, outcome: became, findings, told } = examined;
    let findings = findings.iter().map(|Finding { request, difference }| {
        json!({
            "request": request, "expected": difference.expected, "found": difference.found, "means": difference.means,
            "causes": difference.causes,
        })
    });
    let why = match became {
        Outcome::Follows(why) | Outcome::NotRun(why) | Outcome::Failed(why) => why.as_str(),
        Outcome::AsExpected | Outcome::Differs => "",
    };
    json!({
        "id": probe.id, "asks": probe.asks, "expects": probe.expects, "settles": probe.settles,
        "outcome": outcome(became), "why": why, "findings": findings.collect::<Vec<_>>(), "told": told,
    })
}
