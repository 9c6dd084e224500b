//! What the browser says about space, and its promise to keep the data.

use js_sys::{Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::StorageManager;

use super::window;
use crate::device::StorageEstimate;

/// Used and allowed bytes. They do not tell free space: a full disk shows only when a write fails.
pub async fn estimate() -> Option<StorageEstimate> {
    let answer = JsFuture::from(manager()?.estimate().ok()?).await.ok()?;
    let figure = |name: &str| Reflect::get(&answer, &name.into()).ok()?.as_f64().map(|bytes| bytes as u64);
    Some(StorageEstimate { usage: figure("usage")?, quota: figure("quota")? })
}

/// Whether the browser has promised not to clear the data by itself; `None` where it does not say.
pub async fn persisted() -> Option<bool> {
    answered(manager()?.persisted()).await
}

/// Asks for that promise. Firefox asks the person; others decide by themselves.
pub async fn persist() -> Option<bool> {
    answered(manager()?.persist()).await
}

async fn answered(asked: Result<Promise, JsValue>) -> Option<bool> {
    JsFuture::from(asked.ok()?).await.ok()?.as_bool()
}

/// Absent outside secure contexts and in old browsers, whatever web-sys promises.
fn manager() -> Option<StorageManager> {
    let found = Reflect::get(&window().navigator(), &"storage".into()).ok()?;
    found.is_object().then(|| found.unchecked_into())
}
