//! A JSON or YAML file as JSON, whose places in the file are known.

use super::directives::Directives;
use crate::json::{check_depth, is_meant_as_json};
use crate::schema::model::Model as _;
use crate::schema::{Kind, yaml};

/// A document.
pub(super) struct Document {
    json: String,
    places: Places,
}

enum Places {
    /// The JSON is the file: places where its lines begin.
    Same(Vec<usize>),
    /// Lines of names and values, by their places in the JSON.
    Read(Vec<(usize, usize)>),
}

/// Why a document cannot be read, and its line.
pub(super) type Refused = (usize, String);

impl Document {
    /// Reads a document whose value is of `kind`.
    pub(super) fn read(text: &str, kind: Kind) -> Result<Self, Refused> {
        if !is_meant_as_json(text) {
            let (json, places) = yaml::to_placed_json(text, kind, Directives::SCHEMA)?;
            return Ok(Self { json, places: Places::Read(places) });
        }
        let refused = |error: serde_json::Error| (error.line(), format!("not JSON: {}", without_place(&error)));
        check_depth(text.as_bytes()).map_err(|why| (1, why))?;
        serde_json::from_str::<&serde_json::value::RawValue>(text).map_err(refused)?;
        let lines = text.match_indices('\n').map(|(at, _)| at.saturating_add(1));
        Ok(Self { json: text.to_owned(), places: Places::Same(std::iter::once(0).chain(lines).collect()) })
    }

    /// The document as JSON; empty where the file has nothing but comments.
    pub(super) fn json(&self) -> &str {
        self.json.trim()
    }

    /// The line of a value, which is a part of the JSON.
    pub(super) fn line(&self, value: &str) -> usize {
        self.line_at(self.offset(value))
    }

    /// The line of the name of a member, by its value.
    pub(super) fn name_line(&self, value: &str) -> usize {
        let before = self.json.get(..self.offset(value)).unwrap_or_default().trim_end();
        let name = before.strip_suffix(':').unwrap_or(before).trim_end();
        self.line_at(name.len().saturating_sub(1))
    }

    fn offset(&self, value: &str) -> usize {
        value.as_ptr().addr().wrapping_sub(self.json.as_ptr().addr()).min(self.json.len())
    }

    fn line_at(&self, offset: usize) -> usize {
        match &self.places {
            Places::Same(starts) => starts.partition_point(|start| *start <= offset).max(1),
            Places::Read(places) => {
                let at = places.partition_point(|(start, _)| *start <= offset);
                places.get(at.saturating_sub(1)).map_or(1, |(_, line)| *line)
            }
        }
    }
}

/// The text of a JSON error without the place at its end, and without what it quotes.
pub(super) fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    crate::json::message::without_values(text.strip_suffix(&place).unwrap_or(&text))
}
