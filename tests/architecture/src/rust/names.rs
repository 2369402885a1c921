//! The modules of a crate, the names in each, and what a path names.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{Attribute, Block, Expr, ExprLit, ImplItem, Item, Lit, Meta, Stmt, Token, TraitItem, UseTree};

use crate::sources;

/// Methods of types of other crates that are called here: of a call by such a name nothing says whose it is.
const METHODS_OF_OTHERS: &[&str] = &["build", "send"];

/// One module, in a file of its own or within one.
#[derive(Debug, Default)]
pub struct Module {
    /// The file that holds it, by its path in the tree.
    pub file: String,
    pub parent: Option<usize>,
    pub children: BTreeMap<String, usize>,
    /// Names of its items.
    pub items: BTreeSet<String>,
    /// Names that `use` brings in, and their paths.
    pub uses: BTreeMap<String, Vec<String>>,
    /// Paths of `use path::*`.
    pub globs: Vec<Vec<String>>,
}

/// What a path names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    Module(usize),
    /// An item of this module.
    Item(usize),
}

/// The crates of one folder, a library and a program: their modules and parsed files.
#[derive(Default)]
pub struct Crate {
    pub modules: Vec<Module>,
    /// Each file with its module.
    pub files: Vec<(usize, syn::File)>,
    /// Where each `macro_rules` is defined, by name.
    pub macros: BTreeMap<String, usize>,
    /// The `impl` and `trait` blocks that have a function of this name.
    pub functions: BTreeMap<String, Vec<ImplOf>>,
}

/// An `impl` or a `trait` of a module.
pub struct ImplOf {
    pub module: usize,
    /// The type of an `impl` without a trait.
    of: Vec<String>,
}

impl Crate {
    /// Reads a crate from its root file in `folder`. What is loaded first, a library, is named so in what comes later.
    pub fn load(&mut self, folder: &Path, root: &str, library: &str) {
        let module = self.modules.len();
        let children = (module > 0).then(|| (library.to_owned(), 0)).into_iter().collect();
        self.modules.push(Module { file: root.to_owned(), children, ..Module::default() });
        self.load_file(folder, module, Path::new(""));
    }

    /// Reads the file of a module, whose children are files in `inside`.
    fn load_file(&mut self, folder: &Path, module: usize, inside: &Path) {
        let file = self.modules[module].file.clone();
        let parsed = syn::parse_file(&sources::read(&folder.join(&file)));
        let parsed = parsed.unwrap_or_else(|error| panic!("{file}:{}: {error}", error.span().start().line));
        self.load_items(folder, module, inside, &parsed.items);
        self.files.push((module, parsed));
    }

    fn load_items(&mut self, folder: &Path, module: usize, inside: &Path, items: &[Item]) {
        for item in items {
            let mut inner = UsesInBlocks::default();
            if !matches!(item, Item::Mod(_)) {
                inner.visit_item(item);
            }
            inner.0.into_iter().for_each(|tree| self.load_use(module, Vec::new(), tree));
            for name in functions(item) {
                self.functions.entry(name).or_default().push(ImplOf { module, of: type_of(item) });
            }
            match item {
                Item::Mod(item) if !only_in_tests(&item.attrs) => {
                    let name = item.ident.to_string();
                    let mut child = Module { parent: Some(module), ..Module::default() };
                    if let Some((_, items)) = &item.content {
                        child.file.clone_from(&self.modules[module].file);
                        let child = self.child(module, &name, child);
                        self.load_items(folder, child, &inside.join(&name), items);
                    } else {
                        let (file, inside) = file_of(folder, inside, &name, &item.attrs);
                        child.file = sources::slashes(&file);
                        let child = self.child(module, &name, child);
                        self.load_file(folder, child, &inside);
                    }
                }
                Item::Use(item) if !only_in_tests(&item.attrs) => self.load_use(module, Vec::new(), &item.tree),
                Item::Macro(item) if !only_in_tests(&item.attrs) => {
                    if let Some(name) = &item.ident {
                        self.macros.insert(name.to_string(), module);
                        self.modules[module].items.insert(name.to_string());
                        if item.attrs.iter().any(|attribute| attribute.path().is_ident("macro_export")) {
                            let path = self.path_of(module).into_iter().chain([name.to_string()]).collect();
                            let root = self.root_of(module);
                            self.modules[root].uses.entry(name.to_string()).or_insert(path);
                        }
                    }
                }
                Item::Const(syn::ItemConst { attrs, ident, .. })
                | Item::Enum(syn::ItemEnum { attrs, ident, .. })
                | Item::Fn(syn::ItemFn { attrs, sig: syn::Signature { ident, .. }, .. })
                | Item::Static(syn::ItemStatic { attrs, ident, .. })
                | Item::Struct(syn::ItemStruct { attrs, ident, .. })
                | Item::Trait(syn::ItemTrait { attrs, ident, .. })
                | Item::TraitAlias(syn::ItemTraitAlias { attrs, ident, .. })
                | Item::Type(syn::ItemType { attrs, ident, .. })
                | Item::Union(syn::ItemUnion { attrs, ident, .. })
                    if !only_in_tests(attrs) =>
                {
                    self.modules[module].items.insert(ident.to_string());
                }
                _ => {}
            }
        }
    }

    fn child(&mut self, module: usize, name: &str, child: Module) -> usize {
        self.modules.push(child);
        let at = self.modules.len() - 1;
        self.modules[module].children.insert(name.to_owned(), at);
        at
    }

    fn load_use(&mut self, module: usize, mut path: Vec<String>, tree: &UseTree) {
        let module_names = &mut self.modules[module];
        let file = &module_names.file;
        let mut bring_in = |name: String, path: Vec<String>| match module_names.uses.get(&name) {
            Some(earlier) if *earlier != path && name != "_" => {
                panic!("{file}: `{name}` is brought in twice, from {} and {}", earlier.join("::"), path.join("::"))
            }
            _ => drop(module_names.uses.insert(name, path)),
        };
        match tree {
            UseTree::Path(tree) => {
                path.push(tree.ident.to_string());
                self.load_use(module, path, &tree.tree);
            }
            UseTree::Group(tree) => tree.items.iter().for_each(|tree| self.load_use(module, path.clone(), tree)),
            UseTree::Glob(_) => module_names.globs.push(path),
            UseTree::Name(tree) if tree.ident == "self" => {
                if let Some(name) = path.last().cloned() {
                    bring_in(name, path);
                }
            }
            UseTree::Name(tree) => {
                path.push(tree.ident.to_string());
                bring_in(tree.ident.to_string(), path);
            }
            UseTree::Rename(tree) => {
                if tree.ident != "self" {
                    path.push(tree.ident.to_string());
                }
                bring_in(tree.rename.to_string(), path);
            }
        }
    }

    /// The module whose `impl` of a type of another file alone has a method of this name.
    pub fn method_elsewhere(&self, name: &str) -> Option<usize> {
        if METHODS_OF_OTHERS.contains(&name) {
            return None;
        }
        let [ImplOf { module, of }] = self.functions.get(name)?.as_slice() else { return None };
        let Named::Item(home) = self.resolve(*module, of)? else { return None };
        (self.modules[home].file != self.modules[*module].file).then_some(*module)
    }

    fn root_of(&self, module: usize) -> usize {
        self.modules[module].parent.map_or(module, |parent| self.root_of(parent))
    }

    /// The path of a module from the root, beginning with `crate`.
    fn path_of(&self, module: usize) -> Vec<String> {
        let Some(parent) = self.modules[module].parent else { return vec!["crate".to_owned()] };
        let mut path = self.path_of(parent);
        let name = self.modules[parent].children.iter().find(|(_, child)| **child == module);
        path.extend(name.map(|(name, _)| name.clone()));
        path
    }

    /// What a path names, seen from a module; `None` for what other crates define.
    pub fn resolve(&self, module: usize, path: &[String]) -> Option<Named> {
        self.resolve_within(module, path, 0)
    }

    fn resolve_within(&self, module: usize, path: &[String], depth: usize) -> Option<Named> {
        let (first, mut rest) = path.split_first()?;
        let mut at = match first.as_str() {
            "crate" => Named::Module(self.root_of(module)),
            "self" => Named::Module(module),
            "super" => Named::Module(self.modules[module].parent?),
            name => self.lookup(module, name, depth)?,
        };
        while let (Named::Module(inside), Some((name, later))) = (at, rest.split_first()) {
            at = match name.as_str() {
                "super" => Named::Module(self.modules[inside].parent?),
                // A name that no item shows was written by a macro of that module.
                name => self.lookup(inside, name, depth).unwrap_or(Named::Item(inside)),
            };
            rest = later;
        }
        Some(at)
    }

    /// What a name is in a module: its own, or brought in by `use`.
    pub fn lookup(&self, module: usize, name: &str, depth: usize) -> Option<Named> {
        let names = &self.modules[module];
        if let Some(child) = names.children.get(name) {
            return Some(Named::Module(*child));
        }
        if names.items.contains(name) {
            return Some(Named::Item(module));
        }
        // Names that bring each other in are no names of this crate.
        if depth > 16 {
            return None;
        }
        if let Some(path) = names.uses.get(name) {
            let own = path.len() == 1 && path.first().is_some_and(|only| only == name);
            return if own { None } else { self.resolve_use(module, name, path, depth + 1) };
        }
        names.globs.iter().find_map(|path| match self.resolve_within(module, path, depth + 1)? {
            Named::Module(from) if from != module => self.lookup(from, name, depth + 1),
            _ => None,
        })
    }

    /// What the path of a `use` names. Its first name is not the one that it brings in: `use serde::serde;`.
    fn resolve_use(&self, module: usize, name: &str, path: &[String], depth: usize) -> Option<Named> {
        let names = &self.modules[module];
        let first = path.first()?;
        if first == name && !names.children.contains_key(first) && !names.items.contains(first) {
            return None;
        }
        self.resolve_within(module, path, depth)
    }
}

/// The `use` of blocks, whose names count for the whole module.
#[derive(Default)]
struct UsesInBlocks<'a>(Vec<&'a UseTree>);

impl<'a> Visit<'a> for UsesInBlocks<'a> {
    fn visit_item(&mut self, item: &'a Item) {
        let tests = match item {
            Item::Fn(item) => only_in_tests(&item.attrs),
            Item::Impl(item) => only_in_tests(&item.attrs),
            _ => false,
        };
        if !tests {
            visit::visit_item(self, item);
        }
    }

    fn visit_block(&mut self, block: &'a Block) {
        self.0.extend(block.stmts.iter().filter_map(|statement| match statement {
            Stmt::Item(Item::Use(item)) => Some(&item.tree),
            _ => None,
        }));
        visit::visit_block(self, block);
    }
}

/// The names of the functions of an `impl` or a `trait`.
fn functions(item: &Item) -> impl Iterator<Item = String> {
    let own = match item {
        Item::Impl(item) if !only_in_tests(&item.attrs) => item.items.as_slice(),
        _ => &[],
    };
    let declared = if let Item::Trait(item) = item { item.items.as_slice() } else { &[] };
    let own = own.iter().filter_map(|item| if let ImplItem::Fn(item) = item { Some(&item.sig) } else { None });
    let declared =
        declared.iter().filter_map(|item| if let TraitItem::Fn(item) = item { Some(&item.sig) } else { None });
    own.chain(declared).map(|signature| signature.ident.to_string()).collect::<Vec<_>>().into_iter()
}

/// The path of the type whose own functions an `impl` has.
fn type_of(item: &Item) -> Vec<String> {
    match item {
        Item::Impl(syn::ItemImpl { trait_: None, self_ty, .. }) => match &**self_ty {
            syn::Type::Path(path) => path.path.segments.iter().map(|segment| segment.ident.to_string()).collect(),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// The file of `mod name;`, and the folder of its own modules.
fn file_of(folder: &Path, inside: &Path, name: &str, attributes: &[Attribute]) -> (PathBuf, PathBuf) {
    let given = attributes.iter().find_map(|attribute| match &attribute.meta {
        Meta::NameValue(meta) if meta.path.is_ident("path") => match &meta.value {
            Expr::Lit(ExprLit { lit: Lit::Str(path), .. }) => Some(path.value()),
            _ => None,
        },
        _ => None,
    });
    let file = given.map_or_else(|| inside.join(format!("{name}.rs")), |path| inside.join(path));
    if folder.join(&file).exists() {
        (file, inside.join(name))
    } else {
        (inside.join(name).join("mod.rs"), inside.join(name))
    }
}

/// Whether only tests build an item.
pub fn only_in_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().filter(|attribute| attribute.path().is_ident("cfg")).any(|attribute| {
        let condition = attribute.parse_args::<Meta>();
        condition.is_ok_and(|condition| needs_test(&condition))
    })
}

/// Whether a condition holds in tests alone.
fn needs_test(condition: &Meta) -> bool {
    let Meta::List(list) = condition else { return condition.path().is_ident("test") };
    let parts = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated).unwrap_or_default();
    match list.path.get_ident().map(ToString::to_string).as_deref() {
        Some("all") => parts.iter().any(needs_test),
        Some("any") => !parts.is_empty() && parts.iter().all(needs_test),
        _ => false,
    }
}
