//! Joining: the first page a device shows.

use super::texts;

texts! {
    TITLE = "Bắt đầu dùng sổ", "Start using the book";
    WELCOME = "Ghi hoạt động dân vận và đề nghị khen thưởng ngay cả khi không có mạng. Có mạng, sổ tự gửi về tỉnh.", "Record activities and nominations even without a network. With one, the book sends itself to the province.";
    CODE = "Mã kích hoạt", "Activation code";
    CODE_HINT = "Do người quản trị của tỉnh cấp, ví dụ BUM-239X-AYDQ. Gõ chữ hoa, chữ thường, có hay không có dấu gạch đều được.", "Given by the province's administrator, such as BUM-239X-AYDQ. Case and hyphens do not matter.";
    DEVICE = "Tên máy này", "Name of this device";
    DEVICE_HINT = "Để phân biệt các máy, ví dụ “Điện thoại chị Mai”.", "To tell devices apart, such as “Mai's phone”.";
    DEVICE_UNNAMED = "Máy chưa đặt tên ({})", "Unnamed device ({})";
    DEVICE_LONG = "Tên máy dài quá {} ký tự. Ghi ngắn lại, ví dụ “Điện thoại chị Mai”.", "The name is longer than {} characters. Make it shorter, such as “Mai's phone”.";
    JOIN = "Kích hoạt", "Activate";
    JOINING = "Đang kích hoạt…", "Activating…";
    NON_SECRET = "Tôi đã rõ: không ghi vào sổ nội dung thuộc bí mật nhà nước.", "I understand: nothing that is a state secret goes into this book.";
    NON_SECRET_NEEDED = "Đánh dấu xác nhận này trước khi kích hoạt.", "Please confirm this before activating.";
    CODE_NEEDED = "Nhập mã kích hoạt.", "Type the activation code.";
    NEEDS_NETWORK = "Chỉ cần mạng lúc kích hoạt. Sau đó dùng sổ không cần mạng.", "Only activating needs a network. Afterwards the book works without one.";
    OFFLINE = "Chưa kết nối được với tỉnh. Mã và tên máy đã gõ vẫn còn đây: ra chỗ có sóng rồi bấm lại.", "The province could not be reached. What you typed stays here: find a signal and press again.";
    JOINING_ELSEWHERE = "Máy này đang kích hoạt ở một cửa sổ khác. Chờ cửa sổ đó xong, hoặc đóng cửa sổ đó rồi bấm lại.", "This device is joining in another tab. Wait for that tab, or close it and press again.";
    BUSY = "Máy chủ của tỉnh đang bận. Chờ một phút rồi bấm lại; bấm lại không bị tính thành hai máy.", "The province is busy. Wait a minute and press again; nothing is joined twice.";
    BUSY_FOR = "Máy chủ của tỉnh đang bận. Chờ {} rồi bấm lại; bấm lại không bị tính thành hai máy.", "The province is busy. Wait {} and press again; nothing is joined twice.";
    BUSY_AGAIN = "Máy chủ của tỉnh đang bận. Máy này tự thử lại sau {}, không cần bấm.", "The province is busy. This device tries again in {} by itself.";
    TOO_MANY = "Thử quá nhiều lần. Chờ một phút rồi bấm lại. Trong lúc chờ, xem lại từng chữ của mã.", "Too many tries. Wait a minute and press again. Meanwhile look at each letter of the code.";
    TOO_MANY_FOR = "Thử quá nhiều lần. Chờ {} rồi bấm lại. Trong lúc chờ, xem lại từng chữ của mã.", "Too many tries. Wait {} and press again. Meanwhile look at each letter of the code.";
    CODE_SHORT = "Mã còn thiếu: mới có {} chữ và số, cần từ {} đến {}. Xem lại, ví dụ BUM-239X-AYDQ.", "The code is not complete: {} letters and digits, {} to {} are needed. Look again; one is BUM-239X-AYDQ.";
    CODE_LONG = "Mã dài quá: có {} chữ và số, nhiều nhất {}. Xem lại, ví dụ BUM-239X-AYDQ.", "The code is too long: {} letters and digits, {} at most. Look again; one is BUM-239X-AYDQ.";
    CODE_MARKED = "Trong mã có chữ “{}”, mã không có chữ mang dấu. Tắt bộ gõ tiếng Việt rồi gõ lại.", "There is “{}” in the code, and codes have no letters with marks. Turn the Vietnamese keyboard off and type it again.";
    STORE = "Tỉnh đã nhận máy này nhưng máy chưa lưu được. Xóa bớt ảnh, video rồi bấm lại.", "The province accepted this device, but it could not be kept here. Free some space and press again.";
    IN_APP = "Trang này đang mở trong ứng dụng khác (như Zalo). Những gì ghi ở đây không sang được Chrome và có thể mất.", "This page is open inside another app (such as Zalo). What is written here stays apart from Chrome and may be lost.";
    IN_APP_OPEN = "Mở bằng Chrome", "Open in Chrome";
    IN_APP_COPY = "Chép địa chỉ", "Copy the address";
    COPIED = "Đã chép. Dán vào Chrome.", "Copied. Paste it into Chrome.";
    LANGUAGE = "English", "Tiếng Việt";
    OFFICE_USERS = "Cán bộ cấp tỉnh đăng nhập tại đây", "Provincial office staff sign in here";
}
