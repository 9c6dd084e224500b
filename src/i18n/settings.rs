//! Settings.

use super::texts;

texts! {
    TITLE = "Cài đặt", "Settings";
    LANGUAGE = "Ngôn ngữ", "Language";
    VIETNAMESE = "Tiếng Việt", "Tiếng Việt";
    ENGLISH = "English", "English";
    THEME = "Giao diện", "Theme";
    THEME_AUTO = "Theo máy", "As the device";
    THEME_LIGHT = "Sáng", "Light";
    THEME_DARK = "Tối", "Dark";
    PERSON = "Người dùng", "User";
    NAME = "Tên", "Name";
    ROLE = "Vai trò", "Role";
    PLACE = "Đơn vị", "Unit";
    DEVICE = "Máy", "Device";
    KEEPING = "Giữ dữ liệu", "Keeping data";
    VERSION = "Phiên bản", "Version";
    UP_TO_DATE = "Đang dùng bản mới nhất mà máy đã tải.", "This is the newest version fetched.";
    DATA_NOTICE = "Sổ chỉ ghi việc không thuộc bí mật nhà nước. Không ghi tên người trong các vụ việc an ninh.", "Only non-secret matters belong here. Do not name people in security cases.";
}
