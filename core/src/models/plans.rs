//! Plans and their results: what is to be done to the agents and integrations of a project, step by step.

use crate::json::Json;
use crate::models::agents::Agent;
use crate::models::definitions::{DefinitionKind, MemberSource, SecretReference};
use crate::models::integrations::Integration;
use crate::schema::model::{model, open_enum};

open_enum! {
    /// What a step does.
    ChangeAction {
        CREATE = "create", UPDATE = "update", PUBLISH = "publish", RENAME = "rename", DELETE = "delete",
    }
}
open_enum! {
    /// Outcome of a step.
    StepOutcome {
        DONE = "done", UNCHANGED = "unchanged", HELD = "held", FAILED = "failed", UNKNOWN = "unknown",
        NOT_REACHED = "not-reached",
    }
}
open_enum! {
    /// Which content a change was computed on.
    BaseContent { PUBLISHED = "published", DRAFT = "draft" }
}
open_enum! {
    /// Why a plan cannot be applied as it is.
    ConflictReason {
        DRAFT_AHEAD = "draft-ahead", MISSING_REFERENCE = "missing-reference", AMBIGUOUS_REFERENCE = "ambiguous-reference",
        READ_ONLY = "read-only", NAME_TAKEN = "name-taken", RENAMED = "renamed", LIST_INCOMPLETE = "list-incomplete",
        UNREADABLE = "unreadable", STILL_USED = "still-used", DELETE_NOT_ALLOWED = "delete-not-allowed",
        TOO_MANY_DELETES = "too-many-deletes", TOOL_IN_USE = "tool-in-use", TOOLS_VANISH = "tools-vanish",
        BOTH_MOVED = "both-moved", UNKNOWN_NAME = "unknown-name",
    }
}

model! {
    /// What applying a set-up to a project would do. As JSON its `format` is `geai-plan/1`.
    Plan {
        /// Name and version of the format.
        format "format": String,
        /// SHA-256 of the document without this member, in the form of RFC 8785.
        digest "digest": String,
        /// The environment that it is for.
        environment "environment": Option<String>,
        /// The project that it was made for, and the only one that it can be applied to.
        project_id "projectId": Option<String>,
        /// Whether what it changes is published.
        publish "publish": bool,
        /// Whether updates of integrations take the route that the vendor's SDK uses.
        via_import "viaImport": bool,
        /// How many changes there are of each sort.
        summary "summary": PlanSummary,
        /// The changes, in the order in which they are made.
        changes "changes": Vec<Change>,
        /// What stands in the way of it.
        conflicts "conflicts": Vec<Conflict>,
        /// Names of what the project has and the files do not define.
        unmanaged "unmanaged": Unmanaged,
        /// What is worth knowing and no change.
        notes "notes": Vec<PlanNote>,
        /// Every object that the files define, changed or not.
        objects "objects": Vec<ManagedObject>,
    }
}

model! {
    /// How many changes a plan has of each sort.
    #[derive(Default)]
    PlanSummary {
        /// Objects that are created.
        create "create": i64,
        /// Objects whose members change.
        update "update": i64,
        /// Drafts that are published as they are.
        publish "publish": i64,
        /// Objects that get another name.
        rename "rename": i64,
        /// Objects that are deleted.
        delete "delete": i64,
        /// Objects that are as the files define them.
        unchanged "unchanged": i64,
        /// Reasons that stand in the way.
        conflicts "conflicts": i64,
    }
}

model! {
    /// One change.
    Change {
        /// Whether it is of an agent or an integration.
        kind "kind": DefinitionKind,
        /// Name of the object.
        name "name": String,
        /// What is done.
        action "action": ChangeAction,
        /// Id of the object; absent for one that is created.
        id "id": Option<String>,
        /// The file that defines it.
        file "file": Option<String>,
        /// The name that it had before.
        renamed_from "renamedFrom": Option<String>,
        /// What the change was computed on; absent for one that is created.
        base "base": Option<ChangeBase>,
        /// Whether it is published.
        publishes "publishes": bool,
        /// Whether an agent of its ring is made before it: it is then created by its name first.
        ring "ring": bool,
        /// The members that change.
        members "members": Vec<MemberChange>,
        /// What is sent. A member whose value an environment variable holds is `{"$env": NAME}`; a secret that only the
        /// server has is `{"$kept": PLACE}`, with its place in what the change was computed on.
        body "body": Option<Json>,
        /// Where environment variables are filled in.
        secrets "secrets": Vec<SecretReference>,
        /// Where secrets that only the server has are filled in: it is asked for them when the plan is applied.
        kept "kept": Option<Vec<String>>,
        /// Which members came from a file of their own.
        sources "sources": Vec<MemberSource>,
        /// The tools that a new manifest adds and takes away.
        tools "tools": Option<ToolChanges>,
        /// Members that the server has beyond the file.
        only_on_server "onlyOnServer": Vec<String>,
        /// What is worth knowing.
        notes "notes": Vec<String>,
    }
}

model! {
    /// What a change was computed on.
    ChangeBase {
        /// The newest revision that was seen; absent for integrations, which have none.
        revision "revision": Option<i64>,
        /// The published revision; absent where none is published.
        published "published": Option<i64>,
        /// Which of them the change was computed on.
        content "content": Option<BaseContent>,
        /// SHA-256 of the members that a definition can hold.
        digest "digest": String,
    }
}

model! {
    /// A member that changes.
    MemberChange {
        /// Its place as a JSON Pointer (RFC 6901); elements that have names are called by them.
        path "path": String,
        /// The value before; absent where there was none.
        before "before": Option<Json>,
        /// The value afterwards; absent where the member is to be.
        after "after": Option<Json>,
    }
}

model! {
    /// The tools that a manifest adds and takes away.
    #[derive(Default)]
    ToolChanges {
        /// Tools that are new.
        added "added": Vec<String>,
        /// Tools that are removed.
        removed "removed": Vec<String>,
    }
}

model! {
    /// What stands in the way of a plan.
    Conflict {
        /// Whether it is about an agent or an integration.
        kind "kind": DefinitionKind,
        /// Name of the object.
        name "name": String,
        /// Why.
        reason "reason": ConflictReason,
        /// The same for people, with what can be done.
        text "text": String,
        /// The revision that it is about.
        revision "revision": Option<i64>,
        /// The option that allows it.
        allow "allow": Option<String>,
    }
}

model! {
    /// Names of what a project has and the files do not define.
    #[derive(Default)]
    Unmanaged {
        /// Agents.
        agents "agents": Vec<String>,
        /// Integrations.
        integrations "integrations": Vec<String>,
    }
}

model! {
    /// What is worth knowing of a plan and no change.
    PlanNote {
        /// Whether it is about an agent or an integration; absent where it is about neither.
        kind "kind": Option<DefinitionKind>,
        /// Name of the object.
        name "name": Option<String>,
        /// What it is.
        text "text": String,
    }
}

model! {
    /// An object that the files define.
    ManagedObject {
        /// Whether it is an agent or an integration.
        kind "kind": DefinitionKind,
        /// Its name.
        name "name": String,
        /// Its id; absent until it exists.
        id "id": Option<String>,
        /// Its revision; absent for integrations.
        revision "revision": Option<i64>,
        /// The definition as it was compared.
        definition "definition": Json,
        /// SHA-256 of the definition, in the form of RFC 8785.
        digest "digest": String,
        /// What the baseline said of it, which stays true where the change is not reached.
        baseline "baseline": Option<Json>,
        /// Of an unchanged object the members that the server has beyond the file; absent where there are none.
        only_on_server "onlyOnServer": Option<Vec<String>>,
    }
}

model! {
    /// Result of applying a plan. As JSON its `format` is `geai-applied/1`.
    Applied {
        /// Name and version of the format.
        format "format": String,
        /// The environment of the plan.
        environment "environment": Option<String>,
        /// The project that it was applied to.
        project_id "projectId": Option<String>,
        /// Digest of the plan.
        plan "plan": String,
        /// Whether everything was done.
        complete "complete": bool,
        /// Outcome of each step, in the order of the plan; publishing is a step of its own.
        steps "steps": Vec<Step>,
        /// Every object that the files define, as it stands now: the baseline of the next plan.
        objects "objects": Vec<ManagedObject>,
    }
}

model! {
    /// One step and its outcome.
    Step {
        /// Whether it is of an agent or an integration.
        kind "kind": DefinitionKind,
        /// Name of the object.
        name "name": String,
        /// What it does.
        action "action": ChangeAction,
        /// Its outcome.
        outcome "outcome": StepOutcome,
        /// Id of the object.
        id "id": Option<String>,
        /// The revision that it made or published.
        revision "revision": Option<i64>,
        /// The version that it published.
        version "version": Option<i64>,
        /// Why it was not done.
        error "error": Option<String>,
        /// Members that the server did not take.
        members "members": Vec<MemberChange>,
    }
}

model! {
    /// An agent that is what it should be.
    EnsuredAgent {
        /// The agent; of its revisions the newest.
        object "object": Agent,
        /// Whether anything was done.
        changed "changed": bool,
        /// The members that were changed.
        members "members": Vec<MemberChange>,
    }
}

model! {
    /// An integration that is what it should be.
    EnsuredIntegration {
        /// The integration.
        object "object": Integration,
        /// Whether anything was done.
        changed "changed": bool,
        /// The members that were changed.
        members "members": Vec<MemberChange>,
    }
}

model! {
    /// What differs between two definitions or revisions.
    #[derive(Default)]
    Difference {
        /// The members that differ, in the order of the second one.
        members "members": Vec<MemberChange>,
    }
}

model! {
    /// Result of pulling a project into files. Paths are relative to the folder of the set-up.
    #[derive(Default)]
    Pulled {
        /// Files that were made or changed; of a dry run those that would be.
        written "written": Vec<String>,
        /// Files of definitions that are as the server has them.
        unchanged "unchanged": Vec<String>,
        /// Files that were left as they are, although the server has something else.
        left "left": Vec<LeftFile>,
        /// What is worth knowing: what was not pulled, and the variables that stand for secrets.
        notes "notes": Vec<PlanNote>,
        /// Whether nothing was to be written.
        dry_run "dryRun": bool,
    }
}

model! {
    /// A file that was left as it is.
    #[derive(Default)]
    LeftFile {
        /// The file.
        file "file": String,
        /// Why.
        reason "reason": String,
        /// The lines in which the server differs, as unified diffs show them.
        lines "lines": Vec<String>,
    }
}
