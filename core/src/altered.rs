//! Whether reading made anything else of a JSON text than what stands there: another spelling, a member under its
//! other name, `null` for nothing. Where it did not, the text itself is what was read.

use std::cell::Cell;

thread_local! {
    static ALTERED: Cell<bool> = const { Cell::new(false) };
}

/// Notes that what is read is not what stands there.
pub(crate) fn altered() {
    ALTERED.set(true);
}

/// Runs `read`, and tells whether it noted anything.
pub(crate) fn noting<T>(read: impl FnOnce() -> T) -> (T, bool) {
    ALTERED.set(false);
    let value = read();
    (value, ALTERED.replace(false))
}
