//! Judges an answer by the checks of its row.

use serde_json::Value;

use super::answer::{Answer, is_success};
use super::echo::differences;
use super::probe::{Check, Test};
use super::values::{Encoding, Variables, at, is, names};

/// Longest value that is shown.
const SHOWN: usize = 120;

/// What a check says of an answer.
#[derive(Debug)]
pub enum Verdict {
    /// It is as the contract expects.
    AsExpected,
    /// What is to be told of it.
    Told(String),
    /// It is not as expected.
    Differs(Difference),
    /// There is nothing that could be compared, and why.
    Nothing(&'static str),
}

/// What is not as expected.
#[derive(Debug)]
pub struct Difference {
    pub expected: String,
    pub found: String,
    pub means: &'static str,
    /// Which tempers can be the reason.
    pub causes: Vec<&'static str>,
    /// Whether it is a refusal in place of a success, or the reverse: what else the answer says is about that.
    pub is_other_class: bool,
}

/// What it means where a boolean was expected.
const NO_BOOLEAN: &str = "what stands there is no boolean: programs find no value";
/// The tempers under which members are not in answers. Where a member is missing, no other one is the reason.
const REMOVE: &[&str] = &["answers", "null", "omits", "update"];

/// Judges an answer. `sent` is the body of its request. Errs with the name of a variable that is not known.
pub fn judge(check: &Check, answer: &Answer, sent: &Value, variables: &Variables) -> Result<Verdict, String> {
    let values = answer.at(check.place);
    let text = |written: &str| variables.fill(written, Encoding::Text);
    let place = if check.place.is_empty() { "the body" } else { check.place };
    let (holds, expected) = match check.test {
        Test::Success => (answer.is_success(), "a status of success".to_owned()),
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
            // Lists of v2 have no totals.
            let least = text(written).ok().and_then(|least| least.parse::<f64>().ok());
            let found = values.first().and_then(|value| value.as_f64());
            let Some((least, found)) = least.zip(found) else {
                return Ok(Verdict::Nothing("the lists have no totals that could be compared"));
            };
            (found >= least, format!("{place} is at least {least}"))
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
                false => Verdict::Differs(Difference {
                    expected,
                    found: told.join(", "),
                    means: meant(check, answer, check.means),
                    causes,
                    is_other_class: false,
                }),
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
    if holds {
        return Ok(Verdict::AsExpected);
    }
    let is_missing = values.is_empty() && matches!(check.test, Test::Is(_) | Test::Mentions(_));
    let (found, (means, causes)) = match check.test {
        Test::Status(_) | Test::Success => (format!("status {}", answer.status), of_status(check, answer)),
        _ if is_missing => {
            let causes: Vec<_> = check.causes.iter().filter(|cause| REMOVE.contains(*cause)).copied().collect();
            let means = if causes.is_empty() { "" } else { check.means };
            (format!("status {}, {place} is not there", answer.status), (means, causes))
        }
        _ if values.is_empty() => {
            (format!("status {}, {place} is not there", answer.status), (check.means, check.causes.to_vec()))
        }
        _ => (format!("status {}, {}", answer.status, shown(&values)), (check.means, check.causes.to_vec())),
    };
    let (means, causes) = match check.test {
        // It is neither, which says nothing of what the other one would mean.
        Test::Is("true" | "false") if !values.is_empty() && !values.iter().all(|value| value.is_boolean()) => {
            (NO_BOOLEAN, causes.into_iter().filter(|cause| REMOVE.contains(cause)).collect())
        }
        _ => (meant(check, answer, means), causes),
    };
    let is_other_class = match check.test {
        Test::Success => true,
        Test::Status(statuses) => statuses.iter().all(|status| is_success(*status) != answer.is_success()),
        _ => false,
    };
    Ok(Verdict::Differs(Difference { expected, found, means, causes, is_other_class }))
}

/// What a difference means: what its row says, else what every one of its kind means.
fn meant(check: &Check, answer: &Answer, said: &'static str) -> &'static str {
    let is_status = matches!(check.test, Test::Success | Test::Status(_));
    match check.test {
        _ if !said.is_empty() => said,
        _ if is_status && answer.is_success() && !check.given.is_empty() => check.given,
        _ if is_status && answer.is_success() => {
            "what this client expects to be refused is taken: do not rely on an error"
        }
        Test::Success => "the request is refused: this use is not possible there",
        _ if is_status => "it is refused in another way than documented",
        Test::Is(_) if check.place.starts_with("errors/") => {
            "the error is told by another id: is_not_found and is_already_exists look at status and text as well"
        }
        _ if answer.at(check.place).is_empty() => "a member that is documented is not there: programs find no value",
        Test::Present | Test::Each(_) => "a member that is documented is not there: programs find no value",
        Test::Absent | Test::Silent(_) | Test::IsNot(_) => "the answer tells more than documented",
        _ => "programs find another value there than documented, or none",
    }
}

/// What a status means that was not expected, and the tempers that can be the reason.
fn of_status(check: &Check, answer: &Answer) -> (&'static str, Vec<&'static str>) {
    let class = if answer.is_success() { 200 } else { answer.status };
    if !check.means.is_empty() && (check.when.is_empty() || check.when.contains(&class)) {
        return (check.means, check.causes.to_vec());
    }
    let means = match class {
        404 | 405 | 501 if !check.no_route.is_empty() => check.no_route,
        401 | 403 => "this token may not do that, or the server does not take it there",
        300..=399 => "the server sends elsewhere, such as to a page to sign in: look at the base URL",
        404 => "what it asks for is not there, or there is no such route",
        405 | 501 => "the server has no such method on this route",
        429 => "there were too many requests: run it again later",
        500.. => "the server failed: run it again",
        _ => "",
    };
    (means, Vec::new())
}

/// A text as it stands within JSON.
fn quoted(text: &str) -> String {
    let json = Value::from(text).to_string();
    json.get(1..json.len().saturating_sub(1)).unwrap_or_default().to_owned()
}

pub fn shown(values: &[&Value]) -> String {
    let text = values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}
