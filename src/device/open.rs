//! Opening the device: a store, a look for damage, the session, the first screenful of the book.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use danvan_core::record::RECORD_FORMAT;
use danvan_core::sync::Trigger;
use leptos::prelude::{ArcRwSignal, Set, Update};
use wasm_bindgen_futures::spawn_local;

use super::book::Book;
use super::canary::{Canary, Perch};
use super::drafts::Drafts;
use super::driver::Driver;
use super::inner::{Inner, said};
use super::keys;
use super::logs::{Logs, Seen};
use super::store::{Batch, DeviceStore, IndexedDb, LocalStore, StoreError, Table, Vault};
use super::uploading::Uploading;
use super::waiting::Spoken;
use super::{Damage, Device, Opened, Session, StoreTrouble, SyncStatus, check, files};
use crate::net::{Office, Transport};
use crate::platform::tabs::Tabs;
use crate::platform::{browser, events, locks, random};

/// Where a device lives and by which way it speaks: tests give it other names and a scripted office.
#[derive(Clone)]
pub struct Setup {
    /// The name of the database, the locks and the channel.
    pub name: String,
    /// The way to the office.
    pub transport: Rc<dyn Transport>,
    /// Whether a round begins by itself at the opening, with the network and at each entry.
    pub sync_by_itself: bool,
    /// Bytes of sent photos and files that stay on the device although they could go.
    pub files_in_reach: u64,
}

/// Opens the device.
pub async fn open(setup: Setup) -> Opened {
    let trouble = match IndexedDb::open(&setup.name).await {
        Ok(store) => match build(&setup, Rc::new(store), None).await {
            Ok(device) => return Opened::Ready(device),
            Err(error) => StoreTrouble::Other(error.words()),
        },
        Err(trouble) => trouble,
    };
    // A store that is there and closed to this version must not be replaced by an empty one.
    if matches!(trouble, StoreTrouble::Newer | StoreTrouble::OtherTab) {
        return Opened::Nowhere(trouble);
    }
    let Some(store) = LocalStore::open(&setup.name) else { return Opened::Nowhere(trouble) };
    // Local storage is safe for one writer only.
    let Some(alone) = locks::try_acquire(&format!("{}.writer", setup.name)).await else {
        return Opened::Nowhere(StoreTrouble::OtherTab);
    };
    match build(&setup, Rc::new(store), Some(alone)).await {
        Ok(device) => Opened::Fallback(device, trouble),
        Err(_) => Opened::Nowhere(trouble),
    }
}

async fn build(
    setup: &Setup,
    store: Rc<dyn DeviceStore>,
    alone: Option<locks::Lock>,
) -> Result<Device, StoreError> {
    let vault = Vault::new(store);
    let perch = Perch::beside(&setup.name);
    let found = Found::read(&vault, &perch).await?;
    let inner = Rc::new_cyclic(|this: &std::rc::Weak<Inner>| {
        let this = this.clone();
        Inner {
            tabs: Tabs::open(&setup.name, move |words| {
                if let Some(inner) = this.upgrade() {
                    hear(&inner, words);
                }
            }),
            vault,
            office: Office::new(setup.transport.clone()),
            perch,
            gate: async_lock::Mutex::new(()),
            session: RefCell::new(found.session.clone().map(Rc::new)),
            session_version: ArcRwSignal::new(0),
            catalogue: RefCell::new(None),
            catalogue_version: ArcRwSignal::new(0),
            book: Book::default(),
            drafts: Rc::new(Drafts::default()),
            driver: Driver::new(&setup.name),
            uploading: Uploading::new(&setup.name),
            handing_over_refused: Cell::new(false),
            files_in_reach: setup.files_in_reach,
            spoken: Spoken::default(),
            forget_not_before_ms: Cell::new(0),
            status: ArcRwSignal::new(SyncStatus::default()),
            damage: ArcRwSignal::new(found.damage.clone()),
            _alone: alone,
            sync_by_itself: setup.sync_by_itself,
            name: setup.name.clone(),
        }
    });
    settle(&inner, found).await?;
    inner.wake_by_alarm();
    inner.upload_by_alarm();
    begin(&inner);
    Ok(Device::of(inner))
}

/// What stood in the store and beside it.
struct Found {
    session: Option<Session>,
    session_was_lost: bool,
    logs: Option<Logs>,
    seen: Seen,
    canary: Option<Canary>,
    catalogue: Option<String>,
    damage: Option<Damage>,
}

impl Found {
    async fn read(vault: &Vault, perch: &Perch) -> Result<Self, StoreError> {
        let (logs, seen) = Seen::read(vault).await?;
        let keys = [keys::SESSION, keys::CATALOGUE, keys::DAMAGE].map(str::to_owned).to_vec();
        let mut values = vault.get(Table::Meta, keys).await?.into_iter();
        let mut value = || values.next().flatten();
        let session: Option<Session> = value().and_then(|text| serde_json::from_str(&text).ok());
        let (catalogue, damage) = (value(), value());
        Ok(Self {
            session_was_lost: session.is_none(),
            session: session.or_else(|| perch.session()),
            logs,
            seen,
            canary: perch.canary(),
            catalogue,
            damage: damage.and_then(|text| serde_json::from_str(&text).ok()),
        })
    }
}

/// Mends what is damaged, and shows what there is.
async fn settle(inner: &Rc<Inner>, found: Found) -> Result<(), StoreError> {
    if let Some(text) = &found.catalogue {
        inner.set_catalogue(text);
    }
    if let Some(session) = &found.session {
        if found.session_was_lost {
            let mut batch = Batch::strict();
            batch.put(Table::Meta, keys::SESSION, said(session)?);
            inner.vault.write(batch).await?;
        }
        let logs = match standing(inner, (found.logs, &found.seen), found.canary).await {
            // Another tab has opened at the same time and written them: it has compared them, and goes on from there.
            Err(StoreError::Changed) => Seen::read(&inner.vault).await?.0.ok_or(StoreError::Changed)?,
            logs => logs?,
        };
        inner.renew_canary(&logs, None);
        inner.perch.set_session(session);
        inner.show_logs(&logs).await;
        inner.look_for_key().await;
    }
    inner.drafts.read(&inner.vault).await?;
    inner.book.read_first(&inner.vault).await
}

/// The logs to go on with.
///
/// # Errors
/// [`StoreError::Changed`] where another tab has written them since they were read.
async fn standing(
    inner: &Inner,
    (logs, seen): (Option<Logs>, &Seen),
    canary: Option<Canary>,
) -> Result<Logs, StoreError> {
    let damage = check::damage(&inner.vault, logs.as_ref(), canary.as_ref()).await?;
    match (logs, damage) {
        (Some(logs), None) if logs.records == Some(RECORD_FORMAT) => Ok(logs),
        (Some(mut logs), None) => {
            // The mirror was written by an app of another release, which left out what it did not know.
            logs.records = Some(RECORD_FORMAT);
            logs.cursor = None;
            inner.vault.write(Inner::batch(seen, &mut logs)?).await?;
            Ok(logs)
        }
        (logs, Some(damage)) => {
            let logs = check::go_on(inner, (logs, seen), &damage).await?;
            inner.damage.set(Some(damage));
            Ok(logs)
        }
        (None, None) => {
            // Nothing tells of an earlier log: a fresh one serves.
            let mut logs = Logs::begin(random::log_id().to_string(), random::log_id());
            inner.vault.write(Inner::batch(seen, &mut logs)?).await?;
            Ok(logs)
        }
    }
}

/// What goes on by itself from now on.
fn begin(inner: &Rc<Inner>) {
    let reading = inner.clone();
    spawn_local(async move {
        // If the rest cannot be read now, the first screenful stays, and the list says that it is not complete.
        if reading.book.read_all(&reading.vault).await.is_ok() {
            reading.claim_drafts();
            reading.book.fold().await;
        }
        // What could not be swept now is swept at the next start.
        let _ = files::sweep(&reading.vault).await;
        reading.look_around().await;
    });
    if inner.sync_by_itself {
        inner.trigger(Trigger::Opened);
        on_events(inner);
    }
}

fn on_events(inner: &Rc<Inner>) {
    let this = Rc::downgrade(inner);
    events::on_window("online", move || {
        if let Some(inner) = this.upgrade() {
            inner.status.update(|status| status.online = true);
            inner.trigger(Trigger::Online);
        }
    });
    let this = Rc::downgrade(inner);
    events::on_window("offline", move || {
        if let Some(inner) = this.upgrade() {
            inner.status.update(|status| status.online = browser::online());
        }
    });
    let this = Rc::downgrade(inner);
    events::on_window("pagehide", move || {
        if let Some(inner) = this.upgrade() {
            inner.drafts.go(&inner.vault);
        }
    });
    let this = Rc::downgrade(inner);
    events::on_visibility(move |visible| {
        let Some(inner) = this.upgrade() else { return };
        if visible {
            inner.trigger(Trigger::Opened);
        } else {
            inner.drafts.hurry(&inner.vault);
        }
    });
}

/// A word of another tab.
fn hear(inner: &Rc<Inner>, words: String) {
    if words == "sync" {
        let inner = inner.clone();
        spawn_local(async move {
            // A round under way must know of what the other tab has added before it goes round once more.
            if inner.look_again().await.is_ok() {
                inner.trigger(Trigger::Pressed);
            }
        });
        return;
    }
    if let Some(changed) = words.strip_prefix("changed ") {
        let (inner, changed) = (inner.clone(), changed.to_owned());
        spawn_local(async move {
            // What could not be read now is read with the next word or at the next start.
            let _ = inner.heard(&changed).await;
        });
    }
}
