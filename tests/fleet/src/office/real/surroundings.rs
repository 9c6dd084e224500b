//! What the offices of one world stand in.

use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::Result;
use danvan_office::clock::Clock;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// Virtual time begins here, in Unix milliseconds.
const BEGIN_MS: i64 = 1_795_305_600_000;

/// What all offices of one world share: the runtime that they run on and the time.
#[derive(Clone)]
pub struct Surroundings {
    pub(in crate::office) runtime: Rc<Runtime>,
    now_ms: Arc<AtomicI64>,
    /// Where the world's offices keep photos, if there are any.
    pub(super) folder: Option<Rc<TempDir>>,
}

impl Surroundings {
    /// A world's own, with a folder where photos are carried.
    ///
    /// # Errors
    /// Where the machine gives no runtime or no folder.
    pub fn new(photos: bool) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
        let folder = if photos { Some(Rc::new(super::objects::folder()?)) } else { None };
        Ok(Self { runtime: Rc::new(runtime), now_ms: Arc::new(AtomicI64::new(BEGIN_MS)), folder })
    }

    /// Sets the clock, in milliseconds since the world's beginning.
    pub fn set_clock(&self, now_ms: u64) {
        let since = i64::try_from(now_ms).unwrap_or(0);
        self.now_ms.store(BEGIN_MS + since, Ordering::Relaxed);
    }

    pub(in crate::office) fn clock(&self) -> Clock {
        let now_ms = Arc::clone(&self.now_ms);
        Clock::new(move || now_ms.load(Ordering::Relaxed))
    }
}
