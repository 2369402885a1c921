//! The texts of plans and results, in colours on a terminal.

const GREEN: &str = "\u{1b}[32m";
const RED: &str = "\u{1b}[31m";
const YELLOW: &str = "\u{1b}[33m";
const CYAN: &str = "\u{1b}[36m";
const END: &str = "\u{1b}[0m";

/// The text of a plan in the colours of its marks.
pub fn coloured(text: &str) -> String {
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

fn line(line: &str) -> String {
    let bare = line.trim_start();
    let is_title = bare.len() == line.len();
    let colour = match bare.chars().next() {
        Some('+') => GREEN,
        Some('-') => RED,
        Some('~') if is_title => YELLOW,
        Some('>') if is_title => CYAN,
        Some('!') if is_title => RED,
        Some('@') if bare.starts_with("@@") => CYAN,
        _ => return line.to_owned(),
    };
    format!("{colour}{line}{END}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_have_the_colours_of_the_field() {
        let text = "prod · 1 to change\n\n~ agent A   a.yaml\n    x   1 → 2\n      @@ -1 +1 @@\n      -a\n      +b\n! agent B: c.";
        let expected = "prod · 1 to change\n\n\u{1b}[33m~ agent A   a.yaml\u{1b}[0m\n    x   1 → 2\n\u{1b}[36m      @@ -1 +1 @@\u{1b}[0m\n\
                        \u{1b}[31m      -a\u{1b}[0m\n\u{1b}[32m      +b\u{1b}[0m\n\u{1b}[31m! agent B: c.\u{1b}[0m";
        assert_eq!(coloured(text), expected);
    }
}
