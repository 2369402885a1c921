//! `graph`: who uses whom.

use super::invocation::Invocation;
use super::objects::run_and_print;
use crate::exit::Failure;
use crate::streams::Streams;

/// Reads who uses whom and prints it in the form that is asked for.
pub fn run(invocation: &Invocation<'_>, streams: &mut Streams<'_>) -> Result<(), Failure> {
    run_and_print(invocation, streams).map(|_| ())
}
