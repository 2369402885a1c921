//! Open interactions of users with integrations: I10 to I12 (SIM-80 to SIM-85).

use std::collections::HashMap;
use std::time::Duration;

use serde_json::{Value, json};

use crate::clock::{Instant, timestamp};
use crate::failure::{Failure, Outcome};
use crate::frame::{Caller, Context};
use crate::message::Reply;
use crate::plugins::find;

/// One per user, project and integration.
#[derive(Debug, Default)]
pub(crate) struct Interactions {
    /// When each open one was last recorded.
    open: HashMap<(usize, Caller, String), Instant>,
    latest: Instant,
}

impl Interactions {
    /// Opens or refreshes. Time moves forward with every call, also within one tick of the clock.
    fn record(&mut self, key: (usize, Caller, String), now: Instant) {
        let now = now.max(self.latest + Duration::from_millis(1));
        self.latest = now;
        self.open.insert(key, now);
    }

    /// A deleted integration takes its interactions along (SIM-57).
    pub(crate) fn forget(&mut self, plugin: &str) {
        self.open.retain(|(_, _, id), _| id != plugin);
    }
}

/// I10: the caller's in this project, newest first.
pub(crate) fn list_open(context: &mut Context<'_>) -> Outcome {
    let world = &context.world;
    let mut open: Vec<(&str, Instant)> = world
        .interactions
        .open
        .iter()
        .filter(|((project, caller, _), _)| *project == context.project && *caller == context.caller)
        .map(|((_, _, id), at)| (id.as_str(), *at))
        .collect();
    open.sort_by_key(|(_, at)| std::cmp::Reverse(*at));
    let items: Vec<Value> = open
        .into_iter()
        .filter_map(|(id, at)| {
            let plugin = world.plugins.get(world.plugins.find(context.project, id)?)?;
            Some(json!({
                "entity": "tool-plugin",
                "id": id,
                "name": plugin.name,
                "isOpen": true,
                "lastInteractionDateTime": timestamp(at),
                "organizationId": world.organization_id,
                "projectId": context.project_id(),
            }))
        })
        .collect();
    Ok(Reply::ok(&json!({ "interactions": items })))
}

/// I11.
pub(crate) fn record(context: &mut Context<'_>) -> Outcome {
    let id = plugin_id(context)?;
    let now = context.world.clock.now();
    let key = (context.project, context.caller, id.clone());
    context.world.interactions.record(key, now);
    // The spelling differs between the calls (SIM-83).
    Ok(Reply::ok(&json!({ "entity": "ToolPlugin", "id": id, "isOpen": true })))
}

/// I12: the same answer whether it was open or not (SIM-82).
pub(crate) fn close(context: &mut Context<'_>) -> Outcome {
    let id = plugin_id(context)?;
    let key = (context.project, context.caller, id.clone());
    context.world.interactions.open.remove(&key);
    Ok(Reply::ok(&json!({ "entity": "tool-plugin", "id": id, "isOpen": false })))
}

/// SIM-84.
fn plugin_id(context: &Context<'_>) -> Result<String, Failure> {
    let place = find(context)?;
    context
        .world
        .plugins
        .get(place)
        .map(|plugin| plugin.id.clone())
        .ok_or_else(|| Failure::plugin_not_found(context.id_or_name))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Interactions;
    use crate::frame::Caller;

    #[test]
    fn sim_80_time_moves_forward_within_one_tick() {
        let mut interactions = Interactions::default();
        let now = Duration::from_secs(1);
        let mut record = |plugin: &str| {
            let key = (0, Caller::OAuth, plugin.to_owned());
            interactions.record(key.clone(), now);
            interactions.open[&key]
        };
        let times = [record("a"), record("b"), record("a")];
        assert!(times[0] < times[1] && times[1] < times[2]);
    }
}
