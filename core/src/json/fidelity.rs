//! Tracks whether lenient decoding normalised the input. If it did not, the original bytes can be forwarded unchanged.
//!
//! Normalising is: reading a number from a string, a member under one of its other names, `null` as unset.

use std::cell::Cell;

thread_local! {
    static NORMALIZED: Cell<bool> = const { Cell::new(false) };
}

/// Records that the value that is read differs from the text of the input.
pub(crate) fn mark_normalized() {
    NORMALIZED.set(true);
}

/// Tracks the reading that begins, for [`was_normalized`].
pub(crate) fn track() {
    NORMALIZED.set(false);
}

/// Whether the reading since [`track`] called [`mark_normalized`].
pub(crate) fn was_normalized() -> bool {
    NORMALIZED.replace(false)
}
