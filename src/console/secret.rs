//! Something that is shown once, with a button to copy it: a code, a password.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;

use crate::i18n::console as text;

/// The secret in large letters, one with its own place in the page so that the focus can go there.
pub fn secret(value: &str) -> AnyView {
    view! { <p class="issued-code">{value.to_owned()}</p> }.into_any()
}

/// The button that copies it.
pub fn copy_button(value: String, word: &'static str) -> AnyView {
    let copied = RwSignal::new(false);
    let copy = move |_| {
        let written = window().navigator().clipboard().write_text(&value);
        spawn_local(async move {
            let done = JsFuture::from(written).await.is_ok();
            copied.try_set(done);
        });
    };
    view! {
        <button type="button" class="button quiet" on:click=copy>
            {move || if copied.get() { text::COPIED.get() } else { word }}
        </button>
    }
    .into_any()
}
