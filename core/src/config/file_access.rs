//! Who beside its owner can read, change or replace a file that holds secrets.

use std::path::Path;

/// What others can do with the file, and the command that ends it. Who reads it has its secrets; who changes it, or puts
/// another one in its place, names the server that they are sent to.
///
/// Others are all users but root and that of this process.
#[cfg(unix)]
pub(super) fn exposure(path: &Path) -> Option<String> {
    unix::exposure(path, rustix::process::geteuid().as_raw())
}

/// Nothing is told of other systems' lists of access rights.
#[cfg(not(unix))]
pub(super) fn exposure(_: &Path) -> Option<String> {
    None
}

#[cfg(unix)]
mod unix {
    use std::fs::{self, Metadata};
    use std::os::unix::fs::MetadataExt as _;
    use std::path::{Path, PathBuf};

    const READ: u32 = 0o044;
    const WRITE: u32 = 0o022;
    const WRITE_GROUP: u32 = 0o020;
    const WRITE_ALL: u32 = 0o002;
    const STICKY: u32 = 0o1000;

    /// Most links on the way to a file, as systems have it.
    const MOST_LINKS: usize = 40;

    const ROOT: u32 = 0;

    pub(super) fn exposure(path: &Path, own: u32) -> Option<String> {
        let file = fs::metadata(path).ok()?;
        if let Some(owner) = stranger(&file, own) {
            return Some(format!("{owner} owns it and can change it; run: sudo chown {own} {}", quoted(path)));
        }
        let can = match (file.mode() & READ != 0, file.mode() & WRITE != 0) {
            (true, true) => "read and change it",
            (true, false) => "read it",
            (false, true) => "change it",
            (false, false) => return replaceable(path, own),
        };
        Some(format!("other users can {can}; run: chmod 600 {}", quoted(path)))
    }

    /// Who can put another file in its place: who may write to any directory above it, or owns a link to it.
    fn replaceable(path: &Path, own: u32) -> Option<String> {
        let (mut ways, mut at) = (vec![std::path::absolute(path).ok()?], 0);
        while let Some(way) = ways.get(at).cloned().filter(|_| at < MOST_LINKS) {
            for part in way.ancestors() {
                let Ok(here) = fs::symlink_metadata(part) else { continue };
                let found = if let Ok(target) = fs::read_link(part) {
                    ways.push(part.parent().map_or_else(PathBuf::new, |above| above.join(target)));
                    stranger(&here, own)
                        .map(|owner| (format!("{owner} owns a link to it and"), format!("sudo chown -h {own}")))
                } else if here.is_dir() {
                    writer(&here, own)
                } else {
                    None
                };
                if let Some((who, cure)) = found {
                    return Some(format!("{who} can replace it; run: {cure} {}", quoted(part)));
                }
            }
            at = at.saturating_add(1);
        }
        None
    }

    /// The others who may take a file out of this directory, and the command that ends it. In a sticky one only the owners
    /// of the file and of the directory may.
    fn writer(directory: &Metadata, own: u32) -> Option<(String, String)> {
        if let Some(owner) = stranger(directory, own) {
            return Some((format!("{owner} owns a directory above it and"), format!("sudo chown {own}")));
        }
        let (mode, group) = (directory.mode(), directory.gid());
        if mode & STICKY != 0 {
            return None;
        }
        if mode & WRITE_ALL != 0 {
            return Some(("other users".to_owned(), "chmod o-w".to_owned()));
        }
        let is_own = || [directory.uid(), own].iter().any(|user| Users::of_system().is_private(group, *user));
        (mode & WRITE_GROUP != 0 && !is_own()).then(|| (format!("the users of group {group}"), "chmod g-w".to_owned()))
    }

    /// The owner, if it is one of the others.
    fn stranger(file: &Metadata, own: u32) -> Option<String> {
        let who = if own == ROOT { "who is not root," } else { "who is neither root nor the user of this process," };
        (![ROOT, own].contains(&file.uid())).then(|| format!("user {}, {who}", file.uid()))
    }

    /// The users and groups of this machine, as `/etc/passwd` and `/etc/group` list them.
    struct Users {
        passwd: String,
        group: String,
    }

    impl Users {
        fn of_system() -> Self {
            let read = |path| fs::read_to_string(path).unwrap_or_default();
            Self { passwd: read("/etc/passwd"), group: read("/etc/group") }
        }

        /// Whether a group is that of one user alone, which Linux makes for each of them so that a umask of 002 gives
        /// nothing away: it has the number of the user, or is the user's primary group, and nobody else is in it.
        fn is_private(&self, group: u32, user: u32) -> bool {
            let users = self.passwd.lines().filter_map(|line| {
                let mut fields = line.split(':');
                let (name, user) = (fields.next()?, fields.nth(1)?.parse::<u32>().ok()?);
                Some((name, user, fields.next()?.parse::<u32>().ok()?))
            });
            let users: Vec<_> = users.collect();
            let names: Vec<_> = users.iter().filter(|(_, number, _)| *number == user).map(|(name, ..)| *name).collect();
            let is_primary = users.iter().any(|(_, number, primary)| (*number, *primary) == (user, group));
            let others = users.iter().any(|(_, number, primary)| *number != user && *primary == group);
            let mut members = self.group.lines().filter_map(|line| {
                let mut fields = line.split(':');
                let members = fields.clone().nth(3)?;
                (fields.nth(2)?.parse::<u32>().ok()? == group).then_some(members)
            });
            let only_user =
                members.all(|members| members.split(',').all(|name| name.is_empty() || names.contains(&name)));
            (is_primary || group == user) && !others && only_user
        }
    }

    /// The path, quoted for a shell.
    fn quoted(path: &Path) -> String {
        let path = path.display().to_string();
        if path.chars().all(|c| c.is_alphanumeric() || "/._-~".contains(c)) {
            return path;
        }
        format!("'{}'", path.replace('\'', r"'\''"))
    }

    #[cfg(test)]
    mod tests {
        use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};

        use super::*;

        /// A directory that is removed with the guard, and a file in it.
        struct TestDirectory(PathBuf);

        impl TestDirectory {
            fn new(name: &str) -> Self {
                let path = std::env::temp_dir().join(format!("geai-client-{}-{name}", std::process::id()));
                fs::create_dir_all(path.join("inner")).unwrap();
                let place = Self(path);
                fs::write(place.at("inner/file"), "x").unwrap();
                place.permit("", 0o700);
                place.permit("inner", 0o700);
                place.permit("inner/file", 0o600);
                place
            }

            fn at(&self, name: &str) -> PathBuf {
                self.0.join(name)
            }

            fn permit(&self, name: &str, mode: u32) {
                fs::set_permissions(self.at(name), fs::Permissions::from_mode(mode)).unwrap();
            }

            fn owner(&self) -> u32 {
                fs::metadata(&self.0).unwrap().uid()
            }

            /// What is said of the file at this path to its owner.
            fn told(&self, name: &str) -> Option<String> {
                exposure(&self.at(name), self.owner())
            }
        }

        impl Drop for TestDirectory {
            fn drop(&mut self) {
                let _ = fs::remove_dir_all(&self.0);
            }
        }

        #[test]
        fn who_may_write_to_any_directory_above_a_file_can_replace_it() {
            let place = TestDirectory::new("above");
            assert_eq!(place.told("inner/file"), None);
            for directory in ["", "inner"] {
                place.permit(directory, 0o707);
                let told = place.told("inner/file").unwrap();
                assert!(told.starts_with("other users can replace it; run: chmod o-w "), "{told}");
                assert!(told.ends_with(&place.at(directory).display().to_string().trim_end_matches('/')), "{told}");
                place.permit(directory, 0o1777);
                assert_eq!(place.told("inner/file"), None);
                place.permit(directory, 0o700);
            }
        }

        #[test]
        fn who_may_write_to_a_directory_on_the_way_of_a_link_can_replace_the_file() {
            let place = TestDirectory::new("links");
            fs::create_dir(place.at("open")).unwrap();
            symlink("../inner", place.at("open/way")).unwrap();
            symlink("open/way/file", place.at("link")).unwrap();
            assert_eq!(place.told("link"), None);
            place.permit("open", 0o707);
            let told = place.told("link").unwrap();
            assert!(told.starts_with("other users can replace it") && told.ends_with("/open"), "{told}");
            assert_eq!(place.told("inner/file"), None);
            fs::remove_file(place.at("link")).unwrap();
            symlink("link", place.at("link")).unwrap();
            assert_eq!(place.told("link"), None, "a link to itself is no file");
        }

        /// Only root can give a file away; for anybody else this user's file is a stranger's to another user.
        #[test]
        fn a_file_or_a_directory_of_a_stranger_is_told() {
            let place = TestDirectory::new("owners");
            let (own, stranger) = (place.owner(), 54_321);
            let give = |name: &str| {
                if own == ROOT {
                    std::os::unix::fs::lchown(place.at(name), Some(stranger), None).unwrap();
                }
            };
            let told = |name: &str| exposure(&place.at(name), if own == ROOT { ROOT } else { stranger });
            let who = if own == ROOT { "54321, who is not root," } else { "who is neither root nor the user" };
            give("inner/file");
            let said = told("inner/file").unwrap();
            assert!(said.contains(who) && said.contains("owns it and can change it; run: sudo chown "), "{said}");
            if own == ROOT {
                std::os::unix::fs::chown(place.at("inner/file"), Some(ROOT), None).unwrap();
                give("inner");
                let said = told("inner/file").unwrap();
                assert!(said.contains("owns a directory above it and can replace it; run: sudo chown 0 "), "{said}");
                // Sticky bits keep others out, and not the directory's owner.
                place.permit("inner", 0o1777);
                assert!(told("inner/file").is_some());
                std::os::unix::fs::chown(place.at("inner"), Some(ROOT), None).unwrap();
                symlink("inner/file", place.at("link")).unwrap();
                assert_eq!(told("link"), None);
                give("link");
                let said = told("link").unwrap();
                assert!(said.contains("owns a link to it and can replace it; run: sudo chown -h 0 "), "{said}");
            }
        }

        #[test]
        fn the_group_of_a_directory_may_write_to_it_if_it_is_that_of_one_user() {
            let users = |passwd: &str, group: &str| Users { passwd: passwd.to_owned(), group: group.to_owned() };
            let usual = users(
                "root:x:0:0:root:/root:/bin/sh\nann:x:1000:1000::/home/ann:/bin/sh\nbob:x:1001:100::/home/bob:\n\
                 eve:x:1002:2000::/:\ncarl:x:1003:100::/:\n",
                "root:x:0:\nann:x:1000:\nusers:x:100:\nstaff:x:50:ann\neve:x:2000:eve\nbob:x:1001:bob,ann\n",
            );
            for (group, user, is_private) in [
                (1000, 1000, true),
                // The primary group by another number.
                (2000, 1002, true),
                // That of two users, of another user, a secondary one, one with a further member.
                (100, 1001, false),
                (2000, 1000, false),
                (50, 1000, false),
                (1001, 1001, false),
                // A container's user that no table lists.
                (1234, 1234, true),
                (0, 1234, false),
                (0, 0, true),
            ] {
                assert_eq!(usual.is_private(group, user), is_private, "{group} {user}");
            }
            let fedora = users("root:x:0:0::/root:\nhalt:x:7:0::/sbin:\n", "root:x:0:\n");
            assert!(!fedora.is_private(0, 0), "another user has this group");
            let place = TestDirectory::new("group");
            place.permit("inner", 0o775);
            let group = fs::metadata(place.at("inner")).unwrap().gid();
            let is_private = Users::of_system().is_private(group, place.owner());
            let told = place.told("inner/file");
            assert_eq!(told.is_none(), is_private, "{told:?}");
        }

        #[test]
        fn a_path_is_quoted_for_a_shell() {
            assert_eq!(quoted(Path::new("/a/b-c_1.~")), "/a/b-c_1.~");
            assert_eq!(quoted(Path::new("/a b/c'd")), r"'/a b/c'\''d'");
        }
    }
}
