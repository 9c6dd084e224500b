//! Web Locks: which of several tabs does what only one may do. web-sys knows them as an unstable interface only.

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::window;

/// A lock held until it is dropped.
#[derive(Debug)]
pub struct Lock {
    /// `None` where the browser has no Web Locks: every tab then believes it is alone.
    release: Option<Function>,
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some(release) = &self.release {
            // A function made by the browser: it cannot throw.
            let _ = release.call0(&JsValue::UNDEFINED);
        }
    }
}

/// Takes the lock if no other tab (and nobody in this one) holds it; never waits for it.
pub async fn try_acquire(name: &str) -> Option<Lock> {
    let Some(locks) = manager() else { return Some(Lock { release: None }) };
    let mut release = None;
    let held = Promise::new(&mut |resolve, _| release = Some(resolve));
    let mut granted = None;
    let answer = Promise::new(&mut |resolve, _| granted = Some(resolve));
    let (Some(release), Some(granted)) = (release, granted) else { return None };
    let told = granted.clone();
    // Called once with the lock, or with null where somebody else holds it. The lock lives as long as the promise.
    let callback = Closure::once_into_js(move |lock: JsValue| -> JsValue {
        let _ = told.call1(&JsValue::UNDEFINED, &JsValue::from_bool(!lock.is_null()));
        if lock.is_null() { JsValue::UNDEFINED } else { held.into() }
    });
    let options = Object::new();
    let asked = Reflect::set(&options, &"ifAvailable".into(), &JsValue::TRUE)
        .and_then(|_| Reflect::get(&locks, &"request".into()))
        .and_then(|request| request.dyn_into::<Function>())
        .and_then(|request| request.call3(&locks, &JsValue::from_str(name), &options, &callback));
    if asked.is_err() {
        return Some(Lock { release: None });
    }
    let answer = JsFuture::from(answer).await.ok()?;
    answer.is_truthy().then_some(Lock { release: Some(release) })
}

fn manager() -> Option<JsValue> {
    Reflect::get(&window().navigator(), &"locks".into()).ok().filter(JsValue::is_object)
}
