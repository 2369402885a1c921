//! Names of files that are made for objects of any name.

use std::collections::BTreeSet;

use icu_normalizer::ComposingNormalizerBorrowed;

use super::name_folding::fold;
use super::path::{folder, join};

/// Most bytes of a name before its ending: with every ending it is one of a file on every system.
const LONGEST: usize = 100;

/// Names that are devices on Windows, whatever their ending.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul", "com", "lpt", "conin", "conout"];

/// The name of a file for an object: its letters and digits in lower case, with hyphens between.
pub(crate) fn slug(name: &str, otherwise: &str) -> String {
    let name = ComposingNormalizerBorrowed::new_nfc().normalize(name).to_lowercase();
    let mut slug = String::new();
    for character in name.chars() {
        let character = if character.is_alphanumeric() { character } else { '-' };
        if slug.len().saturating_add(character.len_utf8()) > LONGEST {
            break;
        }
        if character != '-' || !slug.is_empty() && !slug.ends_with('-') {
            slug.push(character);
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { otherwise.to_owned() } else { slug.to_owned() }
}

/// Whether Windows takes a name for a device.
fn is_device(stem: &str) -> bool {
    let letters = stem.trim_end_matches(|last: char| last.is_numeric());
    DEVICES.contains(&letters)
}

/// The paths that are taken, as systems tell them apart that tell the fewest.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    paths: BTreeSet<String>,
    /// Paths up to the first dot of the name.
    stems: BTreeSet<String>,
}

impl Taken {
    pub(crate) fn add(&mut self, path: &str) {
        let path = fold(path);
        let name = path.rsplit('/').next().unwrap_or_default();
        let stem = name.split('.').next().unwrap_or_default();
        self.stems.insert(join(folder(&path), stem));
        self.paths.insert(path);
    }

    /// A stem in a folder with which no file begins.
    pub(crate) fn stem(&self, folder: &str, stem: &str) -> String {
        let is_free = |stem: &str| !self.stems.contains(&fold(&join(folder, stem)));
        numbered(stem, "", |stem| is_free(stem) && !is_device(stem))
    }

    /// The path of a file that is not there, which is then taken.
    pub(crate) fn path(&mut self, folder: &str, stem: &str, end: &str) -> String {
        let free = numbered(stem, end, |name| !self.paths.contains(&fold(&join(folder, name))));
        let path = join(folder, &free);
        self.add(&path);
        path
    }
}

/// The first of `stem`, `stem-2`, `stem-3` and so on that is free, with its ending.
fn numbered(stem: &str, end: &str, is_free: impl Fn(&str) -> bool) -> String {
    let first = format!("{stem}{end}");
    if is_free(&first) {
        return first;
    }
    (2_u64..).map(|number| format!("{stem}-{number}{end}")).find(|name| is_free(name)).unwrap_or(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_a_name_of_a_file_on_every_system() {
        let long = "é".repeat(200);
        for (name, expected) in [
            ("ParcelTracker", "parceltracker"),
            ("Parcel  Tracker (v2)!", "parcel-tracker-v2"),
            ("漢字 Agent", "漢字-agent"),
            ("e\u{301}", "é"),
            ("ÀÉ", "àé"),
            ("..", "agent"),
            ("../../etc/passwd", "etc-passwd"),
            ("a%2Fb", "a-2fb"),
            ("🤖", "agent"),
            ("\u{202e}abc", "abc"),
            (".hidden", "hidden"),
            (&long, &long[..100]),
        ] {
            assert_eq!(slug(name, "agent"), expected, "{name}");
        }
    }

    #[test]
    fn devices_and_names_that_differ_in_case_only_get_a_number() {
        let mut taken = Taken::default();
        taken.add("agents/Readme.md");
        taken.add("agents/x.openapi.yaml");
        for (stem, expected) in [
            ("con", "con-2"),
            ("com1", "com1-2"),
            ("com¹", "com¹-2"),
            ("console", "console"),
            ("nul", "nul-2"),
            ("readme", "readme-2"),
            ("x", "x-2"),
            ("y", "y"),
        ] {
            assert_eq!(taken.stem("agents", stem), expected);
        }
        assert_eq!(taken.path("agents", "y", ".md"), "agents/y.md");
        assert_eq!(taken.path("agents", "Y", ".md"), "agents/Y-2.md");
        assert_eq!(taken.path("agents", "y", ".yaml"), "agents/y.yaml");
        assert_eq!(taken.stem("agents", "y"), "y-3");
        assert_eq!(taken.stem("", "y"), "y");
    }
}
