//! Names of members as servers write them, which are compared many bytes at a time.

/// Bytes that are compared at once, and the last ones of a name that is longer.
const START: usize = 16;
const END: usize = 8;

/// Bytes of what stands before a name, its quotes and its colon.
const AROUND: usize = 4;

/// By how many of the first bytes belong to a name: these.
#[expect(clippy::indexing_slicing, reason = "runs at build time, where it is an error")]
static OF_NAME: [u128; START] = {
    let mut masks = [0; START];
    let mut length = 1;
    while length < START {
        masks[length] = u128::MAX >> (8 * (START - length));
        length += 1;
    }
    masks
};

/// A name in quotes, the byte before it, and the colon behind it.
pub(crate) struct QuotedName {
    pub name: &'static str,
    /// The first bytes, without the one before the name; behind a shorter name is nothing.
    start: [u8; START],
    /// The last bytes.
    end: [u8; END],
}

impl QuotedName {
    #[expect(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "runs at build time, where either is an error"
    )]
    pub(crate) const fn new(name: &'static str) -> Self {
        let length = name.len() + AROUND;
        let (mut start, mut end) = ([0; START], [0; END]);
        let mut at = 0;
        while at < length {
            let byte = match (at, length - at) {
                (0, _) => 0,
                (1, _) | (_, 2) => b'"',
                (_, 1) => b':',
                _ => name.as_bytes()[at - 2],
            };
            if at < START {
                start[at] = byte;
            }
            if length - at <= END {
                end[END - (length - at)] = byte;
            }
            at += 1;
        }
        Self { name, start, end }
    }

    /// Bytes with all that stands around.
    #[inline(always)]
    pub(super) fn length(&self) -> usize {
        self.name.len().wrapping_add(AROUND)
    }

    /// Whether a text begins so, with this byte before. Not where the text ends soon.
    #[inline(always)]
    pub(super) fn begins(&self, before: u8, text: &[u8]) -> bool {
        let Some(found) = text.first_chunk::<START>() else { return false };
        let differ = u128::from_le_bytes(*found) ^ u128::from_le_bytes(self.start) ^ u128::from(before);
        match OF_NAME.get(self.length()) {
            // What stands behind a shorter name may be anything.
            Some(of_name) => differ & of_name == 0,
            None => differ == 0 && self.ends(text),
        }
    }

    /// Whether what follows the first bytes is of this name, too.
    #[inline]
    fn ends(&self, text: &[u8]) -> bool {
        let text = text.get(..self.length()).unwrap_or_default();
        text.last_chunk() == Some(&self.end) && (text.len() <= const { START + END } || self.is_in(text))
    }

    /// Whether the name of a text is this to the last letter.
    #[cold]
    fn is_in(&self, text: &[u8]) -> bool {
        text.get(2..).is_some_and(|text| text.starts_with(self.name.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_any_length_is_told_from_every_other() {
        for length in 0..=40 {
            let name: &'static str = "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz".get(..length).unwrap();
            let quoted = QuotedName::new(name);
            let text = format!(",\"{name}\":");
            assert_eq!(quoted.length(), text.len());
            assert!(quoted.begins(b',', format!("{text}1, and more of it").as_bytes()), "{name}");
            assert!(quoted.begins(b'{', format!("{{\"{name}\":1, and more of it").as_bytes()), "{name}");
            for at in 0..text.len() {
                let mut other = format!("{text}1, and more of it").into_bytes();
                other[at] ^= 1;
                assert!(!quoted.begins(b',', &other), "{name} at {at}");
            }
            for end in 0..text.len() {
                assert!(!quoted.begins(b',', &text.as_bytes()[..end]), "{name} to {end}");
            }
        }
    }
}
