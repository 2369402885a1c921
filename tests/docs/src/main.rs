//! Runs what one page of the documentation shows in Rust; without an argument, lists the pages.

use std::error::Error;
use std::future::Future;

type Outcome = Result<(), Box<dyn Error>>;
type Run = fn() -> Outcome;

fn block_on(program: impl Future<Output = Outcome>) -> Outcome {
    tokio::runtime::Runtime::new()?.block_on(program)
}

#[allow(clippy::all, missing_docs, unused, reason = "a page shows parts, not a whole")]
mod pages {
    use crate::Run;

    include!(concat!(env!("OUT_DIR"), "/pages.rs"));
}

fn main() -> Outcome {
    let Some(page) = std::env::args().nth(1) else {
        for (name, _) in pages::PAGES {
            println!("{name}");
        }
        return Ok(());
    };
    let mut programs = pages::PAGES.iter().filter(|(name, _)| *name == page).peekable();
    programs.peek().ok_or("no such page")?;
    programs.try_for_each(|(_, run)| run())
}
