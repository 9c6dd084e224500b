//! Makes a release out of what Trunk built: one consistent build that a device can keep whole.
//!
//! Every script, style sheet and wasm gets its content's digest in its name (`/assets/…-<digest>.js`);
//! the list of all files with their SHA-256 goes into the service worker; each file gets `.br` and
//! `.gz` twins; the assets of the two previous releases stay beside the new ones, for pages that
//! are still open.

mod assets;
mod css;
mod files;
mod sizes;
mod twins;
mod worker;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use files::Files;
pub use sizes::FileSize;

/// How many earlier releases keep their assets.
const PREVIOUS_KEPT: usize = 2;

/// What the office reads about the releases that lie in its folder: it gives out the newest one's files, the assets of the
/// others, and nothing else that lies there. Not for browsers.
const RELEASES: &str = "releases.json";

/// A finished release.
pub struct Release {
    /// Digest over the list of files; changes when any file does.
    pub build: String,
    /// Every file of the build, with its sizes on the wire.
    pub sizes: Vec<FileSize>,
}

impl Release {
    /// The sizes as a table for people.
    pub fn size_table(&self) -> String {
        sizes::table(self)
    }

    /// Makes `dist` out of what Trunk left in `bundled`.
    ///
    /// # Errors
    /// Where a file is missing, or the page names something that is not there.
    pub fn make(bundled: &Path, dist: &Path) -> Result<Self> {
        let mut files = Files::read(bundled)?;
        css::bundle(&mut files)?;
        assets::name_by_content(&mut files)?;
        let build = worker::stamp(&mut files)?;
        let past = past_releases(dist, &build);
        let kept = kept_assets(dist, &past, &files);

        // Written aside and then put in place, so that an office never serves half a release.
        let staging = dist.with_extension("new");
        remove_folder(&staging)?;
        files.write(&staging)?;
        let sizes = twins::write(&staging, &files)?;
        for (name, content) in &kept {
            files::write_one(&staging, name, content)?;
        }
        let releases = list_of_releases(&build, &files, past);
        files::write_one(&staging, RELEASES, serde_json::to_string_pretty(&releases)?.as_bytes())?;
        remove_folder(dist)?;
        fs::rename(&staging, dist).with_context(|| format!("putting {} in place", dist.display()))?;
        Ok(Self { build, sizes })
    }
}

/// The releases that `dist` lists, newest first, without this one and no more than are kept.
fn past_releases(dist: &Path, build: &str) -> Vec<Value> {
    let listed = fs::read(dist.join(RELEASES)).ok();
    let listed = listed.and_then(|text| serde_json::from_slice::<Vec<Value>>(&text).ok());
    let past = listed.unwrap_or_default().into_iter().filter(|release| release["build"] != build);
    past.take(PREVIOUS_KEPT).map(without_files).collect()
}

/// Of a past release the assets alone stay.
fn without_files(mut release: Value) -> Value {
    if let Some(release) = release.as_object_mut() {
        release.remove("files");
    }
    release
}

/// The assets of those releases that the new one lacks, with their compressed twins.
fn kept_assets(dist: &Path, past: &[Value], files: &Files) -> BTreeMap<String, Vec<u8>> {
    let mut kept = BTreeMap::new();
    let named = past.iter().filter_map(|release| release["assets"].as_array()).flatten();
    for name in named.filter_map(Value::as_str).filter(|name| !files.contains(name)) {
        for name in twins::with_twins(name) {
            if let Ok(content) = fs::read(dist.join(&name)) {
                kept.insert(name, content);
            }
        }
    }
    kept
}

fn list_of_releases(build: &str, files: &Files, past: Vec<Value>) -> Vec<Value> {
    let assets: Vec<&str> = files.names().filter(|name| name.starts_with(assets::FOLDER)).collect();
    let all: Vec<&str> = files.names().collect();
    let mut releases = vec![json!({ "build": build, "assets": assets, "files": all })];
    releases.extend(past);
    releases
}

fn remove_folder(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("removing {}", folder.display()))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
