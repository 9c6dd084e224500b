//! How far a record has come: one colour, one icon and one word for each state.

use danvan_core::record::RecordKind;
use danvan_core::text::Locale;
use danvan_core::workflow;
use leptos::prelude::*;

use super::{Icon, icon};
use crate::device::Delivery;
use crate::i18n::{self, sync, when};

/// The state of a record as the list and the record page show it.
pub fn pill(delivery: &Delivery) -> AnyView {
    let (class, sign, word) = match delivery {
        Delivery::Draft => ("pill", Icon::Draft, sync::DRAFT.get().to_owned()),
        Delivery::OnDevice => ("pill local", Icon::Phone, sync::ON_DEVICE.get().to_owned()),
        Delivery::AtHub { at, .. } => ("pill hub", Icon::Hub, sync::AT_HUB_AT.with(&[&when::moment(at)])),
        Delivery::Received { at: Some(at) } => {
            ("pill received", Icon::Received, sync::RECEIVED_AT.with(&[&when::moment(at)]))
        }
        Delivery::Received { at: None } => ("pill received", Icon::Received, sync::RECEIVED.get().to_owned()),
        Delivery::NeedsFix(_) => ("pill returned", Icon::Returned, sync::NEEDS_FIX.get().to_owned()),
        Delivery::Conflict => ("pill conflict", Icon::Conflict, sync::CONFLICT.get().to_owned()),
    };
    view! { <span class=class>{icon(sign)} {word}</span> }.into_any()
}

/// The label of a state of the workflow, in the language of the screen; that a newer version is needed where only
/// that one knows it.
pub fn state_label(kind: RecordKind, state: &str) -> String {
    match (workflow::of(kind).state(state), i18n::current()) {
        (Some(state), Locale::Vi) => state.vi.to_owned(),
        (Some(state), Locale::En) => state.en.to_owned(),
        (None, _) => i18n::common::NEWER.get().to_owned(),
    }
}
