//! Making a plan: reads of the server, and what the definitions would change. Nothing is written.

use std::collections::{BTreeMap, BTreeSet};

use super::compare::compare;
use super::conflicts::{conflict, note};
use super::decide::{Choices, Decision, decide, object, with_removed_as_null};
use super::document::{PLAN_FORMAT, digest, json, sealed, tree};
use super::kinds::{refused, schema_of};
use super::options::{AllowDelete, PlanOptions};
use super::order::order;
use super::references::{ReferenceTargets, check, helpers};
use super::remote::{RemoteObject, read_object};
use super::removal::{self, NamedBefore, RemovedTools, StillNamed};
use super::requests::{Progress, READS, Requests};
use super::server::{Listed, Server};
use crate::client::Client;
use crate::config::call_options::CallOptions;
use crate::definitions::sorting::sort;
use crate::definitions::tools::{self, Makers};
use crate::error::Error;
use crate::json::Extra;
use crate::json::tree::Tree;
use crate::models::definitions::{Definition, DefinitionKind, Definitions, Environment};
use crate::models::plans::{
    Change, ChangeAction, Conflict, ConflictReason, ManagedObject, Plan, PlanNote, PlanSummary, Unmanaged,
};
use crate::schema::comparison::Referred;
use crate::schema::malformed::MalformedMembers;

/// Makes a plan.
pub(crate) async fn plan(
    client: &Client,
    definitions: &Definitions,
    options: &PlanOptions,
    call: &CallOptions,
    progress: Option<&Progress>,
) -> Result<Plan, Error> {
    let requests = Requests::new(client, call);
    let project = requests.project().await?;
    let environment = definitions.environment.as_ref();
    check_project(environment, project.as_deref())?;
    let publish = options.publish.unwrap_or_else(|| environment.is_none_or(|it| it.publish));
    let server = Server::read(&requests).await?;
    let maker = PlanBuilder { requests: &requests, definitions, options, publish, server: &server };
    let plan = maker.make(project, progress).await?;
    // The document is written twice for its digest; what the project has is not needed for that.
    drop(server);
    Ok(sealed(plan))
}

/// Refuses an environment of another project.
pub(crate) fn check_project(environment: Option<&Environment>, project: Option<&str>) -> Result<(), Error> {
    match environment.and_then(|it| it.project.as_deref()) {
        Some(wanted) if project != Some(wanted) => {
            let found = project.unwrap_or("unknown");
            Err(refused(format!("the environment is of project {wanted}, the client's project is {found}")))
        }
        _ => Ok(()),
    }
}

struct PlanBuilder<'a> {
    requests: &'a Requests<'a>,
    definitions: &'a Definitions,
    options: &'a PlanOptions,
    publish: bool,
    server: &'a Server,
}

impl PlanBuilder<'_> {
    fn is_planned(&self, name: &str) -> bool {
        self.options.only.as_ref().is_none_or(|only| only.iter().any(|it| it == name))
    }

    fn planned<'d>(&self, list: &'d [Definition]) -> Vec<&'d Definition> {
        list.iter().filter(|definition| self.is_planned(&definition.name)).collect()
    }

    fn listed(&self, kind: &DefinitionKind) -> &BTreeMap<String, Listed> {
        if *kind == DefinitionKind::INTEGRATION { &self.server.integrations } else { &self.server.agents }
    }

    async fn make(&self, project: Option<String>, progress: Option<&Progress>) -> Result<Plan, Error> {
        let Definitions { agents, integrations, removed, .. } = self.definitions;
        let all: Vec<&Definition> = self.planned(integrations).into_iter().chain(self.planned(agents)).collect();
        self.check_options(&all)?;
        let baselines = self.baselines();
        let total = u64::try_from(all.len()).unwrap_or(u64::MAX);
        let done = std::sync::atomic::AtomicU64::new(0);
        let remotes = self
            .requests
            .each(&all, READS, |definition| {
                let (done, baseline) = (&done, baselines.get(&key_of(definition)).copied());
                async move {
                    let remote = self.remote_object(definition, baseline).await;
                    let done = done.fetch_add(1, std::sync::atomic::Ordering::Relaxed).saturating_add(1);
                    if let Some(progress) = progress {
                        progress(done, total);
                    }
                    remote
                }
            })
            .await;
        let mut parts = Parts::default();
        // What the files define and the plan leaves out is not there once it is applied.
        let (made, unmade): (BTreeMap<_, _>, _) =
            made_tools(integrations).into_iter().partition(|(name, _)| self.is_planned(name));
        let tools: BTreeSet<String> = made.values().flatten().cloned().collect();
        let (named, mut left_out): (BTreeSet<String>, BTreeSet<String>) =
            agents.iter().map(|agent| agent.name.clone()).partition(|name| self.is_planned(name));
        left_out.extend(unmade.into_values().flatten());
        let mut deletions = Vec::new();
        for (kind, names) in
            [(DefinitionKind::AGENT, &removed.agents), (DefinitionKind::INTEGRATION, &removed.integrations)]
        {
            let present =
                names.iter().filter(|name| self.is_planned(name)).filter_map(|name| self.listed(&kind).get(name));
            for listed in present {
                deletions.push(removal::deletion(self.requests, &kind, listed).await?);
            }
        }
        let mut removals = BTreeSet::new();
        for change in &deletions {
            if change.kind == DefinitionKind::AGENT {
                removals.insert((Referred::Agent, change.name.clone()));
            } else {
                let tools = self.server.tools.get(&change.name).into_iter().flatten();
                removals.extend(tools.map(|tool| (Referred::Tool, tool.name.clone())));
            }
        }
        let (makers, renamed) = (self.makers(&made, &deletions), self.renamed());
        let mut still_named = StillNamed::default();
        for (definition, remote) in all.iter().zip(remotes) {
            let baseline = baselines.get(&key_of(definition)).copied();
            let wanted = self.wanted(definition, baseline);
            let remote = remote?;
            let answers = answers(&remote);
            let before = NamedBefore::of(&remote, &self.server.known);
            let targets = ReferenceTargets {
                known: &self.server.known,
                tools: &tools,
                agents: &named,
                left_out: &left_out,
                makers: &makers,
                removals: &removals,
                renamed: &renamed,
            };
            let (missing, unverified) =
                check(schema_of(&definition.kind), definition, &wanted, &answers.iter().collect::<Vec<_>>(), &targets);
            let old = baseline.map(|baseline| tree(&baseline.definition));
            let choices = Choices {
                options: self.options,
                publish: self.publish,
                known: &self.server.known,
                baseline: old.as_ref(),
            };
            let mut decision = decide(definition, &wanted, remote, &choices);
            if let Some(change) = &mut decision.change {
                change.notes.extend(unverified);
            }
            decision.conflicts.extend(missing);
            if let Some(change) = decision.change.as_ref().filter(|change| change.kind == DefinitionKind::INTEGRATION) {
                let removed = change.tools.as_ref().map(|tools| tools.removed.as_slice()).unwrap_or_default();
                removals.extend(removed.iter().map(|tool| (Referred::Tool, tool.clone())));
            }
            if definition.kind == DefinitionKind::AGENT {
                let change = decision.change.as_ref();
                still_named.add(&definition.name, &wanted, before, change, &self.server.known);
            }
            parts.add(definition, decision, baseline);
        }
        self.check_removals(&mut parts, &deletions, &still_named).await?;
        let groups = order(
            &agents.iter().map(|agent| (agent.name.clone(), helpers(schema_of(&agent.kind), &object(agent)))).collect(),
        );
        parts.in_order(&groups);
        parts.changes.extend(deletions);
        self.find_renamed(&mut parts);
        Ok(self.finish(project, parts, total))
    }

    /// Names of tools with the integrations that have one of it once the plan is applied.
    fn makers(&self, made: &BTreeMap<&str, BTreeSet<String>>, deletions: &[Change]) -> Makers {
        let mut makers = Makers::new();
        let mut add = |tool: &str, integration: &str| {
            makers.entry(tool.to_owned()).or_default().insert(integration.to_owned());
        };
        for (integration, tools) in made {
            tools.iter().for_each(|tool| add(tool, integration));
        }
        let is_made_anew = |name: &str| {
            let defined = self.definitions.integrations.iter().filter(|it| made.contains_key(it.name.as_str()));
            let mut defined = defined.flat_map(|it| [Some(it.name.as_str()), it.renamed_from.as_deref()]);
            defined.any(|defined| defined == Some(name))
        };
        let is_deleted =
            |name: &str| deletions.iter().any(|it| it.kind == DefinitionKind::INTEGRATION && it.name == name);
        for (integration, tools) in
            self.server.tools.iter().filter(|(name, _)| !is_made_anew(name) && !is_deleted(name))
        {
            tools.iter().filter(|tool| !tool.name.is_empty()).for_each(|tool| add(&tool.name, integration));
        }
        makers
    }

    /// Names that agents lose by this plan, with those that they get.
    fn renamed(&self) -> BTreeMap<String, String> {
        let agents = &self.server.agents;
        let loses = |it: &&&Definition| !agents.contains_key(&it.name);
        let planned = self.planned(&self.definitions.agents);
        let old = planned.iter().filter(loses).filter_map(|it| {
            let old = it.renamed_from.as_ref().filter(|old| agents.contains_key(*old))?;
            Some((old.clone(), it.name.clone()))
        });
        old.collect()
    }

    /// A name of an option that the files do not define would silently have no effect.
    fn check_options(&self, all: &[&Definition]) -> Result<(), Error> {
        let removed = &self.definitions.removed;
        for name in self.options.only.iter().flatten() {
            let tombstones = removed.agents.iter().chain(&removed.integrations);
            if !all.iter().any(|definition| definition.name == *name) && !tombstones.into_iter().any(|it| it == name) {
                return Err(Error::invalid(format!("only: the files define no {name:?}")));
            }
        }
        for name in &self.options.send_secrets {
            let why = match self.definitions.integrations.iter().find(|it| it.name == *name) {
                Some(found) if !found.secrets.is_empty() => continue,
                Some(_) => format!("the definition of {name:?} holds no secret"),
                None => format!("the files define no integration {name:?}"),
            };
            let option = self.requests.client.name_style().name("send_secrets");
            return Err(Error::invalid(format!("{option}: {why}")));
        }
        Ok(())
    }

    fn baselines(&self) -> BTreeMap<(String, String), &ManagedObject> {
        let objects = self.options.baseline.as_ref().map(|baseline| baseline.objects.as_slice()).unwrap_or_default();
        let mut baselines = BTreeMap::new();
        baselines.extend(objects.iter().map(|it| ((it.kind.as_str().to_owned(), it.name.clone()), it)));
        baselines
    }

    /// Objects that the files define and the plan leaves out, as the baseline has them.
    fn left_out(&self) -> Vec<ManagedObject> {
        let Definitions { agents, integrations, .. } = self.definitions;
        let baselines = self.baselines();
        let left_out = integrations.iter().chain(agents).filter(|it| !self.is_planned(&it.name));
        left_out.filter_map(|it| baselines.get(&key_of(it)).copied().cloned()).collect()
    }

    /// The object of a definition, with `null` for each member that was removed since the baseline.
    fn wanted(&self, definition: &Definition, baseline: Option<&ManagedObject>) -> Tree {
        let wanted = object(definition);
        baseline.map_or_else(|| wanted.clone(), |baseline| with_removed_as_null(&wanted, &tree(&baseline.definition)))
    }

    async fn remote_object(
        &self,
        definition: &Definition,
        baseline: Option<&ManagedObject>,
    ) -> Result<RemoteObject, Error> {
        let listed = self.listed(&definition.kind);
        let (here, before) =
            (listed.get(&definition.name), definition.renamed_from.as_ref().and_then(|old| listed.get(old)));
        if let (Some(here), Some(before)) = (here, before)
            && here.id != before.id
        {
            let text = format!("both it and {:?}, from which it was renamed, exist", before.name);
            return Ok(RemoteObject::Conflict(conflict(
                &definition.kind,
                &definition.name,
                ConflictReason::NAME_TAKEN,
                text,
            )));
        }
        // The revision before tells whether the server was asked already.
        let is_removal = |newest: &Tree| {
            let wanted = self.wanted(definition, baseline);
            let found = compare(schema_of(&definition.kind), &wanted, newest, &self.server.known);
            !found.is_equal() && found.is_only_removals()
        };
        read_object(self.requests, definition, here.or(before), &is_removal).await
    }

    async fn check_removals(
        &self,
        parts: &mut Parts,
        deletions: &[Change],
        still_named: &StillNamed,
    ) -> Result<(), Error> {
        let planned = self.planned(&self.definitions.agents);
        let names = planned.iter().flat_map(|it| [Some(&it.name), it.renamed_from.as_ref()]);
        let planned: BTreeSet<String> = names.flatten().cloned().collect();
        let count = self.definitions.agents.len().saturating_add(self.definitions.integrations.len());
        parts.conflicts.extend(removal::check_number(deletions, count, self.options.allow_delete));
        let tools_of = |name: &str, only: Option<&[String]>| {
            let tools = self.server.tools.get(name).into_iter().flatten();
            tools.filter(|tool| only.is_none_or(|only| only.contains(&tool.name))).collect::<Vec<_>>()
        };
        let mut removals = Vec::new();
        for change in &parts.changes {
            let removed = change.tools.as_ref().map(|tools| tools.removed.as_slice()).unwrap_or_default();
            if removed.is_empty() {
                continue;
            }
            if self.options.allow_delete == AllowDelete::No {
                let text = format!("the new manifest takes these tools away at once: {}", removed.join(", "));
                let conflict = conflict(&change.kind, &change.name, ConflictReason::TOOLS_VANISH, text);
                parts.conflicts.push(conflict.allowed_by("allow_delete"));
            }
            removals.push(RemovedTools {
                kind: change.kind.clone(),
                name: &change.name,
                tools: tools_of(&change.name, Some(removed)),
            });
        }
        for change in deletions.iter().filter(|change| change.kind == DefinitionKind::INTEGRATION) {
            let tools = tools_of(&change.name, None);
            removals.push(RemovedTools { kind: change.kind.clone(), name: &change.name, tools });
        }
        let (requests, server) = (self.requests, self.server);
        let tools = removal::users_of_tools(requests, &removals, &planned, still_named, &server.known).await?;
        let agents = removal::users_of_agents(requests, deletions, server, &planned, still_named).await?;
        parts.conflicts.extend(tools.into_iter().chain(agents));
        Ok(())
    }

    /// Files that still use the name that a renamed agent had.
    fn find_renamed(&self, parts: &mut Parts) {
        for change in parts.changes.iter_mut().filter(|change| change.renamed_from.is_some()) {
            let old = change.renamed_from.clone().unwrap_or_default();
            let all = self.definitions.agents.iter();
            for user in all.filter(|user| helpers(schema_of(&user.kind), &object(user)).contains(&old)) {
                change
                    .notes
                    .push(format!("{} still uses the name {old:?}", user.file.as_deref().unwrap_or(&user.name)));
            }
        }
    }

    fn finish(&self, project: Option<String>, parts: Parts, managed: u64) -> Plan {
        let Parts { changes, mut conflicts, notes, mut objects } = parts;
        sort(&mut conflicts, &|one, other| {
            let key = |it: &Conflict| {
                (it.kind.as_str().to_owned(), it.name.clone(), it.reason.as_str().to_owned(), it.text.clone())
            };
            key(one).cmp(&key(other))
        });
        conflicts.dedup_by(|one, other| one == other);
        let count = |action: ChangeAction| {
            i64::try_from(changes.iter().filter(|change| change.action == action).count()).unwrap_or(i64::MAX)
        };
        let mut touched: BTreeSet<(&str, &str)> = BTreeSet::new();
        touched.extend(
            changes
                .iter()
                .filter(|change| change.action != ChangeAction::DELETE)
                .map(|change| (change.kind.as_str(), change.name.as_str()))
                .chain(conflicts.iter().map(|conflict| (conflict.kind.as_str(), conflict.name.as_str()))),
        );
        let unchanged = objects.iter().filter(|it| !touched.contains(&(it.kind.as_str(), it.name.as_str()))).count();
        debug_assert!(u64::try_from(unchanged).unwrap_or(u64::MAX) <= managed);
        objects.extend(self.left_out());
        let summary = PlanSummary {
            create: count(ChangeAction::CREATE),
            update: count(ChangeAction::UPDATE),
            publish: count(ChangeAction::PUBLISH),
            rename: count(ChangeAction::RENAME),
            delete: count(ChangeAction::DELETE),
            unchanged: i64::try_from(unchanged).unwrap_or(i64::MAX),
            conflicts: i64::try_from(conflicts.len()).unwrap_or(i64::MAX),
            ..PlanSummary::default()
        };
        Plan {
            format: PLAN_FORMAT.to_owned(),
            digest: String::new(),
            environment: self.definitions.environment.as_ref().map(|it| it.name.clone()),
            project_id: project,
            publish: self.publish,
            via_import: self.options.via_import,
            summary,
            changes,
            conflicts,
            unmanaged: self.unmanaged(),
            notes,
            objects,
            extra: Extra::new(),
            malformed: MalformedMembers::default(),
        }
    }

    fn unmanaged(&self) -> Unmanaged {
        let Definitions { agents, integrations, removed, .. } = self.definitions;
        let rest = |listed: &BTreeMap<String, Listed>, defined: &[Definition], removed: &[String]| {
            let mut known: BTreeSet<&str> = BTreeSet::new();
            known.extend(removed.iter().map(String::as_str));
            known.extend(defined.iter().flat_map(|it| [Some(it.name.as_str()), it.renamed_from.as_deref()]).flatten());
            listed.keys().filter(|name| !known.contains(name.as_str())).cloned().collect()
        };
        Unmanaged {
            agents: rest(&self.server.agents, agents, &removed.agents),
            integrations: rest(&self.server.integrations, integrations, &removed.integrations),
            ..Unmanaged::default()
        }
    }
}

/// What a plan is made of.
#[derive(Default)]
struct Parts {
    changes: Vec<Change>,
    conflicts: Vec<Conflict>,
    notes: Vec<PlanNote>,
    objects: Vec<ManagedObject>,
}

impl Parts {
    fn add(&mut self, definition: &Definition, decision: Decision, baseline: Option<&ManagedObject>) {
        let Decision { change, conflicts, notes, id, revision, only_on_server } = decision;
        let has_conflict = !conflicts.is_empty();
        self.conflicts.extend(conflicts);
        self.notes.extend(notes);
        self.changes.extend(change.filter(|_| !has_conflict || definition.kind == DefinitionKind::AGENT));
        let definition_tree = object(definition);
        self.objects.push(ManagedObject {
            kind: definition.kind.clone(),
            name: definition.name.clone(),
            id,
            revision,
            digest: digest(&definition_tree),
            definition: json(&definition_tree),
            baseline: baseline.and_then(|it| crate::json::Json::from_value(it).ok()),
            only_on_server: Some(only_on_server).filter(|paths| !paths.is_empty()),
            extra: Extra::new(),
            malformed: MalformedMembers::default(),
        });
    }

    /// Integrations stay first, in the order of their names; agents come helpers first.
    fn in_order(&mut self, groups: &[Vec<String>]) {
        let mut place = BTreeMap::new();
        for (at, group) in groups.iter().enumerate() {
            for name in group {
                place.insert(name.clone(), (at, place.len()));
            }
        }
        let (agents, mut ordered): (Vec<Change>, Vec<Change>) =
            std::mem::take(&mut self.changes).into_iter().partition(|change| change.kind == DefinitionKind::AGENT);
        let mut agents = agents;
        // In a ring those that get a new name come first: the others name them by it.
        let key = |change: &Change| {
            let (group, at) = place.get(&change.name).copied().unwrap_or((usize::MAX, usize::MAX));
            (group, change.action != ChangeAction::RENAME, at)
        };
        sort(&mut agents, &|one, other| key(one).cmp(&key(other)));
        for group in groups.iter().filter(|group| group.len() > 1) {
            let mut in_ring = false;
            for change in agents.iter_mut().filter(|change| group.contains(&change.name)) {
                in_ring = true;
                change.ring = change.action == ChangeAction::CREATE;
            }
            if let (true, Some(first)) = (in_ring, group.first()) {
                let text = format!("they use each other, and are published in this order: {}", group.join(", "));
                self.notes.push(note(&DefinitionKind::AGENT, first, text));
            }
        }
        ordered.append(&mut agents);
        self.changes = ordered;
    }
}

fn key_of(definition: &Definition) -> (String, String) {
    (definition.kind.as_str().to_owned(), definition.name.clone())
}

/// The tools that the definitions' manifests make, by the name of the definition; those without a manifest are left out.
fn made_tools(integrations: &[Definition]) -> Vec<(&str, BTreeSet<String>)> {
    let made = integrations.iter().filter_map(|it| Some((it.name.as_str(), tools::made(&object(it))?)));
    made.collect()
}

/// The answers that were seen.
fn answers(remote: &RemoteObject) -> Vec<Tree> {
    match remote {
        RemoteObject::Agent { published, draft, .. } => {
            [published, draft].into_iter().flatten().map(|seen| seen.answer.clone()).collect()
        }
        _ => Vec::new(),
    }
}
