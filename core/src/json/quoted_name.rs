//! Names of members as servers write them, which are compared many bytes at a time.

/// Bytes that are compared at once.
const START: usize = 16;

/// Bytes of quotes and colon.
const AROUND: usize = 3;

/// A name in quotes, and the colon behind it.
pub(crate) struct QuotedName {
    pub name: &'static str,
    /// The first bytes; behind a shorter one is nothing.
    start: [u8; START],
}

impl QuotedName {
    #[expect(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "runs at build time, where either is an error"
    )]
    pub(crate) const fn new(name: &'static str) -> Self {
        let (bytes, length) = (name.as_bytes(), name.len() + AROUND);
        let mut start = [0; START];
        start[0] = b'"';
        let mut at = 1;
        while at < START && at < length {
            start[at] = match length - at {
                1 => b':',
                2 => b'"',
                _ => bytes[at - 1],
            };
            at += 1;
        }
        Self { name, start }
    }

    /// Bytes with quotes and colon.
    #[inline(always)]
    pub(super) fn length(&self) -> usize {
        self.name.len().wrapping_add(AROUND)
    }

    /// Whether a text begins so. Not where the text ends soon.
    #[inline(always)]
    pub(super) fn begins(&self, text: &[u8]) -> bool {
        let Some((found, behind)) = text.split_first_chunk::<START>() else { return false };
        let differ = u128::from_le_bytes(*found) ^ u128::from_le_bytes(self.start);
        match self.length().checked_sub(START) {
            // What stands behind a shorter name may be anything.
            None => differ.checked_shl(behind_name(self.length())).is_some_and(|differ| differ == 0),
            Some(more) => differ == 0 && self.ends(behind, more),
        }
    }

    /// Whether a text begins with the last `more` bytes.
    #[inline]
    fn ends(&self, text: &[u8], more: usize) -> bool {
        // Of the name, all but the first: the quote is one of them.
        let rest = self.name.as_bytes().get(START.wrapping_sub(1)..).unwrap_or_default();
        let end = b"\":".get(2_usize.saturating_sub(more)..).unwrap_or_default();
        text.strip_prefix(rest).is_some_and(|text| text.starts_with(end))
    }
}

/// Bits of the first bytes that are behind a name of this length, which is shorter.
#[inline(always)]
fn behind_name(length: usize) -> u32 {
    START.wrapping_sub(length).wrapping_mul(8) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_any_length_is_told_from_every_other() {
        for length in 0..=40 {
            let name: &'static str = "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz".get(..length).unwrap();
            let quoted = QuotedName::new(name);
            let text = format!("\"{name}\":");
            assert_eq!(quoted.length(), text.len());
            assert!(quoted.begins(format!("{text}1, and more of it").as_bytes()), "{name}");
            for at in 0..text.len() {
                let mut other = format!("{text}1, and more of it").into_bytes();
                other[at] ^= 1;
                assert!(!quoted.begins(&other), "{name} at {at}");
            }
            for end in 0..text.len() {
                assert!(!quoted.begins(&text.as_bytes()[..end]), "{name} to {end}");
            }
        }
    }
}
