//! Words of the frame and of every page.

use super::texts;

texts! {
    APP = "Sổ Dân vận", "Mobilisation Book";
    SKIP = "Tới nội dung chính", "Skip to the main content";
    MAIN_MENU = "Các trang chính", "Main pages";
    HOME = "Trang chủ", "Home";
    WRITE = "Ghi", "Write";
    BOOK = "Sổ", "Book";
    SYNC = "Gửi, nhận", "Sync";
    BACK = "Quay lại", "Back";
    CANCEL = "Để nguyên", "Leave it";
    CLOSE = "Đóng", "Close";
    OPEN = "Mở", "Open";
    TRY_AGAIN = "Thử lại", "Try again";
    ENGLISH_TOO = "This book has its own English. Please do not let the browser translate it: translated words would go stale.", "This book has its own English. Please do not let the browser translate it: translated words would go stale.";
    OPENING = "Đang mở sổ…", "Opening the book…";
    NOT_FOUND = "Không có trang này", "There is no such page";
    NOT_FOUND_DO = "Địa chỉ có thể đã cũ. Sổ vẫn còn nguyên.", "The address may be old. Your book is untouched.";
    GO_HOME = "Về trang chủ", "Go to the home page";
    NOT_SENT = "{} chưa gửi", "{} not sent";
    NOT_SENT_LONG = "{} hồ sơ chưa gửi về tỉnh", "{} records not yet at the province";
    TODAY = "hôm nay", "today";
    TIME_OF_DAY = "{} ngày {}", "{} on {}";
    SECONDS = "{} giây", "{} seconds";
    YESTERDAY = "hôm qua", "yesterday";
    FROM_TO = "từ {} đến {}", "from {} to {}";

    UPDATE = "Sổ có phiên bản mới. Nháp được giữ nguyên khi cập nhật.", "A new version is ready. Drafts stay as they are.";
    PORTAL = "Mạng Wi-Fi này yêu cầu đăng nhập trước (như Wi-Fi công cộng). Mở trình duyệt, đăng nhập vào mạng rồi thử lại. Những gì đã ghi vẫn còn trên máy.", "This network asks for a sign-in first (as public Wi-Fi does). Open the browser, sign in to the network and try again. Your work is still on this device.";
    TOO_OLD = "Phiên bản này đã cũ, tỉnh chưa nhận được. Những gì đã ghi vẫn còn trên máy và vẫn ghi tiếp được; cập nhật xong, máy tự gửi hết.", "This version is too old for the province. Everything is still on this device and can go on being recorded; the new version sends all of it.";
    NEWER = "Cần phiên bản mới", "Needs a newer version";
    NEWER_TO_OPEN = "Cần phiên bản mới để mở", "Needs a newer version to open";
    NEWER_RECORD_SAYS = "Hồ sơ này do phiên bản mới hơn của sổ ghi, vẫn nằm nguyên trên máy. Cập nhật sổ để mở.", "A newer version of the book wrote this record. It is kept on this device as it is; update the book to open it.";
    NEWER_ANSWER_SAYS = "Tỉnh đã trả lời về hồ sơ này theo cách mà phiên bản này chưa đọc được. Nội dung đã ghi vẫn được giữ nguyên. Cập nhật sổ để xem.", "The province has answered about this record in a way that this version cannot read. What you wrote is kept; a newer version is needed to see it.";
    LOOK_FOR_UPDATE = "Tìm phiên bản mới", "Look for a new version";
    UPDATE_NOW = "Cập nhật ngay", "Update now";
    FALLBACK = "Trình duyệt này không giữ được dữ liệu lâu dài, chỉ ghi tạm được ít. Hãy mở sổ bằng Chrome.", "This browser gives no durable store. Only a little can be kept here; open the book in Chrome.";
    STORE_BLOCKED_TITLE = "Không lưu được gì ở đây", "Nothing can be kept here";
    STORE_BLOCKED = "Trình duyệt đang chặn lưu dữ liệu của trang này. Cho phép trong cài đặt, hoặc mở bằng Chrome.", "The browser blocks this site's data. Allow it in the settings, or use Chrome.";
    STORE_OTHER_TAB = "Sổ đang mở ở một cửa sổ khác với phiên bản khác. Đóng cửa sổ đó rồi tải lại trang.", "The book is open in another tab with another version. Close the other tabs and reload.";
    STORE_NEWER = "Sổ trên máy đã lên phiên bản mới hơn. Tải lại trang để dùng phiên bản mới.", "The book on this device belongs to a newer version. Reload to get it.";
    DAMAGE = "Một phần sổ trên máy này đã bị xóa: còn {}/{} lần ghi.", "A part of the book on this device was removed: {} of {} entries are left.";
    DAMAGE_ASKING = "Đang chờ có mạng để hỏi tỉnh đã nhận đến lần ghi nào. Phần còn lại vẫn an toàn.", "Waiting for a network to ask what the province has. The rest is safe.";
    DAMAGE_NOTHING = "Tỉnh đã nhận đủ: không mất gì.", "The province has all of it: nothing is lost.";
    DAMAGE_LOST = "{} lần ghi chưa kịp gửi về tỉnh nên không lấy lại được. Đề nghị ghi lại các việc gần đây nhất.", "{} entries had not reached the province and cannot be brought back. Please write the latest ones again.";
    DAMAGE_TITLES = "Chỉ có trên máy này, nay không còn:", "Only this device had them, and they are gone:";
    DAMAGE_READ = "Đã rõ", "Understood";
}
