//! The sync page and the words for how far a record has come.

use super::texts;

texts! {
    DRAFT = "Nháp", "Draft";
    ON_DEVICE = "Trên máy", "On the device";
    AT_HUB_AT = "Ở khu vực {}", "At the district {}";
    RECEIVED = "Tỉnh đã nhận", "Received";
    RECEIVED_AT = "Tỉnh đã nhận {}", "Received {}";
    NEEDS_FIX = "Cần sửa", "Needs correction";
    CONFLICT = "Xung đột", "Conflict";

    ONLINE = "Có mạng", "Network available";
    OFFLINE = "Không có mạng · tự gửi khi có", "No network · sends by itself later";
    OFFLINE_HELD = "Không có mạng", "No network";
    SAFE = "Tỉnh đã có mọi việc bạn lưu", "The province has all you saved";
    SAFE_HERE = "Việc của bạn an toàn trên máy", "Your work is safe on this device";
    SAFE_WEAK = "Việc đang nằm trên máy, nên gửi sớm", "Your work is on the device; send it soon";
    HELD = "Chưa gửi được về tỉnh", "Nothing can be sent to the province";
    HELD_HAS = "Tỉnh đã có đến mục {}, nhận lúc {}.", "The province has everything up to entry {}, received {}.";
    HELD_HAS_NONE = "Tỉnh chưa có mục nào của máy này.", "The province has nothing of this device yet.";
    HELD_WAITS = "{} mục chờ trên máy, không mất.", "{} items wait on this device and are not lost.";
    HELD_NOTHING = "Không có mục nào đang chờ.", "Nothing waits.";
    SAFE_FALLBACK = "Máy này chỉ giữ tạm được", "This browser keeps things only for a while";
    PROMISED = "Trình duyệt đã hứa giữ dữ liệu của sổ.", "The browser has promised to keep the book.";
    NOT_PROMISED = "Trình duyệt chưa hứa giữ dữ liệu: khi bộ nhớ đầy, nó có thể xoá.", "The browser has not promised to keep the data: it may remove it when space runs out.";
    PROMISE_UNKNOWN = "Trình duyệt không cho biết có giữ lâu dài hay không.", "The browser does not say whether it keeps data for long.";
    ASK_PROMISE = "Xin trình duyệt giữ dữ liệu", "Ask the browser to keep it";
    ASK_REFUSED = "Trình duyệt chưa đồng ý. Cài sổ ra màn hình chính rồi thử lại.", "The browser did not agree. Install the book on the home screen and try again.";

    WAITING = "Chờ gửi về tỉnh", "Waiting to be sent";
    ENTRIES = "Mục ghi", "Entries";
    SIZE = "Dung lượng", "Size";
    SINCE = "Lâu nhất từ", "Oldest from";
    DRAFTS = "Bản nháp (chưa lưu)", "Drafts (not saved)";
    SPACE = "Chỗ còn cho sổ", "Space for the book";
    SPACE_LEFT = "khoảng {}", "about {}";
    AT_HUB = "Ở khu vực", "At the district";
    AT_HUB_LINE = "{} mục đã ở {} ({}), chưa về tỉnh", "{} entries are at {} ({}), not yet at the province";
    AT_HUB_DONE = "Khu vực đã giữ đủ, sẽ chuyển tiếp về tỉnh.", "The district has everything and passes it on.";
    HUB_BLOCKED = "Không tới được tỉnh, cũng chưa gọi được máy khu vực ({}). Nếu máy đang ở mạng của khu vực: khi trình duyệt hỏi “cho phép kết nối thiết bị trong mạng nội bộ”, hãy bấm “Cho phép”; nếu đã lỡ chặn, mở phần quyền của trang này và bật lại. Việc vẫn nằm an toàn trên máy.", "Neither the province nor the district's machine ({}) could be reached. In the district's network: allow the browser to connect to devices on the local network when it asks; if it was refused, turn the permission on again in this site's settings. Your work is safe on this device.";
    LAST_RECEIPT = "Biên nhận gần nhất", "Last receipt";
    LAST_ROUND = "Lần đồng bộ trọn vẹn", "Last complete sync";
    NEVER = "chưa có", "none yet";
    NOTHING_WAITS = "không có", "none";

    SEND_NOW = "Gửi ngay", "Send now";
    BUSY = "Đang gửi…", "Sending…";
    ASKING = "Đang hỏi tỉnh đã có đến đâu…", "Asking how far the province has it…";
    SENDING = "Đã gửi {} trên {} mục", "Sent {} of {} entries";
    FETCHING = "Đang nhận tin từ tỉnh: {} bản ghi", "Fetching from the province: {} records";
    DONE = "Xong. Tỉnh đã có đủ.", "Done. The province has everything.";
    ASKED_AGAIN = "Đã hỏi lại lúc {}: tỉnh vẫn chưa nhận từ máy này.", "Asked again at {}: the province still takes nothing from this device.";
    OTHER_TAB = "Một thẻ khác của sổ đang đồng bộ thay cho thẻ này.", "Another tab of the book is syncing for this one.";
    NEXT_TRY = "Tự thử lại lúc {}.", "Tries again at {}.";

    TROUBLE = "Lần vừa rồi chưa xong", "The last try did not finish";
    LOST = "Mất liên lạc giữa chừng. Không mất gì: lần sau gửi tiếp đúng chỗ dừng, không gửi trùng.", "The connection broke. Nothing is lost: the next try goes on where this one stopped, and nothing is doubled.";
    CLOCK_TITLE = "Đồng hồ máy chạy sai", "This device's clock is wrong";
    CLOCK_BEHIND = "Đồng hồ máy chạy chậm {} so với tỉnh. Việc đã ghi không mất và vẫn gửi bình thường; hãy vào Cài đặt của máy chỉnh lại ngày giờ để giờ ghi trong sổ đúng.", "This device's clock is {} behind the province's. What was recorded is not lost and is sent as always; set date and time in the device's settings so that the times in the book are right.";
    CLOCK_AHEAD = "Đồng hồ máy chạy nhanh {} so với tỉnh. Việc đã ghi không mất và vẫn gửi bình thường; hãy vào Cài đặt của máy chỉnh lại ngày giờ để giờ ghi trong sổ đúng.", "This device's clock is {} ahead of the province's. What was recorded is not lost and is sent as always; set date and time in the device's settings so that the times in the book are right.";
    MINUTES = "{} phút", "{} minutes";
    HOURS = "{} giờ", "{} hours";
    DAYS = "{} ngày", "{} days";
    YEARS = "{} năm", "{} years";
    OFFICE_BUSY = "Tỉnh chưa nhận thêm được lúc này. Sổ tự thử lại sau.", "The province takes no more just now. The book tries again by itself.";
    TOO_LARGE = "Gói gửi quá lớn. Sổ tự chia nhỏ và thử lại.", "The parcel was too large. The book sends smaller ones.";
    NOT_ALLOWED = "Tỉnh không còn nhận máy này. Mọi việc vẫn giữ trên máy; hãy báo quản trị của tỉnh để cấp mã mới.", "The province no longer accepts this device. Everything stays here; ask the administrator for a new code.";
    REJECTED = "Tỉnh không đọc được gói gửi. Việc vẫn giữ trên máy; hãy báo quản trị câu này: {}", "The province could not read the parcel. Your work stays here; tell the administrator: {}";
    STORE_TROUBLE = "Máy chưa ghi được tin của tỉnh, có thể vì đầy bộ nhớ. Hãy xoá bớt ảnh, phim rồi bấm “Gửi ngay”.", "The device could not keep the answer, perhaps for lack of space. Free some and press “Send now”.";

    RECEIPT = "Biên nhận của tỉnh", "The province's receipt";
    RECEIPT_LINE = "Tỉnh đã nhận đến mục {} · mã {}", "Received up to entry {} · code {}";
    RECEIPT_HINT = "Đọc mã này cho cán bộ tỉnh khi cần đối chiếu.", "Read this code to the office when comparing.";
    HELP = "Nếu mãi không gửi được", "If sending keeps failing";
    HELP_1 = "Ra chỗ có sóng, mở sổ và bấm “Gửi ngay”.", "Go where there is a signal, open the book and press “Send now”.";
    HELP_2 = "Đừng xoá dữ liệu trình duyệt và đừng gỡ ứng dụng.", "Do not clear the browser's data or remove the app.";
    HELP_3 = "Báo quản trị của tỉnh, đọc kèm mã biên nhận gần nhất.", "Tell the administrator, with the last receipt's code.";
}
