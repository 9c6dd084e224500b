//! Problems of what is asked for, and of when.

use axum::http::StatusCode;
use danvan_core::message::Problem;

use super::kinds::{
    ADDRESS_TOO_LONG, ALREADY_DECIDED, ALREADY_IN_LOG, BUSY, CHAIN_DIFFERS, CHANGED_SINCE, CHUNK_DAMAGED,
    DAMAGED, DEFECT, GAP, HEADERS_TOO_LARGE, HUB_FULL, HUB_WITHOUT_KEYS, INVALID, MALFORMED, MEDIA_TYPE,
    METHOD, MISDIRECTED, NOT_FOUND, NOT_SIGNED_IN, OTHER_ORIGIN, PRECONDITION, RANGE, REFUSED, TIMEOUT,
    TOO_LARGE, TOO_MANY, TOO_OFTEN, TUS_VERSION,
};
use super::{ApiError, TurnedAway};

/// Seconds after which somebody may try again at the earliest where the office is busy.
const BUSY_RETRY_S: u64 = 5;
/// Seconds after which one may go on who had too many requests under way.
const AT_ONCE_RETRY_S: u64 = 2;

impl ApiError {
    /// The body, the query or the path cannot be read (400).
    pub fn malformed(detail: impl Into<String>) -> Self {
        Self::with(&MALFORMED, detail)
    }

    /// What waited for a person's judgement is in the log by now (409).
    pub fn already_in_log() -> Self {
        Self::with(
            &ALREADY_IN_LOG,
            "Máy được phép lại đã tự gửi phần này, hoặc phần này đã vào sổ cùng phần khác. Không còn gì phải xem xét.",
        )
    }

    /// What waited for a person's judgement was taken before (409).
    pub fn already_decided() -> Self {
        Self::of(&ALREADY_DECIDED)
    }

    /// Nothing there, or nothing within reach (404).
    pub fn not_found() -> Self {
        Self::of(&NOT_FOUND)
    }

    /// Entries in between are missing (409).
    pub fn gap(expected: u64) -> Self {
        Self::with(&GAP, format!("Máy chủ của tỉnh đang chờ lần ghi số {expected}."))
    }

    /// What the segment continues is not what the office has (409).
    pub fn chain_differs() -> Self {
        Self::of(&CHAIN_DIFFERS)
    }

    /// The record is not as the person saw it (409).
    pub fn changed_since() -> Self {
        Self::with(&CHANGED_SINCE, "Tải lại, xem rồi xử lý tiếp.")
    }

    /// A hub keeps no more bundles (507).
    pub fn hub_full(detail: impl Into<String>) -> Self {
        Self::with(&HUB_FULL, detail)
    }

    /// A hub cannot check what the province has signed (409).
    pub fn hub_without_keys() -> Self {
        Self::with(&HUB_WITHOUT_KEYS, "Máy phải liên lạc được với tỉnh một lần trước khi nhận biên nhận.")
    }

    /// The body, or one entry, is too large (413).
    pub fn too_large(detail: impl Into<String>) -> Self {
        Self::with(&TOO_LARGE, detail)
    }

    /// The body is no JSON (415).
    pub fn media_type() -> Self {
        Self::with(&MEDIA_TYPE, "Chỉ nhận application/json.")
    }

    /// The body is packed where it is taken as it is (415).
    pub fn packed() -> Self {
        Self::with(&MEDIA_TYPE, "Tệp được nhận nguyên như nó có, không nén thêm (Content-Encoding).")
    }

    /// The body is no piece of a file (415).
    pub fn chunk_type() -> Self {
        Self::with(&MEDIA_TYPE, "Chỉ nhận application/offset+octet-stream.")
    }

    /// The request is of another version of the tus protocol (412).
    pub fn tus_version() -> Self {
        Self::of(&TUS_VERSION)
    }

    /// The piece is not the one that its checksum was made of (460).
    pub fn chunk_damaged() -> Self {
        Self::of(&CHUNK_DAMAGED)
    }

    /// The digest is not that of the texts (422).
    pub fn damaged() -> Self {
        Self::of(&DAMAGED)
    }

    /// The rules of the core refuse it (422); the message travels along for the page to word.
    pub fn refused(problem: Problem) -> Self {
        Self { problem: Some(Box::new(problem)), ..Self::of(&REFUSED) }
    }

    /// Readable, but not a thing that can be done (422).
    pub fn invalid(detail: impl Into<String>) -> Self {
        Self::with(&INVALID, detail)
    }

    /// Too many failures of this account, code or device (429).
    pub fn too_many(wait_s: u64) -> Self {
        let detail = format!("Thử lại sau {wait_s} giây.");
        Self { retry_after_s: Some(wait_s), ..Self::with(&TOO_MANY, detail) }
    }

    /// The same, where more has to be said than how long to wait (429).
    pub fn too_many_since(wait_s: u64, detail: String) -> Self {
        Self { retry_after_s: Some(wait_s), ..Self::with(&TOO_MANY, detail) }
    }

    /// One device or person asks more often than its share (429); `wait_s` is their own moment already.
    pub fn too_often(wait_s: u64) -> Self {
        Self {
            retry_after_s: Some(wait_s), ..Self::with(&TOO_OFTEN, format!("Thử lại sau {wait_s} giây."))
        }
    }

    /// One device or person has as many requests under way as one may (429).
    pub fn too_much_at_once() -> Self {
        let turned_away = Some(TurnedAway { least_s: AT_ONCE_RETRY_S });
        let detail = "Đang có quá nhiều yêu cầu cùng lúc. Máy sẽ tự thử lại.";
        Self { retry_after_s: Some(AT_ONCE_RETRY_S), turned_away, ..Self::with(&TOO_OFTEN, detail) }
    }

    /// The body came too slowly (408).
    pub fn too_slow() -> Self {
        Self::of(&TIMEOUT)
    }

    /// The body broke off (400).
    pub fn broken_off() -> Self {
        Self::malformed("Nội dung bị đứt giữa chừng.")
    }

    /// The office cannot do it just now (503). Everybody is told another time to come again, by a layer.
    pub fn busy() -> Self {
        let turned_away = Some(TurnedAway { least_s: BUSY_RETRY_S });
        Self { retry_after_s: Some(BUSY_RETRY_S), turned_away, ..Self::of(&BUSY) }
    }

    /// It came by a name that is not this server's (421).
    pub fn misdirected() -> Self {
        Self::with(
            &MISDIRECTED,
            "Mở bằng đúng địa chỉ mà tỉnh hoặc khu vực đã cho. Người đặt máy: thêm tên này bằng --name.",
        )
    }

    /// The address has more bytes than any has in good faith (414).
    pub fn address_too_long() -> Self {
        Self::of(&ADDRESS_TOO_LONG)
    }

    /// A problem for an answer that some layer gave without words.
    pub fn of_status(status: StatusCode) -> Self {
        let kind = match status {
            StatusCode::UNAUTHORIZED => &NOT_SIGNED_IN,
            // The only layer that answers so is the one against requests forged by other sites.
            StatusCode::FORBIDDEN => &OTHER_ORIGIN,
            StatusCode::NOT_FOUND => &NOT_FOUND,
            StatusCode::METHOD_NOT_ALLOWED => &METHOD,
            StatusCode::REQUEST_TIMEOUT => &TIMEOUT,
            StatusCode::PAYLOAD_TOO_LARGE => &TOO_LARGE,
            StatusCode::UNSUPPORTED_MEDIA_TYPE => &MEDIA_TYPE,
            StatusCode::PRECONDITION_FAILED => &PRECONDITION,
            StatusCode::URI_TOO_LONG => &ADDRESS_TOO_LONG,
            StatusCode::RANGE_NOT_SATISFIABLE => &RANGE,
            StatusCode::MISDIRECTED_REQUEST => &MISDIRECTED,
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => &HEADERS_TOO_LARGE,
            StatusCode::SERVICE_UNAVAILABLE => return Self::busy(),
            status if status.is_server_error() => &DEFECT,
            _ => &MALFORMED,
        };
        Self::of(kind)
    }
}
