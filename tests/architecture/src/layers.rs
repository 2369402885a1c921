//! The table of layers: the folders of each tree, the lowest first, and what each may use.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::graph::Graph;
use crate::{python, rust, sources, typescript};

/// The sources of one package in one language.
#[derive(Debug)]
pub struct Tree {
    /// The folder of its sources.
    pub folder: &'static str,
    pub language: Language,
    /// Its folders, and its files outside of folders, the lowest first; each with those that it may use, which stand before it.
    pub layers: &'static [(&'static str, &'static [&'static str])],
}

/// A language, and what its reader needs to know.
#[derive(Debug)]
pub enum Language {
    /// With the name by which `main.rs` calls the library beside it.
    Rust(&'static str),
    Python,
    /// The npm package of this name.
    TypeScript(&'static str),
}

/// Every tree. A tree that is added to the project is added here.
pub const TREES: &[Tree] = &[
    Tree {
        folder: "core/src",
        language: Language::Rust("geai_client"),
        layers: &[
            ("host_threads.rs", &[]),
            ("json", &[]),
            ("error", &["json"]),
            ("events", &["error"]),
            ("retry", &[]),
            ("schema", &["json", "error"]),
            ("models", &["json", "error", "schema"]),
            ("definitions", &["json", "error", "schema", "models"]),
            ("config", &["json", "retry", "error", "events", "schema"]),
            ("transport", &["retry", "error", "schema", "models", "config"]),
            ("operation", &["json", "retry", "error", "schema", "models", "config", "transport"]),
            ("response", &["json", "error", "schema", "models", "transport", "operation"]),
            ("client", &["json", "retry", "error", "events", "schema", "config", "transport", "operation", "response"]),
            ("api", &["json", "retry", "error", "schema", "models", "config", "operation", "response", "client"]),
            (
                "change",
                &[
                    "json",
                    "error",
                    "schema",
                    "models",
                    "definitions",
                    "config",
                    "operation",
                    "response",
                    "client",
                    "api",
                ],
            ),
            (
                "bindings.rs",
                &[
                    "host_threads.rs",
                    "json",
                    "retry",
                    "error",
                    "events",
                    "schema",
                    "config",
                    "operation",
                    "response",
                    "client",
                    "api",
                    "definitions",
                    "change",
                ],
            ),
            ("fuzzing.rs", &["retry", "error", "transport", "response"]),
            (
                "lib.rs",
                &["json", "retry", "error", "events", "schema", "config", "operation", "response", "client", "api"],
            ),
        ],
    },
    Tree {
        folder: "emulator/src",
        language: Language::Rust("geai_emulator"),
        layers: &[
            ("input", &[]),
            ("http", &["input"]),
            ("store", &[]),
            ("rules", &["http", "input", "store"]),
            ("handlers", &["http", "store", "rules"]),
            ("seed", &["http", "input", "store", "rules", "handlers"]),
            ("snapshot.rs", &["input", "store", "rules"]),
            ("shared.rs", &["http", "input", "store", "rules", "seed", "snapshot.rs"]),
            ("router", &["http", "input", "store", "rules", "handlers", "seed", "snapshot.rs", "shared.rs"]),
            ("server", &["http", "store", "router", "shared.rs"]),
            ("handle.rs", &["http", "input", "store", "rules", "seed", "snapshot.rs", "server", "shared.rs"]),
            ("builder.rs", &["http", "store", "rules", "seed", "snapshot.rs", "handle.rs", "shared.rs"]),
            ("state_file.rs", &["snapshot.rs"]),
            ("cli.rs", &["http", "store", "rules", "seed", "state_file.rs", "handle.rs"]),
            ("lib.rs", &["http", "input", "store", "rules", "seed", "snapshot.rs", "handle.rs", "builder.rs"]),
            ("main.rs", &["cli.rs"]),
        ],
    },
    Tree {
        folder: "core/codegen/src",
        language: Language::Rust(""),
        layers: &[
            ("output.rs", &[]),
            ("operations.rs", &["output.rs"]),
            ("errors.rs", &["output.rs"]),
            ("schemas.rs", &["output.rs"]),
            ("file_schemas.rs", &["output.rs"]),
            ("reliability.rs", &["output.rs", "operations.rs"]),
            ("python", &["operations.rs"]),
            ("typescript", &["operations.rs"]),
            ("python.rs", &["output.rs", "python"]),
            ("typescript.rs", &["output.rs", "typescript"]),
            (
                "main.rs",
                &[
                    "output.rs",
                    "operations.rs",
                    "errors.rs",
                    "schemas.rs",
                    "file_schemas.rs",
                    "reliability.rs",
                    "python.rs",
                    "typescript.rs",
                ],
            ),
        ],
    },
    Tree {
        folder: "bindings-python/src",
        language: Language::Rust(""),
        layers: &[
            ("runtime", &[]),
            ("call", &["runtime"]),
            ("convert", &["runtime", "call"]),
            ("client", &["runtime", "call", "convert"]),
            ("lib.rs", &["runtime", "call", "convert", "client"]),
        ],
    },
    Tree {
        folder: "bindings-python/python/geai_client",
        language: Language::Python,
        layers: &[
            ("_native_support", &[]),
            ("_native.pyi", &["_native_support"]),
            ("_value.py", &[]),
            ("_annotation_types.py", &["_native.pyi"]),
            ("_annotations.py", &["_annotation_types.py"]),
            ("_errors.py", &["_native.pyi", "_value.py", "_annotations.py"]),
            ("_client", &["_native.pyi", "_value.py", "_annotations.py", "_errors.py"]),
            ("_generated", &["_native.pyi", "_annotation_types.py", "_client"]),
            ("types.py", &["_generated"]),
            ("__init__.py", &["_native.pyi", "_annotations.py", "_errors.py", "_client", "_generated"]),
            ("opentelemetry.py", &["_native.pyi"]),
            ("_testing_types.py", &["_native.pyi", "_annotation_types.py"]),
            ("testing.py", &["_native.pyi", "_testing_types.py", "__init__.py"]),
            ("_pyinstaller", &[]),
            ("__main__.py", &["_native.pyi"]),
        ],
    },
    Tree {
        folder: "bindings-node/src",
        language: Language::Rust(""),
        layers: &[
            ("runtime", &[]),
            ("call", &["runtime"]),
            ("convert", &["call"]),
            ("client", &["call", "convert"]),
            ("lib.rs", &[]),
        ],
    },
    Tree {
        folder: "cli/src",
        language: Language::Rust("geai_client_cli"),
        layers: &[
            ("streams.rs", &[]),
            ("exit.rs", &[]),
            ("signal.rs", &["exit.rs"]),
            ("grammar", &[]),
            ("input", &["streams.rs", "exit.rs", "signal.rs", "grammar"]),
            ("log.rs", &["streams.rs", "grammar"]),
            ("output", &["streams.rs", "grammar"]),
            ("doctor", &["streams.rs", "output"]),
            ("verbs", &["streams.rs", "exit.rs", "signal.rs", "grammar", "input", "log.rs", "output", "doctor"]),
            ("run.rs", &["streams.rs", "exit.rs", "grammar", "log.rs", "verbs"]),
            ("lib.rs", &["streams.rs", "run.rs"]),
            ("main.rs", &["lib.rs"]),
        ],
    },
    Tree {
        folder: "bindings-node/ts",
        language: Language::TypeScript("geai-client"),
        layers: &[
            ("errors", &[]),
            ("native", &["errors"]),
            ("convert", &["errors", "native"]),
            ("call", &["errors", "native", "convert"]),
            ("generated", &["convert", "call"]),
            ("client", &["errors", "native", "convert", "call", "generated"]),
            ("index.ts", &["errors", "convert", "call", "generated", "client"]),
            ("testing.ts", &["native", "convert", "call", "generated", "client"]),
            ("opentelemetry.ts", &["native", "call"]),
            ("cli.ts", &["native"]),
            ("bundle.ts", &["native", "call", "index.ts", "testing.ts"]),
            ("index.mts", &["index.ts"]),
            ("opentelemetry.mts", &["opentelemetry.ts"]),
            ("testing.mts", &["testing.ts"]),
        ],
    },
];

impl Tree {
    /// Reads its sources below `root`.
    pub fn read(&self, root: &Path) -> Graph {
        let folder = root.join(self.folder);
        match self.language {
            Language::Rust(library) => rust::read(&folder, library),
            Language::Python => python::read(&folder),
            Language::TypeScript(package) => typescript::read(&folder, package),
        }
    }

    /// What is wrong with its sources, beginning with the circles. Nothing means that it is as the table says.
    pub fn faults(&self, graph: &Graph) -> Vec<String> {
        let mut faults = Vec::new();
        faults.extend(graph.circles(str::to_owned).iter().map(ToString::to_string));
        let depths = graph.files.iter().map(|file| file.split('/').count()).max().unwrap_or_default();
        for depth in 1..depths {
            let circles = graph.circles(|file| folder_of(file, depth));
            for circle in circles.iter().map(ToString::to_string) {
                let between_folders = format!("between folders, {circle}");
                if ![&circle, &between_folders].into_iter().any(|known| faults.contains(known)) {
                    faults.push(between_folders);
                }
            }
        }
        faults.extend(graph.unread.iter().map(|file| format!("{}/{file}: no module names it", self.folder)));
        let layers: BTreeMap<_, _> = self.layers.iter().copied().collect();
        let found: BTreeSet<_> = graph.files.iter().map(|file| layer_of(file)).collect();
        faults.extend(
            found
                .iter()
                .filter(|name| !layers.contains_key(name.as_str()))
                .map(|name| format!("{}/{name}: not in the table of layers", self.folder)),
        );
        let arrows = graph.grouped(layer_of);
        for ((from, to), arrow) in &arrows {
            if layers.get(from.as_str()).is_some_and(|allowed| !allowed.contains(&to.as_str())) {
                faults.push(format!("{from} may not use {to}: {arrow}"));
            }
        }
        for (at, (name, allowed)) in self.layers.iter().enumerate() {
            if !found.contains(*name) {
                faults.push(format!("{}/{name}: in the table of layers, not in the tree", self.folder));
            }
            for lower in *allowed {
                if !self.layers[..at].iter().any(|(earlier, _)| earlier == lower) {
                    faults.push(format!("the table lets {name} use {lower}, which stands no lower"));
                }
                if !arrows.contains_key(&((*name).to_owned(), (*lower).to_owned())) {
                    faults.push(format!("the table lets {name} use {lower}, which it does not"));
                }
            }
        }
        faults
    }

    /// The height of a file's layer, the lowest first.
    pub fn height(&self, file: &str) -> Option<usize> {
        let layer = layer_of(file);
        self.layers.iter().position(|(name, _)| *name == layer)
    }
}

/// The layer of a file: the first folder of its path, or the file itself.
pub fn layer_of(file: &str) -> String {
    folder_of(file, 1)
}

/// The folder of a file at that depth, or the file itself where it stands higher.
fn folder_of(file: &str, depth: usize) -> String {
    file.split('/').take(depth).collect::<Vec<_>>().join("/")
}

/// Crates of the workspace that hold tests or benchmarks, and have no layers.
const WITHOUT_LAYERS: &[&str] = &["tests/", "qa/", "benches/"];

/// Crates of the workspace that the table leaves out.
pub fn unread(root: &Path) -> Vec<String> {
    let manifest = sources::read(&root.join("Cargo.toml"));
    let members = manifest.split_once("members = [").and_then(|(_, rest)| rest.split_once(']')).unwrap().0;
    let members = members.split(',').map(|member| member.trim().trim_matches('"')).filter(|member| !member.is_empty());
    let read = |member: &str| TREES.iter().any(|tree| tree.folder == format!("{member}/src"));
    let exempt = |member: &str| WITHOUT_LAYERS.iter().any(|prefix| member.starts_with(prefix));
    members.filter(|member| !read(member) && !exempt(member)).map(str::to_owned).collect()
}
