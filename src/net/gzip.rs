//! Compressing a body by the browser's own `CompressionStream`: it costs no byte of the app. web-sys knows it as an
//! unstable interface only.

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ReadableWritablePair, Response};

use crate::platform::window;

/// The text compressed, as a buffer to send; `None` where the browser cannot: then it travels as it is.
pub async fn gzipped(text: &str) -> Option<JsValue> {
    let class: Function = Reflect::get(&window(), &"CompressionStream".into()).ok()?.dyn_into().ok()?;
    let stream = Reflect::construct(&class, &Array::of1(&"gzip".into())).ok()?;
    let parts = Array::of1(&JsValue::from_str(text));
    let plain = Blob::new_with_str_sequence(&parts).ok()?.stream();
    // A `CompressionStream` is such a pair by its two properties.
    let pair: &ReadableWritablePair = stream.unchecked_ref();
    let packed = Response::new_with_opt_readable_stream(Some(&plain.pipe_through(pair))).ok()?;
    JsFuture::from(packed.array_buffer().ok()?).await.ok()
}
