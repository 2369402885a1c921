//! What a run under callgrind entered, and what called what in it.

use std::collections::{BTreeMap, BTreeSet};

/// The functions of a profile that callgrind wrote with lines as positions and without demangling: each instance of a
/// generic function is one of its own.
#[derive(Debug, Default)]
pub struct Profile {
    /// The functions whose code has lines of a file. What has no line is left out: the compiler wrote it, and no file holds it.
    pub entered: BTreeMap<String, BTreeSet<Function>>,
    /// The functions that call each function.
    pub callers: BTreeMap<Function, BTreeSet<Function>>,
}

/// The symbol of a function, and the file of its first line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Function {
    pub file: String,
    pub symbol: String,
}

impl Function {
    /// Whether the function belongs to a module, such as `models::agents`, by its path: what a macro writes has the lines of
    /// the macro.
    pub fn is_of_module(&self, module: &str) -> bool {
        format!("{:#}", rustc_demangle::demangle(&self.symbol)).contains(&format!("::{module}::"))
    }

    /// The name by which the source declares it. A closure and the body of an `async fn` have that of the function around
    /// them.
    pub fn name(&self) -> String {
        let path = format!("{:#}", rustc_demangle::demangle(self.symbol.split('\'').next().unwrap_or_default()));
        parts(&path).into_iter().rev().find(|part| !part.starts_with(['<', '{'])).unwrap_or_default().to_owned()
    }
}

/// The parts of a path between those `::` that stand in no brackets.
fn parts(path: &str) -> Vec<&str> {
    let (mut found, mut depth, mut from) = (Vec::new(), 0_usize, 0);
    for (at, mark) in path.char_indices() {
        match mark {
            '<' | '{' | '(' | '[' => depth += 1,
            '>' if path[..at].ends_with('-') => {}
            '>' | '}' | ')' | ']' => depth = depth.saturating_sub(1),
            ':' if depth == 0 && path[at..].starts_with("::") => {
                found.push(&path[from..at]);
                from = at + 2;
            }
            _ => {}
        }
    }
    found.push(&path[from..]);
    found
}

impl Profile {
    /// Reads the text of a profile.
    pub fn read(profile: &str) -> Self {
        let (mut files, mut symbols) = (Names::default(), Names::default());
        let (mut home, mut file, mut symbol, mut line) = (String::new(), String::new(), String::new(), 0);
        let (mut callee_file, mut callee) = (None, String::new());
        let (mut entered, mut calls) = (BTreeSet::new(), BTreeSet::new());
        // A function is called before or after its own lines, so files are known at the end.
        let mut homes = BTreeMap::new();
        let mut is_call = false;
        for row in profile.lines() {
            match row.split_once('=') {
                Some(("fl", name)) => {
                    home = files.read(name);
                    file.clone_from(&home);
                }
                Some(("fi" | "fe", name)) => file = files.read(name),
                Some(("fn", name)) => {
                    symbol = symbols.read(name);
                    homes.insert(symbol.clone(), home.clone());
                }
                Some(("cfi" | "cfl", name)) => callee_file = Some(files.read(name)),
                Some(("cfn", name)) => callee = symbols.read(name),
                Some(("calls", _)) => {
                    let of = callee_file.take().unwrap_or_else(|| home.clone());
                    homes.entry(callee.clone()).or_insert(of);
                    calls.insert((callee.clone(), symbol.clone()));
                    // The next row says what the call cost, which is not spent here.
                    is_call = true;
                }
                _ => {
                    let Some(at) = row.split(' ').next().and_then(|position| moved(line, position)) else { continue };
                    line = at;
                    if !std::mem::take(&mut is_call) && line > 0 {
                        entered.insert((file.clone(), symbol.clone()));
                    }
                }
            }
        }
        let function = |symbol: String| Function { file: homes.get(&symbol).cloned().unwrap_or_default(), symbol };
        let mut read = Self::default();
        for (file, symbol) in entered {
            read.entered.entry(file).or_default().insert(function(symbol));
        }
        for (callee, caller) in calls {
            read.callers.entry(function(callee)).or_default().insert(function(caller));
        }
        read
    }

    /// The functions that lead to one of these, and these.
    pub fn leading_to(&self, wanted: impl Fn(&Function) -> bool) -> BTreeSet<Function> {
        let mut open: Vec<_> = self.entered.values().flatten().filter(|function| wanted(function)).cloned().collect();
        let mut found: BTreeSet<_> = open.iter().cloned().collect();
        while let Some(function) = open.pop() {
            for caller in self.callers.get(&function).into_iter().flatten() {
                if found.insert(caller.clone()) {
                    open.push(caller.clone());
                }
            }
        }
        found
    }
}

/// A line: a number, `*` for the last one, or how far it is from that.
fn moved(line: i64, position: &str) -> Option<i64> {
    match position.split_at_checked(1)? {
        ("*", "") => Some(line),
        ("+", by) => Some(line + by.parse::<i64>().ok()?),
        ("-", by) => Some(line - by.parse::<i64>().ok()?),
        _ => position.parse().ok(),
    }
}

/// Names that are written once, as `(number) name`, and are `(number)` from then on.
#[derive(Default)]
struct Names(BTreeMap<String, String>);

impl Names {
    fn read(&mut self, text: &str) -> String {
        let Some((number, name)) = text.split_once(')') else { return text.to_owned() };
        if !name.is_empty() {
            self.0.insert(number.to_owned(), name.trim_start().to_owned());
        }
        self.0.get(number).cloned().unwrap_or_default()
    }
}
