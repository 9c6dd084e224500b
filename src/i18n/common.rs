//! Words of the frame and of every page.

use super::texts;

texts! {
    APP = "Sổ Dân vận", "Mobilisation Book";
    SKIP = "Tới nội dung chính", "Skip to the main content";
    MAIN_MENU = "Các trang chính", "Main pages";
    HOME = "Trang chủ", "Home";
    WRITE = "Ghi", "Write";
    BOOK = "Sổ", "Book";
    SYNC = "Đồng bộ", "Sync";
    SETTINGS = "Cài đặt", "Settings";
    BACK = "Quay lại", "Back";
    CANCEL = "Thôi", "Cancel";
    CLOSE = "Đóng", "Close";
    CONTINUE = "Tiếp tục", "Continue";
    OPEN = "Mở", "Open";
    TRY_AGAIN = "Thử lại", "Try again";
    ENGLISH_TOO = "This book has its own English. Please do not let the browser translate it: translated words would go stale.", "This book has its own English. Please do not let the browser translate it: translated words would go stale.";
    RELOAD = "Tải lại", "Reload";
    OPENING = "Đang mở sổ…", "Opening the book…";
    NOT_FOUND = "Không có trang này", "There is no such page";
    NOT_FOUND_DO = "Địa chỉ có thể đã cũ. Sổ của bạn vẫn còn nguyên.", "The address may be old. Your book is untouched.";
    GO_HOME = "Về trang chủ", "Go to the home page";
    ALL_SENT = "Đã gửi hết", "All sent";
    NOT_SENT = "{} chưa gửi", "{} not sent";
    NOT_SENT_LONG = "{} mục chưa tới tỉnh", "{} items not yet at the province";
    TODAY = "hôm nay", "today";
    TIME_OF_DAY = "{} ngày {}", "{} on {}";
    SECONDS = "{} giây", "{} seconds";
    YESTERDAY = "hôm qua", "yesterday";
    FROM_TO = "từ {} đến {}", "from {} to {}";

    UPDATE = "Có bản mới của sổ. Bản nháp được giữ nguyên khi cập nhật.", "A new version is ready. Drafts stay as they are.";
    PORTAL = "Mạng này đòi đăng nhập trước (như Wi-Fi ở quán, ở cơ quan). Hãy mở trình duyệt, đăng nhập vào mạng rồi thử lại. Việc của bạn vẫn nằm trên máy.", "This network asks for a sign-in first (as in a café or an office). Open the browser, sign in to the network and try again. Your work is still on this device.";
    TOO_OLD = "Bản này đã cũ, tỉnh không còn nhận. Mọi thứ vẫn nằm trên máy và vẫn ghi tiếp được; có bản mới thì tự gửi hết.", "This version is too old for the province. Everything is still on this device and can go on being recorded; the new version sends all of it.";
    NEWER = "Cần phiên bản mới", "Needs a newer version";
    NEWER_TO_OPEN = "Cần phiên bản mới để mở", "Needs a newer version to open";
    NEWER_RECORD_SAYS = "Bản ghi này do phiên bản mới hơn của sổ ghi. Nó vẫn nằm nguyên trên máy; hãy cập nhật sổ để mở.", "A newer version of the book wrote this record. It is kept on this device as it is; update the book to open it.";
    NEWER_ANSWER_SAYS = "Tỉnh đã trả lời về bản ghi này theo cách mà phiên bản này chưa đọc được. Nội dung của bạn vẫn được giữ nguyên; cần phiên bản mới để xem.", "The province has answered about this record in a way that this version cannot read. What you wrote is kept; a newer version is needed to see it.";
    LOOK_FOR_UPDATE = "Tìm bản mới", "Look for a new version";
    UPDATE_NOW = "Cập nhật ngay", "Update now";
    FALLBACK = "Trình duyệt này không mở được kho lưu bền. Chỉ ghi tạm được ít; hãy mở sổ bằng Chrome.", "This browser gives no durable store. Only a little can be kept here; open the book in Chrome.";
    STORE_BLOCKED_TITLE = "Không lưu được gì ở đây", "Nothing can be kept here";
    STORE_BLOCKED = "Trình duyệt đang chặn lưu dữ liệu của trang này. Hãy cho phép trong cài đặt, hoặc mở bằng Chrome.", "The browser blocks this site's data. Allow it in the settings, or use Chrome.";
    STORE_OTHER_TAB = "Sổ đang mở ở thẻ khác với bản khác. Hãy đóng các thẻ kia rồi tải lại.", "The book is open in another tab with another version. Close the other tabs and reload.";
    STORE_NEWER = "Sổ trên máy thuộc bản mới hơn. Hãy tải lại để dùng bản mới.", "The book on this device belongs to a newer version. Reload to get it.";
    DAMAGE = "Trình duyệt đã làm mất một phần sổ trên máy: còn {} trên {} mục.", "The browser lost a part of the book: {} of {} entries are left.";
    DAMAGE_ASKING = "Đang chờ có mạng để hỏi tỉnh đã giữ đến mục nào. Phần còn lại vẫn an toàn.", "Waiting for a network to ask what the province has. The rest is safe.";
    DAMAGE_NOTHING = "Tỉnh đã có đủ: không mất gì.", "The province has all of it: nothing is lost.";
    DAMAGE_LOST = "{} mục không còn ở đâu. Hãy nhớ lại và ghi lại các việc gần đây nhất.", "{} entries are nowhere any more. Please write the latest ones again.";
    DAMAGE_TITLES = "Chỉ có trên máy này, nay không còn:", "Only this device had them, and they are gone:";
    DAMAGE_READ = "Tôi đã đọc", "I have read this";
}
