//! Uses of Rust: `use`, paths in code and types, paths in the tokens of macros.

mod names;
mod paths;
mod tokens;

use std::path::Path;

use crate::graph::Graph;
use crate::sources;
use names::Crate;
pub use names::only_in_tests;

/// Reads the crate whose source is in `folder`, from `lib.rs`, `main.rs`, or both; `main.rs` calls the other `library`.
///
/// A path counts for the file that defines its last name that is a module or an item: a name that `pub use` re-exports
/// counts for the file behind it. Naming a module is not using it: what is reached through it counts. `mod name;` is no
/// use, and what only tests build is left out. In a macro, `$crate::` counts for the file that defines the macro.
pub fn read(folder: &Path, library: &str) -> Graph {
    let roots: Vec<_> = ["lib.rs", "main.rs"].into_iter().filter(|root| folder.join(root).exists()).collect();
    assert!(!roots.is_empty(), "{}: no lib.rs and no main.rs", folder.display());
    let mut names = Crate::default();
    for root in roots {
        names.load(folder, root, library);
    }
    let mut graph = Graph::default();
    graph.files.extend(names.modules.iter().map(|module| module.file.clone()));
    graph.unread.extend(sources::files(folder, &["rs"]).into_iter().filter(|file| !graph.files.contains(file)));
    paths::read(&names, &mut graph);
    graph
}
