//! The choices of a plan.

use crate::models::plans::Applied;

/// How much a plan may delete.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AllowDelete {
    /// Nothing.
    #[default]
    No,
    /// What the tombstones name, up to three tenths of what the files manage.
    Any,
    /// What the tombstones name, if it is so much.
    Exactly(u64),
}

/// The choices of a plan.
#[derive(Debug, Clone, Default)]
pub struct PlanOptions {
    /// Whether changes are published. Default: as the environment says, else yes.
    pub publish: Option<bool>,
    /// Names of the only objects that are planned. Default: all.
    pub only: Option<Vec<String>>,
    /// Whether drafts of somebody else may be superseded.
    pub over_drafts: bool,
    /// Whether what both the files and the server changed since the baseline goes by the files.
    pub overwrite: bool,
    /// How much may be deleted.
    pub allow_delete: AllowDelete,
    /// Integrations whose credentials are sent although nothing differs.
    pub send_secrets: Vec<String>,
    /// Whether updates of integrations take the route that the vendor's SDK uses.
    pub via_import: bool,
    /// Result of the last plan: what was in the files then and is no more counts as removed.
    pub baseline: Option<Applied>,
}

/// The choices of a pull.
#[derive(Debug, Clone, Default)]
pub struct PullOptions {
    /// Names of the only objects that are pulled. Default: all.
    pub only: Option<Vec<String>>,
    /// Names of the only agents that are pulled, where only some objects are.
    pub agents: Vec<String>,
    /// Names of the only integrations that are pulled, where only some objects are.
    pub integrations: Vec<String>,
    /// Whether drafts are pulled in place of what is published.
    pub drafts: bool,
    /// Whether files are written although that loses their comments.
    pub overwrite: bool,
    /// Whether nothing is written.
    pub dry_run: bool,
}
