//! Plans and their results, for people: text, Markdown and HTML.

use std::fmt::{self, Write as _};

use super::kinds::schema_of;
use super::render_members::{dotted, left_out, of_creation, of_member, shown};
use crate::models::definitions::DefinitionKind;
use crate::models::plans::{
    Applied, Change, ChangeAction, Conflict, Difference, ManagedObject, Plan, PlanNote, Step, StepOutcome,
};

/// Longest diff that Markdown shows unfolded, in lines.
const FOLDED_FROM: usize = 20;
/// Longest Markdown of a plan, in bytes: forges take comments of 65,536 characters, and whoever makes one adds to it.
const MARKDOWN: usize = 60_000;
/// Most bytes of one change in it, so that a long one does not hide the others.
const MARKDOWN_CHANGE: usize = 20_000;
/// Said of a change whose members did not fit.
const DETAILS_LEFT_OUT: &str = "\n*details left out*\n";
/// Most members that are named as only on the server, of one object and the most objects.
const ONLY_ON_SERVER: usize = 20;

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
    /// What is to be done as Markdown, for a comment on a pull request: long diffs are folded, and what would make it longer
    /// than forges take is left out, details first.
    pub fn to_markdown(&self) -> String {
        let mut out = format!("**{}**\n", markdown(&headline(self)));
        let ending = format!("\ndigest `{}`\n", self.digest);
        // The line that says what is left out is short.
        let mut room = Room(MARKDOWN.saturating_sub(out.len()).saturating_sub(ending.len()).saturating_sub(300));
        let paragraph = |text: String| format!("\n{}\n", markdown(&text));
        let conflicts = room.first(self.conflicts.iter().map(|conflict| paragraph(told(conflict))), 0);
        let titles = room.first(self.changes.iter().map(|change| paragraph(title(change))), DETAILS_LEFT_OUT.len());
        let notes = notes(self);
        let others = room.first(notes.iter().map(|line| format!("- {}\n", markdown(line))), 0);
        let mut without_details = 0_usize;
        for (change, title) in self.changes.iter().zip(&titles) {
            out.push_str(title);
            let details = folded(details(change));
            let fits = room.takes(&details);
            without_details = without_details.saturating_add(usize::from(!fits));
            out.push_str(if fits { &details } else { DETAILS_LEFT_OUT });
        }
        out.extend(conflicts.iter().map(String::as_str));
        out.push_str(if others.is_empty() { "" } else { "\n" });
        out.extend(others.iter().map(String::as_str));
        let rest = [
            (without_details, "details of changes"),
            (self.changes.len().saturating_sub(titles.len()), "changes"),
            (self.conflicts.len().saturating_sub(conflicts.len()), "conflicts"),
            (notes.len().saturating_sub(others.len()), "notes"),
        ];
        let rest: Vec<String> =
            rest.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{what}: {count}")).collect();
        if !rest.is_empty() {
            let _ = write!(out, "\nLeft out here ({}). The plan as text and as JSON has them.\n", rest.join(", "));
        }
        out.push_str(&ending);
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
        self.members.iter().flat_map(|member| of_member(schema, member, &[])).collect()
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

/// Bytes that are left of a text of limited length.
struct Room(usize);

impl Room {
    fn takes(&mut self, text: &str) -> bool {
        let rest = self.0.checked_sub(text.len());
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    /// The first texts, as many as there is room for, each with so many bytes beside it.
    fn first(&mut self, texts: impl Iterator<Item = String>, beside: usize) -> Vec<String> {
        let mut taken = Vec::new();
        for text in texts {
            let Some(rest) = self.0.checked_sub(text.len().saturating_add(beside)) else { break };
            self.0 = rest;
            taken.push(text);
        }
        taken
    }
}

/// Details of a change in Markdown, nothing where there are none.
fn folded(mut lines: Vec<String>) -> String {
    let mut room = Room(MARKDOWN_CHANGE);
    let fitting = lines.iter().take_while(|line| room.takes(line) && room.takes("\n")).count();
    let rest = lines.len().saturating_sub(fitting);
    lines.truncate(fitting);
    if rest > 0 {
        lines.push(left_out(rest));
    }
    match lines.len() {
        0 => String::new(),
        count if count > FOLDED_FROM => {
            format!("<details><summary>{count} lines</summary>\n\n{}\n</details>\n", block(&lines))
        }
        _ => block(&lines),
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
    let silent: Vec<String> = plan.objects.iter().filter_map(beside_the_file).collect();
    let rest = silent.len().saturating_sub(ONLY_ON_SERVER);
    lines.extend(silent.into_iter().take(ONLY_ON_SERVER));
    if rest > 0 {
        lines.push(format!(
            "{rest} more unchanged objects have members only on the server; the plan as JSON names them"
        ));
    }
    lines
}

/// What the server has of an unchanged object beyond its file: a line that was deleted there removes nothing.
fn beside_the_file(object: &ManagedObject) -> Option<String> {
    let paths = only_on_server(object.only_on_server.as_deref()?)?;
    Some(format!("unchanged {} {}, {paths}", shown(object.kind.as_str()), shown(&object.name)))
}

fn only_on_server(paths: &[String]) -> Option<String> {
    let named: Vec<String> = paths.iter().take(ONLY_ON_SERVER).map(|path| dotted(path)).collect();
    let more = match paths.len().saturating_sub(named.len()) {
        0 => String::new(),
        rest => format!(" and {rest} more"),
    };
    (!named.is_empty()).then(|| format!("only on the server: {}{more}", named.join(", ")))
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
    let unmanaged = plan.unmanaged.agents.len().saturating_add(plan.unmanaged.integrations.len());
    let changes = plan.changes.len();
    let unchanged = plan.summary.unchanged;
    format!(
        "{} · {changes} to change, {unchanged} unchanged, {unmanaged} unmanaged",
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
    let schema = schema_of(&change.kind);
    let mut lines: Vec<String> = match change.action == ChangeAction::CREATE {
        true => of_creation(change),
        false => change.members.iter().flat_map(|member| of_member(schema, member, &change.sources)).collect(),
    };
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
    lines.extend(only_on_server(&change.only_on_server));
    lines.extend(change.notes.iter().map(|note| format!("note: {}", shown(note))));
    lines
}

fn told(conflict: &Conflict) -> String {
    let kind = shown(conflict.kind.as_str());
    let allow = conflict.allow.as_deref().map(|option| format!(" Allowed by {option}.")).unwrap_or_default();
    format!("! {kind} {}: {}.{allow}", shown(&conflict.name), shown(&conflict.text))
}

pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
