//! Names that some systems and people take for one.

use icu_normalizer::ComposingNormalizerBorrowed;

/// The form in which names that differ only in upper and lower case, or only in Unicode form, are equal.
pub(super) fn folded(name: &str) -> String {
    ComposingNormalizerBorrowed::new_nfc().normalize(name).to_lowercase()
}

/// Whether two names differ at most in upper and lower case, or in Unicode form.
pub(super) fn alike(one: &str, other: &str) -> bool {
    one == other || folded(one) == folded(other)
}
