//! The book: the list of everything on the device.

use super::texts;

texts! {
    TITLE = "Sổ ghi chép", "The book";
    SUBTITLE = "{} bản ghi · {} chưa tới tỉnh", "{} records · {} not yet at the province";
    SEARCH = "Tìm trong sổ", "Search the book";
    SEARCH_HINT = "Tên, nơi, đơn vị… không cần gõ dấu", "Title, place, body… marks not needed";
    FILTER = "Lọc", "Filter";
    ALL = "Tất cả", "All";
    NOT_SENT = "Chưa gửi", "Not sent";
    NEEDS_FIX = "Cần sửa", "Needs correction";
    ACTIVITIES = "Hoạt động", "Activities";
    NOMINATIONS = "Đề nghị", "Nominations";
    DRAFTS = "Nháp", "Drafts";
    MONTH = "Tháng {}", "Month {}";
    NO_DATE = "Chưa có ngày", "No date";
    FOUND = "{} kết quả", "{} results";
    EMPTY = "Sổ còn trống", "The book is empty";
    EMPTY_DO = "Bấm “Ghi” để ghi hoạt động đầu tiên. Không cần mạng.", "Press “Write” to record your first activity. No network is needed.";
    NOTHING = "Không thấy bản ghi nào", "Nothing found";
    NOTHING_DO = "Thử ít chữ hơn, hoặc chọn “Tất cả”.", "Try fewer words, or choose “All”.";
    MORE = "Hiện thêm", "Show more";
    BEST = "Khớp nhất lên đầu", "Best matches first";
    UNTITLED = "(chưa đặt tên)", "(untitled)";
}
