//! Writing files of a set-up: each is written beside its place under another name, and put in its place at the end, so that a
//! reader, and what goes wrong half way, finds each file whole.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::disk::Folder;
use super::path;
use crate::error::Error;

/// A file that is made, or gets other content.
#[derive(Debug, Clone)]
pub(crate) struct NewFile {
    /// Its path in the set-up.
    pub path: String,
    pub content: String,
    /// What it held when it was read; `None` where there was none.
    pub before: Option<Vec<u8>>,
}

impl NewFile {
    /// A file where there is none.
    pub(crate) fn new((path, content): (String, String)) -> Self {
        Self { path, content, before: None }
    }
}

/// What the names of files beside their places begin and end with.
const COPY: (&str, &str) = (".geai-", ".tmp");
/// Age at which such a file is one that a killed process left: writing takes seconds.
const LEFT: Duration = Duration::from_secs(60 * 60);

/// The files beside their places, which are removed at the end whatever happens.
#[derive(Default)]
struct Copies(BTreeMap<String, PathBuf>);

impl Drop for Copies {
    fn drop(&mut self) {
        for copy in self.0.values() {
            // One that was put in its place is gone.
            fs::remove_file(copy).ok();
        }
    }
}

/// Writes the files in their order. `verify` sees them beside their places, and nothing is put in its place if it errs.
pub(super) fn write(
    root: &Path,
    files: &[NewFile],
    verify: impl FnOnce(&BTreeMap<String, PathBuf>) -> Result<(), Error>,
) -> Result<(), Error> {
    let refused =
        |file: &str, why: &dyn std::fmt::Display| Error::invalid(format!("pull: {file}: {why}; nothing was written"));
    fs::create_dir_all(root).map_err(|error| refused(&root.display().to_string(), &error))?;
    let folder = Folder::open(root).map_err(|why| refused(&root.display().to_string(), &why))?;
    let (mut copies, mut places) = (Copies::default(), Vec::with_capacity(files.len()));
    for file in files {
        let place = folder.place(&file.path).map_err(|why| refused(&file.path, &why))?;
        let copy = copied(file, &place, &mut copies).map_err(|error| refused(&file.path, &error));
        places.push((file, place, copy?));
    }
    verify(&copies.0)?;
    let mut written = Vec::new();
    for (file, place, copy) in places {
        if let Err(why) = put(file, &place, &copy) {
            let done = match written.is_empty() {
                true => "nothing was written".to_owned(),
                false => format!("written before it: {}", written.join(", ")),
            };
            return Err(Error::invalid(format!("pull: {}: {why}; {done}", file.path)));
        }
        written.push(file.path.as_str());
    }
    let folders: BTreeSet<&str> = files.iter().map(|file| path::folder(&file.path)).collect();
    folders.into_iter().for_each(|place| remove_left(&folder.join(place)));
    Ok(())
}

/// Removes the files beside their places that a killed process left in a folder.
fn remove_left(folder: &Path) {
    let (start, end) = COPY;
    for entry in folder.read_dir().into_iter().flatten().flatten() {
        let is_copy = entry.file_name().to_str().is_some_and(|name| name.starts_with(start) && name.ends_with(end));
        let age = entry.metadata().and_then(|found| found.modified()).ok().and_then(|time| time.elapsed().ok());
        if is_copy && age.is_some_and(|age| age > LEFT) {
            // What cannot be removed is in nobody's way.
            fs::remove_file(entry.path()).ok();
        }
    }
}

impl Folder {
    /// Where a file is written, folders included: through links that stay inside.
    fn place(&self, file: &str) -> Result<PathBuf, String> {
        let parent = self.join(path::folder(file));
        // A link that leads outside is refused before anything is made behind it.
        let there = parent.ancestors().find(|above| above.exists()).unwrap_or(&parent);
        self.inside(there)?;
        fs::create_dir_all(&parent).map_err(|error| error.to_string())?;
        let place = self.join(file);
        match place.symlink_metadata() {
            Ok(_) => self.inside(&place),
            Err(_) => Ok(self.inside(&parent)?.join(place.file_name().unwrap_or_default())),
        }
    }
}

/// Writes a file beside its place.
fn copied(file: &NewFile, place: &Path, copies: &mut Copies) -> std::io::Result<PathBuf> {
    let (start, end) = COPY;
    let name = format!("{start}{:016x}{end}", fastrand::u64(..));
    let copy = place.with_file_name(name);
    let mut out = OpenOptions::new().write(true).create_new(true).open(&copy)?;
    copies.0.insert(file.path.clone(), copy.clone());
    out.write_all(file.content.as_bytes())?;
    if let Ok(metadata) = place.metadata() {
        out.set_permissions(metadata.permissions())?;
    }
    Ok(copy)
}

/// Puts a file in its place, unless somebody else wrote there since it was read.
fn put(file: &NewFile, place: &Path, copy: &Path) -> Result<(), String> {
    let found = fs::read(place).ok();
    if found.as_deref() == Some(file.content.as_bytes()) {
        // Another pull wrote the same.
        return Ok(());
    }
    if found != file.before {
        return Err("it was changed meanwhile; pull again".to_owned());
    }
    if file.before.is_none() {
        // Unlike renaming, this replaces nothing.
        match fs::hard_link(copy, place) {
            Ok(()) => return Ok(()),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                return Err("it was made meanwhile; pull again".to_owned());
            }
            // Not every file system has links.
            Err(_) => {}
        }
    }
    fs::rename(copy, place).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, content: &str, before: Option<&str>) -> NewFile {
        NewFile { path: path.into(), content: content.into(), before: before.map(|it| it.as_bytes().to_vec()) }
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    struct Root(PathBuf);

    impl Root {
        fn new() -> Self {
            let root = std::env::temp_dir().join(format!("geai-write-{:016x}", fastrand::u64(..)));
            fs::create_dir(&root).unwrap();
            Self(root)
        }
    }

    impl Drop for Root {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.0).ok();
        }
    }

    #[test]
    fn files_are_written_whole_and_nothing_is_left_beside_them() {
        let root = Root::new();
        let target = root.0.join("new");
        let files = [file("geai.yaml", "format: geai/1\n", None), file("agents/a.md", "x\n", None)];
        write(&target, &files, |copies| {
            assert_eq!(fs::read_to_string(&copies["agents/a.md"]).unwrap(), "x\n");
            assert!(!target.join("agents/a.md").exists());
            Ok(())
        })
        .unwrap();
        assert_eq!(
            (names(&target), names(&target.join("agents"))),
            (vec!["agents".into(), "geai.yaml".into()], vec!["a.md".into()])
        );
        write(&target, &[file("agents/a.md", "y\n", Some("x\n"))], |_| Ok(())).unwrap();
        assert_eq!(fs::read_to_string(target.join("agents/a.md")).unwrap(), "y\n");
        let refused =
            write(&target, &[file("agents/a.md", "z\n", Some("y\n"))], |_| Err(Error::invalid("no"))).unwrap_err();
        assert_eq!(refused.detail, "no");
        assert_eq!(
            (fs::read_to_string(target.join("agents/a.md")).unwrap().as_str(), names(&target.join("agents"))),
            ("y\n", vec!["a.md".into()])
        );
    }

    #[test]
    fn what_a_killed_process_left_is_removed_and_what_another_one_writes_is_not() {
        let root = Root::new();
        for (name, hours) in [(".geai-1.tmp", 2), (".geai-2.tmp", 0), (".mine.tmp", 2)] {
            let file = fs::File::create(root.0.join(name)).unwrap();
            file.set_modified(std::time::SystemTime::now() - Duration::from_secs(hours * 60 * 60)).unwrap();
        }
        write(&root.0, &[file("a", "x", None)], |_| Ok(())).unwrap();
        assert_eq!(names(&root.0), [".geai-2.tmp", ".mine.tmp", "a"]);
    }

    #[test]
    fn what_was_written_meanwhile_stays() {
        let root = Root::new();
        fs::write(root.0.join("a"), "theirs").unwrap();
        for before in [None, Some("old")] {
            let refused = write(&root.0, &[file("b", "1", None), file("a", "ours", before)], |_| Ok(())).unwrap_err();
            let why = "pull: a: it was changed meanwhile; pull again; written before it: b";
            assert_eq!(
                (refused.detail.as_str(), fs::read_to_string(root.0.join("a")).unwrap().as_str()),
                (why, "theirs")
            );
            fs::remove_file(root.0.join("b")).unwrap();
        }
        // Two that write the same.
        write(&root.0, &[file("a", "theirs", None)], |_| Ok(())).unwrap();
        assert_eq!(names(&root.0), ["a"]);
        // One that begins to write between the look and the link.
        let copy = root.0.join("copy");
        fs::write(&copy, "ours").unwrap();
        let why = put(&file("a", "ours", None), &root.0.join("a"), &copy).unwrap_err();
        assert!(why.contains("pull again"), "{why}");
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_named_and_nothing_is_written() {
        let root = Root::new();
        fs::write(root.0.join("agents"), "a file").unwrap();
        let files = [file("geai.yaml", "format: geai/1\n", None), file("agents/a.md", "x\n", None)];
        let refused = write(&root.0, &files, |_| Ok(())).unwrap_err().detail.clone();
        assert!(refused.starts_with("pull: agents/a.md: ") && refused.ends_with("; nothing was written"), "{refused}");
        assert_eq!(names(&root.0), ["agents"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_inside_and_refused_outside() {
        let (root, outside) = (Root::new(), Root::new());
        fs::create_dir(root.0.join("real")).unwrap();
        fs::write(root.0.join("real/a.md"), "old").unwrap();
        std::os::unix::fs::symlink("real", root.0.join("agents")).unwrap();
        std::os::unix::fs::symlink("a.md", root.0.join("real/b.md")).unwrap();
        write(&root.0, &[file("agents/b.md", "new", Some("old"))], |_| Ok(())).unwrap();
        assert_eq!(fs::read_to_string(root.0.join("real/a.md")).unwrap(), "new");
        assert!(root.0.join("real/b.md").symlink_metadata().unwrap().is_symlink());
        std::os::unix::fs::symlink(&outside.0, root.0.join("integrations")).unwrap();
        for path in ["integrations/x.yaml", "integrations/y/x.yaml"] {
            let refused = write(&root.0, &[file(path, "x", None)], |_| Ok(())).unwrap_err().detail.clone();
            assert!(refused.contains("it leaves the folder of the set-up; nothing was written"), "{refused}");
        }
        assert!(names(&outside.0).is_empty());
    }
}
