//! Which requests were refused where a success was expected, or had an answer that is nothing to programs: what later answers
//! that are like them follow from.

use super::answer::Answer;
use super::probe::{Check, Sender, Step, Test};

/// The requests that were refused so far.
#[derive(Debug, Default)]
pub struct Refusals(Vec<Refusal>);

#[derive(Debug)]
struct Refusal {
    probe: &'static str,
    sender: Sender,
    method: &'static str,
    route: String,
    status: u16,
    /// Whether it was a success that is none of the API.
    is_page: bool,
}

/// Where a refusal comes from.
#[derive(Debug)]
pub struct Source {
    pub probe: &'static str,
    /// Its request and status.
    pub refused: String,
}

impl Refusals {
    /// The refusal that this answer follows from: it has the same status, and the same reason can be behind both. A success
    /// that is nothing that programs get says whether it is none of the API at all.
    pub fn source(&self, step: &Step, api: &str, answer: &Answer, unusable: Option<bool>) -> Option<Source> {
        let (method, route) = route(step, api);
        let is_reason = |refusal: &&Refusal| {
            let is_same = refusal.method == method && refusal.route == route;
            refusal.status == answer.status
                && answer.is_success() == unusable.is_some()
                && refusal.is_page == unusable.unwrap_or_default()
                && match answer.status {
                    // A success is kept where it is nothing that programs get.
                    200..=299 => refusal.sender == step.sender && (refusal.is_page || is_same),
                    // The token is no good.
                    401 => refusal.sender == step.sender,
                    403 => refusal.sender == step.sender && is_same,
                    // A list that is not there has no elements.
                    404 => is_same || (refusal.method == "GET" && is_below(&route, &refusal.route)),
                    405 | 501 => is_same,
                    _ => false,
                }
        };
        self.0.iter().find(is_reason).map(|refusal| Source {
            probe: refusal.probe,
            refused: format!("{} {} answered {}", refusal.method, refusal.route, refusal.status),
        })
    }

    /// Keeps the answer if it is a refusal in place of a success, or nothing that programs get.
    pub fn keep(
        &mut self,
        probe: &'static str,
        step: &'static Step,
        api: &str,
        answer: &Answer,
        unusable: Option<bool>,
    ) {
        let expects_success = |check: &Check| matches!(check.test, Test::Success);
        if unusable.is_some() || !answer.is_success() && step.checks.iter().any(expects_success) {
            let (method, route) = route(step, api);
            self.0.push(Refusal {
                probe,
                sender: step.sender,
                method,
                route,
                status: answer.status,
                is_page: unusable.unwrap_or_default(),
            });
        }
    }
}

/// Method and path of a step: without its query, and with `…` for what differs from one request to the next.
fn route(step: &Step, api: &str) -> (&'static str, String) {
    let (method, target) = step.call.split_once(' ').unwrap_or_default();
    let path = target.split('?').next().unwrap_or_default().replace("<api>", api);
    let segment = |segment: &str| if segment.contains('<') { "…".to_owned() } else { segment.to_owned() };
    (method, path.split('/').map(segment).collect::<Vec<_>>().join("/"))
}

/// Whether a route is that of a list, or below it. What is below `/` is everything, which says nothing.
fn is_below(route: &str, list: &str) -> bool {
    let is_list = list.len() > 1 && !list.ends_with('…');
    is_list && route.strip_prefix(list).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
