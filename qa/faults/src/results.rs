//! What a full run found, as a page for people.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::Command;

use time::OffsetDateTime;

use crate::harness::{Cell, differences};
use crate::runner::{Language, Tools};
use crate::score::Score;
use crate::table::{Class, rows};

/// The page.
pub fn page(score: &Score, tools: &Tools) -> String {
    let mut page = format!(
        "# Results of the faults\n\n\
         Written by `make faults` on {}. What a row, a cell and each line mean stands in `qa/faults/README.md`.\n\n",
        OffsetDateTime::now_utc().date(),
    );
    let _ = writeln!(page, "{}\n\n```\n{score}\n```\n", versions(tools));
    page.push_str("A number is how many of the runs of a cell survived; a dash is a cell that does not exist.\n\n");
    let columns: Vec<_> =
        Class::ALL.iter().flat_map(|class| Language::ALL.map(|language| (*class, language))).collect();
    page.push_str("| | fault |");
    for (class, language) in &columns {
        let _ = write!(page, " {language} {} |", class.name());
    }
    let _ = writeln!(page, "\n|---|---|{}", "---|".repeat(columns.len()));
    let cells: BTreeMap<_, &Cell> =
        score.cells.iter().map(|cell| ((cell.row, cell.class, cell.language), cell)).collect();
    for row in rows() {
        let _ = write!(page, "| {} | {} |", row.id, row.title);
        for (class, language) in &columns {
            match cells.get(&(row.id, *class, *language)) {
                None => page.push_str(" – |"),
                Some(cell) if cell.lost == 0 => {
                    let _ = write!(page, " {} |", cell.runs);
                }
                Some(cell) => {
                    let _ = write!(page, " **{} of {}** |", cell.runs - cell.lost, cell.runs);
                }
            }
        }
        page.push('\n');
    }
    lost(score, &mut page);
    page
}

/// Lists what was lost and where languages differ.
fn lost(score: &Score, page: &mut String) {
    let lost: Vec<_> = score.cells.iter().filter(|cell| cell.lost > 0).collect();
    if !lost.is_empty() {
        page.push_str("\n## Lost cells\n\n");
    }
    for cell in lost {
        let _ = writeln!(page, "- {} {} {}", cell.row, cell.language, cell.class.name());
        for problem in &cell.problems {
            let _ = writeln!(page, "  - {}", shorten(problem));
        }
    }
    let (differences, _) = differences(&score.cells);
    if !differences.is_empty() {
        page.push_str("\n## Differences between languages\n\n");
    }
    for difference in differences {
        let _ = writeln!(page, "- {}", shorten(&difference.replace('\n', " ")));
    }
    let problems: Vec<_> = score.writes.iter().flatten().flat_map(|account| &account.problems).collect();
    if !problems.is_empty() {
        page.push_str("\n## Wrong claims\n\n");
    }
    for problem in problems {
        let _ = writeln!(page, "- {}", shorten(problem));
    }
}

fn shorten(text: &str) -> String {
    text.chars().take(400).collect()
}

/// What the run was made with.
fn versions(tools: &Tools) -> String {
    let ask = |program: &std::path::Path| {
        let said = Command::new(program).arg("--version").output().ok()?;
        Some(String::from_utf8_lossy(&said.stdout).trim().to_owned())
    };
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let parts = [
        Some(format!("geai-client {}", env!("CARGO_PKG_VERSION"))),
        ask("rustc".as_ref()),
        ask(&tools.python),
        ask(&tools.node).map(|version| format!("Node {version}")),
        Some(format!("{} {}, {cores} cores", std::env::consts::OS, std::env::consts::ARCH)),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}
