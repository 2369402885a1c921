//! Which users have an open interaction with which integrations.

use std::collections::HashMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::store::caller::Caller;
use crate::store::clock::Instant;
use crate::store::sorted;

/// User, project and integration: at most one interaction is open for each (SIM-80).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct InteractionKey {
    pub(crate) project: usize,
    pub(crate) caller: Caller,
    /// Id of the integration.
    pub(crate) integration: String,
}

/// All open interactions.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Interactions {
    /// When each open one was last recorded.
    #[serde(with = "sorted::pairs")]
    open: HashMap<InteractionKey, Instant>,
    latest: Instant,
}

impl Interactions {
    /// Opens or refreshes an interaction. Time moves forward with every call, also within one tick of the clock, so
    /// that the order is definite.
    pub(crate) fn record(&mut self, key: InteractionKey, now: Instant) {
        let now = now.max(self.latest + Duration::from_millis(1));
        self.latest = now;
        self.open.insert(key, now);
    }

    pub(crate) fn close(&mut self, key: &InteractionKey) {
        self.open.remove(key);
    }

    /// The caller's open interactions in a project: id of the integration and last time, newest first.
    pub(crate) fn open_of(&self, project: usize, caller: Caller) -> Vec<(&str, Instant)> {
        let mut open: Vec<(&str, Instant)> = self
            .open
            .iter()
            .filter(|(key, _)| key.project == project && key.caller == caller)
            .map(|(key, at)| (key.integration.as_str(), *at))
            .collect();
        open.sort_by_key(|(_, at)| std::cmp::Reverse(*at));
        open
    }

    /// Removes the interactions of a deleted integration (SIM-57).
    pub(crate) fn remove_integration(&mut self, id: &str) {
        self.open.retain(|key, _| key.integration != id);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{InteractionKey, Interactions};
    use crate::store::caller::Caller;

    #[test]
    fn sim_80_time_moves_forward_within_one_tick() {
        let mut interactions = Interactions::default();
        let now = Duration::from_secs(1);
        let mut record = |integration: &str| {
            let key = InteractionKey { project: 0, caller: Caller::OAuth, integration: integration.to_owned() };
            interactions.record(key.clone(), now);
            interactions.open[&key]
        };
        let times = [record("a"), record("b"), record("a")];
        assert!(times[0] < times[1] && times[1] < times[2]);
    }
}
