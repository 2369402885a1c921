//! The order of agents: helpers first; those of a ring together.

use std::collections::{BTreeMap, BTreeSet};

/// Groups of names in the order in which they can be made: what a name needs comes before it. A group of several is a ring,
/// whose members need each other; its names are sorted. Names that only others need are left out; ties go by name.
pub(crate) fn order(needs: &BTreeMap<String, BTreeSet<String>>) -> Vec<Vec<String>> {
    let names: Vec<&str> = needs.keys().map(String::as_str).collect();
    let at = |name: &String| names.binary_search(&name.as_str()).ok();
    let targets = |set: &BTreeSet<String>| set.iter().filter_map(at).collect();
    let forward: Vec<Vec<usize>> = needs.values().map(targets).collect();
    let mut backward: Vec<Vec<usize>> = vec![Vec::new(); names.len()];
    for (from, list) in forward.iter().enumerate() {
        for to in list {
            if let Some(list) = backward.get_mut(*to) {
                list.push(from);
            }
        }
    }
    // Kosaraju: the order in which a walk forward ends, then walks backward from its end.
    let ended = ends(&forward);
    let mut ring: Vec<Option<usize>> = vec![None; names.len()];
    for (number, start) in ended.into_iter().rev().enumerate() {
        let mut open = vec![start];
        while let Some(node) = open.pop() {
            if let Some(slot @ None) = ring.get_mut(node) {
                *slot = Some(number);
                open.extend(backward.get(node).into_iter().flatten());
            }
        }
    }
    let ring_of = |node: usize| ring.get(node).copied().flatten().unwrap_or_default();
    let mut members: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
    let mut open: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (node, name) in names.iter().enumerate() {
        members.entry(ring_of(node)).or_default().insert(name);
        let needed = forward.get(node).into_iter().flatten().map(|node| ring_of(*node));
        open.entry(ring_of(node)).or_default().extend(needed.filter(|other| *other != ring_of(node)));
    }
    let mut needed_by: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (ring, needs) in &open {
        for other in needs {
            needed_by.entry(*other).or_default().push(*ring);
        }
    }
    let first = |ring: usize| members.get(&ring).and_then(|names| names.first()).copied().unwrap_or_default();
    let mut ready: BTreeSet<(&str, usize)> = BTreeSet::new();
    ready.extend(open.iter().filter(|(_, needs)| needs.is_empty()).map(|(ring, _)| (first(*ring), *ring)));
    let mut groups = Vec::with_capacity(members.len());
    while let Some((_, ring)) = ready.pop_first() {
        groups.push(members.get(&ring).into_iter().flatten().map(|name| (*name).to_owned()).collect());
        for dependent in needed_by.get(&ring).into_iter().flatten() {
            if let Some(needs) = open.get_mut(dependent) {
                needs.remove(&ring);
                if needs.is_empty() {
                    ready.insert((first(*dependent), *dependent));
                }
            }
        }
    }
    groups
}

/// The nodes in the order in which a walk from each of them ends. A chain may be long, so nothing recurses.
fn ends(forward: &[Vec<usize>]) -> Vec<usize> {
    let mut seen = vec![false; forward.len()];
    let mut ended = Vec::with_capacity(forward.len());
    for start in 0..forward.len() {
        let mut path: Vec<(usize, std::slice::Iter<'_, usize>)> = Vec::new();
        let mut next = Some(start);
        loop {
            if let Some(node) = next.take()
                && let (Some(was_seen @ false), Some(list)) = (seen.get_mut(node), forward.get(node))
            {
                *was_seen = true;
                path.push((node, list.iter()));
            }
            match path.last_mut() {
                None => break,
                Some((node, rest)) => match rest.next() {
                    Some(to) => next = Some(*to),
                    None => {
                        ended.push(*node);
                        path.pop();
                    }
                },
            }
        }
    }
    ended
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(edges: &[(&str, &[&str])]) -> Vec<Vec<String>> {
        let needs =
            edges.iter().map(|(name, list)| ((*name).to_owned(), list.iter().map(|it| (*it).to_owned()).collect()));
        order(&needs.collect())
    }

    #[test]
    fn helpers_come_first_and_ties_go_by_name() {
        let found = groups(&[("a", &["c"]), ("b", &[]), ("c", &["elsewhere"]), ("d", &["a", "b"])]);
        assert_eq!(found, [["b"], ["c"], ["a"], ["d"]]);
    }

    #[test]
    fn a_ring_is_one_group_in_the_order_of_names() {
        let found =
            groups(&[("z", &["y"]), ("y", &["x"]), ("x", &["z"]), ("a", &["y"]), ("own", &["own"]), ("n", &[])]);
        assert_eq!(found, [vec!["n"], vec!["own"], vec!["x", "y", "z"], vec!["a"]]);
    }

    #[test]
    fn a_chain_of_thousands_and_a_long_ring_are_ordered() {
        let name = |number: usize| format!("agent-{number:05}");
        let chain: BTreeMap<String, BTreeSet<String>> =
            (0..5000).map(|at| (name(at), (at + 1 < 5000).then(|| name(at + 1)).into_iter().collect())).collect();
        let found = order(&chain);
        assert_eq!((found.len(), &found[0]), (5000, &vec![name(4999)]));
        let ring: BTreeMap<String, BTreeSet<String>> =
            (0..50).map(|at| (name(at), BTreeSet::from([name((at + 1) % 50)]))).collect();
        assert_eq!(order(&ring).iter().map(Vec::len).collect::<Vec<_>>(), [50]);
    }
}
