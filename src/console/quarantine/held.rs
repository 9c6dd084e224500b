//! What a segment would do to one record: enough to judge by.

use danvan_core::access::Author;
use danvan_core::record::{Activity, RecordKind, summary};
use danvan_core::text::{Locale, print_date};
use danvan_core::wire_people::{QuarantinedAct, QuarantinedRecord};
use danvan_core::workflow;
use leptos::prelude::*;

use crate::components::content;
use crate::console::session::desk;
use crate::i18n::{common, console, count, current, quarantine as text, record as record_text};

/// Figures that stand in the line; the others are in the content below it.
const FIGURES: usize = 4;

/// The line of a record, with its content below.
pub fn held(record: &QuarantinedRecord, holder: &Author) -> AnyView {
    let title = match record.title.as_str() {
        "" => text::UNTITLED.get().to_owned(),
        title => title.to_owned(),
    };
    let whole = record.kind.filter(|_| !record.written.is_empty()).map(|kind| {
        view! {
            <details>
                <summary>{text::CONTENT.get()}</summary>
                {content(kind, &record.written, &desk().catalogue)}
            </details>
        }
    });
    view! { <li><b>{title}</b> <small>{facts(record, holder).join(" · ")}</small> {figures(record)} {whole}</li> }
        .into_any()
}

/// What is done, kind, day, place, how many entries; and the name that is written, where it is not the holder's.
fn facts(record: &QuarantinedRecord, holder: &Author) -> Vec<String> {
    let mut facts = Vec::new();
    if let Some(kind) = record.kind {
        facts.push(match kind {
            RecordKind::Activity => console::ACTIVITY.get().to_owned(),
            RecordKind::Nomination => console::NOMINATION.get().to_owned(),
            RecordKind::Other(_) => common::NEWER.get().to_owned(),
        });
        facts.extend(record.acts.iter().map(|act| did(kind, act)));
        let line = summary(kind, &record.written);
        facts.extend(line.date.map(print_date));
        facts.extend(line.place.map(str::to_owned));
    }
    if record.entries > 1 {
        facts.push(text::LINE.with(&[&count(record.entries as usize)]));
    }
    if record.author != *holder {
        facts.push(text::WRITTEN_AS.with(&[&record.author.name]));
    }
    facts
}

fn did(kind: RecordKind, act: &QuarantinedAct) -> String {
    match act {
        QuarantinedAct::Create => record_text::DID_CREATE.get(),
        QuarantinedAct::Change => record_text::DID_CHANGE.get(),
        QuarantinedAct::Withdraw => record_text::DID_DELETE.get(),
        QuarantinedAct::Settle => crate::i18n::conflict::DID_CHOOSE.get(),
        QuarantinedAct::Move { step } => match (workflow::of(kind).step(step), current()) {
            (Some(step), Locale::Vi) => step.vi,
            (Some(step), Locale::En) => step.en,
            (None, _) => common::NEWER.get(),
        },
        QuarantinedAct::Unknown => common::NEWER.get(),
    }
    .to_owned()
}

/// The first figures of an activity.
fn figures(record: &QuarantinedRecord) -> Option<AnyView> {
    let desk = desk();
    let activity = Activity::of(&record.written);
    let lines = activity.indicator_values().take(FIGURES).map(|(code, quantity)| {
        let known = desk.catalogue.indicator(&code);
        let label = known.map_or_else(|| code.as_str().to_owned(), |known| known.label(current()).to_owned());
        [&label, ": ", &quantity.print(current())].concat()
    });
    let words = lines.collect::<Vec<_>>().join(" · ");
    (!words.is_empty()).then(|| view! { <small>{words}</small> }.into_any())
}
