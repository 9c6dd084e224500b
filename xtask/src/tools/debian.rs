//! Debian's packages.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::process::{Step, which};

/// Whether a package is installed.
pub fn is_installed(package: &str) -> bool {
    Command::new("dpkg-query")
        .args(["-W", "-f", "${Status}", package])
        .stderr(Stdio::null())
        .output()
        .is_ok_and(|output| output.stdout == b"install ok installed")
}

/// Installs packages; nothing happens where none is named.
///
/// # Errors
/// Where that is not possible; the error names the command to run by hand.
pub fn install(packages: &[&str]) -> Result<()> {
    if packages.is_empty() {
        return Ok(());
    }
    let wanted = packages.join(" ");
    let by_hand = format!("apt-get update && apt-get install -y --no-install-recommends {wanted}");
    if which("apt-get").is_none() {
        bail!("missing: {wanted}; this is not a Debian-like system, install them by its own means");
    }
    let root = Step::new("asking who this is", "id").args(["-u"]).output()?.trim() == "0";
    let sudo = which("sudo");
    if !root && sudo.is_none() {
        bail!("missing: {wanted}; run as root: {by_hand}");
    }
    println!("  installing {wanted}");
    let apt = |args: &[&str]| {
        let step = match (&sudo, root) {
            (Some(sudo), false) => {
                Step::new("sudo apt-get", sudo).args(["DEBIAN_FRONTEND=noninteractive", "apt-get"])
            }
            _ => Step::new("apt-get", "apt-get"),
        };
        step.args(args).env("DEBIAN_FRONTEND", "noninteractive").run()
    };
    apt(&["update", "-q"])
        .and_then(|()| apt(&[&["install", "-q", "-y", "--no-install-recommends"], packages].concat()))
        .with_context(|| format!("run as root: {by_hand}"))
}
