//! Which certificates a client trusts: those of files that somebody named, of the system, or of Mozilla's list.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use rustls::pki_types::CertificateDer;
#[cfg(not(any(windows, target_vendor = "apple")))]
use rustls::pki_types::TrustAnchor;

use super::certificates::{certificates, read_certificates, read_pem};
use super::lookup::{Lookup, NODE_EXTRA_CA_CERTS, SSL_CERT_DIR, SSL_CERT_FILE};
use super::setting::Setting;
use super::warning::Warning;

/// Day on which Mozilla's list was published as the crate that is bundled, and the version of that crate.
const BUNDLED: (&str, &str) = ("2026-10-19", "1.0.10");

/// Whether the system verifies certificates itself, with a store that is always there and is no file.
const SYSTEM_VERIFIES: bool = cfg!(any(windows, target_vendor = "apple"));

/// Where systems keep the certificates that they trust, in files of all of them and in directories.
#[derive(Debug, Clone)]
pub(crate) struct SystemStore {
    pub files: Vec<PathBuf>,
    pub directories: Vec<PathBuf>,
}

impl Default for SystemStore {
    fn default() -> Self {
        let paths = |paths: &[&str]| paths.iter().map(PathBuf::from).collect();
        Self {
            files: paths(&[
                // Debian, Ubuntu, Arch, Alpine
                "/etc/ssl/certs/ca-certificates.crt",
                // Fedora, RHEL, Amazon Linux, before their older paths
                "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
                "/etc/pki/tls/certs/ca-bundle.crt",
                // openSUSE
                "/etc/ssl/ca-bundle.pem",
                "/etc/pki/tls/cacert.pem",
                // Alpine, OpenBSD
                "/etc/ssl/cert.pem",
                "/usr/local/etc/ssl/cert.pem",
                "/opt/etc/ssl/certs/ca-certificates.crt",
            ]),
            directories: paths(&["/etc/ssl/certs", "/etc/pki/tls/certs", "/usr/local/share/certs"]),
        }
    }
}

impl SystemStore {
    /// The certificates of the first file that has some, and those of the directories.
    fn read(&self) -> Vec<CertificateDer<'static>> {
        let mut seen = Seen::default();
        let file = self.files.iter().find_map(|path| seen.read(path).ok()).unwrap_or_default();
        let mut found: HashSet<_> = file.into_iter().collect();
        found.extend(self.directories.iter().flat_map(|path| seen.read_directory(path)));
        found.into_iter().collect()
    }
}

/// The files that were read: directories of certificates have several links to each.
#[derive(Default)]
struct Seen(HashSet<PathBuf>);

impl Seen {
    fn read(&mut self, path: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
        let path = path.canonicalize().map_err(|error| error.to_string())?;
        if !path.is_file() || self.0.contains(&path) {
            return Ok(Vec::new());
        }
        let found = read_pem(&path).and_then(|pem| certificates(&pem));
        self.0.insert(path);
        found
    }

    /// Without what is no certificate.
    fn read_directory(&mut self, path: &Path) -> Vec<CertificateDer<'static>> {
        let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
        entries.flat_map(|entry| self.read(&entry.path()).unwrap_or_default()).collect()
    }
}

/// The certificates of a list of directories, at least one. Errors name `option` and the list.
fn read_directories(option: &str, list: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let mut seen = Seen::default();
    let found: HashSet<_> = std::env::split_paths(list).flat_map(|path| seen.read_directory(&path)).collect();
    if found.is_empty() {
        return Err(format!("{option} {}: no certificate in it; expected a directory of PEM files", list.display()));
    }
    Ok(found.into_iter().collect())
}

/// What is trusted when the certificates of files that somebody named do not decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Others {
    /// Nothing: no connection is verified, or the named ones are the store.
    None,
    System,
    /// The system's, and where it has none Mozilla's list.
    SystemOrBundled,
}

/// The certificates that a client trusts.
#[derive(Debug)]
pub(crate) struct Trust {
    /// Of files that somebody named.
    named: Vec<CertificateDer<'static>>,
    others: Others,
    sources: Vec<String>,
    system: SystemStore,
    /// Read when it is first needed.
    store: OnceLock<Store>,
}

/// What is trusted beside the certificates of files that somebody named.
#[derive(Debug)]
enum Store {
    System(Vec<CertificateDer<'static>>),
    #[cfg(not(any(windows, target_vendor = "apple")))]
    Bundled,
}

/// A path and where it comes from.
pub(crate) struct Origin<'a> {
    pub option: &'a str,
    pub path: &'a str,
    pub source: &'a str,
}

impl Trust {
    /// Errors name the option or variable whose file has no certificate, and the file.
    pub(crate) fn of(
        bundle: Option<Origin<'_>>,
        has_tls: bool,
        lookup: &Lookup,
        system: SystemStore,
    ) -> Result<(Self, Option<Warning>), String> {
        let store = OnceLock::new();
        let mut trust = Self { named: Vec::new(), others: Others::None, sources: Vec::new(), system, store };
        if let Some(Origin { option, path, source }) = &bundle {
            trust.add(read_certificates(option, Path::new(path))?, (*source).to_owned());
        }
        if !has_tls {
            (trust.named, trust.sources) = (Vec::new(), vec!["base URL with http://".to_owned()]);
            return Ok((trust, None));
        }
        trust.others = Others::System;
        if bundle.is_none() {
            let read = [(SSL_CERT_FILE, read_certificates as fn(&str, &Path) -> _), (SSL_CERT_DIR, read_directories)];
            for (name, read) in read {
                if let Some((_, path)) = lookup.variable(&[name]) {
                    let source = format!("environment variable {name}");
                    trust.add(read(&source, Path::new(path))?, source);
                }
            }
            trust.others = match trust.named.is_empty() {
                true => Others::SystemOrBundled,
                false if SYSTEM_VERIFIES => Others::System,
                false => Others::None,
            };
        }
        if trust.sources.is_empty() {
            trust.sources.push("default".to_owned());
        }
        let mut warning = None;
        if let Some((name, path)) = lookup.variable(&[NODE_EXTRA_CA_CERTS]) {
            let source = format!("environment variable {name}");
            match read_certificates(&source, Path::new(path)) {
                Ok(found) => trust.add(found, source),
                Err(why) => warning = Some(Warning { code: "GEAI_CERTIFICATES", text: format!("{why}; ignored") }),
            }
        }
        Ok((trust, warning))
    }

    fn add(&mut self, certificates: Vec<CertificateDer<'static>>, source: String) {
        self.named.extend(certificates);
        self.sources.push(source);
    }

    /// What is trusted, and what says so. Reads the system's certificates.
    pub(crate) fn setting(&self) -> Setting {
        let base = match self.others {
            Others::None => None,
            _ if SYSTEM_VERIFIES => Some("system".to_owned()),
            _ => match self.store() {
                #[cfg(not(any(windows, target_vendor = "apple")))]
                Store::Bundled => Some(format!("bundled ({})", BUNDLED.0)),
                Store::System(found) => (!found.is_empty()).then(|| "system".to_owned()),
            },
        };
        let file = (!self.named.is_empty()).then(|| "file".to_owned());
        let parts: Vec<String> = base.into_iter().chain(file).collect();
        let value = if parts.is_empty() { "none".to_owned() } else { parts.join(" and ") };
        Setting { name: "trust", value, source: self.sources.join(", ") }
    }

    /// The certificates of files that somebody named.
    #[cfg(any(windows, target_vendor = "apple"))]
    pub(crate) fn named(&self) -> &[CertificateDer<'static>] {
        &self.named
    }

    /// All certificates that are trusted, where the system does not verify itself; beside them those of `bundled`.
    #[cfg(not(any(windows, target_vendor = "apple")))]
    pub(crate) fn all(&self) -> impl Iterator<Item = &CertificateDer<'static>> {
        let system: &[CertificateDer<'static>] = match self.store() {
            Store::System(found) => found,
            Store::Bundled => &[],
        };
        self.named.iter().chain(system)
    }

    /// The authorities of Mozilla's list, where they are trusted.
    #[cfg(not(any(windows, target_vendor = "apple")))]
    pub(crate) fn bundled(&self) -> &'static [TrustAnchor<'static>] {
        match self.store() {
            Store::System(_) => &[],
            Store::Bundled => webpki_roots::TLS_SERVER_ROOTS,
        }
    }

    fn store(&self) -> &Store {
        self.store.get_or_init(|| {
            let found = if self.others == Others::None { Vec::new() } else { self.system.read() };
            match self.others {
                #[cfg(not(any(windows, target_vendor = "apple")))]
                Others::SystemOrBundled if found.is_empty() => Store::Bundled,
                _ => Store::System(found),
            }
        })
    }
}

#[cfg(test)]
#[cfg(not(any(windows, target_vendor = "apple")))]
mod tests {
    use std::collections::HashMap;

    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use webpki_root_certs::TLS_SERVER_ROOT_CERTS;

    use super::*;

    /// A directory that is removed with the guard.
    struct Directory(PathBuf);

    impl Directory {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("geai-client-trust-{}-{name}", std::process::id()));
            std::fs::create_dir_all(&path).unwrap();
            Self(path)
        }

        /// The path of a file with the first `count` certificates of Mozilla's list, after `skip`.
        fn file(&self, name: &str, skip: usize, count: usize) -> String {
            let encode = |der: &CertificateDer<'_>| {
                format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", STANDARD.encode(der))
            };
            let path = self.0.join(name);
            let text: String = TLS_SERVER_ROOT_CERTS.iter().skip(skip).take(count).map(encode).collect();
            std::fs::write(&path, text).unwrap();
            path.to_str().unwrap().to_owned()
        }

        fn path(&self) -> &str {
            self.0.to_str().unwrap()
        }
    }

    impl Drop for Directory {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    fn of(
        bundle: Option<&str>,
        variables: &[(&str, &str)],
        system: &SystemStore,
    ) -> Result<(Trust, Option<Warning>), String> {
        let environment: HashMap<_, _> =
            variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let lookup = Lookup::new(Some(environment), None, None, None, false).unwrap();
        let bundle = bundle.map(|path| Origin { option: "ca_bundle", path, source: "argument" });
        Trust::of(bundle, true, &lookup, system.clone())
    }

    /// Value and source of the setting, and how many certificates are trusted.
    fn shown(trust: &Trust) -> (String, String, usize) {
        let setting = trust.setting();
        let count = trust.all().map(|_| ()).chain(trust.bundled().iter().map(|_| ())).count();
        (setting.value, setting.source, count)
    }

    fn store(directory: &Directory, file: &str) -> SystemStore {
        SystemStore { files: vec![directory.0.join(file)], directories: vec![directory.0.join("none")] }
    }

    #[test]
    fn mozillas_list_takes_the_place_of_a_store_that_is_not_there_and_of_nothing_else() {
        let files = Directory::new("bundled");
        let empty = store(&files, "no-such-file");
        let bundle = files.file("one.pem", 0, 1);
        let bundled = (format!("bundled ({})", BUNDLED.0), "default".to_owned(), webpki_roots::TLS_SERVER_ROOTS.len());
        assert_eq!(shown(&of(None, &[], &empty).unwrap().0), bundled);
        // A file of the system with nothing in it was named by nobody.
        files.file("nothing.pem", 0, 0);
        assert_eq!(shown(&of(None, &[], &store(&files, "nothing.pem")).unwrap().0), bundled);
        assert_eq!(shown(&of(None, &[(SSL_CERT_FILE, ""), (SSL_CERT_DIR, "")], &empty).unwrap().0), bundled);
        let given = of(Some(&bundle), &[], &empty).unwrap().0;
        assert_eq!(shown(&given), ("file".to_owned(), "argument".to_owned(), 1));
        let named = of(None, &[(SSL_CERT_FILE, &bundle)], &empty).unwrap().0;
        assert_eq!(shown(&named), ("file".to_owned(), "environment variable SSL_CERT_FILE".to_owned(), 1));
    }

    #[test]
    fn the_date_of_mozillas_list_is_that_of_the_crate_that_is_locked() {
        let lock = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.lock")).unwrap();
        let mut lines = lock.lines().skip_while(|line| *line != "name = \"webpki-roots\"");
        let locked = lines.nth(1).unwrap();
        assert_eq!(locked, format!("version = \"{}\"", BUNDLED.1), "BUNDLED has another version, and its date");
        let parsed: Vec<Option<u16>> = BUNDLED.0.split('-').map(|part| part.parse().ok()).collect();
        assert!(
            matches!(parsed.as_slice(), [Some(2026..), Some(1..=12), Some(1..=31)]) && BUNDLED.0.len() == 10,
            "{}",
            BUNDLED.0
        );
    }

    #[test]
    fn a_bundle_adds_to_the_systems_store_and_variables_take_its_place() {
        let (files, named) = (Directory::new("system"), Directory::new("named"));
        files.file("store.pem", 0, 5);
        let system = store(&files, "store.pem");
        let bundle = named.file("bundle.pem", 5, 2);
        assert_eq!(shown(&of(None, &[], &system).unwrap().0), ("system".to_owned(), "default".to_owned(), 5));
        let stale = [(SSL_CERT_FILE, "/no/such/file"), (SSL_CERT_DIR, "/no/such/directory")];
        let given = of(Some(&bundle), &stale, &system).unwrap().0;
        assert_eq!(shown(&given), ("system and file".to_owned(), "argument".to_owned(), 7));
        let both = [(SSL_CERT_FILE, bundle.as_str()), (SSL_CERT_DIR, named.path())];
        let both = of(None, &both, &system).unwrap().0;
        let sources = "environment variable SSL_CERT_FILE, environment variable SSL_CERT_DIR".to_owned();
        assert_eq!((both.setting().value, both.setting().source), ("file".to_owned(), sources));
        let list = format!("/no/such/directory:{}", named.path());
        assert_eq!(shown(&of(None, &[(SSL_CERT_DIR, &list)], &system).unwrap().0).2, 2);
    }

    #[test]
    fn a_variable_without_a_certificate_is_refused_by_name_even_beside_one_that_has_some() {
        let files = Directory::new("refused");
        let system = store(&files, "no-such-file");
        let (one, none) = (files.file("one.pem", 0, 1), files.file("none.pem", 0, 0));
        for (variables, name, path) in [
            (vec![(SSL_CERT_FILE, none.as_str())], SSL_CERT_FILE, none.as_str()),
            (vec![(SSL_CERT_FILE, "/no/such/file")], SSL_CERT_FILE, "/no/such/file"),
            (vec![(SSL_CERT_FILE, files.path())], SSL_CERT_FILE, files.path()),
            (vec![(SSL_CERT_DIR, "/no/such/directory")], SSL_CERT_DIR, "/no/such/directory"),
            (vec![(SSL_CERT_FILE, one.as_str()), (SSL_CERT_DIR, "/no/such")], SSL_CERT_DIR, "/no/such"),
        ] {
            let why = of(None, &variables, &system).unwrap_err();
            assert!(why.contains(name) && why.contains(path), "{why}");
        }
        let why = of(Some(&none), &[(SSL_CERT_FILE, &one)], &system).unwrap_err();
        assert!(why.contains("ca_bundle") && why.contains(&none), "{why}");
    }

    #[test]
    fn the_variable_of_node_adds_to_whatever_is_the_store_or_is_warned_of() {
        let (files, extra) = (Directory::new("extra"), Directory::new("extra-file"));
        let extra = extra.file("extra.pem", 8, 2);
        files.file("store.pem", 0, 5);
        let (system, empty) = (store(&files, "store.pem"), store(&files, "no-such-file"));
        let variables = [(NODE_EXTRA_CA_CERTS, extra.as_str())];
        let bundle = files.file("bundle.pem", 5, 1);
        let file = files.file("file.pem", 6, 1);
        for (bundle, more, system, value, count) in [
            (None, None, &system, "system and file".to_owned(), 7),
            (None, None, &empty, format!("bundled ({}) and file", BUNDLED.0), webpki_roots::TLS_SERVER_ROOTS.len() + 2),
            (Some(bundle.as_str()), None, &system, "system and file".to_owned(), 8),
            (None, Some((SSL_CERT_FILE, file.as_str())), &system, "file".to_owned(), 3),
        ] {
            let variables: Vec<_> = variables.into_iter().chain(more).collect();
            let (trust, warning) = of(bundle, &variables, system).unwrap();
            let (shown, source, all) = shown(&trust);
            assert!(source.ends_with("environment variable NODE_EXTRA_CA_CERTS"), "{source}");
            assert_eq!((shown, all, warning), (value, count, None));
        }
        let (trust, warning) = of(None, &[(NODE_EXTRA_CA_CERTS, "/no/such/file")], &system).unwrap();
        assert_eq!(shown(&trust), ("system".to_owned(), "default".to_owned(), 5));
        let warning = warning.unwrap();
        assert!(warning.text.contains("NODE_EXTRA_CA_CERTS /no/such/file"), "{}", warning.text);
    }

    #[test]
    fn without_tls_no_variable_is_looked_at() {
        let variables = HashMap::from([(SSL_CERT_FILE.to_owned(), "/no/such/file".to_owned())]);
        let lookup = Lookup::new(Some(variables), None, None, None, false).unwrap();
        let (trust, _) = Trust::of(None, false, &lookup, SystemStore::default()).unwrap();
        assert_eq!(shown(&trust), ("none".to_owned(), "base URL with http://".to_owned(), 0));
    }
}
