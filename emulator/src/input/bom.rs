//! The byte order mark that some programs put before a text (RFC 8259 8.1).

pub(crate) const BOM: char = '\u{feff}';

/// The text without one mark before it.
pub(crate) fn without_bom(text: &str) -> &str {
    text.strip_prefix(BOM).unwrap_or(text)
}
