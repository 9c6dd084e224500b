//! A list that grows as it is scrolled; the button does the same for those who do not scroll.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

use crate::i18n::book;

/// The end of the list: while `more` holds, coming near it calls `grow`.
pub fn more(more: Memo<bool>, grow: impl Fn() + Clone + Send + 'static) -> AnyView {
    (move || {
        let grow = grow.clone();
        more.get().then(|| {
            let button = NodeRef::<html::Button>::new();
            let by_press = grow.clone();
            watch(button, grow);
            view! {
                <button type="button" class="button quiet wide" node_ref=button on:click=move |_| by_press()>
                    {book::MORE.get()}
                </button>
            }
            .into_any()
        })
    })
    .into_any()
}

fn watch(button: NodeRef<html::Button>, grow: impl Fn() + 'static) {
    let seen = Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
        let near = |entry: wasm_bindgen::JsValue| {
            entry.dyn_into::<web_sys::IntersectionObserverEntry>().is_ok_and(|entry| entry.is_intersecting())
        };
        if entries.iter().any(near) {
            grow();
        }
    });
    let Ok(observer) = web_sys::IntersectionObserver::new(seen.as_ref().unchecked_ref()) else { return };
    let watching = send_wrapper::SendWrapper::new((observer.clone(), seen));
    Effect::new(move |_| {
        if let Some(button) = button.get() {
            observer.observe(&button);
        }
    });
    on_cleanup(move || watching.0.disconnect());
}
