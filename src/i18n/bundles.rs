//! Bundles that are carried by hand: packing on the phone, taking in at the office or a hub, receipts back.

use super::texts;

texts! {
    BY_HAND = "Mang tay khi không có mạng", "By hand, without a network";
    BY_HAND_HINT = "Gói ghi mọi việc tỉnh chưa nhận vào một tệp đã niêm phong, chỉ tỉnh mở được. Chép qua USB, Bluetooth hay gửi nhờ ai cũng được; gửi nhiều lần không bị trùng.", "A bundle puts all that the province lacks into one sealed file that only the province can open. Carry it on USB, by Bluetooth or with anybody; bringing it twice doubles nothing.";
    PACK = "Xuất gói", "Pack a bundle";
    PACKING = "Đang đóng gói…", "Packing…";
    WILL_HOLD = "Sẽ đóng gói {} mục và {} ảnh, tệp, khoảng {}.", "It will pack {} entries and {} photos and files, about {}.";
    NOTHING_TO_PACK = "Tỉnh đã nhận hết, không có gì cần đóng gói.", "The province has everything; nothing to pack.";
    FROM_START = "Đóng gói lại từ đầu, cả phần tỉnh đã nhận", "Pack everything again, also what the province has";
    NO_KEYS = "Máy này chưa có khoá của tỉnh. Hãy cho máy vào mạng và bấm “Gửi ngay” một lần; từ đó xuất gói được cả khi mất mạng.", "This device lacks the province's key. Connect it once and press “Send now”; from then on it packs bundles without a network.";
    PACKED = "Đã đóng {} gói. Việc vẫn còn trên máy cho đến khi có biên nhận.", "Packed {} bundles. Your work stays on the device until the receipt comes.";
    PACKED_ENTRIES = "{} mục · {}", "{} entries · {}";
    PACKED_FILES = "{} ảnh, tệp · {}", "{} photos and files · {}";
    DOWNLOAD = "Tải về máy", "Save the file";
    SHARE = "Chia sẻ", "Share";
    SAVED = "Đã lưu {} vào thư mục Tải xuống.", "Saved {} to the downloads.";
    SHARED = "Đã chuyển {} sang ứng dụng khác.", "Handed {} to another app.";
    SHARE_REFUSED = "Trình duyệt không chia sẻ được tệp này nên đã lưu vào thư mục Tải xuống.", "The browser does not share this file; it was saved to the downloads.";
    PACK_FAILED = "Chưa đóng gói được: {}. Việc vẫn an toàn trên máy.", "Not packed: {}. Your work is safe on the device.";
    TAKE_RECEIPT = "Nhập biên nhận", "Read a receipt";
    TAKE_RECEIPT_HINT = "Tệp biên nhận do tỉnh hoặc cụm đưa lại.", "The receipt file that the province or the centre gave back.";
    RECEIPT_TAKEN = "Biên nhận hợp lệ: tỉnh đã nhận thêm {} mục.", "A good receipt: the province has {} more entries.";
    RECEIPT_NOTHING_NEW = "Biên nhận hợp lệ, không có gì mới so với lần trước.", "A good receipt that says nothing new.";
    RECEIPT_DIFFERS = "Tỉnh đang giữ nội dung khác với máy này. Không có gì thay đổi trên máy; hãy cho máy vào mạng để đối chiếu.", "The province holds something else than this device. Nothing was changed; connect the device so that they can compare.";
    RECEIPT_FAILED = "Máy chưa ghi được biên nhận: {}. Hãy thử lại.", "The receipt could not be kept: {}. Please try again.";

    NOT_A_BUNDLE = "Không phải tệp của sổ", "Not a file of this book";
    NEWER = "Tệp của bản mới hơn: cần cập nhật ứng dụng trước", "Made by a newer version: update first";
    TRUNCATED = "Tệp bị thiếu phần cuối: hãy chép lại", "The file's end is missing: copy it again";
    TOO_LARGE = "Tệp quá lớn", "The file is too large";
    BROKEN = "Tệp bị hỏng: hãy chép lại từ máy gốc", "The file is damaged: copy it again from its device";
    UNKNOWN_DEVICE = "Tỉnh chưa biết máy này, hoặc chưa có khoá của nó", "The province does not know this device or its key";
    DEVICE_REVOKED = "Máy này đã bị thu hồi quyền", "This device lost its access";
    BAD_SIGNATURE = "Chữ ký không khớp: tệp bị hỏng hoặc do người khác làm", "The signature does not fit: damaged, or made by another";
    OTHER_OFFICE = "Gói này gửi cho tỉnh khác", "The bundle is for another office";
    WRONG_KEY = "Gói không niêm phong bằng khoá của tỉnh này", "Not sealed with this office's key";
    HEADER_DIFFERS = "Bên trong không đúng như nhãn gói", "The contents are not what the label says";
    NOT_THEIR_LOG = "Nhật ký trong gói là của máy khác", "The log belongs to another device";
    CHAIN_DIFFERS = "Không nối được với phần tỉnh đã có: máy cần vào mạng để đối chiếu", "Does not continue what the province has: the device must connect to compare";
    OTHER_DEVICE = "Biên nhận này của máy khác", "This receipt is for another device";
    UNKNOWN_PROBLEM = "Tệp không dùng được", "The file cannot be used";

    ROOM = "Nhận gói", "Take in bundles";
    ROOM_HINT = "Gói do các xã, đồn mang đến bằng USB hoặc tệp. Nhận lại một gói không làm trùng hồ sơ.", "Bundles that communes and posts bring as files. Taking one in twice doubles nothing.";
    PICK = "Chọn tệp gói", "Choose bundle files";
    DROP = "hoặc thả nhiều tệp vào đây", "or drop many files here";
    PROGRESS = "{}/{} tệp", "{}/{} files";
    STOP = "Dừng", "Stop";
    GO_ON = "Nhận tiếp", "Go on";
    STOPPED = "Đã dừng, còn {} tệp chưa nhận.", "Stopped; {} files are left.";
    FINISHED = "Xong {} tệp.", "Finished {} files.";
    FILE = "Tệp", "File";
    FROM_DEVICE = "Đơn vị, máy", "Unit, device";
    RANGE = "Mục", "Entries";
    RESULT = "Kết quả", "Result";
    TAKEN = "Đã nhận {} mục mới", "Took in {} new entries";
    REFUSED_SOME = "{} mục không hợp lệ, máy sẽ được báo trong biên nhận", "{} entries refused; the receipt will say so";
    RELEASED = "{} gói chờ trước đó cũng đã vào", "{} bundles that waited went in too";
    ALREADY_HAD = "Đã có từ trước", "Already there";
    WAITING = "Chờ: còn thiếu từ mục {}", "Waits: entries are missing from {} on";
    WAITING_HINT = "Tỉnh đã giữ gói và tự nhận khi phần thiếu đến, bằng đường nào cũng được.", "The office keeps it and takes it in when what is missing comes, by any road.";
    FORKED = "Nhật ký bị rẽ nhánh: phần khác đã giữ riêng", "The log forked: what differs is kept apart";
    NOT_SENT = "Chưa gửi được: {}", "Not sent: {}";
    RECEIPTS = "Biên nhận mang về", "Receipts to carry back";
    RECEIPTS_HINT = "Mỗi máy một tệp. Chép lại vào USB để máy chuyển sang “Tỉnh đã nhận”.", "One file a device. Copy it to the USB stick so that the device turns to “Received”.";
    RECEIPT_OF = "Tải biên nhận: {}", "Save the receipt: {}";
    LATELY = "Gói đang chờ và mới nhận", "Bundles that wait, and lately taken in";
    NONE_YET = "Chưa nhận gói nào.", "No bundles yet.";
}
