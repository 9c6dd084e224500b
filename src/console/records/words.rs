//! Records in words: titles, steps, who did what and when.

use chrono::{DateTime, FixedOffset};
use danvan_core::catalogue::{Catalogue, UnitId, item};
use danvan_core::record::{Nomination, RecordKind, RecordLine, TrailStep, summary};
use danvan_core::text::{Locale, print_date};
use danvan_core::workflow::Step;
use leptos::prelude::*;

use crate::components::state_label;
use crate::i18n::{book, common, console as text, current, record as record_text, when};

/// The activity's title, the nominee's name.
pub fn title(record: &RecordLine) -> String {
    summary(record.kind, &record.body).title.unwrap_or(book::UNTITLED.get()).to_owned()
}

/// "Hoạt động"; for a nomination the kind of nominee: "Cá nhân".
pub fn kind(record: &RecordLine, catalogue: &Catalogue) -> String {
    let nominee = match record.kind {
        RecordKind::Activity => return text::ACTIVITY.get().to_owned(),
        RecordKind::Other(_) => return common::NEWER_TO_OPEN.get().to_owned(),
        RecordKind::Nomination => Nomination::of(&record.body).nominee_kind(),
    };
    let nominee = nominee.and_then(|kind| item(&catalogue.lists.nominee_kinds, kind.code()));
    match nominee {
        Some(nominee) => text::NOMINATION_OF.with(&[&nominee.label(current()).to_lowercase()]),
        None => text::NOMINATION.get().to_owned(),
    }
}

/// What stands below the title in a list: the form of award, or the place.
pub fn second_line(record: &RecordLine, catalogue: &Catalogue) -> String {
    let form = match record.kind {
        RecordKind::Activity | RecordKind::Other(_) => None,
        RecordKind::Nomination => Nomination::of(&record.body).proposed_form(),
    };
    match form {
        Some(form) => catalogue.award_form(&form).map_or_else(
            || form.as_str().to_owned(),
            |form| if current() == Locale::En { form.en.clone() } else { form.vi.clone() },
        ),
        None => summary(record.kind, &record.body).place.unwrap_or_default().to_owned(),
    }
}

/// The unit's name; its identifier where the catalogue does not know it.
pub fn unit(id: &UnitId, catalogue: &Catalogue) -> String {
    catalogue.unit(id).map_or_else(|| id.as_str().to_owned(), |unit| unit.name.clone())
}

/// The record's own day.
pub fn day(record: &RecordLine) -> String {
    summary(record.kind, &record.body).date.map(print_date).unwrap_or_default()
}

/// When the office last heard of it.
pub fn heard(record: &RecordLine) -> String {
    record.trail.last().map(moment_of).unwrap_or_default()
}

/// A step's word.
pub fn step(step: &Step) -> &'static str {
    if current() == Locale::En { step.en } else { step.vi }
}

/// When the office received a step; the author's clock where it does not say.
pub fn moment_of(step: &TrailStep) -> String {
    let at: &DateTime<FixedOffset> = step.received_at.as_ref().unwrap_or(&step.device_time);
    when::moment(at)
}

/// The record's state as a coloured word.
pub fn state_pill(record: &RecordLine) -> AnyView {
    if record.deleted {
        return view! { <span class="pill">{record_text::WITHDRAWN.get()}</span> }.into_any();
    }
    let class = match record.state.as_str() {
        "submitted" => "pill local",
        "returned" => "pill returned",
        "recognised" | "awarded" | "approved" | "locked" => "pill received",
        "received" | "under_review" | "passed" | "forwarded" => "pill hub",
        _ => "pill",
    };
    view! { <span class=class>{state_label(record.kind, &record.state)}</span> }.into_any()
}
