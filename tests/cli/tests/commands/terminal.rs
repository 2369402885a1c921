//! Tables on a terminal, which `script` (util-linux) gives the program.

use std::process::Command;

use serde_json::json;

use crate::answering;
use crate::program::told;

#[test]
fn a_table_is_as_wide_as_the_terminal() {
    let long = "n".repeat(30);
    let agent = json!({"id": "i".repeat(36), "name": long, "description": "d".repeat(40), "status": "last-column"});
    let (_runtime, server) = answering(200, json!({"agents": [agent]}));
    let lines = |columns: u16, set: &str| {
        let program = env!("CARGO_BIN_EXE_geai-client-tested");
        let mut command = Command::new("script");
        command.args(["-qec", &format!("stty cols {columns} rows 24; {set} {program} agents list"), "/dev/null"]);
        command.env("GEAI_API_BASE_URL", server.url()).env("GEAI_APITOKEN", "canary-token").env_remove("COLUMNS");
        let (shown, errors, code) = told(&command.output().unwrap());
        assert_eq!(code, 0, "{shown}{errors}");
        shown
    };
    let shown = |columns, set| lines(columns, set).lines().map(|line| line.trim_end().chars().count()).max().unwrap();
    // The name stays, cut with a mark.
    let narrow = lines(40, "");
    assert!(shown(40, "") <= 40 && narrow.contains("name") && narrow.contains("nnnnnnnnnn…"), "{narrow}");
    assert!(shown(200, "") > 120);
    assert!(shown(60, "") <= 60);
    assert!(shown(60, "COLUMNS=150") > 100);
}
