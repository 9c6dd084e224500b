//! The room of what arrived from revoked devices.

use super::texts;

texts! {
    ROOM = "Chờ xem xét", "For judgement";
    ROOM_SAYS = "Những gì đến từ máy đã thu hồi được giữ riêng ở đây, chưa vào sổ, cho đến khi có người xem xét.", "What arrives from revoked devices is kept apart here, outside the book, until somebody judges it.";
    NONE = "Không có phần nào chờ", "Nothing waits";
    NONE_DO = "Máy đã thu hồi mà còn gửi đến thì phần gửi đến hiện ra ở đây.", "Whatever a revoked device still sends appears here.";
    SETTLED = "Không còn chờ", "No longer waiting";
    OF_DEVICE = "Máy “{}”", "Device “{}”";
    HELD_BY = "{} giữ · {}", "held by {} · {}";
    REVOKED_BECAUSE = "Thu hồi {} · {}: {}", "Revoked {} · {}: {}";
    MORE = "Xem tiếp {} phần của máy “{}”", "Show {} more of “{}”";
    WAITING_HERE = "{} phần chờ", "{} wait";
    DEVICE_REVOKED = "Máy đang bị thu hồi", "Device is revoked";
    DEVICE_ALLOWED = "Máy đã được phép lại", "Device is allowed again";
    IN_LOG = "Đã có trong sổ: máy được phép lại đã tự gửi, hoặc đã vào cùng phần khác. Không phải xem xét nữa.", "In the book by now: the device was allowed again and sent it itself, or it came with another segment. Nothing to judge.";
    LEFT_BEFORE = "Trước đó không nhận, {} · {}", "Left out before, {} · {}";
    ARRIVED = "Đến {}, {} · {}", "Arrived {}, {} · {}";
    NETWORK = "qua mạng", "by network";
    HUB = "qua máy khu vực", "through a district centre";
    BUNDLE = "trong gói", "in a bundle";
    OTHER_ROAD = "bằng cách mà phiên bản này chưa biết", "in a way that this version does not know";
    ENTRIES = "{} lần ghi, số {}", "{} entries, number {}";
    CONTENT = "Xem nội dung", "Show the content";
    LINE = "{} lần ghi", "{} entries";
    WRITTEN_AS = "ghi là {}", "written as {}";
    UNTITLED = "Hồ sơ chưa có tên", "Untitled record";
    OTHERS = "{} lần ghi khác, hoặc chưa đọc được", "{} other entries, or such as cannot be read";
    FILES = "{} ảnh và tệp", "{} photos and files";
    TAKE = "Nhận vào sổ", "Take in";
    TAKE_OF = "Nhận vào sổ: máy “{}”, số {}", "Take in: device “{}”, number {}";
    LEAVE = "Không nhận", "Leave out";
    LEAVE_OF = "Không nhận: máy “{}”, số {}", "Leave out: device “{}”, number {}";
    TAKE_TITLE = "Nhận vào sổ {} lần ghi?", "Take {} entries in?";
    TAKE_SAYS = "Tỉnh nhận như khi máy tự gửi, trong những gì máy được giao hôm nay. Đã nhận thì không lấy ra được.", "They are taken as if the device had sent them, within its rights of today. What was taken cannot be taken out.";
    LEAVE_TITLE = "Không nhận {} lần ghi?", "Leave {} entries out?";
    LEAVE_SAYS = "Phần này vẫn được giữ riêng, không mất; sau này vẫn nhận vào sổ được. Nếu cho phép máy lại, máy sẽ tự gửi phần này vào sổ.", "They stay kept apart, are not lost, and can still be taken in later. If the device is allowed again, it will send them into the book itself.";
    NOTE = "Ghi chú (không bắt buộc)", "Note (optional)";
    WAIT = "Để sau", "Later";
    TOOK = "Đã nhận {} lần ghi.", "{} entries taken in.";
    REFUSED = "{} lần ghi không hợp lệ, lý do có trong sổ.", "{} of them are refused, with reasons in the log.";
    FORKED = "Phần khác với sổ được giữ riêng.", "What differs from the log is kept apart.";
    STILL = "Máy này còn {} phần chờ.", "{} more of this device wait.";
    LEFT = "Đã để riêng {} lần ghi, không nhận.", "{} entries left out.";
    TAKEN_BY = "Đã nhận {} · {}", "Taken in {} · {}";
    LEFT_BY = "Không nhận {} · {}", "Left out {} · {}";
}
