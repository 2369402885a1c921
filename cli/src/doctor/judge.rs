//! Judges an answer by the checks of its row.

use serde_json::Value;

use super::answer::Answer;
use super::echo::differences;
use super::probe::{Check, Test};
use super::values::{Into, Variables, at, is, names};

/// Longest value that is shown.
const SHOWN: usize = 120;

/// What a check says of an answer.
#[derive(Debug)]
pub enum Verdict {
    /// It is as the contract expects.
    AsExpected,
    /// What is to be told of it.
    Told(String),
    /// It is not as expected: what was, what is, and which tempers can be the reason.
    Differs { expected: String, found: String, causes: Vec<&'static str> },
}

/// Judges an answer. `sent` is the body of its request. Errs with the name of a variable that is not known.
pub fn judge(check: &Check, answer: &Answer, sent: &Value, variables: &Variables) -> Result<Verdict, String> {
    let values = at(&answer.body, check.place);
    let text = |written: &str| variables.fill(written, Into::Text);
    let place = if check.place.is_empty() { "the body" } else { check.place };
    let (holds, expected) = match check.test {
        Test::Status(statuses) => {
            let statuses: Vec<String> = statuses.iter().map(ToString::to_string).collect();
            (statuses.contains(&answer.status.to_string()), format!("status {}", statuses.join(" or ")))
        }
        Test::Is(written) => {
            let written = text(written)?;
            (!values.is_empty() && values.iter().all(|value| is(value, &written)), format!("{place} is {written}"))
        }
        Test::IsNot(written) => {
            let written = text(written)?;
            (!values.iter().any(|value| is(value, &written)), format!("{place} is not {written}"))
        }
        Test::Present => (!values.iter().all(|value| value.is_null()), format!("{place} is there")),
        Test::Absent => (values.iter().all(|value| value.is_null()), format!("{place} is not there")),
        Test::Empty => {
            let is_empty = |value: &&Value| value.as_array().is_some_and(Vec::is_empty);
            (values.iter().any(is_empty), format!("{place} is empty"))
        }
        Test::AtLeast(written) => {
            // Lists of v2 have no totals, which then cannot be compared.
            let least = text(written).ok().and_then(|least| least.parse::<f64>().ok());
            let found = values.first().and_then(|value| value.as_f64());
            let holds = least.zip(found).is_none_or(|(least, found)| found >= least);
            (holds, format!("{place} is at least {}", least.unwrap_or_default()))
        }
        Test::Mentions(written) | Test::Silent(written) => {
            let written = text(written)?;
            let holds = values.iter().any(|value| value.to_string().contains(&quoted(&written)));
            let wanted = matches!(check.test, Test::Mentions(_));
            (holds == wanted, format!("{place} {} {written}", if wanted { "holds" } else { "does not hold" }))
        }
        Test::Each(member) => {
            (values.iter().all(|value| value.get(member).is_some()), format!("each of {place} has {member}"))
        }
        Test::Echo(path) => {
            let sent = at(sent, path);
            let answered = values.first().copied().unwrap_or(&Value::Null);
            let found = differences(sent.first().copied().unwrap_or(&Value::Null), answered);
            let mut causes: Vec<_> = found.iter().flat_map(|(_, causes)| causes.iter().copied()).collect();
            causes.sort_unstable();
            causes.dedup();
            let told: Vec<_> = found.into_iter().map(|(what, _)| what).collect();
            let expected = format!("{place} is what was sent");
            return Ok(match told.is_empty() {
                true => Verdict::AsExpected,
                false => Verdict::Differs { expected, found: told.join(", "), causes },
            });
        }
        Test::Told => {
            let told = match check.place {
                "" => format!("status {}", answer.status),
                place if values.is_empty() => format!("{place} is not there"),
                place => format!("{place}: {}", shown(&values)),
            };
            return Ok(Verdict::Told(told));
        }
        Test::Members => {
            let mut found: Vec<String> = values.into_iter().flat_map(names).collect();
            found.sort_unstable();
            found.dedup();
            let place =
                if found.is_empty() { format!("{place} is not there") } else { format!("members of {place}: ") };
            return Ok(Verdict::Told(place + &found.join(", ")));
        }
    };
    let found = match check.test {
        Test::Status(_) => format!("status {}", answer.status),
        _ if values.is_empty() => format!("status {}, {place} is not there", answer.status),
        _ => format!("status {}, {}", answer.status, shown(&values)),
    };
    let causes = check.causes.to_vec();
    Ok(if holds { Verdict::AsExpected } else { Verdict::Differs { expected, found, causes } })
}

/// A text as it stands within JSON.
fn quoted(text: &str) -> String {
    let json = Value::from(text).to_string();
    json.get(1..json.len().saturating_sub(1)).unwrap_or_default().to_owned()
}

fn shown(values: &[&Value]) -> String {
    let text = values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}
