//! The engines that the main journey is played in beside Chromium: Firefox ESR, and WebKitGTK with Python's bindings and
//! a screen in memory, as Debian's packages.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use super::debian;
use crate::process::{Step, which};

/// Debian's own Python, which finds Debian's bindings; the tests' driver takes the same.
const PYTHON: &str = "/usr/bin/python3";
/// The first Firefox whose driver tells that a page asks for files.
const FIREFOX_AT_LEAST: u32 = 142;
/// What the driver asks for.
const BINDINGS: &str = "import gi\nfor name, version in ('Gdk', '3.0'), ('Gtk', '3.0'), ('WebKit2', '4.1'):\n    gi.require_version(name, version)";

/// Two more engines to test in.
pub struct Engines {
    /// Firefox's program.
    pub firefox: PathBuf,
}

impl Engines {
    /// Finds or installs them.
    ///
    /// # Errors
    /// Where one is missing and cannot be installed; the error names the command to run by hand.
    pub fn set_up() -> Result<Self> {
        println!("Engines");
        debian::install(&missing_packages())?;
        let firefox =
            which("firefox-esr").context("`firefox-esr` is missing: apt-get install firefox-esr")?;
        ensure!(
            is_new_enough(&firefox),
            "Firefox is older than {FIREFOX_AT_LEAST}: apt-get update && apt-get install firefox-esr"
        );
        let screen = which("Xvfb").context("`Xvfb` is missing: apt-get install xvfb")?;
        ensure!(
            binds_webkit(),
            "{PYTHON} does not find WebKitGTK: apt-get install gir1.2-webkit2-4.1 python3-gi"
        );
        println!("  firefox at {}, WebKitGTK by {PYTHON}, {}", firefox.display(), screen.display());
        Ok(Self { firefox })
    }
}

fn missing_packages() -> Vec<&'static str> {
    let mut missing = Vec::new();
    // Installing it anew brings the newest one.
    if which("firefox-esr").is_none_or(|firefox| !is_new_enough(&firefox)) {
        missing.push("firefox-esr");
    }
    if which("Xvfb").is_none() {
        missing.push("xvfb");
    }
    if !binds_webkit() {
        missing.extend(["gir1.2-webkit2-4.1", "python3-gi"]);
    }
    missing
}

/// Of a Firefox that says `Mozilla Firefox 153.8.0esr`.
fn is_new_enough(firefox: &Path) -> bool {
    let said = Step::new("asking Firefox for its version", firefox).args(["--version"]).output();
    said.is_ok_and(|said| version_in(&said).is_some_and(|version| version >= FIREFOX_AT_LEAST))
}

fn version_in(said: &str) -> Option<u32> {
    said.split_whitespace().find_map(|word| word.split('.').next()?.parse().ok())
}

fn binds_webkit() -> bool {
    Step::new("asking for WebKitGTK", PYTHON).args(["-c", BINDINGS]).succeeds()
}

#[cfg(test)]
mod tests {
    use super::version_in;

    #[test]
    fn firefox_says_its_version() {
        assert_eq!(version_in("Mozilla Firefox 140.10.2esr\n"), Some(140));
        assert_eq!(version_in("Mozilla Firefox 153.8.0esr"), Some(153));
        assert_eq!(version_in("no version"), None);
    }
}
