//! The place in the JSON where the reading of a model failed, noted step by step on the way out.
//!
//! A deserializer that follows the place would compile the reading of every model a second time.

use std::cell::RefCell;
use std::fmt;

use crate::json::place::Step;

thread_local! {
    /// The steps, the innermost first; `None` where nobody asks for the place.
    static STEPS: RefCell<Option<Vec<Step<'static>>>> = const { RefCell::new(None) };
}

/// An error, and the place in the JSON that it is about, such as `agentData.models[0].name`; empty for the whole of it.
#[derive(Debug)]
pub(crate) struct Placed<E> {
    pub place: String,
    pub error: E,
}

impl<E: fmt::Display> fmt::Display for Placed<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place.as_str() {
            "" => self.error.fmt(f),
            place => write!(f, "{place}: {}", self.error),
        }
    }
}

/// Runs `read`, whose error gets its place.
pub(crate) fn placed<T, E>(read: impl FnOnce() -> Result<T, E>) -> Result<T, Placed<E>> {
    let before = STEPS.replace(Some(Vec::new()));
    let read = read();
    let steps = STEPS.replace(before).unwrap_or_default();
    read.map_err(|error| Placed { place: written(&steps), error })
}

/// Passes the value of a member on, and notes the step where it could not be read.
#[inline]
pub(crate) fn member<T, E>(wire: &'static str, read: Result<T, E>) -> Result<T, E> {
    if read.is_err() {
        note(Step::Member(wire));
    }
    read
}

/// As [`member`], of an element of a list.
#[inline]
pub(crate) fn element<T, E>(at: usize, read: Result<T, E>) -> Result<T, E> {
    if read.is_err() {
        note(Step::Element(at));
    }
    read
}

/// Runs `read`, whose error ends nothing: its place is dropped.
pub(crate) fn attempt<T, E>(read: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    placed(read).map_err(|Placed { error, .. }| error)
}

#[cold]
fn note(step: Step<'static>) {
    STEPS.with_borrow_mut(|steps| {
        if let Some(steps) = steps {
            steps.push(step);
        }
    });
}

fn written(steps: &[Step<'_>]) -> String {
    let mut place = String::new();
    for step in steps.iter().rev() {
        match step {
            Step::Member(name) if place.is_empty() => place.push_str(name),
            Step::Member(name) => place.extend([".", name]),
            Step::Element(at) => place.push_str(&format!("[{at}]")),
        }
    }
    place
}
