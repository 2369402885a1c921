//! Plans and their results, for people: text, Markdown and HTML.

use std::fmt::{self, Write as _};

use super::compare::is_empty;
use super::document::tree;
use super::kinds::schema_of;
use super::line_diff::line_diff;
use super::secrets::masked;
use crate::json::Json;
use crate::json::tree::{Tree, steps};
use crate::models::definitions::DefinitionKind;
use crate::models::plans::{
    Applied, Change, ChangeAction, Conflict, Difference, MemberChange, Plan, PlanNote, Step, StepOutcome,
};
use crate::schema::Schema;

/// Longest diff that Markdown shows unfolded, in lines.
const FOLDED_FROM: usize = 20;

impl fmt::Display for Plan {
    /// What is to be done, as the command line shows it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", headline(self))?;
        for change in &self.changes {
            writeln!(f)?;
            writeln!(f, "{}", title(change))?;
            for line in details(change) {
                writeln!(f, "    {line}")?;
            }
        }
        if !self.conflicts.is_empty() {
            writeln!(f)?;
        }
        for conflict in &self.conflicts {
            writeln!(f, "{}", told(conflict))?;
        }
        for line in notes(self) {
            writeln!(f, "{line}")?;
        }
        let ending = match self.conflicts.len() {
            0 => String::new(),
            1 => "1 conflict: apply would be refused.   ".to_owned(),
            many => format!("{many} conflicts: apply would be refused.   "),
        };
        write!(f, "{ending}digest {}", self.digest)
    }
}

impl Plan {
    /// What is to be done as Markdown, for a comment on a pull request; long diffs are folded.
    pub fn to_markdown(&self) -> String {
        let mut out = format!("**{}**\n", markdown(&headline(self)));
        for change in &self.changes {
            let lines = details(change);
            let _ = write!(out, "\n{}\n", markdown(&title(change)));
            if lines.is_empty() {
                continue;
            }
            let block = block(&lines);
            let _ = match lines.len() > FOLDED_FROM {
                true => write!(out, "<details><summary>{} lines</summary>\n\n{block}\n</details>\n", lines.len()),
                false => write!(out, "{block}"),
            };
        }
        for conflict in &self.conflicts {
            let _ = write!(out, "\n{}\n", markdown(&told(conflict)));
        }
        let others: String = notes(self).iter().map(|line| format!("- {}\n", markdown(line))).collect();
        let _ = write!(out, "{}{others}\ndigest `{}`\n", if others.is_empty() { "" } else { "\n" }, self.digest);
        out
    }

    /// What is to be done as a table of HTML, for notebooks.
    pub fn to_html(&self) -> String {
        let mut out = format!("<p>{}</p><table>", escaped(&headline(self)));
        for change in &self.changes {
            let lines = details(change).join("\n");
            let _ = write!(out, "<tr><td>{}</td><td><pre>{}</pre></td></tr>", escaped(&title(change)), escaped(&lines));
        }
        for conflict in &self.conflicts {
            let _ = write!(out, "<tr><td colspan=\"2\">{}</td></tr>", escaped(&told(conflict)));
        }
        out.push_str("</table>");
        for line in notes(self) {
            let _ = write!(out, "<p>{}</p>", escaped(&line));
        }
        let _ = write!(out, "<p>digest {}</p>", escaped(&self.digest));
        out
    }
}

impl fmt::Display for Applied {
    /// Outcome of each step.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", summary(self))?;
        self.steps.iter().try_for_each(|step| {
            let [outcome, object, what] = columns(step);
            write!(f, "\n{outcome:<12} {object}   {what}")
        })
    }
}

impl Applied {
    /// Outcome of each step, as a table of Markdown.
    pub fn to_markdown(&self) -> String {
        let mut out = format!("**{}**\n\n| outcome | object | step |\n|---|---|---|\n", markdown(&summary(self)));
        for step in &self.steps {
            let [outcome, object, what] = columns(step).map(|text| markdown(&text).replace('|', "\\|"));
            let _ = writeln!(out, "| {outcome} | {object} | {what} |");
        }
        out
    }

    /// Outcome of each step, as a table of HTML, for notebooks.
    pub fn to_html(&self) -> String {
        let mut out = format!("<p>{}</p><table>", escaped(&summary(self)));
        for step in &self.steps {
            let [outcome, object, what] = columns(step).map(|text| escaped(&text));
            let _ = write!(out, "<tr><td>{outcome}</td><td>{object}</td><td>{what}</td></tr>");
        }
        out.push_str("</table>");
        out
    }
}

impl fmt::Display for Difference {
    /// A member a line, and the lines of longer texts that differ.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.told().join("\n"))
    }
}

impl Difference {
    fn told(&self) -> Vec<String> {
        let schema = schema_of(&DefinitionKind::AGENT);
        self.members.iter().flat_map(|member| of_member(schema, member, "")).collect()
    }

    /// The members that differ, as a block of Markdown.
    pub fn to_markdown(&self) -> String {
        block(&self.told())
    }

    /// The members that differ, as HTML, for notebooks.
    pub fn to_html(&self) -> String {
        format!("<pre>{}</pre>", escaped(&self.told().join("\n")))
    }
}

/// Lines as a block of Markdown that none of them can end.
pub(crate) fn block(lines: &[String]) -> String {
    let body = lines.join("\n");
    let longest = body.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2).saturating_add(1));
    format!("{fence}diff\n{body}\n{fence}\n")
}

fn summary(applied: &Applied) -> String {
    let done = |outcomes: &[StepOutcome]| applied.steps.iter().filter(|step| outcomes.contains(&step.outcome)).count();
    let place = place(applied.environment.as_deref(), applied.project_id.as_deref());
    let (all, well) = (applied.steps.len(), done(&[StepOutcome::DONE, StepOutcome::UNCHANGED]));
    let ending = if applied.complete { "complete" } else { "not complete; plan again to go on" };
    format!("{place} · {well} of {all} steps done, {ending}")
}

/// Outcome, object, and what was done or why not.
fn columns(step: &Step) -> [String; 3] {
    let mut what = shown(step.action.as_str());
    if let Some(revision) = step.revision {
        let _ = write!(what, ", revision {revision}");
    }
    if let Some(version) = step.version {
        let _ = write!(what, ", version {version}");
    }
    // Of members that the server did not take, it has the paths.
    if let Some(error) = &step.error {
        let _ = write!(what, ": {}", shown(error));
    }
    [shown(step.outcome.as_str()), format!("{} {}", shown(step.kind.as_str()), shown(&step.name)), what]
}

/// What is no change: notes, and what the files do not define.
fn notes(plan: &Plan) -> Vec<String> {
    let of = |note: &PlanNote| {
        let name = note.name.as_deref().map(|name| format!("{}: ", shown(name))).unwrap_or_default();
        format!("note: {name}{}", shown(&note.text))
    };
    let mut lines: Vec<String> = plan.notes.iter().map(of).collect();
    for (kind, names) in
        [(DefinitionKind::AGENT, &plan.unmanaged.agents), (DefinitionKind::INTEGRATION, &plan.unmanaged.integrations)]
    {
        lines.extend(names.iter().map(|name| format!("unmanaged: {} {}", kind.as_str(), shown(name))));
    }
    lines
}

/// Environment and project.
fn place(environment: Option<&str>, project: Option<&str>) -> String {
    let environment = environment.map(|name| format!("{} · ", shown(name))).unwrap_or_default();
    let project = shown(project.and_then(|id| id.split('-').next()).unwrap_or("unknown"));
    format!("{environment}project {project}")
}

/// A text that Markdown shows as it is.
pub(crate) fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '~' | '!') {
            out.push('\\');
        }
        // A mention or a link of a forge would reach others.
        out.push(c);
        if c == '@' {
            out.push('\u{200b}');
        }
    }
    out
}

fn headline(plan: &Plan) -> String {
    let only = plan.unmanaged.agents.len().saturating_add(plan.unmanaged.integrations.len());
    let changes = plan.changes.len();
    let unchanged = plan.summary.unchanged;
    format!(
        "{} · {changes} to change, {unchanged} unchanged, {only} only on the server",
        place(plan.environment.as_deref(), plan.project_id.as_deref())
    )
}

fn title(change: &Change) -> String {
    let mark = match &change.action {
        action if *action == ChangeAction::CREATE => '+',
        action if *action == ChangeAction::DELETE => '-',
        action if *action == ChangeAction::PUBLISH => '>',
        _ => '~',
    };
    let mut title = format!("{mark} {} {}", change.kind.as_str(), shown(&change.name));
    if let Some(old) = &change.renamed_from {
        let _ = write!(title, ", renamed from {}", shown(old));
    }
    let revision = change.base.as_ref().and_then(|base| base.revision);
    match (revision, change.action == ChangeAction::PUBLISH) {
        (Some(revision), true) => drop(write!(title, "   publishes revision {revision}")),
        (Some(revision), false) if change.action != ChangeAction::DELETE => {
            let _ = write!(title, "   revision {revision} → {}", revision.saturating_add(1));
            title.push_str(if change.publishes { ", published" } else { "" });
        }
        _ => {}
    }
    if let Some(file) = &change.file {
        let _ = write!(title, "   {}", shown(file));
    }
    title
}

fn details(change: &Change) -> Vec<String> {
    let mut lines = Vec::new();
    for member in &change.members {
        let source = change.sources.iter().find(|source| source.path == member.path);
        let source = source.map(|source| format!("   {}", shown(&source.file))).unwrap_or_default();
        lines.extend(of_member(schema_of(&change.kind), member, &source));
    }
    if let Some(tools) = &change.tools {
        let added = tools.added.iter().map(|tool| format!("+ {}", shown(tool)));
        let all: Vec<String> = added.chain(tools.removed.iter().map(|tool| format!("- {}", shown(tool)))).collect();
        if !all.is_empty() {
            lines.push(format!("tools   {}", all.join("  ")));
        }
    }
    for secret in &change.secrets {
        lines.push(format!("{}   from ${}", dotted(&secret.path), secret.variable));
    }
    if !change.only_on_server.is_empty() {
        let paths: Vec<String> = change.only_on_server.iter().map(|path| dotted(path)).collect();
        lines.push(format!("only on the server: {}", paths.join(", ")));
    }
    lines.extend(change.notes.iter().map(|note| format!("note: {}", shown(note))));
    lines
}

fn of_member(schema: &'static Schema, member: &MemberChange, source: &str) -> Vec<String> {
    let path = dotted(&member.path);
    // What is empty equals what is absent.
    let printed = |json: &Json| tree(&masked(schema, &member.path, json));
    let value = |json: &Option<Json>| json.as_ref().map(printed).filter(|value| !is_empty(value));
    let (before, after) = (value(&member.before), value(&member.after));
    match (&before, &after) {
        (Some(Tree::Text(before)), Some(Tree::Text(after))) if before.contains('\n') || after.contains('\n') => {
            let mut lines = vec![format!("{path}{source}")];
            lines.extend(line_diff(before, after).iter().map(|line| format!("  {}", shown(line))));
            lines
        }
        (Some(Tree::List(before)), Some(Tree::List(after))) if is_set(before) && is_set(after) => {
            let marked = |mark: char, list: &[Tree], other: &[Tree]| {
                let rest = list.iter().filter(|value| !other.contains(value));
                rest.map(|value| format!("{mark} {}", brief(value))).collect::<Vec<_>>()
            };
            let all = [marked('+', after, before), marked('-', before, after)].concat();
            match all.is_empty() {
                true => vec![format!("{path}   {} → {}", list(before), list(after))],
                false => vec![format!("{path}   {}", all.join("  "))],
            }
        }
        (None, Some(after)) => vec![format!("{path}   + {}{source}", brief(after))],
        (Some(before), None) => vec![format!("{path}   - {}", brief(before))],
        (Some(before), Some(after)) => vec![format!("{path}   {} → {}{source}", brief(before), brief(after))],
        (None, None) => vec![path],
    }
}

fn is_set(list: &[Tree]) -> bool {
    list.iter().all(|value| matches!(value, Tree::Text(_)))
}

fn list(values: &[Tree]) -> String {
    format!("[{}]", values.iter().map(brief).collect::<Vec<_>>().join(", "))
}

/// A value in a line.
fn brief(value: &Tree) -> String {
    const LONGEST: usize = 200;
    let text = match value {
        Tree::Text(text) => shown(text),
        other => other.to_json(),
    };
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

pub(crate) fn dotted(pointer: &str) -> String {
    steps(pointer).map(|step| shown(&step)).collect::<Vec<_>>().join(".")
}

fn told(conflict: &Conflict) -> String {
    let kind = shown(conflict.kind.as_str());
    let allow = conflict.allow.as_deref().map(|option| format!(" Allowed by {option}.")).unwrap_or_default();
    format!("! {kind} {}: {}.{allow}", shown(&conflict.name), shown(&conflict.text))
}

/// A text that cannot rewrite a terminal.
fn shown(text: &str) -> String {
    crate::error::escape_control(text)
}

pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
