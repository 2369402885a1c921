//! What the readers see, form by form.

mod common;

use common::tree;
use geai_architecture::graph::Graph;
use geai_architecture::{python, rust, typescript};

/// The files that `file` uses, each once.
fn used<'g>(graph: &'g Graph, file: &str) -> Vec<&'g str> {
    let mut used: Vec<_> = graph.arrows.iter().filter(|arrow| arrow.from == file).map(|arrow| &*arrow.to).collect();
    used.sort_unstable();
    used.dedup();
    used
}

/// What `user.rs` with this text uses of three files.
fn rust_uses(name: &str, user: &str) -> Vec<String> {
    let files = [
        ("lib.rs", "pub mod a; mod b; pub mod user; pub use b::inner::{Deep, deep as renamed}; fn of_root() {}"),
        ("a.rs", "pub struct A; pub fn f() {} pub mod within { pub fn g() {} }"),
        ("b/mod.rs", "pub mod inner; pub use self::inner::*; pub struct B;"),
        ("b/inner.rs", "pub struct Deep; pub fn deep() {} macro_rules! spell { () => {} } pub(crate) use spell;"),
        ("user.rs", user),
    ];
    let graph = rust::read(&tree(name, &files), "");
    used(&graph, "user.rs").into_iter().map(str::to_owned).collect()
}

#[test]
fn rust_paths() {
    let cases: &[(&str, &[&str])] = &[
        ("use crate::a::A;", &["a.rs"]),
        ("use crate::{a::{self, f}, b::{inner::Deep, B}};", &["a.rs", "b/inner.rs", "b/mod.rs"]),
        ("use super::a::A as Other;", &["a.rs"]),
        ("mod own { use super::super::a::A; }", &["a.rs"]),
        ("fn go() { crate::a::f() }", &["a.rs"]),
        ("fn go() { crate::a::within::g() }", &["a.rs"]),
        ("fn go(_: Vec<crate::a::A>) {}", &["a.rs"]),
        ("impl From<crate::a::A> for u8 { fn from(_: crate::a::A) -> u8 { 0 } }", &["a.rs"]),
        ("use crate::a; fn go() { a::f() }", &["a.rs"]),
        ("use crate::Deep;", &["b/inner.rs"]),
        ("use crate::renamed;", &["b/inner.rs"]),
        ("use crate::b::Deep;", &["b/inner.rs"]),
        ("use crate::b::*; fn go(_: Deep) {}", &["b/inner.rs"]),
        ("use crate::of_root;", &["lib.rs"]),
        ("fn go() { println!(\"{:?}\", [crate::a::f()]) }", &["a.rs"]),
        ("use crate::b::inner as other; fn go() { vec![other::deep()]; }", &["b/inner.rs"]),
        ("crate::b::inner::spell!();", &["b/inner.rs"]),
        ("use crate::b::inner::spell; spell!();", &["b/inner.rs"]),
        ("#[derive(crate::a::Macro)] struct S;", &["a.rs"]),
        ("fn go() { use crate::b::inner as other; other::deep() }", &["b/inner.rs"]),
        ("fn go() { if true { use crate::a; a::f() } }", &["a.rs"]),
        ("use crate::a::Color::*;", &["a.rs"]),
        ("#[cfg(feature = \"latest\")] use crate::a::A;", &["a.rs"]),
        ("#[cfg(any(test, unix))] use crate::a::A;", &["a.rs"]),
        ("#[cfg(all(any(test, unix)))] use crate::a::A;", &["a.rs"]),
        // Written by a macro of that file, so no item shows it.
        ("use crate::a::Unseen;", &["a.rs"]),
        // No use.
        ("use crate::a;", &[]),
        ("pub(in crate::a) struct S;", &[]),
        ("#[cfg(test)] mod tests { use crate::a::A; }", &[]),
        ("#[cfg(all(test, unix))] use crate::a::A;", &[]),
        ("#[cfg(not(test))] use crate::a::A;", &["a.rs"]),
        ("use serde::a::A; fn go() { std::mem::drop(a) }", &[]),
        ("fn go(a: u8) { a.b::<u8>(); \"crate::a::f\"; } // crate::a::f()", &[]),
        ("/// [`crate::a::A`]\nfn go() {}", &[]),
    ];
    for (at, (user, expected)) in cases.iter().enumerate() {
        assert_eq!(rust_uses(&format!("rust{at}"), user), *expected, "{user}");
    }
}

#[test]
fn rust_macros() {
    let files = [
        ("lib.rs", "#[macro_use] mod marks; mod a; mod user; #[path = \"elsewhere.rs\"] mod other;"),
        (
            "marks.rs",
            "macro_rules! mark { ($x:expr) => { $crate::a::f($x) }; } #[macro_export] macro_rules! out { () => {} }",
        ),
        ("a.rs", "pub fn f(_: u8) {}"),
        ("user.rs", "fn go() { mark!(1); }"),
        ("elsewhere.rs", "fn go() { crate::out!() }"),
    ];
    let graph = rust::read(&tree("macros", &files), "");
    assert_eq!(used(&graph, "marks.rs"), ["a.rs"]);
    assert_eq!(used(&graph, "user.rs"), ["marks.rs"]);
    assert_eq!(used(&graph, "elsewhere.rs"), ["marks.rs"]);
}

#[test]
fn rust_program_beside_a_library() {
    let files =
        [("lib.rs", "pub mod cli;"), ("cli.rs", "pub fn run() {}"), ("main.rs", "fn main() { our_name::cli::run() }")];
    assert_eq!(used(&rust::read(&tree("program", &files), "our_name"), "main.rs"), ["cli.rs"]);
}

#[test]
fn python_imports() {
    let files = [
        ("__init__.py", "from .sub.deep import thing\n"),
        ("a.py", "x = 1\n"),
        ("native.pyi", "x: int\n"),
        ("sub/__init__.py", ""),
        ("sub/deep.py", "thing = 1\n"),
        (
            "sub/user.py",
            "from .. import a, thing\nfrom ..a import (\n    x as y,\n)\nfrom . import deep\nimport os.path\n",
        ),
        ("b.py", "def f():\n    import python_imports.sub.deep as d\n    from python_imports.native import x\n"),
        (
            "d.py",
            "import importlib\nm = importlib.import_module('.sub.deep', __package__)\nn = __import__(\"python_imports.a\")\n",
        ),
        ("c.py", "'''\nfrom .a import x\n'''\n# from .a import x\nfrom .sub import *\n"),
    ];
    let graph = python::read(&tree("python_imports", &files));
    assert_eq!(used(&graph, "__init__.py"), ["sub/deep.py"]);
    assert_eq!(used(&graph, "sub/user.py"), ["__init__.py", "a.py", "sub/deep.py"]);
    assert_eq!(used(&graph, "b.py"), ["native.pyi", "sub/deep.py"]);
    assert_eq!(used(&graph, "c.py"), ["sub/__init__.py"]);
    assert_eq!(used(&graph, "d.py"), ["a.py", "sub/deep.py"]);
}

#[test]
fn typescript_imports() {
    let user = r#"/// <reference path="./k.ts" />
        import a from "./a";
        import type { B } from "../top/b.js";
        export { c } from './c';
        export type * from "./d";
        const e = await import("./e");
        const f = require("./f");
        type G = import("./g").G;
        import "./h";
        import i = require("./i");
        const j = import(`./j`);
        import { other } from "node:fs";
        // import "./x";
        const text = `import "./x"`;
    "#;
    let names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "x"];
    let mut files: Vec<_> = names.iter().map(|name| (format!("top/{name}.ts"), "export {};")).collect();
    files.push(("top/user.ts".to_owned(), user));
    let files: Vec<_> = files.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    let graph = typescript::read(&tree("typescript", &files), "package");
    let expected: Vec<_> = names[..11].iter().map(|name| format!("top/{name}.ts")).collect();
    assert_eq!(used(&graph, "top/user.ts"), expected);
}
