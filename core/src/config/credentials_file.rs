//! The credentials file, read as Python's `configparser` reads it (CFG-06 to CFG-11). It is never written.

use std::collections::BTreeMap;
use std::path::Path;

use super::file_access::exposure;

/// Larger files are refused: this one holds a few lines.
const MAX_BYTES: u64 = 1024 * 1024;

/// Section whose values every other section falls back to.
const FALLBACK: &str = "DEFAULT";

/// Sections of a credentials file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Credentials {
    sections: BTreeMap<String, BTreeMap<String, String>>,
    /// That others may read or change the file.
    pub warning: Option<String>,
}

impl Credentials {
    /// Reads the file. Errors name the file and the line, never its content.
    ///
    /// `strict` refuses a file that others may read or change; otherwise that is a warning.
    pub(crate) fn read(path: &Path, strict: bool) -> Result<Self, String> {
        let shown = path.display();
        let metadata = std::fs::metadata(path).map_err(|error| format!("credentials file {shown}: {error}"))?;
        if !metadata.is_file() {
            return Err(format!("credentials file {shown}: not a regular file"));
        }
        if metadata.len() > MAX_BYTES {
            return Err(format!("credentials file {shown}: larger than 1 MiB"));
        }
        let bytes = std::fs::read(path).map_err(|error| format!("credentials file {shown}: {error}"))?;
        let text = String::from_utf8(bytes).map_err(|_| format!("credentials file {shown}: not UTF-8"))?;
        let file = Self::parse(&text).map_err(|(line, why)| format!("credentials file {shown}, line {line}: {why}"))?;
        // An empty one, as the vendor's SDK leaves it, gives nothing away.
        let exposure = if file.sections.is_empty() { None } else { exposure(path) };
        match exposure.map(|exposure| format!("credentials file {shown}: {exposure}")) {
            Some(warning) if strict => Err(warning),
            warning => Ok(Self { warning, ..file }),
        }
    }

    fn parse(text: &str) -> Result<Self, (usize, &'static str)> {
        let mut sections = BTreeMap::<String, BTreeMap<String, String>>::new();
        let mut section: Option<String> = None;
        let mut key: Option<(String, usize)> = None;
        for (line, number) in text.trim_start_matches('\u{feff}').lines().zip(1..) {
            let trimmed = line.trim();
            if trimmed.starts_with(['#', ';']) {
                continue;
            }
            if trimmed.is_empty() {
                continue;
            }
            let indent = line.len().saturating_sub(line.trim_start().len());
            let values = section.as_ref().and_then(|name| sections.get_mut(name));
            if let (Some((key, depth)), Some(values)) = (&key, values)
                && indent > *depth
            {
                if let Some(value) = values.get_mut(key) {
                    value.push('\n');
                    value.push_str(trimmed);
                }
                continue;
            }
            if let Some(name) = trimmed.strip_prefix('[') {
                let name = name.split_once(']').map(|(name, _)| name).filter(|name| !name.is_empty());
                let name = name.ok_or((number, "a section header without `]` or without a name"))?.to_owned();
                if sections.contains_key(&name) && name != FALLBACK {
                    return Err((number, "this section is there already"));
                }
                sections.entry(name.clone()).or_default();
                (section, key) = (Some(name), None);
                continue;
            }
            let name = section.as_ref().ok_or((number, "a value before the first [section]"))?;
            let at = trimmed.find(['=', ':']).ok_or((number, "neither a section, a comment nor `key = value`"))?;
            let (left, right) = trimmed.split_at(at);
            let left = left.trim().to_lowercase();
            if left.is_empty() {
                return Err((number, "a value without a key"));
            }
            let value = right.get(1..).unwrap_or_default().trim().to_owned();
            if sections.entry(name.clone()).or_default().insert(left.clone(), value).is_some() {
                return Err((number, "this key is there already"));
            }
            key = Some((left, indent));
        }
        Ok(Self { sections, warning: None })
    }

    /// Whether there is a profile of this name.
    pub(crate) fn has(&self, profile: &str) -> bool {
        self.sections.contains_key(profile)
    }

    /// The profiles, for messages.
    pub(crate) fn names(&self) -> Vec<&str> {
        self.sections.keys().map(String::as_str).filter(|name| *name != FALLBACK).collect()
    }

    /// A value of a profile; an empty one counts as unset (CFG-11).
    pub(crate) fn get(&self, profile: &str, key: &str) -> Option<String> {
        let value = |section: &str| self.sections.get(section).and_then(|values| values.get(key));
        // `%%` is a literal `%` to `configparser`; a lone one is left alone (CFG-08).
        let value = value(profile).or_else(|| value(FALLBACK))?.replace("%%", "%");
        (!value.is_empty()).then_some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cfg_07_to_cfg_09_it_is_read_as_configparser_reads_it() {
        let text = "\u{feff}# comment\n[DEFAULT]\ngeai_project_id = p0\n\n[default]\nGEAI_API_KEY: key ; not a comment\n\
                    geai_api_base_url = https://x.example/a=b\n  continued\n; another\ngeai_organization_id =\n\
                    [Two]\ngeai_api_key=50%% off%\n";
        let file = Credentials::parse(text).unwrap();
        assert_eq!(file.get("default", "geai_api_key").as_deref(), Some("key ; not a comment"));
        assert_eq!(file.get("default", "geai_api_base_url").as_deref(), Some("https://x.example/a=b\ncontinued"));
        assert_eq!(file.get("default", "geai_organization_id"), None);
        assert_eq!(file.get("default", "geai_project_id").as_deref(), Some("p0"));
        assert_eq!(file.get("Two", "geai_api_key").as_deref(), Some("50% off%"));
        assert!(!file.has("two"));
        assert_eq!(file.names(), ["Two", "default"]);
    }

    #[test]
    fn errors_name_the_line_and_never_its_content() {
        for (text, line) in [
            ("canary = 1\n", 1),
            ("[a]\ncanary\n", 2),
            ("[a]\nx=1\n[a]\n", 3),
            ("[a]\nx=1\nX=canary\n", 3),
            ("[a\n", 1),
            ("[a]\n= canary\n", 2),
        ] {
            let (number, why) = Credentials::parse(text).unwrap_err();
            assert_eq!(number, line, "{text}");
            assert!(!why.contains("canary"));
        }
    }

    #[test]
    fn only_the_section_that_all_fall_back_to_may_come_again() {
        let file = Credentials::parse("[DEFAULT]\na=1\n[x]\n[DEFAULT]\nb=2\n").unwrap();
        assert_eq!((file.get("x", "a").as_deref(), file.get("x", "b").as_deref()), (Some("1"), Some("2")));
        assert!(Credentials::parse("[]\n").is_err());
        // What is not further in than its key begins anew.
        let file = Credentials::parse("[x]\n  a=1\n  b=2\n\n   more\n").unwrap();
        assert_eq!((file.get("x", "a").as_deref(), file.get("x", "b").as_deref()), (Some("1"), Some("2\nmore")));
    }
}
