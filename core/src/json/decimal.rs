//! The value of a number in JSON, whatever its size, and its form in RFC 8785.

/// A decimal number: its digits without zeros at either end, of which the first stands `point` places left of the decimal
/// point.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Decimal {
    negative: bool,
    digits: String,
    point: i64,
}

impl Decimal {
    /// Reads the text of a JSON number. `None` where it is none, or its exponent is beyond all bounds.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        if all.is_empty() || !all.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let significant = all.trim_start_matches('0');
        let digits = significant.trim_end_matches('0');
        if digits.is_empty() {
            return Some(Self { negative: false, digits: String::new(), point: 0 });
        }
        let zeros = i64::try_from(all.len().checked_sub(significant.len())?).ok()?;
        let point = i64::try_from(whole.len()).ok()?.checked_sub(zeros)?;
        let point = point.checked_add(exponent.parse::<i64>().ok()?)?;
        Some(Self { negative, digits: digits.to_owned(), point })
    }

    /// The integer of 64 bits that it is.
    pub(crate) fn integer(&self) -> Option<i64> {
        if self.digits.is_empty() {
            return Some(0);
        }
        let zeros = usize::try_from(self.point).ok()?.checked_sub(self.digits.len())?;
        if zeros > 19 {
            return None;
        }
        format!("{}{}{}", if self.negative { "-" } else { "" }, self.digits, "0".repeat(zeros)).parse().ok()
    }

    /// A number as RFC 8785 writes it; one that no double holds as it is written.
    pub(crate) fn canonical(text: &str) -> String {
        let exact = text.parse::<f64>().ok().filter(|value| value.is_finite());
        let shortest = exact.and_then(|value| Self::parse(&format!("{value:e}")));
        match shortest {
            Some(decimal) if Some(&decimal) == Self::parse(text).as_ref() => decimal.in_ecmascript(),
            _ => text.to_owned(),
        }
    }

    /// As `Number::toString` of ECMAScript writes it.
    fn in_ecmascript(&self) -> String {
        let sign = if self.negative { "-" } else { "" };
        let count = i64::try_from(self.digits.len()).unwrap_or(i64::MAX);
        let zeros = |number: i64| "0".repeat(usize::try_from(number).unwrap_or_default());
        let (first, rest) = self.digits.split_at_checked(1).unwrap_or(("0", ""));
        match self.point {
            _ if self.digits.is_empty() => "0".to_owned(),
            point if count <= point && point <= 21 => {
                format!("{sign}{}{}", self.digits, zeros(point.saturating_sub(count)))
            }
            point @ 1..=21 => {
                let at = usize::try_from(point).unwrap_or_default();
                let (whole, fraction) = self.digits.split_at_checked(at).unwrap_or((&self.digits, ""));
                format!("{sign}{whole}.{fraction}")
            }
            point @ -5..=0 => format!("{sign}0.{}{}", zeros(point.saturating_neg()), self.digits),
            point => {
                let exponent = point.saturating_sub(1);
                let point = if rest.is_empty() { "" } else { "." };
                format!("{sign}{first}{point}{rest}e{}{exponent}", if exponent < 0 { "" } else { "+" })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_ecmascript_does() {
        for (text, canonical) in [
            ("0", "0"),
            ("-0", "0"),
            ("-0.0", "0"),
            ("1.0", "1"),
            ("-1.50", "-1.5"),
            ("1e21", "1e+21"),
            ("1e20", "100000000000000000000"),
            ("123e-8", "0.00000123"),
            ("1.23e-7", "1.23e-7"),
            ("9007199254740993", "9007199254740993"),
            ("1e400", "1e400"),
            ("0.10", "0.1"),
            ("0.1000000000000000055511151231257827", "0.1000000000000000055511151231257827"),
            ("5e-324", "5e-324"),
        ] {
            assert_eq!(Decimal::canonical(text), canonical, "{text}");
        }
    }

    #[test]
    fn integers_are_read_in_every_spelling() {
        for (text, value) in [
            ("3", Some(3)),
            ("3.0", Some(3)),
            ("-30e-1", Some(-3)),
            ("3.5", None),
            ("9223372036854775808", None),
            ("0e9", Some(0)),
        ] {
            assert_eq!(Decimal::parse(text).and_then(|it| it.integer()), value, "{text}");
        }
        assert_eq!(Decimal::parse("x"), None);
        assert_eq!(Decimal::parse("1e99999999999999999999"), None);
    }
}
