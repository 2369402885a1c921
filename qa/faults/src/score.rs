//! The score of a run, as it is printed.

use std::fmt;

use crate::harness::secret_search::SecretSearch;
use crate::harness::writes::Account;
use crate::harness::{Cell, differences};

/// All that a run found.
#[derive(Debug, Clone, Default)]
pub struct Score {
    /// Result of each fault, in each language and class.
    pub cells: Vec<Cell>,
    /// What runners said when they ended.
    pub complaints: Vec<String>,
    /// The same cells once more in a run with exact times, in runners that log all they can: for secrets alone.
    pub talked: Vec<Cell>,
    /// Result of the search for secrets in each language.
    pub searches: Vec<SecretSearch>,
    /// Writes on connections of their own, and on such that are used again.
    pub writes: Option<[Account; 2]>,
}

impl Score {
    /// Cells in which everything went as it must.
    pub fn survived(&self) -> usize {
        self.cells.iter().filter(|cell| cell.lost == 0).count()
    }

    /// Secrets that were shown.
    pub fn leaked(&self) -> usize {
        let cells: usize = self.cells.iter().chain(&self.talked).map(|cell| cell.leaked).sum();
        cells + self.searches.iter().map(|search| search.leaks.len()).sum::<usize>()
    }

    /// Whether nothing at all is wrong.
    pub fn is_clean(&self) -> bool {
        let accounts = self.writes.iter().flatten().all(|account| account.problems.is_empty());
        self.survived() == self.cells.len()
            && self.complaints.is_empty()
            && accounts
            && self.leaked() == 0
            && self.searches.iter().all(|search| search.problems.is_empty())
            && differences(&self.cells).0.is_empty()
    }
}

/// A number with commas.
pub fn commas(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let share = |part: usize| 100.0 * part as f64 / self.writes.max(1) as f64;
        write!(
            f,
            "{} of {} POSTs accounted for   duplicates {}   wrong claims {}   maybe {:.1} %   ok {:.1} %",
            commas(self.accounted),
            commas(self.writes),
            self.duplicates,
            self.writes - self.accounted,
            share(self.maybe),
            share(self.succeeded)
        )
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let runs: usize = self.cells.iter().map(|cell| cell.runs as usize).sum();
        let (differences, scripts) = differences(&self.cells);
        writeln!(
            f,
            "faults   survived {} of {} cells ({} runs)   lost {}   duplicated {}   leaked {}",
            self.survived(),
            self.cells.len(),
            commas(runs),
            self.cells.len() - self.survived(),
            self.cells.iter().map(|cell| cell.duplicated).sum::<usize>(),
            self.leaked()
        )?;
        if !self.searches.is_empty() {
            let calls = self.searches.iter().map(|search| search.calls).sum();
            let logged = self.searches.iter().map(|search| search.logged).sum::<usize>() >> 20;
            let leaks: usize = self.searches.iter().map(|search| search.leaks.len()).sum();
            writeln!(f, "secrets  {} calls that carry some, {logged} MiB of logs   leaked {leaks}", commas(calls))?;
        }
        if let Some([fresh, reused]) = &self.writes {
            writeln!(f, "ledger   {fresh}")?;
            writeln!(f, "         {reused}   (connections used again)")?;
        }
        write!(f, "parity   {} differences in {} scripts", differences.len(), commas(scripts))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::runner::Language;
    use crate::table::Class;

    fn cell(language: Language, lost: u32, told: &str) -> Cell {
        Cell {
            row: "F19",
            language,
            class: Class::Write,
            runs: 25,
            lost,
            problems: Vec::new(),
            duplicated: lost as usize,
            leaked: 0,
            seconds: 1.0,
            essence: BTreeMap::from([((0, 0), vec![told.to_owned()])]),
        }
    }

    #[test]
    fn a_clean_run_and_one_that_is_not() {
        let clean = [cell(Language::Rust, 0, "x"), cell(Language::Node, 0, "x")];
        let score = Score { cells: clean.to_vec(), ..Score::default() };
        assert!(score.is_clean());
        assert_eq!(
            score.to_string(),
            "faults   survived 2 of 2 cells (50 runs)   lost 0   duplicated 0   leaked 0\n\
             parity   0 differences in 1 scripts"
        );
        for other in [cell(Language::Node, 1, "x"), cell(Language::Node, 0, "y")] {
            assert!(!Score { cells: vec![clean[0].clone(), other], ..Score::default() }.is_clean());
        }
        let search = |leaks: &[&str], problems: &[&str]| SecretSearch {
            language: Language::Rust,
            calls: 1200,
            logged: 3 << 20,
            leaks: leaks.iter().map(ToString::to_string).collect(),
            problems: problems.iter().map(ToString::to_string).collect(),
        };
        for (searched, clean) in [(search(&[], &[]), true), (search(&["x"], &[]), false), (search(&[], &["x"]), false)]
        {
            let leaked = searched.leaks.len();
            let score = Score { searches: vec![searched], ..score.clone() };
            assert_eq!(score.is_clean(), clean);
            let line = format!("secrets  1,200 calls that carry some, 3 MiB of logs   leaked {leaked}");
            assert!(score.to_string().contains(&line) && score.to_string().contains(&format!("leaked {leaked}\n")));
        }
        let talked = vec![Cell { leaked: 1, ..clean[0].clone() }];
        assert!(!Score { talked, ..score.clone() }.is_clean());
        let problems = Account { problems: vec!["wrong".to_owned()], ..Account::default() };
        assert!(
            !Score { cells: clean.to_vec(), writes: Some([problems, Account::default()]), ..Score::default() }
                .is_clean()
        );
    }

    #[test]
    fn numbers_have_commas() {
        assert_eq!([7, 999, 1000, 14_900, 1_000_000].map(commas), ["7", "999", "1,000", "14,900", "1,000,000"]);
    }
}
