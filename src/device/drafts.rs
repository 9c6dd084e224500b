//! Drafts in memory and on their way to the store. A write begins at once; while one is under way only the newest
//! state waits behind it, and when the page goes it does not wait any more.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use leptos::prelude::{ArcRwSignal, GetUntracked, Set, Update};
use wasm_bindgen_futures::spawn_local;

use super::store::{Batch, StoreError, Stretch, Table, Vault};
use super::{Draft, DraftId};

/// All drafts of the device.
#[derive(Debug, Default)]
pub struct Drafts {
    held: RefCell<BTreeMap<DraftId, Rc<Draft>>>,
    writing: RefCell<BTreeSet<DraftId>>,
    behind: RefCell<BTreeSet<DraftId>>,
    /// One more when a draft comes or goes.
    pub version: ArcRwSignal<u64>,
    /// Whether the last write of a draft failed: what is typed is only in this page then.
    pub trouble: ArcRwSignal<bool>,
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
            let kept = vault.write(batch).await.is_ok();
            drafts.tell(!kept);
        });
    }

    /// Drops a draft here; the store has dropped it.
    pub fn forget(&self, id: DraftId) {
        self.behind.borrow_mut().remove(&id);
        if self.held.borrow_mut().remove(&id).is_some() {
            self.changed();
        }
    }

    /// The page is going: what waits behind a write under way is written now. Transactions keep their order.
    pub fn hurry(self: &Rc<Self>, vault: &Vault) {
        for id in self.behind.take() {
            self.begin(vault, id);
        }
    }

    /// Writes all of them and returns when they are on the disk.
    pub async fn flush(&self, vault: &Vault) -> Result<(), StoreError> {
        self.behind.take();
        let mut batch = Batch::strict();
        for draft in self.all() {
            put(&mut batch, &draft);
        }
        vault.write(batch).await?;
        self.tell(false);
        Ok(())
    }

    fn begin(self: &Rc<Self>, vault: &Vault, id: DraftId) {
        self.writing.borrow_mut().insert(id);
        let (drafts, vault) = (self.clone(), vault.clone());
        spawn_local(async move {
            while let Some(draft) = drafts.one(id) {
                let mut batch = Batch::relaxed();
                put(&mut batch, &draft);
                let kept = vault.write(batch).await.is_ok();
                drafts.tell(!kept);
                if !drafts.behind.borrow_mut().remove(&id) {
                    break;
                }
            }
            drafts.writing.borrow_mut().remove(&id);
        });
    }

    /// Tells only what is new: drafts are written at every key stroke.
    fn tell(&self, trouble: bool) {
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
