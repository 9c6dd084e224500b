//! Tools that cargo installs.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};

use super::FOLDER;
use crate::process::{Step, which};
use crate::project::Project;

/// A program of a crate, of exactly one version.
pub struct CargoTool {
    /// The crate.
    pub package: &'static str,
    /// The program to look for; it answers `--version` with its name and version.
    pub binary: &'static str,
    /// The version, and no other.
    pub version: String,
    /// Options that `cargo install` needs for this crate.
    pub options: &'static [&'static str],
}

impl CargoTool {
    /// The program's path: the one on `PATH` if it is of the version, else the project's own.
    ///
    /// # Errors
    /// Where it cannot be installed.
    pub fn ensure(&self, project: &Project) -> Result<PathBuf> {
        if let Some(found) = which(self.binary).filter(|path| self.is_version(path)) {
            println!("  {} {} at {}", self.binary, self.version, found.display());
            return Ok(found);
        }
        let own = project.path(FOLDER).join("bin").join(self.binary);
        if self.is_version(&own) {
            println!("  {} {} in {FOLDER}", self.binary, self.version);
            return Ok(own);
        }
        println!("  installing {} {} into {FOLDER}: some minutes, once", self.package, self.version);
        Step::new(format!("installing {}", self.package), "cargo")
            .args(["install", self.package, "--version", &format!("={}", self.version), "--force"])
            // Unoptimised: it compiles in a third of the time and is fast enough for one app.
            .args(["--debug", "--root"])
            .args([project.path(FOLDER)])
            .args(self.options)
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .env_remove("CARGO_TARGET_DIR")
            .current_dir(project.root())
            .run()?;
        ensure!(self.is_version(&own), "{} is not {} after installing", own.display(), self.version);
        Ok(own)
    }

    fn is_version(&self, program: &Path) -> bool {
        let Ok(output) = Command::new(program).arg("--version").output() else { return false };
        let printed = String::from_utf8_lossy(&output.stdout);
        printed.split_whitespace().any(|word| word == self.version)
    }
}
