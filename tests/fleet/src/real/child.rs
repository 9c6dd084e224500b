//! An office in a process of its own, so that what it needs can be told from what its callers need.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use anyhow::{Context, Result};

use super::demo::Cast;

/// A demonstration office on a free port with an empty database that goes with it.
pub struct ChildOffice {
    child: Child,
    /// Kept open: a program ends when nobody can hear it any more.
    _told: BufReader<ChildStdout>,
    url: String,
    cast: Cast,
    _folder: tempfile::TempDir,
}

impl ChildOffice {
    /// Starts the program.
    ///
    /// # Errors
    /// Where it cannot be started or does not say where it listens.
    pub fn start(program: &Path) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let mut child = Command::new(program)
            .args(["serve", "--listen", "127.0.0.1:0", "--demonstration", "--print-json", "--database"])
            .arg(folder.path().join("office.sqlite"))
            .env("RUST_LOG", "error")
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("starting {}", program.display()))?;
        let mut first = String::new();
        let mut told = BufReader::new(child.stdout.take().context("no standard output")?);
        told.read_line(&mut first)?;
        let announced: serde_json::Value = serde_json::from_str(&first).context("its first line")?;
        let url = announced["address"].as_str().context("it says no address")?.to_owned();
        Ok(Self { child, _told: told, url, cast: Cast::from_text(&first)?, _folder: folder })
    }

    /// Its address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its codes and accounts.
    pub fn cast(&self) -> &Cast {
        &self.cast
    }

    /// Forgets how much memory it has held before; how much it holds now, in megabytes. `None` where the system does
    /// not say.
    pub fn begin_to_watch_memory(&self) -> Option<f64> {
        std::fs::write(format!("/proc/{}/clear_refs", self.child.id()), "5").ok()?;
        self.memory_mb("VmRSS:")
    }

    /// The most memory it has held since, in megabytes.
    pub fn memory_most_mb(&self) -> Option<f64> {
        self.memory_mb("VmHWM:")
    }

    fn memory_mb(&self, field: &str) -> Option<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix(field))?;
        let kb: f64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
        Some((kb / 1_024.0).round())
    }
}

impl Drop for ChildOffice {
    fn drop(&mut self) {
        // It may have ended by itself; either way nothing of it is left.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
