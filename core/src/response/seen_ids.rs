//! Hashes of the ids that an iteration over pages has seen. Cheap to copy: every page keeps its own, so that an iteration
//! can continue from it more than once.

use std::collections::HashSet;
use std::hash::{BuildHasher, BuildHasherDefault, Hasher, RandomState};
use std::sync::Arc;

/// Sets of hashes that copies share, each at least twice as large as the next. Adding a page merges the smaller sets into
/// it, so that an iteration over n records takes O(n log n) steps.
#[derive(Debug, Clone, Default)]
pub(crate) struct SeenIds {
    /// Random keys, so that no server can choose ids whose hashes collide.
    keys: RandomState,
    sets: Vec<Arc<Hashes>>,
}

type Hashes = HashSet<u64, BuildHasherDefault<IdentityHasher>>;

/// Hasher of values that are hashes already.
#[derive(Default)]
struct IdentityHasher(u64);

impl Hasher for IdentityHasher {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = self.0.rotate_left(8) ^ u64::from(*byte));
    }
    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
    fn finish(&self) -> u64 {
        self.0
    }
}

impl SeenIds {
    /// Whether no id was added.
    pub(crate) fn is_empty(&self) -> bool {
        self.sets.is_empty()
    }

    /// Whether this id was added.
    pub(crate) fn contains(&self, id: &str) -> bool {
        let hash = self.keys.hash_one(id);
        self.sets.iter().any(|set| set.contains(&hash))
    }

    /// Adds the ids of a page. Returns whether one of them is new.
    pub(crate) fn add<'a>(&mut self, ids: impl Iterator<Item = &'a str>) -> bool {
        let mut page: Hashes = ids.map(|id| self.keys.hash_one(id)).collect();
        page.retain(|hash| !self.sets.iter().any(|set| set.contains(hash)));
        if page.is_empty() {
            return false;
        }
        while let Some(last) = self.sets.pop_if(|last| last.len() < page.len().saturating_mul(2)) {
            page.extend(last.iter());
        }
        self.sets.push(Arc::new(page));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_new_once_and_copies_go_their_own_way() {
        let add = |seen: &mut SeenIds, ids: std::ops::Range<u32>| {
            let ids: Vec<String> = ids.map(|id| id.to_string()).collect();
            seen.add(ids.iter().map(String::as_str))
        };
        let mut seen = SeenIds::default();
        for page in 0..1_000 {
            assert!(add(&mut seen, page * 10..page * 10 + 12), "page {page}");
        }
        assert!(!add(&mut seen, 0..10_000));
        assert!(seen.sets.len() < 15, "{} sets", seen.sets.len());
        let mut copy = seen.clone();
        assert!(add(&mut copy, 20_000..20_001));
        assert!(add(&mut seen, 20_000..20_001));
        assert!(seen.contains("20000") && seen.contains("0") && !seen.contains("30000"));
    }

    #[test]
    fn a_set_is_merged_once_it_is_less_than_twice_as_large() {
        let mut seen = SeenIds::default();
        assert!(seen.is_empty() && !seen.add(std::iter::empty()) && seen.is_empty());
        for (ids, sets) in [(&["a", "b"][..], 1), (&["c"], 2), (&["d"], 1), (&["e", "a"], 2)] {
            assert!(seen.add(ids.iter().copied()), "{ids:?}");
            assert_eq!(seen.sets.len(), sets, "{ids:?}");
        }
        assert!(!seen.is_empty() && !seen.add(["e", "a", "d"].into_iter()));
    }

    #[test]
    fn a_hash_is_its_own_hash_and_bytes_are_mixed() {
        let mut hasher = IdentityHasher::default();
        hasher.write_u64(7);
        assert_eq!(hasher.finish(), 7);
        let mixed = |bytes: &[u8]| {
            let mut hasher = IdentityHasher::default();
            hasher.write(bytes);
            hasher.finish()
        };
        assert_eq!((mixed(&[1, 2]), mixed(&[1, 0, 0, 0, 0, 0, 0, 0, 1])), (0x102, 0));
    }
}
