//! Why an input was refused.

use std::fmt::{self, Display};

use serde::de::{Error, Expected, Unexpected};

/// An input that was refused: a seed, or a snapshot. [`Display`] says where and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidInput {
    place: String,
    why: String,
}

impl InvalidInput {
    pub(crate) fn new(why: impl Into<String>) -> Self {
        Self { place: String::new(), why: why.into() }
    }

    /// With one more sentence.
    pub(crate) fn with_advice(self, advice: &str) -> Self {
        Self { why: format!("{}. {advice}", self.why), ..self }
    }

    /// The same one level up, below the member of this name.
    pub(crate) fn below_member(self, member: &str) -> Self {
        self.below(member)
    }

    /// The same one level up, below this element of a list.
    pub(crate) fn below_element(self, index: usize) -> Self {
        self.below(&format!("[{index}]"))
    }

    fn below(self, step: &str) -> Self {
        let dot = if self.place.is_empty() || self.place.starts_with('[') { "" } else { "." };
        Self { place: format!("{step}{dot}{}", self.place), ..self }
    }

    /// A name that is none of the known ones; the nearest of them is named where it is alike.
    pub(crate) fn unknown(what: &str, given: &str, known: &[&str]) -> Self {
        let distance = |name: &str| strsim::damerau_levenshtein(&given.to_lowercase(), &name.to_lowercase());
        let near =
            known.iter().map(|name| (distance(name), name)).filter(|(distance, name)| *distance <= name.len() / 4 + 1);
        let nearest = near
            .min_by_key(|(distance, _)| *distance)
            .map(|(_, nearest)| format!(", the nearest is {nearest:?}"))
            .unwrap_or_default();
        Self::new(match known {
            [] => format!("{what} {given:?} is unknown; there is none"),
            known => format!("{what} {given:?} is unknown{nearest}; there are {}", known.join(", ")),
        })
    }
}

impl Display for InvalidInput {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.place.is_empty() {
            write!(formatter, "{}: ", self.place)?;
        }
        formatter.write_str(&self.why)
    }
}

impl std::error::Error for InvalidInput {}

impl Error for InvalidInput {
    fn custom<T: Display>(why: T) -> Self {
        Self::new(why.to_string())
    }

    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(format!("expected {expected}, got {unexpected}"))
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        Self::unknown("member", field, expected)
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Self::unknown("value", variant, expected)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(format!("member {field:?} is missing"))
    }
}
