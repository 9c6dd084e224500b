//! The language of the screen: a way to the other one, and an offer to those whose browser would translate the page. A
//! translator puts its own words into the page, and those stay when what they tell of has changed.

use danvan_core::text::Locale;
use leptos::prelude::*;

use super::begin_at_title;
use crate::i18n::{common, current, enrol as words};
use crate::preferences;

/// Draws everything in another language, now and later.
fn choose(language: Option<RwSignal<Locale>>, chosen: Locale) {
    preferences::set_language(chosen);
    if let Some(language) = language {
        language.set(chosen);
        begin_at_title();
    }
}

/// A button with the name of the other language.
pub fn other_language() -> AnyView {
    let language = use_context::<RwSignal<Locale>>();
    let other = if current() == Locale::Vi { Locale::En } else { Locale::Vi };
    let tag = if other == Locale::Vi { "vi" } else { "en" };
    view! {
        <button type="button" class="button bare" lang=tag on:click=move |_| choose(language, other)>
            {words::LANGUAGE.get()}
        </button>
    }
    .into_any()
}

/// The app's own English, to those who have chosen no language and whose browser asks for others than Vietnamese.
pub fn offer_english() -> Option<AnyView> {
    let language = use_context::<RwSignal<Locale>>();
    preferences::language_is_foreign().then(|| {
        view! {
            <div class="banner" role="note" lang="en">
                <p>{common::ENGLISH_TOO.get()}</p>
                <button type="button" class="button" on:click=move |_| choose(language, Locale::En)>"English"</button>
                <button type="button" class="button quiet" lang="vi" on:click=move |_| choose(language, Locale::Vi)>
                    "Tiếng Việt"
                </button>
            </div>
        }
        .into_any()
    })
}
