//! Which mutant is switched on; in the copy of the sources alone.

use std::io::Write as _;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, Ordering};

static ON: LazyLock<Option<usize>> = LazyLock::new(|| std::env::var("MUTANT_ON").ok()?.parse().ok());

/// Where the numbers of the mutants go whose places are reached.
static LOG: LazyLock<Option<std::fs::File>> = LazyLock::new(|| {
    let path = std::env::var_os("MUTANT_LOG")?;
    std::fs::OpenOptions::new().create(true).append(true).open(path).ok()
});

static REACHED: [AtomicBool; 16384] = [const { AtomicBool::new(false) }; 16384];

/// Whether this mutant is switched on.
pub(crate) fn on(number: usize) -> bool {
    if let Some(mut log) = LOG.as_ref()
        && REACHED.get(number).is_some_and(|reached| !reached.swap(true, Ordering::Relaxed))
    {
        let _ = log.write_all(format!("{number}\n").as_bytes());
    }
    *ON == Some(number)
}
