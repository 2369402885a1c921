//! Compares names as file systems do that ignore case and Unicode form.

use icu_normalizer::ComposingNormalizerBorrowed;

/// The form in which names that differ only in upper and lower case, or only in Unicode form, are equal.
pub(super) fn fold(name: &str) -> String {
    ComposingNormalizerBorrowed::new_nfc().normalize(name).to_lowercase()
}

/// Whether two names differ at most in upper and lower case, or in Unicode form.
pub(super) fn is_same_folded(one: &str, other: &str) -> bool {
    one == other || fold(one) == fold(other)
}
