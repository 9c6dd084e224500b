//! A menu of buttons that nobody shall press by the way: closed at first, and below what opens it, so that a press at the
//! same place opens and closes it and does nothing else.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Draws it. It closes by Escape, by a press beside it, and when the keyboard leaves it.
pub fn menu(word: &'static str, buttons: Vec<AnyView>) -> AnyView {
    let open = RwSignal::new(false);
    let whole = NodeRef::<html::Div>::new();
    let opener = NodeRef::<html::Button>::new();
    let is_inside = move |target: Option<web_sys::EventTarget>| {
        let node = target.and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        whole.get_untracked().is_some_and(|whole| whole.contains(node.as_ref()))
    };
    let pressed = window_event_listener(leptos::ev::pointerdown, move |event| {
        if open.try_get_untracked() == Some(true) && !is_inside(event.target()) {
            open.set(false);
        }
    });
    on_cleanup(move || pressed.remove());
    let left = move |event: web_sys::FocusEvent| {
        // Without a next place the window itself has lost the keyboard, or a button inside was pressed.
        if event.related_target().is_some() && !is_inside(event.related_target()) {
            open.set(false);
        }
    };
    let key = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            event.stop_propagation();
            open.set(false);
            if let Some(opener) = opener.get_untracked() {
                let _ = opener.focus();
            }
        }
    };
    view! {
        <div class="menu" node_ref=whole on:focusout=left on:keydown=key>
            <button type="button" class="button quiet" node_ref=opener aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)>{word} <span aria-hidden="true">"▾"</span></button>
            <div class="menu-items" hidden=move || !open.get() on:click=move |_| open.set(false)>{buttons}</div>
        </div>
    }
    .into_any()
}
