//! Panics that tests cause on purpose.

/// Lets a test see what a panic does: `found` is what a caller gave, `trigger` what only a test gives.
pub fn test_panic(trigger: &str, found: &str) {
    assert!(found != trigger, "a panic on purpose");
}
