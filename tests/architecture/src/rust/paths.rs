//! The paths of each file, and the files that they name.

use proc_macro2::{Ident, TokenStream};
use syn::visit::{self, Visit};
use syn::{Attribute, ExprMethodCall, ItemExternCrate, ItemMod, ItemUse, Macro, Path, UseTree, Visibility};

use super::names::{Crate, Named, only_in_tests};
use super::tokens;
use crate::graph::Graph;

/// Adds the arrows of a crate.
pub fn read(names: &Crate, graph: &mut Graph) {
    for (module, file) in &names.files {
        Reader { names, module: *module, graph }.visit_file(file);
    }
}

struct Reader<'c> {
    names: &'c Crate,
    module: usize,
    graph: &'c mut Graph,
}

impl Reader<'_> {
    fn add(&mut self, path: &[Ident]) {
        let Some(first) = path.first() else { return };
        let path: Vec<String> = path.iter().map(Ident::to_string).collect();
        if let Some(Named::Item(module)) = self.names.resolve(self.module, &path) {
            self.add_arrow(module, first, &path.join("::"));
        }
    }

    fn add_arrow(&mut self, to: usize, at: &Ident, what: &str) {
        let modules = &self.names.modules;
        self.graph.add(&modules[self.module].file, &modules[to].file, at.span().start().line, what);
    }

    /// A macro by its name alone: macros of earlier modules need no `use`.
    fn add_macro(&mut self, name: &Ident) {
        let text = name.to_string();
        let named = self.names.lookup(self.module, &text, 0);
        if let (None, Some(module)) = (named, self.names.macros.get(&text)) {
            self.add_arrow(*module, name, &text);
        }
    }

    /// A path that goes on with a parameter of a macro: it stays in its file where that has no modules.
    fn add_open(&mut self, path: &[Ident]) {
        let names: Vec<String> = path.iter().map(Ident::to_string).collect();
        let modules = &self.names.modules;
        match (self.names.resolve(self.module, &names), path.first()) {
            (Some(Named::Module(module)), Some(first)) if modules[module].children.is_empty() => {
                self.add_arrow(module, first, &names.join("::"));
            }
            _ => panic!("{}: `{}::$…` hides uses", modules[self.module].file, names.join("::")),
        }
    }

    fn add_tokens(&mut self, tokens: TokenStream) {
        for path in tokens::paths(tokens) {
            if path.open {
                self.add_open(&path.names);
                continue;
            }
            if let ([name], true) = (path.names.as_slice(), path.called) {
                self.add_macro(name);
            }
            self.add(&path.names);
        }
    }

    /// A method of an `impl` that stands in another file than its type: it needs no `use`.
    fn add_method(&mut self, name: &Ident) {
        if let Some(module) = self.names.method_elsewhere(&name.to_string()) {
            self.add_arrow(module, name, &format!(".{name}()"));
        }
    }

    fn add_use(&mut self, path: &mut Vec<Ident>, tree: &UseTree) {
        match tree {
            UseTree::Path(tree) => {
                path.push(tree.ident.clone());
                self.add_use(path, &tree.tree);
                path.pop();
            }
            UseTree::Group(tree) => tree.items.iter().for_each(|tree| self.add_use(path, tree)),
            // The names that come in this way from a module count where they are used; those of an enumeration, here.
            UseTree::Glob(_) => self.add(path),
            UseTree::Name(syn::UseName { ident, .. }) | UseTree::Rename(syn::UseRename { ident, .. }) => {
                if ident == "self" {
                    self.add(path);
                } else {
                    path.push(ident.clone());
                    self.add(path);
                    path.pop();
                }
            }
        }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        let attributes = attributes(item);
        if !only_in_tests(attributes) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if item.content.is_some() {
            let outside = self.module;
            self.module = self.names.modules[outside].children[&item.ident.to_string()];
            visit::visit_item_mod(self, item);
            self.module = outside;
        }
    }

    fn visit_item_extern_crate(&mut self, item: &'ast ItemExternCrate) {
        panic!("{}: `extern crate {}` hides uses", self.names.modules[self.module].file, item.ident)
    }

    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        self.add_method(&call.method);
        visit::visit_expr_method_call(self, call);
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.add_use(&mut Vec::new(), &item.tree);
    }

    fn visit_path(&mut self, path: &'ast Path) {
        let names: Vec<Ident> = path.segments.iter().map(|segment| segment.ident.clone()).collect();
        self.add(&names);
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, invoked: &'ast Macro) {
        let file = &self.names.modules[self.module].file;
        let included = invoked.path.segments.last().is_some_and(|name| name.ident == "include");
        assert!(!included, "{file}: `include!` hides uses");
        if let Some(name) = invoked.path.get_ident() {
            self.add_macro(name);
        }
        self.add_tokens(invoked.tokens.clone());
        visit::visit_macro(self, invoked);
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if let syn::Meta::List(list) = &attribute.meta {
            self.add_tokens(list.tokens.clone());
            // As in `#[serde(with = "module::of")]`.
            for text in tokens::strings(list.tokens.clone()).iter().filter(|text| text.value().contains("::")) {
                if let Ok(path) = text.parse::<Path>() {
                    let names: Vec<_> = path.segments.iter().map(|segment| segment.ident.clone()).collect();
                    self.add(&names);
                }
            }
        }
        visit::visit_attribute(self, attribute);
    }

    // `pub(in path)` uses nothing.
    fn visit_visibility(&mut self, _: &'ast Visibility) {}
}

fn attributes(item: &syn::Item) -> &[Attribute] {
    use syn::Item::{Const, Enum, Fn, Impl, Macro, Mod, Static, Struct, Trait, Type, Use};
    match item {
        Const(syn::ItemConst { attrs, .. })
        | Enum(syn::ItemEnum { attrs, .. })
        | Fn(syn::ItemFn { attrs, .. })
        | Impl(syn::ItemImpl { attrs, .. })
        | Macro(syn::ItemMacro { attrs, .. })
        | Mod(syn::ItemMod { attrs, .. })
        | Static(syn::ItemStatic { attrs, .. })
        | Struct(syn::ItemStruct { attrs, .. })
        | Trait(syn::ItemTrait { attrs, .. })
        | Type(syn::ItemType { attrs, .. })
        | Use(syn::ItemUse { attrs, .. }) => attrs,
        _ => &[],
    }
}
