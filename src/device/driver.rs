//! Drives the core's sync engine: does what its commands say with the store and the office, and reports back.
//!
//! One tab of the site syncs at a time: a round begins with a Web Lock and ends with a word to the others.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use danvan_core::sync::{Cause, Command, Engine, Event, Failure, Moment, Phase, Trigger, Waits, uploads};
use leptos::prelude::{GetUntracked, Set, Update, WithUntracked};
use serde::{Deserialize, Serialize};
use wasm_bindgen_futures::spawn_local;

use super::inner::{Inner, said};
use super::kept_waits::KeptWaits;
use super::logs::Logs;
use super::store::{Batch, StoreError, Table};
use super::{Damage, files, keep, keys, relog};
use crate::net::HubAt;
use crate::platform::locks::{self, Lock};
use crate::platform::timer::Alarm;
use crate::platform::{browser, clock, random, update};

/// Where another tab had the lock, or the store told nothing, it is tried again within this time, but not before half of it:
/// the other one may be closed without a word.
const STAND_BACK_MS: u64 = 30_000;

/// What a device asks the office beside its rounds. Kept as JSON in local storage: do not rename.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Aside {
    /// The province's catalogue.
    Catalogue,
    /// Telling the device's first key.
    FirstKey,
    /// Telling the browser's own key in place of a readable seed.
    NextKey,
    /// After damage: how far the office has the log.
    Damage,
}

/// The engine with what the browser adds to it.
#[derive(Debug)]
pub struct Driver {
    engine: RefCell<Engine>,
    alarm: Alarm,
    /// The lock under which this tab syncs: for a round, and for the files after it.
    lock: RefCell<Option<Lock>>,
    /// One of this tab asks for it at a time: on a phone that wakes, the alarms of rounds and of files ring at once, and
    /// neither may take the other for another tab.
    taking: async_lock::Mutex<()>,
    /// A round is about to begin: the lock is being asked for.
    starting: Cell<bool>,
    /// A round was begun whose end has not been noticed yet.
    in_round: Cell<bool>,
    /// Why the present round was asked for.
    cause: Cell<Cause>,
    /// What is asked beside the rounds, each kind with a waiting time of its own.
    asides: RefCell<Waits<Aside>>,
    rounds_kept: KeptWaits,
    asides_kept: KeptWaits,
    /// The network has come back and the engine has chosen its moment: until then nothing else is asked either.
    biding: Cell<bool>,
    /// Somebody pressed while a round was about to begin.
    pressed: Cell<bool>,
}

impl Driver {
    /// Of the device whose store has this name.
    pub fn new(store: &str) -> Self {
        Self {
            engine: RefCell::default(),
            alarm: Alarm::default(),
            lock: RefCell::default(),
            taking: async_lock::Mutex::default(),
            starting: Cell::default(),
            in_round: Cell::default(),
            cause: Cell::default(),
            asides: RefCell::default(),
            rounds_kept: KeptWaits::new(store, "rounds"),
            asides_kept: KeptWaits::new(store, "asides"),
            biding: Cell::default(),
            pressed: Cell::default(),
        }
    }
}

impl Inner {
    /// Connects the alarm; call it once the device stands.
    pub fn wake_by_alarm(self: &Rc<Self>) {
        let inner = Rc::downgrade(self);
        self.driver.alarm.on_ring(move || {
            if let Some(inner) = inner.upgrade() {
                inner.trigger(Trigger::Timer);
            }
        });
    }

    /// Asks for a round.
    pub fn trigger(self: &Rc<Self>, trigger: Trigger) {
        self.uploading.hear(trigger.cause());
        self.driver.cause.set(self.driver.cause.get().max(trigger.cause()));
        let idle = self.driver.engine.borrow().status().phase == Phase::Idle;
        if self.session().is_none() {
            return;
        }
        if self.driver.starting.get() {
            // The round that is about to begin is theirs who pressed: it leaves nothing out.
            if trigger == Trigger::Pressed {
                self.driver.pressed.set(true);
            }
            return;
        }
        if !idle {
            return self.tell(Event::Trigger(trigger));
        }
        self.driver.starting.set(true);
        self.uploading.hold();
        let inner = self.clone();
        spawn_local(async move {
            let prepared = inner.prepare(trigger).await;
            inner.driver.starting.set(false);
            let pressed = inner.driver.pressed.take();
            if prepared.is_ok() {
                inner.tell(Event::Trigger(if pressed { Trigger::Pressed } else { trigger }));
            } else {
                if pressed && trigger != Trigger::Pressed {
                    inner.tabs.say("sync");
                }
                // The engine has nothing to go by and hears of nothing: its next moment is set here.
                inner.driver.alarm.set(stand_back_ms());
                inner.let_lock_go();
            }
        });
    }

    /// Takes the round's lock and tells the engine how things stand in the store: another tab may have moved them.
    async fn prepare(self: &Rc<Self>, trigger: Trigger) -> Result<(), StoreError> {
        let other_tab = !self.take_lock().await;
        self.status.update(|status| {
            status.other_tab = other_tab;
            status.online = browser::online();
        });
        if other_tab {
            // The tab that syncs is asked to go on with what this one has added, and for nothing less: it would begin
            // at once.
            if matches!(trigger, Trigger::Appended | Trigger::Pressed) {
                self.tabs.say("sync");
            }
            return Err(StoreError::Changed);
        }
        self.office.road.begin(self.hub());
        // The network has come back for everybody: nothing is asked before the engine's own moment.
        self.driver.biding.set(trigger == Trigger::Online);
        if !self.driver.biding.get() {
            self.ask_about_damage().await;
        }
        // With the gate held, so that nobody tells of a newer state before this one is told.
        let _alone = self.gate.lock().await;
        let Some((logs, _)) = self.logs().await? else { return Err(StoreError::Changed) };
        self.tell_logs(&logs);
        let cursor = Event::Cursor(logs.cursor);
        self.driver.engine.borrow_mut().handle(cursor, moment());
        self.driver.in_round.set(true);
        Ok(())
    }

    /// Takes the lock under which one tab syncs, unless it is here already; false where another tab has it.
    pub async fn take_lock(&self) -> bool {
        let _alone = self.driver.taking.lock().await;
        if self.driver.lock.borrow().is_none() {
            let lock = locks::try_acquire(&format!("{}.sync", self.name)).await;
            if lock.is_some() {
                self.take_waits();
            }
            self.driver.lock.replace(lock);
        }
        self.driver.lock.borrow().is_some()
    }

    /// Hears of what waits in other tabs, or has waited before this page. Only who has the lock tries anything.
    fn take_waits(&self) {
        self.driver.rounds_kept.take(|text, ahead_ms, now_ms| {
            let mut engine = self.driver.engine.borrow_mut();
            engine.take_waits(text, ahead_ms, now_ms);
            engine.kept_waits(0)
        });
        self.uploading.take_waits();
    }

    /// The same of what is asked beside the rounds, with or without the lock.
    fn take_asides(&self) {
        self.driver.asides_kept.take(|text, ahead_ms, now_ms| {
            let (asides, _) = Waits::of(text, ahead_ms, now_ms, &());
            let known = asides.kept::<()>(0, &BTreeMap::new());
            self.driver.asides.replace(asides);
            known
        });
    }

    /// Whether a round is under way or about to begin.
    pub fn is_in_round(&self) -> bool {
        self.driver.starting.get()
            || self.driver.in_round.get()
            || self.driver.engine.borrow().status().phase != Phase::Idle
    }

    /// Lets go of the lock when neither a round nor an upload needs it.
    pub fn let_lock_go(&self) {
        if !self.is_in_round() && self.uploading.is_idle() {
            self.driver.lock.take();
        }
    }

    /// The hub of the district, where the catalogue names its address.
    fn hub(&self) -> Option<HubAt> {
        let (session, catalogue) = (self.session()?, self.catalogue()?);
        let hub = catalogue.hub_of(session.home(), clock::today())?;
        Some(HubAt { id: hub.id.clone(), url: hub.url.clone()?, name: hub.name.clone() })
    }

    /// Hands an event to the engine and begins what it commands.
    pub fn tell(self: &Rc<Self>, event: Event) {
        let commands = {
            let mut engine = self.driver.engine.borrow_mut();
            let commands = engine.handle(event, moment());
            self.driver.rounds_kept.keep(|ahead_ms| engine.kept_waits(ahead_ms));
            commands
        };
        for command in commands {
            self.obey(command);
        }
        self.show();
    }

    /// Tells the engine how the logs stand. Called with the gate held.
    pub fn tell_logs(&self, logs: &Logs) {
        for event in stand(logs) {
            self.driver.engine.borrow_mut().handle(event, moment());
        }
    }

    fn obey(self: &Rc<Self>, command: Command) {
        match command {
            Command::WakeAt { at_ms } => {
                self.driver.alarm.set(at_ms.saturating_sub(clock::monotonic_ms()));
            }
            Command::Show => {}
            other => {
                let inner = self.clone();
                spawn_local(async move {
                    // What was written is reported before anybody else writes: the engine never hears of an older
                    // state after a newer one.
                    let keeps = !matches!(other, Command::Send { .. } | Command::Read { .. });
                    let _alone = if keeps { Some(inner.gate.lock().await) } else { None };
                    for event in inner.work(other).await {
                        inner.tell(event);
                    }
                });
            }
        }
    }

    /// Does one command; what to report.
    async fn work(self: &Rc<Self>, command: Command) -> Vec<Event> {
        match command {
            Command::Send { ticket, call } => {
                vec![match self.send(call).await {
                    Ok(answer) => Event::Answered { ticket, answer },
                    Err(failure) => Event::Failed { ticket, failure },
                }]
            }
            Command::Read { ticket, log, from, bytes_max } => {
                vec![match keep::read(self, log, from, bytes_max).await {
                    Ok(entries) => Event::Read { ticket, entries },
                    Err(_) => Event::NotKept { ticket },
                }]
            }
            Command::KeepReceipt { ticket, receipt, verdicts, held } => {
                kept(ticket, keep::receipt(self, &receipt, &verdicts, held.as_ref()).await.map(Some))
            }
            Command::KeepPage { ticket, page } => kept(ticket, keep::page(self, &page).await.map(|()| None)),
            Command::StartLog { ticket, old, keep_from } => {
                kept(ticket, relog::start_log(self, old, keep_from).await.map(Some))
            }
            Command::WakeAt { .. } | Command::Show => Vec::new(),
        }
    }

    /// Shows the engine's status; at the end of a round, frees the line for files or lets go of the lock.
    fn show(self: &Rc<Self>) {
        let engine = self.driver.engine.borrow().status().clone();
        let (idle, well) = (engine.phase == Phase::Idle, engine.trouble.is_none() && !engine.store_trouble);
        if !idle {
            self.driver.biding.set(false);
        }
        let at_hub = engine.at_hub;
        let hub_silent = self.office.road.silent();
        if self.status.with_untracked(|status| status.engine != engine || status.hub_silent != hub_silent) {
            self.status.update(|status| {
                match &engine.trouble {
                    Some(failure) => status.hear_refusal(failure),
                    None if idle && well && engine.complete => status.shut_out = None,
                    _ => {}
                }
                status.engine = engine;
                status.hub_silent = hub_silent;
            });
        }
        if idle && self.driver.in_round.replace(false) {
            let (inner, well) = (self.clone(), well && !self.driver.biding.get());
            self.show_clock();
            spawn_local(async move {
                // A round with the hub says that the province is silent: files and lists wait for it.
                let province = well && !at_hub;
                if province {
                    inner.free_line().await;
                }
                inner.let_lock_go();
                if province {
                    inner.refresh_catalogue().await;
                    inner.settle_key().await;
                    inner.forget_files().await;
                }
                inner.driver.cause.set(Cause::Time);
                inner.look_around().await;
            });
        }
    }

    /// Fetches the catalogue if the office has another one. Without an answer the kept one goes on.
    pub async fn refresh_catalogue(self: &Rc<Self>) {
        let Some(session) = self.session().filter(|_| self.may_ask_for(Aside::Catalogue)) else { return };
        let tag = match self.catalogue() {
            Some(_) => self.vault.one(Table::Meta, keys::CATALOGUE_TAG).await.ok().flatten(),
            None => None,
        };
        let (province, token) = (&session.enrolment.province, &session.enrolment.token);
        let answer = self.office.catalogue(province, tag, token).await;
        self.heed(Aside::Catalogue, answer.as_ref().err());
        let Ok(Some(fetched)) = answer else { return };
        let before = self.hub();
        if self.set_catalogue(&fetched.text) {
            if self.hub() != before {
                update::renew_page();
            }
            let mut batch = Batch::strict();
            batch.put(Table::Meta, keys::CATALOGUE, fetched.text);
            batch.put(Table::Meta, keys::CATALOGUE_TAG, fetched.etag.unwrap_or_default());
            // If it is not kept, it is fetched again at the next start. A tab that followed this one has none yet.
            if self.vault.write(batch).await.is_ok() {
                self.tabs.say("changed ");
            }
        }
    }

    /// Lets go of the bytes of photos and files that the office keeps safely.
    async fn forget_files(self: &Rc<Self>) {
        if !self.may_ask() {
            return;
        }
        if let Err(uploads::Failure::Busy { retry_after_s: Some(seconds) }) = files::forget(self).await {
            self.tell(Event::HoldOff { seconds });
        }
    }

    /// After damage: "tỉnh đã nhận đến lần ghi k".
    async fn ask_about_damage(self: &Rc<Self>) {
        let Some(damage) = self.damage.get_untracked().filter(|damage| damage.office_has.is_none()) else {
            return;
        };
        let Some(session) = self.session().filter(|_| self.may_ask_for(Aside::Damage)) else { return };
        let answer = self.office.log_status(damage.log, &session.enrolment.token).await;
        self.heed(Aside::Damage, answer.as_ref().err());
        let Ok(status) = answer else { return };
        let damage = Damage { office_has: Some(status.receipt.head.length), ..damage };
        if let Ok(text) = said(&damage) {
            let mut batch = Batch::strict();
            batch.put(Table::Meta, keys::DAMAGE, text);
            let _ = self.vault.write(batch).await;
        }
        self.damage.set(Some(damage));
    }

    /// Whether the office may be asked for something outside of a round.
    pub fn may_ask(&self) -> bool {
        self.driver.engine.borrow().may_ask(clock::monotonic_ms())
    }

    /// Whether it may be asked for this, which may have failed before.
    pub fn may_ask_for(&self, aside: Aside) -> bool {
        let cause = self.driver.cause.get();
        self.take_asides();
        self.may_ask() && self.driver.asides.borrow().may(&aside, cause, clock::monotonic_ms())
    }

    /// What came of it. What the office asked for outside of a round holds for rounds as well.
    pub fn heed(self: &Rc<Self>, aside: Aside, failure: Option<&Failure>) {
        self.take_asides();
        {
            let mut asides = self.driver.asides.borrow_mut();
            if failure.is_some() {
                asides.failed(aside, moment());
            } else {
                asides.succeeded(&aside);
            }
            self.driver.asides_kept.keep(|ahead_ms| asides.kept::<()>(ahead_ms, &BTreeMap::new()));
        }
        if let Some(Failure::Busy { retry_after_s: Some(seconds) }) = failure {
            self.tell(Event::HoldOff { seconds: *seconds });
        }
    }
}

fn kept(ticket: u64, outcome: Result<Option<Logs>, StoreError>) -> Vec<Event> {
    match outcome {
        Ok(logs) => {
            let mut events = logs.map(|logs| stand(&logs)).unwrap_or_default();
            events.push(Event::Kept { ticket });
            events
        }
        Err(_) => vec![Event::NotKept { ticket }],
    }
}

/// How the logs stand, for the engine.
fn stand(logs: &Logs) -> Vec<Event> {
    let current = logs.current().map(|row| Event::Log(row.local()));
    current.into_iter().chain([Event::ClosedLogs(logs.closed())]).collect()
}

/// How long to leave the lock to another tab; by dice, so that two that wait do not meet again and again.
pub(super) fn stand_back_ms() -> u64 {
    STAND_BACK_MS / 2 + u64::from(random::dice()) % (STAND_BACK_MS / 2)
}

pub(super) fn moment() -> Moment {
    Moment { now_ms: clock::monotonic_ms(), dice: random::dice() }
}
