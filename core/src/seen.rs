//! Hashes of the records that an iteration has seen, cheap to copy: every page keeps its own, so that it can be
//! gone on from twice.

use std::collections::HashSet;
use std::sync::Arc;

/// Hashes in sets that are shared between copies, each at least twice as large as the next: adding a page copies
/// what is smaller than it, so that an iteration over all pages stays linear but for a logarithm.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen(Vec<Arc<HashSet<u64>>>);

impl Seen {
    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds the hashes of a page; whether one of them is new.
    pub(crate) fn add(&mut self, mut page: HashSet<u64>) -> bool {
        page.retain(|hash| !self.0.iter().any(|set| set.contains(hash)));
        if page.is_empty() {
            return false;
        }
        while let Some(last) = self.0.pop_if(|last| last.len() < page.len().saturating_mul(2)) {
            page.extend(last.iter());
        }
        self.0.push(Arc::new(page));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_new_once_and_copies_go_their_own_way() {
        let mut seen = Seen::default();
        for page in 0..1_000_u64 {
            assert!(seen.add((page * 10..page * 10 + 12).collect()), "page {page}");
        }
        assert!(!seen.add((0..10_000).collect()));
        assert!(seen.0.len() < 15, "{} sets", seen.0.len());
        let mut copy = seen.clone();
        assert!(copy.add(HashSet::from([20_000])));
        assert!(seen.add(HashSet::from([20_000])));
    }
}
