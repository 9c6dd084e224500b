//! What can strike the office's database: below the store, where SQLite itself gives up.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use anyhow::Result;
use sqlx::sqlite::SqlitePool;

/// Instructions of SQLite's machine between two looks at what has struck.
const OPERATIONS: i32 = 16;

/// A blow at the office while it works on one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blow {
    /// After so many looks the database breaks the statement off, and the transaction with it: a full disk.
    Breaks {
        /// Looks, of [`OPERATIONS`] each.
        after: u32,
    },
    /// The commit fails, and nothing was committed.
    CommitFails,
    /// The power goes, at some statement: what was not committed is gone, and nobody is answered.
    PowerCut {
        /// As in [`Self::Breaks`].
        after: u32,
    },
    /// The power goes after the commit, before the answer.
    PowerCutBeforeAnswer,
}

/// The hands on one database.
#[derive(Clone, Debug)]
pub(super) struct Blows {
    /// Looks until the statement breaks off; below zero never.
    looks: Arc<AtomicI64>,
    commit_fails: Arc<AtomicBool>,
}

impl Blows {
    /// Lays hands on a database.
    pub async fn at(pool: &SqlitePool) -> Result<Self> {
        let blows =
            Self { looks: Arc::new(AtomicI64::new(-1)), commit_fails: Arc::new(AtomicBool::new(false)) };
        let mut connection = pool.acquire().await?;
        let mut handle = connection.lock_handle().await?;
        let looks = Arc::clone(&blows.looks);
        handle.set_progress_handler(OPERATIONS, move || {
            let left = looks.load(Ordering::Relaxed);
            if left >= 0 {
                looks.store(left - 1, Ordering::Relaxed);
            }
            left != 0
        });
        let commit_fails = Arc::clone(&blows.commit_fails);
        handle.set_commit_hook(move || !commit_fails.swap(false, Ordering::Relaxed));
        Ok(blows)
    }

    /// Gets ready to strike during the next request.
    pub fn arm(&self, blow: Blow) {
        match blow {
            Blow::Breaks { after } | Blow::PowerCut { after } => {
                self.looks.store(i64::from(after), Ordering::Relaxed);
            }
            Blow::CommitFails => self.commit_fails.store(true, Ordering::Relaxed),
            Blow::PowerCutBeforeAnswer => {}
        }
    }

    /// Lets go.
    pub fn disarm(&self) {
        self.looks.store(-1, Ordering::Relaxed);
        self.commit_fails.store(false, Ordering::Relaxed);
    }
}
