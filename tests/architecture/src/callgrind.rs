//! Which functions a run under callgrind entered, by the files of their source.

use std::collections::{BTreeMap, BTreeSet};

/// The functions of each file, in a profile that callgrind wrote with lines as positions.
///
/// What has no line is left out: the compiler wrote it, and no file holds it.
pub fn entered(profile: &str) -> BTreeMap<String, BTreeSet<String>> {
    let (mut files, mut functions) = (Names::default(), Names::default());
    let (mut file, mut function, mut line) = (String::new(), String::new(), 0);
    let mut found = BTreeMap::<String, BTreeSet<String>>::new();
    let mut is_call = false;
    for row in profile.lines() {
        match row.split_once('=') {
            Some(("fl" | "fi" | "fe", name)) => file = files.read(name),
            Some(("fn", name)) => function = functions.read(name),
            Some(("cfi" | "cfl", name)) => drop(files.read(name)),
            Some(("cfn", name)) => drop(functions.read(name)),
            // The next row says what the call cost, which is not spent here.
            Some(("calls", _)) => is_call = true,
            _ => {
                let Some(at) = row.split(' ').next().and_then(|position| moved(line, position)) else { continue };
                line = at;
                if !std::mem::take(&mut is_call) && line > 0 {
                    found.entry(file.clone()).or_default().insert(function.clone());
                }
            }
        }
    }
    found
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
