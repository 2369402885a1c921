//! Which probe would have given what another one needs.

use super::agent_writes::{AGENT_WRITES, NAME_WRITES};
use super::integration_writes::INTEGRATION_WRITES;
use super::reads::READS;

/// Why a probe that needs a variable was not run.
pub fn giver(variable: &str) -> String {
    let probes = [READS, AGENT_WRITES, INTEGRATION_WRITES, NAME_WRITES].into_iter().flatten();
    let mut kept = probes
        .flat_map(|probe| probe.steps.iter().map(move |step| (probe, step)))
        .flat_map(|(probe, step)| step.keeps.iter().map(move |(name, place)| (probe.id, step.call, *name, *place)));
    match kept.find(|(_, _, name, _)| *name == variable) {
        Some((id, call, _, "")) => format!("it needs the answer to {call} of {id}, which was none"),
        Some((id, call, _, place)) => {
            format!("it needs {place} of the answer to {call} of {id}, which did not give it")
        }
        None => "an answer that it needs is not there".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_told_by_the_probe_that_would_have_given_it() {
        assert_eq!(
            giver("g"),
            "it needs id of the answer to PUT /<api>/agents/<guid>/upsert of W11, which did not give it"
        );
        assert_eq!(giver("package"), "it needs the answer to GET /v2/agents/<p>/export of W13, which was none");
    }
}
