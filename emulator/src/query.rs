//! Percent-decoding of path segments and query strings, and typed query parameters.

use crate::failure::Failure;

/// Decodes `%XX` once. `None` for a broken escape or for bytes that are not UTF-8.
pub(crate) fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let high = hex(rest.next()?)?;
            let low = hex(rest.next()?)?;
            bytes.push(high * 16 + low);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

const fn hex(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

/// Encodes everything but unreserved characters, for query strings the emulator writes itself.
pub(crate) fn percent_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            _ => {
                out.push('%');
                for digit in [byte >> 4, byte & 15] {
                    let digit = char::from_digit(u32::from(digit), 16).unwrap_or('0');
                    out.push(digit.to_ascii_uppercase());
                }
            }
        }
    }
    out
}

/// Query parameters (or form fields) in the order they were sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    /// Reads `a=1&b=x+y`. A part that cannot be decoded is kept as it came.
    pub(crate) fn parse(text: &str) -> Self {
        let decode = |part: &str| {
            let spaced = part.replace('+', " ");
            percent_decode(&spaced).unwrap_or(spaced)
        };
        Self(
            text.split('&')
                .filter(|pair| !pair.is_empty())
                .map(|pair| {
                    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                    (decode(name), decode(value))
                })
                .collect(),
        )
    }

    pub(crate) fn pairs(&self) -> &[(String, String)] {
        &self.0
    }

    /// First value of a parameter.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// First value that is not blank.
    pub(crate) fn filled(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.trim().is_empty())
    }

    /// `true` in any casing (the vendor's SDK sends `True`); everything else, also absence, is false.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| value.trim().eq_ignore_ascii_case("true"))
    }

    /// A whole number; text that is none is a framework error.
    pub(crate) fn number(&self, name: &str) -> Result<Option<u64>, Failure> {
        self.filled(name).map(|value| value.trim().parse().map_err(|_| Failure::bad_request())).transpose()
    }

    /// `start` and `count` with their defaults (SIM-27).
    pub(crate) fn window(&self) -> Result<Window, Failure> {
        let as_size = |value: u64| usize::try_from(value).unwrap_or(usize::MAX);
        Ok(Window {
            start: as_size(self.number("start")?.unwrap_or(0)),
            count: as_size(self.number("count")?.unwrap_or(20)),
        })
    }
}

/// The part of a list that was asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Window {
    pub(crate) start: usize,
    pub(crate) count: usize,
}

impl Window {
    /// `Page` = start / count + 1 (SIM-29).
    pub(crate) fn page(self) -> usize {
        self.start.checked_div(self.count).unwrap_or(0) + 1
    }

    pub(crate) const fn end(self) -> usize {
        self.start.saturating_add(self.count)
    }
}
