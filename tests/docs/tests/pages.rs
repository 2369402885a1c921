//! What the documentation shows in Rust runs, page by page, against the emulator.

use std::path::Path;
use std::process::Command;

use geai_emulator::Emulator;

const PROGRAM: &str = env!("CARGO_BIN_EXE_geai-docs");

#[test]
fn every_page_runs() {
    let listed = Command::new(PROGRAM).output().unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    let mut pages: Vec<&str> = listed.lines().collect();
    pages.dedup();
    assert!(pages.len() > 1, "{pages:?}");
    let failed: Vec<String> = pages.into_iter().filter_map(|page| run(page).err()).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// Runs a page as a reader would: the environment names the server, the files of `examples` are there.
fn run(page: &str) -> Result<(), String> {
    let emulator = Emulator::builder().project("dev").project("prod").start().unwrap();
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(page.replace(['/', '.'], "_"));
    let _ = std::fs::remove_dir_all(&directory);
    std::fs::create_dir_all(&directory).unwrap();
    for folder in ["definitions", "integrations", "emulator"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(folder);
        for file in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            std::fs::copy(&file, directory.join(file.file_name().unwrap())).unwrap();
        }
    }
    let inherited =
        std::env::vars().filter(|(name, _)| !["GEAI_", "SAIA_", "OAuth_"].iter().any(|it| name.starts_with(it)));
    let output = Command::new(PROGRAM)
        .arg(page)
        .current_dir(&directory)
        .env_clear()
        .envs(inherited)
        .env("HOME", &directory)
        .env("GEAI_API_BASE_URL", emulator.url())
        .env("GEAI_APITOKEN", emulator.token("dev").unwrap())
        .env("GEAI_PROD_APITOKEN", emulator.token("prod").unwrap())
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    if output.status.success() && stderr.is_empty() {
        Ok(())
    } else {
        Err(format!("{page}: {}\n{stderr}", output.status))
    }
}
