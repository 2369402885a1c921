//! The walks of ARCHITECTURE.md are true: files and functions exist, and no hop goes up.
//!
//! A hop goes from a file to one of the same layer or a lower one, which it uses. Where a function was handed down, to be
//! called by a layer that does not know it, the file that handed it down stands higher and uses it.

use std::collections::BTreeMap;

use geai_architecture::definitions;
use geai_architecture::sources::{generated, is_generated, read, root};
use geai_architecture::walk::{self, Step};

/// Most files by hand that the call from Python may pass through.
const MOST_FILES: usize = 20;

fn check(steps: &[Step]) -> Vec<String> {
    let mut faults = Vec::new();
    let patterns = generated();
    let mut graphs = BTreeMap::new();
    for (at, step) in steps.iter().enumerate() {
        let Step { id, file, functions, .. } = step;
        if !root().join(file).exists() {
            faults.push(format!("{id}: there is no {file}"));
            continue;
        }
        if is_generated(file, &patterns) == step.by_hand() {
            faults.push(format!("{id}: a generated file has a letter, any other a number"));
        }
        let declared = definitions::of(file, &read(&root().join(file)));
        for function in functions.iter().filter(|function| !declared.contains(*function)) {
            faults.push(format!("{id}: {file} has no function `{function}`"));
        }
        let Some((tree_at, tree, here)) = step.place() else {
            faults.push(format!("{id}: {file} is in no tree of the table of layers"));
            continue;
        };
        // A function that was handed down counts for the file that knows it.
        let Some(from) = step.through.as_ref().or(step.caller.as_ref()) else {
            if at > 0 {
                faults.push(format!("{id}: nothing calls it"));
            }
            continue;
        };
        let earlier = steps[..at].iter().find(|earlier| earlier.id == *from);
        let Some((from_at, from_tree, there)) = earlier.and_then(Step::place) else {
            faults.push(format!("{id}: no earlier row is {from}"));
            continue;
        };
        if from_at != tree_at {
            if from_at < tree_at {
                faults.push(format!("{id}: the hop from {from} goes up to {}", tree.folder));
            }
            continue;
        }
        if from_tree.height(there) < tree.height(here) {
            faults.push(format!("{id}: the hop from {from} goes up to a higher layer"));
        }
        let graph = graphs.entry(tree_at).or_insert_with(|| tree.read(&root()));
        if !graph.arrows.iter().any(|arrow| arrow.from == there && arrow.to == here) {
            faults.push(format!("{id}: {there} does not use {here}"));
        }
    }
    faults
}

#[test]
fn the_walk_from_python() {
    let steps = walk::read(&root(), "from Python");
    assert_eq!(check(&steps), [""; 0]);
    let by_hand = steps.iter().filter(|step| step.by_hand()).count();
    assert!(by_hand <= MOST_FILES, "{by_hand} files by hand, {MOST_FILES} are the most");
}

#[test]
fn the_walk_from_node() {
    assert_eq!(check(&walk::read(&root(), "from Node")), [""; 0]);
}

#[test]
fn a_walk_that_is_not_true() {
    let step = |id: &str, file: &str, function: &str, caller: Option<&str>| Step {
        id: id.to_owned(),
        file: format!("core/src/{file}"),
        functions: vec![function.to_owned()],
        caller: caller.map(str::to_owned),
        through: None,
    };
    let steps = [
        step("1", "client/execute.rs", "execute", None),
        step("2", "transport/mod.rs", "attempt", Some("1")),
        step("3", "client/retry_loop.rs", "no_such", Some("2")),
        step("4", "api/nowhere.rs", "call", Some("1")),
        step("5", "json/escape.rs", "escape", Some("9")),
    ];
    let faults = check(&steps);
    for expected in [
        "3: core/src/client/retry_loop.rs has no function `no_such`",
        "3: the hop from 2 goes up to a higher layer",
        "3: transport/mod.rs does not use client/retry_loop.rs",
        "4: there is no core/src/api/nowhere.rs",
        "5: no earlier row is 9",
    ] {
        assert!(faults.contains(&expected.to_owned()), "{expected} is not in {faults:#?}");
    }
}

#[test]
fn functions_are_found_by_their_whole_names() {
    let rust = "fn one<T>() { fn two() {} } impl A { pub(crate) async fn three(&self) {} } trait T { fn four(); }
        macro_rules! five { ($n:ident) => { fn $n() {} fn six() {} } } seven! { x } // fn no() {}";
    let found = |file, source| definitions::of(file, source).into_iter().collect::<Vec<_>>();
    assert_eq!(found("a.rs", rust), ["five!", "four", "one", "seven!", "six", "three", "two"]);
    assert_eq!(
        found("a.py", "class A:\n    def one(self): ...\n    async def two(self): 'def no(): ...'\n"),
        ["one", "two"]
    );
    let typescript = "export function one<T>(): void {} class A { async two() {} } const three = () => 1, no = 2;";
    assert_eq!(found("a.ts", typescript), ["one", "three", "two"]);
}
