//! What is wrong with one place of the files that a caller wrote.

use std::fmt;

use serde::Serialize;

use super::control::escape_control;

/// One reason why the files of a set-up are refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct DefinitionFault {
    /// The file, relative to the folder of the set-up, if there is one.
    pub file: Option<String>,
    /// The line in that file, from 1.
    pub line: Option<u64>,
    /// What is wrong, and what would be right.
    pub text: String,
}

impl DefinitionFault {
    /// What is wrong at a line of a file.
    pub(crate) fn new(file: Option<String>, line: usize, text: String) -> Self {
        Self { file, line: u64::try_from(line).ok(), text }
    }
}

impl fmt::Display for DefinitionFault {
    /// `agents/greeter.yaml:7: what is wrong`, in one line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            f.write_str(&escape_control(file))?;
            f.write_str(":")?;
            if let Some(line) = self.line {
                write!(f, "{line}:")?;
            }
            f.write_str(" ")?;
        }
        f.write_str(&escape_control(&self.text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_one_line() {
        let fault = DefinitionFault::new(Some("agents/a\nb.yaml".to_owned()), 7, "x\u{1b}y".to_owned());
        assert_eq!(fault.to_string(), "agents/a\\nb.yaml:7: x\\u{1b}y");
        assert_eq!(DefinitionFault { file: None, ..fault }.to_string(), "x\\u{1b}y");
    }
}
