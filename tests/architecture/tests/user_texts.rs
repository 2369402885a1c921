//! Texts for users carry no id of the wire contract: only its own page does.

use std::collections::BTreeSet;

use geai_architecture::sources::{files, read, root};

/// Folders, what their files end in, and the files that are for maintainers.
const USER_TEXTS: &[(&str, &[&str])] =
    &[("docs", &["md"]), ("bindings-python/python/geai_client", &["py", "pyi"]), ("bindings-node/ts", &["ts", "mts"])];
const FOR_MAINTAINERS: &[&str] = &["docs/contract.md", "docs/decisions/"];

/// The words of a text that have the form of an id, such as `A1-04` and `SIM-15`.
fn ids(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    words.filter(|word| {
        let Some((prefix, number)) = word.split_once('-') else { return false };
        let number = number.len() == 2 && number.chars().all(|c| c.is_ascii_digit());
        number && prefix.starts_with(|c: char| c.is_ascii_uppercase())
    })
}

#[test]
fn no_page_and_no_docstring_has_an_id_of_the_contract() {
    let contract = read(&root().join("docs/contract.md"));
    let known: BTreeSet<&str> = ids(&contract).collect();
    for id in ["A1-04", "SIM-15", "GEN-07"] {
        assert!(known.contains(id), "{id} was not read");
    }
    let mut found = Vec::new();
    for (folder, endings) in USER_TEXTS {
        for file in files(&root().join(folder), endings).iter().map(|file| format!("{folder}/{file}")) {
            if !FOR_MAINTAINERS.iter().any(|ours| file.starts_with(ours)) {
                let text = read(&root().join(&file));
                found.extend(ids(&text).filter(|id| known.contains(id)).map(|id| format!("{file}: {id}")));
            }
        }
    }
    assert_eq!(found, [""; 0]);
}
