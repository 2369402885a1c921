//! Set-ups as code: what files say of the agents and integrations of a project.

use crate::json::Json;
use crate::schema::model::{model, open_enum};

open_enum! {
    /// What a definition is of.
    DefinitionKind { AGENT = "agent", INTEGRATION = "integration" }
}

model! {
    /// What the files of a set-up define for one environment, with every directive resolved.
    #[derive(Default)]
    Definitions {
        /// The agents, in the order of their names.
        agents "agents": Vec<Definition>,
        /// The integrations, in the order of their names.
        integrations "integrations": Vec<Definition>,
        /// The environment that was asked for; absent where the files declare none.
        environment "environment": Option<Environment>,
        /// What is to be deleted, by name.
        removed "removed": Removed,
        /// Every file that was read, relative to the folder of the set-up, in order.
        files "files": Vec<String>,
        /// What is worth knowing and no fault.
        notes "notes": Vec<Note>,
    }
}

model! {
    /// One agent or integration that files define.
    Definition {
        /// Whether it is an agent or an integration.
        kind "kind": DefinitionKind,
        /// Its name, by which the server's object is found.
        name "name": String,
        /// The file, relative to the folder of the set-up; absent for a definition given in code.
        file "file": Option<String>,
        /// What is sent, in wire names. Texts of files are in their places, a manifest is a text, members under `$extra`
        /// stand beside the others, `null` means absent, a secret is `{"$env": NAME}`.
        definition "definition": Json,
        /// The name that it had before.
        renamed_from "renamedFrom": Option<String>,
        /// The environments it belongs to; absent where it belongs to all.
        only "only": Option<Vec<String>>,
        /// The members whose values came from a file of their own.
        sources "sources": Vec<MemberSource>,
        /// The members whose values are read from environment variables while they are sent.
        secrets "secrets": Vec<SecretReference>,
    }
}

model! {
    /// A member whose value is the content of a file.
    #[derive(Default)]
    MemberSource {
        /// The place in the object, as a JSON Pointer (RFC 6901), such as `/agentData/prompt/instructions`.
        path "path": String,
        /// The file, relative to the folder of the set-up.
        file "file": String,
        /// What was replaced in the document of the file.
        changes "changes": Option<Vec<DocumentChange>>,
    }
}

model! {
    /// One value that was replaced in a document.
    DocumentChange {
        /// The place in the document, as a JSON Pointer (RFC 6901).
        path "path": String,
        /// The value that stands there now.
        value "value": Json,
    }
}

model! {
    /// A member whose value an environment variable holds.
    #[derive(Default)]
    SecretReference {
        /// The place in the object, as a JSON Pointer (RFC 6901).
        path "path": String,
        /// Name of the environment variable.
        variable "variable": String,
    }
}

model! {
    /// One environment that `geai.yaml` declares.
    #[derive(Default)]
    Environment {
        /// Its name.
        name "name": String,
        /// Section of the credentials file that the command line uses.
        profile "profile": Option<String>,
        /// Id of the only project that it may be applied to.
        project "project": Option<String>,
        /// Whether changes are published; `true` unless the file says otherwise.
        publish "publish": bool,
    }
}

model! {
    /// Names of what is to be deleted.
    #[derive(Default)]
    Removed {
        /// Agents.
        agents "agents": Vec<String>,
        /// Integrations.
        integrations "integrations": Vec<String>,
    }
}

model! {
    /// What is worth knowing about a set-up and no fault.
    #[derive(Default)]
    Note {
        /// What it is.
        text "text": String,
        /// The file that it is about.
        file "file": Option<String>,
        /// The line in that file, from 1.
        line "line": Option<i64>,
    }
}

impl Definition {
    /// A definition that no file holds.
    pub fn new(kind: DefinitionKind, name: impl Into<String>, definition: Json) -> Self {
        Self {
            kind,
            name: name.into(),
            definition,
            file: None,
            renamed_from: None,
            only: None,
            sources: Vec::new(),
            secrets: Vec::new(),
            extra: crate::json::Extra::new(),
            malformed: crate::schema::malformed::MalformedMembers::default(),
        }
    }
}

impl DocumentChange {
    /// A value that was replaced at a place.
    pub fn new(path: String, value: Json) -> Self {
        Self {
            path,
            value,
            extra: crate::json::Extra::new(),
            malformed: crate::schema::malformed::MalformedMembers::default(),
        }
    }
}
