//! The kinds of problems: what stands in `type`, the status and the title.

use axum::http::StatusCode;
use danvan_core::attachment::upload::CHECKSUM_MISMATCH;

/// A kind of problem: its name in `type`, its status, its title.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Kind {
    pub(super) name: &'static str,
    pub(super) status: u16,
    pub(super) title: &'static str,
}

macro_rules! kinds {
    ($($constant:ident = $name:literal, $status:ident, $title:literal;)*) => {
        $(pub(super) static $constant: Kind = Kind { name: $name, status: StatusCode::$status.as_u16(), title: $title };)*
    };
}

kinds! {
    MALFORMED = "malformed", BAD_REQUEST, "Nội dung gửi lên không đọc được";
    NOT_SIGNED_IN = "not-signed-in", UNAUTHORIZED, "Cần đăng nhập lại";
    OTHER_ACCOUNT = "other-account", UNAUTHORIZED, "Trình duyệt này đã đăng nhập bằng tài khoản khác";
    UNKNOWN_DEVICE = "unknown-device", UNAUTHORIZED, "Máy chưa được kích hoạt";
    WRONG_PASSWORD = "wrong-password", UNAUTHORIZED, "Tên đăng nhập hoặc mật khẩu chưa đúng";
    FORBIDDEN = "role-may-not", FORBIDDEN, "Tài khoản này chưa được giao việc đó";
    NOT_YOUR_LOG = "not-your-log", FORBIDDEN, "Các lần ghi này của máy khác";
    DEVICE_REVOKED = "device-revoked", FORBIDDEN, "Máy này đã bị ngừng quyền";
    ACCOUNT_DISABLED = "account-disabled", FORBIDDEN, "Tài khoản này đã bị khóa";
    HTTPS_NEEDED = "https-needed", FORBIDDEN, "Phải mở trang này bằng https";
    QUARANTINE_FULL = "quarantine-full", FORBIDDEN, "Máy đã bị thu hồi, phần giữ riêng cho máy này đã đầy";
    DEVICE_KNOWN = "device-known", FORBIDDEN, "Máy này đã kích hoạt từ trước";
    CODE_OF_ANOTHER = "code-of-another", FORBIDDEN, "Mã này cấp cho người khác";
    UNSIGNED = "unsigned", FORBIDDEN, "Dữ liệu gửi lên chưa được máy ký";
    OTHER_ORIGIN = "other-origin", FORBIDDEN, "Yêu cầu đến từ trang khác";
    NOT_FOUND = "not-found", NOT_FOUND, "Không tìm thấy";
    METHOD = "method-not-allowed", METHOD_NOT_ALLOWED, "Địa chỉ này không nhận cách gọi đó";
    TIMEOUT = "timeout", REQUEST_TIMEOUT, "Gửi quá lâu, thử lại";
    GAP = "gap", CONFLICT, "Thiếu các lần ghi ở giữa";
    CHAIN_DIFFERS = "chain-differs", CONFLICT, "Phần tỉnh đã nhận khác với phần trên máy";
    WRONG_OFFSET = "wrong-offset", CONFLICT, "Phần gửi tiếp không nối với phần đã nhận";
    CHANGED_SINCE = "changed-since", CONFLICT, "Hồ sơ đã thay đổi từ lúc mở xem";
    ALREADY_IN_LOG = "already-in-log", CONFLICT, "Phần này đã có trong sổ";
    ALREADY_DECIDED = "already-decided", CONFLICT, "Phần này đã được nhận từ trước";
    UPLOAD_EXPIRED = "upload-expired", GONE, "Lần gửi tệp này đã quá hạn, gửi lại từ đầu";
    UPLOAD_DAMAGED = "upload-damaged", GONE, "Tệp nhận được không đúng mã kiểm, gửi lại từ đầu";
    TUS_VERSION = "tus-version", PRECONDITION_FAILED, "Phiên bản giao thức gửi tệp không được nhận";
    TOO_LARGE = "too-large", PAYLOAD_TOO_LARGE, "Nội dung gửi lên quá lớn";
    MEDIA_TYPE = "unsupported-media-type", UNSUPPORTED_MEDIA_TYPE, "Kiểu nội dung không được nhận";
    DAMAGED = "damaged", UNPROCESSABLE_ENTITY, "Nội dung bị sai lệch trên đường truyền";
    BAD_SIGNATURE = "bad-signature", UNPROCESSABLE_ENTITY, "Dữ liệu gửi lên không đúng khóa ký của máy này";
    HUB_CHALLENGE = "hub-challenge", UNPROCESSABLE_ENTITY, "Lần xưng danh với máy khu vực đã quá hạn";
    ATTACHMENT_REFUSED = "attachment-refused", UNPROCESSABLE_ENTITY, "Không nhận tệp này";
    REFUSED = "refused", UNPROCESSABLE_ENTITY, "Không thực hiện được";
    USERNAME_TAKEN = "username-taken", UNPROCESSABLE_ENTITY, "Tên đăng nhập này đã có người dùng";
    INVALID = "invalid", UNPROCESSABLE_ENTITY, "Nội dung không hợp lệ";
    UNKNOWN_CODE = "unknown-code", UNPROCESSABLE_ENTITY, "Mã kích hoạt này không dùng được";
    CODE_USED = "code-used", UNPROCESSABLE_ENTITY, "Mã này đã dùng rồi";
    CODE_EXPIRED = "code-expired", UNPROCESSABLE_ENTITY, "Mã này đã hết hạn";
    TOO_MANY = "too-many", TOO_MANY_REQUESTS, "Đã thử quá nhiều lần, chờ rồi thử lại";
    TOO_OFTEN = "too-often", TOO_MANY_REQUESTS, "Máy này gửi quá nhanh, chờ rồi gửi tiếp";
    DEVICE_BUSY = "device-busy", TOO_MANY_REQUESTS, "Đang nhận một phần khác của máy này";
    DEVICE_BUSY_FOR_HUB = "device-busy", CONFLICT, "Đang nhận một phần khác của máy này";
    TOO_OLD = "app-too-old", UPGRADE_REQUIRED, "Phiên bản sổ trên máy đã cũ";
    HUB_FULL = "hub-full", INSUFFICIENT_STORAGE, "Máy khu vực đã giữ quá nhiều gói chờ";
    HUB_WITHOUT_KEYS = "hub-without-keys", CONFLICT, "Máy khu vực chưa có khóa của tỉnh";
    BUSY = "busy", SERVICE_UNAVAILABLE, "Máy chủ của tỉnh đang bận, thử lại sau ít phút";
    MISDIRECTED = "misdirected", MISDIRECTED_REQUEST, "Máy này không mang địa chỉ đó";
    PRECONDITION = "precondition-failed", PRECONDITION_FAILED, "Tệp đã khác với lúc máy hỏi";
    ADDRESS_TOO_LONG = "address-too-long", URI_TOO_LONG, "Địa chỉ quá dài";
    RANGE = "range-not-satisfiable", RANGE_NOT_SATISFIABLE, "Tệp không có đoạn đó";
    HEADERS_TOO_LARGE = "headers-too-large", REQUEST_HEADER_FIELDS_TOO_LARGE, "Phần đầu của yêu cầu quá lớn";
    PIN_NEEDED = "pin-needed", UNAUTHORIZED, "Cần mã PIN của máy khu vực";
    WRONG_PIN = "wrong-pin", UNAUTHORIZED, "Mã PIN chưa đúng";
    DEFECT = "defect", INTERNAL_SERVER_ERROR, "Máy chủ gặp lỗi";
}

/// A status of the tus protocol, which no registry knows.
pub(super) static CHUNK_DAMAGED: Kind = Kind {
    name: "chunk-damaged",
    status: CHECKSUM_MISMATCH,
    title: "Phần tệp bị sai lệch trên đường truyền",
};
