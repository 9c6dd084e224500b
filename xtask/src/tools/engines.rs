//! The engines that the main journey is played in beside Chromium: Firefox ESR, and WebKitGTK with Python's bindings and
//! a screen in memory, as Debian's packages.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};

use super::debian;
use crate::process::{Step, which};

/// Debian's own Python, which finds Debian's bindings; the tests' driver takes the same.
const PYTHON: &str = "/usr/bin/python3";
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
    for (package, program) in [("firefox-esr", "firefox-esr"), ("xvfb", "Xvfb")] {
        if which(program).is_none() {
            missing.push(package);
        }
    }
    if !binds_webkit() {
        missing.extend(["gir1.2-webkit2-4.1", "python3-gi"]);
    }
    missing
}

fn binds_webkit() -> bool {
    Step::new("asking for WebKitGTK", PYTHON).args(["-c", BINDINGS]).succeeds()
}
