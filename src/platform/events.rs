//! Events of the page that matter to syncing and drafts. The listeners live as long as the page.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{EventTarget, VisibilityState};

use super::window;

/// Calls `heard` at each event of that name on the window.
pub fn on_window(name: &str, heard: impl FnMut() + 'static) {
    listen(&window(), name, heard);
}

/// Calls `changed` with whether the page can be seen, each time that changes.
pub fn on_visibility(mut changed: impl FnMut(bool) + 'static) {
    let Some(document) = window().document() else { return };
    let seen = document.clone();
    listen(&document, "visibilitychange", move || {
        changed(seen.visibility_state() == VisibilityState::Visible)
    });
}

pub(super) fn listen(target: &EventTarget, name: &str, heard: impl FnMut() + 'static) {
    let heard = Closure::<dyn FnMut()>::new(heard);
    // Fails only for a listener that is no function.
    let _ = target.add_event_listener_with_callback(name, heard.as_ref().unchecked_ref());
    heard.forget();
}
