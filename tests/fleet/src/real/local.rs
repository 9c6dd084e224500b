//! An office in this process, for measures and tests that have no other.

use anyhow::{Context, Result};
use danvan_office::pressure::Limits;
use danvan_office::{Config, Running, start};

use super::demo::Cast;

/// A demonstration office on a free port, with an empty database of its own that goes with it.
pub struct LocalOffice {
    running: Option<Running>,
    runtime: tokio::runtime::Runtime,
    folder: tempfile::TempDir,
}

impl LocalOffice {
    /// Starts it.
    ///
    /// # Errors
    /// Where there is no folder or no port to be had.
    pub fn start() -> Result<Self> {
        Self::start_within(Limits { per_second: 1_000_000, at_once: 1_000_000, ..Limits::default() })
    }

    /// Starts it with limits to what it takes on.
    ///
    /// # Errors
    /// Where there is no folder or no port to be had.
    pub fn start_within(limits: Limits) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let folder = tempfile::tempdir()?;
        let config =
            Config { demonstration: true, limits, ..Config::local(folder.path().join("office.sqlite")) };
        let running = runtime.block_on(start(config))?;
        Ok(Self { running: Some(running), runtime, folder })
    }

    /// Its address.
    pub fn url(&self) -> String {
        self.running.as_ref().map(Running::url).unwrap_or_default()
    }

    /// Its codes and accounts.
    ///
    /// # Errors
    /// Never for an office that runs.
    pub fn cast(&self) -> Result<Cast> {
        let running = self.running.as_ref().context("the office has stopped")?;
        let demonstration = running.demonstration.as_ref().context("no demonstration")?;
        Cast::from_text(&serde_json::to_string(demonstration)?)
    }

    /// Stops it and removes its database.
    ///
    /// # Errors
    /// Where it does not stop.
    pub fn stop(mut self) -> Result<()> {
        if let Some(running) = self.running.take() {
            self.runtime.block_on(running.stop())?;
        }
        Ok(self.folder.close()?)
    }
}

/// The codes and accounts of the demonstration whose database this is; its office may be running.
///
/// # Errors
/// Where it cannot be opened.
pub fn cast_of(database: &std::path::Path) -> Result<Cast> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let demonstration = runtime.block_on(async {
        let catalogues = danvan_office::Catalogues::bundled()?;
        let store = danvan_office::open_store(database, &catalogues).await?;
        let salt = store.code_salt().await?;
        let clock = danvan_office::clock::Clock::system();
        let prepared =
            danvan_office::demonstration::prepare(store.as_ref(), &catalogues, &salt, &clock).await;
        store.close().await;
        prepared
    })?;
    Cast::from_text(&serde_json::to_string(&demonstration)?)
}
