//! Chromium, its driver and the fonts of the users' phones, as Debian's packages; and Playwright.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use super::npm::ensure_playwright;
use crate::process::{Step, which};
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
        let missing = missing_packages();
        if !missing.is_empty() {
            install(&missing)?;
        }
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
        None => !is_installed(package),
    });
    missing.map(|(package, _)| *package).collect()
}

fn is_installed(package: &str) -> bool {
    Command::new("dpkg-query")
        .args(["-W", "-f", "${Status}", package])
        .stderr(Stdio::null())
        .output()
        .is_ok_and(|output| output.stdout == b"install ok installed")
}

fn install(packages: &[&str]) -> Result<()> {
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
