//! The promises under every temper, and the table of docs/jobs/promises.md, which says where a server makes one impossible:
//! `GEAI_UPDATE=1` writes it. `GEAI_REPOSITORIES=10` takes that many repositories more under each temper.

use std::collections::BTreeMap;
use std::path::Path;

use geai_client::change::PlanOptions;
use geai_emulator::{Fault, FaultKind, Snapshot, Temper};
use serde_json::{Value, json};

use crate::folder::Folder;
use crate::generated::{Repository, Rng, others};
use crate::promises::is_empty;
use crate::rounds::{Job, Rounds, Settled};
use crate::stored::{self, Stored};
use crate::world::{World, agent, ready, setup};

/// What the columns of the table promise. The last two are removals, of which the API has no sure way.
const COLUMNS: [&str; 12] =
    ["P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9", "P10", "removal inside `agentData`", "removal at the top"];

const BEGIN: &str = "<!-- promises -->";
const END: &str = "<!-- end of promises -->";

/// How many repositories more are taken.
pub fn more() -> u64 {
    std::env::var("GEAI_REPOSITORIES").ok().and_then(|count| count.parse().ok()).unwrap_or(0)
}

/// Every value of every temper; the defaults, which all others have beside them, once.
pub fn tempers() -> Vec<Option<Temper>> {
    let others = Temper::ALL.iter().flat_map(|(name, values, default)| {
        let wanted = values.iter().filter(move |value| *value != default);
        wanted.map(move |value| Some(Temper::parse(name, value).unwrap()))
    });
    std::iter::once(None).chain(others).collect()
}

pub fn called(temper: Option<Temper>) -> String {
    temper.map_or_else(|| "defaults".to_owned(), |it| format!("{}={}", it.name(), it.value()))
}

/// What the cells of a row say, where they do not say that it holds.
type Row = BTreeMap<&'static str, String>;

fn note(row: &mut Row, column: &'static str, settled: &Settled) {
    if let Some(why) = settled.refused.first() {
        row.entry(column).or_insert_with(|| why.clone());
    }
}

/// The story of one repository: what others have is there, its authors bring it, edit it, and bring it again.
async fn story(world: &World, temper: Option<Temper>, seed: u64, row: &mut Row) {
    let mut rng = Rng::new(seed);
    let rounds = Rounds { world, label: format!("{} seed {seed}", called(temper)) };
    world.emulator.reset();
    world.emulator.clear_requests();
    let mut repository = Repository::generate(&mut rng, seed % 2 == 1, seed % 4 == 3);
    let mut job = Job::of(&repository, &mut rng);
    world.others_done(&others(&mut rng, &job.definitions, seed >= 2)).await;
    if let Some(temper) = temper {
        world.emulator.set_temper(temper);
    }
    for stage in 0..if seed < 2 { 2 } else { 3 } {
        if stage > 0 {
            repository = repository.edited(&mut rng);
            repository.describe("parcels, described anew");
            job = Job::of(&repository, &mut rng);
        }
        let base = world.emulator.snapshot();
        let rounds = Rounds { world, label: format!("{} stage {stage}", rounds.label) };
        let plan = rounds.plan(&job).await;
        if plan.conflicts.iter().any(|it| it.allow.as_deref() == Some("over_drafts")) {
            rounds.writes_nothing(&plan, "the plan has a conflict").await;
            job.options = PlanOptions { over_drafts: true, ..job.options };
        }
        if stage == 0 && plan.conflicts.is_empty() && !plan.changes.is_empty() {
            stale(&rounds, &plan).await;
        }
        let before = world.emulator.requests().len();
        let settled = rounds.settle(&job).await;
        let requests = world.emulator.requests().len() - before;
        if let Some(lost) = &settled.lost {
            // What no answer shows, nobody can send back.
            assert!(called(temper) == "answers=documented", "P9, {}: {lost}", rounds.label);
            row.insert("P9", "what no answer shows is lost where its block is sent".to_owned());
        }
        pulled(&rounds).await;
        note(row, "P2", &settled);
        let is_done = settled.is_done;
        if !is_done {
            note(row, "P6", &settled);
        }
        if stage == 1 || !is_done {
            let end = Stored::of(&world.emulator);
            let whole = world.emulator.snapshot();
            let cut = Cut { rounds: &rounds, job: &job, base, settled, end };
            cut.at(rng.below(requests), rng.below(4)).await;
            world.emulator.restore(&whole).unwrap();
        }
        if !is_done {
            break;
        }
    }
}

/// P1: a plan of what is pulled is empty, whatever others have on the server; P8: no secret is in a file.
async fn pulled(rounds: &Rounds<'_>) {
    let (world, folder) = (rounds.world, Folder::new());
    let pulled = folder.pull(world).await;
    let plan = folder.plan(world).await;
    assert!(is_empty(&plan), "P1, {}: {plan}\n{pulled}", rounds.label);
    let secret = std::env::var(crate::world::VARIABLE).unwrap();
    for (path, content) in folder.files() {
        assert!(!String::from_utf8(content).unwrap().contains(&secret), "P8, {}: {path}", rounds.label);
    }
}

/// P10: somebody edits between plan and apply; the plan is edited; it is for another project.
async fn stale(rounds: &Rounds<'_>, plan: &geai_client::change::Plan) {
    let world = rounds.world;
    let kept = world.emulator.snapshot();
    let change = plan.changes.iter().find(|it| it.kind.as_str() == "agent" && !it.ring).unwrap_or(&plan.changes[0]);
    let (method, path, envelope) = match (change.kind.as_str(), &change.id) {
        ("agent", None) => ("POST", "/v4/agents".to_owned(), "agentDefinition"),
        ("agent", Some(id)) => ("PUT", format!("/v4/agents/{id}"), "agentDefinition"),
        (_, None) => ("POST", "/v2/integrations/import".to_owned(), "toolPlugin"),
        (_, Some(id)) => ("PUT", format!("/v2/integrations/{id}"), "toolPlugin"),
    };
    let edit = json!({ envelope: { "name": change.name, "description": "theirs, meanwhile" } });
    world.others_done(&[(method, path, edit)]).await;
    rounds.writes_nothing(plan, "the plan is stale").await;
    world.emulator.restore(&kept).unwrap();
    let edited = plan.to_json().replacen("\"publish\":true", "\"publish\":true,\"x\":1", 1);
    let refused = geai_client::change::Plan::from_json(&edited).unwrap_err().to_string();
    assert!(refused.contains("was changed after it was made"), "P10, {}: {refused}", rounds.label);
    let before = world.writes().len();
    let refused = world.other_project().apply(plan).await.unwrap_err().to_string();
    assert!(refused.contains("the plan is for project"), "P10, {}: {refused}", rounds.label);
    assert_eq!(world.writes().len(), before, "P10, {}", rounds.label);
}

/// `null` in the files, of what the server has.
async fn removals(world: &World, temper: Option<Temper>, row: &mut Row) {
    let with = |name: &str| {
        let mut object = ready(name, "i", &[], &[]);
        object["description"] = "d".into();
        object["agentData"]["prompt"]["context"] = "c".into();
        object
    };
    world.emulator.reset();
    let rounds = Rounds { world, label: format!("{} removal", called(temper)) };
    let all = ["A", "B"].map(|name| agent(with(name)));
    assert!(rounds.converge(&Job::new(setup(all.into(), vec![]))).await);
    if let Some(temper) = temper {
        world.emulator.set_temper(temper);
    }
    for (name, column, pointer) in [("A", COLUMNS[10], "/agentData/prompt/context"), ("B", COLUMNS[11], "/description")]
    {
        let mut without = with(name);
        *without.pointer_mut(pointer).unwrap() = Value::Null;
        let settled = rounds.settle(&Job::new(setup(vec![agent(without)], vec![]))).await;
        note(row, column, &settled);
        if settled.refused.is_empty() {
            let stored = Stored::of(&world.emulator);
            let left = stored.agents[name].published().unwrap().content.pointer(pointer).cloned();
            assert!(left.is_none_or(|left| left == ""), "{} {column}: silently left", rounds.label);
        }
    }
}

/// P6: the connection breaks at a request, before or after the server acted, for once or for good; then a fresh plan.
struct Cut<'a> {
    rounds: &'a Rounds<'a>,
    job: &'a Job,
    base: Snapshot,
    settled: Settled,
    end: Stored,
}

impl Cut<'_> {
    async fn at(&self, number: usize, mode: usize) {
        let world = self.rounds.world;
        world.emulator.restore(&self.base).unwrap();
        if number > 0 {
            let before = Fault::new("*", "/", FaultKind::Delay { ms: 0 });
            world.emulator.fail_next(before.times(number.try_into().unwrap()));
        }
        let fault = Fault::new("*", "/", FaultKind::Reset);
        world.emulator.fail_next(if mode % 2 == 1 { fault.executed() } else { fault });
        if mode >= 2 {
            // As if the process had ended: nothing arrives any more.
            world.emulator.fail_next(Fault::new("*", "/", FaultKind::Reset).times(u32::MAX));
        }
        self.rounds.attempt(self.job).await;
        world.emulator.clear_faults();
        let label = format!("P6, {}: request {number} mode {mode}", self.rounds.label);
        let is_done = self.rounds.converge(self.job).await;
        // Names are unique, or this fails.
        let found = Stored::of(&world.emulator);
        if self.settled.is_done {
            assert!(is_done, "{label}");
            let differs = stored::difference(&self.end.end_state(), &found.end_state(), "");
            assert!(differs.is_none(), "{label}: {differs:?}");
        } else {
            assert!(found.agents.len() <= self.end.agents.len(), "{label}");
        }
    }
}

/// A cut at every request of bringing a repository, and of bringing it again after its authors worked on it.
async fn cuts(world: &World, temper: Option<Temper>, seed: u64) {
    let mut rng = Rng::new(seed);
    let rounds = Rounds { world, label: format!("{} cuts seed {seed}", called(temper)) };
    world.emulator.reset();
    let repository = if more() == 0 {
        Repository::small(&mut rng)
    } else {
        Repository::generate(&mut rng, seed.is_multiple_of(2), false)
    };
    let first = Job::of(&repository, &mut rng);
    world.others_done(&others(&mut rng, &first.definitions, false)).await;
    if let Some(temper) = temper {
        world.emulator.set_temper(temper);
    }
    let next = Job::of(&repository.edited(&mut rng), &mut rng);
    for job in [&first, &next] {
        let base = world.emulator.snapshot();
        world.emulator.clear_requests();
        rounds.attempt(job).await;
        let requests = world.emulator.requests().len();
        world.emulator.restore(&base).unwrap();
        let settled = rounds.settle(job).await;
        let (end, whole) = (Stored::of(&world.emulator), world.emulator.snapshot());
        let cut = Cut { rounds: &rounds, job, base, settled, end };
        for number in 0..requests {
            // Each request meets one way in a short run, and all four in a long one.
            let modes = if more() > 0 { 0..4 } else { number % 4..number % 4 + 1 };
            for mode in modes {
                cut.at(number, mode).await;
            }
        }
        world.emulator.restore(&whole).unwrap();
    }
}

fn cell(why: Option<&String>) -> String {
    match why {
        None => "holds".to_owned(),
        Some(why) if why.starts_with("what no answer shows") => "holds for what answers show".to_owned(),
        Some(_) => "refused loudly".to_owned(),
    }
}

fn page(rows: &[(String, Row)]) -> String {
    let mut page = format!("\n\n| temper | {} |\n|---|{}\n", COLUMNS.join(" | "), "---|".repeat(COLUMNS.len()));
    for (name, row) in rows {
        let cells: Vec<String> = COLUMNS.iter().map(|column| cell(row.get(column))).collect();
        page.push_str(&format!("| {name} | {} |\n", cells.join(" | ")));
    }
    page.push_str("\n| temper | promise | what the result or the next plan says |\n|---|---|---|\n");
    for (name, row) in rows {
        for column in COLUMNS {
            if let Some(why) = row.get(column) {
                page.push_str(&format!("| {name} | {column} | {} |\n", why.replace('|', "\\|")));
            }
        }
    }
    page + "\n"
}

/// A row of the table, by a server of its own.
async fn seen(temper: Option<Temper>) -> (String, Row) {
    let (world, mut row) = (World::new(), Row::new());
    story(&world, temper, 1, &mut row).await;
    if temper.is_none_or(|it| it.name() == "names") {
        // It has two names that differ in case only.
        story(&world, temper, 3, &mut row).await;
    }
    removals(&world, temper, &mut row).await;
    let name = temper.map_or_else(|| called(temper), |_| format!("`{}`", called(temper)));
    (name, row)
}

#[tokio::test(flavor = "multi_thread")]
async fn promises_hold_under_every_temper_or_are_refused_loudly_as_the_page_says() {
    let running: Vec<_> = tempers().into_iter().map(|temper| tokio::spawn(seen(temper))).collect();
    let mut rows = Vec::new();
    for row in running {
        rows.push(row.await.unwrap());
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/jobs/promises.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once(BEGIN).unwrap();
    let (old, after) = rest.split_once(END).unwrap();
    let table = page(&rows);
    if old == table {
        return;
    }
    if std::env::var_os("GEAI_UPDATE").is_some() {
        return std::fs::write(path, format!("{before}{BEGIN}{table}{END}{after}")).unwrap();
    }
    let changed = table.lines().find(|line| !old.contains(line)).unwrap_or_default();
    panic!("docs/jobs/promises.md is old (`make promises` writes it): {changed}");
}

#[tokio::test]
async fn promises_hold_of_many_repositories() {
    let world = World::new();
    for temper in tempers() {
        for seed in 4..4 + more() {
            story(&world, temper, seed, &mut Row::new()).await;
        }
    }
}

#[tokio::test]
async fn p6_a_cut_at_every_request_converges_without_a_twin_or_a_further_version() {
    let world = World::new();
    cuts(&world, None, 2).await;
    for temper in tempers() {
        for seed in 0..more().div_ceil(10) {
            cuts(&world, temper, seed).await;
        }
    }
}

/// Several tempers at once.
#[tokio::test]
async fn promises_hold_under_tempers_in_company() {
    let world = World::new();
    for seed in 0..2 + more() * 4 {
        let mut rng = Rng::new(seed ^ 0x5eed);
        world.emulator.reset();
        world.emulator.clear_requests();
        let repository = Repository::generate(&mut rng, rng_flag(seed, 0), rng_flag(seed, 1));
        let mut job = Job::of(&repository, &mut rng);
        world.others_done(&others(&mut rng, &job.definitions, true)).await;
        let mut names = Vec::new();
        for temper in tempers().into_iter().flatten() {
            if temper.name() != "answers" && rng.chance(25) {
                world.emulator.set_temper(temper);
                names.push(called(Some(temper)));
            }
        }
        for stage in 0..2 {
            if stage > 0 {
                job = Job::of(&repository.edited(&mut rng), &mut rng);
            }
            let rounds = Rounds { world: &world, label: format!("{} company seed {seed} {stage}", names.join(",")) };
            job.options.over_drafts = true;
            let settled = rounds.settle(&job).await;
            assert!(settled.lost.is_none(), "P9, {}: {settled:?}", rounds.label);
            if !settled.is_done {
                break;
            }
        }
    }
}

fn rng_flag(seed: u64, bit: u32) -> bool {
    seed >> bit & 1 == 1
}
