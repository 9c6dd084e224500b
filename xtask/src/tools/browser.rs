//! Chromium, its driver and the fonts of the users' phones, as Debian's packages; and Playwright.

use std::path::PathBuf;

use anyhow::{Context, Result};

use super::debian;
use super::npm::ensure_playwright;
use crate::process::which;
use crate::project::Project;

/// Package, and the program it brings (fonts bring none).
const PACKAGES: [(&str, Option<&str>); 4] = [
    ("chromium", Some("chromium")),
    ("chromium-driver", Some("chromedriver")),
    ("fonts-roboto", None),
    ("fonts-noto-core", None),
];

/// A real browser to test in.
pub struct Browser {
    /// The browser's program.
    pub chromium: PathBuf,
    /// Its WebDriver, for the wasm tests.
    pub driver: PathBuf,
}

impl Browser {
    /// Finds or installs Chromium with what belongs to it, and Playwright.
    ///
    /// # Errors
    /// Where something is missing and cannot be installed; the error names the command to run by hand.
    pub fn set_up(project: &Project) -> Result<Self> {
        println!("Browser");
        debian::install(&missing_packages())?;
        let chromium = which("chromium").context("`chromium` is missing: apt-get install chromium")?;
        let driver =
            which("chromedriver").context("`chromedriver` is missing: apt-get install chromium-driver")?;
        println!("  chromium at {}, driver at {}", chromium.display(), driver.display());
        ensure_playwright(project)?;
        Ok(Self { chromium, driver })
    }
}

fn missing_packages() -> Vec<&'static str> {
    let missing = PACKAGES.iter().filter(|(package, program)| match program {
        Some(program) => which(program).is_none(),
        None => !debian::is_installed(package),
    });
    missing.map(|(package, _)| *package).collect()
}
