//! Python's packages for the contract run, at the versions of its requirements.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};

use super::{FOLDER, debian, required};
use crate::process::Step;
use crate::project::Project;

const REQUIREMENTS: &str = "tests/contract/requirements.txt";
const PYTHON_HINT: &str = "install Python 3.11 or later, for instance `apt-get install python3 python3-venv`";

/// A Python that has the packages of `tests/contract`, in an environment of its own.
///
/// # Errors
/// Where Python is missing, or a package cannot be installed.
pub fn ensure(project: &Project) -> Result<PathBuf> {
    println!("Python");
    let folder = project.path(FOLDER).join("contract");
    let python = folder.join("bin/python");
    let wanted =
        std::fs::read(project.path(REQUIREMENTS)).with_context(|| format!("reading {REQUIREMENTS}"))?;
    let stamp = folder.join("installed.txt");
    if python.exists() && std::fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        println!("  the packages of {REQUIREMENTS} in {FOLDER}/contract");
        return Ok(python);
    }
    if required("python3", PYTHON_HINT).is_err() || !makes_environments() {
        debian::install(&["python3", "python3-venv"])?;
    }
    let python3 = required("python3", PYTHON_HINT)?;
    Step::new("a Python environment", python3).args(["-m", "venv", "--clear"]).args([&folder]).run()?;
    Step::new("pip install", &python)
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"])
        .args([project.path(REQUIREMENTS)])
        .run()?;
    ensure!(python.exists(), "{} is not there after installing", python.display());
    std::fs::write(&stamp, wanted).with_context(|| format!("writing {}", stamp.display()))?;
    Ok(python)
}

/// Debian's Python comes without what makes environments.
fn makes_environments() -> bool {
    Step::new("asking for ensurepip", "python3").args(["-c", "import ensurepip, venv"]).output().is_ok()
}
