//! Plans and results as JSON documents, and their digests.

use sha2::{Digest as _, Sha256};

use super::kinds::{is_known_action, is_known_kind, refused};
use crate::error::Error;
use crate::json::tree::Tree;
use crate::json::{Json, without_bom};
use crate::models::named_members::NAME;
use crate::models::plans::{Applied, Plan};
use crate::schema::model::from_stored;

/// The format of plans that this version writes.
pub const PLAN_FORMAT: &str = "geai-plan/1";
/// The format of results that this version writes.
pub const APPLIED_FORMAT: &str = "geai-applied/1";

/// Names of the members by which a document is told from others.
const FORMAT: &str = "format";
const DIGEST: &str = "digest";

/// SHA-256 of a value in the form of RFC 8785, with the name of the algorithm.
pub(crate) fn digest(value: &Tree) -> String {
    let hash = Sha256::digest(value.canonical().as_bytes());
    hash.iter().fold("sha256:".to_owned(), |text, byte| format!("{text}{byte:02x}"))
}

/// A value as JSON to the letter.
pub(crate) fn json(value: &Tree) -> Json {
    // What was read once is no deeper when it is written.
    Json::from_text(value.to_json()).unwrap_or_else(|_| serde_json::Value::Null.into())
}

/// The value of a JSON text that was checked before.
pub(crate) fn tree(json: &Json) -> Tree {
    Tree::parse(json.text()).unwrap_or(Tree::Null)
}

/// Refused: what is no plan, one of another major version, and one that was changed.
pub(crate) fn read_plan(text: &str) -> Result<Plan, Error> {
    let document = read(text, "plan", PLAN_FORMAT).map_err(refused)?;
    let given = document.get(DIGEST).and_then(Tree::as_text).unwrap_or_default().to_owned();
    let found = digest_of(document);
    if given != found {
        return Err(refused(format!(
            "the plan was changed after it was made: its digest is {given:?}, its content has {found:?}"
        )));
    }
    let plan: Plan = from_stored(without_bom(text)).map_err(|error| refused(error.to_string()))?;
    for change in &plan.changes {
        let (what, given) = match (is_known_kind(&change.kind), is_known_action(&change.action)) {
            (false, _) => ("kind", change.kind.as_str()),
            (true, false) => ("action", change.action.as_str()),
            (true, true) => continue,
        };
        return Err(refused(format!("{}: the {what} {given:?} is of a later version of this package", change.name)));
    }
    Ok(plan)
}

/// The digest of a plan's document, which is no part of it.
fn digest_of(mut document: Tree) -> String {
    document.remove(DIGEST);
    digest(&document)
}

/// Reads the result of applying a plan.
pub(crate) fn read_applied(text: &str) -> Result<Applied, Error> {
    read(text, "result of applying a plan", APPLIED_FORMAT).map_err(Error::invalid)?;
    from_stored(without_bom(text))
}

fn read(text: &str, what: &str, format: &str) -> Result<Tree, String> {
    let document = Tree::parse(without_bom(text)).map_err(|why| format!("this is no {what}: {why}"))?;
    let found = document.get(FORMAT).and_then(Tree::as_text).unwrap_or_default();
    let major = |format: &str| format.split('.').next().unwrap_or_default().to_owned();
    if major(found) != format {
        return Err(format!("this is no {what} that this version reads: its format is {found:?}, expected {format:?}"));
    }
    Ok(document)
}

/// Writes the digest of a plan into it.
pub(crate) fn sealed(mut plan: Plan) -> Plan {
    plan.digest = String::new();
    let written = serde_json::to_string(&plan).unwrap_or_default();
    plan.digest = Tree::parse(&written).map(digest_of).unwrap_or_default();
    plan
}

impl Plan {
    /// The plan as a JSON document, in one line.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads the JSON of a plan. Errors where it is none, of another version, or was changed.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        read_plan(text)
    }
}

impl Applied {
    /// The result as a JSON document, in one line.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads the JSON of a result. Errors where it is none, or of another version.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        read_applied(text)
    }
}

/// A definition with another name.
pub(crate) fn named(name: &str) -> Tree {
    Tree::Object(vec![(NAME.to_owned(), Tree::Text(name.to_owned()))])
}
