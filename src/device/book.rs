//! The book in memory: every line, newest first.

use std::cell::{Cell, RefCell};
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::rc::Rc;

use danvan_core::ids::RecordId;
use leptos::prelude::{ArcRwSignal, GetUntracked, Set, Update};

use super::line;
use super::store::{StoreError, Vault};
use super::{Details, Summaries, Summary};
use crate::platform::timer::breathe;

/// Lines shown before the rest has been read: a screenful and a little more.
const FIRST: u32 = 50;
/// Lines made ready for searching between two breaths.
const FOLDED_AT_ONCE: usize = 200;

/// All lines, and signals that tell when they change.
#[derive(Debug, Default)]
pub struct Book {
    lines: RefCell<Summaries>,
    /// Lines that changed while the whole book was being read: newer than what is read.
    newer: RefCell<Option<BTreeMap<RecordId, Rc<Summary>>>>,
    /// One more with each change.
    pub version: ArcRwSignal<u64>,
    /// Whether all lines are here.
    pub complete: ArcRwSignal<bool>,
    /// Whether every line has its details.
    pub detailed: ArcRwSignal<bool>,
    /// Whether somebody has asked for them.
    wants_details: Cell<bool>,
    /// Whether they are being read.
    reads_details: Cell<bool>,
}

impl Book {
    /// The lines, newest first.
    pub fn lines(&self) -> Summaries {
        self.lines.borrow().clone()
    }

    /// Whether a record is among them.
    pub fn has(&self, id: RecordId) -> bool {
        self.lines.borrow().iter().any(|line| line.id == id)
    }

    /// Reads the first screenful.
    pub async fn read_first(&self, vault: &Vault) -> Result<(), StoreError> {
        let texts = vault.book(Some(FIRST)).await?;
        self.replace(texts.iter().filter_map(|text| line::read(text)).map(Rc::new).collect());
        Ok(())
    }

    /// Reads the whole book.
    pub async fn read_all(&self, vault: &Vault) -> Result<(), StoreError> {
        self.newer.replace(Some(BTreeMap::new()));
        let texts = vault.book(None).await;
        let newer = self.newer.take().unwrap_or_default();
        let mut lines: Vec<Rc<Summary>> = texts?
            .iter()
            .filter_map(|text| line::read(text))
            .map(|line| newer.get(&line.id).cloned().unwrap_or_else(|| Rc::new(line)))
            .collect();
        let known: std::collections::BTreeSet<RecordId> = lines.iter().map(|line| line.id).collect();
        lines.extend(newer.into_values().filter(|line| !known.contains(&line.id)));
        self.detailed.set(false);
        self.replace(lines);
        self.complete.set(true);
        Ok(())
    }

    /// Whether somebody has asked for the lines' details.
    pub fn wants_details(&self) -> bool {
        self.wants_details.get()
    }

    /// Notes that they are being read from now on; `false` where they are already, or all there.
    pub fn begin_details(&self) -> bool {
        self.wants_details.set(true);
        !self.detailed.get_untracked() && !self.reads_details.replace(true)
    }

    /// Notes that no more are read now.
    pub fn end_details(&self, all: bool) {
        self.reads_details.set(false);
        self.detailed.set(all);
        self.show_details();
    }

    /// Lines that have come by details are drawn and searched with them from now on.
    pub fn show_details(&self) {
        self.version.update(|version| *version += 1);
    }

    /// Gives lines their details, where they have none.
    pub fn detail(&self, mut details: BTreeMap<RecordId, Details>) {
        for line in self.lines.borrow().iter().filter(|line| line.details().is_none()) {
            if let Some(details) = details.remove(&line.id) {
                line.details.get_or_init(|| Rc::new(details));
            }
        }
    }

    /// The records whose lines have none, newest first.
    pub fn without_details(&self) -> Vec<RecordId> {
        self.lines.borrow().iter().filter(|line| line.details().is_none()).map(|line| line.id).collect()
    }

    /// Makes the lines ready for searching, with breaths in between.
    pub async fn fold(&self) {
        for lines in self.lines().chunks(FOLDED_AT_ONCE) {
            for line in lines {
                line.search();
            }
            breathe().await;
        }
    }

    /// Puts changed lines in their places.
    pub fn put(&self, changed: Vec<Summary>) {
        if changed.is_empty() {
            return;
        }
        let changed: BTreeMap<RecordId, Rc<Summary>> =
            changed.into_iter().map(|line| (line.id, Rc::new(line))).collect();
        if let Some(newer) = self.newer.borrow_mut().as_mut() {
            newer.extend(changed.iter().map(|(id, line)| (*id, line.clone())));
        }
        let mut lines: Vec<Rc<Summary>> =
            self.lines.borrow().iter().filter(|line| !changed.contains_key(&line.id)).cloned().collect();
        lines.extend(changed.into_values());
        self.replace(lines);
    }

    fn replace(&self, mut lines: Vec<Rc<Summary>>) {
        // Nearly sorted already: then this takes one walk.
        lines.sort_by(newest_first);
        self.lines.replace(Rc::new(lines));
        self.version.update(|version| *version += 1);
    }
}

fn newest_first(a: &Rc<Summary>, b: &Rc<Summary>) -> Ordering {
    b.date.cmp(&a.date).then_with(|| b.id.cmp(&a.id))
}
