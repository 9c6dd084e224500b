//! One alarm that can be set anew.

use std::cell::{Cell, RefCell};

use js_sys::Promise;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::JsFuture;

use super::window;

/// An alarm: setting it forgets the time it was set to before.
pub struct Alarm {
    set: Cell<Option<i32>>,
    ring: RefCell<Option<Closure<dyn FnMut()>>>,
}

impl std::fmt::Debug for Alarm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Alarm")
    }
}

impl Default for Alarm {
    fn default() -> Self {
        Self { set: Cell::new(None), ring: RefCell::new(None) }
    }
}

impl Alarm {
    /// Says what happens when it rings.
    pub fn on_ring(&self, ring: impl FnMut() + 'static) {
        self.ring.replace(Some(Closure::new(ring)));
    }

    /// Rings once, so many milliseconds from now.
    pub fn set(&self, after_ms: u64) {
        self.silence();
        let after = i32::try_from(after_ms).unwrap_or(i32::MAX);
        if let Some(ring) = self.ring.borrow().as_ref() {
            let ring = ring.as_ref().unchecked_ref();
            self.set.set(window().set_timeout_with_callback_and_timeout_and_arguments_0(ring, after).ok());
        }
    }

    fn silence(&self) {
        if let Some(set) = self.set.take() {
            window().clear_timeout_with_handle(set);
        }
    }
}

impl Drop for Alarm {
    fn drop(&mut self) {
        self.silence();
    }
}

/// Lets the page draw and answer presses between two pieces of long work.
pub async fn breathe() {
    after(0).await;
}

/// Waits so many milliseconds.
pub async fn after(ms: u64) {
    let ms = i32::try_from(ms).unwrap_or(i32::MAX);
    let promise = Promise::new(&mut |resolve, _| {
        // Without a timer the work goes on at once.
        let _ = window()
            .set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms)
            .map_err(|_| resolve.call0(&resolve));
    });
    let _ = JsFuture::from(promise).await;
}
