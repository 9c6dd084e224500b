//! Cảnh báo: what somebody is to see to, above what a page shows otherwise, and its number beside the menu. Administrators
//! see to it; leaders are told.

use std::sync::Arc;
use std::time::Duration;

use danvan_core::access::Role;
use danvan_core::wire_alarms::{Alarm, AlarmKind, AlarmList};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::{use_location, use_query_map};

use super::client::{self, Answer, Failure};
use super::failure;
use super::field::focus_later;
use super::load::Document;
use super::room::Room;
use super::session::{Session, desk};
use crate::components::Announcement;
use crate::i18n::{alarms as text, count, when};

/// Those that nobody has seen to.
const OPEN: &str = "/api/v1/alarms?state=open";
/// Those that somebody has.
const ACKNOWLEDGED: &str = "/api/v1/alarms?state=acknowledged";
/// Where they are seen to.
const ALARMS: &str = "/api/v1/alarms/";
/// How long a page that can be seen goes on before it asks again.
const EACH: Duration = Duration::from_secs(60);
/// How many stand on a page before somebody asks for the others.
const AT_FIRST: usize = 3;
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
        let alarms = Self { answer: RwSignal::new(None), seen_to: RwSignal::new(0), session };
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
        spawn_local(async move {
            let answer: Answer<AlarmList> = client::get(OPEN).await;
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

    /// Which of them are of these kinds.
    fn of(self, which: fn(AlarmKind) -> bool) -> Vec<String> {
        self.answer.with(|answer| match answer {
            Some(Ok(known)) => {
                known.alarms.iter().filter(|alarm| which(alarm.kind)).map(|alarm| alarm.id.clone()).collect()
            }
            _ => Vec::new(),
        })
    }

    /// It has been seen to.
    fn remove(self, id: &str) {
        self.answer.try_update(|answer| {
            if let Some(Ok(known)) = answer {
                Arc::make_mut(known).alarms.retain(|alarm| alarm.id != id);
            }
        });
        self.seen_to.try_update(|times| *times += 1);
    }
}

/// The open alarms of these kinds; nothing where there are none, or for those whom they do not concern.
pub fn above(which: fn(AlarmKind) -> bool) -> AnyView {
    let Some(alarms) = use_context::<Alarms>() else { return ().into_any() };
    let failed = move || match alarms.answer.get() {
        // Nobody waits for what is hardly ever there.
        None | Some(Ok(_) | Err(Failure::SignedOut)) => None,
        Some(Err(found)) => Some(failure::notice(&found, move || alarms.ask())),
    };
    let all = Memo::new(move |_| alarms.of(which));
    // However many there are, what the page is for stays in reach.
    let shows_all = RwSignal::new(false);
    let known = Memo::new(move |_| {
        let mut known = all.get();
        known.truncate(if shows_all.get() { usize::MAX } else { AT_FIRST });
        known
    });
    let more = move || {
        let left = all.with(Vec::len).saturating_sub(AT_FIRST);
        (left > 0 && !shows_all.get()).then(|| {
            view! { <button type="button" class="button quiet" on:click=move |_| shows_all.set(true)>{text::MORE.count(left)}</button> }
        })
    };
    let is_some = Memo::new(move |_| known.with(|known| !known.is_empty()));
    let cards = move || {
        is_some.get().then(|| {
            view! {
                <section class="stack" aria-label=text::ALARMS.get()>
                    <For each=move || known.get() key=String::clone children=move |id| card(&id, alarms)/>
                    {more}
                </section>
            }
            .into_any()
        })
    };
    view! { {failed} {cards} }.into_any()
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

/// Where the administrator goes from there: a room, already searched for what it is about.
fn ways(alarm: &Alarm) -> Vec<AnyView> {
    let rooms = match alarm.kind {
        AlarmKind::GuessingCodes => {
            vec![(Room::Devices, text::TO_DEVICES.get()), (Room::Codes, text::TO_CODES.get())]
        }
        AlarmKind::GuessingPassword | AlarmKind::GuessingSignIns => {
            vec![(Room::People, text::TO_PEOPLE.get())]
        }
        AlarmKind::Other(_) => Vec::new(),
    };
    let (path, query) = (use_location().pathname, use_query_map());
    let way = |(room, word): (Room, &'static str)| {
        let searched = alarm.subject.clone();
        let address = client::with_query(room.address(), &[("q", searched.as_deref().unwrap_or_default())]);
        // Nobody is led to where they are.
        let is_there = Memo::new(move |_| {
            Room::at(&path.get()) == room
                && searched.as_ref().is_none_or(|words| query.get().get("q").as_ref() == Some(words))
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
            <h2 id=title_id>{title}</h2>
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
    let press = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let address = address.clone();
        spawn_local(async move {
            let answer: Answer<Alarm> = client::post(&address, &()).await;
            busy.try_set(false);
            session.note(&answer);
            match answer {
                Ok(alarm) => {
                    alarms.remove(&alarm.id);
                    session.say(Announcement::Done(text::SEEN_TO_SAID.get().to_owned()));
                    focus_later("console-main".to_owned());
                }
                Err(found) => session.say(Announcement::Failed(failure::sentence(&found))),
            }
        });
    };
    let label = text::SEEN_TO_OF.with(&[title]);
    view! {
        <button type="button" class="button" aria-label=label aria-disabled=move || busy.get().to_string() on:click=press>{text::SEEN_TO.get()}</button>
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
