//! Where the program reads and writes.

use std::io::{self, BufWriter, IsTerminal, Read, Stdout, Write};

use terminal_size::{Width, terminal_size_of};

/// Widest table where standard output is a terminal whose width is not known.
const DEFAULT_WIDTH: usize = 80;

/// Standard input, output and error, and what is known of the terminal.
pub struct Streams<'s> {
    /// Standard input.
    pub stdin: &'s mut dyn Read,
    /// Results, and nothing else.
    pub stdout: &'s mut dyn Write,
    /// Errors, warnings, questions and the log.
    pub stderr: &'s mut dyn Write,
    /// Whether a person can be asked.
    pub is_interactive: bool,
    /// Columns of the terminal that shows the results; `None` where it is no terminal.
    pub width: Option<usize>,
    /// Whether colours are wanted where there is a terminal.
    pub has_colours: bool,
}

impl Streams<'_> {
    /// Runs `work` on the streams of this process.
    pub fn with_process<T>(work: impl FnOnce(&mut Streams<'_>) -> T) -> T {
        let (mut stdin, stdout, stderr) = (io::stdin(), io::stdout(), io::stderr());
        let width = stdout.is_terminal().then(|| columns().or_else(|| shown(&stdout)).unwrap_or(DEFAULT_WIDTH));
        let is_interactive = stdin.is_terminal() && stderr.is_terminal();
        let mut stdout = BufWriter::new(stdout.lock());
        work(&mut Streams {
            stdin: &mut stdin,
            stdout: &mut stdout,
            stderr: &mut stderr.lock(),
            is_interactive,
            width,
            has_colours: has_colours(),
        })
    }
}

/// Whether the environment allows colours. Consoles of Windows show them only where a program turns them on.
fn has_colours() -> bool {
    let is_set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    cfg!(unix) && is_set("NO_COLOR").is_none() && is_set("TERM").is_some_and(|terminal| terminal != "dumb")
}

/// The width that the terminal says it has.
fn shown(terminal: &Stdout) -> Option<usize> {
    terminal_size_of(terminal).map(|(Width(columns), _)| usize::from(columns)).filter(|columns| *columns > 0)
}

/// The width that the environment gives the terminal, which is the user's own word.
fn columns() -> Option<usize> {
    std::env::var("COLUMNS").ok()?.parse().ok().filter(|columns| *columns > 0)
}
