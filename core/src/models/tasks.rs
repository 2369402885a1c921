//! Arguments of the verbs of set-ups, as host languages give them.

use super::agents::AgentDefinition;
use super::integrations::IntegrationRequest;
use crate::json::Json;
use crate::schema::Schema;
use crate::schema::model::model;

/// The arguments of a verb that has none.
pub(crate) static NO_ARGUMENTS: Schema = Schema { name: "NoArguments", ..Schema::EMPTY };

model! {
    /// Arguments of `plan`.
    PlanArguments {
        /// A folder, texts by their paths, definitions, or what `check` answered.
        source "source": Json,
        /// One of the environments of the files.
        environment "environment": Option<String>,
        /// Names of the only objects that are planned.
        only "only": Option<Vec<String>>,
        /// Whether changes are published.
        publish "publish": Option<bool>,
        /// Whether drafts of somebody else may be superseded.
        over_drafts "overDrafts": Option<bool>,
        /// Whether what both the files and the server changed goes by the files.
        overwrite "overwrite": Option<bool>,
        /// Whether what the files name may be deleted, or how much of it.
        allow_delete "allowDelete": Option<Json>,
        /// Integrations whose credentials are sent although nothing differs.
        send_secrets "sendSecrets": Option<Vec<String>>,
        /// Whether updates of integrations take the route that the vendor's SDK uses.
        via_import "viaImport": Option<bool>,
        /// Result of the last plan, or the file with it.
        baseline "baseline": Option<Json>,
    }
}

model! {
    /// Arguments of `apply`.
    ApplyArguments {
        /// The plan, or the file with it.
        plan "plan": Option<Json>,
        /// The plan's text, from hosts whose numbers cannot hold all of it.
        text "text": Option<String>,
    }
}

model! {
    /// Arguments of `agents.ensure`.
    EnsureAgentArguments {
        /// What the agent should be.
        definition "definition": AgentDefinition,
        /// Whether it is published.
        publish "publish": Option<bool>,
        /// Whether a draft of somebody else may be superseded.
        over_drafts "overDrafts": Option<bool>,
    }
}

model! {
    /// Arguments of `integrations.ensure`.
    EnsureIntegrationArguments {
        /// What the integration should be.
        integration "integration": IntegrationRequest,
        /// Whether its tools are published.
        publish "publish": Option<bool>,
        /// Whether tools may be removed.
        allow_delete "allowDelete": Option<bool>,
    }
}

model! {
    /// Arguments of what is asked of one object by its id or name.
    ObjectArguments {
        /// Its id or name.
        id_or_name "idOrName": String,
    }
}

model! {
    /// Arguments of `agents.revision_before`.
    RevisionArguments {
        /// Id or name of the agent.
        id_or_name "idOrName": String,
        /// A revision: what is wanted is older.
        before "before": Option<i64>,
    }
}

model! {
    /// Arguments of `agents.diff`.
    DiffArguments {
        /// Id or name of the agent.
        id_or_name "idOrName": String,
        /// The earlier revision.
        before "before": i64,
        /// The later one.
        after "after": i64,
    }
}

model! {
    /// Arguments of `agents.roll_back`.
    RollBackArguments {
        /// Id or name of the agent.
        id_or_name "idOrName": String,
        /// The version whose content it gets.
        version "version": Option<i64>,
        /// The revision whose content it gets.
        revision "revision": Option<i64>,
        /// Whether a draft of somebody else may be superseded.
        over_drafts "overDrafts": Option<bool>,
    }
}

model! {
    /// Arguments of `agents.compare`.
    CompareArguments {
        /// What was before.
        before "before": AgentDefinition,
        /// What is after.
        after "after": AgentDefinition,
    }
}

model! {
    /// Arguments of `pull`.
    PullArguments {
        /// The folder.
        target "target": String,
        /// One of the environments of the files.
        environment "environment": Option<String>,
        /// Names of the only objects that are pulled.
        only "only": Option<Vec<String>>,
        /// Names of the only agents that are pulled.
        agents "agents": Option<Vec<String>>,
        /// Names of the only integrations that are pulled.
        integrations "integrations": Option<Vec<String>>,
        /// Whether drafts are pulled in place of what is published.
        drafts "drafts": Option<bool>,
        /// Whether files are written although that loses their comments.
        overwrite "overwrite": Option<bool>,
        /// Whether nothing is written.
        dry_run "dryRun": Option<bool>,
    }
}
