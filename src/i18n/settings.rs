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
    DATA_NOTICE = "Không ghi vào sổ nội dung thuộc bí mật nhà nước. Không ghi tên người trong các vụ việc an ninh.", "Nothing that is a state secret belongs here. Do not name people in security cases.";
}
