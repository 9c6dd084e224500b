//! The link that comes first under the Tab key: past what stands on every page.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::i18n::common;

/// Moves the focus to the element with this identifier. The address stays: the router would take a part of a page for a page.
pub fn skip_link(target: &'static str) -> AnyView {
    let go = move |event: web_sys::MouseEvent| {
        event.prevent_default();
        let found = document()
            .get_element_by_id(target)
            .and_then(|found| found.dyn_into::<web_sys::HtmlElement>().ok());
        if let Some(found) = found {
            let _ = found.focus();
        }
    };
    view! { <a class="skip" href=["#", target].concat() on:click=go>{common::SKIP.get()}</a> }.into_any()
}
