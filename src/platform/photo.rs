//! Making photos and files ready to be kept, in the worker `public/photo-worker.js`; in the page where the browser's
//! workers cannot draw.

use danvan_core::ids::Digest;
use js_sys::{Array, ArrayBuffer, Function, Promise, Reflect};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, MessageEvent, Url, Worker};

use super::window;

/// The worker's script, which the service worker keeps with the rest of the app.
const SCRIPT: &str = "/photo-worker.js";
/// The function that the same script offers to a page.
const IN_PAGE: &str = "danvanPrepare";
/// The word of a browser that cannot draw where it was asked.
const NO_CANVAS: &str = "no-canvas";

/// A file that is ready to be kept.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// Its hash.
    pub sha256: Digest,
    /// Its bytes.
    pub bytes: ArrayBuffer,
    /// Its media type.
    pub mime: String,
    /// The name to show.
    pub name: String,
}

/// Why a file could not be made ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhotoTrouble {
    /// The browser cannot read it as a picture.
    Unreadable,
    /// The browser cannot draw, neither in a worker nor in the page.
    CannotDraw,
    /// Its bytes could not be read.
    Read,
}

/// Makes files ready, one after the other; its worker ends with it.
#[derive(Debug)]
pub struct Darkroom {
    worker: Option<Worker>,
}

impl Darkroom {
    /// With a worker where the browser has them.
    pub fn open() -> Self {
        Self { worker: Worker::new(SCRIPT).ok() }
    }

    /// Makes a file ready. A photo is scaled and encoded anew; what is none stays as it is.
    ///
    /// # Errors
    /// See [`PhotoTrouble`].
    pub async fn prepare(&self, file: &Blob, name: &str, is_photo: bool) -> Result<Prepared, PhotoTrouble> {
        let done = match &self.worker {
            Some(worker) => in_worker(worker, file, is_photo).await,
            None => Err(NO_CANVAS.to_owned()),
        };
        let done = match done {
            Err(words) if words == NO_CANVAS => in_page(file, is_photo).await,
            done => done,
        };
        let done = done.map_err(|words| trouble(&words))?;
        read(&done, name).ok_or(PhotoTrouble::Read)
    }
}

impl Drop for Darkroom {
    fn drop(&mut self) {
        if let Some(worker) = &self.worker {
            worker.terminate();
        }
    }
}

fn trouble(words: &str) -> PhotoTrouble {
    match words {
        "unreadable" => PhotoTrouble::Unreadable,
        NO_CANVAS => PhotoTrouble::CannotDraw,
        _ => PhotoTrouble::Read,
    }
}

fn read(done: &JsValue, name: &str) -> Option<Prepared> {
    let part = |part: &str| Reflect::get(done, &part.into()).ok();
    Some(Prepared {
        sha256: Digest::parse(&part("sha256")?.as_string()?)?,
        bytes: part("bytes")?.dyn_into().ok()?,
        mime: part("mime")?.as_string()?,
        name: name.to_owned(),
    })
}

async fn in_worker(worker: &Worker, file: &Blob, is_photo: bool) -> Result<JsValue, String> {
    let answered = Promise::new(&mut |resolve, _| {
        let broken = resolve.clone();
        let answer =
            Closure::once_into_js(move |event: MessageEvent| resolve.call1(&JsValue::NULL, &event.data()));
        worker.set_onmessage(Some(answer.unchecked_ref()));
        // The script could not be had or understood.
        let no_answer = Closure::once_into_js(move || broken.call0(&JsValue::NULL));
        worker.set_onerror(Some(no_answer.unchecked_ref()));
    });
    let asked = Array::of2(file, &JsValue::from_bool(is_photo));
    worker.post_message(&asked).map_err(|_| NO_CANVAS.to_owned())?;
    let answer = JsFuture::from(answered).await.unwrap_or_default();
    if answer.is_undefined() {
        return Err(NO_CANVAS.to_owned());
    }
    match Reflect::get(&answer, &"trouble".into()).ok().and_then(|trouble| trouble.as_string()) {
        Some(words) => Err(words),
        None => Ok(answer),
    }
}

/// The same in the page: it stutters meanwhile.
async fn in_page(file: &Blob, is_photo: bool) -> Result<JsValue, String> {
    let prepare = match offered() {
        Some(prepare) => prepare,
        None => {
            load_script().await;
            offered().ok_or_else(|| NO_CANVAS.to_owned())?
        }
    };
    let begun =
        prepare.call2(&JsValue::NULL, file, &JsValue::from_bool(is_photo)).map_err(|error| words(&error))?;
    JsFuture::from(Promise::resolve(&begun)).await.map_err(|error| words(&error))
}

fn offered() -> Option<Function> {
    Reflect::get(&window(), &IN_PAGE.into()).ok()?.dyn_into().ok()
}

/// Returns when the script has run or could not be had.
async fn load_script() {
    let Some(document) = window().document() else { return };
    let (Ok(script), Some(root)) = (document.create_element("script"), document.document_element()) else {
        return;
    };
    let ended = Promise::new(&mut |resolve, _| {
        for end in ["load", "error"] {
            // Fails only for a listener that is no function.
            let _ = script.add_event_listener_with_callback(end, &resolve);
        }
    });
    if script.set_attribute("src", SCRIPT).is_ok() && root.append_child(&script).is_ok() {
        let _ = JsFuture::from(ended).await;
    }
}

fn words(error: &JsValue) -> String {
    error.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message())).unwrap_or_default()
}

/// A picture's or a file's bytes as an address that pages can show. It lasts until [`forget`].
pub fn address(bytes: &JsValue, mime: &str) -> Option<String> {
    let kind = BlobPropertyBag::new();
    kind.set_type(mime);
    let blob = Blob::new_with_buffer_source_sequence_and_options(&Array::of1(bytes), &kind).ok()?;
    Url::create_object_url_with_blob(&blob).ok()
}

/// Lets such an address go.
pub fn forget(address: &str) {
    // Fails only for a text that is no address.
    let _ = Url::revoke_object_url(address);
}
