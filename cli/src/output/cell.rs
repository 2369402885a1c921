//! The text of a value in a table.

use serde_json::Value;
use serde_json::value::RawValue;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// What ends a text that was cut.
const ELLIPSIS: char = '…';

/// A value as one line. Characters that a terminal obeys are escaped.
pub fn text(value: &RawValue) -> String {
    match serde_json::from_str(value.get()) {
        Ok(Value::String(text)) => printable(&text),
        Ok(Value::Null) => String::new(),
        _ => printable(value.get()),
    }
}

/// The text without what a terminal obeys, on one line.
pub fn printable(text: &str) -> String {
    let obeyed = |c: char| {
        c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|c| if obeyed(c) { c.escape_default().to_string() } else { c.to_string() }).collect()
}

/// Columns that a text takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// The text in exactly this many columns, cut or filled.
pub fn fit(text: &str, columns: usize) -> String {
    let taken = width(text);
    if taken <= columns {
        return format!("{text}{}", " ".repeat(columns.saturating_sub(taken)));
    }
    cut(text, columns)
}

/// The text in at most this many columns.
pub fn cut(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let (mut out, mut left) = (String::new(), columns.saturating_sub(1));
    for c in text.chars() {
        let taken = c.width().unwrap_or(0);
        if taken > left {
            break;
        }
        left = left.saturating_sub(taken);
        out.push(c);
    }
    out.push(ELLIPSIS);
    out.push_str(&" ".repeat(left));
    out
}
