//! Reads a profile of callgrind.

use geai_architecture::callgrind::entered;

const PROFILE: &str = "\
positions: line
events: Ir
ob=(1) /lib/one.so
fl=(1) /src/a.rs
fn=(1) one::first
10 5
+2 1
fi=(2) /src/b.rs
* 1
fe=(1)
-3 4
cfi=(3) /src/never.rs
cfn=(2) one::called
calls=1 20
+1 900
0 7

fl=(2)
fn=(2)
20 3
fl=(4) /src/written-by-the-compiler.rs
0 3
";

#[test]
fn functions_by_the_files_of_their_lines() {
    let found = entered(PROFILE);
    let found: Vec<_> =
        found.iter().map(|(file, names)| (&**file, names.iter().map(|name| &**name).collect())).collect();
    let expected: Vec<(&str, Vec<&str>)> =
        vec![("/src/a.rs", vec!["one::first"]), ("/src/b.rs", vec!["one::called", "one::first"])];
    assert_eq!(found, expected);
}
