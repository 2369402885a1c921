//! The doctor: how a server behaves where its documentation is silent, found out by requests to it.

mod agent_writes;
mod anonymous;
mod answer;
mod clean_up;
mod clients;
mod echo;
mod giver;
mod integration_writes;
mod judge;
mod probe;
mod reading;
mod reads;
mod record;
mod refusals;
mod report;
mod run;
mod shape;
mod values;

pub use agent_writes::{AGENT_WRITES, NAME_WRITES};
pub use clients::Clients;
pub use integration_writes::INTEGRATION_WRITES;
pub use probe::Probe;
pub use reads::READS;
pub use record::record;
pub use report::{print, print_json};
pub use run::{Examined, Outcome, Run};
