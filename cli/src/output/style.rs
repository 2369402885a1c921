//! How the results of a command are printed.

use std::io;

use clap::ArgMatches;
use geai_client::bindings::{Kind, MaskedForm, Schema, mask};
use serde_json::value::RawValue;

use crate::grammar::parts::{JSON, JSONL, REVEAL};

/// Member of a page that holds its records.
pub const RECORDS: &str = "items";

/// Form of the results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Table,
    Json,
    Lines,
}

/// How the results of a command are printed.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    pub form: Form,
    /// Whether secrets of the answer are printed.
    pub(super) reveal: bool,
}

impl Style {
    /// As the flags say.
    pub fn of(matches: &ArgMatches) -> Self {
        let given = |flag| matches.try_get_one::<bool>(flag).ok().flatten().copied().unwrap_or(false);
        let form = match (given(JSON), given(JSONL)) {
            (true, _) => Form::Json,
            (_, true) => Form::Lines,
            _ => Form::Table,
        };
        Self { form, reveal: given(REVEAL) }
    }

    /// JSON of this kind, without its secrets unless they are asked for.
    pub fn shown(self, kind: Kind, json: &str) -> io::Result<String> {
        if self.reveal { Ok(json.to_owned()) } else { mask(kind, json, MaskedForm::Printed).map_err(io::Error::from) }
    }

    /// As [`shown`](Self::shown), of models.
    pub fn shown_records(self, schema: &'static Schema, records: &[&RawValue]) -> io::Result<Vec<String>> {
        records.iter().map(|record| self.shown(Kind::Model(schema), record.get())).collect()
    }
}
