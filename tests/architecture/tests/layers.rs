//! Every tree of the project is as the table of layers says: no circle, and no arrow that the table does not have.

use geai_architecture::layers::{TREES, unread};
use geai_architecture::sources::{read, root};

fn check(folder: &str) {
    let tree = TREES.iter().find(|tree| tree.folder == folder).unwrap();
    let graph = tree.read(&root());
    assert!(graph.files.len() > 5 && graph.arrows.len() > 20, "{folder}: hardly anything was read");
    let faults = tree.faults(&graph);
    assert!(faults.is_empty(), "{folder}:\n{}", faults.join("\n"));
}

#[test]
fn core() {
    check("core/src");
}

#[test]
fn emulator() {
    check("emulator/src");
}

#[test]
fn python_module() {
    check("bindings-python/src");
}

#[test]
fn python_package() {
    check("bindings-python/python/geai_client");
}

#[test]
fn node_addon() {
    check("bindings-node/src");
}

#[test]
fn node_package() {
    check("bindings-node/ts");
}

#[test]
fn command_line() {
    check("cli/src");
}

#[test]
fn generator() {
    check("core/codegen/src");
}

#[test]
fn the_picture_names_every_layer() {
    let text = read(&root().join("ARCHITECTURE.md"));
    let picture = text.split("```").nth(1).unwrap();
    let named = |name: &str| picture.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|word| word == name);
    let mut missing = Vec::new();
    for tree in TREES {
        let layers = tree.layers.iter().map(|(layer, _)| layer.split('.').next().unwrap());
        // What a library exports says nothing of where it stands.
        missing.extend(
            layers.filter(|layer| *layer != "lib" && !named(layer)).map(|layer| format!("{}/{layer}", tree.folder)),
        );
        if !picture.contains(tree.folder) {
            missing.push(tree.folder.to_owned());
        }
    }
    assert_eq!(missing, [""; 0], "the picture of ARCHITECTURE.md does not name these");
}

#[test]
fn every_crate_that_is_shipped_is_in_the_table() {
    assert_eq!(unread(&root()), [""; 0]);
}

#[test]
fn the_emulator_depends_on_nothing_of_the_core() {
    let manifest = read(&root().join("emulator/Cargo.toml"));
    assert!(!manifest.contains("geai-client"), "the emulator is a second opinion of what the server does");
}
