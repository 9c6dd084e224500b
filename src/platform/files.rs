//! Files that a person takes away or hands over: downloads, the share sheet, the file picker.

use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File, FilePropertyBag, HtmlAnchorElement, Url};

use super::window;

/// What came of the share sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shared {
    /// An app took it, as far as the browser knows.
    Taken,
    /// The person closed the sheet.
    Closed,
    /// The browser does not share such files.
    Refused,
}

/// Saves bytes as a file in the person's downloads.
pub fn download(name: &str, bytes: &[u8]) -> bool {
    file(name, "application/octet-stream", bytes).is_ok_and(|file| download_blob(name, &file))
}

/// The same for what the browser holds already.
pub fn download_blob(name: &str, blob: &Blob) -> bool {
    let Ok(address) = Url::create_object_url_with_blob(blob) else { return false };
    let link = window().document().and_then(|document| document.create_element("a").ok());
    let Some(link) = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok()) else { return false };
    link.set_href(&address);
    link.set_download(name);
    link.click();
    // The address lives as long as the page: revoking it at once cancels the download in some browsers.
    true
}

/// Whether the browser has a share sheet for files.
pub fn can_share() -> bool {
    function("canShare").is_some_and(|can_share| {
        let asked = file("goi.txt", SHARED_KIND, b"danvan").and_then(|file| sheet(&file));
        let answer = asked.and_then(|sheet| can_share.call1(&window().navigator(), &sheet));
        answer.is_ok_and(|answer| answer.is_truthy())
    })
}

/// Opens the share sheet; must follow a press. Browsers share only kinds of files that they know: it travels as a
/// text file, whose name and kind nobody who reads it looks at.
pub async fn share(name: &str, bytes: &[u8]) -> Shared {
    let opened = function("share").and_then(|share| {
        let sheet = file(&[name, ".txt"].concat(), SHARED_KIND, bytes).and_then(|file| sheet(&file)).ok()?;
        share.call1(&window().navigator(), &sheet).ok()?.dyn_into::<Promise>().ok()
    });
    let Some(opened) = opened else { return Shared::Refused };
    match JsFuture::from(opened).await {
        Ok(_) => Shared::Taken,
        Err(error) => {
            let name = Reflect::get(&error, &"name".into()).ok().and_then(|name| name.as_string());
            if name.as_deref() == Some("AbortError") { Shared::Closed } else { Shared::Refused }
        }
    }
}

/// The bytes of a file that was picked; `None` where it cannot be read, or is larger than `bytes_max`.
pub async fn read(file: &Blob, bytes_max: usize) -> Option<Vec<u8>> {
    if file.size() > bytes_max as f64 {
        return None;
    }
    let buffer = JsFuture::from(file.array_buffer()).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}

const SHARED_KIND: &str = "text/plain";

fn file(name: &str, kind: &str, bytes: &[u8]) -> Result<File, JsValue> {
    let options = FilePropertyBag::new();
    options.set_type(kind);
    File::new_with_u8_array_sequence_and_options(&Array::of1(&Uint8Array::from(bytes)), name, &options)
}

fn sheet(file: &File) -> Result<Object, JsValue> {
    let sheet = Object::new();
    Reflect::set(&sheet, &"files".into(), &Array::of1(file))?;
    Ok(sheet)
}

/// Absent outside secure contexts and in many browsers.
fn function(name: &str) -> Option<Function> {
    Reflect::get(&window().navigator(), &name.into()).ok()?.dyn_into().ok()
}
