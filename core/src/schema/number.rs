//! A JSON number that is read from `1`, `1.0` and `"1"` alike and written as it was read (GEN-16, D-28).

use std::fmt;

use serde::de::{Error as _, Unexpected};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::value_reader::{self, ValueReader};

/// An integer or decimal number.
#[derive(Clone)]
pub struct Number(serde_json::Number);

impl Number {
    /// The value as an integer, where it is integral: `3`, also for `3.0`.
    pub fn as_i64(&self) -> Option<i64> {
        self.0.as_i64().or_else(|| self.0.as_f64().and_then(integral))
    }

    /// The value as a floating point number.
    pub fn as_f64(&self) -> f64 {
        self.0.as_f64().unwrap_or(f64::NAN)
    }

    /// A finite floating point number; `None` for NaN and the infinities, which JSON has not.
    pub fn from_f64(value: f64) -> Option<Self> {
        serde_json::Number::from_f64(value).map(Self)
    }
}

/// The integer that equals the float, if there is one.
pub(crate) fn integral(value: f64) -> Option<i64> {
    const EXACT: f64 = (1_i64 << 53) as f64;
    (value.fract() == 0.0 && value.abs() <= EXACT).then_some(value as i64)
}

/// What is wrong with a number that most readers take for zero or infinite.
pub(crate) const BEYOND_FLOAT: &str = "expected a number that 64 bits of floating point can hold, got one beyond them";

/// Whether a floating point number of 64 bits holds what is written, if not to the last digit: it is neither beyond the
/// largest one nor, without being zero, below the smallest one.
pub(crate) fn is_within_float(text: &str) -> bool {
    let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
    let is_zero = !mantissa.contains(|character: char| ('1'..='9').contains(&character));
    text.parse::<f64>().is_ok_and(|value| value.is_finite() && (value == 0.0) == is_zero)
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self(value.into())
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0 || self.as_f64() == other.as_f64()
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        value_reader::deserialize(deserializer, read_number)
    }
}

/// Reads a number from `3`, `3.0` or `"3"`.
pub(crate) fn read_number(reader: &mut ValueReader<'_>) -> serde_json::Result<Number> {
    match reader.small_integer() {
        Some(integer) => Ok(integer.into()),
        None => written(reader, "a number").map(Number),
    }
}

/// Reads an integer from `3`, `3.0` or `"3"` (GEN-16).
pub(crate) fn read_integer(reader: &mut ValueReader<'_>) -> serde_json::Result<i64> {
    if let Some(integer) = reader.small_integer() {
        return Ok(integer);
    }
    const EXPECTED: &str = "an integer";
    let number = written(reader, EXPECTED)?;
    let integer = number.as_i64().or_else(|| number.as_f64().filter(|_| !number.is_u64()).and_then(integral));
    integer.ok_or_else(|| reader.unfit(&number, EXPECTED))
}

/// Reads a number that may be written in a string.
fn written(reader: &mut ValueReader<'_>, expected: &str) -> serde_json::Result<serde_json::Number> {
    if reader.peek() != Some(b'"') {
        return reader.number(expected);
    }
    let text = reader.string()?;
    reader.mark_normalized();
    let text = text.trim();
    let number = serde_json::from_str(text);
    number.map_err(|_| reader.error(&serde_json::Error::invalid_value(Unexpected::Str(text), &expected)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gen_16_integers_are_read_from_three_spellings() {
        let read = |text: &str| value_reader::read(text, read_integer).ok();
        for text in ["3", "3.0", "\"3\"", "\"3.0\"", "\" 3 \""] {
            assert_eq!(read(text), Some(3), "{text}");
        }
        for text in ["3.5", "\"x\"", "true", "18446744073709551615", "1e400", "[]"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_float_holds_what_is_neither_too_large_nor_too_small() {
        for text in
            ["0", "-0.0", "0e999", "1e308", "-1.7976931348623157e308", "5e-324", "123456789012345678901234567890"]
        {
            assert!(is_within_float(text), "{text}");
        }
        for text in ["1e309", "-1e999", "1E400", "1e-400", "-0.1e-999", "x", ""] {
            assert!(!is_within_float(text), "{text}");
        }
    }

    #[test]
    fn d_28_numbers_keep_their_spelling_and_compare_by_value() {
        let read = |text: &str| serde_json::from_str::<Number>(text).unwrap();
        assert_eq!(read("1"), read("1.0"));
        assert_eq!(read("1.0").to_string(), "1.0");
        assert_eq!(read("1.0").as_i64(), Some(1));
        assert_eq!(read("\"2\"").as_i64(), Some(2));
        assert_eq!(read("0.2").as_i64(), None);
        assert!(serde_json::from_str::<Number>("\"NaN\"").is_err());
    }

    #[test]
    fn a_number_is_a_floating_point_number_and_its_lack_is_told() {
        assert_eq!(serde_json::from_str::<Number>("1.5").map(|number| number.as_f64()).ok(), Some(1.5));
        assert_eq!(Number::from_f64(-2.0).map(|number| number.as_f64()), Some(-2.0));
        let error = value_reader::read("[]", read_integer).unwrap_err();
        assert!(error.to_string().contains("expected an integer"), "{error}");
    }
}
