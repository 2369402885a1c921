//! What is to be done to one object: nothing, a change, or nothing before somebody decides.

use super::compare::{Differing, Found, compare, is_empty, value_at};
use super::conflicts::{conflict, note};
use super::document::{json, tree};
use super::kinds::schema_of;
use super::known::Known;
use super::merge::{content_digest, created, definable, merge};
use super::options::PlanOptions;
use super::remote::{RemoteObject, RemoteRevision, is_read_only};
use super::secrets::{self, changes};
use crate::definitions::tools;
use crate::json::Extra;
use crate::json::tree::Tree;
use crate::models::definitions::{Definition, DefinitionKind, MemberSource, SecretReference};
use crate::models::named_members::{MANIFEST, NAME, SECURITY_SCHEME, answered};
use crate::models::plans::{
    BaseContent, Change, ChangeAction, ChangeBase, Conflict, ConflictReason, MemberChange, PlanNote, ToolChanges,
};
use crate::schema::malformed::MalformedMembers;

/// What was decided.
#[derive(Default)]
pub(crate) struct Decision {
    pub change: Option<Change>,
    pub conflicts: Vec<Conflict>,
    pub notes: Vec<PlanNote>,
    pub id: Option<String>,
    pub revision: Option<i64>,
    /// Of an object that is as the definition has it: members that the server has beyond it.
    pub only_on_server: Vec<String>,
}

/// The choices of a plan that decide about an object.
pub(crate) struct Choices<'a> {
    pub options: &'a PlanOptions,
    pub publish: bool,
    pub known: &'a Known,
    /// The definition as the baseline has it.
    pub baseline: Option<&'a Tree>,
}

/// Decides about an object. `wanted` is the definition with `null` for what was removed since the baseline.
pub(crate) fn decide(definition: &Definition, wanted: &Tree, remote: RemoteObject, choices: &Choices<'_>) -> Decision {
    let decider = Decider { definition, wanted, choices };
    match remote {
        RemoteObject::Conflict(conflict) => Decision { conflicts: vec![conflict], ..Decision::default() },
        RemoteObject::Missing => Decision {
            change: Some(decider.creation()),
            conflicts: decider.without_manifest().into_iter().collect(),
            ..Decision::default()
        },
        RemoteObject::Integration { id, answer } => decider.integration(id, &answer),
        RemoteObject::Agent { id, published, draft, previous } => {
            decider.agent(id, published.as_ref(), draft.as_ref(), previous.as_ref())
        }
    }
}

/// A body that is made of an answer.
struct Merged {
    /// With a sign in place of each secret that it has of the answer.
    body: Tree,
    /// The places of these.
    kept: Vec<String>,
}

struct Decider<'a> {
    definition: &'a Definition,
    wanted: &'a Tree,
    choices: &'a Choices<'a>,
}

impl Decider<'_> {
    fn change(&self, action: ChangeAction) -> Change {
        Change {
            kind: self.definition.kind.clone(),
            name: self.definition.name.clone(),
            action,
            id: None,
            file: self.definition.file.clone(),
            renamed_from: None,
            base: None,
            publishes: self.choices.publish,
            ring: false,
            members: Vec::new(),
            body: None,
            secrets: Vec::new(),
            kept: None,
            sources: Vec::new(),
            tools: None,
            only_on_server: Vec::new(),
            notes: Vec::new(),
            extra: Extra::new(),
            malformed: MalformedMembers::default(),
        }
    }

    /// Why a new integration cannot be made.
    fn without_manifest(&self) -> Option<Conflict> {
        let (kind, name) = (&self.definition.kind, &self.definition.name);
        let has_manifest = self.wanted.get(MANIFEST).is_some_and(|manifest| !matches!(manifest, Tree::Null));
        let text = "it is not in the project yet, and a new integration needs its `manifest`";
        (*kind == DefinitionKind::INTEGRATION && !has_manifest)
            .then(|| conflict(kind, name, ConflictReason::MISSING_REFERENCE, text))
    }

    fn creation(&self) -> Change {
        let mut change = self.change(ChangeAction::CREATE);
        let body = created(schema_of(&self.definition.kind), self.wanted);
        change.tools =
            tools::made(&body).map(|made| ToolChanges { added: made.into_iter().collect(), ..ToolChanges::default() });
        change.body = Some(json(&body));
        change.secrets = self.definition.secrets.clone();
        change.sources = self.definition.sources.clone();
        change
    }

    fn compare(&self, seen: &RemoteRevision) -> Found {
        compare(schema_of(&self.definition.kind), self.wanted, &seen.answer, self.choices.known)
    }

    fn agent(
        &self,
        id: String,
        published: Option<&RemoteRevision>,
        draft: Option<&RemoteRevision>,
        previous: Option<&RemoteRevision>,
    ) -> Decision {
        let (kind, name) = (&self.definition.kind, &self.definition.name);
        let newest = draft.or(published);
        let mut decision =
            Decision { id: Some(id.clone()), revision: newest.and_then(|it| it.revision), ..Decision::default() };
        let Some(newest) = newest else { return decision };
        if is_read_only(&newest.answer) {
            let text = "the server says that it cannot be changed";
            decision.conflicts.push(conflict(kind, name, ConflictReason::READ_ONLY, text));
            return decision;
        }
        let of_draft = draft.map(|draft| self.compare(draft));
        let publishes = |decision: &mut Decision, draft: &RemoteRevision, found: &Found| {
            let mut change = self.change(ChangeAction::PUBLISH);
            change.id = Some(id.clone());
            change.base = Some(base(schema_of(kind), draft, Some(newest), published, BaseContent::DRAFT));
            change.only_on_server = found.only_on_server.clone();
            self.show_published(&mut change, draft, published);
            change.notes.extend(published.and_then(|published| self.beside_the_files(draft, published)));
            decision.change = Some(change);
        };
        let content_of = |seen: &RemoteRevision| content_digest(schema_of(kind), &seen.answer);
        // The newest revision is the same as the one before it.
        let was_tried = previous.is_some_and(|previous| content_of(previous) == content_of(newest));
        // What the draft of an earlier run has and cannot be removed does not hold back the rest for ever.
        let goes_on = |decision: &mut Decision, draft: &RemoteRevision, found: Found| match was_tried {
            true => publishes(decision, draft, &found),
            false => decision.change = Some(self.second_try(id.clone(), draft, published, found)),
        };
        let (content, on, mut found) = match (published.filter(|_| self.choices.publish), draft, of_draft) {
            // Somebody tries a draft; production is as the files have it.
            (Some(published), Some(draft), of_draft) => {
                let of_published = self.compare(published);
                let ahead = || format!("draft revision {} is ahead", number(draft.revision));
                match of_draft {
                    _ if of_published.is_equal() => {
                        decision.notes.push(note(kind, name, format!("{}, left alone", ahead())));
                        decision.only_on_server = of_published.only_on_server;
                        return decision;
                    }
                    Some(of_draft) if of_draft.is_equal() => {
                        publishes(&mut decision, draft, &of_draft);
                        return decision;
                    }
                    Some(of_draft) if of_draft.is_only_removals() => {
                        if of_published.is_within(&of_draft) {
                            decision.notes.push(note(kind, name, stays(&of_draft)));
                            decision.only_on_server = of_draft.only_on_server;
                        } else {
                            goes_on(&mut decision, draft, of_draft);
                        }
                        return decision;
                    }
                    _ if self.choices.options.over_drafts => (BaseContent::PUBLISHED, published, of_published),
                    _ => {
                        let text =
                            format!("{} of published {} and not from these files", ahead(), number(published.revision));
                        let mut conflict =
                            conflict(kind, name, ConflictReason::DRAFT_AHEAD, text).allowed_by("over_drafts");
                        conflict.revision = draft.revision;
                        decision.conflicts.push(conflict);
                        return decision;
                    }
                }
            }
            (Some(published), None, _) => (BaseContent::PUBLISHED, published, self.compare(published)),
            (None, Some(draft), Some(of_draft)) => {
                if self.choices.publish && of_draft.is_only_removals() {
                    match of_draft.is_equal() {
                        true => publishes(&mut decision, draft, &of_draft),
                        false => goes_on(&mut decision, draft, of_draft),
                    }
                    return decision;
                }
                (BaseContent::DRAFT, draft, of_draft)
            }
            (None, ..) => (BaseContent::PUBLISHED, newest, self.compare(newest)),
        };
        if found.is_equal() {
            self.note_unreturned(&mut decision, &found);
            decision.only_on_server = found.only_on_server;
            return decision;
        }
        if found.is_only_removals() && was_tried {
            decision.notes.push(note(kind, name, stays(&found)));
            decision.only_on_server = found.only_on_server;
            return decision;
        }
        self.check_moves(&mut decision, &on.answer);
        let mut change = self.change(ChangeAction::UPDATE);
        let mut merged = self.merged(&on.answer);
        if let (true, Some(draft)) = (content == BaseContent::PUBLISHED, draft) {
            let theirs = self.without_draft(&mut merged, &on.answer, draft);
            let paths: Vec<&str> = theirs.iter().map(|member| member.path.as_str()).collect();
            let holds = if paths.is_empty() { "" } else { ", with what it has in: " };
            change.notes.push(format!(
                "supersedes draft revision {}{holds}{}",
                number(draft.revision),
                paths.join(", ")
            ));
            // A secret that goes back to what it was is in no plan.
            let is_shown = |theirs: &Differing| {
                let after = theirs.after.as_ref();
                !after.is_some_and(|after| secrets::holds_secret(schema_of(kind), &theirs.path, after))
            };
            let is_own = |theirs: &Differing| found.members.iter().any(|own| own.path == theirs.path);
            let is_new = |theirs: &Differing| is_shown(theirs) && !is_own(theirs);
            let further: Vec<Differing> = theirs.into_iter().filter(is_new).collect();
            found.members.extend(further);
        }
        change.base = Some(base(schema_of(kind), on, Some(newest), published, content));
        self.fill(&mut change, id, &on.answer, merged, found);
        decision.change = Some(change);
        decision
    }

    /// Takes what only the draft of somebody else has out of a body that is computed on the published revision: the server
    /// makes the next revision of that draft. Returns what of it differs from the body.
    fn without_draft(&self, merged: &mut Merged, answer: &Tree, draft: &RemoteRevision) -> Vec<Differing> {
        let schema = schema_of(&self.definition.kind);
        let theirs = definable(schema, &draft.answer);
        for (member, value) in theirs.as_object().unwrap_or_default() {
            let wire = schema.wire_field(member).map_or(member.as_str(), |field| field.wire);
            if merged.body.get(wire).is_none() && !is_empty(value) {
                merged.body.set(wire, Tree::Null);
            }
        }
        let sent = secrets::with_kept(merged.body.clone(), &merged.kept, Some(answer));
        let found = compare(schema, &definable(schema, &sent), &theirs, self.choices.known);
        let only_theirs = found.only_on_server.into_iter().map(|path| {
            let before = value_at(schema, &path, &theirs).cloned();
            Differing { path, before, after: None }
        });
        // Servers answer false for what was not sent.
        let only_theirs = only_theirs.filter(|member| member.before != Some(Tree::Bool(false)));
        found.members.into_iter().chain(only_theirs).collect()
    }

    /// The change of a draft that differs by removals alone, which its revision before does not show to be impossible: it
    /// is written once more and published as the server has it then, so that two equal revisions show it.
    fn second_try(
        &self,
        id: String,
        draft: &RemoteRevision,
        published: Option<&RemoteRevision>,
        found: Found,
    ) -> Change {
        let mut change = self.change(ChangeAction::UPDATE);
        change.base = Some(base(schema_of(&self.definition.kind), draft, Some(draft), published, BaseContent::DRAFT));
        let paths: Vec<&str> = found.members.iter().map(|member| member.path.as_str()).collect();
        change.notes.push(format!("published even if the server keeps what it kept before: {}", paths.join(", ")));
        change.notes.extend(published.and_then(|published| self.beside_the_files(draft, published)));
        self.fill(&mut change, id, &draft.answer, self.merged(&draft.answer), found);
        change
    }

    /// What a draft that is as the files have it holds beside them: members that the published revision has not so.
    fn beside_the_files(&self, draft: &RemoteRevision, published: &RemoteRevision) -> Option<String> {
        let schema = schema_of(&self.definition.kind);
        let before = definable(schema, &published.answer);
        let found = compare(schema, &before, &definable(schema, &draft.answer), self.choices.known);
        let of_files = self.compare(published).members;
        let is_of_files = |path: &str| of_files.iter().any(|own| path.starts_with(&own.path));
        let all = found.members.iter().map(|member| &member.path).chain(&found.only_on_server);
        let beside: Vec<&str> = all.map(String::as_str).filter(|path| !is_of_files(path)).collect();
        (!beside.is_empty()).then(|| format!("publishes what the files do not hold, too: {}", beside.join(", ")))
    }

    /// What publishing a draft changes of what is published, or all of it where nothing is. It is for people: applying it
    /// publishes the revision as it is.
    fn show_published(&self, change: &mut Change, draft: &RemoteRevision, published: Option<&RemoteRevision>) {
        let schema = schema_of(&self.definition.kind);
        let after = definable(schema, &draft.answer);
        let before = published.map_or(Tree::Object(Vec::new()), |it| definable(schema, &it.answer));
        let found = compare(schema, &with_removed_as_null(&after, &before), &before, self.choices.known);
        let only_of_draft = found.unreturned.into_iter().map(|path| {
            let after = value_at(schema, &path, &after).cloned();
            Differing { path, before: None, after }
        });
        change.members = secrets::told(schema, found.members.into_iter().chain(only_of_draft).collect());
        change.sources = self.sources(&change.members);
    }

    /// The files that members come from.
    fn sources(&self, members: &[MemberChange]) -> Vec<MemberSource> {
        let touched = |path: &str| members.iter().any(|member| path.starts_with(&member.path));
        self.definition.sources.iter().filter(|source| touched(&source.path)).cloned().collect()
    }

    fn integration(&self, id: String, answer: &Tree) -> Decision {
        let (kind, name) = (&self.definition.kind, &self.definition.name);
        let mut decision = Decision { id: Some(id.clone()), ..Decision::default() };
        let told = |member: &str| answer.get(member).and_then(Tree::as_bool) == Some(true);
        if is_read_only(answer) {
            let text = "the server says that it cannot be changed";
            decision.conflicts.push(conflict(kind, name, ConflictReason::READ_ONLY, text));
            return decision;
        }
        let seen = RemoteRevision { revision: None, answer: answer.clone() };
        let found = self.compare(&seen);
        let sends = self.choices.options.send_secrets.contains(name) && !self.definition.secrets.is_empty();
        if !sends && !self.definition.secrets.is_empty() && told(answered::MISSES_CREDENTIALS) {
            let text = "the server says that credentials are missing; send_secrets sends them";
            decision.notes.push(note(kind, name, text));
        }
        let in_base = |change: &mut Change| {
            let digest = content_digest(schema_of(kind), answer);
            let base = ChangeBase {
                revision: None,
                published: None,
                content: None,
                digest,
                extra: Extra::new(),
                malformed: MalformedMembers::default(),
            };
            change.base = Some(base);
        };
        if found.is_equal() && !sends {
            self.note_unreturned(&mut decision, &found);
            if self.choices.publish && told(answered::AWAITS_PUBLISHING) {
                let mut change = self.change(ChangeAction::PUBLISH);
                change.id = Some(id);
                in_base(&mut change);
                // Integrations have no revisions, so nothing tells what of these was published before.
                if let Some(made) = tools::made(answer).filter(|made| !made.is_empty()) {
                    let made: Vec<String> = made.into_iter().collect();
                    change.notes.push(format!("publishes what waits of its tools: {}", made.join(", ")));
                }
                change.only_on_server = found.only_on_server;
                decision.change = Some(change);
            } else {
                decision.only_on_server = found.only_on_server;
            }
            return decision;
        }
        self.check_moves(&mut decision, answer);
        let mut merged = self.merged(answer);
        let touches = |member: &str| {
            let path = crate::json::tree::below("", member);
            let below = |other: &String| other == &path || other.starts_with(&format!("{path}/"));
            found.members.iter().any(|differing| below(&differing.path)) || found.unreturned.iter().any(below)
        };
        let mut change = self.change(ChangeAction::UPDATE);
        if touches(MANIFEST) {
            let made = |object: &Tree| tools::made(object).unwrap_or_default();
            let (old, new) = (made(answer), made(&merged.body));
            change.tools = Some(ToolChanges {
                added: new.difference(&old).cloned().collect(),
                removed: old.difference(&new).cloned().collect(),
                ..ToolChanges::default()
            });
        } else {
            // Sent again, it would make drafts of all tools.
            merged.body.remove(MANIFEST);
        }
        if !touches(SECURITY_SCHEME) && !sends {
            merged.body.remove(SECURITY_SCHEME);
        }
        in_base(&mut change);
        if merged.body.get(SECURITY_SCHEME).is_some() {
            change.secrets = self.definition.secrets.clone();
        }
        self.fill(&mut change, id, answer, merged, found);
        decision.change = Some(change);
        decision
    }

    /// What no answer shows may be lost without anybody noticing.
    fn note_unreturned(&self, decision: &mut Decision, found: &Found) {
        if !found.unreturned.is_empty() {
            let text = format!("not in the answer, and sent with the next change: {}", found.unreturned.join(", "));
            decision.notes.push(note(&self.definition.kind, &self.definition.name, text));
        }
    }

    /// With a baseline: what both the files and the server changed since is for people to decide.
    fn check_moves(&self, decision: &mut Decision, answer: &Tree) {
        let Some(baseline) = self.choices.baseline.filter(|_| !self.choices.options.overwrite) else { return };
        let (kind, name) = (&self.definition.kind, &self.definition.name);
        let schema = schema_of(kind);
        let of_server = compare(schema, baseline, answer, self.choices.known);
        let of_files = compare(schema, self.wanted, baseline, self.choices.known);
        let paths: Vec<&str> = of_server.members.iter().map(|member| member.path.as_str()).collect();
        for member in &of_files.members {
            let reached = || super::compare::is_reached(schema, member, answer, self.choices.known);
            if paths.contains(&member.path.as_str()) && !reached() {
                let text = format!("{} changed in the files and on the server since the baseline", member.path);
                decision.conflicts.push(conflict(kind, name, ConflictReason::BOTH_MOVED, text).allowed_by("overwrite"));
            }
        }
        for member in of_server.members.iter().filter(|it| !of_files.members.iter().any(|other| other.path == it.path))
        {
            let text = format!("{} was changed on the server since the baseline, not in the files", member.path);
            decision.notes.push(note(kind, name, text));
        }
    }

    fn merged(&self, answer: &Tree) -> Merged {
        let schema = schema_of(&self.definition.kind);
        let signed = secrets::signed(schema, answer);
        let body = merge(schema, self.wanted, &signed, self.choices.known);
        Merged { kept: secrets::kept(&body, &signed), body }
    }

    fn fill(&self, change: &mut Change, id: String, answer: &Tree, merged: Merged, found: Found) {
        let renamed = answer.get(NAME).and_then(Tree::as_text).filter(|name| *name != self.definition.name);
        if let Some(old) = renamed.filter(|old| self.definition.renamed_from.as_deref() == Some(*old)) {
            change.action = ChangeAction::RENAME;
            change.renamed_from = Some(old.to_owned());
            change.notes.push(format!("callers that address it as {old:?} have to change"));
        }
        change.id = Some(id);
        let Merged { body, mut kept } = merged;
        kept.retain(|path| body.at(path).is_some());
        (change.body, change.kept) = (Some(json(&body)), Some(kept).filter(|kept| !kept.is_empty()));
        if self.definition.kind == DefinitionKind::AGENT {
            // An agent is sent whole, with what its unknown members hold of secrets.
            let is_sent = |secret: &&SecretReference| body.at(&secret.path).is_some();
            change.secrets = self.definition.secrets.iter().filter(is_sent).cloned().collect();
        }
        change.members = changes(schema_of(&self.definition.kind), found.members);
        change.sources = self.sources(&change.members);
        change.only_on_server = found.only_on_server;
        change.notes.extend(found.unreturned.iter().map(|path| format!("{path} is not in the answer; it is sent")));
    }
}

fn base(
    schema: &'static crate::schema::Schema,
    on: &RemoteRevision,
    newest: Option<&RemoteRevision>,
    published: Option<&RemoteRevision>,
    content: BaseContent,
) -> ChangeBase {
    ChangeBase {
        revision: newest.and_then(|seen| seen.revision),
        published: published.and_then(|seen| seen.revision),
        content: Some(content),
        digest: content_digest(schema, &on.answer),
        extra: Extra::new(),
        malformed: MalformedMembers::default(),
    }
}

fn number(revision: Option<i64>) -> String {
    revision.map_or_else(|| "of no number".to_owned(), |number| number.to_string())
}

fn stays(found: &Found) -> String {
    let paths: Vec<&str> = found.members.iter().map(|member| member.path.as_str()).collect();
    format!("cannot be removed through this API: {}", paths.join(", "))
}

/// The definition with `null` for each member that the baseline has and it has no more.
pub(crate) fn with_removed_as_null(definition: &Tree, baseline: &Tree) -> Tree {
    let mut wanted = definition.clone();
    for (name, old) in baseline.as_object().unwrap_or_default() {
        let new = wanted.get(name).map(|value| match value {
            Tree::Object(_) => with_removed_as_null(value, old),
            other => other.clone(),
        });
        wanted.set(name, new.unwrap_or(Tree::Null));
    }
    wanted
}

/// The object of a definition.
pub(crate) fn object(definition: &Definition) -> Tree {
    tree(&definition.definition)
}
