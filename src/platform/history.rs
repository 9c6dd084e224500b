//! Entries of the browser's history within one page: how many lie below the one that is shown is written beside each.

use js_sys::{Promise, Reflect};
use leptos::prelude::window_event_listener_untyped;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::window;

/// What an entry carries its depth under.
const DEPTH: &str = "depth";
/// How long the browser has to go back before it is taken for done, in milliseconds.
const PATIENCE_MS: i32 = 1_000;

/// Adds an entry with an address of the same page.
pub fn deeper(address: &str) {
    let state = js_sys::Object::new();
    // Fails only on objects that are frozen.
    let _ = Reflect::set(&state, &DEPTH.into(), &JsValue::from_f64(f64::from(depth() + 1)));
    if let Ok(history) = window().history() {
        // Fails where a page does it hundreds of times a minute: then the way back skips one.
        let _ = history.push_state_with_url(&state, "", Some(address));
    }
}

/// Goes back to the first entry of this page; returns when the browser is there.
pub async fn back_to_first() {
    let depth = depth();
    let Ok(history) = window().history() else { return };
    if depth == 0 {
        return;
    }
    let heard = std::cell::RefCell::new(None);
    let there = Promise::new(&mut |resolve, _| {
        let done = resolve.clone();
        heard.replace(Some(window_event_listener_untyped("popstate", move |_| {
            drop(done.call0(&JsValue::UNDEFINED));
        })));
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, PATIENCE_MS);
    });
    if history.go_with_delta(-depth).is_ok() {
        let _ = JsFuture::from(there).await;
    }
    if let Some(heard) = heard.take() {
        heard.remove();
    }
}

fn depth() -> i32 {
    let state = window().history().and_then(|history| history.state());
    let depth = state.and_then(|state| Reflect::get(&state, &DEPTH.into()));
    depth.ok().and_then(|depth| depth.as_f64()).map_or(0, |depth| depth as i32)
}
