//! The files of a release in memory; there are a dozen, of some hundred kilobytes.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// Files by their path under the root, with `/` between folders and none in front.
#[derive(Default)]
pub struct Files {
    content: BTreeMap<String, Vec<u8>>,
}

impl Files {
    /// Reads a folder; what begins with a dot is not for browsers.
    pub fn read(folder: &Path) -> Result<Self> {
        let mut files = Self::default();
        files.read_into("", folder)?;
        Ok(files)
    }

    fn read_into(&mut self, prefix: &str, folder: &Path) -> Result<()> {
        let context = || format!("reading {}", folder.display());
        for entry in fs::read_dir(folder).with_context(context)? {
            let entry = entry.with_context(context)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') {
                continue;
            }
            let name = format!("{prefix}{name}");
            if entry.file_type().with_context(context)?.is_dir() {
                self.read_into(&format!("{name}/"), &entry.path())?;
            } else {
                let content = fs::read(entry.path()).with_context(|| format!("reading {name}"))?;
                self.content.insert(name, content);
            }
        }
        Ok(())
    }

    /// Adds or replaces a file.
    pub fn put(&mut self, name: impl Into<String>, content: impl Into<Vec<u8>>) {
        self.content.insert(name.into(), content.into());
    }

    /// Takes a file out.
    pub fn take(&mut self, name: &str) -> Result<Vec<u8>> {
        self.content.remove(name).with_context(|| format!("the app's build has no {name}"))
    }

    /// A text file.
    pub fn text(&self, name: &str) -> Result<String> {
        let content = self.content.get(name).with_context(|| format!("the app's build has no {name}"))?;
        String::from_utf8(content.clone()).with_context(|| format!("{name} is not UTF-8"))
    }

    /// Whether there is such a file.
    pub fn contains(&self, name: &str) -> bool {
        self.content.contains_key(name)
    }

    /// All names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.content.keys().map(String::as_str)
    }

    /// All files, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.content.iter().map(|(name, content)| (name.as_str(), content.as_slice()))
    }

    /// Takes out every file of a folder (`folder` ends in `/`).
    pub fn drop_folder(&mut self, folder: &str) {
        self.content.retain(|name, _| !name.starts_with(folder));
    }

    /// Writes them all.
    pub fn write(&self, folder: &Path) -> Result<()> {
        self.iter().try_for_each(|(name, content)| write_one(folder, name, content))
    }
}

/// Writes one file under `folder`.
pub fn write_one(folder: &Path, name: &str, content: &[u8]) -> Result<()> {
    let path = folder.join(name);
    let parent = path.parent().context("a file lies in a folder")?;
    fs::create_dir_all(parent).with_context(|| format!("creating {}", parent.display()))?;
    fs::write(&path, content).with_context(|| format!("writing {}", path.display()))
}
