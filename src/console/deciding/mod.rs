//! Decisions on their way to the office. One that was made waits in the page for ten seconds and can be taken back until
//! then; nothing of it is sent before, and nothing looks decided before the office has answered.
//!
//! One decision waits at a time: making another one sends the first, so that "Hoàn tác" never leaves a doubt which one it
//! takes back. Leaving the room, the session or the page sends it too, the page's last moment by requests that outlive it.
//! What was not answered by then is looked at when its person comes again, also where the page ended without a word.

mod command;
mod left;
mod send;
mod strip;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use danvan_core::ids::RecordId;
use danvan_core::record::Record;
use leptos::prelude::*;
use leptos::task::spawn_local;

use self::command::Turn;
pub use self::command::{Command, Target, What};
use self::send::{Fate, LAST_BYTES_MAX, NotDone};
use super::client::{Answer, Failure};
use super::field::focus_later;
use super::session::Session;
use crate::components::Announcement;
use crate::i18n::{console as text, count};
use crate::platform::{clock, press, timer};

/// How long a decision can be taken back, in milliseconds.
const WAIT_MS: u64 = 10_000;
/// How often the page looks whether the time is over.
const TICK: Duration = Duration::from_millis(250);
/// How long after a start it is looked at what an earlier page left: its last requests may be on their way.
const LEFT_LOOK_MS: u64 = 8_000;
/// How often a page says that it lives and holds what is open, in milliseconds.
const RENEW_MS: u64 = 20_000;
/// How soon what is not open any more is no longer kept, in milliseconds: until then somebody would look at it in vain.
const SHRINK_MS: u64 = 1_000;
/// How often a sign-out looks whether everything has been sent, in milliseconds.
const LOOK_MS: u64 = 50;

/// How far the decision has come that is being sent.
#[derive(Clone, PartialEq, Eq)]
struct Progress {
    says: String,
    done: usize,
    all: usize,
}

/// Whom it concerns what has become of a decision: the room that shows the records.
#[derive(Clone, Copy)]
pub struct Watcher {
    /// A record as the office answered it.
    pub answered: Callback<Arc<Record>>,
    /// Everything of a decision has been answered.
    pub ended: Callback<()>,
    /// A decision was taken back.
    pub undone: Callback<Arc<Command>>,
}

/// The decisions of this page; one for the console, in the context of its frame.
#[derive(Clone, Copy)]
pub struct Deciding {
    /// The decision that can still be taken back.
    waiting: RwSignal<Option<Arc<Command>>>,
    /// How many seconds are left for that.
    left_s: RwSignal<u64>,
    until_ms: StoredValue<u64>,
    turns: StoredValue<VecDeque<Turn>>,
    progress: RwSignal<Option<Progress>>,
    /// The decision that is being sent.
    sending: StoredValue<Option<Arc<Command>>>,
    /// The records whose answers are waited for; several where the page was about to go.
    in_hand: StoredValue<Vec<Turn>>,
    /// What an earlier page left, as far as it has not been looked at.
    left: StoredValue<VecDeque<Turn>>,
    /// Where what is open is kept.
    key: StoredValue<String>,
    /// When it was kept last; nothing where nothing is.
    kept_ms: StoredValue<Option<u64>>,
    /// Whether less is open than is kept.
    shrank: StoredValue<bool>,
    /// Whether turns are being taken.
    working: StoredValue<bool>,
    not_done: RwSignal<Vec<NotDone>>,
    /// What earlier decisions on the records of the waiting one came to: it is over once that one is sent, and stands again
    /// where that one is taken back.
    set_aside: StoredValue<Vec<NotDone>>,
    /// Records that a decision is on its way for, with what it does.
    on_way: RwSignal<BTreeMap<RecordId, &'static str>>,
    /// Records that were decided on since they were opened.
    decided: RwSignal<Vec<RecordId>>,
    /// How many have come to their end.
    ended: RwSignal<u32>,
    watcher: StoredValue<Option<Watcher>>,
    session: Session,
}

impl Deciding {
    /// Puts the decisions of this page into the context.
    pub fn provide() -> Self {
        let deciding = Self {
            waiting: RwSignal::new(None),
            left_s: RwSignal::new(0),
            until_ms: StoredValue::new(0),
            turns: StoredValue::new(VecDeque::new()),
            progress: RwSignal::new(None),
            sending: StoredValue::new(None),
            in_hand: StoredValue::new(Vec::new()),
            left: StoredValue::new(VecDeque::new()),
            key: StoredValue::new(left::key()),
            kept_ms: StoredValue::new(None),
            shrank: StoredValue::new(false),
            working: StoredValue::new(false),
            not_done: RwSignal::new(Vec::new()),
            set_aside: StoredValue::new(Vec::new()),
            on_way: RwSignal::new(BTreeMap::new()),
            decided: RwSignal::new(Vec::new()),
            ended: RwSignal::new(0),
            watcher: StoredValue::new(None),
            session: Session::current(),
        };
        provide_context(deciding);
        let ticking = set_interval_with_handle(move || deciding.tick(), TICK).ok();
        let gone = window_event_listener_untyped("pagehide", move |_| deciding.send_last());
        let unloading =
            window_event_listener_untyped("beforeunload", move |event| deciding.before_unload(&event));
        // A phone may end a page that is out of sight without another word; a desktop's page says when it goes.
        let hidden = window_event_listener_untyped("visibilitychange", move |_| {
            if document().hidden() && window().navigator().max_touch_points() > 0 {
                deciding.send_now();
            }
        });
        // The page was only set aside, and goes on: it reads the answers itself, and holds again what it had left.
        let shown = window_event_listener_untyped("pageshow", move |event| {
            let is_back = js_sys::Reflect::get(event.as_ref(), &"persisted".into());
            if is_back.is_ok_and(|is_back| is_back.is_truthy()) {
                deciding.keep();
            }
        });
        spawn_local(deciding.find_out());
        on_cleanup(move || {
            deciding.send_last();
            if let Some(ticking) = ticking {
                ticking.clear();
            }
            gone.remove();
            shown.remove();
            unloading.remove();
            hidden.remove();
        });
        deciding
    }

    /// The decisions of the page that is being drawn.
    pub fn current() -> Self {
        expect_context()
    }

    /// Whose page this is, by the user's identifier; empty where it is nobody's.
    fn account(self) -> String {
        self.session.desk_untracked().map(|desk| desk.user.author.id.to_string()).unwrap_or_default()
    }

    /// Whether the account that sits here now made a decision. What is still answered to one who has left concerns nobody
    /// else's session.
    fn is_own(self, command: &Command) -> bool {
        command.by == self.account()
    }

    /// Tells what has become of decisions that earlier pages left, and again of what another page holds by then.
    async fn find_out(self) {
        let by = self.account();
        while let Some(key) = self.key.try_get_value() {
            let found = left::take(&key, &by);
            if !found.taken.is_empty() {
                self.left.try_update_value(|left| left.extend(found.taken.iter().flat_map(Command::turns)));
                self.keep();
                timer::after(LEFT_LOOK_MS).await;
                self.look().await;
            }
            if !found.is_more {
                return;
            }
            timer::after(left::TAKEN_MS).await;
        }
    }

    async fn look(self) {
        while let Some(Some((command, target))) = self.left.try_with_value(|left| left.front().cloned()) {
            let fate = send::find_out(Arc::clone(&command), target.clone()).await;
            // Where the page goes before this, the next one looks at it.
            let is_told = |(other, at): &Turn| Arc::ptr_eq(other, &command) && at.id == target.id;
            let is_open = self.look_no_more(is_told);
            if let (true, Fate::Not(not_done, _)) = (is_open, fate) {
                if self.waits_for(target.id) {
                    self.set_aside.try_update_value(|all| all.push(not_done));
                } else {
                    self.not_done.try_update(|all| all.push(not_done));
                }
            }
        }
    }

    /// What an earlier page left is not looked at any more, as far as `is_told`; whether any of it was open.
    fn look_no_more(self, is_told: impl Fn(&Turn) -> bool) -> bool {
        self.shrink();
        let told = self.left.try_update_value(|left| {
            let all = left.len();
            left.retain(|turn| !is_told(turn));
            left.len() < all
        });
        told == Some(true)
    }

    /// All that is open, each record once: of several decisions on one the last, as it tells what became of the others too.
    fn open(self) -> Vec<Turn> {
        let waiting = self.waiting.try_get_untracked().flatten();
        let waiting = waiting.iter().flat_map(Command::turns);
        let turns = self.turns.try_get_value().unwrap_or_default();
        let in_hand = self.in_hand.try_get_value().unwrap_or_default();
        let failed = self.not_done.try_get_untracked().unwrap_or_default().into_iter();
        let failed = failed.filter(|failed| failed.again).map(|failed| (failed.command, failed.target));
        let of_earlier = self.left.try_get_value().unwrap_or_default();
        let all = in_hand.into_iter().chain(turns).chain(waiting).chain(failed).chain(of_earlier);
        let mut known = BTreeSet::new();
        all.filter(|(_, target)| known.insert(target.id)).collect()
    }

    /// Keeps what is open, should this page end without a word.
    fn keep(self) {
        let Some(key) = self.key.try_get_value() else { return };
        let open = self.open();
        left::keep(&key, &open, true);
        self.kept_ms.try_set_value((!open.is_empty()).then(clock::monotonic_ms));
        self.shrank.try_set_value(false);
    }

    /// Less is open. What is kept follows within a second: a great decision is not written anew with each record.
    fn shrink(self) {
        self.shrank.try_set_value(true);
    }

    fn renew(self) {
        let Some(kept_ms) = self.kept_ms.try_get_value().flatten() else { return };
        let since_ms = clock::monotonic_ms().saturating_sub(kept_ms);
        let due_ms = if self.shrank.get_value() { SHRINK_MS } else { RENEW_MS };
        if since_ms >= due_ms {
            self.keep();
        }
    }

    /// Whether a record belongs to the decision that can still be taken back.
    fn waits_for(self, id: RecordId) -> bool {
        let waits = self
            .waiting
            .try_with_untracked(|waiting| waiting.as_ref().is_some_and(|command| command.decides_on(id)));
        waits == Some(true)
    }

    /// Says whom it concerns, while their room is open. Leaving it sends what waits.
    pub fn watch(self, watcher: Watcher) {
        self.watcher.set_value(Some(watcher));
        on_cleanup(move || {
            self.send_now();
            self.watcher.try_set_value(None);
        });
    }

    /// What is on its way for a record, where something is.
    pub fn on_way(self, id: RecordId) -> Option<&'static str> {
        self.on_way.with(|on_way| on_way.get(&id).copied())
    }

    /// Whether a record was decided on since it was opened.
    pub fn was_decided(self, id: RecordId) -> bool {
        self.decided.with(|decided| decided.contains(&id))
    }

    /// A record is opened: what is drawn now was looked at before it is pressed.
    pub fn opened(self, id: &str) {
        self.decided.update(|decided| decided.retain(|known| known.to_string() != id));
    }

    /// Takes a decision in. It waits to be taken back; the one before it is sent.
    pub fn take(self, what: What, targets: Vec<Target>) {
        let Some(desk) = self.session.desk_untracked() else { return };
        let targets: Vec<Target> = self.on_way.with_untracked(|on_way| {
            targets.into_iter().filter(|target| !on_way.contains_key(&target.id)).collect()
        });
        if targets.is_empty() {
            return;
        }
        press::decided();
        self.session.hush();
        self.send_now();
        let command = Arc::new(Command { what, targets, by: desk.user.author.id.to_string() });
        self.on_way.update(|on_way| {
            on_way.extend(command.targets.iter().map(|target| (target.id, command.word())));
        });
        let aside = self.not_done.try_update(|not_done| {
            let all = std::mem::take(not_done).into_iter();
            let (aside, others) = all.partition(|known| command.decides_on(known.target.id));
            *not_done = others;
            aside
        });
        self.set_aside.set_value(aside.unwrap_or_default());
        self.until_ms.set_value(clock::monotonic_ms() + WAIT_MS);
        self.left_s.set(WAIT_MS / 1_000);
        self.waiting.set(Some(command));
        self.keep();
        // What was pressed is gone; the next stop of the keyboard is what takes it back.
        focus_later(strip::WAITING.to_owned());
    }

    /// Takes the decision back that waits: nothing of it was sent. What came of earlier ones on its records stands again.
    fn undo(self) {
        let Some(command) = self.waiting.try_update(Option::take).flatten() else { return };
        self.free(&command.targets);
        let aside = self.set_aside.try_update_value(std::mem::take).unwrap_or_default();
        if let Some(watcher) = self.watcher.get_value() {
            watcher.undone.try_run(Arc::clone(&command));
        }
        if aside.is_empty() {
            self.session.say(Announcement::Done(text::UNDONE.with(&[&command.says()])));
        } else {
            // An earlier one may have been done: no good sign stands beside that doubt.
            self.not_done.update(|not_done| not_done.extend(aside));
        }
        self.keep();
        focus_later(back());
    }

    fn free(self, targets: &[Target]) {
        self.on_way.try_update(|on_way| {
            for target in targets {
                on_way.remove(&target.id);
            }
        });
    }

    fn tick(self) {
        self.renew();
        if self.waiting.try_with_untracked(Option::is_none) != Some(false) {
            return;
        }
        let left_ms = self.until_ms.get_value().saturating_sub(clock::monotonic_ms());
        if left_ms == 0 {
            return self.send_now();
        }
        let left_s = left_ms.div_ceil(1_000);
        if self.left_s.get_untracked() != left_s {
            self.left_s.set(left_s);
        }
    }

    /// Sends what waits without waiting any longer.
    pub fn send_now(self) {
        self.take_turns();
        self.begin_work();
    }

    /// Gives the decision that waits its turns. Who decided anew is told no more of earlier decisions on the same records:
    /// the office's answer to this one says how they stand.
    fn take_turns(self) {
        let Some(command) = self.waiting.try_update(Option::take).flatten() else { return };
        self.set_aside.try_set_value(Vec::new());
        self.look_no_more(|(_, left)| command.decides_on(left.id));
        if strip::has_focus() {
            focus_later(back());
        }
        self.line_up(&command);
    }

    /// Puts a decision at the end of the turns.
    fn line_up(self, command: &Arc<Command>) {
        self.turns.try_update_value(|all| all.extend(Command::turns(command)));
    }

    fn begin_work(self) {
        let is_idle = self.working.try_get_value() == Some(false);
        if is_idle && self.turns.with_value(|turns| !turns.is_empty()) {
            self.working.set_value(true);
            spawn_local(self.work());
        }
    }

    /// Sends everything whose turn comes, one after the other.
    async fn work(self) {
        while let Some(Some((command, first))) = self.turns.try_update_value(VecDeque::pop_front) {
            self.decide(command, first).await;
        }
        self.working.try_set_value(false);
    }

    /// Sends one decision, beginning with its first record.
    async fn decide(self, command: Arc<Command>, first: Target) {
        let all = command.targets.len();
        self.sending.try_set_value(Some(Arc::clone(&command)));
        let (mut next, mut done) = (Some(first), 0);
        while let Some(target) = next {
            self.progress.try_set(Some(Progress { says: command.says(), done, all }));
            self.in_hand.try_update_value(|all| all.push((Arc::clone(&command), target.clone())));
            let answer = send::answer(send::begin(&command, &target)).await;
            // Without a connection or a session the others would fail alike.
            let stopped = matches!(answer, Err(Failure::Offline | Failure::SignedOut));
            let why = answer.as_ref().err().map(super::failure::sentence);
            done += usize::from(self.answered(&command, target, answer).await);
            if stopped {
                self.stop(&command, why.unwrap_or_default());
            }
            let is_next = |(next, _): &Turn| Arc::ptr_eq(next, &command);
            let turn = self.turns.try_update_value(|turns| turns.pop_front_if(|turn| is_next(turn)));
            next = turn.flatten().map(|(_, target)| target);
        }
        self.progress.try_set(None);
        self.sending.try_set_value(None);
        self.end();
        if done == all && self.is_own(&command) {
            let words = text::DONE_MANY.with(&[command.word(), &count(done)]);
            self.session.say(Announcement::Done(words));
        }
    }

    /// Stops before the next record of the decision that is being sent.
    fn halt(self) {
        if let Some(command) = self.sending.get_value() {
            self.stop(&command, text::STOPPED.get().to_owned());
        }
    }

    /// What is left of a decision is not sent.
    fn stop(self, command: &Arc<Command>, why: String) {
        let left = self.turns.try_update_value(|turns| {
            let all = std::mem::take(turns);
            let (left, others): (Vec<Turn>, Vec<Turn>) =
                all.into_iter().partition(|(other, _)| Arc::ptr_eq(other, command));
            *turns = others.into();
            left
        });
        let left = left.unwrap_or_default();
        self.free(&left.iter().map(|(_, target)| target.clone()).collect::<Vec<_>>());
        self.not_done.try_update(|not_done| {
            not_done.extend(left.into_iter().map(|(command, target)| NotDone {
                command,
                target,
                why: why.clone(),
                again: true,
                unchanged: true,
            }));
        });
    }

    /// Tells the room what the office answered, or the person why nothing was done; whether it was.
    async fn answered(self, command: &Arc<Command>, target: Target, answer: Answer<Record>) -> bool {
        if self.is_own(command) {
            self.session.note(&answer);
        }
        let id = target.id;
        let fate = match answer {
            Ok(record) => Fate::Done(record),
            Err(found) => send::learn(Arc::clone(command), target, &found).await,
        };
        let (is_done, record) = match fate {
            Fate::Done(record) => (true, Some(record)),
            Fate::Not(not_done, record) => {
                self.not_done.try_update(|all| all.push(not_done));
                (false, record)
            }
        };
        if record.is_some() {
            self.decided.try_update(|decided| decided.push(id));
        }
        press::decided();
        if let (Some(record), Some(Some(watcher))) = (record, self.watcher.try_get_value()) {
            watcher.answered.try_run(Arc::new(record));
        }
        self.on_way.try_update(|on_way| on_way.remove(&id));
        self.in_hand.try_update_value(|all| all.retain(|(_, open)| open.id != id));
        self.shrink();
        is_done
    }

    /// Whoever shows what the office counts asks anew with each decision that ends.
    pub fn track_ends(self) {
        self.ended.track();
    }

    fn end(self) {
        self.ended.try_update(|ended| *ended = ended.wrapping_add(1));
        if let Some(Some(watcher)) = self.watcher.try_get_value() {
            watcher.ended.try_run(());
        }
    }

    /// Sends again what the office has not said no to.
    fn again(self) {
        let all = self.not_done.try_update(std::mem::take).unwrap_or_default();
        let (all, of_others): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|not_done| self.is_own(&not_done.command));
        if let Some(other) = of_others.first() {
            self.session.say(Announcement::Failed(text::OTHER_ACCOUNT.with(&[&other.command.says()])));
        }
        self.not_done.try_set(of_others);
        let mut commands: Vec<(Arc<Command>, Vec<Target>)> = Vec::new();
        for NotDone { command, target, .. } in all.into_iter().filter(|not_done| not_done.again) {
            match commands.iter_mut().find(|(known, _)| Arc::ptr_eq(known, &command)) {
                Some((_, targets)) => targets.push(target),
                None => commands.push((command, vec![target])),
            }
        }
        for (command, targets) in commands {
            // It was decided before: it waits no second time.
            let command = Arc::new(Command { targets, ..Command::clone(&command) });
            self.on_way.update(|on_way| {
                on_way.extend(command.targets.iter().map(|target| (target.id, command.word())));
            });
            self.line_up(&command);
        }
        self.begin_work();
        focus_later(back());
    }

    /// Everything that has not been sent, in the last moment in which this page can: the requests go on without it.
    fn send_last(self) {
        self.take_turns();
        if let Some(key) = self.key.try_get_value() {
            left::keep(&key, &self.open(), false);
        }
        let turns = self.turns.try_update_value(std::mem::take).unwrap_or_default();
        self.in_hand.try_update_value(|all| all.extend(turns.iter().cloned()));
        for (command, target) in turns {
            // Sent before this function ends; where the page comes back, it reads the answer.
            let sent = send::begin(&command, &target);
            spawn_local(async move {
                let answer = send::answer(sent).await;
                self.answered(&command, target, answer).await;
                self.end();
            });
        }
    }

    /// Where a page that goes could not send everything it asks first, and begins to send.
    fn before_unload(self, event: &web_sys::Event) {
        let waiting = self.waiting.with_untracked(|waiting| {
            let bytes = |command: &Arc<Command>| {
                command.targets.iter().map(|target| size(command, target)).sum::<usize>()
            };
            waiting.as_ref().map_or(0, bytes)
        });
        let turns = self
            .turns
            .with_value(|turns| turns.iter().map(|(command, target)| size(command, target)).sum::<usize>());
        if waiting + turns > LAST_BYTES_MAX {
            event.prevent_default();
            self.send_now();
        }
    }

    /// Sends everything and waits for the answers; whether nothing failed meanwhile.
    pub async fn flush(self) -> bool {
        let before = self.not_done.with_untracked(Vec::len);
        self.send_now();
        while self.working.try_get_value() == Some(true) {
            timer::after(LOOK_MS).await;
        }
        self.not_done.try_with_untracked(Vec::len).is_none_or(|after| after <= before)
    }
}

fn size(command: &Command, target: &Target) -> usize {
    command.request(target).map_or(0, |(_, body)| body.len())
}

/// Where the keyboard goes on: the record that is open, or the list.
fn back() -> String {
    let open = document().get_element_by_id("pane-title").is_some();
    if open { "pane-title" } else { "records-title" }.to_owned()
}
