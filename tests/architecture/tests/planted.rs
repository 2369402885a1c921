//! The test of layers can fail: circles and a forbidden arrow, planted in small trees, are found.

mod common;

use common::tree;
use geai_architecture::graph::Graph;
use geai_architecture::layers::{Language, Tree};
use geai_architecture::{python, rust, typescript};

const UPPER_AND_LOWER: Tree = Tree {
    folder: "",
    language: Language::Rust(""),
    layers: &[("lower", &[]), ("upper", &["lower"]), ("lib.rs", &[])],
};

/// Where `lower` gets its name from `upper`, by way of whatever `names` says.
fn folders(name: &str, root: &str, lower: &str, module: &str) -> Graph {
    let files = [
        ("lib.rs", root),
        ("lower/mod.rs", lower),
        ("upper/mod.rs", module),
        ("upper/answer.rs", "use crate::lower::base; pub struct Answer; pub fn top() { base() }"),
    ];
    rust::read(&tree(name, &files), "")
}

fn circles(graph: &Graph) -> Vec<String> {
    graph.circles(str::to_owned).iter().map(ToString::to_string).collect()
}

#[test]
fn a_tree_in_order_has_no_fault() {
    let graph = folders("order", "mod lower; mod upper;", "pub fn base() {}", "pub mod answer;");
    assert_eq!(UPPER_AND_LOWER.faults(&graph), [""; 0]);
}

#[test]
fn a_circle_through_a_re_export_of_the_root() {
    let root = "mod lower; mod upper; pub use upper::answer::Answer;";
    let graph = folders("root", root, "pub fn base() -> crate::Answer { todo!() }", "pub mod answer;");
    let found = circles(&graph);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("lower/mod.rs:1 uses upper/answer.rs (`crate::Answer`)"), "{found:?}");
    assert!(found[0].contains("upper/answer.rs:1 uses lower/mod.rs (`crate::lower::base`)"), "{found:?}");
}

#[test]
fn a_circle_through_a_re_export_of_a_folder() {
    let lower = "use crate::upper::Answer; pub fn base() { let _ = Answer; }";
    let graph = folders("folder", "mod lower; mod upper;", lower, "pub mod answer; pub use answer::Answer;");
    assert!(circles(&graph)[0].contains("lower/mod.rs:1 uses upper/answer.rs (`crate::upper::Answer`)"));
}

#[test]
fn a_circle_through_crate_in_a_macro_counts_for_the_file_that_defines_it() {
    let lower = "macro_rules! made { () => { $crate::upper::answer::Answer }; } pub(crate) use made; pub fn base() {}";
    let graph = folders("macro", "mod lower; mod upper;", lower, "pub mod answer;");
    assert!(circles(&graph)[0].contains("lower/mod.rs:1 uses upper/answer.rs (`crate::upper::answer::Answer`)"));
}

#[test]
fn a_circle_between_folders_whose_files_have_none() {
    let files = [
        ("lib.rs", "mod lower; mod upper;"),
        ("lower/mod.rs", "pub mod one; pub mod two;"),
        ("lower/one.rs", "pub struct One;"),
        ("lower/two.rs", "pub fn two() -> crate::upper::Top { todo!() }"),
        ("upper/mod.rs", "pub struct Top; fn one(_: crate::lower::one::One) {}"),
    ];
    let graph = rust::read(&tree("folders", &files), "");
    assert_eq!(circles(&graph), [""; 0]);
    assert!(UPPER_AND_LOWER.faults(&graph)[0].starts_with("between folders, a circle:"));
}

#[test]
fn a_circle_between_folders_within_a_layer() {
    let files = [
        ("lib.rs", "mod lower; mod upper;"),
        ("lower/mod.rs", "mod left; mod right; pub fn base() {}"),
        ("lower/left/mod.rs", "pub mod one; pub mod two;"),
        ("lower/left/one.rs", "pub struct One;"),
        ("lower/left/two.rs", "pub fn two() -> crate::lower::right::Right { todo!() }"),
        ("lower/right/mod.rs", "pub struct Right; fn one(_: crate::lower::left::one::One) {}"),
        ("upper/mod.rs", "pub fn top() { crate::lower::base() }"),
    ];
    let faults = UPPER_AND_LOWER.faults(&rust::read(&tree("nested", &files), ""));
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(faults[0].starts_with("between folders, a circle:"), "{faults:?}");
}

#[test]
fn a_circle_through_the_path_in_a_string_of_an_attribute() {
    let lower = "#[serde(with = \"crate::upper::answer::Answer\")] pub struct Low; pub fn base() {}";
    let graph = folders("string", "mod lower; mod upper;", lower, "pub mod answer;");
    assert_eq!(circles(&graph).len(), 1);
}

#[test]
fn a_file_that_no_module_names() {
    let graph = folders("unread", "mod lower; mod upper;", "pub fn base() {}", "");
    assert_eq!(UPPER_AND_LOWER.faults(&graph)[0], "/upper/answer.rs: no module names it");
}

#[test]
#[should_panic(expected = "`include!` hides uses")]
fn a_file_that_is_included() {
    folders("include", "mod lower; mod upper;", "include!(\"other.rs\");", "pub mod answer;");
}

#[test]
#[should_panic(expected = "`extern crate self` hides uses")]
fn the_crate_by_another_name() {
    folders("extern", "extern crate self as other; mod lower; mod upper;", "pub fn base() {}", "pub mod answer;");
}

#[test]
#[should_panic(expected = "`extern crate self` hides uses")]
fn the_crate_by_another_name_in_a_function() {
    let root = "mod lower; mod upper; fn run() { extern crate self as other; }";
    folders("extern_inside", root, "pub fn base() {}", "pub mod answer;");
}

#[test]
#[should_panic(expected = "`include!` hides uses")]
fn a_file_that_is_included_by_the_whole_name() {
    folders("std_include", "mod lower; mod upper;", "std::include!(\"other.rs\");", "pub mod answer;");
}

#[test]
#[should_panic(expected = "`name` is brought in twice, from crate::upper::answer and crate::lower")]
fn a_name_that_two_blocks_bring_in() {
    let lower =
        "fn one() { use crate::upper::answer as name; name::top() } pub fn base() { use crate::lower as name; }";
    folders("twice", "mod lower; mod upper;", lower, "pub mod answer;");
}

#[test]
#[should_panic(expected = "`crate::$…` hides uses")]
fn a_path_that_a_parameter_of_a_macro_ends() {
    let lower = "macro_rules! top { ($of:ident) => { $crate::$of::answer::top() }; } pub fn base() {}";
    folders("parameter", "mod lower; mod upper;", lower, "pub mod answer;");
}

#[test]
fn a_circle_through_a_string_in_a_nested_attribute() {
    let lower = "#[cfg_attr(all(), serde(with = \"crate::upper::answer::Answer\"))] pub struct Low; pub fn base() {}";
    let graph = folders("nested_string", "mod lower; mod upper;", lower, "pub mod answer;");
    assert_eq!(circles(&graph).len(), 1);
}

#[test]
fn a_circle_through_a_method_that_an_upper_folder_gives_a_type() {
    let lower = "pub struct Low; pub fn base() { Low.raise() }";
    let upper = "pub mod answer; impl crate::lower::Low { pub fn raise(&self) {} }";
    let graph = folders("method", "mod lower; mod upper;", lower, upper);
    assert_eq!(
        UPPER_AND_LOWER.faults(&graph).last().map(String::as_str),
        Some("lower may not use upper: lower/mod.rs:1 uses upper/mod.rs (`.raise()`)")
    );
}

#[test]
#[should_panic(expected = "the name of an imported module is to be a plain text")]
fn a_module_of_python_whose_name_is_computed() {
    let files = [("__init__.py", "import pkgutil\nname = pkgutil.resolve_name(f\"package.{__name__}\")\n")];
    python::read(&tree("package", &files));
}

#[test]
#[should_panic(expected = "`package/one` is this package by its own name")]
fn a_package_of_typescript_by_its_own_name() {
    typescript::read(&tree("own_name", &[("two.ts", "export type Two = import(\"package/one\").One;\n")]), "package");
}

#[test]
fn an_arrow_that_the_table_does_not_have() {
    let graph =
        folders("arrow", "mod lower; mod upper; fn run() { lower::base() }", "pub fn base() {}", "pub mod answer;");
    assert_eq!(
        UPPER_AND_LOWER.faults(&graph),
        ["lib.rs may not use lower: lib.rs:1 uses lower/mod.rs (`lower::base`)"]
    );
}

#[test]
fn a_folder_and_an_arrow_that_the_table_has_alone() {
    let table = Tree { layers: &[("lost", &[]), ("lower", &[]), ("upper", &["lost", "lower"])], ..UPPER_AND_LOWER };
    let graph = folders("alone", "mod lower; mod upper;", "pub fn base() {}", "pub mod answer;");
    let expected = [
        "/lib.rs: not in the table of layers",
        "/lost: in the table of layers, not in the tree",
        "the table lets upper use lost, which it does not",
    ];
    assert_eq!(table.faults(&graph), expected);
}

#[test]
fn a_table_that_lets_a_lower_folder_use_an_upper_one() {
    let table = Tree { layers: &[("lower", &["upper"]), ("upper", &["lower"]), ("lib.rs", &[])], ..UPPER_AND_LOWER };
    let graph = folders("table", "mod lower; mod upper;", "pub fn base() {}", "pub mod answer;");
    assert!(table.faults(&graph).contains(&"the table lets lower use upper, which stands no lower".to_owned()));
}

#[test]
fn a_circle_of_python_that_only_type_checkers_see() {
    let files = [
        ("__init__.py", ""),
        ("one.py", "TYPE_CHECKING = False\nif TYPE_CHECKING:\n    from .two import Two\n"),
        ("two.py", "def two():\n    from package import one\n"),
    ];
    assert_eq!(circles(&python::read(&tree("package", &files))).len(), 1);
}

#[test]
fn a_circle_of_typescript_in_types_alone() {
    let files = [
        ("one.ts", "import type { Two } from \"./two\";\nexport type One = Two;\n"),
        ("two.ts", "export type Two = import(\"./one\").One;\n"),
    ];
    assert_eq!(circles(&typescript::read(&tree("types", &files), "package")).len(), 1);
}
