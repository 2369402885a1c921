//! Reads all files of a set-up and checks them, alone and against each other.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use super::disk::Folder;
use super::document::Document;
use super::faults::{Faults, FileLine, note};
use super::limits::{LIMITS, Limits};
use super::name_folding::is_same_folded;
use super::names;
use super::objects;
use super::path;
use super::reader::Reader;
use super::resolve::{self, Read, Resolved};
use super::resolver::ResolveContext;
use super::settings::{Chosen, EnvironmentSettings, RemovedNames, Settings};
use super::sorting::sort;
use super::source::{AGENTS, Files, INTEGRATIONS, SETTINGS, Source, Texts};
use super::strays;
use super::tools::{self, Makers};
use crate::error::DefinitionFault;
use crate::json::tree::Tree;
use crate::json::{RawObject, is_meant_as_json};
use crate::models::definitions::{Definition, DefinitionKind, Definitions, Note};
use crate::models::{AgentDefinition, IntegrationRequest};
use crate::schema::manifest::VERSIONS;
use crate::schema::model::{Member as _, Model as _, from_json, member};
use crate::schema::validate::closest_match;
use crate::schema::yaml;

/// Reads the files of a set-up for one environment and checks them. Nothing is sent. Errs with every fault.
pub(super) fn read(source: Source, environment: Option<&str>) -> Result<Definitions, Vec<DefinitionFault>> {
    let one = |file: Option<String>, why: String| {
        let mut faults = Faults::default();
        faults.add((file, 1), why);
        Err(faults.into_list())
    };
    match source {
        Source::Files(texts) => {
            check_paths(texts.keys())?;
            read_texts(texts, environment)
        }
        Source::Folder(path) => match Folder::open(&path) {
            Ok(folder) => read_within(&folder, environment, LIMITS),
            Err(why) => one(Some(path.display().to_string()), why),
        },
        Source::Given(objects) => {
            let (typed, clear): (Vec<_>, Vec<_>) = objects.into_iter().map(objects::kind_of).unzip();
            let unclear = clear.into_iter().enumerate().filter_map(|(at, it)| Some(objects::fault(at, &it.err()?)));
            let mut faults: Vec<DefinitionFault> = unclear.collect();
            let read = read(Source::Typed(typed), environment);
            match (faults.is_empty(), read) {
                (true, read) => read,
                (false, read) => {
                    faults.extend(read.err().unwrap_or_default());
                    Err(faults)
                }
            }
        }
        Source::Typed(objects) => {
            let (texts, places) = objects::texts(&objects);
            places.named(read_texts(texts, environment))
        }
        Source::Checked(definitions) => match (environment, &definitions.environment) {
            (Some(wanted), Some(known)) if known.name == wanted => Ok(*definitions),
            (None, _) => Ok(*definitions),
            (Some(wanted), _) => {
                one(None, format!("the definitions were checked for another environment than {wanted:?}"))
            }
        },
    }
}

/// Refuses what is no path from the root of the set-up: nothing would read it.
fn check_paths<'a>(paths: impl Iterator<Item = &'a String>) -> Result<(), Vec<DefinitionFault>> {
    let mut faults = Faults::default();
    for given in paths {
        let meant = path::referred("", &given.replace('\\', "/"));
        if meant.as_ref().is_ok_and(|path| path == given) {
            continue;
        }
        let expected = meant.unwrap_or_else(|_| format!("{AGENTS}/greeter.yaml"));
        faults.add((Some(given.clone()), 1), format!("no path from the root of the set-up, such as `{expected}`"));
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.into_list()) }
}

fn read_texts(texts: BTreeMap<String, String>, environment: Option<&str>) -> Result<Definitions, Vec<DefinitionFault>> {
    read_within(&Texts(texts), environment, LIMITS)
}

pub(super) fn read_within(
    files: &dyn Files,
    environment: Option<&str>,
    limits: Limits,
) -> Result<Definitions, Vec<DefinitionFault>> {
    let (mut faults, mut notes) = (Faults::default(), Vec::new());
    let mut reader = Reader::new(files, limits);
    let chosen = settings(&mut reader, environment, &mut faults);
    let (Chosen { environment, removed, values, environments }, own_values) = match chosen {
        Some(chosen) => chosen,
        // Values and environments are not known, so that what names them cannot be judged.
        None => return Err(faults.into_list()),
    };
    let name = environment.as_ref().map(|environment| environment.name.as_str());
    let mut context = ResolveContext {
        reader: &mut reader,
        values: &values,
        environments: &environments,
        environment: name,
        used: BTreeSet::new(),
    };
    let agents = definitions(&mut context, &DefinitionKind::AGENT, &mut faults, &mut notes);
    let integrations = definitions(&mut context, &DefinitionKind::INTEGRATION, &mut faults, &mut notes);
    names::check(&DefinitionKind::AGENT, &agents, &removed.agents, &mut faults, &mut notes);
    names::check(&DefinitionKind::INTEGRATION, &integrations, &removed.integrations, &mut faults, &mut notes);
    check_tools(&agents, &integrations, &mut faults);
    let used = context.used;
    for (value, place) in own_values.into_iter().filter(|(value, _)| !used.contains(value)) {
        let known = used.iter().chain(values.keys()).map(String::as_str).filter(|known| *known != value);
        let hint = closest_match(&value, known).map(|known| format!("; did you mean `{known}`?"));
        notes.push(note(format!("no file uses the value `{value}`{}", hint.unwrap_or_default()), place));
    }
    strays::check(&reader, &mut faults, &mut notes);
    if !faults.is_empty() {
        return Err(faults.into_list());
    }
    sort(&mut notes, &|one, other| (&one.file, one.line, &one.text).cmp(&(&other.file, other.line, &other.text)));
    let files = reader.read_paths();
    let (agents, integrations) = (sorted(agents), sorted(integrations));
    Ok(Definitions { agents, integrations, environment, removed, files, notes, ..Definitions::default() })
}

/// Refuses names of tools that mean none, because the manifests of several integrations make one of that name.
fn check_tools(agents: &[Read], integrations: &[Read], faults: &mut Faults) {
    if integrations.len() < 2 || agents.iter().all(|agent| agent.tools.is_empty()) {
        return;
    }
    let mut makers = Makers::new();
    for Read { definition, .. } in integrations {
        let object = Tree::parse(definition.definition.text()).unwrap_or(Tree::Null);
        for tool in tools::made(&object).unwrap_or_default() {
            makers.entry(tool).or_default().insert(definition.name.clone());
        }
    }
    for agent in agents {
        for (tool, line) in &agent.tools {
            if let Some(why) = tools::ambiguous(tool, &makers) {
                faults.add(agent.place(*line), why);
            }
        }
    }
}

fn sorted(read: Vec<Read>) -> Vec<Definition> {
    let mut all: Vec<_> = read.into_iter().map(|read| read.definition).collect();
    sort(&mut all, &|one, other| one.name.cmp(&other.name));
    all
}

/// A name in `geai.yaml`, and where it stands.
type Named = (String, FileLine);

/// What `geai.yaml` says, and the names of the values that the environment itself has.
fn settings(reader: &mut Reader<'_>, environment: Option<&str>, faults: &mut Faults) -> Option<(Chosen, Vec<Named>)> {
    let names = reader.names("");
    let mut found = SETTINGS.into_iter().filter(|file| names.iter().any(|name| name == file));
    let Some(file) = found.next() else {
        let [file, ..] = SETTINGS;
        faults.add((Some(file.to_owned()), 1), "no such file; it begins with `format: geai/1`".to_owned());
        return None;
    };
    if let Some(other) = found.next() {
        faults.add((Some(other.to_owned()), 1), format!("{file} stands beside it; expected one of them"));
        return None;
    }
    let place = |line| (Some(file.to_owned()), line);
    let document =
        match reader.text(file).map_err(|why| (1, why)).and_then(|text| Document::read(&text, Settings::KIND)) {
            Ok(document) => document,
            Err((line, why)) => {
                faults.add(place(line), why);
                return None;
            }
        };
    let values = Default::default();
    let mut context =
        ResolveContext { reader, values: &values, environments: &[], environment: None, used: BTreeSet::new() };
    let (json, found) = resolve::plain(&mut context, Settings::SCHEMA, file, &document);
    faults.append(found);
    let chosen = from_json::<Settings>(&json?).map_err(|_| "`format` is required: `format: geai/1`".to_owned());
    let chosen =
        chosen.and_then(|settings| settings.choose(environment)).map_err(|why| faults.add(place(1), why)).ok()?;
    let removed = [member!(RemovedNames, agents), member!(RemovedNames, integrations)].into_iter().filter_map(|list| {
        let list = within(document.json(), &[member!(Settings, removed).wire, list.wire])?;
        serde_json::from_str::<Vec<&RawValue>>(list).ok()
    });
    for value in removed.flatten() {
        let Ok(name) = serde_json::from_str::<String>(value.get()) else { continue };
        if let Err(why) = names::check_shown(&name) {
            faults.add(place(document.line(value.get())), format!("removed: {why}"));
        }
    }
    let own = environment.and_then(|name| {
        let (all, own) = (member!(Settings, environments).wire, member!(EnvironmentSettings, values).wire);
        let values = within(document.json(), &[all, name, own])?;
        serde_json::from_str::<RawObject>(values).ok()
    });
    let own = own.map(|RawObject(members)| members).unwrap_or_default().into_iter();
    let own = own.map(|(name, value)| (name, place(document.name_line(value.get())))).collect();
    Some((chosen, own))
}

/// The part of a JSON text at the place to which the names of members lead.
fn within<'a>(json: &'a str, names: &[&str]) -> Option<&'a str> {
    names.iter().try_fold(json, |json, name| {
        let RawObject(members) = serde_json::from_str(json).ok()?;
        members.into_iter().find(|(member, _)| member == name).map(|(_, value)| value.get())
    })
}

/// The definitions of one kind that belong to the environment.
fn definitions(
    context: &mut ResolveContext<'_, '_>,
    kind: &DefinitionKind,
    faults: &mut Faults,
    notes: &mut Vec<Note>,
) -> Vec<Read> {
    let (folder, schema) = match kind {
        kind if *kind == DefinitionKind::AGENT => (AGENTS, AgentDefinition::SCHEMA),
        _ => (INTEGRATIONS, IntegrationRequest::SCHEMA),
    };
    let names = context.reader.names("");
    for other in names.iter().filter(|name| *name != folder && is_same_folded(name, folder)) {
        // It is the folder on some systems, and none on others.
        faults.add((Some(other.clone()), 1), format!("expected `{folder}`, in lower case"));
    }
    let (files, refused) = context.reader.documents(folder);
    for (folder, why) in refused {
        faults.add((Some(folder), 1), why);
    }
    let mut all = Vec::with_capacity(files.len());
    for file in files {
        let text = match context.reader.text(&file) {
            Ok(text) => text,
            Err(why) => {
                faults.add((Some(file), 1), why);
                continue;
            }
        };
        let resolved = match Document::read(&text, crate::schema::Kind::Model(schema)) {
            Ok(document) if is_manifest(document.json()) => continue,
            Ok(document) => resolve::definition(context, kind, schema, &file, &document),
            Err(_) if is_unreadable_manifest(&text) => continue,
            Err((line, why)) => Resolved::refused((Some(file.clone()), line), why),
        };
        all.push((file, resolved));
    }
    // What another definition names as its manifest is none itself.
    let manifests: BTreeSet<String> = all.iter().flat_map(|(_, resolved)| &resolved.manifests).cloned().collect();
    let mut read = Vec::with_capacity(all.len());
    for (_, resolved) in all.into_iter().filter(|(file, _)| !manifests.contains(file)) {
        faults.append(resolved.faults);
        notes.extend(resolved.notes);
        read.extend(resolved.read);
    }
    read
}

/// Whether a document is the description of a service and no definition.
fn is_manifest(json: &str) -> bool {
    // Duplicate members are refused of definitions alone.
    serde_json::from_str::<HashMap<String, IgnoredAny>>(json)
        .is_ok_and(|members| VERSIONS.iter().any(|version| members.contains_key(*version)))
}

/// The same of a document that is refused as a definition.
fn is_unreadable_manifest(text: &str) -> bool {
    !is_meant_as_json(text) && yaml::to_json_unsent(text).is_ok_and(|json| is_manifest(&json))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(texts: &[(&str, &str)], limits: Limits) -> Vec<String> {
        let texts = texts.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        let faults = read_within(&Texts(texts), None, limits).unwrap_err();
        faults.into_iter().map(|fault| format!("{}: {}", fault.file.unwrap_or_default(), fault.text)).collect()
    }

    #[test]
    fn what_exceeds_a_limit_is_refused_and_named() {
        let settings = ("geai.yaml", "format: geai/1\n");
        let named = |at: usize| format!("name: A{at}\ndescription: {{$file: ../p.md}}\n");
        let (one, two, prompt) = (named(1), named(2), "x".repeat(300));
        let files = [settings, ("agents/1.yaml", &*one), ("agents/2.yaml", &*two), ("p.md", &*prompt)];
        for (limits, expected) in [
            (Limits { file: 299, ..LIMITS }, "agents/1.yaml: description: p.md: larger than 299 bytes"),
            (Limits { total: 200, ..LIMITS }, "all files together may have 200 bytes"),
            (Limits { total: 500, ..LIMITS }, "agents/2.yaml: all definitions together have more than 500 bytes"),
            (Limits { files: 1, ..LIMITS }, "agents: more than 1 definitions"),
            (Limits { entries: 1, ..LIMITS }, "or 1 names in all"),
        ] {
            let refused = refused(&files, limits);
            assert!(refused.iter().any(|line| line.contains(expected)), "{refused:?}, not {expected}");
        }
    }
}
