//! What the rooms of the device share.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use danvan_core::catalogue::Catalogue;
use danvan_core::clock::clock_off;
use danvan_core::ids::RecordId;
use leptos::prelude::{ArcRwSignal, Set, Update, WithUntracked};
use wasm_bindgen_futures::spawn_local;

use super::book::Book;
use super::canary::{Canary, Perch};
use super::drafts::Drafts;
use super::driver::Driver;
use super::facts::Facts;
use super::files;
use super::keys;
use super::logs::{Logs, Seen};
use super::store::{Batch, StoreError, Table, Vault};
use super::uploading::Uploading;
use super::waiting::Spoken;
use super::{Damage, Details, Session, Summary, SyncStatus, line, search_rows};
use crate::net::Office;
use crate::platform::tabs::Tabs;
use crate::platform::{browser, clock, space};

/// More changed records than this in one word to the other tabs: they read the whole book again.
const NAMED_MAX: usize = 300;

/// The device behind its facade.
pub struct Inner {
    pub vault: Vault,
    pub office: Office,
    pub perch: Perch,
    pub tabs: Tabs,
    /// One writer of entries, receipts and pages at a time in this tab; between tabs the logs' row decides.
    pub gate: async_lock::Mutex<()>,
    pub session: RefCell<Option<Rc<Session>>>,
    pub session_version: ArcRwSignal<u64>,
    pub catalogue: RefCell<Option<Rc<Catalogue>>>,
    pub catalogue_version: ArcRwSignal<u64>,
    pub book: Book,
    pub drafts: Rc<Drafts>,
    pub driver: Driver,
    pub uploading: Uploading,
    /// The office does not let the readable seed hand over: not asked again before the next start.
    pub handing_over_refused: Cell<bool>,
    /// Bytes of sent photos and files that stay on the device, so that they can be seen without a network.
    pub files_in_reach: u64,
    /// Nothing is let go before this time of the clock that never runs backwards.
    pub forget_not_before_ms: Cell<u64>,
    pub status: ArcRwSignal<SyncStatus>,
    /// What the waiting entries speak of.
    pub spoken: Spoken,
    pub damage: ArcRwSignal<Option<Damage>>,
    /// Keeps the writer's lock of the local storage, where that is the store.
    pub _alone: Option<crate::platform::locks::Lock>,
    /// Whether rounds begin by themselves.
    pub sync_by_itself: bool,
    /// The name of everything that belongs to this store: database, locks, channel.
    pub name: String,
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name)
    }
}

impl Inner {
    /// The enrolment.
    pub fn session(&self) -> Option<Rc<Session>> {
        self.session.borrow().clone()
    }

    /// The catalogue.
    pub fn catalogue(&self) -> Option<Rc<Catalogue>> {
        self.catalogue.borrow().clone()
    }

    /// Takes over a session.
    pub fn set_session(&self, session: Rc<Session>) {
        self.session.replace(Some(session));
        self.session_version.update(|version| *version += 1);
    }

    /// Takes over a catalogue's text, if it can be read.
    pub fn set_catalogue(&self, text: &str) -> bool {
        let Ok(catalogue) = serde_json::from_str::<Catalogue>(text) else { return false };
        self.catalogue.replace(Some(Rc::new(catalogue)));
        self.catalogue_version.update(|version| *version += 1);
        true
    }

    /// The logs as they stand in the store, with what to expect when they are written again.
    pub async fn logs(&self) -> Result<Option<(Logs, Seen)>, StoreError> {
        let (logs, seen) = Seen::read(&self.vault).await?;
        Ok(logs.map(|logs| (logs, seen)))
    }

    /// Begins a strict batch that holds only if nobody has written since `seen` was read.
    pub fn batch(seen: &Seen, logs: &mut Logs) -> Result<Batch, StoreError> {
        let mut batch = Batch::strict();
        seen.renew(&mut batch, logs)?;
        Ok(batch)
    }

    /// Adds the lines of records, as their facts now are, to a batch; returns them for the book in memory.
    pub fn lines(&self, batch: &mut Batch, facts: &[Facts]) -> Vec<Summary> {
        let Some(session) = self.session() else { return Vec::new() };
        let catalogue = self.catalogue();
        let mut lines = Vec::with_capacity(facts.len());
        for facts in facts {
            if let Some(view) = facts.view(&session.authority(), catalogue.as_deref()) {
                let line = Summary::of(&view, facts.delivery(&view), catalogue.as_deref());
                batch.put_line(line.id.to_string(), line.order(), line::write(&line));
                if let Some(details) = line.details().filter(|_| !self.vault.is_small()) {
                    batch.put(Table::Search, line.id.to_string(), details.write(catalogue.is_some()));
                }
                lines.push(line);
            }
        }
        lines
    }

    /// After a write: the canary, the book in memory, the status, and a word to the other tabs.
    pub async fn written(&self, logs: &Logs, lines: Vec<Summary>) {
        self.renew_canary(logs, None);
        self.show_written(logs, lines).await;
    }

    /// The same after an entry of that number was appended; its line is the one of its record.
    pub async fn appended(&self, logs: &Logs, lines: Vec<Summary>, number: u64) {
        self.renew_canary(logs, lines.first().map(|line| (number, line.title.as_str())));
        if let (Some(row), Some(line)) = (logs.current(), lines.first()) {
            self.spoken.note(row.log, number, line.id);
        }
        self.show_written(logs, lines).await;
    }

    /// Renews the canary.
    pub fn renew_canary(&self, logs: &Logs, appended: Option<(u64, &str)>) {
        let Some(mut canary) = Canary::of(logs, self.perch.canary()) else { return };
        if let Some((number, title)) = appended {
            canary.note(number, title);
        }
        self.perch.set_canary(&canary);
    }

    async fn show_written(&self, logs: &Logs, lines: Vec<Summary>) {
        self.tell_tabs(&lines);
        self.book.put(lines);
        self.show_logs(logs).await;
    }

    fn tell_tabs(&self, lines: &[Summary]) {
        if lines.len() > NAMED_MAX {
            return self.tabs.say("changed *");
        }
        let ids: Vec<String> = lines.iter().map(|line| line.id.to_string()).collect();
        self.tabs.say(&format!("changed {}", ids.join(" ")));
    }

    /// Another tab has written: reads what changed.
    pub async fn heard(&self, words: &str) -> Result<(), StoreError> {
        if words == "*" {
            self.book.read_all(&self.vault).await?;
            self.drafts.read(&self.vault).await?;
            self.claim_drafts();
        } else {
            let ids: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
            let lines = self.vault.get(Table::Summaries, ids.clone()).await?;
            let mut lines: Vec<Summary> =
                lines.iter().flatten().filter_map(|text| line::read(text)).collect();
            if self.book.wants_details() {
                let keys = lines.iter().map(|line| line.id.to_string()).collect();
                let rows = self.vault.get(Table::Search, keys).await?;
                for (line, row) in lines.iter_mut().zip(rows) {
                    if let Some(details) = row.as_deref().and_then(Details::read) {
                        line.details = OnceCell::from(Rc::new(details));
                    }
                }
            }
            self.book.put(lines);
            let drafts = self.vault.get(Table::Drafts, ids.clone()).await?;
            for (id, draft) in ids.iter().zip(drafts) {
                if let (Some(id), None) = (RecordId::parse(id), draft) {
                    self.drafts.look(&self.vault, id).await;
                }
            }
            self.claim_drafts();
        }
        self.look_again().await?;
        if words == "*" && self.book.wants_details() {
            search_rows::complete(self).await?;
        }
        Ok(())
    }

    /// Drafts of new records whose records exist by now become corrections of them.
    pub fn claim_drafts(&self) {
        self.drafts.claim(&self.vault, |id| self.book.has(id));
    }

    /// Reads the logs, which another tab may have moved, for the engine and the status.
    pub async fn look_again(&self) -> Result<(), StoreError> {
        let _alone = self.gate.lock().await;
        self.look_for_session().await?;
        if self.catalogue().is_none()
            && let Some(text) = self.vault.one(Table::Meta, keys::CATALOGUE).await?
        {
            self.set_catalogue(&text);
        }
        self.look_for_key().await;
        if let Some((logs, _)) = self.logs().await? {
            self.tell_logs(&logs);
            self.show_logs(&logs).await;
        }
        Ok(())
    }

    /// Reads the session, which another tab may have renewed by joining again.
    pub async fn look_for_session(&self) -> Result<(), StoreError> {
        let session = self.vault.one(Table::Meta, keys::SESSION).await?;
        let session: Option<Session> = session.and_then(|text| serde_json::from_str(&text).ok());
        if let Some(session) = session.filter(|session| self.session().as_deref() != Some(session)) {
            self.set_session(Rc::new(session));
            // What was refused was refused to the one before.
            self.status.update(|status| status.shut_out = None);
        }
        Ok(())
    }

    /// Shows how far the logs are at the office.
    pub async fn show_logs(&self, logs: &Logs) {
        let since = match logs.oldest_waiting() {
            Some((log, number)) => self.written_at(log, number).await,
            None => None,
        };
        let receipt = logs.last_receipt();
        let at_hub = logs.at_hub();
        // What could not be read now is counted with the next write.
        let waiting = self.spoken.waiting(&self.vault, logs).await.unwrap_or_default();
        self.status.update(|status| {
            status.at_hub = at_hub;
            status.waiting = logs.waiting();
            status.waiting_records = waiting;
            status.waiting_bytes = logs.all.iter().map(|row| row.waiting_bytes).sum();
            status.waiting_since = since;
            status.own_logs = logs.all.iter().map(|row| row.log).collect();
            status.receipt = receipt;
            status.last_round = logs.last_round;
        });
        self.show_clock();
        self.show_files().await;
    }

    /// Shows which files the office does not have. What could not be read now is shown with the next write.
    pub async fn show_files(&self) {
        let Ok(mut files) = files::status(&self.vault).await else { return };
        let uploader = self.uploading.status();
        files.sending = uploader.sending;
        files.trouble = uploader.trouble;
        files.wake_at_ms = uploader.wake_at_ms;
        if self.status.with_untracked(|status| status.files != files) {
            self.status.update(|status| status.files = files);
        }
    }

    async fn written_at(
        &self,
        log: danvan_core::ids::LogId,
        number: u64,
    ) -> Option<chrono::DateTime<chrono::FixedOffset>> {
        let value = self.vault.one(Table::Entries, &keys::numbered(log, number)).await.ok()??;
        let text = keys::entry_of(log, number, &value)?.text;
        danvan_core::entry::Entry::from_text(&text).ok().map(|entry| entry.device_time)
    }

    /// The office's clock, as far as one of its answers told it, in Unix milliseconds.
    pub fn office_now_ms(&self) -> Option<u64> {
        let ahead_ms = self.office.clock_ahead_ms()?;
        i64::try_from(clock::unix_ms()).ok()?.checked_sub(ahead_ms)?.try_into().ok()
    }

    /// Shows how wrong the clock is: by the office's answers, or, before it has answered, by a receipt that is later
    /// than now.
    pub fn show_clock(&self) {
        let now = clock::unix_ms();
        let now_ms = i64::try_from(now).unwrap_or(i64::MAX);
        let receipt = || {
            let received = self.status.with_untracked(|status| status.receipt.as_ref().map(|it| it.at));
            received.map(|at| now_ms.saturating_sub(at.timestamp_millis())).filter(|ahead| *ahead < 0)
        };
        let warned = || self.status.with_untracked(|status| status.clock.is_some()).then_some(0);
        // Who knows nothing says nothing, and takes a warning back that nothing supports any more.
        let known = self.office.clock_ahead_ms().or_else(receipt).or_else(warned);
        let Some(ahead_ms) = known else { return };
        let off = clock_off(now_ms, now_ms.saturating_sub(ahead_ms));
        clock::set_ahead(if off.is_some() { ahead_ms } else { 0 });
        if self.status.with_untracked(|status| status.clock != off) {
            self.status.update(|status| status.clock = off);
        }
    }

    /// Asks the browser about space and network, and shows it.
    pub async fn look_around(&self) {
        let (storage, persisted) = (space::estimate().await, space::persisted().await);
        self.status.update(|status| {
            status.storage = storage;
            status.persisted = persisted;
            status.online = browser::online();
        });
    }

    /// A person has read the report.
    pub fn acknowledge_damage(self: &Rc<Self>) {
        self.damage.set(None);
        let inner = self.clone();
        spawn_local(async move {
            let mut batch = Batch::strict();
            batch.delete(Table::Meta, keys::DAMAGE);
            // If it fails, the report comes back at the next start.
            let _ = inner.vault.write(batch).await;
        });
    }
}

/// JSON of what the device keeps.
pub fn said(value: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Broken(error.to_string()))
}
