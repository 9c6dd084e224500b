//! Photos and files: in the form, on the record's page, on their way.

use super::texts;

texts! {
    TITLE = "Ảnh và tệp", "Photos and files";
    TAKE_PHOTO = "Chụp ảnh", "Take a photo";
    CHOOSE = "Chọn tệp", "Choose files";
    HINT = "Ảnh được thu nhỏ và bỏ vị trí GPS ngay trên máy. Nhận cả PDF, Word, Excel đến {}.", "Photos are made smaller and lose their GPS place on this device. PDF, Word and Excel up to {} are fine too.";
    WORKING = "Đang xử lý tệp {}/{}…", "Preparing file {} of {}…";
    KEPT = "Đã giữ {} trên máy", "{} is kept on the device";
    STILL_WORKING = "Đang xử lý ảnh. Chờ xong rồi bấm lưu.", "A photo is being prepared. Save when it is done.";
    PHOTO_NAME = "Ảnh chụp {}", "Photo {}";

    UNREADABLE = "{}: trình duyệt không đọc được ảnh này. Chụp lại, hoặc chọn ảnh JPEG hay PNG.", "{}: this browser cannot read the picture. Take it again, or choose a JPEG or PNG.";
    CANNOT_DRAW = "{}: trình duyệt này không thu nhỏ được ảnh. Mở sổ bằng Chrome.", "{}: this browser cannot make pictures smaller. Open the book in Chrome.";
    READ = "{}: không đọc được tệp. Chọn lại.", "{}: the file could not be read. Choose it again.";
    TOO_LARGE = "{}: {} là quá lớn, mỗi tệp tối đa {}.", "{}: {} is too large, a file may have {}.";
    EMPTY = "{}: tệp này rỗng.", "{}: the file is empty.";
    WRONG_TYPE = "{}: chỉ nhận ảnh, PDF, Word (docx) và Excel (xlsx).", "{}: only photos, PDF, Word (docx) and Excel (xlsx).";
    TOO_MANY = "Mỗi hồ sơ kèm được tối đa {} tệp.", "A record may have {} files.";
    NOT_KEPT = "{}: chưa giữ được. {}", "{}: not kept. {}";

    SENDING = "Đang gửi {}%", "Sending {}%";
    REFUSED = "Tỉnh không nhận: {}", "Refused: {}";
    MISSING = "Máy không còn giữ tệp này", "This device has lost the file";
    NOT_HERE = "Không có trên máy này", "Not on this device";
    LOAD = "Tải về xem", "Fetch and show";
    LOADING = "Đang tải…", "Fetching…";
    LOAD_FAILED = "Chưa tải được. Cần có mạng, và tỉnh đã nhận tệp.", "It could not be fetched. A network is needed, and the province must have it.";
    OPEN_FILE = "Mở tệp", "Open the file";
    FIX_REFUSED = "Tỉnh không nhận tệp “{}”: {}", "The province does not take the file “{}”: {}";
    FIX_MISSING = "Máy không còn tệp “{}”. Sửa hồ sơ và thêm lại tệp.", "This device no longer has the file “{}”. Correct the record and add it again.";
    FIX_GONE = "Tỉnh không còn tệp “{}”. Máy này không giữ nữa vì tỉnh đã báo có bản sao lưu. Đề nghị tỉnh tìm trong bản sao lưu rồi bấm “Gửi ngay”, hoặc thêm lại tệp.", "The province no longer has the file “{}”. It had said that the file lies in a backup, so this device let it go. Ask the province to look in its backups and press “Send now”, or add the file again.";
    HERE = "Ảnh và tệp trên máy", "Photos and files here";
    HERE_LINE = "{} tệp, {}", "{} files, {}";
    FORGOTTEN = "Chỉ còn ở tỉnh", "At the province only";
    FIX_SAYS = "Một tệp của hồ sơ chưa gửi về tỉnh được:", "A file of this record does not reach the province:";

    WAITING = "Ảnh và tệp chờ gửi", "Photos and files waiting";
    LEFT = "{} tệp, còn {}", "{} files, {} left";
    BLOCKED = "Mạng này không cho gửi ảnh và tệp. Những gì đã ghi vẫn gửi được, ảnh vẫn còn trên máy. Thử bằng mạng khác, ví dụ 4G thay cho Wi-Fi.", "This network does not let photos and files through. What you recorded is sent all the same, and the photos stay on this device. Try another network, for example 4G in place of Wi-Fi.";
    NOTE_PROGRESS = "Đang gửi ảnh và tệp: còn {} tệp, {}.", "Sending photos and files: {} left, {}.";
    TROUBLE = "Ảnh và tệp chưa gửi xong. Máy gửi tiếp phần còn lại, không gửi lại từ đầu.", "Photos and files are not all sent. Sending goes on where it stopped, not from the beginning.";
}
