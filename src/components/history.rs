//! A line of a record's history in words: what was done, what stood there before, and what was chosen.

use danvan_core::catalogue::Catalogue;
use danvan_core::record::{RecordKind, TrailStep, schema};
use danvan_core::text::Locale;
use danvan_core::workflow;

use super::{place_label, signed};
use crate::forms::readable;
use crate::i18n::{common, conflict as words, current, record as record_words, when};

/// What was done.
pub fn did(kind: RecordKind, step: &TrailStep) -> String {
    let word = match (step.did.as_str(), current()) {
        ("create", _) => record_words::DID_CREATE.get(),
        ("delete", _) => record_words::DID_DELETE.get(),
        ("change", _) if !step.settled.is_empty() => words::DID_CHOOSE.get(),
        ("change", _) if step.changed.is_empty() => words::DID_PROPOSE.get(),
        ("change", _) => record_words::DID_CHANGE.get(),
        (name, locale) => match (workflow::of(kind).step(name), locale) {
            (Some(step), Locale::Vi) => step.vi,
            (Some(step), Locale::En) => step.en,
            (None, _) => common::NEWER.get(),
        },
    };
    word.to_owned()
}

/// Both sides of what was decided: what gave way, and what had waited, each with its author and time.
pub fn told(kind: RecordKind, step: &TrailStep, lists: Option<&Catalogue>) -> Vec<String> {
    let value = |at: &danvan_core::entry::FieldPath, value: Option<&serde_json::Value>| {
        readable::shown(schema::field(kind, &at.field), value, lists)
    };
    let before = step.replaced.iter().map(|gone| {
        words::TOLD_BEFORE.with(&[&place_label(kind, &gone.at), &value(&gone.at, Some(&gone.value))])
    });
    let chosen = step.settled.iter().map(|settled| {
        let (who, at) = (signed(settled), when::moment(&settled.device_time));
        match &settled.at {
            Some(place) => {
                let says = if settled.taken { words::TOLD_TAKEN } else { words::TOLD_LEFT };
                let label = place_label(kind, place);
                says.with(&[&label, &who, &at, &value(place, settled.written.as_ref())])
            }
            None => {
                let says = if settled.taken { words::TOLD_WITHDREW } else { words::TOLD_NOT_WITHDREW };
                says.with(&[&who, &at])
            }
        }
    });
    before.chain(chosen).collect()
}
