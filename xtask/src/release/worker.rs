//! The service worker learns which files are this build.

use anyhow::{Result, ensure};
use serde_json::json;

use super::assets::{sha256, without_comment_lines};
use super::files::Files;

const WORKER: &str = "sw.js";
const BUILD_LINE: &str = "const BUILD = 'dev';";
const FILES_LINE: &str = "const FILES = [];";

/// Writes the list of files and its digest, the build's identifier, into the worker; returns the identifier.
pub fn stamp(files: &mut Files) -> Result<String> {
    let worker = without_comment_lines(&String::from_utf8(files.take(WORKER)?)?);
    let list: Vec<_> = files.iter().map(|(name, content)| json!([address(name), sha256(content)])).collect();
    let list = serde_json::to_string(&list)?;
    // The worker's own program belongs to the build too.
    let build = sha256(format!("{list}{worker}").as_bytes())[..16].to_owned();
    for line in [BUILD_LINE, FILES_LINE] {
        ensure!(worker.matches(line).count() == 1, "{WORKER} must have the line `{line}` once");
    }
    let worker = worker
        .replace(BUILD_LINE, &format!("const BUILD = '{build}';"))
        .replace(FILES_LINE, &format!("const FILES = {list};"));
    files.put(WORKER, worker);
    Ok(build)
}

/// Where a browser finds the file: the page itself is the root.
fn address(name: &str) -> String {
    if name == "index.html" { "/".to_owned() } else { format!("/{name}") }
}
