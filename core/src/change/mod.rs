//! Changes of a project: what definitions would change, and doing exactly that.
//!
//! ```no_run
//! # async fn run(client: geai_client::Client) -> Result<(), geai_client::Error> {
//! let plan = client.plan("agents-repo").environment("prod").await?;
//! println!("{plan}");
//! if plan.conflicts.is_empty() {
//!     let applied = client.apply(&plan).await?;
//!     std::fs::write("prod.applied.json", applied.to_json()).ok();
//! }
//! # Ok(()) }
//! ```

pub(crate) mod apply;
pub(crate) mod arguments;
pub(crate) mod calls;
pub(crate) mod check_plan;
mod common_ends;
mod compare;
pub(crate) mod conflicts;
pub(crate) mod decide;
pub(crate) mod definition_writer;
pub(crate) mod document;
pub(crate) mod forms;
pub(crate) mod graph;
pub(crate) mod graph_picture;
pub(crate) mod graph_text;
pub(crate) mod kinds;
pub(crate) mod known;
pub(crate) mod line_diff;
pub(crate) mod merge;
pub(crate) mod options;
pub(crate) mod order;
pub(crate) mod plan;
pub(crate) mod pull;
pub(crate) mod pull_call;
pub(crate) mod recheck;
pub(crate) mod references;
pub(crate) mod remote;
pub(crate) mod removal;
pub(crate) mod render;
pub(crate) mod render_members;
pub(crate) mod render_pulled;
pub(crate) mod requests;
pub(crate) mod rewrite;
pub(crate) mod secrets;
pub(crate) mod server;
pub(crate) mod single;
pub(crate) mod single_calls;
pub(crate) mod stage;
pub(crate) mod task;

pub use crate::models::graph::*;
pub use crate::models::plans::*;
pub use apply::OnStep;
pub use calls::{ApplyCall, PlanCall, PlanSource};
pub use document::{APPLIED_FORMAT, PLAN_FORMAT};
pub use options::{AllowDelete, PlanOptions, PullOptions};
pub use pull_call::PullCall;
pub use requests::Progress;
pub use single::Earlier;
pub use single_calls::{AgentRevisions, EnsureCall, RevisionsCall, RollBackCall, TaskCall};
