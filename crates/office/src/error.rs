//! What a handler answers when it does not answer what it was asked for.
//!
//! Which to use where:
//! - [`ApiError`] in handlers and extractors: it *is* the answer, an RFC 9457 problem with Vietnamese words for the
//!   person at the other end. Make it by its named constructors; each belongs to one situation.
//! - [`crate::store::StoreError`] inside the store, [`crate::intake::IntakeError`] on the way to the writer: they say
//!   that nothing was kept although nothing was wrong with the request. `?` turns them into "try again later" (503)
//!   and logs what happened; the person is not told the database's words.
//! - `anyhow::Error` at the start and on the command line only.

use std::fmt;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use danvan_core::attachment::upload::CHECKSUM_MISMATCH;
use danvan_core::message::Problem;
use serde::Serialize;

use crate::attachments::{OPEN_UPLOADS_MAX, Refusal, Unfit};
use crate::intake::IntakeError;
use crate::people::PersonProblem;
use crate::secrets::NoRandomness;
use crate::store::StoreError;

/// The media type of problems.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// A kind of problem: its name in `type`, its status, its title.
#[derive(Debug, PartialEq, Eq)]
struct Kind {
    name: &'static str,
    status: u16,
    title: &'static str,
}

macro_rules! kinds {
    ($($constant:ident = $name:literal, $status:ident, $title:literal;)*) => {
        $(static $constant: Kind = Kind { name: $name, status: StatusCode::$status.as_u16(), title: $title };)*
    };
}

kinds! {
    MALFORMED = "malformed", BAD_REQUEST, "Nội dung gửi lên không đọc được";
    NOT_SIGNED_IN = "not-signed-in", UNAUTHORIZED, "Cần đăng nhập lại";
    UNKNOWN_DEVICE = "unknown-device", UNAUTHORIZED, "Thiết bị chưa được đăng ký";
    WRONG_PASSWORD = "wrong-password", UNAUTHORIZED, "Tên đăng nhập hoặc mật khẩu không đúng";
    FORBIDDEN = "role-may-not", FORBIDDEN, "Vai trò này không được làm việc đó";
    NOT_YOUR_LOG = "not-your-log", FORBIDDEN, "Nhật ký này của thiết bị khác";
    DEVICE_REVOKED = "device-revoked", FORBIDDEN, "Thiết bị đã bị thu hồi quyền";
    ACCOUNT_DISABLED = "account-disabled", FORBIDDEN, "Tài khoản này đã bị khóa";
    QUARANTINE_FULL = "quarantine-full", FORBIDDEN, "Thiết bị đã bị thu hồi quyền, chỗ giữ riêng cho nó đã đầy";
    DEVICE_KNOWN = "device-known", FORBIDDEN, "Thiết bị này đã được ghi danh";
    UNSIGNED = "unsigned", FORBIDDEN, "Dữ liệu gửi lên chưa được thiết bị ký";
    OTHER_ORIGIN = "other-origin", FORBIDDEN, "Yêu cầu đến từ trang khác";
    NOT_FOUND = "not-found", NOT_FOUND, "Không tìm thấy";
    METHOD = "method-not-allowed", METHOD_NOT_ALLOWED, "Địa chỉ này không nhận cách gọi đó";
    TIMEOUT = "timeout", REQUEST_TIMEOUT, "Gửi quá lâu, hãy thử lại";
    GAP = "gap", CONFLICT, "Thiếu các mục ở giữa";
    CHAIN_DIFFERS = "chain-differs", CONFLICT, "Nhật ký ở tỉnh khác với nhật ký trên máy";
    WRONG_OFFSET = "wrong-offset", CONFLICT, "Tệp đang ở chỗ khác với chỗ gửi tiếp";
    CHANGED_SINCE = "changed-since", CONFLICT, "Bản ghi đã thay đổi từ lúc bạn xem";
    ALREADY_DECIDED = "already-decided", CONFLICT, "Phần này đã được nhận từ trước";
    UPLOAD_EXPIRED = "upload-expired", GONE, "Lần gửi tệp này đã quá hạn, hãy gửi lại từ đầu";
    UPLOAD_DAMAGED = "upload-damaged", GONE, "Tệp nhận được không đúng mã kiểm, hãy gửi lại từ đầu";
    TUS_VERSION = "tus-version", PRECONDITION_FAILED, "Phiên bản giao thức gửi tệp không được nhận";
    TOO_LARGE = "too-large", PAYLOAD_TOO_LARGE, "Nội dung gửi lên quá lớn";
    MEDIA_TYPE = "unsupported-media-type", UNSUPPORTED_MEDIA_TYPE, "Kiểu nội dung không được nhận";
    DAMAGED = "damaged", UNPROCESSABLE_ENTITY, "Nội dung bị sai lệch trên đường truyền";
    BAD_SIGNATURE = "bad-signature", UNPROCESSABLE_ENTITY, "Chữ ký không phải của thiết bị này";
    HUB_CHALLENGE = "hub-challenge", UNPROCESSABLE_ENTITY, "Lần xưng danh với máy khu vực đã quá hạn";
    ATTACHMENT_REFUSED = "attachment-refused", UNPROCESSABLE_ENTITY, "Không nhận tệp này";
    REFUSED = "refused", UNPROCESSABLE_ENTITY, "Không thực hiện được";
    USERNAME_TAKEN = "username-taken", UNPROCESSABLE_ENTITY, "Tên đăng nhập này đã có người dùng";
    INVALID = "invalid", UNPROCESSABLE_ENTITY, "Nội dung không hợp lệ";
    UNKNOWN_CODE = "unknown-code", UNPROCESSABLE_ENTITY, "Mã đăng ký không đúng hoặc đã hết hạn";
    TOO_MANY = "too-many", TOO_MANY_REQUESTS, "Thử quá nhiều lần, hãy chờ";
    TOO_OFTEN = "too-often", TOO_MANY_REQUESTS, "Thiết bị này gửi quá dày, hãy chờ";
    TOO_OLD = "app-too-old", UPGRADE_REQUIRED, "Ứng dụng trên máy đã cũ";
    HUB_FULL = "hub-full", INSUFFICIENT_STORAGE, "Máy khu vực đã giữ quá nhiều gói chờ";
    HUB_WITHOUT_KEYS = "hub-without-keys", CONFLICT, "Máy khu vực chưa có khoá của tỉnh";
    BUSY = "busy", SERVICE_UNAVAILABLE, "Văn phòng tỉnh đang bận, hãy thử lại sau";
    DEFECT = "defect", INTERNAL_SERVER_ERROR, "Máy chủ gặp lỗi";
}

/// A status of the tus protocol, which no registry knows.
static CHUNK_DAMAGED: Kind = Kind {
    name: "chunk-damaged",
    status: CHECKSUM_MISMATCH,
    title: "Phần tệp bị sai lệch trên đường truyền",
};

/// Seconds after which somebody may try again at the earliest where the office is busy.
const BUSY_RETRY_S: u64 = 5;

/// Beside an answer, for the layer that tells everybody another moment to come again, not before this.
#[derive(Clone, Copy, Debug)]
pub struct TurnedAway {
    /// The least of the seconds to wait.
    pub least_s: u64,
}

/// Seconds after which a device with too many files under way may begin another.
const TOO_MANY_UPLOADS_RETRY_S: u64 = 3600;

/// A problem as an answer. See the module's head.
#[derive(Debug)]
pub struct ApiError {
    kind: &'static Kind,
    detail: Option<String>,
    problem: Option<Box<Problem>>,
    retry_after_s: Option<u64>,
    turned_away: Option<TurnedAway>,
}

impl ApiError {
    fn of(kind: &'static Kind) -> Self {
        Self { kind, detail: None, problem: None, retry_after_s: None, turned_away: None }
    }

    fn with(kind: &'static Kind, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..Self::of(kind) }
    }

    /// The body, the query or the path cannot be read (400).
    pub fn malformed(detail: impl Into<String>) -> Self {
        Self::with(&MALFORMED, detail)
    }

    /// No session, or one that has ended (401).
    pub fn not_signed_in() -> Self {
        Self::of(&NOT_SIGNED_IN)
    }

    /// No token, or one that the office does not know (401).
    pub fn unknown_device() -> Self {
        Self::with(&UNKNOWN_DEVICE, "Dữ liệu trên máy vẫn còn. Hãy xin mã đăng ký mới ở tỉnh.")
    }

    /// No session at this hub, or one that has ended (401): the device opens one.
    pub fn no_hub_session() -> Self {
        Self::with(&UNKNOWN_DEVICE, "Máy cần xưng danh với máy khu vực. Dữ liệu trên máy vẫn còn.")
    }

    /// The province does not let this hub serve the device, or has not told it of the device yet (401).
    pub fn not_of_hub() -> Self {
        Self::with(
            &UNKNOWN_DEVICE,
            "Máy khu vực chưa biết máy này. Dữ liệu trên máy vẫn còn, gửi thẳng về tỉnh được.",
        )
    }

    /// The sign-in failed (401).
    pub fn wrong_password() -> Self {
        Self::of(&WRONG_PASSWORD)
    }

    /// The role does not do this (403).
    pub fn forbidden() -> Self {
        Self::of(&FORBIDDEN)
    }

    /// The log belongs to another device (403).
    pub fn not_your_log() -> Self {
        Self::of(&NOT_YOUR_LOG)
    }

    /// The device lost its access (403), for a reason that is not known here.
    pub fn device_revoked() -> Self {
        Self::device_revoked_because(None)
    }

    /// The device lost its access (403), for a reason that its person may read.
    pub fn device_revoked_because(because: Option<String>) -> Self {
        Self::device_turned_away(because.as_deref(), "")
    }

    /// A hub brought something of a revoked device, and there is no room for what waits for a judgement (403).
    pub fn quarantine_full() -> Self {
        Self::with(&QUARANTINE_FULL, "Máy khu vực giữ lại và gửi lại sau.")
    }

    /// The device lost its access (403): why, and what became of what it has just sent.
    pub fn device_turned_away(because: Option<&str>, sent: &str) -> Self {
        let reason = because.unwrap_or_default().trim();
        let mut words = if reason.is_empty() { String::new() } else { format!("Lý do: {reason}. ") };
        if reason.ends_with(['.', '!', '?']) {
            words = format!("Lý do: {reason} ");
        }
        words.push_str("Mọi thứ đã ghi vẫn nằm trên máy, không mất gì. ");
        if !sent.is_empty() {
            words.push_str(sent);
            words.push(' ');
        }
        words.push_str("Hãy gọi người quản trị sổ ở văn phòng tỉnh để được hướng dẫn.");
        Self::with(&DEVICE_REVOKED, words)
    }

    /// The password is right and the person is disabled (403).
    pub fn account_disabled() -> Self {
        Self::with(&ACCOUNT_DISABLED, "Hãy hỏi người quản trị sổ ở văn phòng tỉnh.")
    }

    /// What waited for a person's judgement was taken before (409).
    pub fn already_decided() -> Self {
        Self::of(&ALREADY_DECIDED)
    }

    /// A device whose key the hub does not know yet (403).
    pub fn no_key_at_hub() -> Self {
        Self::with(
            &UNSIGNED,
            "Máy khu vực chưa biết khoá ký của máy này. Hãy cập nhật ứng dụng và gửi thẳng về tỉnh một lần.",
        )
    }

    /// The answer to a challenge that a hub did not give, or gave too long ago, or that was answered before (422).
    pub fn hub_challenge() -> Self {
        Self::with(&HUB_CHALLENGE, "Máy sẽ tự thử lại.")
    }

    /// The device is known, and nothing proves that it is that device that asks (403).
    pub fn device_known() -> Self {
        Self::with(
            &DEVICE_KNOWN,
            "Mã số của máy này đã có trong sổ của tỉnh, nhưng máy chưa chứng minh được mình chính là máy đó. Mọi thứ vẫn \
             nằm trên máy và vẫn ghi tiếp được. Hãy xin mã mới cho đúng người đang dùng máy, rồi nhập trên chính máy này.",
        )
    }

    /// A segment without a signature where one is needed (403).
    pub fn unsigned() -> Self {
        Self::with(
            &UNSIGNED,
            "Mọi thứ vẫn nằm trên máy. Hãy cập nhật ứng dụng trên máy đã ghi; cập nhật xong, máy tự ký và gửi lại.",
        )
    }

    /// A signature that is not by a key of the device, or not over what was sent (422).
    pub fn bad_signature() -> Self {
        Self::with(
            &BAD_SIGNATURE,
            "Chưa nhận gì, mọi thứ vẫn nằm trên máy. Hãy gửi lại; nếu vẫn vậy, hãy báo cho người quản trị ở tỉnh.",
        )
    }

    /// A hub that enrolled as a person does, before there were codes for machines (403).
    pub fn not_a_machine() -> Self {
        Self::with(
            &FORBIDDEN,
            "Máy khu vực phải được ghi danh bằng mã dành riêng cho máy. Hãy xin mã đó ở tỉnh rồi ghi danh lại máy này.",
        )
    }

    /// Nothing there, or nothing within reach (404).
    pub fn not_found() -> Self {
        Self::of(&NOT_FOUND)
    }

    /// Entries in between are missing (409).
    pub fn gap(expected: u64) -> Self {
        Self::with(&GAP, format!("Văn phòng tỉnh đang chờ mục số {expected}."))
    }

    /// What the stretch continues is not what the office has (409).
    pub fn chain_differs() -> Self {
        Self::of(&CHAIN_DIFFERS)
    }

    /// The record is not as the person saw it (409).
    pub fn changed_since() -> Self {
        Self::with(&CHANGED_SINCE, "Hãy tải lại rồi quyết định.")
    }

    /// A hub keeps no more bundles (507).
    pub fn hub_full(detail: impl Into<String>) -> Self {
        Self::with(&HUB_FULL, detail)
    }

    /// A hub cannot check what the province has signed (409).
    pub fn hub_without_keys() -> Self {
        Self::with(&HUB_WITHOUT_KEYS, "Máy phải gọi được về tỉnh một lần trước khi nhận biên nhận.")
    }

    /// The body, or one entry, is too large (413).
    pub fn too_large(detail: impl Into<String>) -> Self {
        Self::with(&TOO_LARGE, detail)
    }

    /// The body is no JSON (415).
    pub fn media_type() -> Self {
        Self::with(&MEDIA_TYPE, "Chỉ nhận application/json.")
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

    /// No such enrolment code (422).
    pub fn unknown_code() -> Self {
        Self::with(&UNKNOWN_CODE, "Hãy xem lại từng chữ, hoặc xin mã mới ở tỉnh.")
    }

    /// Too many failures of this account, code or device (429).
    pub fn too_many(wait_s: u64) -> Self {
        let detail = format!("Hãy thử lại sau {wait_s} giây.");
        Self { retry_after_s: Some(wait_s), ..Self::with(&TOO_MANY, detail) }
    }

    /// One device or person asks more often than its share (429); `wait_s` is his own moment already.
    pub fn too_often(wait_s: u64) -> Self {
        Self {
            retry_after_s: Some(wait_s),
            ..Self::with(&TOO_OFTEN, format!("Hãy thử lại sau {wait_s} giây."))
        }
    }

    /// The app's requests are of a generation that the office does not take any more (426).
    pub fn app_too_old() -> Self {
        Self::with(&TOO_OLD, "Mọi thứ vẫn nằm trên máy và vẫn ghi tiếp được. Cập nhật xong, máy tự gửi hết.")
    }

    /// The office cannot do it just now (503). Everybody is told another time to come again, by a layer.
    pub fn busy() -> Self {
        let turned_away = Some(TurnedAway { least_s: BUSY_RETRY_S });
        Self { retry_after_s: Some(BUSY_RETRY_S), turned_away, ..Self::of(&BUSY) }
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
            StatusCode::SERVICE_UNAVAILABLE => return Self::busy(),
            status if status.is_server_error() => &DEFECT,
            _ => &MALFORMED,
        };
        Self::of(kind)
    }
}

/// For the command line.
impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.title)?;
        self.detail.as_ref().map_or(Ok(()), |detail| write!(f, ": {detail}"))
    }
}

impl std::error::Error for ApiError {}

/// A problem as it is sent: `danvan_core::wire::ProblemDocument` with the core's message beside it.
#[derive(Serialize)]
struct Document<'a> {
    #[serde(rename = "type")]
    kind: String,
    title: &'a str,
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<&'a Problem>,
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let document = Document {
            kind: format!("/problems/{}", self.kind.name),
            title: self.kind.title,
            status: self.kind.status,
            detail: self.detail.as_deref(),
            problem: self.problem.as_deref(),
        };
        let body = serde_json::to_vec(&document).unwrap_or_default();
        let status = StatusCode::from_u16(self.kind.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after_s {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if *self.kind == UNKNOWN_DEVICE {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(turned_away) = self.turned_away {
            response.extensions_mut().insert(turned_away);
        }
        response
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "store failed");
        Self::busy()
    }
}

impl From<IntakeError> for ApiError {
    fn from(error: IntakeError) -> Self {
        match error {
            // Logged by the writer, which knows more.
            IntakeError::Stopping | IntakeError::Full | IntakeError::Store(_) => Self::busy(),
            IntakeError::Defect => Self::of(&DEFECT),
        }
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Unknown => Self::not_found(),
            Refusal::Expired => Self::of(&UPLOAD_EXPIRED),
            Refusal::WrongOffset(offset) => {
                Self::with(&WRONG_OFFSET, format!("Văn phòng tỉnh đã có {offset} byte."))
            }
            Refusal::TooLong => Self::too_large("Tệp dài hơn đã báo, hoặc quá 10 MB."),
            Refusal::TooMany => Self {
                retry_after_s: Some(TOO_MANY_UPLOADS_RETRY_S),
                ..Self::with(&TOO_MANY, format!("Máy này đang gửi dở {OPEN_UPLOADS_MAX} tệp."))
            },
            Refusal::OtherDigest => Self::of(&UPLOAD_DAMAGED),
            Refusal::Unfit(unfit) => Self::with(
                &ATTACHMENT_REFUSED,
                match unfit {
                    Unfit::Type => "Chỉ nhận ảnh JPEG, PNG, WebP và tệp PDF, DOCX, XLSX.",
                    Unfit::Unreadable => "Ảnh bị hỏng, không đọc được.",
                    Unfit::TooManyPixels => "Ảnh có quá nhiều điểm ảnh.",
                },
            ),
            Refusal::Store(error) => error.into(),
            Refusal::Spool(_) | Refusal::Objects(_) | Refusal::Stopping => {
                tracing::error!(error = %refusal, "a file could not be kept");
                Self::busy()
            }
        }
    }
}

impl From<PersonProblem> for ApiError {
    fn from(problem: PersonProblem) -> Self {
        match problem {
            PersonProblem::Request(words) => Self::invalid(words),
            PersonProblem::UsernameTaken => Self::of(&USERNAME_TAKEN),
            PersonProblem::Store(error) => error.into(),
            PersonProblem::Randomness(error) => error.into(),
        }
    }
}

impl From<NoRandomness> for ApiError {
    fn from(error: NoRandomness) -> Self {
        tracing::error!(%error, "no randomness");
        Self::busy()
    }
}
