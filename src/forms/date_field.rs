//! A day: typed as dd/MM/yyyy, or taken from the phone's calendar beside it.

use danvan_core::text::{parse_date, print_date, print_iso_date};
use leptos::prelude::*;

use super::{Form, Slot, text_field};
use crate::components::{Icon, icon};
use crate::i18n::{form as words, when};
use crate::platform::clock;

/// The input of a day.
pub fn date(form: Form, slot: Slot) -> AnyView {
    let picked = move |event| {
        let day = event_target_value(&event);
        if !day.is_empty() {
            form.replace_text(slot, &when::stored_day(&day));
        }
    };
    // The calendar opens at the day that was typed.
    let opens_at = parse_date(&form.text(slot)).map(print_iso_date).unwrap_or_default();
    view! {
        <div class="joined">
            {text_field::line(form, slot, "text")}
            <button type="button" class="button quiet" on:click=move |_| {
                form.replace_text(slot, &print_date(clock::today()));
            }>{words::DATE_TODAY.get()}</button>
            <span class="picker">
                <span class="button quiet" aria-hidden="true">{icon(Icon::Calendar)}</span>
                <input type="date" aria-label=words::DATE_PICK.get() prop:value=opens_at on:change=picked/>
            </span>
        </div>
    }
    .into_any()
}
