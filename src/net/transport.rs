//! The way to the office as a trait, so that tests put a scripted office behind it.

use std::future::Future;
use std::pin::Pin;

/// A request to the office, on this page's origin where the path names no other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// `GET`, `POST`, `PUT`, `HEAD` or `PATCH`.
    pub method: &'static str,
    /// Path and query, with an origin in front where it is a hub's.
    pub path: String,
    /// The device's token.
    pub token: Option<String>,
    /// The JSON to send.
    pub body: Option<String>,
    /// The `ETag` of what is already here.
    pub known: Option<String>,
    /// Bytes to send as they are, in place of JSON.
    pub bytes: Option<Vec<u8>>,
    /// Further headers.
    pub headers: Vec<(&'static str, String)>,
    /// Whether the answer is bytes, for [`Reply::bytes`].
    pub wants_bytes: bool,
    /// Given up after this long, where the usual patience is too much.
    pub timeout_ms: Option<i32>,
}

/// What came back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// Whether it says that it is JSON: a captive portal answers 200 with a page.
    pub json: bool,
    /// `ETag`.
    pub etag: Option<String>,
    /// `Retry-After` in seconds.
    pub retry_after_s: Option<u32>,
    /// Whether it sends the request elsewhere: the office never does.
    pub redirected: bool,
    /// `Date`: the other side's clock in Unix milliseconds.
    pub date_ms: Option<i64>,
    /// The body as text.
    pub body: String,
    /// The body of an answer to a request that wants bytes and was granted.
    pub bytes: Vec<u8>,
    /// Whether it speaks the protocol of uploads (`Tus-Resumable`): a captive portal does not.
    pub tus: bool,
    /// `Location`.
    pub location: Option<String>,
    /// `Upload-Offset`.
    pub upload_offset: Option<u64>,
}

/// Nothing came back, or not all of it: the office may have done it or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lost;

/// The way to the office.
pub trait Transport {
    /// Sends a request and waits for the whole reply.
    fn send(&self, request: Request) -> Pin<Box<dyn Future<Output = Result<Reply, Lost>> + '_>>;
}
