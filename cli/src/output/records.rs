//! Lists, printed as their pages come: nothing is kept but the page.

use std::io;

use geai_client::bindings::Schema;
use serde_json::value::RawValue;

use super::style::{Form, Style};
use super::table::Columns;
use crate::streams::Streams;

/// The records of a list that is being printed.
pub struct Records {
    style: Style,
    schema: &'static Schema,
    columns: Option<Columns>,
    /// Records printed so far.
    printed: usize,
}

impl Records {
    /// Of this schema.
    pub fn new(style: Style, schema: &'static Schema) -> Self {
        Self { style, schema, columns: None, printed: 0 }
    }

    /// Prints further records.
    pub fn print(&mut self, records: &[&RawValue], streams: &mut Streams<'_>) -> io::Result<()> {
        let shown = self.style.shown_records(self.schema, records)?;
        match self.style.form {
            Form::Table if !shown.is_empty() => {
                let schema = self.schema;
                let columns = self.columns.get_or_insert_with(|| Columns::of(schema, &shown, streams.width));
                columns.print(&shown, self.printed == 0, streams)?;
            }
            Form::Table => {}
            Form::Lines => shown.iter().try_for_each(|record| writeln!(streams.stdout, "{record}"))?,
            Form::Json => {
                for (at, record) in shown.iter().enumerate() {
                    let before = if self.printed == 0 && at == 0 { "[\n" } else { ",\n" };
                    write!(streams.stdout, "{before}{record}")?;
                }
            }
        }
        self.printed = self.printed.saturating_add(shown.len());
        streams.stdout.flush()
    }

    /// What is said where an error ends the list, after its first record.
    pub fn cut_short(&self) -> Option<String> {
        let open = if self.style.form == Form::Json { "; the array is left open" } else { "" };
        (self.printed > 0).then(|| format!("{} records were written before the error{open}", self.printed))
    }

    /// Ends the list.
    pub fn finish(self, streams: &mut Streams<'_>) -> io::Result<()> {
        match self.style.form {
            Form::Json if self.printed == 0 => writeln!(streams.stdout, "[]"),
            Form::Json => writeln!(streams.stdout, "\n]"),
            Form::Table | Form::Lines => Ok(()),
        }
    }
}
