//! Writing what a project has into the files of a set-up. Nothing is written to the server.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use super::compare::{Found, compare};
use super::conflicts::note;
use super::decide::object;
use super::definition_writer::DefinitionWriter;
use super::kinds::schema_of;
use super::line_diff::line_diff;
use super::options::PullOptions;
use super::plan::check_project;
use super::remote::{RemoteObject, is_read_only, read_object};
use super::render_members::dotted;
use super::requests::{Progress, READS, Requests};
use super::rewrite::Rewriter;
use super::server::{Listed, Server};
use crate::client::Client;
use crate::client::execute::block_here;
use crate::config::call_options::CallOptions;
use crate::definitions::file_names::slug;
use crate::definitions::sorting::sort;
use crate::definitions::workspace::{Scan, Workspace, Written, folder_of};
use crate::definitions::write::NewFile;
use crate::error::Error;
use crate::json::pretty::pretty;
use crate::json::tree::Tree;
use crate::json::{Json, is_meant_as_json};
use crate::models::definitions::{Definition, DefinitionKind, Definitions};
use crate::models::named_members::{NAME, answered};
use crate::models::plans::{LeftFile, PlanNote, Pulled};
use crate::schema::yaml_comments::beside;
use crate::schema::yaml_writer::to_yaml;

/// Pulls a project.
pub(crate) async fn pull(
    client: &Client,
    target: &Path,
    environment: Option<&str>,
    options: &PullOptions,
    call: &CallOptions,
    progress: Option<&Progress>,
) -> Result<Pulled, Error> {
    let (workspace, definitions) = block_here(|| {
        let workspace = Workspace::open(target)?;
        let definitions = workspace.check(environment, BTreeMap::new())?;
        Ok::<_, Error>((workspace, definitions))
    })?;
    let requests = Requests::new(client, call);
    if definitions.environment.as_ref().is_some_and(|it| it.project.is_some()) {
        check_project(definitions.environment.as_ref(), requests.project().await?.as_deref())?;
    }
    let server = Server::read(&requests).await?;
    let items = items(&definitions, &server, options)?;
    let seen = read_all(&requests, &items, progress).await?;
    // A function that receives the progress may end the task before anything is written.
    tokio::task::yield_now().await;
    // Where only drafts are made, they are what the files are compared with.
    let drafts = options.drafts || definitions.environment.as_ref().is_some_and(|it| !it.publish);
    block_here(|| {
        let scan = workspace.scan();
        let mut puller = Puller {
            workspace: &workspace,
            environment,
            options,
            drafts,
            server: &server,
            scan,
            pulled: Pulled::default(),
            pending: Vec::new(),
        };
        for (item, remote) in items.iter().zip(seen) {
            puller.item(item, remote);
        }
        puller.end()
    })
}

/// An object that the project or the files have.
struct PullItem<'a> {
    kind: DefinitionKind,
    name: String,
    definition: Option<&'a Definition>,
    listed: Option<&'a Listed>,
}

/// What of the project and the files is pulled, in order.
fn items<'a>(
    definitions: &'a Definitions,
    server: &'a Server,
    options: &PullOptions,
) -> Result<Vec<PullItem<'a>>, Error> {
    let mut items = Vec::new();
    let kinds = [
        (DefinitionKind::INTEGRATION, &definitions.integrations, &server.integrations),
        (DefinitionKind::AGENT, &definitions.agents, &server.agents),
    ];
    for (kind, defined, listed) in kinds {
        let mut rest: BTreeMap<&str, &Listed> = BTreeMap::new();
        rest.extend(listed.iter().map(|(name, listed)| (name.as_str(), listed)));
        for definition in defined {
            let before = definition.renamed_from.as_deref();
            let found = rest.remove(definition.name.as_str());
            // An object that is yet to be renamed is that of the file.
            let found = found.or_else(|| rest.remove(before?));
            items.push(PullItem {
                kind: kind.clone(),
                name: definition.name.clone(),
                definition: Some(definition),
                listed: found,
            });
        }
        let others = rest.into_iter().map(|(name, listed)| PullItem {
            kind: kind.clone(),
            name: name.to_owned(),
            definition: None,
            listed: Some(listed),
        });
        items.extend(others);
    }
    let is_wanted = |kind: &DefinitionKind, name: &str| {
        let named = if *kind == DefinitionKind::AGENT { &options.agents } else { &options.integrations };
        let has = |names: &[String]| names.iter().any(|it| it == name);
        let all = options.agents.is_empty() && options.integrations.is_empty();
        options.only.as_deref().map_or(all, has) || has(named)
    };
    let of_kind = |kind: DefinitionKind, names: &'_ [String]| {
        names.iter().map(|name| (Some(kind.clone()), name.clone())).collect::<Vec<_>>()
    };
    let mut asked: Vec<(Option<DefinitionKind>, String)> =
        options.only.iter().flatten().map(|name| (None, name.clone())).collect();
    asked.extend(of_kind(DefinitionKind::AGENT, &options.agents));
    asked.extend(of_kind(DefinitionKind::INTEGRATION, &options.integrations));
    for (kind, name) in asked {
        let is_known = |item: &PullItem<'_>| item.name == name && kind.as_ref().is_none_or(|kind| item.kind == *kind);
        if !items.iter().any(is_known) {
            let what = kind.map(|kind| format!("{kind} ")).unwrap_or_default();
            return Err(Error::invalid(format!("only: neither the project nor the files have {what}{name:?}")));
        }
    }
    items.retain(|item| is_wanted(&item.kind, &item.name));
    let removed = |kind: &DefinitionKind| match *kind == DefinitionKind::AGENT {
        true => &definitions.removed.agents,
        false => &definitions.removed.integrations,
    };
    items.retain(|item| !removed(&item.kind).contains(&item.name));
    Ok(items)
}

async fn read_all(
    requests: &Requests<'_>,
    items: &[PullItem<'_>],
    progress: Option<&Progress>,
) -> Result<Vec<RemoteObject>, Error> {
    let (done, total) = (AtomicU64::new(0), u64::try_from(items.len()).unwrap_or(u64::MAX));
    let seen = requests.each(items, READS, |item| {
        let done = &done;
        async move {
            let own = Definition::new(item.kind.clone(), item.name.clone(), Json::from(serde_json::Value::Null));
            let remote = read_object(requests, &own, item.listed, &|_| false).await;
            let done = done.fetch_add(1, Ordering::Relaxed).saturating_add(1);
            if let Some(progress) = progress {
                progress(done, total);
            }
            remote
        }
    });
    seen.await.into_iter().collect()
}

/// A definition that is made and not written yet.
struct PendingDefinition {
    kind: DefinitionKind,
    name: String,
    file: String,
    /// What the server has.
    answer: Tree,
    /// Files of texts first.
    files: Vec<NewFile>,
}

struct Puller<'a> {
    workspace: &'a Workspace,
    environment: Option<&'a str>,
    options: &'a PullOptions,
    drafts: bool,
    server: &'a Server,
    scan: Scan,
    pulled: Pulled,
    pending: Vec<PendingDefinition>,
}

impl Puller<'_> {
    fn note(&mut self, item: &PullItem<'_>, text: impl Into<String>) {
        self.pulled.notes.push(note(&item.kind, &item.name, text));
    }

    fn left(&mut self, file: &str, reason: impl Into<String>, lines: Vec<String>) {
        let left = LeftFile { file: file.to_owned(), reason: reason.into(), lines, ..LeftFile::default() };
        self.pulled.left.push(left);
    }

    fn item(&mut self, item: &PullItem<'_>, remote: RemoteObject) {
        let told = |answer: &Tree, member: &str| answer.get(member).and_then(Tree::as_bool) == Some(true);
        let mut answer = match remote {
            RemoteObject::Missing => return self.note(item, "the project has none; its file stays"),
            RemoteObject::Conflict(conflict) => return self.note(item, format!("not pulled: {}", conflict.text)),
            RemoteObject::Integration { answer, .. } if told(&answer, answered::AWAITS_PUBLISHING) && !self.drafts => {
                return self.note(item, "not pulled, since its tools wait to be published; drafts pulls it");
            }
            RemoteObject::Integration { answer, .. } => answer,
            RemoteObject::Agent { draft: Some(draft), .. } if self.drafts => draft.answer,
            RemoteObject::Agent { published: Some(published), .. } => published.answer,
            RemoteObject::Agent { .. } => {
                return self.note(item, "not pulled, since it was never published; drafts pulls its draft");
            }
        };
        if is_read_only(&answer) {
            return self.note(item, "not pulled, since the server says that it cannot be changed");
        }
        answer.set(NAME, Tree::Text(item.name.clone()));
        match item.definition {
            Some(definition) => self.known(item, definition, answer),
            None => self.unknown(item, answer),
        }
    }

    /// An object that no file of the environment defines.
    fn unknown(&mut self, item: &PullItem<'_>, answer: Tree) {
        let elsewhere = |it: &&Written| it.kind == item.kind && it.name.as_deref() == Some(&item.name);
        if let Some(written) = self.scan.written.iter().find(elsewhere) {
            let text = format!("not pulled, since {} defines it for other environments only", written.file);
            return self.note(item, text);
        }
        let folder = folder_of(&item.kind);
        let stem = self.scan.taken.stem(folder, &slug(&item.name, item.kind.as_str()));
        let file = self.scan.taken.path(folder, &stem, ".yaml");
        let mut writer = self.scan.writer(self.server, item, &file);
        let value = writer.definition(schema_of(&item.kind), &answer);
        let DefinitionWriter { files, notes, failure, .. } = writer;
        if let Some(why) = failure {
            return self.left(&file, why, Vec::new());
        }
        notes.into_iter().for_each(|text| self.note(item, text));
        let head = self.workspace.head(&file, item.kind.as_str());
        let mut files: Vec<NewFile> = files.into_iter().map(NewFile::new).collect();
        files.push(NewFile::new((file.clone(), format!("{head}{}", to_yaml(&value)))));
        self.pending.push(PendingDefinition { kind: item.kind.clone(), name: item.name.clone(), file, answer, files });
    }

    /// An object that a file defines.
    fn known(&mut self, item: &PullItem<'_>, definition: &Definition, answer: Tree) {
        let (schema, wanted) = (schema_of(&item.kind), object(definition));
        let Found { members, only_on_server, .. } = compare(schema, &wanted, &answer, &self.server.known);
        if !only_on_server.is_empty() {
            self.note(item, format!("only on the server: {}", paths(&only_on_server)));
        }
        let file = definition.file.clone().unwrap_or_default();
        if members.is_empty() {
            self.pulled.unchanged.push(file);
            return;
        }
        let Some(at) = self.scan.written.iter().position(|it| it.file == file) else { return };
        let written = self.scan.written.swap_remove(at);
        let workspace = self.workspace;
        let read = |path: &str| String::from_utf8(workspace.bytes(path)?).ok();
        let referred = std::mem::take(&mut self.scan.referred);
        let mut writer = self.scan.writer(self.server, item, &file);
        let mut rewriter = Rewriter {
            writer: &mut writer,
            sources: &definition.sources,
            referred: &referred,
            read: &read,
            replaced: Vec::new(),
        };
        let next = rewriter.definition(schema, &written.value, &wanted, &answer);
        let replaced = rewriter.replaced;
        let DefinitionWriter { files, notes, failure, .. } = writer;
        self.scan.referred = referred;
        if let Some(why) = failure {
            return self.left(&file, why, Vec::new());
        }
        notes.into_iter().for_each(|text| self.note(item, text));
        let mut new: Vec<NewFile> = files.into_iter().map(NewFile::new).collect();
        for replaced in replaced {
            match replaced.lost.filter(|_| !self.options.overwrite) {
                Some(lost) => {
                    let (before, after) = &replaced.forms;
                    self.left(&replaced.path, loses(lost), line_diff(before, after));
                }
                None => {
                    let before = self.workspace.bytes(&replaced.path);
                    new.push(NewFile { path: replaced.path, content: replaced.content, before });
                }
            }
        }
        let mut is_left = false;
        if next.to_json() != written.value.to_json() {
            let is_json = is_meant_as_json(&written.text);
            let form = |value: &Tree| if is_json { pretty(value) } else { to_yaml(value) };
            let beside = if is_json { None } else { Some(beside(&written.text)) };
            match beside.as_ref().and_then(|beside| beside.lost).filter(|_| !self.options.overwrite) {
                Some(lost) => {
                    is_left = true;
                    self.left(&file, loses(lost), line_diff(&form(&written.value), &form(&next)));
                    // What only the new text of the file would name.
                    new.retain(|file| file.before.is_some());
                }
                None => {
                    let content = format!("{}{}", beside.map_or("", |beside| beside.head), form(&next));
                    new.push(NewFile { path: file.clone(), content, before: self.workspace.bytes(&file) });
                }
            }
        }
        if !is_left && !new.iter().any(|it| it.path == file) && !self.pulled.left.iter().any(|it| it.file == file) {
            self.pulled.unchanged.push(file.clone());
        }
        self.pending.push(PendingDefinition {
            kind: item.kind.clone(),
            name: item.name.clone(),
            file,
            answer,
            files: new,
        });
    }

    /// Judges the files by reading them, and writes them.
    fn end(mut self) -> Result<Pulled, Error> {
        self.check()?;
        let mut files: Vec<NewFile> = Vec::new();
        files.extend(self.workspace.new_settings().cloned().map(NewFile::new));
        let definitions: BTreeSet<String> = self.pending.iter().map(|pending| pending.file.clone()).collect();
        // A definition comes after what it names.
        let all = || self.pending.iter().flat_map(|pending| &pending.files);
        files.extend(all().filter(|file| !definitions.contains(&file.path)).cloned());
        files.extend(all().filter(|file| definitions.contains(&file.path)).cloned());
        if !self.options.dry_run && !files.is_empty() {
            let verify = |read: &Definitions| match self.pending.iter().find_map(|pending| self.differs(pending, read))
            {
                Some(why) => Err(Error::invalid(format!("pull: {why}; nothing was written"))),
                None => Ok(()),
            };
            self.workspace.write(&files, self.environment, verify)?;
        }
        let mut pulled = self.pulled;
        pulled.dry_run = self.options.dry_run;
        pulled.written = files.into_iter().map(|file| file.path).collect();
        pulled.written.sort();
        pulled.unchanged.sort();
        sort(&mut pulled.left, &|one, other| one.file.cmp(&other.file));
        let key = |note: &PlanNote| {
            (note.kind.as_ref().map(|kind| kind.as_str().to_owned()), note.name.clone(), note.text.clone())
        };
        sort(&mut pulled.notes, &|one, other| key(one).cmp(&key(other)));
        Ok(pulled)
    }

    /// Reads what would be written. What cannot be read as the server has it is left.
    fn check(&mut self) -> Result<(), Error> {
        loop {
            let all = self.pending.iter().flat_map(|pending| &pending.files);
            let staged = all.map(|file| (file.path.clone(), file.content.clone())).collect();
            let mut refused: Vec<(String, String)> = Vec::new();
            match self.workspace.check(self.environment, staged) {
                Ok(read) => {
                    let wrong = self
                        .pending
                        .iter()
                        .filter_map(|pending| Some((pending.file.clone(), self.differs(pending, &read)?)));
                    refused.extend(wrong);
                }
                Err(error) => {
                    let own =
                        |file: &str| self.pending.iter().find(|pending| pending.files.iter().any(|it| it.path == file));
                    for fault in &error.faults {
                        let pending = fault.file.as_deref().and_then(own);
                        refused.extend(pending.map(|pending| (pending.file.clone(), fault.text.clone())));
                    }
                    if refused.is_empty() {
                        return Err(error);
                    }
                }
            }
            if refused.is_empty() {
                return Ok(());
            }
            for (file, why) in refused {
                let count = self.pending.len();
                self.pending.retain(|pending| pending.file != file);
                if self.pending.len() < count {
                    self.pulled.unchanged.retain(|other| *other != file);
                    self.left(&file, format!("no file says what the server has: {why}"), Vec::new());
                }
            }
        }
    }

    /// In what the definition that is read differs from what the server has.
    fn differs(&self, pending: &PendingDefinition, read: &Definitions) -> Option<String> {
        if self.pulled.left.iter().any(|left| left.file == pending.file) || pending.files.is_empty() {
            return None;
        }
        let all = if pending.kind == DefinitionKind::AGENT { &read.agents } else { &read.integrations };
        let Some(definition) = all.iter().find(|it| it.name == pending.name) else {
            return Some(format!("{} {} is not read", pending.kind, pending.name));
        };
        let found = compare(schema_of(&pending.kind), &object(definition), &pending.answer, &self.server.known);
        let sources: Vec<&str> = definition.sources.iter().map(|source| source.file.as_str()).collect();
        let is_left = |file: &str| self.pulled.left.iter().any(|left| left.file == file);
        // A text whose file was left is as it was.
        if sources.into_iter().any(is_left) {
            return None;
        }
        let first = found.members.first()?;
        Some(format!("{} {}: {} is read as something else", pending.kind, pending.name, dotted(&first.path)))
    }
}

fn paths(pointers: &[String]) -> String {
    pointers.iter().map(|pointer| dotted(pointer)).collect::<Vec<_>>().join(", ")
}

fn loses(what: &str) -> String {
    format!("written again, it would lose {what}; overwrite forces it")
}

impl Scan {
    fn writer<'a>(&'a mut self, server: &'a Server, item: &'a PullItem<'_>, file: &'a str) -> DefinitionWriter<'a> {
        DefinitionWriter {
            known: &server.known,
            name: &item.name,
            file,
            taken: &mut self.taken,
            variables: &mut self.variables,
            files: Vec::new(),
            notes: Vec::new(),
            failure: None,
        }
    }
}
