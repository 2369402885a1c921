//! Drives every fault against every language and prints the score.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::{env, fs, io};

use geai_faults::harness::secret_search::search;
use geai_faults::harness::{Cell, Pace, Settings, differences, names, run, writes};
use geai_faults::results;
use geai_faults::runner::{Language, Tools, directory};
use geai_faults::score::Score;

const HELP: &str = "\
Drives every fault against every language and prints the score.

  --quick         each row once in every language, each script in at least one; long ones scaled down, generous times
  --exact         exact times
  --full          25 times, long ones in full
  --only F19,F44  these faults alone, or cells of theirs: F19:node, F19:node:C; without the ledger of writes
  --list          print the names of all cells
  --language node this language alone: rust, python-sync, python-async or node; may be repeated
  --repeat 5      how often each row is played
  --workers 3     processes of each language at a time
  --keep-going    go on after a cell is lost
  --writes        the ledger of writes alone
  --secrets       the search for secrets alone
  --python PATH   interpreter with the package installed; default .venv/bin/python
  --node PATH     default node
  --write         write RESULTS.md";

/// Writes of the ledger in a full run and in a quick one.
const WRITES: [u32; 2] = [20_000, 800];

struct Options {
    settings: Settings,
    full: bool,
    write: bool,
    cells: bool,
    writes: bool,
    secrets: bool,
}

/// What the command line asks for.
enum Asked {
    Play(Box<Options>),
    Print(String),
}

fn main() -> ExitCode {
    let scratch = match tempfile::tempdir() {
        Ok(scratch) => scratch,
        Err(error) => return fail(&format!("no directory for what a run needs: {error}")),
    };
    let options = match parse(env::args().skip(1), scratch.path().to_owned()) {
        Ok(Asked::Play(options)) => options,
        Ok(Asked::Print(text)) => {
            println!("{text}");
            return ExitCode::SUCCESS;
        }
        Err(why) => return fail(&why),
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error.to_string()),
    };
    match runtime.block_on(score(&options)) {
        Ok(score) => {
            println!("{score}");
            if score.is_clean() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => fail(&error.to_string()),
    }
}

fn fail(why: &str) -> ExitCode {
    eprintln!("faults: {why}");
    ExitCode::FAILURE
}

fn parse(mut words: impl Iterator<Item = String>, scratch: PathBuf) -> Result<Asked, String> {
    let root = directory().join("../../..");
    let rust = env::current_exe().map_err(|error| error.to_string())?.with_file_name("rust-runner");
    let tools = Tools {
        python: root.join(".venv/bin/python"),
        node: "node".into(),
        rust,
        runners: directory(),
        scratch,
        talkative: true,
    };
    let settings = Settings {
        tools,
        repetitions: 1,
        quick: true,
        every_script: false,
        pace: Pace::GENEROUS,
        only: Vec::new(),
        languages: Vec::new(),
        workers: 3,
        keep_going: false,
    };
    let mut options = Options { settings, full: false, write: false, cells: true, writes: true, secrets: true };
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("{word}: expected a value"));
        let number = |text: String| text.parse().map_err(|_| format!("expected a number, got {text}"));
        let settings = &mut options.settings;
        match word.as_str() {
            "--help" | "-h" => return Ok(Asked::Print(HELP.to_owned())),
            "--list" => return Ok(Asked::Print(names().join("\n"))),
            "--quick" => settings.quick = true,
            "--full" => {
                (options.full, settings.quick, settings.repetitions) = (true, false, 25);
                settings.every_script = true;
                (settings.pace, settings.tools.talkative) = (Pace::EXACT, false);
            }
            "--exact" => (settings.pace, settings.tools.talkative) = (Pace::EXACT, false),
            "--only" => {
                settings.only.extend(value()?.split(',').map(str::to_owned));
                (options.writes, options.secrets, settings.every_script) = (false, false, true);
            }
            "--language" => settings.languages.push(language(&value()?)?),
            "--repeat" => settings.repetitions = number(value()?)?,
            "--workers" => settings.workers = number(value()?)? as usize,
            "--keep-going" => settings.keep_going = true,
            "--writes" => (options.cells, options.secrets) = (false, false),
            "--secrets" => (options.cells, options.writes) = (false, false),
            "--python" => settings.tools.python = value()?.into(),
            "--node" => settings.tools.node = value()?.into(),
            "--write" => options.write = true,
            other => return Err(format!("unknown option {other}; --help lists them")),
        }
    }
    if options.settings.languages.is_empty() {
        options.settings.languages = Language::ALL.to_vec();
    }
    Ok(Asked::Play(Box::new(options)))
}

fn language(name: &str) -> Result<Language, String> {
    let known = Language::ALL.into_iter().find(|language| language.name() == name);
    known.ok_or_else(|| format!("--language: expected rust, python-sync, python-async or node, got {name}"))
}

async fn score(options: &Options) -> io::Result<Score> {
    let settings = Arc::new(options.settings.clone());
    let mut score = Score::default();
    if options.cells {
        let report = run(settings.clone(), tell).await?;
        (score.cells, score.complaints) = (report.cells, report.complaints);
    }
    if options.cells && options.full {
        // Logs take time, which is exact above: once more, for what they say.
        let mut settings = options.settings.clone();
        (settings.quick, settings.repetitions, settings.pace) = (true, 1, Pace::GENEROUS);
        (settings.tools.talkative, settings.keep_going) = (true, true);
        let talked = run(Arc::new(settings), |cell| {
            if cell.leaked > 0 {
                tell(cell)
            }
        })
        .await?;
        score.talked = talked.cells;
    }
    if options.secrets {
        score.searches = search(&settings).await?;
        for search in &score.searches {
            for leak in &search.leaks {
                println!("leaked  {}: {leak}", search.language);
            }
            for problem in &search.problems {
                println!("wrong  {}: {problem}", search.language);
            }
        }
    }
    if options.writes && (score.survived() == score.cells.len() || settings.keep_going) {
        let count = if options.full { WRITES[0] } else { WRITES[1] };
        let fresh = writes::account(&settings, count, false).await?;
        let reused = writes::account(&settings, count, true).await?;
        for problem in fresh.problems.iter().chain(&reused.problems) {
            println!("wrong  {problem}");
        }
        score.writes = Some([fresh, reused]);
    }
    for complaint in &score.complaints {
        println!("said  {complaint}");
    }
    for difference in differences(&score.cells).0 {
        println!("differs  {difference}");
    }
    if options.write {
        fs::write(directory().join("../RESULTS.md"), results::page(&score, &settings.tools))?;
    }
    Ok(score)
}

/// Says at once what was lost.
fn tell(cell: &Cell) {
    if cell.lost > 0 {
        println!("lost  {}: {} of {} runs", cell.name(), cell.lost, cell.runs);
        for problem in &cell.problems {
            println!("      {problem}");
        }
    }
}
