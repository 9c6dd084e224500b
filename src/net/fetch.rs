//! The browser's fetch. Own lines over web-sys: a library would add its own headers, queries and error types.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use js_sys::Uint8Array;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, RequestInit, RequestRedirect, Response, ResponseType};

use danvan_core::sync::asked_s;
use danvan_core::wire::{APP_GENERATION, APP_HEADER};

use super::gzip::gzipped;
use super::packing::Packing;
use super::transport::{Lost, Reply, Request, Transport};
use crate::platform::window;

/// After this long a request is given up: networks here stall for half a minute and go on.
const TIMEOUT_MS: i32 = 60_000;
/// Longer bodies travel compressed, where the network lets them.
const PLAIN_BYTES_MAX: usize = 1024;
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

thread_local! {
    /// Of the network that this page is on.
    static PACKING: Rc<Packing> = Rc::default();
}

/// The way over the network.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fetch;

impl Transport for Fetch {
    fn send(&self, request: Request) -> Pin<Box<dyn Future<Output = Result<Reply, Lost>> + '_>> {
        Box::pin(async move {
            let request = &request;
            let Some(body) = request.body.as_deref().filter(|body| body.len() > PLAIN_BYTES_MAX) else {
                return in_time(request, None).await;
            };
            let send = async |packed: bool| {
                let packed = if packed { gzipped(body).await } else { None };
                in_time(request, packed).await
            };
            PACKING.with(Rc::clone).sent(send).await
        })
    }
}

/// Sends a request once, with its body as it is or `packed`.
async fn in_time(request: &Request, packed: Option<JsValue>) -> Result<Reply, Lost> {
    let controller = AbortController::new().map_err(|_| Lost)?;
    let aborting = controller.clone();
    let abort = Closure::<dyn FnMut()>::new(move || aborting.abort());
    let timer = window()
        .set_timeout_with_callback_and_timeout_and_arguments_0(
            abort.as_ref().unchecked_ref(),
            request.timeout_ms.unwrap_or(TIMEOUT_MS),
        )
        .map_err(|_| Lost)?;
    let reply = exchange(request, packed, &controller).await.map_err(|_| Lost);
    window().clear_timeout_with_handle(timer);
    reply
}

async fn exchange(
    request: &Request,
    packed: Option<JsValue>,
    controller: &AbortController,
) -> Result<Reply, JsValue> {
    let init = RequestInit::new();
    init.set_method(request.method);
    init.set_signal(Some(&controller.signal()));
    // Following a captive portal to its page ends in an error that looks like no network at all.
    init.set_redirect(RequestRedirect::Manual);
    let headers = web_sys::Headers::new()?;
    headers.set("accept", if request.wants_bytes { "*/*" } else { "application/json" })?;
    headers.set(APP_HEADER, &APP_GENERATION.to_string())?;
    if let Some(token) = &request.token {
        headers.set("authorization", &format!("Bearer {token}"))?;
    }
    if let Some(known) = &request.known {
        headers.set("if-none-match", known)?;
    }
    for (name, value) in &request.headers {
        headers.set(name, value)?;
    }
    if let Some(bytes) = &request.bytes {
        init.set_body(&Uint8Array::from(bytes.as_slice()));
    }
    if let Some(body) = &request.body {
        headers.set("content-type", "application/json")?;
        match packed {
            Some(bytes) => {
                headers.set("content-encoding", "gzip")?;
                init.set_body(&bytes);
            }
            None => init.set_body(&JsValue::from_str(body)),
        }
    }
    init.set_headers(&headers);
    let response = JsFuture::from(window().fetch_with_str_and_init(&request.path, &init)).await?;
    let response: Response = response.dyn_into()?;
    let header = |name: &str| response.headers().get(name).ok().flatten();
    let kind = header("content-type").unwrap_or_default();
    let date_ms = header("date").and_then(|date| parsed(&date));
    let granted = request.wants_bytes && response.ok();
    let (body, bytes) = if granted {
        let buffer = JsFuture::from(response.array_buffer()?).await?;
        (String::new(), Uint8Array::new(&buffer).to_vec())
    } else {
        let text = JsFuture::from(response.text()?).await?;
        (text.as_string().unwrap_or_default(), Vec::new())
    };
    Ok(Reply {
        status: response.status(),
        json: kind.starts_with("application/json") || kind.starts_with("application/problem+json"),
        etag: header("etag"),
        retry_after_s: header("retry-after").and_then(|wait| retry_after_s(&wait, date_ms)),
        redirected: response.type_() == ResponseType::Opaqueredirect,
        date_ms,
        body,
        bytes,
        tus: header("tus-resumable").is_some(),
        location: header("location"),
        upload_offset: header("upload-offset").and_then(|offset| offset.trim().parse().ok()),
    })
}

/// A date of HTTP in Unix milliseconds: it names the day of the week and the month. Browsers read much more as a date, such
/// as "-5" and "0.5" as years.
fn parsed(date: &str) -> Option<i64> {
    let date = date.trim();
    DAYS.iter().find(|day| date.starts_with(**day))?;
    MONTHS.iter().find(|month| date.contains(**month))?;
    let ms = js_sys::Date::parse(date);
    ms.is_finite().then_some(ms as i64)
}

/// `Retry-After` says whole seconds, or a date on the clock of whoever answers: this device's may be decades away from it.
/// Anything else says nothing. Only as much of it as is heeded, since anything in between may say it.
pub fn retry_after_s(wait: &str, date_ms: Option<i64>) -> Option<u32> {
    let wait = wait.trim();
    let seconds = if !wait.is_empty() && wait.bytes().all(|byte| byte.is_ascii_digit()) {
        // More than fits is as long as anything.
        wait.parse().unwrap_or(u64::MAX)
    } else {
        u64::try_from(parsed(wait)?.saturating_sub(date_ms?).max(0)).ok()? / 1_000
    };
    Some(asked_s(Some(u32::try_from(seconds).unwrap_or(u32::MAX))))
}
