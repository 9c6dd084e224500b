//! Drafts in memory and on their way to the store. A write begins at once; while one is under way only the newest
//! state waits behind it, and when the page goes it does not wait any more. What could not be written is tried again
//! until it stands, and said as long as it does not.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use leptos::prelude::{ArcRwSignal, GetUntracked, Set, Update};
use wasm_bindgen_futures::spawn_local;

use super::store::{Batch, StoreError, Stretch, Table, Vault};
use super::{Draft, DraftId};
use crate::platform::timer::after;

/// How long after a failed write of a draft it is tried again, in milliseconds.
const AGAIN_MS: u64 = 3_000;

/// All drafts of the device.
#[derive(Debug, Default)]
pub struct Drafts {
    held: RefCell<BTreeMap<DraftId, Rc<Draft>>>,
    writing: RefCell<BTreeSet<DraftId>>,
    behind: RefCell<BTreeSet<DraftId>>,
    /// Drafts whose last write failed.
    failing: RefCell<BTreeSet<DraftId>>,
    /// One more when a draft comes, goes or becomes a correction.
    pub version: ArcRwSignal<u64>,
    /// Whether some draft could not be written: what was typed is only in this page then.
    pub trouble: ArcRwSignal<bool>,
    /// The draft that was written last, and the time of its last key stroke in Unix milliseconds.
    pub kept: ArcRwSignal<Option<(DraftId, u64)>>,
}

impl Drafts {
    /// Reads them from the store.
    pub async fn read(&self, vault: &Vault) -> Result<(), StoreError> {
        let rows = vault.range(Table::Drafts, Stretch::prefix("")).await?;
        let drafts = rows.iter().filter_map(|row| serde_json::from_str::<Draft>(&row.value).ok());
        self.held.replace(drafts.map(|draft| (draft.id, Rc::new(draft))).collect());
        self.changed();
        Ok(())
    }

    /// All of them, the last touched first.
    pub fn all(&self) -> Vec<Rc<Draft>> {
        let mut drafts: Vec<Rc<Draft>> = self.held.borrow().values().cloned().collect();
        drafts.sort_by_key(|draft| std::cmp::Reverse(draft.updated_ms));
        drafts
    }

    /// One of them.
    pub fn one(&self, id: DraftId) -> Option<Rc<Draft>> {
        self.held.borrow().get(&id).cloned()
    }

    /// Holds a draft and begins to write it.
    pub fn put(self: &Rc<Self>, vault: &Vault, draft: Draft) {
        let id = draft.id;
        let new = self.held.borrow_mut().insert(id, Rc::new(draft)).is_none();
        if new {
            self.changed();
        }
        if self.writing.borrow().contains(&id) {
            self.behind.borrow_mut().insert(id);
        } else {
            self.begin(vault, id);
        }
    }

    /// Drops a draft here and in the store.
    pub fn delete(self: &Rc<Self>, vault: &Vault, id: DraftId) {
        self.forget(id);
        let mut batch = Batch::relaxed();
        batch.delete(Table::Drafts, id.to_string());
        let (drafts, vault) = (self.clone(), vault.clone());
        spawn_local(async move {
            // It would be back at the next start.
            while vault.write(batch.clone()).await.is_err() && drafts.one(id).is_none() {
                after(AGAIN_MS).await;
            }
        });
    }

    /// Drops a draft here; the store has dropped it.
    pub fn forget(&self, id: DraftId) {
        self.behind.borrow_mut().remove(&id);
        self.tell(id, false);
        if self.held.borrow_mut().remove(&id).is_some() {
            self.changed();
        }
    }

    /// The page is going: what waits behind a write under way is written now. Transactions keep their order.
    pub fn hurry(self: &Rc<Self>, vault: &Vault) {
        let mut waiting = self.behind.take();
        waiting.extend(self.failing.borrow().iter().copied());
        for id in waiting {
            self.begin(vault, id);
        }
    }

    /// A draft of a new record never stands before a record that exists: it is a correction of it. What its author had
    /// before them is not known here; its form finds out.
    pub fn claim(self: &Rc<Self>, vault: &Vault, exists: impl Fn(DraftId) -> bool) {
        let claimed: Vec<Draft> = {
            let held = self.held.borrow();
            let before = held.values().filter(|draft| draft.record.is_none() && exists(draft.id));
            before.map(|draft| draft.of_its_record()).collect()
        };
        for draft in claimed {
            self.put(vault, draft);
            self.changed();
        }
    }

    /// A draft's record was saved with what was typed up to `saved`. What was typed since is a correction of it; without
    /// that the draft ends, as it has in the store.
    pub fn end(self: &Rc<Self>, vault: &Vault, id: DraftId, saved: Option<&Rc<Draft>>) {
        match self.one(id) {
            Some(now) if !saved.is_some_and(|saved| Rc::ptr_eq(saved, &now)) => {
                self.put(vault, now.of_its_record());
                self.changed();
            }
            _ => self.forget(id),
        }
    }

    /// Writes all of them and returns when they are on the disk.
    pub async fn flush(&self, vault: &Vault) -> Result<(), StoreError> {
        self.behind.take();
        let mut batch = Batch::strict();
        let all = self.all();
        for draft in &all {
            put(&mut batch, draft);
        }
        let written = vault.write(batch).await;
        for draft in &all {
            self.written(draft, written.is_ok());
        }
        written
    }

    fn begin(self: &Rc<Self>, vault: &Vault, id: DraftId) {
        self.writing.borrow_mut().insert(id);
        let (drafts, vault) = (self.clone(), vault.clone());
        spawn_local(async move {
            while let Some(draft) = drafts.one(id) {
                drafts.behind.borrow_mut().remove(&id);
                let mut batch = Batch::relaxed();
                put(&mut batch, &draft);
                let kept = vault.write(batch).await.is_ok();
                drafts.written(&draft, kept);
                if !kept {
                    after(AGAIN_MS).await;
                    continue;
                }
                if drafts.one(id).is_none() {
                    // It ended while it was being written, and the end may have come first.
                    drafts.delete(&vault, id);
                }
                if !drafts.behind.borrow_mut().remove(&id) {
                    break;
                }
            }
            drafts.writing.borrow_mut().remove(&id);
        });
    }

    /// What became of writing a draft.
    fn written(&self, draft: &Draft, kept: bool) {
        // One that has ended meanwhile troubles nobody.
        self.tell(draft.id, !kept && self.one(draft.id).is_some());
        if kept {
            self.kept.set(Some((draft.id, draft.updated_ms)));
        }
    }

    /// Tells only what is new: drafts are written at every key stroke.
    fn tell(&self, id: DraftId, failed: bool) {
        let trouble = {
            let mut failing = self.failing.borrow_mut();
            if failed {
                failing.insert(id);
            } else {
                failing.remove(&id);
            }
            !failing.is_empty()
        };
        if self.trouble.get_untracked() != trouble {
            self.trouble.set(trouble);
        }
    }

    fn changed(&self) {
        self.version.update(|version| *version += 1);
    }
}

fn put(batch: &mut Batch, draft: &Draft) {
    // A draft holds parsed JSON: it can always be said again.
    if let Ok(text) = serde_json::to_string(draft) {
        batch.put(Table::Drafts, draft.id.to_string(), text);
    }
}
