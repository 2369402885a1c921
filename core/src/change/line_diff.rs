//! The lines in which two texts differ.

use super::common_ends::common_ends;

/// Lines around a difference that are shown.
const CONTEXT: usize = 2;
/// Most differing lines that are found exactly; beyond, all lines between the first and the last difference are replaced.
const MOST: usize = 1000;

/// One line of a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line<'t> {
    Same(&'t str),
    Gone(&'t str),
    New(&'t str),
}

impl Line<'_> {
    /// Whether it stands in the text before, or after.
    fn is_of(&self, before: bool) -> bool {
        match self {
            Self::Same(_) => true,
            Self::Gone(_) => before,
            Self::New(_) => !before,
        }
    }
}

/// The differing lines as unified diffs show them: `@@ -3,3 +3,4 @@`, then lines that begin with a blank, `-` or `+`.
pub(crate) fn line_diff(before: &str, after: &str) -> Vec<String> {
    let lines = compare(&before.lines().collect::<Vec<_>>(), &after.lines().collect::<Vec<_>>());
    let near: Vec<usize> =
        lines.iter().enumerate().filter(|(_, line)| !matches!(line, Line::Same(_))).map(|(at, _)| at).collect();
    let mut shown = Vec::new();
    let mut rest = near.as_slice();
    while let [first, others @ ..] = rest {
        let mut last = *first;
        let joined = others.iter().take_while(|at| {
            let joins = at.saturating_sub(last) <= 2 * CONTEXT + 1;
            last = if joins { **at } else { last };
            joins
        });
        let count = joined.count();
        rest = others.get(count..).unwrap_or_default();
        hunk(&lines, first.saturating_sub(CONTEXT), last.saturating_add(CONTEXT).saturating_add(1), &mut shown);
    }
    shown
}

fn hunk(lines: &[Line<'_>], from: usize, to: usize, shown: &mut Vec<String>) {
    let earlier = lines.get(..from).unwrap_or_default();
    let inside = lines.get(from..to.min(lines.len())).unwrap_or_default();
    let range = |is_before: bool| {
        let count = |lines: &[Line<'_>]| lines.iter().filter(|line| line.is_of(is_before)).count();
        let length = count(inside);
        // An empty range is named by the line before it.
        let start = count(earlier).saturating_add(usize::from(length > 0));
        if length == 1 { format!("{start}") } else { format!("{start},{length}") }
    };
    shown.push(format!("@@ -{} +{} @@", range(true), range(false)));
    shown.extend(inside.iter().map(|line| match line {
        Line::Same(text) => format!(" {text}"),
        Line::Gone(text) => format!("-{text}"),
        Line::New(text) => format!("+{text}"),
    }));
}

/// All lines of both texts, in an order that has few differences.
fn compare<'t>(before: &[&'t str], after: &[&'t str]) -> Vec<Line<'t>> {
    let (start, end) = common_ends(before, after);
    let (head, before) = before.split_at(start);
    let after = after.get(start..).unwrap_or_default();
    let (before, tail) = before.split_at(before.len().saturating_sub(end));
    let after = after.get(..after.len().saturating_sub(end)).unwrap_or_default();
    let mut lines: Vec<Line<'t>> = head.iter().map(|line| Line::Same(line)).collect();
    match edits(before, after) {
        Some(edits) => lines.extend(edits),
        None => {
            lines.extend(before.iter().map(|line| Line::Gone(line)));
            lines.extend(after.iter().map(|line| Line::New(line)));
        }
    }
    lines.extend(tail.iter().map(|line| Line::Same(line)));
    lines
}

/// The shortest way from one list to the other (Myers 1986), unless it takes more than [`MOST`] edits.
fn edits<'t>(before: &[&'t str], after: &[&'t str]) -> Option<Vec<Line<'t>>> {
    let most = before.len().saturating_add(after.len()).min(MOST);
    // `reached[k]` is how far into `before` a way comes on diagonal k, counted from the middle.
    let mut reached = vec![0_usize; most.checked_mul(2)?.checked_add(3)?];
    let mut trace = Vec::new();
    for distance in 0..=most {
        trace.push(reached.clone());
        for step in 0..=distance {
            let diagonal = most.checked_add(1)?.checked_add(step.checked_mul(2)?)?.checked_sub(distance)?;
            let (below, above) = (*reached.get(diagonal.checked_sub(1)?)?, *reached.get(diagonal.checked_add(1)?)?);
            let is_insertion = step == 0 || (step < distance && below < above);
            let mut x = if is_insertion { above } else { below.checked_add(1)? };
            let mut y = place(x, diagonal, most)?;
            while let (Some(one), Some(other)) = (before.get(x), after.get(y))
                && one == other
            {
                (x, y) = (x.checked_add(1)?, y.checked_add(1)?);
            }
            *reached.get_mut(diagonal)? = x;
            if x >= before.len() && y >= after.len() {
                return back(before, after, &trace, most);
            }
        }
    }
    None
}

/// The place in the second list on a diagonal; a way may lead beyond the first one's end.
fn place(x: usize, diagonal: usize, most: usize) -> Option<usize> {
    x.checked_add(most)?.checked_add(1)?.checked_sub(diagonal)
}

fn back<'t>(before: &[&'t str], after: &[&'t str], trace: &[Vec<usize>], most: usize) -> Option<Vec<Line<'t>>> {
    let (mut x, mut y, mut lines) = (before.len(), after.len(), Vec::new());
    for (distance, reached) in trace.iter().enumerate().rev() {
        let diagonal = x.checked_add(most)?.checked_add(1)?.checked_sub(y)?;
        let step = diagonal.checked_add(distance)?.checked_sub(most)?.checked_sub(1)?.checked_div(2)?;
        let (below, above) = (*reached.get(diagonal.checked_sub(1)?)?, *reached.get(diagonal.checked_add(1)?)?);
        let is_insertion = step == 0 || (step < distance && below < above);
        let previous = if is_insertion { diagonal.checked_add(1)? } else { diagonal.checked_sub(1)? };
        let (from_x, from_y) = match distance {
            0 => (0, 0),
            _ => {
                let x = *reached.get(previous)?;
                (x, place(x, previous, most)?)
            }
        };
        while x > from_x && y > from_y {
            (x, y) = (x.checked_sub(1)?, y.checked_sub(1)?);
            lines.push(Line::Same(before.get(x)?));
        }
        if distance > 0 && is_insertion {
            y = y.checked_sub(1)?;
            lines.push(Line::New(after.get(y)?));
        } else if distance > 0 {
            x = x.checked_sub(1)?;
            lines.push(Line::Gone(before.get(x)?));
        }
    }
    lines.reverse();
    Some(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_has_its_lines_and_two_around_it() {
        let before = "1\n2\n3\nReport its state.\n5\n6\n7\n";
        let after = "1\n2\n3\nReport its state and the day.\nNever guess.\n5\n6\n7\n";
        assert_eq!(
            line_diff(before, after),
            [
                "@@ -2,5 +2,6 @@",
                " 2",
                " 3",
                "-Report its state.",
                "+Report its state and the day.",
                "+Never guess.",
                " 5",
                " 6"
            ]
        );
        assert_eq!(line_diff("", "a"), ["@@ -0,0 +1 @@", "+a"]);
        assert_eq!(line_diff("a\r\nb", "a\nb"), Vec::<String>::new());
    }

    /// Both texts come back from the lines, and no way is longer than needed.
    #[test]
    fn every_pair_of_short_texts_is_compared_shortly() {
        let words = ["a", "b", "c"];
        let text = |mut number: usize| {
            let mut lines = Vec::new();
            while number > 0 {
                lines.push(words[number % 3]);
                number /= 3;
            }
            lines
        };
        for (one, other) in (0..250).flat_map(|one| (0..250).map(move |other| (text(one), text(other)))) {
            let lines = compare(&one, &other);
            let side = |gone: bool| {
                lines.iter().filter_map(move |line| match line {
                    Line::Same(text) => Some(*text),
                    Line::Gone(text) => gone.then_some(*text),
                    Line::New(text) => (!gone).then_some(*text),
                })
            };
            assert!(side(true).eq(one.iter().copied()) && side(false).eq(other.iter().copied()), "{one:?} {other:?}");
            let mut common = vec![vec![0; other.len() + 1]; one.len() + 1];
            for (x, y) in (0..one.len()).flat_map(|x| (0..other.len()).map(move |y| (x, y))) {
                common[x + 1][y + 1] =
                    if one[x] == other[y] { common[x][y] + 1 } else { common[x][y + 1].max(common[x + 1][y]) };
            }
            let same = lines.iter().filter(|line| matches!(line, Line::Same(_))).count();
            assert_eq!(same, common[one.len()][other.len()], "{one:?} {other:?} {lines:?}");
        }
    }

    #[test]
    fn texts_that_differ_everywhere_are_replaced_without_long_work() {
        let numbers = |from: usize| (from..from + 50_000).map(|number| format!("{number}\n")).collect::<String>();
        let lines = line_diff(&numbers(0), &numbers(100_000));
        assert_eq!(lines.len(), 100_001);
    }
}
