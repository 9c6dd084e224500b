//! Requests of the console: JSON over the session's cookie, and what can go wrong in words a page can show.

use std::cell::RefCell;
use std::time::Duration;

use danvan_core::wire::{ACCOUNT_HEADER, ProblemDocument};
use js_sys::{Promise, encode_uri_component};
use leptos::prelude::set_timeout;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Blob, Request, RequestInit, Response};

thread_local! {
    static ACCOUNT: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Whose console this page shows, by the user's identifier; empty where nobody has signed in. Each request names them: the
/// cookie may be of somebody else by now, who signed in at another window.
pub fn speak_for(account: &str) {
    ACCOUNT.set(account.to_owned());
}

/// A line that has died without a word says nothing for ever: after this nobody waits for a document any more. A file, either
/// way, takes as long as it takes.
const DOCUMENT_LIMIT: Duration = Duration::from_secs(90);

const JSON: &str = "application/json";
const FILE: &str = "application/octet-stream";
/// The kind of the problem where a password is not right.
const WRONG_PASSWORD: &str = "/problems/wrong-password";

/// Why a request brought nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No answer came: no connection, or the office is down.
    Offline,
    /// The session is over, or somebody else's.
    SignedOut,
    /// The office said no and why.
    Refused(ProblemDocument),
    /// An answer came that is not the office's: a proxy's page, or another version's.
    Unreadable,
}

impl Failure {
    /// The HTTP status of a refusal; 0 otherwise.
    pub fn status(&self) -> u16 {
        match self {
            Self::Refused(problem) => problem.status,
            _ => 0,
        }
    }
}

/// What a request brings.
pub type Answer<T> = Result<T, Failure>;

/// Asks for a document.
pub async fn get<T: DeserializeOwned>(address: &str) -> Answer<T> {
    read(&exchange("GET", address, None).await?)
}

/// Asks for a document that there may not be: the office answers with nothing then.
pub async fn get_if_any<T: DeserializeOwned>(address: &str) -> Answer<Option<T>> {
    let text = exchange("GET", address, None).await?;
    if text.is_empty() { Ok(None) } else { read(&text).map(Some) }
}

/// Sends a document and reads the answer.
pub async fn post<T: DeserializeOwned>(address: &str, body: &impl Serialize) -> Answer<T> {
    let body = serde_json::to_string(body).map_err(|_| Failure::Unreadable)?;
    read(&exchange("POST", address, Some(body)).await?)
}

/// Sends a file as it is and reads the answer. The browser reads it: it never lies in the app's memory.
pub async fn post_file<T: DeserializeOwned>(address: &str, file: &Blob) -> Answer<T> {
    let response = send("POST", address, Some(file.as_ref()), FILE).await.map_err(|_| Failure::Offline)?;
    read(&text_of(response).await?)
}

/// Asks for a file.
pub async fn get_file(address: &str) -> Answer<Blob> {
    file_of(send("GET", address, None, FILE).await.map_err(|_| Failure::Offline)?).await
}

/// Sends a document and gets a file.
pub async fn post_for_file(address: &str, body: &impl Serialize) -> Answer<Blob> {
    let body = serde_json::to_string(body).map_err(|_| Failure::Unreadable)?;
    let body = JsValue::from_str(&body);
    let account = ACCOUNT.with_borrow(String::clone);
    let sent = begin("POST", address, (Some(&body), JSON), &account, Ends::WithItsFile);
    file_of(response(sent).await.map_err(|_| Failure::Offline)?).await
}

async fn file_of(response: Response) -> Answer<Blob> {
    if !response.ok() {
        return Err(text_of(response).await.err().unwrap_or(Failure::Unreadable));
    }
    let blob = response.blob().map_err(|_| Failure::Unreadable)?;
    JsFuture::from(blob).await.map_err(|_| Failure::Offline)?.dyn_into().map_err(|_| Failure::Unreadable)
}

/// Asks for something to be taken back and reads how it stands then.
pub async fn take_back<T: DeserializeOwned>(address: &str) -> Answer<T> {
    read(&exchange("DELETE", address, None).await?)
}

/// Sends a document that is answered with nothing.
pub async fn tell(address: &str, body: &impl Serialize) -> Answer<()> {
    let body = serde_json::to_string(body).map_err(|_| Failure::Unreadable)?;
    exchange("POST", address, Some(body)).await.map(drop)
}

/// Asks for a removal.
pub async fn delete(address: &str) -> Answer<()> {
    exchange("DELETE", address, None).await.map(drop)
}

fn read<T: DeserializeOwned>(text: &str) -> Answer<T> {
    serde_json::from_str(text).map_err(|_| Failure::Unreadable)
}

/// One request; the text of a good answer. Not generic, so that it is compiled once.
async fn exchange(method: &str, address: &str, body: Option<String>) -> Answer<String> {
    let body = body.as_deref().map(JsValue::from_str);
    let response = send(method, address, body.as_ref(), JSON).await.map_err(|_| Failure::Offline)?;
    text_of(response).await
}

async fn text_of(response: Response) -> Answer<String> {
    let text = response.text().map_err(|_| Failure::Unreadable)?;
    let text = JsFuture::from(text).await.map_err(|_| Failure::Offline)?.as_string().unwrap_or_default();
    if response.ok() {
        return Ok(text);
    }
    match (response.status(), serde_json::from_str::<ProblemDocument>(&text)) {
        // A password that was not right does not end the session.
        (401, Ok(problem)) if problem.kind == WRONG_PASSWORD => Err(Failure::Refused(problem)),
        (401, Ok(problem)) if problem.is_of_office() => Err(Failure::SignedOut),
        (_, Ok(problem)) if problem.is_of_office() => Err(Failure::Refused(problem)),
        // A gateway that stands in for an office that is down speaks no problem document.
        (502..=504, _) => Err(Failure::Offline),
        _ => Err(Failure::Unreadable),
    }
}

/// A request that was sent; its answer has not been read.
pub struct Sent(Result<Promise, JsValue>);

/// Sends a JSON text of an account at once. `outlives` leaves it to the browser where the page ends before the answer.
pub fn begin_post(address: &str, body: &str, by: &str, outlives: bool) -> Sent {
    let how = if outlives { Ends::OutlivesPage } else { Ends::InTime };
    Sent(begin("POST", address, (Some(&JsValue::from_str(body)), JSON), by, how))
}

/// Reads the answer to a request that was sent.
pub async fn finish<T: DeserializeOwned>(sent: Sent) -> Answer<T> {
    let response = response(sent.0).await.map_err(|_| Failure::Offline)?;
    read(&text_of(response).await?)
}

async fn response(sent: Result<Promise, JsValue>) -> Result<Response, JsValue> {
    JsFuture::from(sent?).await?.dyn_into()
}

async fn send(method: &str, address: &str, body: Option<&JsValue>, kind: &str) -> Result<Response, JsValue> {
    let account = ACCOUNT.with_borrow(String::clone);
    let ends = if kind == JSON { Ends::InTime } else { Ends::WithItsFile };
    response(begin(method, address, (body, kind), &account, ends)).await
}

/// When a request ends that nobody answers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ends {
    /// After [`DOCUMENT_LIMIT`], or with the page.
    InTime,
    /// After the same time; where the page goes before, the browser goes on.
    OutlivesPage,
    /// Not before the file is through.
    WithItsFile,
}

fn begin(
    method: &str,
    address: &str,
    (body, kind): (Option<&JsValue>, &str),
    by: &str,
    ends: Ends,
) -> Result<Promise, JsValue> {
    let options = RequestInit::new();
    if ends == Ends::OutlivesPage {
        js_sys::Reflect::set(&options, &JsValue::from_str("keepalive"), &JsValue::TRUE)?;
    }
    options.set_method(method);
    if ends != Ends::WithItsFile {
        let controller = AbortController::new()?;
        options.set_signal(Some(&controller.signal()));
        // Where the answer has been read by then, this stops nothing.
        set_timeout(move || controller.abort(), DOCUMENT_LIMIT);
    }
    if let Some(body) = body {
        options.set_body(body);
    }
    let request = Request::new_with_str_and_init(address, &options)?;
    if method == "POST" {
        request.headers().set("content-type", kind)?;
    }
    if !by.is_empty() {
        request.headers().set(ACCOUNT_HEADER, by)?;
    }
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    Ok(window.fetch_with_request(&request))
}

/// An address with its query; empty values are left out.
pub fn with_query(path: &str, values: &[(&str, &str)]) -> String {
    let mut address = path.to_owned();
    let mut joint = '?';
    for (name, value) in values.iter().filter(|(_, value)| !value.is_empty()) {
        address.push(joint);
        address.push_str(name);
        address.push('=');
        address.push_str(&String::from(encode_uri_component(value)));
        joint = '&';
    }
    address
}
