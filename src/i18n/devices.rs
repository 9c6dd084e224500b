//! The room of devices.

use super::texts;

texts! {
    ROOM = "Máy", "Devices";
    ROOM_SAYS = "Mọi máy đã kích hoạt: ai giữ, liên lạc lúc nào, còn gì chờ. Máy bị mất hoặc đổi chủ thì thu hồi ở đây.", "Every device that was enrolled: who holds it, when it last asked, what waits. Revoke here what was lost or changed hands.";
    SEARCH = "Tìm máy", "Search the devices";
    SEARCH_HINT = "Tên máy, người giữ, nơi…", "Device, holder, place…";
    COUNT = "{} máy", "{} devices";
    NONE = "Chưa có máy nào", "No device yet";
    NONE_DO = "Máy hiện ra ở đây sau khi kích hoạt bằng mã. Cấp mã ở mục “Mã kích hoạt”.", "Devices appear here once they were enrolled with a code. Issue one under “Enrolment codes”.";
    NOT_FOUND = "Không có máy nào khớp", "No device matches";
    NOT_FOUND_DO = "Gõ ít chữ hơn, hoặc bỏ bớt điều kiện lọc.", "Try fewer words or fewer filters.";
    SHOW_ALL = "Xem tất cả máy", "Show all devices";
    IN_USE = "Đang dùng", "In use";
    NEW = "Mới kích hoạt", "Enrolled lately";
    COUNT_NEW = "{} máy kích hoạt trong 7 ngày qua", "{} devices enrolled within 7 days";
    NONE_NEW = "7 ngày qua không có máy nào mới kích hoạt", "No device was enrolled within 7 days";
    NONE_NEW_DO = "Máy vừa kích hoạt hiện ở đây, máy mới nhất trước.", "Devices appear here when they are enrolled, the latest first.";
    WAITS = "Còn phần chờ", "Something waits";
    UNSIGNED = "Chưa ký", "Unsigned";

    DEVICE = "Máy", "Device";
    HOLDER = "Người giữ", "Holder";
    CONTACT = "Liên lạc gần nhất", "Last contact";
    VERSION = "Phiên bản", "Version";
    WAITING = "Còn chờ", "Waiting";
    STATE = "Trạng thái", "State";
    NEVER = "Chưa liên lạc", "Never";
    ENTRIES = "tỉnh đã nhận {} lần ghi", "{} entries at the office";
    LAST_ENTRIES = "nhận gần nhất {}", "the last of them {}";
    UNKNOWN_VERSION = "Chưa rõ", "Not known";
    BUILD = "Phiên bản {}", "Version {}";
    OLD_UNSIGNED = "phiên bản cũ, chưa ký", "old version, unsigned";
    KEY_CHANGED = "đã thay khóa ký ngày {}", "signing key replaced on {}";
    WAITING_BUNDLES = "{} gói chờ phần trước", "{} bundles wait for what comes before";
    QUARANTINED = "{} phần chờ xem xét", "{} segments wait for judgement";
    NOTHING_WAITS = "Không", "Nothing";
    REVOKED = "Đã thu hồi", "Revoked";
    HOLDER_DISABLED = "Người giữ đã bị khóa", "Its holder is disabled";
    HOLDER_DISABLED_SAYS = "Tỉnh không nhận gì từ máy này cho đến khi mở khóa người giữ.", "Nothing is taken from it until its holder is enabled again.";
    REVOKED_BY = "{} · {}: {}", "{} · {}: {}";

    ENROLLED_AT = "kích hoạt {}", "enrolled {}";
    DETAILS = "Chi tiết: {} lần kích hoạt", "Details: {} enrolments";
    DEVICE_ID = "Mã máy", "Device id";
    KNOWN_SINCE = "Kích hoạt lần đầu", "First enrolled";
    ENROLMENTS = "Các lần kích hoạt", "Enrolments";
    ENROLLED = "{} · mã cấp cho {}", "{} · code issued to {}";
    KEYS = "Khóa ký", "Signing keys";
    KEY_FROM = "{} · từ {}", "{} · from {}";
    KEY_UNTIL = "{} · từ {} đến {}", "{} · from {} to {}";
    KEY_AFTER_LOSS = "thay cho khóa bị mất", "in place of a key that was lost";
    HISTORY = "Thu hồi và cho phép lại", "Revoked and allowed again";
    HISTORY_REVOKED = "Thu hồi {} · {}: {}", "Revoked {} · {}: {}";
    HISTORY_ALLOWED = "Cho phép lại {} · {} {}", "Allowed again {} · {} {}";
    BY_COMMAND = "bằng lệnh trên máy chủ", "by a command at the server";

    REVOKE = "Thu hồi", "Revoke";
    REVOKE_OF = "Thu hồi máy “{}”", "Revoke {}";
    REVOKE_TITLE = "Thu hồi máy “{}”?", "Revoke “{}”?";
    WHICH = "Người giữ: {} · {} · {}. Liên lạc gần nhất: {}.", "Held by {} · {} · {}. Last contact: {}.";
    REVOKE_SAYS = "Từ lúc này tỉnh không nhận gì từ máy này, qua mạng, máy khu vực hay gói. Những gì còn gửi đến được giữ riêng, chờ người xem xét.", "From now on the office takes nothing from this device, by network, district centre or bundle. Whatever still arrives is kept apart and waits for judgement.";
    REVOKE_KEEPS = "Người giữ máy không mất gì: mọi thứ vẫn còn trên máy. Máy hiện lý do ghi ở dưới.", "Its holder loses nothing: everything stays on the device. It shows the reason given below.";
    REASON = "Lý do (người giữ máy sẽ đọc được)", "Reason (the holder will read it)";
    REASON_SHORT = "Lý do cần ít nhất {} ký tự, ví dụ “Mất máy ngày 20/11”.", "The reason needs at least {} characters, such as “Lost on 20 November”.";
    REVOKE_DO = "Thu hồi máy", "Revoke the device";
    KEEP = "Để nguyên", "Leave it";
    REVOKED_SAID = "Đã thu hồi máy “{}”", "{} is revoked";
    ALLOW = "Cho phép lại", "Allow again";
    ALLOW_OF = "Cho phép lại máy “{}”", "Allow {} again";
    ALLOW_TITLE = "Cho phép lại máy “{}”?", "Allow “{}” again?";
    ALLOW_SAYS = "Máy lại gửi, nhận như trước.", "The device sends and receives as before.";
    ALLOW_TRUSTS = "Máy sẽ tự gửi lại mọi phần đang chờ xem xét, cả những phần đã “Không nhận”, và tỉnh nhận hết vào sổ. Cho phép lại là tin máy trở lại: không giữ riêng được phần nào nữa.", "It will send everything that waits for judgement once more, also what was left out, and all of it goes into the book. To allow a device again is to trust it again: no part can be held back.";
    ALLOWED_SAID = "Đã cho phép lại máy “{}”", "{} is allowed again";
}
