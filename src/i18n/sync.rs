//! The sync page and the words for how far a record has come.

use super::texts;

texts! {
    DRAFT = "Nháp", "Draft";
    ON_DEVICE = "Trên máy", "On the device";
    AT_HUB_AT = "Khu vực đã giữ {}", "Held by the district {}";
    RECEIVED = "Tỉnh đã nhận", "Received";
    RECEIVED_AT = "Tỉnh đã nhận {}", "Received {}";
    NEEDS_FIX = "Cần sửa", "Needs correction";
    CONFLICT = "Cần chọn", "To choose";

    ONLINE = "Có mạng", "Network available";
    OFFLINE = "Không có mạng · tự gửi khi có", "No network · sends by itself later";
    OFFLINE_HELD = "Không có mạng", "No network";
    SAFE = "Tỉnh đã nhận đủ", "The province has all you saved";
    SAFE_HERE = "Đã lưu an toàn trên máy", "Saved safely on this device";
    SAFE_WEAK = "Mới lưu trên máy này, nên gửi sớm", "Saved on this device only; send it soon";
    HELD = "Chưa gửi được về tỉnh", "Nothing can be sent to the province";
    HELD_HAS = "Tỉnh mới nhận đến lần ghi {}, lúc {}.", "The province has everything up to entry {}, received {}.";
    HELD_HAS_NONE = "Tỉnh chưa nhận lần ghi nào của máy này.", "The province has nothing of this device yet.";
    HELD_WAITS = "{} hồ sơ chờ trên máy, không mất.", "{} records wait on this device and are not lost.";
    HELD_NOTHING = "Không có gì đang chờ gửi.", "Nothing waits.";
    SAFE_FALLBACK = "Trình duyệt này chỉ giữ tạm được", "This browser keeps things only for a while";
    PROMISED = "Dữ liệu của sổ được giữ lâu dài trên máy này.", "The book's data are kept on this device for long.";
    NOT_PROMISED = "Máy chưa được đặt để giữ lâu dài: khi đầy bộ nhớ, dữ liệu chưa gửi có thể bị xóa.", "This device is not set to keep the data for long: what is not sent may be removed when space runs out.";
    PROMISE_UNKNOWN = "Chưa biết máy có giữ dữ liệu lâu dài hay không. Nên gửi về tỉnh sớm.", "It is not known whether this device keeps the data for long. Send them to the province soon.";
    ASK_PROMISE = "Giữ dữ liệu lâu dài", "Keep the data for long";
    ASK_REFUSED = "Chưa đặt được. Thêm sổ vào màn hình chính rồi bấm lại.", "It could not be set. Add the book to the home screen and press again.";

    WAITING = "Chờ gửi về tỉnh", "Waiting to be sent";
    RECORDS = "Hồ sơ", "Records";
    ENTRIES = "Lần ghi", "Entries";
    SIZE = "Dung lượng", "Size";
    SINCE = "Cũ nhất từ", "Oldest from";
    DRAFTS = "Nháp chưa lưu", "Unsaved drafts";
    SPACE = "Bộ nhớ còn trống", "Space for the book";
    SPACE_LEFT = "khoảng {}", "about {}";
    AT_HUB = "Khu vực đã giữ", "Held by the district";
    AT_HUB_LINE = "{} lần ghi do {} giữ ({}), chưa về tỉnh", "{} entries are at {} ({}), not yet at the province";
    AT_HUB_DONE = "Khu vực đã giữ đủ, sẽ chuyển về tỉnh.", "The district has everything and passes it on.";
    HUB_BLOCKED = "Chưa kết nối được với tỉnh và máy khu vực ({}). Khi trình duyệt hỏi quyền kết nối mạng nội bộ, bấm “Cho phép”; lỡ chặn thì bật lại trong quyền của trang này. Những gì đã ghi vẫn còn trên máy.", "Neither the province nor the district's machine ({}) could be reached. In the district's network: allow the browser to connect to devices on the local network when it asks; if it was refused, turn the permission on again in this site's settings. Your work is safe on this device.";
    LAST_RECEIPT = "Biên nhận gần nhất", "Last receipt";
    LAST_ROUND = "Gửi, nhận đủ gần nhất", "Last complete sync";
    NEVER = "chưa có", "none yet";
    NOTHING_WAITS = "không có", "none";

    SEND_NOW = "Gửi ngay", "Send now";
    ASKING = "Đang hỏi tỉnh đã nhận đến đâu…", "Asking how far the province has it…";
    SENDING = "Đã gửi {}/{} lần ghi", "Sent {} of {} entries";
    FETCHING = "Đang nhận từ tỉnh: {} hồ sơ", "Fetching from the province: {} records";
    DONE = "Xong. Tỉnh đã nhận đủ.", "Done. The province has everything.";
    ASKED_AGAIN = "Đã hỏi lại lúc {}: tỉnh vẫn chưa nhận từ máy này.", "Asked again at {}: the province still takes nothing from this device.";
    OTHER_TAB = "Sổ đang gửi ở một cửa sổ khác.", "The book is sending in another window.";
    NEXT_TRY = "Tự thử lại lúc {}.", "Tries again at {}.";

    TROUBLE = "Lần vừa rồi chưa xong", "The last try did not finish";
    LOST = "Mất liên lạc giữa chừng. Không mất gì: lần sau máy gửi tiếp phần còn lại, không gửi trùng.", "The connection broke. Nothing is lost: the next try goes on where this one stopped, and nothing is doubled.";
    CLOCK_TITLE = "Đồng hồ máy chạy sai", "This device's clock is wrong";
    CLOCK_BEHIND = "Đồng hồ máy chạy chậm {} so với tỉnh. Những gì đã ghi không mất và vẫn gửi bình thường. Vào Cài đặt của máy chỉnh lại ngày giờ để giờ ghi trong sổ đúng.", "This device's clock is {} behind the province's. What was recorded is not lost and is sent as always; set date and time in the device's settings so that the times in the book are right.";
    CLOCK_AHEAD = "Đồng hồ máy chạy nhanh {} so với tỉnh. Những gì đã ghi không mất và vẫn gửi bình thường. Vào Cài đặt của máy chỉnh lại ngày giờ để giờ ghi trong sổ đúng.", "This device's clock is {} ahead of the province's. What was recorded is not lost and is sent as always; set date and time in the device's settings so that the times in the book are right.";
    MINUTES = "{} phút", "{} minutes";
    HOURS = "{} giờ", "{} hours";
    DAYS = "{} ngày", "{} days";
    YEARS = "{} năm", "{} years";
    OFFICE_BUSY = "Tỉnh chưa nhận thêm được lúc này. Máy tự thử lại sau.", "The province takes no more just now. The device tries again by itself.";
    TOO_LARGE = "Lần gửi này quá lớn. Máy tự chia nhỏ và gửi lại.", "This was too much at once. The device sends it in smaller parts.";
    NOT_ALLOWED = "Máy này hiện chưa được phép gửi về tỉnh. Những gì đã ghi vẫn còn trên máy; liên hệ người quản trị của tỉnh để được cấp mã kích hoạt mới.", "This device may not send to the province now. Everything stays here; ask the province's administrator for a new activation code.";
    REJECTED = "Tỉnh chưa đọc được lần gửi này. Những gì đã ghi vẫn còn trên máy; đề nghị báo người quản trị câu này: {}", "The province could not read what was sent. Your work stays here; tell the administrator: {}";
    STORE_TROUBLE = "Máy chưa lưu được trả lời của tỉnh, có thể vì đầy bộ nhớ. Xóa bớt ảnh, video rồi bấm “Gửi ngay”.", "The device could not keep the answer, perhaps for lack of space. Free some and press “Send now”.";

    RECEIPT = "Biên nhận của tỉnh", "The province's receipt";
    RECEIPT_LINE = "Tỉnh đã nhận đến lần ghi {} · mã biên nhận {}", "Received up to entry {} · receipt {}";
    RECEIPT_HINT = "Đọc mã này cho cán bộ cấp tỉnh khi cần đối chiếu.", "Read this code to the office when comparing.";
    HELP = "Nếu mãi chưa gửi được", "If sending keeps failing";
    HELP_1 = "Ra chỗ có sóng, mở sổ và bấm “Gửi ngay”.", "Go where there is a signal, open the book and press “Send now”.";
    HELP_2 = "Không xóa dữ liệu của trình duyệt, không gỡ ứng dụng.", "Do not clear the browser's data or remove the app.";
    HELP_3 = "Báo người quản trị của tỉnh, đọc kèm mã biên nhận gần nhất.", "Tell the administrator, with the last receipt's code.";
}
