//! Chờ xem xét: what arrived from revoked devices, kept apart until a person judges it.

use std::sync::Arc;

use danvan_core::wire_people::{
    DecisionAnswer, DecisionRequest, QuarantineItem, QuarantineList, QuarantinedRecord, Road,
};
use leptos::prelude::*;

use super::client::{self, Answer};
use super::devices::by;
use super::load::Document;
use super::question::{Asking, Note, Question};
use super::session::Session;
use crate::components::{Announcement, Icon, empty};
use crate::i18n::{count, quarantine as text, when};

/// Where the items are listed, and decided below it.
const QUARANTINE: &str = "/api/v1/quarantine";

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
    let (waiting, decided): (Vec<_>, Vec<_>) = list.items.iter().partition(|item| item.decision.is_none());
    let draw = |items: Vec<&QuarantineItem>| {
        items.into_iter().map(|item| card(item, document, asking)).collect_view()
    };
    let nothing =
        waiting.is_empty().then(|| empty(Icon::Shield, text::NONE.get(), text::NONE_DO.get(), ().into_any()));
    let decided = (!decided.is_empty()).then(|| view! { <h2>{text::DECIDED.get()}</h2> {draw(decided)} });
    view! { {nothing} {draw(waiting)} {decided} }.into_any()
}

fn item_id(item: &QuarantineItem) -> String {
    ["quarantine-", &item.id].concat()
}

/// The numbers of its first and last entry, as people count them.
fn range(item: &QuarantineItem) -> (String, String) {
    (count(item.from as usize + 1), count((item.from + item.count) as usize))
}

fn card(item: &QuarantineItem, list: Document<QuarantineList>, asking: Asking) -> AnyView {
    let (first, last) = range(item);
    let state = if item.device_revoked {
        view! { <span class="pill returned">{text::DEVICE_REVOKED.get()}</span> }
    } else {
        view! { <span class="pill received">{text::DEVICE_ALLOWED.get()}</span> }
    };
    let arrived =
        text::ARRIVED.with(&[&when::moment(&item.arrived_at), road(item.road), &when::size(item.bytes)]);
    let entries = text::ENTRIES.with(&[&count(item.count as usize), &first, &last]);
    let counted = [(item.others, text::OTHERS), (item.files, text::FILES)];
    let counted = counted.into_iter().filter(|(many, _)| *many > 0);
    let counted = counted.map(|(many, words)| view! { <li>{words.count(many as usize)}</li> }).collect_view();
    let (open, undecided) = match &item.decision {
        None => (true, true),
        // What was left out can still be taken.
        Some(decision) => (!decision.take, false),
    };
    let button = |take: bool, class: &'static str, word: &'static str, label: String| {
        let question = question(item, take, list);
        view! { <button type="button" class=class aria-label=label on:click=move |_| asking.ask(question.clone())>{word}</button> }
    };
    let named = |words: crate::i18n::Text| words.with(&[&item.device_name, &first, &last]);
    let leave = undecided.then(|| button(false, "button quiet", text::LEAVE.get(), named(text::LEAVE_OF)));
    let take = open.then(|| button(true, "button", text::TAKE.get(), named(text::TAKE_OF)));
    let title_id = [&item_id(item), "-title"].concat();
    let labelled = title_id.clone();
    view! {
        <section class="card" class:look=undecided id=item_id(item) tabindex="-1" aria-labelledby=labelled>
            <h3 id=title_id>{text::OF_DEVICE.with(&[&item.device_name])} " · " {entries}</h3>
            <p class="marks">{state} <span>{arrived}</span></p>
            <p class="label">{text::HOLDS.get()}</p>
            <ul class="lines">{item.holds.iter().map(held).collect_view()}{counted}</ul>
            {item.decision.as_ref().map(|decision| {
                let words = if decision.take { text::TAKEN_BY } else { text::LEFT_BY };
                let words = words.with(&[&when::moment(&decision.at), &by(&decision.by), &decision.note]);
                view! { <p><b>{words}</b></p> }
            })}
            {open.then(|| view! { <div class="buttons">{leave}{take}</div> })}
        </section>
    }
    .into_any()
}

fn held(record: &QuarantinedRecord) -> AnyView {
    let title = match record.title.as_str() {
        "" => text::UNTITLED.get().to_owned(),
        title => title.to_owned(),
    };
    let below = text::LINE.with(&[&count(record.entries as usize), &record.author.name]);
    view! { <li><b>{title}</b> <small>{below}</small></li> }.into_any()
}

fn road(road: Road) -> &'static str {
    match road {
        Road::Network => text::NETWORK,
        Road::Hub => text::HUB,
        Road::Bundle => text::BUNDLE,
        Road::Other(_) => text::OTHER_ROAD,
    }
    .get()
}

fn question(item: &QuarantineItem, take: bool, list: Document<QuarantineList>) -> Question {
    let session = Session::current();
    let address = [QUARANTINE, "/", &item.id, "/decision"].concat();
    let act = move |note: String| {
        let address = address.clone();
        async move {
            let answer: Answer<DecisionAnswer> =
                client::post(&address, &DecisionRequest { take, note }).await;
            // Where somebody was faster, the list shows what they decided once the question is closed.
            if answer.as_ref().is_err_and(|found| found.status() == 409) {
                list.reload();
            }
            let answer = answer?;
            session.say(Announcement::Done(outcome(&answer, take)));
            list.change(|list| {
                if let Some(item) = list.items.iter_mut().find(|item| item.id == answer.item.id) {
                    *item = answer.item;
                }
            });
            Ok(())
        }
    };
    let (title, says, yes) = if take {
        (text::TAKE_TITLE, text::TAKE_SAYS, text::TAKE)
    } else {
        (text::LEAVE_TITLE, text::LEAVE_SAYS, text::LEAVE)
    };
    let title = title.count(item.count as usize);
    let mut question = Question::new(title, yes.get(), text::WAIT.get(), item_id(item), act);
    question.says = vec![says.get().to_owned()];
    question.note = Some(Note { label: text::NOTE, least: None });
    question
}

/// What became of it, in words.
fn outcome(answer: &DecisionAnswer, take: bool) -> String {
    let first = if take { text::TOOK } else { text::LEFT };
    let mut words = vec![first.count(answer.item.count as usize)];
    if answer.refused > 0 {
        words.push(text::REFUSED.count(answer.refused as usize));
    }
    if answer.forked {
        words.push(text::FORKED.get().to_owned());
    }
    if answer.still_waiting > 0 {
        words.push(text::STILL.count(answer.still_waiting as usize));
    }
    words.join(" ")
}
