//! Problems of who asks: sessions, devices, their keys and codes, hubs.

use super::ApiError;
use super::kinds::{
    ACCOUNT_DISABLED, BAD_SIGNATURE, CODE_EXPIRED, CODE_OF_ANOTHER, CODE_USED, DEVICE_KNOWN, DEVICE_REVOKED,
    FORBIDDEN, HTTPS_NEEDED, HUB_CHALLENGE, NOT_SIGNED_IN, NOT_YOUR_LOG, OTHER_ACCOUNT, PIN_NEEDED,
    QUARANTINE_FULL, REFUSED, TOO_OLD, UNKNOWN_CODE, UNKNOWN_DEVICE, UNSIGNED, WRONG_PASSWORD, WRONG_PIN,
};
use crate::intake::LOGS_OF_DEVICE_MAX;

/// What helps where a code does not work any more.
const ANOTHER_CODE: &str = "Xin người quản trị của tỉnh cấp mã mới, rồi nhập lại ở đây.";

/// Where the PIN of a hub is asked for; its page says the same.
pub(crate) const PIN_NEEDED_WORDS: &str = "Nhập mã PIN trước, rồi làm tiếp.";
/// Where something else was typed.
pub(crate) const NOT_A_PIN_WORDS: &str = "Mã PIN có từ 8 đến 16 chữ số, ví dụ 4071 9382.";
/// Where it is another one.
pub(crate) const WRONG_PIN_WORDS: &str =
    "Xem lại từng chữ số. Quên mã thì người đặt máy đặt mã mới bằng lệnh hub-pin.";

impl ApiError {
    /// No session, or one that has ended (401).
    pub fn not_signed_in() -> Self {
        Self::of(&NOT_SIGNED_IN)
    }

    /// The session is of another account than the page that asks (401).
    pub fn other_account() -> Self {
        Self::of(&OTHER_ACCOUNT)
    }

    /// No token, or one that the office does not know (401).
    pub fn unknown_device() -> Self {
        Self::with(
            &UNKNOWN_DEVICE,
            "Những gì đã ghi vẫn còn trên máy. Xin mã kích hoạt mới ở người quản trị của tỉnh.",
        )
    }

    /// No session at this hub, or one that has ended (401): the device opens one.
    pub fn no_hub_session() -> Self {
        Self::with(&UNKNOWN_DEVICE, "Máy cần xưng danh với máy khu vực. Những gì đã ghi vẫn còn trên máy.")
    }

    /// The province does not let this hub serve the device, or has not told it of the device yet (401).
    pub fn not_of_hub() -> Self {
        Self::with(
            &UNKNOWN_DEVICE,
            "Máy khu vực chưa biết máy này. Những gì đã ghi vẫn còn trên máy, gửi thẳng về tỉnh được.",
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

    /// The device has opened as many logs as one may (422).
    pub fn too_many_logs() -> Self {
        Self::with(
            &REFUSED,
            format!(
                "Máy này đã mở {LOGS_OF_DEVICE_MAX} dãy ghi, nhiều hơn mức một máy cần. Các lần ghi vẫn còn trên máy. Báo \
                 người quản trị của tỉnh."
            ),
        )
    }

    /// As much of the device is kept as of any (422).
    pub fn device_full() -> Self {
        Self::with(
            &REFUSED,
            "Máy này đã gửi nhiều hơn mức một máy cần trong nhiều năm. Các lần ghi vẫn còn trên máy. Báo người quản trị của tỉnh.",
        )
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

    /// The device lost its access (403): why, and what became of what it has just sent. What is safe and what to do,
    /// the app says itself.
    pub fn device_turned_away(because: Option<&str>, sent: &str) -> Self {
        let reason = because.unwrap_or_default().trim();
        let end = if reason.ends_with(['.', '!', '?']) { "" } else { "." };
        let why = if reason.is_empty() { String::new() } else { format!("Lý do: {reason}{end}") };
        let words = [why.as_str(), sent].into_iter().filter(|words| !words.is_empty());
        let words = words.collect::<Vec<_>>().join(" ");
        Self { detail: (!words.is_empty()).then_some(words), ..Self::of(&DEVICE_REVOKED) }
    }

    /// The password is right and the person is disabled (403).
    pub fn account_disabled() -> Self {
        Self::with(&ACCOUNT_DISABLED, "Liên hệ người quản trị của tỉnh.")
    }

    /// A sign-in by a page that was opened by http, whose browser would not keep the session (403).
    pub fn needs_https() -> Self {
        Self::with(
            &HTTPS_NEEDED,
            "Trang đang mở bằng http nên trình duyệt không giữ được phiên làm việc. Mở lại bằng địa chỉ bắt đầu bằng https://, rồi \
             đăng nhập.",
        )
    }

    /// A device whose key the hub does not know yet (403).
    pub fn no_key_at_hub() -> Self {
        Self::with(
            &UNSIGNED,
            "Máy khu vực chưa biết khóa ký của máy này. Cập nhật sổ và gửi thẳng về tỉnh một lần.",
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
            "Tỉnh chưa nhận ra khóa ký của máy. Mọi hồ sơ vẫn còn trên máy và vẫn ghi tiếp được. Xin người quản trị của \
             tỉnh cấp mã mới cho đúng người đang dùng máy, rồi nhập trên chính máy này.",
        )
    }

    /// A segment without a signature where one is needed (403).
    pub fn unsigned() -> Self {
        Self::with(
            &UNSIGNED,
            "Những gì đã ghi vẫn còn trên máy. Cập nhật sổ trên máy đã ghi; cập nhật xong, máy tự ký và gửi lại.",
        )
    }

    /// A signature that is not by a key of the device, or not over what was sent (422).
    pub fn bad_signature() -> Self {
        Self::with(
            &BAD_SIGNATURE,
            "Tỉnh chưa nhận gì. Những gì đã ghi vẫn còn trên máy. Gửi lại; nếu vẫn vậy, báo người quản trị của tỉnh.",
        )
    }

    /// A hub that enrolled as a person does, before there were codes for machines (403).
    pub fn not_a_machine() -> Self {
        Self::with(
            &FORBIDDEN,
            "Máy khu vực phải được kích hoạt bằng mã dành riêng cho máy. Xin mã đó ở tỉnh rồi kích hoạt lại máy này.",
        )
    }

    /// No such enrolment code (422).
    pub fn unknown_code() -> Self {
        Self::with(
            &UNKNOWN_CODE,
            "Mã chưa đúng, đã dùng, đã hết hạn hoặc đã thu hồi. Xem lại từng chữ, hoặc xin mã mới ở người quản trị của \
             tỉnh.",
        )
    }

    /// A known device shows a code that was used (422).
    pub fn code_used() -> Self {
        Self::with(&CODE_USED, ANOTHER_CODE)
    }

    /// A known device shows a code that has run out (422).
    pub fn code_expired() -> Self {
        Self::with(&CODE_EXPIRED, ANOTHER_CODE)
    }

    /// A known device that has lost its key shows a code for another person (403).
    pub fn code_of_another() -> Self {
        Self::with(
            &CODE_OF_ANOTHER,
            "Xin người quản trị của tỉnh cấp mã cho đúng người đang dùng máy này, rồi nhập lại ở đây.",
        )
    }

    /// This browser has not typed the hub's PIN (401).
    pub fn pin_needed() -> Self {
        Self::with(&PIN_NEEDED, PIN_NEEDED_WORDS)
    }

    /// It is another PIN (401).
    pub fn wrong_pin() -> Self {
        Self::with(&WRONG_PIN, WRONG_PIN_WORDS)
    }

    /// What was typed can be no PIN (422).
    pub fn no_pin() -> Self {
        Self::invalid(NOT_A_PIN_WORDS)
    }

    /// The app's requests are of a generation that the office does not take any more (426).
    pub fn app_too_old() -> Self {
        Self::with(
            &TOO_OLD,
            "Những gì đã ghi vẫn còn trên máy và vẫn ghi tiếp được. Cập nhật xong, máy tự gửi hết.",
        )
    }
}
