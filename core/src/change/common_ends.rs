//! What two sequences have in common at their ends.

/// How many elements are the same at the beginning, and how many of the others at the end.
pub(crate) fn common_ends<T: PartialEq>(before: &[T], after: &[T]) -> (usize, usize) {
    let head = before.iter().zip(after).take_while(|(one, other)| one == other).count();
    let [before, after] = [before, after].map(|elements| elements.get(head..).unwrap_or_default());
    let tail = before.iter().rev().zip(after.iter().rev()).take_while(|(one, other)| one == other).count();
    (head, tail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_element_is_counted_at_one_end() {
        for (before, after, expected) in [
            ("abc", "abc", (3, 0)),
            ("axc", "aybc", (1, 1)),
            ("aa", "aaa", (2, 0)),
            ("", "a", (0, 0)),
            ("b", "ab", (0, 1)),
        ] {
            assert_eq!(common_ends(before.as_bytes(), after.as_bytes()), expected, "{before} {after}");
        }
    }
}
