//! The tools this project needs beyond Rust and Node: found, or installed into `.danvan/tools`.

mod browser;
mod cargo_tool;
pub mod cxx;
mod debian;
mod engines;
mod npm;
pub mod postgres;
pub mod python;
mod target;

use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};

pub use browser::Browser;
pub use engines::Engines;
pub use npm::ensure_pouchdb;

use crate::process::{Step, which};
use crate::project::Project;
use cargo_tool::CargoTool;

/// Trunk is named here and nowhere else.
const TRUNK_VERSION: &str = "0.22.1";

/// Where this project keeps its own tools.
const FOLDER: &str = ".danvan/tools";

/// What building the app takes.
pub struct AppTools {
    path: OsString,
    /// `trunk`.
    pub trunk: PathBuf,
    /// `wasm-bindgen-test-runner`, which comes with `wasm-bindgen`.
    pub test_runner: PathBuf,
}

impl AppTools {
    /// Finds or installs the wasm target, Trunk, wasm-bindgen and wasm-opt, and fetches the crates.
    ///
    /// # Errors
    /// Where one cannot be installed; the error names the command to run by hand.
    pub fn set_up(project: &Project) -> Result<Self> {
        println!("Tools");
        target::ensure_wasm(project)?;
        let trunk = CargoTool {
            package: "trunk",
            binary: "trunk",
            version: TRUNK_VERSION.to_owned(),
            // It asks for a newer rustc than it needs; its own lock file is what was tested.
            options: &["--locked", "--ignore-rust-version"],
        }
        .ensure(project)?;
        let bindgen = CargoTool {
            package: "wasm-bindgen-cli",
            binary: "wasm-bindgen",
            version: locked_version(project, "wasm-bindgen")?,
            options: &[],
        }
        .ensure(project)?;
        let wasm_opt = npm::ensure_wasm_opt(project)?;
        // Trunk is run offline, so that what it builds is what Cargo.lock says.
        Step::new("fetching crates", "cargo").args(["fetch"]).current_dir(project.root()).run()?;

        let test_runner = bindgen.with_file_name("wasm-bindgen-test-runner");
        ensure!(test_runner.is_file(), "wasm-bindgen at {} has no test runner beside it", bindgen.display());
        let mut folders = Vec::new();
        for tool in [&trunk, &bindgen, &wasm_opt] {
            folders.push(tool.parent().context("a tool lies in a folder")?.to_path_buf());
        }
        folders.extend(std::env::var_os("PATH").iter().flat_map(std::env::split_paths));
        let path = std::env::join_paths(folders).context("a tool's folder has a colon in its name")?;
        Ok(Self { path, trunk, test_runner })
    }

    /// A run of Trunk that finds the other tools.
    pub fn trunk_step(&self, project: &Project, args: &[&str]) -> Step {
        Step::new("building the app", &self.trunk)
            .args(args)
            .args(["--offline", "--skip-version-check"])
            .env("PATH", &self.path)
            // Trunk reads NO_COLOR as true or false, others set it to 1.
            .env_remove("NO_COLOR")
            .current_dir(project.root())
    }
}

/// The version of a crate in Cargo.lock.
fn locked_version(project: &Project, crate_name: &str) -> Result<String> {
    let lock = std::fs::read_to_string(project.path("Cargo.lock")).context("reading Cargo.lock")?;
    version_in_lock(&lock, crate_name).with_context(|| format!("Cargo.lock has no {crate_name}"))
}

fn version_in_lock(lock: &str, crate_name: &str) -> Option<String> {
    let name = format!("name = \"{crate_name}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines.next()?;
    lines.next()?.strip_prefix("version = \"")?.strip_suffix('"').map(str::to_owned)
}

/// A program that a person must have put on the machine.
fn required(program: &str, how: &str) -> Result<PathBuf> {
    which(program).with_context(|| format!("`{program}` is missing: {how}"))
}

#[cfg(test)]
mod tests {
    use super::version_in_lock;

    #[test]
    fn reads_the_version_of_exactly_that_crate() {
        let lock = "[[package]]\nname = \"wasm-bindgen-backend\"\nversion = \"9.9.9\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"x\"\n";
        assert_eq!(version_in_lock(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(version_in_lock(lock, "wasm"), None);
    }
}
