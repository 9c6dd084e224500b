//! The home page.

use super::texts;

texts! {
    WAITING_TITLE = "{} mục đang nằm trên máy", "{} items are on this device";
    WAITING_SINCE = "Lâu nhất từ {}. Không có mạng cũng không mất: khi có mạng, máy tự gửi.", "Oldest from {}. Nothing is lost without a network: it is sent when there is one.";
    WAITING_FILES = "Phần chữ đã tới tỉnh; ảnh và tệp còn {}. Khi có mạng, máy tự gửi tiếp.", "The texts have arrived; photos and files have {} left. They are sent when there is a network.";
    SAFE_TITLE = "Tỉnh đã có tất cả", "The province has everything";
    SAFE_LAST = "Biên nhận gần nhất: {}.", "Last receipt: {}.";
    SAFE_NONE = "Chưa có gì để gửi.", "There is nothing to send yet.";
    RETURNED = "Cần sửa", "Needs correction";
    CONFLICTS = "Xung đột: {}", "Conflicts: {}";
    BOTH = "Cần sửa: {} · Xung đột: {}", "Needs correction: {} · Conflicts: {}";
    CONFLICT_ONE = "Có hai giá trị khác nhau ở cùng một chỗ.", "Two different values stand in one place.";
    DRAFTS = "Đang ghi dở", "Unfinished";
    DRAFT_LEFT = "Nháp · {}", "Draft · {}";
    NEW = "Ghi việc mới", "Write something new";
    ACTIVITY = "Hoạt động", "Activity";
    NOMINATION = "Đề nghị khen thưởng", "Nomination";
    CAMPAIGN = "Phong trào đang thực hiện", "Campaign under way";
    CAMPAIGN_LAST = "Phong trào gần đây nhất", "Most recent campaign";
    CONTENTS = "{} nội dung · đơn vị đã có hoạt động ở {} nội dung", "{} contents · activities recorded for {} of them";
    CONTENT_DONE = "đã có hoạt động", "has activities";
    CONTENT_OPEN = "chưa có", "none yet";
    SHOW_CONTENTS = "Xem các nội dung", "Show the contents";
    MORE = "và {} mục nữa", "and {} more";
    MONDAY = "Thứ hai", "Monday";
    TUESDAY = "Thứ ba", "Tuesday";
    WEDNESDAY = "Thứ tư", "Wednesday";
    THURSDAY = "Thứ năm", "Thursday";
    FRIDAY = "Thứ sáu", "Friday";
    SATURDAY = "Thứ bảy", "Saturday";
    SUNDAY = "Chủ nhật", "Sunday";
}
