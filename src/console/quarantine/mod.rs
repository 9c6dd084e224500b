//! Chờ xem xét: what arrived from revoked devices, kept apart until a person judges it. By device: whoever judges asks
//! its holder, and however much one device sent, the others' items stay in sight.

mod card;
mod held;

use std::cmp::Reverse;
use std::sync::Arc;

use danvan_core::ids::DeviceId;
use danvan_core::wire_people::{QuarantineCount, QuarantineItem, QuarantineList, QuarantinedDevice};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::client::{self, Answer};
use super::devices::by;
use super::failure;
use super::load::Document;
use super::question::Asking;
use super::session::Session;
use crate::components::{Announcement, Icon, empty};
use crate::i18n::devices::HOLDER_DISABLED;
use crate::i18n::{quarantine as text, when};

/// Where the items are listed, and decided below it.
const QUARANTINE: &str = "/api/v1/quarantine";
/// Where it is asked how many wait.
const COUNT: &str = "/api/v1/quarantine/count";

/// How many items wait, for the menu; in the context, so that a decision asks anew.
#[derive(Clone, Copy)]
pub struct Waiting(Document<QuarantineCount>);

impl Waiting {
    /// Asks, and again whenever `changed` does.
    pub fn provide(changed: impl Fn() + 'static) -> Self {
        let waiting = Self(Document::load(move || {
            changed();
            COUNT.to_owned()
        }));
        provide_context(waiting);
        waiting
    }

    /// How many; none before the first answer.
    pub fn get(self) -> u64 {
        self.0.answer.get().and_then(Result::ok).map_or(0, |counted| counted.waiting)
    }
}

/// Draws the page.
pub fn room() -> AnyView {
    let list: Document<QuarantineList> = Document::load(|| QUARANTINE.to_owned());
    let asking = Asking::new();
    view! {
        <div class="stack">
            <h1>{text::ROOM.get()}</h1>
            <p class="soft">{text::ROOM_SAYS.get()}</p>
            {list.show(move |items| listed(items, list, asking))}
        </div>
        {asking.view()}
    }
    .into_any()
}

fn listed(list: &Arc<QuarantineList>, document: Document<QuarantineList>, asking: Asking) -> AnyView {
    let nothing = list
        .devices
        .iter()
        .all(|device| device.waiting == 0)
        .then(|| empty(Icon::Shield, text::NONE.get(), text::NONE_DO.get(), ().into_any()));
    let groups = list.devices.iter().map(|device| {
        let items: Vec<&QuarantineItem> =
            list.items.iter().filter(|item| item.device == device.device).collect();
        group(device, &items, document, asking)
    });
    view! { {nothing} {groups.collect_view()} }.into_any()
}

/// A device with what lies apart of it.
fn group(
    device: &QuarantinedDevice,
    items: &[&QuarantineItem],
    document: Document<QuarantineList>,
    asking: Asking,
) -> AnyView {
    let title_id = ["apart-", &device.device.to_string()].concat();
    let labelled = title_id.clone();
    let (class, words) = match (device.revoked, device.ended) {
        (true, _) => ("pill returned", text::DEVICE_REVOKED),
        (false, true) => ("pill returned", HOLDER_DISABLED),
        (false, false) => ("pill received", text::DEVICE_ALLOWED),
    };
    let state = view! { <span class=class>{words.get()}</span> };
    let revoked = device.revocation.as_ref().map(|revocation| {
        let (at, by) = (when::moment(&revocation.at), by(&revocation.by));
        view! { <p>{text::REVOKED_BECAUSE.with(&[&at, &by, &revocation.reason])}</p> }
    });
    let draw = |settled: bool| {
        let items = items.iter().filter(|item| is_settled(item) == settled);
        items.map(|item| card::card(item, device, document, asking)).collect_view()
    };
    let judged = items
        .iter()
        .any(|item| is_settled(item))
        .then(|| view! { <h3 class="judged">{text::SETTLED.get()}</h3> {draw(true)} });
    let left = (device.waiting + device.settled).saturating_sub(items.len() as u64);
    let more = (left > 0).then(|| more(device, left, document));
    view! {
        <section class="stack apart" aria-labelledby=labelled>
            <header>
                <h2 id=title_id>{text::OF_DEVICE.with(&[&device.name])}</h2>
                <p class="marks">{state} <span>{text::HELD_BY.with(&[&device.holder.name, &device.place])}</span></p>
                {revoked}
            </header>
            {draw(false)}
            {judged}
            {more}
        </section>
    }
    .into_any()
}

/// Whether there is nothing to decide about it.
fn is_settled(item: &QuarantineItem) -> bool {
    item.in_log || item.decision.is_some()
}

/// The button that fetches what is left of a device.
fn more(device: &QuarantinedDevice, left: u64, document: Document<QuarantineList>) -> AnyView {
    let (session, id) = (Session::current(), device.device);
    let fetch = move |_| spawn_local(fetch(id, document, session));
    view! { <button type="button" class="button quiet" on:click=fetch>{text::MORE.with(&[&left.to_string(), &device.name])}</button> }
        .into_any()
}

/// Fetches what comes next of a device. Where the list changed meanwhile, the answer may be of before that: it is asked again.
async fn fetch(id: DeviceId, document: Document<QuarantineList>, session: Session) {
    let list = move || document.answer.try_get_untracked().flatten().and_then(Result::ok);
    while let Some(before) = list() {
        let Some(device) = before.devices.iter().find(|device| device.device == id) else { return };
        let items: Vec<&QuarantineItem> = before.items.iter().filter(|item| item.device == id).collect();
        let after = last_seen(device, &items).unwrap_or_default();
        let address = client::with_query(QUARANTINE, &[("device", &id.to_string()), ("after", &after)]);
        let answer: Answer<QuarantineList> = client::get(&address).await;
        session.note(&answer);
        // A change makes another list while this one is held.
        if !list().is_some_and(|now| Arc::ptr_eq(&now, &before)) {
            continue;
        }
        return match answer {
            Ok(page) => document.change(|list| add(list, page)),
            Err(found) => session.say(Announcement::Failed(failure::sentence(&found))),
        };
    }
}

/// The last of the items in the order of the office, as they stand now: what was decided here has moved back in it.
fn last_seen(device: &QuarantinedDevice, items: &[&QuarantineItem]) -> Option<String> {
    let waiting = items.iter().filter(|item| !is_settled(item)).count() as u64;
    let known = items.iter().filter(|item| waiting >= device.waiting || !is_settled(item));
    let place = |item: &&&QuarantineItem| {
        let decided = item.decision.as_ref().map(|decision| decision.at.timestamp_millis());
        // The latest decision comes first, and what was never decided last.
        (is_settled(item), Reverse(decided.unwrap_or(0)), item.log.to_string(), item.from, item.id.clone())
    };
    known.max_by_key(place).map(|item| item.id.clone())
}

/// Adds a page of a device's items.
fn add(list: &mut QuarantineList, page: QuarantineList) {
    for device in page.devices {
        if let Some(known) = list.devices.iter_mut().find(|known| known.device == device.device) {
            *known = device;
        }
    }
    for item in page.items {
        match list.items.iter_mut().find(|known| known.id == item.id) {
            Some(known) => *known = item,
            None => list.items.push(item),
        }
    }
}
