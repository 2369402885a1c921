//! What a plan must be to be applied. It is data, which anybody may have written: its digest says only that nothing was cut off.

use std::collections::BTreeSet;

use super::document::tree;
use super::kinds::refused;
use super::secrets;
use super::stage::writes;
use crate::error::Error;
use crate::models::plans::{Change, ChangeAction, Plan};

/// Refuses a plan with changes that none makes.
pub(crate) fn check_plan(plan: &Plan) -> Result<(), Error> {
    let (mut names, mut ids) = (BTreeSet::new(), BTreeSet::new());
    for change in &plan.changes {
        check_form(change).map_err(|why| refused(format!("{} {}: {why}", change.kind.as_str(), change.name)))?;
        let is_new = names.insert((change.kind.as_str(), change.name.as_str()));
        if !is_new || change.id.as_deref().is_some_and(|id| !ids.insert((change.kind.as_str(), id))) {
            return Err(refused(format!("{} {}: the plan changes it twice", change.kind.as_str(), change.name)));
        }
        secrets::check(change)?;
    }
    Ok(())
}

fn check_form(change: &Change) -> Result<(), &'static str> {
    let has_id = change.id.as_ref().is_some_and(|id| !id.is_empty());
    match (change.action == ChangeAction::CREATE, has_id) {
        (true, true) => return Err("the plan creates it, and has an id of it"),
        (false, false) => return Err("the plan has no id of it"),
        _ => {}
    }
    let has_body = change.body.as_ref().is_some_and(|body| tree(body).as_object().is_some());
    if writes(change) && !has_body { Err("the plan has no body to send") } else { Ok(()) }
}
