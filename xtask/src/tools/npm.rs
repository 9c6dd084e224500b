//! Tools that npm installs, at the versions of the committed lock files.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use super::{FOLDER, required};
use crate::process::Step;
use crate::project::Project;

const NODE_HINT: &str = "install Node 20 or later, for instance `apt-get install nodejs npm`";

/// `wasm-opt`, of the npm package binaryen.
pub fn ensure_wasm_opt(project: &Project) -> Result<PathBuf> {
    let folder = project.path(FOLDER).join("npm");
    std::fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
    for file in ["package.json", "package-lock.json"] {
        std::fs::copy(project.path("xtask/npm").join(file), folder.join(file))
            .with_context(|| format!("copying {file} of xtask/npm"))?;
    }
    ensure_packages(&folder)?;
    let wasm_opt = folder.join("node_modules/.bin/wasm-opt");
    ensure!(wasm_opt.exists(), "npm's binaryen brought no wasm-opt");
    println!("  wasm-opt of npm's binaryen in {FOLDER}");
    Ok(wasm_opt)
}

/// Playwright for the tests in the browser, without a browser of its own.
///
/// # Errors
/// Where npm is missing or fails.
pub fn ensure_playwright(project: &Project) -> Result<()> {
    ensure_packages(&project.path("tests/e2e"))?;
    println!("  Playwright in tests/e2e/node_modules");
    Ok(())
}

/// PouchDB and its server, which are measured beside the app; nothing but the bench needs them.
///
/// # Errors
/// Where npm is missing or fails.
pub fn ensure_pouchdb(project: &Project) -> Result<()> {
    ensure_packages(&project.path("tests/e2e/bench/pouchdb"))?;
    println!("  PouchDB in tests/e2e/bench/pouchdb/node_modules");
    Ok(())
}

/// `npm ci`, unless what lies there is of this very lock file.
fn ensure_packages(folder: &Path) -> Result<()> {
    required("node", NODE_HINT)?;
    let npm = required("npm", NODE_HINT)?;
    let lock = folder.join("package-lock.json");
    let lock = std::fs::read(&lock).with_context(|| format!("reading {}", lock.display()))?;
    let stamp = folder.join("node_modules/.installed-lock.json");
    if std::fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    Step::new(format!("npm ci in {}", folder.display()), npm)
        // No package here needs to build anything.
        .args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"])
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
        .current_dir(folder)
        .run()?;
    std::fs::write(&stamp, lock).with_context(|| format!("writing {}", stamp.display()))
}
