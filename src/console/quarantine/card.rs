//! One segment: what is in it, and the decision about it.

use danvan_core::wire_people::{
    DecisionAnswer, DecisionRequest, QuarantineItem, QuarantineList, QuarantinedDevice, Road,
};
use leptos::prelude::*;

use super::{QUARANTINE, Waiting, held, is_settled};
use crate::components::Announcement;
use crate::console::client::{self, Answer};
use crate::console::devices::by;
use crate::console::load::Document;
use crate::console::question::{Asking, Note, Question};
use crate::console::session::Session;
use crate::i18n::{Text, count, quarantine as text, when};

/// The card.
pub fn card(
    item: &QuarantineItem,
    device: &QuarantinedDevice,
    list: Document<QuarantineList>,
    asking: Asking,
) -> AnyView {
    let arrived =
        text::ARRIVED.with(&[&when::moment(&item.arrived_at), road(item.road), &when::size(item.bytes)]);
    let counted = [(item.others, text::OTHERS), (item.files, text::FILES)];
    let counted = counted.into_iter().filter(|(many, _)| *many > 0);
    let counted = counted.map(|(many, words)| view! { <li>{words.count(many as usize)}</li> }).collect_view();
    let undecided = !is_settled(item);
    // What was left out can still be taken.
    let open = !item.in_log && item.decision.as_ref().is_none_or(|decision| !decision.take);
    let button = |take: bool, class: &'static str, word: &'static str, label: String| {
        let question = question(item, take, list);
        view! { <button type="button" class=class aria-label=label on:click=move |_| asking.ask(question.clone())>{word}</button> }
    };
    let named = |words: Text| words.with(&[&device.name, &numbers(item)]);
    let leave = undecided.then(|| button(false, "button quiet", text::LEAVE.get(), named(text::LEAVE_OF)));
    let take = open.then(|| button(true, "button", text::TAKE.get(), named(text::TAKE_OF)));
    let title_id = [&item_id(item), "-title"].concat();
    let labelled = title_id.clone();
    view! {
        <section class="card" class:look=undecided id=item_id(item) tabindex="-1" aria-labelledby=labelled>
            <h3 id=title_id>{title(item)}</h3>
            <p class="soft">{arrived}</p>
            <ul class="lines">{item.holds.iter().map(|record| held::held(record, &device.holder)).collect_view()}{counted}</ul>
            {became(item)}
            {open.then(|| view! { <div class="buttons">{leave}{take}</div> })}
        </section>
    }
    .into_any()
}

fn item_id(item: &QuarantineItem) -> String {
    ["quarantine-", &item.id].concat()
}

/// The numbers of its entries, as people count them.
fn numbers(item: &QuarantineItem) -> String {
    let first = count(item.from as usize + 1);
    if item.count < 2 { first } else { [&first, "–", &count((item.from + item.count) as usize)].concat() }
}

fn title(item: &QuarantineItem) -> String {
    match item.count {
        0 => text::FILES.count(item.files as usize),
        entries => text::ENTRIES.with(&[&count(entries as usize), &numbers(item)]),
    }
}

/// What was decided, and whether the log has it by now.
fn became(item: &QuarantineItem) -> AnyView {
    let taken = item.decision.as_ref().is_some_and(|decision| decision.take);
    let in_log = (item.in_log && !taken).then(|| view! { <p><b>{text::IN_LOG.get()}</b></p> });
    let decided = item.decision.as_ref().map(|decision| {
        let words = match (decision.take, item.in_log) {
            (true, _) => text::TAKEN_BY,
            (false, true) => text::LEFT_BEFORE,
            (false, false) => text::LEFT_BY,
        };
        let (at, by, note) = (when::moment(&decision.at), by(&decision.by), decision.note.trim());
        let by = if note.is_empty() { by } else { [&by, ": ", note].concat() };
        let words = words.with(&[&at, &by]);
        view! { <p>{words}</p> }
    });
    view! { {in_log} {decided} }.into_any()
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
    let waiting = use_context::<Waiting>();
    let address = [QUARANTINE, "/", &item.id, "/decision"].concat();
    let act = move |note: String| {
        let address = address.clone();
        async move {
            let answer: Answer<DecisionAnswer> =
                client::post(&address, &DecisionRequest { take, note }).await;
            // Where somebody was faster, the list shows how it stands once the question is closed.
            if answer.as_ref().is_err_and(|found| matches!(found.status(), 404 | 409)) {
                list.reload();
            }
            if let Some(Waiting(count)) = waiting {
                count.reload();
            }
            let answer = answer?;
            session.say(Announcement::Done(outcome(&answer, take)));
            list.change(|list| change(list, answer));
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
    question.takes_away = !take;
    question
}

/// Puts the item as it stands now into the list, and counts what waits.
fn change(list: &mut QuarantineList, answer: DecisionAnswer) {
    if let Some(device) = list.devices.iter_mut().find(|device| device.device == answer.item.device) {
        let all = device.waiting + device.settled;
        device.waiting = answer.still_waiting;
        device.settled = all.saturating_sub(answer.still_waiting);
    }
    if let Some(item) = list.items.iter_mut().find(|item| item.id == answer.item.id) {
        *item = answer.item;
    }
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
