//! The device: what it keeps, what a person does with it, how it comes to the office.
//!
//! [`Device`] is the one handle that pages hold. Everything behind it is in rooms of their own.

mod append;
mod base;
mod book;
mod bundles;
mod canary;
mod check;
mod codec;
mod damage;
mod delivery;
mod details;
mod draft;
mod drafts;
mod driver;
mod enrol;
mod facts;
mod failure;
mod files;
mod inner;
mod keep;
mod kept_waits;
mod keys;
mod line;
mod logs;
mod open;
mod rebase;
mod relog;
mod search;
mod search_rows;
mod session;
mod signing;
mod status;
pub mod store;
mod summary;
mod uploading;
mod view;
mod waiting;

pub use base::Base;
pub use bundles::{PackFailure, PackedFile, ReceiptFailure};
pub use damage::Damage;
pub use delivery::{Delivery, Fix};
pub use details::Details;
pub use draft::{Draft, DraftId};
pub use failure::{EnrolFailure, SaveFailure, StoreTrouble};
pub use files::FileRow;
pub use open::Setup;
pub use rebase::{ANSWERS, ROW, answered, rebase, says_same, written};
pub use search::Search;
pub use session::Session;
pub use status::{AtHub, Bulk, FileOnTheWay, FilesStatus, LastReceipt, Safety, StorageEstimate, SyncStatus};
pub use summary::{Summaries, Summary, temporary_code};
pub use view::{RecordView, Refusal, WaitingEntry};

use std::collections::BTreeMap;
use std::rc::Rc;

use danvan_core::catalogue::Catalogue;
use danvan_core::entry::{Action, SealedEntry};
use danvan_core::ids::{Digest, RecordId};
use danvan_core::record::RecordKind;
use danvan_core::sync::Trigger;
use js_sys::ArrayBuffer;
use leptos::prelude::{ArcReadSignal, ArcRwSignal, Track};
use leptos::reactive::graph::Observer;
use send_wrapper::SendWrapper;
use serde_json::{Map, Value};
use wasm_bindgen_futures::spawn_local;

use self::append::Deed;
use self::inner::Inner;
use crate::net::Fetch;
use crate::platform::photo::Prepared;
use crate::platform::space;

/// Some three hundred photos: a season's work that can be shown in a village without a network.
pub const FILES_IN_REACH: u64 = 64 * 1024 * 1024;

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
    /// Signals and browser objects belong to this thread; the app has no other.
    inner: SendWrapper<Rc<Inner>>,
}

impl Device {
    /// Opens the store, recognises damage, and begins to load the list. Syncing starts when a session is there.
    pub async fn open() -> Opened {
        let setup = Setup {
            name: "danvan".to_owned(),
            transport: Rc::new(Fetch),
            sync_by_itself: true,
            files_in_reach: FILES_IN_REACH,
        };
        Self::open_as(setup).await
    }

    /// The same elsewhere: tests give the store another name and put a scripted office behind it.
    pub async fn open_as(setup: Setup) -> Opened {
        open::open(setup).await
    }

    fn of(inner: Rc<Inner>) -> Self {
        Self { inner: SendWrapper::new(inner) }
    }

    /// The enrolment; `None` before it. Tracks the enrolment where it is read reactively.
    pub fn session(&self) -> Option<Rc<Session>> {
        track(&self.inner.session_version);
        self.inner.session()
    }

    /// Looks whether another tab has joined meanwhile; the enrolment, where there is one.
    pub async fn look_for_session(&self) -> Option<Rc<Session>> {
        // What cannot be read now stands in the way of joining as well, and is said there.
        let _ = self.inner.look_again().await;
        self.inner.session()
    }

    /// Gives the code to the office and keeps what it answers. May be repeated after any failure.
    ///
    /// # Errors
    /// See [`EnrolFailure`].
    pub async fn enrol(&self, code: &str, device_name: &str) -> Result<Rc<Session>, EnrolFailure> {
        let session = enrol::enrol(&self.inner, code, device_name).await?;
        // The first form needs the code lists; without them the next round fetches them.
        self.inner.refresh_catalogue().await;
        self.begin(Trigger::Opened);
        Ok(session)
    }

    /// Code lists, units, indicators; `None` until they have been fetched once. Tracks [`Self::catalogue_version`].
    pub fn catalogue(&self) -> Option<Rc<Catalogue>> {
        track(&self.inner.catalogue_version);
        self.inner.catalogue()
    }

    /// One more each time another catalogue has arrived.
    pub fn catalogue_version(&self) -> ArcReadSignal<u64> {
        self.inner.catalogue_version.read_only()
    }

    /// The book, newest first. Tracks [`Self::summaries_version`]; the first screenful comes before the rest.
    pub fn summaries(&self) -> Summaries {
        track(&self.inner.book.version);
        self.inner.book.lines()
    }

    /// One more each time a record has changed, here, in another tab or at the office.
    pub fn summaries_version(&self) -> ArcReadSignal<u64> {
        self.inner.book.version.read_only()
    }

    /// Whether the whole book has been read from the store; until then the list holds its newest part.
    pub fn summaries_complete(&self) -> ArcReadSignal<bool> {
        self.inner.book.complete.read_only()
    }

    /// Begins to read what the lines are searched by beyond their words, and who wrote them: [`Summary::details`]. Call it
    /// where the book is shown, once [`Self::summaries_complete`]; more calls are harmless.
    pub fn prepare_search(&self) {
        search_rows::begin(&self.inner);
    }

    /// Whether every line has its details: until then a search finds by the words of the lines alone.
    pub fn search_complete(&self) -> ArcReadSignal<bool> {
        self.inner.book.detailed.read_only()
    }

    /// A record with all that the device knows of it; `None` where there is none, or where the store broke.
    pub async fn record(&self, id: RecordId) -> Option<RecordView> {
        view::read(&self.inner, id).await
    }

    /// Saves what a person did to a record: returns only when it is durable ("Đã lưu trên máy").
    ///
    /// `base` is what the person had before them: a view, or its revision alone, 0 for a new record. `draft` is removed
    /// with the same write.
    /// Doing the same again (ten presses, two tabs) returns the entry that is there already.
    ///
    /// # Errors
    /// See [`SaveFailure`]; nothing was written then.
    pub async fn append(
        &self,
        record: RecordId,
        kind: RecordKind,
        base: impl Into<Base>,
        action: Action,
        draft: Option<DraftId>,
    ) -> Result<SealedEntry, SaveFailure> {
        let base = base.into();
        // Now: what is typed while the write is under way is not in it.
        let held = draft.and_then(|draft| self.inner.drafts.one(draft));
        let alone = self.inner.gate.lock().await;
        let deed = Deed { record, kind, base, action, draft, held };
        let (sealed, logs) = append::append(&self.inner, deed).await?;
        if let Some(logs) = logs {
            self.inner.tell_logs(&logs);
        }
        drop(alone);
        self.begin(Trigger::Appended);
        Ok(sealed)
    }

    /// Drafts, the last touched first. Tracks [`Self::drafts_version`].
    pub fn drafts(&self) -> Vec<Rc<Draft>> {
        track(&self.inner.drafts.version);
        self.inner.drafts.all()
    }

    /// One more each time a draft came or went (not at each key stroke).
    pub fn drafts_version(&self) -> ArcReadSignal<u64> {
        self.inner.drafts.version.read_only()
    }

    /// Whether some draft could not be written: what was typed stands in this page only then. It is tried again by itself.
    pub fn drafts_trouble(&self) -> ArcReadSignal<bool> {
        self.inner.drafts.trouble.read_only()
    }

    /// The draft that was written last, and the time of its last key stroke in Unix milliseconds.
    pub fn drafts_kept(&self) -> ArcReadSignal<Option<(DraftId, u64)>> {
        self.inner.drafts.kept.read_only()
    }

    /// How often it was found that another tab had typed into a draft, which holds both then.
    pub fn drafts_met(&self) -> ArcReadSignal<BTreeMap<DraftId, u32>> {
        self.inner.drafts.met.read_only()
    }

    /// A form begins over a draft: what stands in its fields is what its typing goes on from, unless the draft is in the
    /// store already.
    pub fn open_draft(&self, id: DraftId, typed: &Map<String, Value>) {
        self.inner.drafts.open(id, typed);
    }

    /// Looks whether another tab has written into a draft; see [`Self::drafts_met`].
    pub async fn look_at_draft(&self, id: DraftId) {
        self.inner.drafts.look(&self.inner.vault, id).await;
    }

    /// One draft.
    pub fn draft(&self, id: DraftId) -> Option<Rc<Draft>> {
        self.inner.drafts.one(id)
    }

    /// Whether the book holds a record, as far as it has been read.
    pub fn has_record(&self, id: RecordId) -> bool {
        self.inner.book.has(id)
    }

    /// Keeps a draft: call it at every change. Returns at once; the write begins at once and survives the page.
    pub fn put_draft(&self, draft: Draft) {
        let draft = if draft.record.is_none() && self.has_record(draft.id) {
            draft.over(self.draft(draft.id).as_deref().unwrap_or(&draft))
        } else {
            draft
        };
        self.inner.drafts.put(&self.inner.vault, draft);
    }

    /// Drops a draft, and the files that only it holds.
    pub fn delete_draft(&self, id: DraftId) {
        self.inner.drafts.delete(&self.inner.vault, id);
        let inner = (*self.inner).clone();
        spawn_local(async move {
            // What could not be dropped now is swept at the next start.
            let _ = files::drop_draft(&inner.vault, id).await;
            inner.tabs.say(&["changed ", &id.to_string()].concat());
        });
    }

    /// Keeps a file for a draft: returns only when it is durable. The draft must be in the store already.
    ///
    /// # Errors
    /// See [`SaveFailure`]; nothing was written then.
    pub async fn take_file(&self, draft: DraftId, file: &Prepared) -> Result<(), SaveFailure> {
        files::take(&self.inner, draft, file).await
    }

    /// A draft lets a file go. It is dropped, unless another draft or an entry has it.
    pub async fn let_file_go(&self, draft: DraftId, sha256: Digest) {
        // What could not be dropped now comes back to the draft, and nothing is lost.
        let _ = files::let_go(&self.inner.vault, draft, sha256).await;
    }

    /// The files that a draft holds, the first taken first.
    pub async fn files_of_draft(&self, draft: DraftId) -> Vec<FileRow> {
        files::taken_by(&self.inner.vault, draft).await.unwrap_or_default()
    }

    /// The bytes of a file as this device keeps them.
    pub async fn file(&self, sha256: Digest) -> Option<ArrayBuffer> {
        self.inner.vault.file(&sha256.to_string()).await.ok()?
    }

    /// The bytes of a file from the office; `None` where they cannot be had now.
    pub async fn file_from_office(&self, sha256: Digest) -> Option<Vec<u8>> {
        let session = self.inner.session()?;
        self.inner.office.attachment(sha256, &session.enrolment.token).await
    }

    /// Waits until every draft is on the disk: before an update takes the page away.
    ///
    /// # Errors
    /// The browser's words where the store did not confirm it.
    pub async fn flush_drafts(&self) -> Result<(), String> {
        self.inner.drafts.flush(&self.inner.vault).await.map_err(|error| error.words())
    }

    /// What the Sync page and the badge show.
    pub fn sync_status(&self) -> ArcReadSignal<SyncStatus> {
        self.inner.status.read_only()
    }

    /// "Gửi ngay". Ten presses are harmless.
    pub fn sync_now(&self) {
        self.inner.trigger(Trigger::Pressed);
    }

    /// Whether bundles can be packed: the office's keys are known.
    pub fn can_pack(&self) -> bool {
        self.session().is_some_and(|session| session.enrolment.office_keys.is_some())
    }

    /// "Xuất gói": what the office has not confirmed, or everything, sealed into files. Needs no network.
    ///
    /// # Errors
    /// See [`PackFailure`].
    pub async fn pack(&self, from_start: bool) -> Result<Vec<PackedFile>, PackFailure> {
        bundles::pack(&self.inner, from_start).await
    }

    /// "Nhập biên nhận": takes a receipt file over as if the office had said it here; how many entries it newly
    /// confirms.
    ///
    /// # Errors
    /// See [`ReceiptFailure`]; nothing has changed then.
    pub async fn take_receipt(&self, file: &[u8]) -> Result<u64, ReceiptFailure> {
        let alone = self.inner.gate.lock().await;
        let (newly, logs) = bundles::take_receipt(&self.inner, file).await?;
        if let Some(logs) = logs {
            self.inner.tell_logs(&logs);
        }
        drop(alone);
        Ok(newly)
    }

    /// What the browser lost of the store, until a person has read it.
    pub fn damage(&self) -> ArcReadSignal<Option<Damage>> {
        self.inner.damage.read_only()
    }

    /// A person has read what is missing.
    pub fn acknowledge_damage(&self) {
        self.inner.acknowledge_damage();
    }

    /// Asks the browser to promise to keep the data. Call it from a press, after the first entry was saved.
    pub async fn ask_to_persist(&self) -> Option<bool> {
        let promised = space::persist().await;
        let inner = (*self.inner).clone();
        spawn_local(async move { inner.look_around().await });
        promised
    }

    fn begin(&self, trigger: Trigger) {
        if self.inner.sync_by_itself {
            self.inner.trigger(trigger);
        }
    }
}

/// Tracks where somebody looks reactively; elsewhere there is nobody to tell.
fn track(version: &ArcRwSignal<u64>) {
    if Observer::get().is_some() {
        version.track();
    }
}
