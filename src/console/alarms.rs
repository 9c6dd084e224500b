//! Cảnh báo: what somebody is to see to, above what a page shows otherwise. Administrators see to it; leaders are told.

use danvan_core::access::Role;
use danvan_core::wire_alarms::{Alarm, AlarmKind, AlarmList};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::client::{self, Answer, Failure};
use super::failure;
use super::field::focus_later;
use super::load::Document;
use super::room::Room;
use super::session::{Session, desk};
use crate::components::Announcement;
use crate::i18n::{alarms as text, count, when};

/// Where they are listed, and seen to below it.
const ALARMS: &str = "/api/v1/alarms";

/// The open alarms of these kinds; nothing where there are none, or for those whom they do not concern.
pub fn above(which: fn(AlarmKind) -> bool) -> AnyView {
    if !matches!(desk().user.role, Role::Administrator | Role::ProvinceLeader) {
        return ().into_any();
    }
    let list: Document<AlarmList> = Document::load(|| ALARMS.to_owned());
    let drawn = move || match list.answer.get() {
        // Nobody waits for what is hardly ever there.
        None | Some(Err(Failure::SignedOut)) => ().into_any(),
        Some(Err(found)) => failure::notice(&found, move || list.reload()),
        Some(Ok(known)) => {
            let open =
                known.alarms.iter().filter(|alarm| alarm.acknowledged_at.is_none() && which(alarm.kind));
            let cards: Vec<AnyView> = open.map(|alarm| card(alarm, list)).collect();
            if cards.is_empty() {
                return ().into_any();
            }
            view! { <section class="stack" aria-label=text::ALARMS.get()>{cards}</section> }.into_any()
        }
    };
    view! { {drawn} }.into_any()
}

/// Those about accounts.
pub fn about_accounts(kind: AlarmKind) -> bool {
    matches!(kind, AlarmKind::GuessingPassword | AlarmKind::GuessingSignIns)
}

/// Those about enrolment codes.
pub fn about_codes(kind: AlarmKind) -> bool {
    kind == AlarmKind::GuessingCodes
}

/// What happens, and what to do about it.
fn words(alarm: &Alarm) -> (String, String) {
    match (alarm.kind, &alarm.subject) {
        (AlarmKind::GuessingCodes, _) => (text::CODES.get().to_owned(), text::CODES_DO.get().to_owned()),
        (AlarmKind::GuessingPassword, Some(account)) => {
            (text::PASSWORD.with(&[account]), text::PASSWORD_DO.get().to_owned())
        }
        (AlarmKind::GuessingPassword, None) => {
            (text::PASSWORDS.get().to_owned(), text::PASSWORD_DO.get().to_owned())
        }
        (AlarmKind::GuessingSignIns, _) => {
            (text::SIGN_INS.get().to_owned(), text::SIGN_INS_DO.get().to_owned())
        }
        (AlarmKind::Other(_), _) => (text::OTHER.get().to_owned(), alarm.detail.clone()),
    }
}

/// Where the administrator goes from there.
fn ways(kind: AlarmKind) -> Vec<(Room, &'static str)> {
    match kind {
        AlarmKind::GuessingCodes => {
            vec![(Room::Devices, text::TO_DEVICES.get()), (Room::Codes, text::TO_CODES.get())]
        }
        AlarmKind::GuessingPassword | AlarmKind::GuessingSignIns => {
            vec![(Room::People, text::TO_PEOPLE.get())]
        }
        AlarmKind::Other(_) => Vec::new(),
    }
}

fn card(alarm: &Alarm, list: Document<AlarmList>) -> AnyView {
    let (title, advice) = words(alarm);
    let times = text::TIMES.with(&[
        &when::moment(&alarm.since),
        &when::moment(&alarm.last),
        &count(usize::try_from(alarm.count).unwrap_or(usize::MAX)),
    ]);
    let title_id = ["alarm-", &alarm.id].concat();
    let labelled = title_id.clone();
    let below = if desk().user.role == Role::Administrator {
        let here = Room::at(&leptos_router::hooks::use_location().pathname.get_untracked());
        let ways = ways(alarm.kind).into_iter().filter(|(room, _)| *room != here);
        let ways = ways.map(|(room, word)| view! { <a class="button quiet" href=room.address()>{word}</a> });
        view! { <div class="buttons">{ways.collect_view()}{seen_to(alarm, &title, list)}</div> }.into_any()
    } else {
        view! { <p class="soft">{text::FOR_ADMINISTRATOR.get()}</p> }.into_any()
    };
    view! {
        <section class="card bad" aria-labelledby=labelled>
            <h2 id=title_id>{title}</h2>
            <p class="soft num">{times}</p>
            <p>{advice}</p>
            {below}
        </section>
    }
    .into_any()
}

/// The button that says that it was seen to.
fn seen_to(alarm: &Alarm, title: &str, list: Document<AlarmList>) -> AnyView {
    let session = Session::current();
    let busy = RwSignal::new(false);
    let address = [ALARMS, "/", &alarm.id, "/acknowledgement"].concat();
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
                    list.change(|list| {
                        list.alarms
                            .iter_mut()
                            .filter(|known| known.id == alarm.id)
                            .for_each(|known| *known = alarm.clone());
                    });
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
