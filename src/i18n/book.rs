//! The book: the list of everything on the device.

use super::texts;

texts! {
    TITLE = "Sổ ghi chép", "The book";
    SUBTITLE = "{} hồ sơ · {} chưa gửi", "{} records · {} not sent";
    SEARCH = "Tìm trong sổ", "Search the book";
    SEARCH_HINT = "Tên, cơ quan, ngày…", "Title, body, date…";
    SEARCHING = "Đang tìm…", "Searching…";
    FILTER = "Lọc", "Filter";
    ALL = "Tất cả", "All";
    NOT_SENT = "Chưa gửi", "Not sent";
    NEEDS_FIX = "Cần sửa", "Needs correction";
    ACTIVITIES = "Hoạt động", "Activities";
    NOMINATIONS = "Đề nghị khen thưởng", "Nominations";
    DRAFTS = "Nháp", "Drafts";
    MONTH = "Tháng {}", "Month {}";
    NO_DATE = "Chưa có ngày", "No date";
    FOUND = "{} kết quả", "{} results";
    EMPTY = "Sổ còn trống", "The book is empty";
    EMPTY_DO = "Bấm “Ghi” để ghi hoạt động đầu tiên. Không cần mạng.", "Press “Write” to record your first activity. No network is needed.";
    NOTHING = "Không thấy hồ sơ nào", "Nothing found";
    NOTHING_DO = "Thử ít chữ hơn, hoặc chọn “Tất cả”.", "Try fewer words, or choose “All”.";
    NOTHING_FEWER = "Thử ít chữ hơn, hoặc một phần của tên.", "Try fewer words, or a part of the name.";
    NO_NOT_SENT = "Không có gì chờ gửi", "Nothing waits to be sent";
    NO_NOT_SENT_DO = "Tỉnh đã nhận đủ.", "The province has everything.";
    NO_NEEDS_FIX = "Không có hồ sơ nào cần sửa", "No record needs correction";
    NO_NEEDS_FIX_DO = "Khi tỉnh trả lại, hoặc cùng một chỗ có hai cách ghi, hồ sơ hiện ra ở đây.", "What the province returns, or has two values in one place, appears here.";
    NO_ACTIVITIES = "Chưa có hoạt động nào", "No activity yet";
    NO_ACTIVITIES_DO = "Bấm “Ghi” để ghi hoạt động. Không cần mạng.", "Press “Write” to record one. No network is needed.";
    NO_NOMINATIONS = "Chưa có đề nghị khen thưởng nào", "No nomination yet";
    NO_NOMINATIONS_DO = "Bấm “Ghi” để ghi đề nghị khen thưởng. Không cần mạng.", "Press “Write” to record one. No network is needed.";
    NO_DRAFTS = "Không có nháp nào", "No draft";
    NO_DRAFTS_DO = "Nháp được giữ ở đây cho đến khi lưu hoặc bỏ.", "A draft is kept here until it is saved or discarded.";
    MORE = "Hiện thêm", "Show more";
    BEST = "Khớp nhất lên đầu", "Best matches first";
    UNTITLED = "(chưa đặt tên)", "(untitled)";
}
