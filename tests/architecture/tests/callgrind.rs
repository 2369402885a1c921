//! Reads a profile of callgrind.

use geai_architecture::callgrind::{Function, Profile};

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
cfi=(2)
cfn=(2) one::called
calls=1 20
+1 900
0 7

fl=(2)
fn=(2)
20 3
cfi=(3) /src/never.rs
cfn=(3) one::never_entered
calls=1 8
+1 2
fl=(4) /src/written-by-the-compiler.rs
0 3
";

#[test]
fn functions_by_the_files_of_their_lines() {
    let profile = Profile::read(PROFILE);
    let found: Vec<_> = profile
        .entered
        .iter()
        .map(|(file, functions)| (&**file, functions.iter().map(|function| &*function.symbol).collect()))
        .collect();
    let expected: Vec<(&str, Vec<&str>)> =
        vec![("/src/a.rs", vec!["one::first"]), ("/src/b.rs", vec!["one::first", "one::called"])];
    assert_eq!(found, expected);
}

#[test]
fn functions_that_lead_to_another() {
    let profile = Profile::read(PROFILE);
    let leading = |symbol: &str| {
        let leading = profile.leading_to(|function| function.symbol == symbol);
        leading.into_iter().map(|function| (function.file, function.symbol)).collect::<Vec<_>>()
    };
    let of = |file: &str, symbol: &str| (file.to_owned(), symbol.to_owned());
    assert_eq!(leading("one::called"), [of("/src/a.rs", "one::first"), of("/src/b.rs", "one::called")]);
    assert_eq!(leading("one::first"), [of("/src/a.rs", "one::first")]);
}

#[test]
fn a_function_has_the_name_by_which_its_source_declares_it() {
    for (symbol, name) in [
        (
            "_ZN11geai_client9transport7failure10request_id28_$u7b$$u7b$closure$u7d$$u7d$17hf840c97782679bdfE",
            "request_id",
        ),
        (
            "_ZN79_$LT$geai_client..transport..redact..SentBody$u20$as$u20$core..clone..Clone$GT$5clone17h8d75aca36629b6f5E",
            "clone",
        ),
        ("_ZN11geai_client9transport9Transport7attempt17h14d83f85d6954e5aE'2", "attempt"),
        ("_RNvMNtCs1_5crate6moduleNtB2_4Type4read", "read"),
        ("main", "main"),
    ] {
        assert_eq!(Function { file: String::new(), symbol: symbol.to_owned() }.name(), name);
    }
}
