//! Results on standard output: as a table for people, as JSON, or a record a line.

mod answer;
mod cell;
mod document;
mod records;
mod style;
mod table;

use std::io;

use geai_client::Operation;
use geai_client::bindings::{Kind, Schema, members};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::streams::Streams;

pub use cell::printable;
pub use document::coloured;
pub use records::Records;
pub use style::{Form, RECORDS, Style};
pub use table::{print_members, print_settings};

impl Style {
    /// Prints one model.
    pub fn print_model(self, schema: &'static Schema, json: &str, streams: &mut Streams<'_>) -> io::Result<()> {
        let shown = self.shown(Kind::Model(schema), json)?;
        match self.form {
            Form::Table => print_members(schema, &shown, streams),
            Form::Json | Form::Lines => writeln!(streams.stdout, "{shown}"),
        }
    }

    /// Prints the answer to a request that was written out, which this operation covers, or none.
    pub fn print_answer(self, operation: Option<&Operation>, json: &str, streams: &mut Streams<'_>) -> io::Result<()> {
        let shown = if self.reveal { json.to_owned() } else { answer::without_secrets(operation, json)? };
        writeln!(streams.stdout, "{shown}")
    }

    /// Prints one page with its envelope, as JSON.
    pub fn print_page(self, schema: &'static Schema, json: &str, streams: &mut Streams<'_>) -> io::Result<()> {
        let mut shown = Vec::new();
        for (name, value) in members(json)? {
            let value = match name == RECORDS {
                true => self.shown_list(schema, value.get())?,
                false => self.shown(Kind::Json, value.get())?,
            };
            shown.push(format!("{}:{value}", Value::from(name)));
        }
        writeln!(streams.stdout, "{{{}}}", shown.join(","))
    }

    fn shown_list(self, schema: &'static Schema, json: &str) -> io::Result<String> {
        let records = serde_json::from_str::<Vec<&RawValue>>(json)?;
        Ok(format!("[{}]", self.shown_records(schema, &records)?.join(",")))
    }

    /// Prints a list that came as a whole.
    pub fn print_list(self, schema: &'static Schema, json: &str, streams: &mut Streams<'_>) -> io::Result<()> {
        let mut records = Records::new(self, schema);
        records.print(&serde_json::from_str::<Vec<&RawValue>>(json)?, streams)?;
        records.finish(streams)
    }
}
