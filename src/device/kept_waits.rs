//! What waits in any tab, kept in local storage: the phone takes pages away all day, and no failure is forgotten by that.

use std::cell::RefCell;

use crate::platform::{clock, local};

/// One kind of work's waiting times, as its tabs share them.
#[derive(Debug)]
pub struct KeptWaits {
    key: String,
    /// What stood there when this page last looked.
    seen: RefCell<Option<String>>,
    /// What this page knows to stand there, in its own clock's time: the text itself moves with the wall's clock.
    known: RefCell<String>,
}

impl KeptWaits {
    /// Of this work of the device whose store has this name.
    pub fn new(store: &str, work: &str) -> Self {
        let key = format!("{store}.waits.{work}");
        Self { key, seen: RefCell::default(), known: RefCell::new("[]".to_owned()) }
    }

    /// Hears of what has failed or succeeded in other tabs, or before this page: `take` gets the text, by how much its clock
    /// is ahead of the page's and the page's time, both in milliseconds, and answers what is known from then on.
    pub fn take(&self, take: impl FnOnce(&str, i64, u64) -> String) {
        let Some(text) = local::read(&self.key) else { return };
        // A page whose writing is refused goes by what it knows, and not by what it could not replace.
        if self.seen.borrow().as_ref() == Some(&text) {
            return;
        }
        self.known.replace(take(&text, clock::wall_ahead_ms(), clock::monotonic_ms()));
        self.seen.replace(Some(text));
    }

    /// Writes what waits, unless nothing of it has changed. `kept` tells it for a clock that is so many milliseconds ahead of
    /// the page's.
    pub fn keep(&self, kept: impl Fn(i64) -> String) {
        let known = kept(0);
        if *self.known.borrow() != known {
            self.known.replace(known);
            local::write(&self.key, &kept(clock::wall_ahead_ms()));
            self.seen.replace(local::read(&self.key));
        }
    }
}
