//! A folder of its own for a set-up, and pulling into it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use geai_client::Error;
use geai_client::change::{Plan, PullOptions, Pulled};

use crate::world::World;

static FOLDERS: AtomicUsize = AtomicUsize::new(0);

/// A folder, which is removed in the end.
pub struct Folder(PathBuf);

impl Folder {
    /// The path of a folder that is not there yet.
    pub fn new() -> Self {
        let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
        Self(std::env::temp_dir().join(format!("geai pulls {} {number}", std::process::id())))
    }

    pub fn with(texts: &[(&str, &str)]) -> Self {
        let folder = Self::new();
        texts.iter().for_each(|(path, text)| folder.write(path, text));
        folder
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.0.join(path)).unwrap()
    }

    /// Every file below it, with its bytes.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let (mut found, mut waiting) = (BTreeMap::new(), vec![self.0.clone()]);
        while let Some(folder) = waiting.pop() {
            for entry in fs::read_dir(&folder).into_iter().flatten() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    waiting.push(path);
                } else {
                    let name = path.strip_prefix(&self.0).unwrap().to_str().unwrap().replace('\\', "/");
                    found.insert(name, fs::read(&path).unwrap());
                }
            }
        }
        found
    }

    pub fn names(&self) -> Vec<String> {
        self.files().into_keys().collect()
    }

    pub async fn pull(&self, world: &World) -> Pulled {
        self.pull_with(world, PullOptions::default()).await.unwrap()
    }

    /// Pulls, and sees that only reads were sent, and that no file is left beside those that were written.
    pub async fn pull_with(&self, world: &World, options: PullOptions) -> Result<Pulled, Error> {
        let sent = world.emulator.requests().len();
        let pulled = world.client.pull(self.path()).choices(options).await;
        let sent: Vec<String> = world.emulator.requests().into_iter().skip(sent).map(|it| it.method).collect();
        assert!(sent.iter().all(|method| method == "GET"), "P3: {sent:?}");
        let names = self.names();
        assert!(names.iter().all(|name| !name.ends_with(".tmp")), "{names:?}");
        pulled
    }

    pub async fn plan(&self, world: &World) -> Plan {
        world.client.plan(self.path()).await.unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
