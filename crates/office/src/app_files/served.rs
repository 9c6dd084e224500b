//! What a folder of the app gives out: the files that its release names, and nothing else that lies there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use percent_encoding::percent_decode_str;
use serde::Deserialize;

/// Written by the release step: its own files, and the assets of releases before it that lie beside them.
const RELEASES: &str = "releases.json";
/// The page of all addresses of the app.
const PAGE: &str = "index.html";
/// Of folders without a list (the app while somebody works on it, releases before there were lists): the files that
/// pages load.
const ENDINGS: [&str; 8] = ["css", "html", "js", "png", "svg", "wasm", "webmanifest", "woff2"];
/// The twins that ServeDir gives in place of a file.
const TWINS: [&str; 2] = ["br", "gz"];

/// A release in the list.
#[derive(Deserialize)]
struct Release {
    #[serde(default)]
    assets: Vec<String>,
    #[serde(default)]
    files: Vec<String>,
}

/// The names of a list, as it was when it was read.
#[derive(Debug)]
struct Listed {
    changed: Option<SystemTime>,
    bytes: u64,
    names: Arc<BTreeSet<String>>,
}

/// A folder of the app; cheap to clone.
#[derive(Clone, Debug)]
pub struct Served {
    folder: PathBuf,
    listed: Arc<Mutex<Option<Listed>>>,
}

impl Served {
    /// What is given out of this folder.
    pub fn of(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), listed: Arc::default() }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether a file of this name is given out. It reads the disk.
    pub fn gives(&self, name: &str) -> bool {
        self.names(name) && self.lies_inside(name)
    }

    fn names(&self, name: &str) -> bool {
        match self.list() {
            Some(names) => names.contains(name),
            None => {
                Path::new(name).extension().is_some_and(|ending| ENDINGS.iter().any(|known| ending == *known))
            }
        }
    }

    /// The list, read again where it has changed: a release is put in place under a running office.
    fn list(&self) -> Option<Arc<BTreeSet<String>>> {
        let file = self.folder.join(RELEASES);
        let found = fs::metadata(&file).ok()?;
        let (changed, bytes) = (found.modified().ok(), found.len());
        let mut listed = self.listed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = listed.as_ref().filter(|known| (known.changed, known.bytes) == (changed, bytes))
        {
            return (!known.names.is_empty()).then(|| known.names.clone());
        }
        let releases =
            fs::read(&file).ok().and_then(|text| serde_json::from_slice::<Vec<Release>>(&text).ok());
        let names = Arc::new(listed_in(releases.unwrap_or_default()));
        *listed = Some(Listed { changed, bytes, names: names.clone() });
        (!names.is_empty()).then_some(names)
    }

    /// A link may lead anywhere: what lies outside the folder is not the app's, whatever it is called. The same holds for
    /// the twins that are given in its place.
    fn lies_inside(&self, name: &str) -> bool {
        let Ok(folder) = self.folder.canonicalize() else { return false };
        let inside = |file: &Path| file.canonicalize().is_ok_and(|file| file.starts_with(&folder));
        let file = self.folder.join(name);
        let twins = TWINS.iter().map(|twin| file.with_added_extension(twin));
        fs::metadata(&file).is_ok_and(|found| found.is_file())
            && inside(&file)
            && twins.into_iter().all(|twin| fs::symlink_metadata(&twin).is_err() || inside(&twin))
    }
}

/// Nothing where the newest release has no list of its files.
fn listed_in(releases: Vec<Release>) -> BTreeSet<String> {
    if releases.first().is_none_or(|newest| newest.files.is_empty()) {
        return BTreeSet::new();
    }
    releases.into_iter().flat_map(|release| release.files.into_iter().chain(release.assets)).collect()
}

/// What an address of a request means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meant {
    /// A file of this name, if there is one. Names of files are written as they are.
    File(String),
    /// An address of the app, if a person goes there; never a file.
    Page,
    /// Nothing that there could be.
    Nothing,
    /// It cannot be read.
    Unreadable,
}

/// Reads the path of an address.
pub fn meant(path: &str) -> Meant {
    let Some(text) = decoded(path) else { return Meant::Unreadable };
    let Some(inner) = text.strip_prefix('/') else { return Meant::Nothing };
    if inner.is_empty() {
        return Meant::File(PAGE.to_owned());
    }
    let parts: Vec<&str> = inner.strip_suffix('/').unwrap_or(inner).split('/').collect();
    let slashes = path.bytes().filter(|byte| *byte == b'/').count();
    // A slash or a sign of another encoding that was hidden, a step up or in place, an empty or a hidden name.
    let odd = slashes != text.bytes().filter(|byte| *byte == b'/').count()
        || text.contains(['\\', '%'])
        || parts.iter().any(|part| part.is_empty() || part.starts_with('.'));
    if odd {
        return Meant::Nothing;
    }
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte);
    let names_file = parts.last().is_some_and(|last| last.contains('.'));
    match names_file {
        true if path == text && !inner.ends_with('/') && inner.bytes().all(plain) && !is_twin(inner) => {
            Meant::File(inner.to_owned())
        }
        true => Meant::Nothing,
        false => Meant::Page,
    }
}

/// Twins are given in place of their originals, by negotiation only.
fn is_twin(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| TWINS.iter().any(|twin| ending == *twin))
}

/// The path without its percent signs; nothing where they are wrong, or what they spell is no text or steers something.
fn decoded(path: &str) -> Option<String> {
    let bytes = path.as_bytes();
    let sound = (0..bytes.len())
        .filter(|at| bytes.get(*at) == Some(&b'%'))
        .all(|at| bytes.get(at + 1..at + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)));
    let text = percent_decode_str(path).decode_utf8().ok()?;
    (sound && !text.chars().any(char::is_control)).then(|| text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_means_a_file_a_page_or_nothing() {
        let file = |name: &str| Meant::File(name.to_owned());
        for (path, right) in [
            ("/", file("index.html")),
            ("/sw.js", file("sw.js")),
            ("/assets/app-1a2b.wasm", file("assets/app-1a2b.wasm")),
            ("/ghi", Meant::Page),
            ("/ghi/", Meant::Page),
            ("/so/03466@2025-07-01", Meant::Page),
            ("/so/C%C3%A1c", Meant::Page),
            ("/s%77.js", Meant::Nothing),
            ("/sw.js/", Meant::Nothing),
            ("/assets//app-1a2b.wasm", Meant::Nothing),
            ("//sw.js", Meant::Nothing),
            ("/./sw.js", Meant::Nothing),
            ("/assets/../sw.js", Meant::Nothing),
            ("/%2e%2e/sw.js", Meant::Nothing),
            ("/..%2fsecret.txt", Meant::Nothing),
            ("/%2e%2e%2f%2e%2e%2fetc%2fpasswd", Meant::Nothing),
            ("/%252e%252e/secret", Meant::Nothing),
            ("/a%5c..%5csecret", Meant::Nothing),
            ("/.git/config", Meant::Nothing),
            ("/.env", Meant::Nothing),
            ("/sw.js.br", Meant::Nothing),
            ("/sw.js%2ebr", Meant::Nothing),
            ("/sw.js ", Meant::Nothing),
            ("", Meant::Nothing),
            ("*", Meant::Nothing),
            ("/%", Meant::Unreadable),
            ("/%zz", Meant::Unreadable),
            ("/%00", Meant::Unreadable),
            ("/sw.js%00.png", Meant::Unreadable),
            ("/%c0%ae%c0%ae/sw.js", Meant::Unreadable),
            ("/%ff", Meant::Unreadable),
            ("/%0d%0aset-cookie:x", Meant::Unreadable),
        ] {
            assert_eq!(meant(path), right, "{path}");
        }
    }

    #[test]
    fn a_list_counts_and_without_one_the_files_that_pages_load() {
        let folder = tempfile::TempDir::new().unwrap();
        for name in ["index.html", "sw.js", "notes.txt", "old.js"] {
            fs::write(folder.path().join(name), "x").unwrap();
        }
        let served = Served::of(folder.path());
        let given =
            |served: &Served| ["index.html", "sw.js", "notes.txt", "old.js"].map(|name| served.gives(name));
        assert_eq!(given(&served), [true, true, false, true]);
        let list = r#"[{"build":"b","assets":[],"files":["index.html","sw.js","gone.js"]},{"build":"a","assets":["old.js"]}]"#;
        fs::write(folder.path().join(RELEASES), list).unwrap();
        assert_eq!(given(&served), [true, true, false, true], "the assets of the release before stay");
        assert!(!served.gives("gone.js"));
        fs::write(folder.path().join(RELEASES), r#"[{"build":"b","files":["index.html"]}]"#).unwrap();
        assert_eq!(given(&served), [true, false, false, false], "it is read again");
    }
}
