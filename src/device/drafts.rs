//! Drafts in memory and on their way to the store. A write begins at once; while one is under way only the newest
//! state waits behind it, and when the page goes it does not wait any more. What could not be written is tried again
//! until it stands, and said as long as it does not.
//!
//! A draft may be open in two tabs. A write holds only where nobody else has written since this page looked; otherwise both
//! are brought together first.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use danvan_core::entry::Entry;
use leptos::prelude::{ArcRwSignal, GetUntracked, Set, Update};
use serde_json::{Map, Value};
use wasm_bindgen_futures::spawn_local;

use super::inner::said;
use super::keys;
use super::store::{Batch, StoreError, Stretch, Table, Vault};
use super::{Draft, DraftId};
use crate::platform::leaving::Leaving;
use crate::platform::timer::after;

/// How long after a failed write of a draft it is tried again, in milliseconds.
const AGAIN_MS: u64 = 3_000;
/// A page that was to go and is still there after so long stays, in milliseconds.
const GOING_MS: u64 = 1_000;

/// All drafts of the device.
#[derive(Debug, Default)]
pub struct Drafts {
    held: RefCell<BTreeMap<DraftId, Rc<Draft>>>,
    /// What this page last read of them in the store or wrote there.
    stood: RefCell<BTreeMap<DraftId, Stood>>,
    /// One more with each draft that this page has written or taken out of the store.
    changes: Cell<u64>,
    writing: RefCell<BTreeSet<DraftId>>,
    behind: RefCell<BTreeSet<DraftId>>,
    /// Drafts whose last write failed.
    failing: RefCell<BTreeSet<DraftId>>,
    /// Asks before the page goes, while some are.
    asking: RefCell<Option<Leaving>>,
    /// The page is going: it will not hear any more what stands in the store.
    going: Cell<bool>,
    /// One more when a draft comes, goes or becomes a correction.
    pub version: ArcRwSignal<u64>,
    /// Whether some draft could not be written: what was typed is only in this page then.
    pub trouble: ArcRwSignal<bool>,
    /// The draft that was written last, and the time of its last key stroke in Unix milliseconds.
    pub kept: ArcRwSignal<Option<(DraftId, u64)>>,
    /// How often it was found that another tab had typed into a draft.
    pub met: ArcRwSignal<BTreeMap<DraftId, u32>>,
}

/// A draft as this page knows it from the store.
#[derive(Debug, Default)]
struct Stood {
    /// Its text there; `None` where none stood.
    text: Option<String>,
    /// What this page's own typing went on from.
    typed: Map<String, Value>,
}

/// What was read of a draft in the store.
#[derive(Debug)]
struct Found {
    /// Its text.
    text: Option<String>,
    /// It does not stand there, in a store that has all the rest.
    is_gone: bool,
}

impl Drafts {
    /// Reads them from the store.
    pub async fn read(&self, vault: &Vault) -> Result<(), StoreError> {
        let rows = self.read_last(async || vault.range(Table::Drafts, Stretch::prefix("")).await).await?;
        let rows = rows.into_iter().filter_map(|row| Some((DraftId::parse(&row.key)?, row.value)));
        let mut stands: BTreeMap<DraftId, String> = rows.collect();
        self.held.borrow_mut().retain(|id, _| {
            stands.contains_key(id)
                || self.writing.borrow().contains(id)
                || self.failing.borrow().contains(id)
        });
        while let Some((id, text)) = stands.pop_first() {
            self.meet(id, Some(text));
        }
        self.changed();
        Ok(())
    }

    /// Reads until what was read is later than everything that this page has written: a read that began before a write
    /// may end after it.
    async fn read_last<T>(&self, read: impl AsyncFn() -> Result<T, StoreError>) -> Result<T, StoreError> {
        loop {
            let changes = self.changes.get();
            let ended = read().await;
            if ended.is_err() || self.changes.get() == changes {
                return ended;
            }
        }
    }

    fn count_change(&self) {
        self.changes.set(self.changes.get().wrapping_add(1));
    }

    /// A form begins over a draft, from what stands in its fields.
    pub fn open(&self, id: DraftId, typed: &Map<String, Value>) {
        let mut stood = self.stood.borrow_mut();
        let stood = stood.entry(id).or_default();
        if stood.text.is_none() {
            stood.typed = typed.clone();
        }
    }

    /// Looks whether another tab has written a draft since. What cannot be read now is met with the next write.
    pub async fn look(&self, vault: &Vault, id: DraftId) {
        if let Ok(found) = self.find(vault, id).await {
            self.met_with(id, found);
        }
    }

    async fn find(&self, vault: &Vault, id: DraftId) -> Result<Found, StoreError> {
        let key = id.to_string();
        self.read_last(async || {
            let text = vault.one(Table::Drafts, &key).await?;
            // A store that was emptied has discarded nothing.
            let is_gone =
                text.is_none() && matches!(vault.one(Table::Meta, keys::SESSION).await, Ok(Some(_)));
            Ok(Found { text, is_gone })
        })
        .await
    }

    /// A draft that stood in the store and does not any more was discarded or saved in another tab: where nothing was typed
    /// into it here since, it is gone here too.
    fn met_with(&self, id: DraftId, found: Found) {
        let is_untouched = self.one(id).is_some_and(|mine| {
            let stood = self.stood.borrow();
            stood.get(&id).is_some_and(|stood| stood.text.is_some() && stood.typed == mine.typed)
        });
        if found.is_gone && is_untouched {
            // A form that has it open knows what it went on from, should it be written anew.
            let stood = self.stood.borrow_mut().remove(&id);
            self.forget(id);
            self.stood.borrow_mut().extend(stood.map(|stood| (id, Stood { text: None, ..stood })));
        } else {
            self.meet(id, found.text);
        }
    }

    /// Brings together what this page holds and what stands in the store. Where nothing stands any more, what is held stays.
    fn meet(&self, id: DraftId, stands: Option<String>) {
        let theirs: Option<Draft> = stands.as_deref().and_then(|text| serde_json::from_str(text).ok());
        // What is read for the first time is no other tab's news.
        let is_known = self.stood.borrow().contains_key(&id);
        let base = {
            let mut stood = self.stood.borrow_mut();
            let stood = stood.entry(id).or_default();
            if stood.text == stands {
                return;
            }
            stood.text = stands;
            let Some(theirs) = &theirs else { return };
            std::mem::replace(&mut stood.typed, theirs.typed.clone())
        };
        let Some(theirs) = theirs else { return };
        let typed_elsewhere = is_known && base != theirs.typed;
        let mine = self.one(id);
        let both = mine.as_deref().map(|mine| mine.beside(&base, &theirs));
        // The same stays the same one: a save under way knows by that whether anything was typed since.
        if both.is_none() || both.as_ref() != mine.as_deref() {
            self.held.borrow_mut().insert(id, Rc::new(both.unwrap_or(theirs)));
        }
        if mine.is_none() {
            self.changed();
        }
        if typed_elsewhere {
            self.met.update(|met| *met.entry(id).or_default() += 1);
        }
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
        self.stood.borrow_mut().remove(&id);
        self.count_change();
        self.tell(id, false);
        if self.held.borrow_mut().remove(&id).is_some() {
            self.changed();
        }
    }

    /// The page is going: everything on its way is written now, and over whatever stands there. A page that is gone does not
    /// hear any more what that is, and a write that waits for it would not come about.
    pub fn go(self: &Rc<Self>, vault: &Vault) {
        self.going.set(true);
        let drafts = self.clone();
        spawn_local(async move {
            after(GOING_MS).await;
            drafts.going.set(false);
        });
        let writing: Vec<DraftId> = self.writing.borrow().iter().copied().collect();
        self.behind.borrow_mut().extend(writing);
        self.hurry(vault);
    }

    /// The page may go: what waits behind a write under way is written now. Transactions keep their order.
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

    /// A draft's record was saved by an entry, with what was typed up to `saved`. What was typed since is a correction of
    /// it; without that the draft ends, as it has in the store.
    pub fn end(self: &Rc<Self>, vault: &Vault, id: DraftId, saved: Option<&Rc<Draft>>, entry: &Entry) {
        match self.one(id) {
            Some(now) if !saved.is_some_and(|saved| Rc::ptr_eq(saved, &now)) => {
                // It was this page that took it out of the store.
                if let Some(stood) = self.stood.borrow_mut().get_mut(&id) {
                    stood.text = None;
                }
                self.count_change();
                self.put(vault, now.since(entry, saved.map(|saved| &saved.typed)));
                self.changed();
            }
            _ => self.forget(id),
        }
    }

    /// Writes all of them and returns when they are on the disk.
    pub async fn flush(self: &Rc<Self>, vault: &Vault) -> Result<(), StoreError> {
        self.behind.take();
        let mut ended = Ok(());
        for draft in self.all() {
            ended = ended.and(self.write(vault, draft.id, Batch::strict()).await);
        }
        ended
    }

    /// Writes a draft as it is held, over what this page knows to stand in the store. Where another tab has written it
    /// since, both are brought together first.
    async fn write(self: &Rc<Self>, vault: &Vault, id: DraftId, empty: Batch) -> Result<(), StoreError> {
        let key = id.to_string();
        while let Some(draft) = self.one(id) {
            let text = said(&*draft)?;
            let mut batch = empty.clone();
            if !self.going.get() {
                let stood = self.stood.borrow().get(&id).and_then(|stood| stood.text.clone());
                batch.expect(Table::Drafts, key.clone(), stood);
            }
            batch.put(Table::Drafts, key.clone(), text.clone());
            let mut ended = vault.write(batch).await;
            if ended == Err(StoreError::Changed) {
                match self.find(vault, id).await {
                    // A broken write that was kept after all.
                    Ok(found) if found.text.as_ref() == Some(&text) => ended = Ok(()),
                    // It may have ended meanwhile; otherwise it is tried again.
                    Ok(found) if self.one(id).is_some() => {
                        self.met_with(id, found);
                        continue;
                    }
                    Ok(_) => break,
                    Err(error) => ended = Err(error),
                }
            }
            if ended.is_ok() && self.one(id).is_some() {
                let stood = Stood { text: Some(text), typed: draft.typed.clone() };
                self.stood.borrow_mut().insert(id, stood);
                self.count_change();
            } else if ended.is_ok() {
                // It ended while it was being written, and the end may have come first.
                self.delete(vault, id);
            }
            self.written(&draft, ended.is_ok());
            return ended;
        }
        Ok(())
    }

    fn begin(self: &Rc<Self>, vault: &Vault, id: DraftId) {
        self.writing.borrow_mut().insert(id);
        let (drafts, vault) = (self.clone(), vault.clone());
        spawn_local(async move {
            while drafts.one(id).is_some() {
                drafts.behind.borrow_mut().remove(&id);
                if drafts.write(&vault, id, Batch::relaxed()).await.is_err() {
                    after(AGAIN_MS).await;
                    continue;
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
            self.asking.replace(trouble.then(|| Leaving::ask_where(|| true)));
            self.trouble.set(trouble);
        }
    }

    fn changed(&self) {
        self.version.update(|version| *version += 1);
    }
}
