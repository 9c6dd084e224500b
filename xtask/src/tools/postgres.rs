//! PostgreSQL, for the tests of the office's second store. They start a cluster of their own; one that Debian's package
//! has made is left alone.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::debian;
use crate::process::which;

/// Finds or installs PostgreSQL's programs.
///
/// # Errors
/// Where they cannot be installed; the error names the command to run by hand.
pub fn ensure() -> Result<()> {
    println!("PostgreSQL");
    if programs().is_none() {
        debian::install(&["postgresql"])?;
    }
    let programs = programs().context("`initdb` is missing: apt-get install postgresql")?;
    println!("  its programs in {}", programs.display());
    Ok(())
}

/// The folder of `initdb`. Debian keeps it off `PATH`, in a folder for each version.
fn programs() -> Option<PathBuf> {
    let debian = || {
        let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?.flatten();
        versions.map(|version| version.path().join("bin")).find(|bin| bin.join("initdb").is_file())
    };
    debian().or_else(|| which("initdb")?.parent().map(Path::to_path_buf))
}
