//! The office as the other commands run it.

use std::net::TcpStream;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::http;
use crate::process::{Running, Step, stop_asked};
use crate::project::Project;

/// Where the office listens unless told otherwise.
pub const ADDRESS: &str = "127.0.0.1:8080";

/// Where `run` and `dev` keep the demonstration's database.
pub const FOLDER: &str = ".danvan/office";

/// What lies in a demonstration besides its accounts and enrolment codes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Records {
    /// Some to look at.
    Sample,
    /// None.
    Nothing,
}

/// The database's file in its folder.
pub const DATABASE: &str = "office.sqlite";
const START_PATIENCE: Duration = Duration::from_secs(60);

/// The database of an office that was started in `folder`.
pub fn database(folder: &str) -> String {
    format!("{folder}/{DATABASE}")
}

/// Builds a program of the workspace with optimisation.
pub fn build_release(project: &Project, package: &str) -> Result<()> {
    Step::new(format!("building {package}"), "cargo")
        .args(["build", "--release", "--package", package])
        .current_dir(project.root())
        .run()
}

/// Removes a database that an earlier office has left.
///
/// # Errors
/// Where it lies there and cannot be removed.
pub fn forget(project: &Project, folder: &str) -> Result<()> {
    let path = project.path(folder);
    if path.exists() {
        std::fs::remove_dir_all(&path).with_context(|| format!("removing {}", path.display()))?;
    }
    Ok(())
}

/// Starts the office with a demonstration province in `folder`, serving `app`, and waits until it answers.
///
/// # Errors
/// Where it ends at once, or does not answer within a minute.
pub fn start_demonstration(
    project: &Project,
    listen: &str,
    folder: &str,
    app: &Path,
    records: Records,
) -> Result<Running> {
    let path = project.path(folder);
    std::fs::create_dir_all(&path).with_context(|| format!("creating {}", path.display()))?;
    // Another program there would answer in the office's place.
    if TcpStream::connect(listen).is_ok() {
        bail!("something listens on {listen} already; stop it, or choose another address with --listen");
    }
    let mut office = Step::new("the office", project.binary("release", "danvan-office"))
        .args(["serve", "--database", &database(folder)])
        .args([Path::new("--app-dir"), app])
        .args(["--listen", listen, "--demonstration"])
        .args((records == Records::Sample).then_some("--sample"))
        // A line for each request would bury what is printed for people.
        .env("RUST_LOG", std::env::var("RUST_LOG").unwrap_or_else(|_| "warn".to_owned()))
        .current_dir(project.root())
        .start()?;
    let started = Instant::now();
    // It listens before its demonstration is made; the answer comes when all of it is there.
    while http::body_bytes(listen, "/health").is_err() {
        if !office.is_alive() {
            bail!("the office ended at its start; its own words are above");
        }
        if stop_asked() {
            break;
        }
        if started.elapsed() > START_PATIENCE {
            bail!("the office does not answer on {listen} after {} s", START_PATIENCE.as_secs());
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    Ok(office)
}
