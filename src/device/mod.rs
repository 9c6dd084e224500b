//! The device: what it keeps, what a person does with it, how it comes to the office.
//!
//! [`Device`] is the one handle that pages hold. Everything behind it is in rooms of their own.

mod codec;
mod damage;
mod delivery;
mod draft;
mod failure;
mod session;
mod status;
pub mod store;
mod summary;
mod view;

pub use damage::Damage;
pub use delivery::{Delivery, Fix};
pub use draft::{Draft, DraftId};
pub use failure::{EnrolFailure, SaveFailure, StoreTrouble};
pub use session::Session;
pub use status::{LastReceipt, StorageEstimate, SyncStatus};
pub use summary::{Summaries, Summary};
pub use view::{RecordView, Refusal, WaitingEntry};

use std::rc::Rc;

use danvan_core::catalogue::Catalogue;
use danvan_core::entry::{Action, SealedEntry};
use danvan_core::ids::RecordId;
use danvan_core::record::RecordKind;
use leptos::prelude::ArcReadSignal;
use send_wrapper::SendWrapper;

/// What opening the device's store came to.
#[derive(Clone, Debug)]
pub enum Opened {
    /// Everything is kept in IndexedDB.
    Ready(Device),
    /// IndexedDB cannot be opened: the small local storage serves instead. Warn on every page: a dead battery may
    /// cost the last minutes, and space is short.
    Fallback(Device, StoreTrouble),
    /// Nothing can be kept here: say so, and offer another browser.
    Nowhere(StoreTrouble),
}

/// The device's store, session and sync, as pages use them. Cheap to clone; lives in Leptos's context.
#[derive(Clone, Debug)]
pub struct Device {
    inner: SendWrapper<Rc<Inner>>,
}

#[derive(Debug)]
struct Inner {}

impl Device {
    /// Opens the store, recognises damage, and begins to load the list. Syncing starts when a session is there.
    pub async fn open() -> Opened {
        todo!()
    }

    /// The enrolment; `None` before it.
    pub fn session(&self) -> Option<Rc<Session>> {
        todo!()
    }

    /// Gives the code to the office and keeps what it answers. May be repeated after any failure.
    ///
    /// # Errors
    /// See [`EnrolFailure`].
    pub async fn enrol(&self, code: &str, device_name: &str) -> Result<Rc<Session>, EnrolFailure> {
        let _ = (code, device_name);
        todo!()
    }

    /// Code lists, units, indicators; `None` until they have been fetched once. Tracks [`Self::catalogue_version`].
    pub fn catalogue(&self) -> Option<Rc<Catalogue>> {
        todo!()
    }

    /// One more each time another catalogue has arrived.
    pub fn catalogue_version(&self) -> ArcReadSignal<u64> {
        todo!()
    }

    /// The book, newest first. Tracks [`Self::summaries_version`]; the first screenful comes before the rest.
    pub fn summaries(&self) -> Summaries {
        todo!()
    }

    /// One more each time a record has changed, here, in another tab or at the office.
    pub fn summaries_version(&self) -> ArcReadSignal<u64> {
        todo!()
    }

    /// Whether the whole book has been read from the store; until then the list holds its newest part.
    pub fn summaries_complete(&self) -> ArcReadSignal<bool> {
        todo!()
    }

    /// A record with all that the device knows of it; `None` where there is none.
    pub async fn record(&self, id: RecordId) -> Option<RecordView> {
        let _ = id;
        todo!()
    }

    /// Saves what a person did to a record: returns only when it is durable ("Đã lưu trên máy").
    ///
    /// `base` is the revision he had before him, 0 for a new record. `draft` is removed with the same write.
    /// Doing the same again (ten presses, two tabs) returns the entry that is there already.
    ///
    /// # Errors
    /// See [`SaveFailure`]; nothing was written then.
    pub async fn append(
        &self,
        record: RecordId,
        kind: RecordKind,
        base: u64,
        action: Action,
        draft: Option<DraftId>,
    ) -> Result<SealedEntry, SaveFailure> {
        let _ = (record, kind, base, action, draft);
        todo!()
    }

    /// Drafts, the last touched first. Tracks [`Self::drafts_version`].
    pub fn drafts(&self) -> Vec<Rc<Draft>> {
        todo!()
    }

    /// One more each time a draft came or went (not at each key stroke).
    pub fn drafts_version(&self) -> ArcReadSignal<u64> {
        todo!()
    }

    /// One draft.
    pub fn draft(&self, id: DraftId) -> Option<Rc<Draft>> {
        let _ = id;
        todo!()
    }

    /// Keeps a draft: call it at every change. Returns at once; the write begins at once and survives the page.
    pub fn put_draft(&self, draft: Draft) {
        let _ = draft;
        todo!()
    }

    /// Drops a draft.
    pub fn delete_draft(&self, id: DraftId) {
        let _ = id;
        todo!()
    }

    /// Waits until every draft is on the disk: before an update takes the page away.
    ///
    /// # Errors
    /// The browser's words where the store did not confirm it.
    pub async fn flush_drafts(&self) -> Result<(), String> {
        todo!()
    }

    /// What the Sync page and the badge show.
    pub fn sync_status(&self) -> ArcReadSignal<SyncStatus> {
        todo!()
    }

    /// "Đồng bộ ngay". Ten presses are harmless.
    pub fn sync_now(&self) {
        todo!()
    }

    /// What the browser lost of the store, until a person has read it.
    pub fn damage(&self) -> ArcReadSignal<Option<Damage>> {
        todo!()
    }

    /// A person has read what is missing.
    pub fn acknowledge_damage(&self) {
        todo!()
    }

    /// Asks the browser to promise to keep the data. Call it from a press, after the first entry was saved.
    pub async fn ask_to_persist(&self) -> Option<bool> {
        todo!()
    }
}
