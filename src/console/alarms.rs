//! Cảnh báo: what somebody is to see to, above what a page shows otherwise, and its number beside the menu. Administrators
//! see to it; leaders are told.

use std::sync::Arc;
use std::time::Duration;

use danvan_core::access::Role;
use danvan_core::wire_alarms::{Alarm, AlarmKind, AlarmList, SeenToRequest};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::{use_location, use_query_map};

use super::client::{self, Answer, Failure};
use super::devices::filters::States;
use super::failure;
use super::field::focus_later;
use super::load::Document;
use super::question::{Asking, Question};
use super::room::Room;
use super::session::{Session, desk};
use super::ticket::Tickets;
use crate::components::Announcement;
use crate::i18n::{alarms as text, count, when};
use crate::platform::press;

/// Those that nobody has seen to.
const OPEN: &str = "/api/v1/alarms?state=open";
/// Those that somebody has.
const ACKNOWLEDGED: &str = "/api/v1/alarms?state=acknowledged";
/// Where they are seen to.
const ALARMS: &str = "/api/v1/alarms/";
/// How long a page that can be seen goes on before it asks again.
const EACH: Duration = Duration::from_secs(60);
/// Where several are seen to at once.
const SEVERAL: &str = "/api/v1/alarms/acknowledgements";
/// How many of a kind stand on a page before somebody asks for the others.
const AT_FIRST: usize = 3;
/// The most accounts that a question names.
const NAMED: usize = 30;
/// The most of those seen to that are shown.
const SHOWN: usize = 50;

/// Whom alarms concern.
fn concerns(role: Role) -> bool {
    matches!(role, Role::Administrator | Role::ProvinceLeader)
}

/// The open alarms; in the context of everybody whom they concern.
#[derive(Clone, Copy)]
pub struct Alarms {
    /// The last answer that tells something; nothing before the first.
    answer: RwSignal<Option<Answer<Arc<AlarmList>>>>,
    /// One more with each that is seen to here.
    seen_to: RwSignal<u32>,
    tickets: Tickets,
    session: Session,
}

impl Alarms {
    /// Asks for them, and again whenever `changed` does, when the page comes into sight, and every minute in which it can be
    /// seen. Nothing where they are none of the user's business.
    pub fn provide(changed: impl Fn() + 'static) -> Option<Self> {
        if !concerns(desk().user.role) {
            return None;
        }
        let session = Session::current();
        let alarms =
            Self { answer: RwSignal::new(None), seen_to: RwSignal::new(0), tickets: Tickets::new(), session };
        provide_context(alarms);
        Effect::new(move |_| {
            changed();
            session.round.track();
            alarms.ask();
        });
        let ask_in_sight = move || {
            if !document().hidden() {
                alarms.ask();
            }
        };
        let seen = window_event_listener_untyped("visibilitychange", move |_| ask_in_sight());
        let timer = set_interval_with_handle(ask_in_sight, EACH).ok();
        on_cleanup(move || {
            seen.remove();
            if let Some(timer) = timer {
                timer.clear();
            }
        });
        Some(alarms)
    }

    fn ask(self) {
        let Some(ticket) = self.tickets.draw() else { return };
        spawn_local(async move {
            let answer: Answer<AlarmList> = client::get(OPEN).await;
            if !self.tickets.counts(ticket) {
                return;
            }
            if matches!(answer, Err(Failure::SignedOut)) {
                self.session.note(&answer);
            }
            self.take(answer.map(Arc::new));
        });
    }

    /// Nothing is drawn anew that says what it said before: somebody may be about to press a button in it. Where no answer
    /// comes, what is known stays.
    fn take(self, answer: Answer<Arc<AlarmList>>) {
        let is_news = self.answer.try_with_untracked(|known| match (known, &answer) {
            (Some(Ok(_)), Err(_)) => false,
            (known, answer) => known.as_ref() != Some(answer),
        });
        if is_news == Some(true) {
            self.answer.set(Some(answer));
        }
    }

    /// How many are open; none before the first answer.
    pub fn count(self) -> u64 {
        self.answer.with(|answer| match answer {
            Some(Ok(known)) => known.alarms.len() as u64,
            _ => 0,
        })
    }

    /// One of them as it stands now.
    fn one(self, id: &str) -> Option<Alarm> {
        self.answer.with(|answer| match answer {
            Some(Ok(known)) => known.alarms.iter().find(|alarm| alarm.id == id).cloned(),
            _ => None,
        })
    }

    /// The kinds that there are of these, each once, in an order that no further alarm changes.
    fn kinds(self, which: fn(AlarmKind) -> bool) -> Vec<AlarmKind> {
        let mut kinds: Vec<AlarmKind> = self.read(|alarm| which(alarm.kind).then_some(alarm.kind));
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }

    /// Which of them are of a kind, the latest first.
    fn of(self, kind: AlarmKind) -> Vec<String> {
        self.read(|alarm| (alarm.kind == kind).then(|| alarm.id.clone()))
    }

    fn read<T>(self, what: impl Fn(&Alarm) -> Option<T>) -> Vec<T> {
        self.answer.with(|answer| match answer {
            Some(Ok(known)) => known.alarms.iter().filter_map(what).collect(),
            _ => Vec::new(),
        })
    }

    /// They have been seen to. An answer that is on its way may be of before that: they are asked for again.
    fn remove(self, ids: &[String]) {
        self.answer.try_update(|answer| {
            if let Some(Ok(known)) = answer {
                Arc::make_mut(known).alarms.retain(|alarm| !ids.contains(&alarm.id));
            }
        });
        self.seen_to.try_update(|times| *times += 1);
        self.ask();
    }
}

/// The open alarms of these kinds, those of a kind together; nothing where there are none, or for those whom they do not
/// concern. `asking` is the room's.
pub fn above(which: fn(AlarmKind) -> bool, asking: Asking) -> AnyView {
    let Some(alarms) = use_context::<Alarms>() else { return ().into_any() };
    let failed = move || match alarms.answer.get() {
        // Nobody waits for what is hardly ever there.
        None | Some(Ok(_) | Err(Failure::SignedOut)) => None,
        Some(Err(found)) => Some(failure::notice(&found, move || alarms.ask())),
    };
    let kinds = Memo::new(move |_| alarms.kinds(which));
    let is_some = Memo::new(move |_| kinds.with(|kinds| !kinds.is_empty()));
    let groups = move || {
        is_some.get().then(|| {
            view! {
                <section class="stack" aria-label=text::ALARMS.get()>
                    <For each=move || kinds.get() key=|kind| *kind children=move |kind| group(kind, alarms, asking)/>
                </section>
            }
            .into_any()
        })
    };
    view! { {failed} {groups} }.into_any()
}

/// Those of a kind: the latest, and below them what leads to the others and sees to all. However many there are, what the
/// page is for stays in reach.
fn group(kind: AlarmKind, alarms: Alarms, asking: Asking) -> AnyView {
    let all = Memo::new(move |_| alarms.of(kind));
    let shows_all = RwSignal::new(false);
    let shown = Memo::new(move |_| {
        let mut shown = all.get();
        shown.truncate(if shows_all.get() { usize::MAX } else { AT_FIRST });
        shown
    });
    let left = Memo::new(move |_| all.with(Vec::len).saturating_sub(shown.with(Vec::len)));
    let has_more = Memo::new(move |_| left.get() > 0);
    let has_several = Memo::new(move |_| all.with(Vec::len) > 1 && desk().user.role == Role::Administrator);
    let of_kind = move |words: &str| text::OF_KIND.with(&[words, kind_words(kind)]);
    // The buttons stay while their numbers change: somebody may be about to press one.
    let words = move || text::MORE.count(left.get());
    // The button goes: the first of those that it brings has the focus.
    let show_all = move |_| {
        let first = all.with_untracked(|all| all.get(AT_FIRST).cloned());
        shows_all.set(true);
        if let Some(first) = first {
            focus_later(["alarm-", &first].concat());
        }
    };
    let more = move || {
        has_more.get().then(|| {
            view! { <button type="button" class="button quiet" aria-label=move || of_kind(&words()) on:click=show_all>{words}</button> }
        })
    };
    let ask = move |_| asking.ask(see_to_all(kind, alarms));
    let all_seen_to = move || {
        has_several.get().then(|| {
            let label = of_kind(text::SEEN_TO_ALL.get());
            view! { <button type="button" class="button" aria-label=label on:click=ask>{text::SEEN_TO_ALL.get()}</button> }
        })
    };
    let has_buttons = Memo::new(move |_| has_more.get() || has_several.get());
    let buttons =
        move || has_buttons.get().then(|| view! { <div class="buttons">{more} {all_seen_to}</div> });
    view! {
        <For each=move || shown.get() key=String::clone children=move |id| card(&id, alarms)/>
        {buttons}
    }
    .into_any()
}

/// A kind in few words.
fn kind_words(kind: AlarmKind) -> &'static str {
    match kind {
        AlarmKind::GuessingCodes => text::KIND_CODES.get(),
        AlarmKind::GuessingPassword => text::KIND_PASSWORD.get(),
        AlarmKind::GuessingSignIns => text::KIND_SIGN_INS.get(),
        AlarmKind::Other(_) => text::KIND_OTHER.get(),
    }
}

/// Asks whether all of a kind that the page has now were seen to. What comes while it asks is not among them.
fn see_to_all(kind: AlarmKind, alarms: Alarms) -> Question {
    let session = Session::current();
    let (ids, accounts) = untrack(|| {
        let accounts = alarms.read(|alarm| alarm.subject.clone().filter(|_| alarm.kind == kind));
        (alarms.of(kind), accounts)
    });
    let many = count(ids.len());
    let title = text::ALL_TITLE.with(&[&many]);
    let said = text::SEEN_TO_ALL_SAID.with(&[&many]);
    let act = move |_| {
        let (ids, said) = (ids.clone(), said.clone());
        async move {
            let _: AlarmList = client::post(SEVERAL, &SeenToRequest { alarms: ids.clone() }).await?;
            alarms.remove(&ids);
            session.say(Announcement::Done(said));
            Ok(())
        }
    };
    let (yes, no) = (text::SEEN_TO_ALL.get(), text::ALL_LEAVE.get());
    let mut question = Question::new(title, yes, no, "console-main".to_owned(), act);
    question.says =
        [Some(text::ALL_WHICH.with(&[kind_words(kind)])), named(&accounts)].into_iter().flatten().collect();
    question.says.push(text::ALL_SAYS.get().to_owned());
    question
}

/// The accounts that alarms are about, where they are about any.
fn named(accounts: &[String]) -> Option<String> {
    let names = accounts.get(..NAMED.min(accounts.len()))?.join(", ");
    match accounts.len() {
        0 => None,
        all if all <= NAMED => Some(text::ALL_ACCOUNTS.with(&[&names])),
        all => Some(text::ALL_ACCOUNTS_MORE.with(&[&names, &count(all - NAMED)])),
    }
}

/// Those about accounts.
pub fn about_accounts(kind: AlarmKind) -> bool {
    matches!(kind, AlarmKind::GuessingPassword | AlarmKind::GuessingSignIns)
}

/// Those about enrolment codes.
pub fn about_codes(kind: AlarmKind) -> bool {
    kind == AlarmKind::GuessingCodes
}

/// What happens.
fn title(alarm: &Alarm) -> String {
    match (alarm.kind, &alarm.subject) {
        (AlarmKind::GuessingCodes, _) => text::CODES.get().to_owned(),
        (AlarmKind::GuessingPassword, Some(account)) => text::PASSWORD.with(&[account]),
        (AlarmKind::GuessingPassword, None) => text::PASSWORDS.get().to_owned(),
        (AlarmKind::GuessingSignIns, _) => text::SIGN_INS.get().to_owned(),
        (AlarmKind::Other(_), _) => text::OTHER.get().to_owned(),
    }
}

/// What to do about it.
fn advice(alarm: &Alarm) -> String {
    match alarm.kind {
        AlarmKind::GuessingCodes => text::CODES_DO.get().to_owned(),
        AlarmKind::GuessingPassword => text::PASSWORD_DO.get().to_owned(),
        AlarmKind::GuessingSignIns => text::SIGN_INS_DO.get().to_owned(),
        AlarmKind::Other(_) => alarm.detail.clone(),
    }
}

/// How often what happened, from when to when.
fn times(alarm: &Alarm) -> String {
    let words = match alarm.kind {
        AlarmKind::GuessingCodes => text::CODES_TIMES,
        AlarmKind::GuessingPassword => text::PASSWORD_TIMES,
        AlarmKind::GuessingSignIns => text::SIGN_INS_TIMES,
        AlarmKind::Other(_) => text::OTHER_TIMES,
    };
    let many = count(usize::try_from(alarm.count).unwrap_or(usize::MAX));
    words.with(&[&many, &when::span(&alarm.since, &alarm.last)])
}

/// Where the administrator goes from there: a room, already narrowed to what it is about.
fn ways(alarm: &Alarm) -> Vec<AnyView> {
    let subject = alarm.subject.clone().unwrap_or_default();
    let rooms = match alarm.kind {
        AlarmKind::GuessingCodes => vec![
            (Room::Devices, text::TO_DEVICES.get(), ("state", States::NEW.to_owned())),
            (Room::Codes, text::TO_CODES.get(), ("q", subject)),
        ],
        AlarmKind::GuessingPassword | AlarmKind::GuessingSignIns => {
            vec![(Room::People, text::TO_PEOPLE.get(), ("q", subject))]
        }
        AlarmKind::Other(_) => Vec::new(),
    };
    let (path, query) = (use_location().pathname, use_query_map());
    let way = |(room, word, (name, wanted)): (Room, &'static str, (&'static str, String))| {
        let address = client::with_query(room.address(), &[(name, &wanted)]);
        // Nobody is led to where they are.
        let is_there = Memo::new(move |_| {
            Room::at(&path.get()) == room
                && (wanted.is_empty() || query.get().get(name).as_ref() == Some(&wanted))
        });
        let link = move || {
            let address = address.clone();
            (!is_there.get()).then(|| view! { <a class="button quiet" href=address>{word}</a> })
        };
        view! { {link} }.into_any()
    };
    rooms.into_iter().map(way).collect()
}

fn card(id: &str, alarms: Alarms) -> AnyView {
    let Some(alarm) = untrack(|| alarms.one(id)) else { return ().into_any() };
    let (title, known) = (title(&alarm), alarm.clone());
    let now = Memo::new(move |_| times(alarms.one(&known.id).as_ref().unwrap_or(&known)));
    let title_id = ["alarm-", id].concat();
    let labelled = title_id.clone();
    let below = if desk().user.role == Role::Administrator {
        view! { <div class="buttons">{ways(&alarm)}{seen_to(&alarm, &title, alarms)}</div> }.into_any()
    } else {
        view! { <p class="soft">{text::FOR_ADMINISTRATOR.get()}</p> }.into_any()
    };
    view! {
        <section class="card bad" aria-labelledby=labelled>
            <h2 id=title_id tabindex="-1">{title}</h2>
            <p class="num"><b>{move || now.get()}</b></p>
            <p>{advice(&alarm)}</p>
            {below}
        </section>
    }
    .into_any()
}

/// The button that says that it was seen to.
fn seen_to(alarm: &Alarm, title: &str, alarms: Alarms) -> AnyView {
    let session = Session::current();
    let busy = RwSignal::new(false);
    let address = [ALARMS, &alarm.id, "/acknowledgement"].concat();
    // What was seen to goes, and the next one comes to its place.
    let calm = press::calm();
    let pressed = move |event: web_sys::MouseEvent| {
        if busy.get_untracked() || press::is_second(&event) {
            return;
        }
        busy.set(true);
        let address = address.clone();
        spawn_local(async move {
            let answer: Answer<Alarm> = client::post(&address, &()).await;
            busy.try_set(false);
            session.note(&answer);
            press::decided();
            match answer {
                Ok(alarm) => {
                    alarms.remove(&[alarm.id]);
                    session.say(Announcement::Done(text::SEEN_TO_SAID.get().to_owned()));
                    focus_later("console-main".to_owned());
                }
                Err(found) => session.say(Announcement::Failed(failure::sentence(&found))),
            }
        });
    };
    let label = text::SEEN_TO_OF.with(&[title]);
    view! {
        <button type="button" class="button" aria-label=label aria-disabled=move || busy.get().to_string() disabled=move || !calm.get() on:click=pressed>{text::SEEN_TO.get()}</button>
    }
    .into_any()
}

/// The alarms that somebody has seen to, closed at first and asked for only then; nothing for those whom they do not
/// concern.
pub fn acknowledged() -> AnyView {
    let Some(alarms) = use_context::<Alarms>() else { return ().into_any() };
    let opened = RwSignal::new(false);
    let line = |alarm: &Alarm| {
        let by = alarm.acknowledged_by.clone().unwrap_or_default();
        let at = alarm.acknowledged_at.as_ref().map(when::moment).unwrap_or_default();
        view! {
            <li>
                <b>{title(alarm)}</b>
                <span class="num">{times(alarm)}</span>
                <small>{text::SEEN_TO_BY.with(&[&by, &at])}</small>
            </li>
        }
        .into_any()
    };
    let drawn = move |list: &Arc<AlarmList>| {
        if list.alarms.is_empty() {
            return view! { <p class="soft">{text::NONE_SEEN_TO.get()}</p> }.into_any();
        }
        view! { <ul class="lines alarms">{list.alarms.iter().take(SHOWN).map(line).collect_view()}</ul> }
            .into_any()
    };
    let list = move || {
        opened.get().then(|| {
            let list: Document<AlarmList> = Document::load(move || {
                alarms.seen_to.track();
                ACKNOWLEDGED.to_owned()
            });
            list.show(drawn)
        })
    };
    view! {
        <details class="card" on:toggle=move |_| opened.set(true)>
            <summary>{text::ALL_SEEN_TO.get()}</summary>
            {list}
        </details>
    }
    .into_any()
}
