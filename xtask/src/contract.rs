//! The office as it is served against the description of its API: see `tests/contract/run.py`.

use std::path::Path;

use anyhow::Result;

use crate::process::Step;
use crate::project::Project;
use crate::tools::python;

/// Where the books of the office under test are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Books {
    /// A file of SQLite.
    Sqlite,
    /// A database of a PostgreSQL that the run starts for itself.
    Postgres,
}

/// Asks so many times; no request is begun after so many seconds.
///
/// # Errors
/// Where an answer is not as described, is of 5xx, or an operation never answers 2xx.
pub fn run(project: &Project, program: &Path, books: Books, calls: u32, seconds: u32) -> Result<()> {
    let python = python::ensure(project)?;
    Step::new("the contract", python)
        .args(["run.py", "--calls", &calls.to_string(), "--seconds", &seconds.to_string()])
        .args((books == Books::Postgres).then_some("--postgres"))
        .args([Path::new("--program"), program])
        // What it prints is read while it goes on.
        .env("PYTHONUNBUFFERED", "1")
        .current_dir(&project.path("tests/contract"))
        .run()
}
