//! Arrows between files: who uses whom, and the circles among them.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;

/// One use of another file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Arrow {
    /// The file that uses, by its path in the tree.
    pub from: String,
    /// The file that is used.
    pub to: String,
    /// Line of the use.
    pub line: usize,
    /// What is used, as it is written.
    pub what: String,
}

impl fmt::Display for Arrow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{} uses {} (`{}`)", self.from, self.line, self.to, self.what)
    }
}

/// The files of one tree and their arrows.
#[derive(Debug, Default)]
pub struct Graph {
    pub files: BTreeSet<String>,
    /// Source files that no module names.
    pub unread: Vec<String>,
    pub arrows: Vec<Arrow>,
}

impl Graph {
    /// Adds an arrow, unless a file uses itself.
    pub fn add(&mut self, from: &str, to: &str, line: usize, what: &str) {
        if from != to {
            self.arrows.push(Arrow { from: from.into(), to: to.into(), line, what: what.into() });
        }
    }

    /// The same arrows between groups of files, such as folders.
    pub fn grouped(&self, group: impl Fn(&str) -> String) -> BTreeMap<(String, String), &Arrow> {
        let mut found = BTreeMap::new();
        for arrow in &self.arrows {
            let (from, to) = (group(&arrow.from), group(&arrow.to));
            if from != to {
                found.entry((from, to)).or_insert(arrow);
            }
        }
        found
    }

    /// The circles: of each file that is in one, its shortest, and every circle once.
    pub fn circles(&self, group: impl Fn(&str) -> String) -> Vec<Circle<'_>> {
        let arrows = self.grouped(group);
        let mut next = BTreeMap::<&str, Vec<&str>>::new();
        for (from, to) in arrows.keys() {
            next.entry(from).or_default().push(to);
        }
        let mut found = Vec::<Circle<'_>>::new();
        for start in next.keys() {
            let Some(way) = way_back(start, &next) else { continue };
            let members: BTreeSet<_> = way.iter().map(|name| (*name).to_owned()).collect();
            if found.iter().all(|circle| circle.members != members) {
                let ends = way.iter().zip(way.iter().cycle().skip(1));
                let arrows = ends.map(|(from, to)| arrows[&((*from).to_owned(), (*to).to_owned())]).collect();
                found.push(Circle { members, arrows });
            }
        }
        found
    }
}

/// Files or folders that use each other in a circle.
#[derive(Debug)]
pub struct Circle<'g> {
    pub members: BTreeSet<String>,
    pub arrows: Vec<&'g Arrow>,
}

impl fmt::Display for Circle<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "a circle:")?;
        self.arrows.iter().try_for_each(|arrow| writeln!(f, "  {arrow}"))
    }
}

/// The shortest way from a node back to itself, its end left out.
fn way_back<'n>(start: &'n str, next: &BTreeMap<&'n str, Vec<&'n str>>) -> Option<Vec<&'n str>> {
    let mut before = BTreeMap::<&str, &str>::new();
    let mut queue = VecDeque::from([start]);
    while let Some(at) = queue.pop_front() {
        for to in next.get(at).into_iter().flatten() {
            if *to == start {
                let mut way = vec![at];
                while let Some(earlier) = way.last().filter(|last| **last != start).and_then(|last| before.get(last)) {
                    way.push(earlier);
                }
                way.reverse();
                return Some(way);
            }
            if !before.contains_key(to) {
                before.insert(to, at);
                queue.push_back(to);
            }
        }
    }
    None
}
