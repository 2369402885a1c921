//! Result of pulling, for people: text, Markdown and HTML.

use std::fmt;

use super::render::{block, escaped, markdown};
use crate::error::escape_control;
use crate::models::plans::{PlanNote, Pulled};

impl fmt::Display for Pulled {
    /// The files and the outcome of each; those that are unchanged are counted.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", summary(self))?;
        for file in &self.written {
            write!(f, "\n{} {}", written(self), escape_control(file))?;
        }
        for left in &self.left {
            write!(f, "\nleft {}: {}", escape_control(&left.file), escape_control(&left.reason))?;
            left.lines.iter().try_for_each(|line| write!(f, "\n    {}", escape_control(line)))?;
        }
        self.notes.iter().try_for_each(|note| write!(f, "\nnote: {}", told(note)))
    }
}

impl Pulled {
    /// The result as a JSON document, in one line.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Outcome of each file, as Markdown.
    pub fn to_markdown(&self) -> String {
        let mut out = format!("**{}**\n\n", markdown(&summary(self)));
        for file in &self.written {
            out.push_str(&format!("- {} {}\n", written(self), markdown(file)));
        }
        for left in &self.left {
            out.push_str(&format!("\nleft {}: {}\n", markdown(&left.file), markdown(&left.reason)));
            out.push_str(&if left.lines.is_empty() { String::new() } else { format!("\n{}", block(&left.lines)) });
        }
        for note in &self.notes {
            out.push_str(&format!("\n{}\n", markdown(&told(note))));
        }
        out
    }

    /// Outcome of each file, as a table of HTML, for notebooks.
    pub fn to_html(&self) -> String {
        let row = |what: &str, file: &str, more: &str| {
            format!("<tr><td>{what}</td><td>{}</td><td>{more}</td></tr>", escaped(file))
        };
        let mut out = format!("<p>{}</p><table>", escaped(&summary(self)));
        out.extend(self.written.iter().map(|file| row(written(self), file, "")));
        for left in &self.left {
            let lines = if left.lines.is_empty() {
                String::new()
            } else {
                format!("<pre>{}</pre>", escaped(&left.lines.join("\n")))
            };
            out.push_str(&row("left", &left.file, &format!("{}{lines}", escaped(&left.reason))));
        }
        out.push_str("</table>");
        out.extend(self.notes.iter().map(|note| format!("<p>{}</p>", escaped(&told(note)))));
        out
    }
}

fn written(pulled: &Pulled) -> &'static str {
    if pulled.dry_run { "would write" } else { "wrote" }
}

fn summary(pulled: &Pulled) -> String {
    let what = if pulled.dry_run { "to write" } else { "written" };
    format!("{} {what}, {} unchanged, {} left", pulled.written.len(), pulled.unchanged.len(), pulled.left.len())
}

fn told(note: &PlanNote) -> String {
    let kind = note.kind.as_ref().map(|kind| format!("{kind} ")).unwrap_or_default();
    let name = note.name.as_ref().map(|name| format!("{name}: ")).unwrap_or_default();
    escape_control(&format!("{kind}{name}{}", note.text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::conflicts::note;
    use crate::models::definitions::DefinitionKind;
    use crate::models::plans::LeftFile;

    #[test]
    fn a_result_tells_of_each_file_in_every_form() {
        let left = LeftFile {
            file: "agents/b.yaml".into(),
            reason: "its <b>".into(),
            lines: vec!["-a".into()],
            ..LeftFile::default()
        };
        let pulled = Pulled {
            written: vec!["agents/a.md".into()],
            unchanged: vec!["agents/a.yaml".into()],
            left: vec![left],
            notes: vec![note(&DefinitionKind::AGENT, "C", "never published")],
            ..Pulled::default()
        };
        let text = "1 written, 1 unchanged, 1 left\nwrote agents/a.md\nleft agents/b.yaml: its <b>\n    -a\nnote: agent C: never published";
        assert_eq!(pulled.to_string(), text);
        assert!(pulled.to_markdown().contains("```diff\n-a\n```"), "{}", pulled.to_markdown());
        assert!(pulled.to_html().contains("its &lt;b&gt;<pre>-a</pre>"), "{}", pulled.to_html());
        let dry = Pulled { dry_run: true, ..pulled };
        assert!(dry.to_string().starts_with("1 to write, 1 unchanged, 1 left\nwould write agents/a.md\n"));
    }
}
