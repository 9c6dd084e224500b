//! The browser's question before a page is closed or loaded anew: something would be lost.

use leptos::leptos_dom::helpers::WindowListenerHandle;
use leptos::prelude::window_event_listener_untyped;

/// Asks, until it is dropped.
pub struct Leaving {
    listener: Option<WindowListenerHandle>,
}

impl Leaving {
    /// Asks where that holds when the page is about to go.
    pub fn ask_where(holds: impl Fn() -> bool + 'static) -> Self {
        let listener = window_event_listener_untyped("beforeunload", move |event| {
            if holds() {
                event.prevent_default();
                // Browsers before 2023 want this. It fails only on objects that are frozen.
                let _ = js_sys::Reflect::set(&event, &"returnValue".into(), &wasm_bindgen::JsValue::TRUE);
            }
        });
        Self { listener: Some(listener) }
    }
}

impl std::fmt::Debug for Leaving {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Leaving")
    }
}

impl Drop for Leaving {
    fn drop(&mut self) {
        if let Some(listener) = self.listener.take() {
            listener.remove();
        }
    }
}
