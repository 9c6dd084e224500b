//! The home page.

use super::texts;

texts! {
    WAITING_TITLE = "{} hồ sơ chưa gửi về tỉnh", "{} records not yet at the province";
    WAITING_SINCE = "Cũ nhất từ {}. Đã lưu trên máy, không mất; có mạng, máy tự gửi.", "Oldest from {}. Saved on this device, nothing is lost; it is sent when there is a network.";
    WAITING_SINCE_FILES = "Cũ nhất từ {}, kèm {} ảnh và tệp. Đã lưu trên máy, không mất; có mạng, máy tự gửi.", "Oldest from {}, with {} photos and files. Saved on this device, nothing is lost; it is sent when there is a network.";
    WAITING_FILES = "Tỉnh đã nhận phần chữ; ảnh và tệp còn {}. Có mạng, máy tự gửi tiếp.", "The texts have arrived; photos and files have {} left. They are sent when there is a network.";
    SAFE_TITLE = "Tỉnh đã nhận đủ", "The province has everything";
    SAFE_LAST = "Biên nhận gần nhất: {}.", "Last receipt: {}.";
    SAFE_NONE = "Chưa có gì để gửi.", "There is nothing to send yet.";
    RETURNED = "Cần sửa", "Needs correction";
    CONFLICTS = "Cần chọn: {}", "To choose: {}";
    BOTH = "Cần sửa: {} · Cần chọn: {}", "Needs correction: {} · To choose: {}";
    CONFLICT_ONE = "Cùng một chỗ có hai cách ghi khác nhau.", "Two different values stand in one place.";
    DRAFTS = "Nháp chưa lưu", "Unsaved drafts";
    DRAFT_LEFT = "Nháp · {}", "Draft · {}";
    NEW = "Ghi hồ sơ mới", "Write something new";
    ACTIVITY = "Hoạt động", "Activity";
    NOMINATION = "Đề nghị khen thưởng", "Nomination";
    CAMPAIGN = "Phong trào đang thực hiện", "Campaign under way";
    CAMPAIGN_LAST = "Phong trào gần đây nhất", "Most recent campaign";
    CONTENTS = "{} nội dung · đơn vị đã có hoạt động ở {} nội dung", "{} contents · activities recorded for {} of them";
    CONTENT_DONE = "đã có hoạt động", "has activities";
    CONTENT_OPEN = "chưa có", "none yet";
    SHOW_CONTENTS = "Xem các nội dung", "Show the contents";
    MORE = "và {} hồ sơ nữa", "and {} more records";
    MONDAY = "Thứ Hai", "Monday";
    TUESDAY = "Thứ Ba", "Tuesday";
    WEDNESDAY = "Thứ Tư", "Wednesday";
    THURSDAY = "Thứ Năm", "Thursday";
    FRIDAY = "Thứ Sáu", "Friday";
    SATURDAY = "Thứ Bảy", "Saturday";
    SUNDAY = "Chủ nhật", "Sunday";
}
