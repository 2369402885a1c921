//! Result of the cases.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use libtest_mimic::Failed;

/// Counts of each suite that was played.
static TOTALS: Mutex<BTreeMap<&'static str, Counts>> = Mutex::new(BTreeMap::new());

#[derive(Clone, Copy, Default)]
struct Counts {
    total: usize,
    lost: usize,
    escaped: usize,
    crashed: usize,
}

/// Result of one case, which may have several verdicts.
#[derive(Default)]
pub struct Tally {
    counts: Counts,
    wrong: Vec<String>,
}

/// Why a case did not survive.
pub enum Loss {
    /// Something was sent that must not be, or to another place.
    Escaped(String),
    /// The call panicked.
    Crashed(String),
    /// Anything else.
    Lost(String),
}

impl Tally {
    /// Adds a verdict.
    pub fn count(&mut self, what: &str, outcome: Result<(), Loss>) {
        self.counts.total += 1;
        let why = match outcome {
            Ok(()) => return,
            Err(Loss::Escaped(why)) => {
                self.counts.escaped += 1;
                why
            }
            Err(Loss::Crashed(why)) => {
                self.counts.crashed += 1;
                why
            }
            Err(Loss::Lost(why)) => why,
        };
        self.counts.lost += 1;
        self.wrong.push(format!("{what}: {why}"));
    }

    /// Adds the counts to those of its suite, and fails unless the case survived.
    pub fn close(self, suite: &'static str) -> Result<(), Failed> {
        let mut totals = TOTALS.lock().unwrap_or_else(PoisonError::into_inner);
        let all = totals.entry(suite).or_default();
        all.total += self.counts.total;
        all.lost += self.counts.lost;
        all.escaped += self.counts.escaped;
        all.crashed += self.counts.crashed;
        if self.wrong.is_empty() { Ok(()) } else { Err(self.wrong.join("\n").into()) }
    }
}

/// Prints the line of each suite, from which runs are added up.
pub fn print_totals() {
    for Counts { total, lost, escaped, crashed } in TOTALS.lock().unwrap_or_else(PoisonError::into_inner).values() {
        println!("inputs rust {} of {total} escaped {escaped} crashed {crashed}", total - lost);
    }
}
