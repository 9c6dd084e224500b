//! What the engine asks for, as HTTP: the path, the body, and what an answer's status means. As the app's own
//! `net::office`, which a browser needs to run.

use danvan_core::sync::{Answer, Call, Failure};
use serde::de::DeserializeOwned;

/// A request without its headers.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Path and query.
    pub path: String,
    /// The body of a `POST`; a `GET` has none.
    pub body: Option<Vec<u8>>,
}

/// The request for a call; `page` is how many records of the feed are wanted at a time, if not as many as usual.
///
/// # Errors
/// Where the call cannot be said in JSON.
pub fn asked(call: &Call, page: Option<u32>) -> Result<Asked, Failure> {
    let get = |path| Ok(Asked { path, body: None });
    match call {
        Call::Ask { log, from } => get(format!("/api/v1/logs/{log}?from={from}")),
        Call::Push { log, push } => {
            let body = serde_json::to_vec(push).map_err(|_| Failure::Rejected("entry".to_owned()))?;
            Ok(Asked { path: format!("/api/v1/logs/{log}/entries"), body: Some(body) })
        }
        Call::Feed { after } => {
            let mut path = "/api/v1/feed?".to_owned();
            if let Some(after) = after {
                path.push_str(&format!("after={}&", in_query(after)));
            }
            if let Some(page) = page {
                path.push_str(&format!("limit={page}"));
            }
            get(path)
        }
    }
}

/// What a reply says to the engine.
///
/// # Errors
/// Where it is not the answer that was asked for.
pub fn answer(call: &Call, status: u16, retry_after_s: Option<u32>, body: &[u8]) -> Result<Answer, Failure> {
    match status {
        200..300 => {}
        413 => return Err(Failure::TooLarge),
        429 | 503 => return Err(Failure::Busy { retry_after_s }),
        400..500 => return Err(refusal(status, body)),
        _ => return Err(Failure::Lost),
    }
    match call {
        Call::Ask { .. } => read(body).map(Answer::Status),
        Call::Push { .. } => read(body).map(Answer::Pushed),
        Call::Feed { .. } => read(body).map(Answer::Page),
    }
}

/// In which way the office refuses. Without a problem it is not the office that speaks.
fn refusal(status: u16, body: &[u8]) -> Failure {
    match serde_json::from_slice(body) {
        Ok(problem) => Failure::refused(status, Some(problem)),
        Err(_) if matches!(status, 401 | 403 | 404) => Failure::NotAllowed,
        Err(_) => Failure::Lost,
    }
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Failure> {
    serde_json::from_slice(body).map_err(|_| Failure::Lost)
}

/// A text as it may stand in the query of an address.
fn in_query(text: &str) -> String {
    let mut safe = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            safe.push(char::from(byte));
        } else {
            safe.push_str(&format!("%{byte:02X}"));
        }
    }
    safe
}
