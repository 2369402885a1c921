//! Records that calls of a client deleted. An iteration over pages that had given some of them out finds the rest of its
//! list so many places further ahead.

use std::collections::VecDeque;
use std::sync::Mutex;

/// Most deletions that are kept.
const MAX_KEPT: usize = 16_384;

/// What calls of a client deleted in this process, in their order.
#[derive(Debug, Default)]
pub(crate) struct Deleted(Mutex<Log>);

#[derive(Debug, Default)]
struct Log {
    /// How many were dropped: the position of the first entry.
    dropped: u64,
    /// Resource, and id or name as the call gave it.
    entries: VecDeque<(&'static str, String)>,
}

impl Log {
    fn position(&self) -> u64 {
        self.dropped.saturating_add(self.entries.len() as u64)
    }
}

impl Deleted {
    /// Adds the record of a call that succeeded.
    pub(crate) fn add(&self, resource: &'static str, id_or_name: String) {
        let Ok(mut log) = self.0.lock() else { return };
        if log.entries.len() >= MAX_KEPT && log.entries.pop_front().is_some() {
            log.dropped = log.dropped.saturating_add(1);
        }
        log.entries.push_back((resource, id_or_name));
    }

    /// The position behind the last one.
    pub(crate) fn position(&self) -> u64 {
        self.0.lock().map_or(0, |log| log.position())
    }

    /// How many records of a resource were deleted from `position` on that are among those that were `given` out, and the
    /// position behind the last one.
    pub(crate) fn since(&self, position: u64, resource: &str, given: impl Fn(&str) -> bool) -> (i64, u64) {
        let Ok(log) = self.0.lock() else { return (0, position) };
        let skipped = usize::try_from(position.saturating_sub(log.dropped)).unwrap_or(usize::MAX);
        let later = log.entries.iter().skip(skipped);
        let gone = later.filter(|(of, name)| *of == resource && given(name)).count();
        (i64::try_from(gone).unwrap_or(i64::MAX), log.position())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_deleted_since_is_counted_once_and_by_resource() {
        let deleted = Deleted::default();
        deleted.add("agents", "old".to_owned());
        let begun = deleted.position();
        for name in ["a", "b", "other"] {
            deleted.add("agents", name.to_owned());
        }
        deleted.add("integrations", "a".to_owned());
        let given = |name: &str| ["a", "b", "old"].contains(&name);
        let (gone, position) = deleted.since(begun, "agents", given);
        assert_eq!((gone, position), (2, 5));
        assert_eq!(deleted.since(position, "agents", given), (0, 5));
        (0..MAX_KEPT).for_each(|number| deleted.add("agents", number.to_string()));
        assert_eq!(deleted.since(begun, "agents", given), (0, 5 + MAX_KEPT as u64));
    }
}
