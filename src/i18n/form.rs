//! Words of every form.

use super::texts;

texts! {
    NEW_ACTIVITY = "Hoạt động mới", "New activity";
    NEW_NOMINATION = "Đề nghị mới", "New nomination";
    CORRECT = "Sửa bản ghi", "Correct the record";
    STEP = "Bước {} trên {}: {}", "Step {} of {}: {}";
    STEPS = "Các bước", "Steps";
    STEP_WHAT = "Việc gì", "What";
    STEP_WHERE = "Ở đâu, ai", "Where, who";
    STEP_FIGURES = "Số liệu", "Figures";
    STEP_RESULT = "Kết quả", "Results";
    STEP_NOMINEE = "Ai", "Who";
    STEP_PROPOSAL = "Đề nghị", "Proposal";
    STEP_ACHIEVEMENT = "Thành tích", "Merits";
    STEP_DOSSIER = "Hồ sơ", "Dossier";
    NEXT = "Tiếp: {}", "Next: {}";
    SAVE = "Lưu trên máy", "Save on the device";
    SAVE_RESUBMIT = "Lưu và gửi lại", "Save and send again";
    SAVE_ANYWAY = "Vẫn lưu", "Save anyway";
    SAVING = "Đang lưu…", "Saving…";
    SAVED = "Đã lưu trên máy", "Saved on the device";
    AUTOSAVE = "Tự giữ nháp khi gõ", "Kept as a draft while typing";
    DRAFT_AT = "Nháp {}", "Draft {}";
    DRAFT_FAILED = "Chưa giữ được nháp. Đừng đóng trang; hãy giải phóng bộ nhớ.", "The draft could not be kept. Do not close the page; free some space.";
    DISCARD = "Bỏ bản nháp", "Discard the draft";
    DISCARD_ASK = "Bỏ bản nháp này?", "Discard this draft?";
    DISCARD_SAYS = "Những gì đang gõ dở sẽ mất. Bản ghi đã lưu (nếu có) không đổi.", "What was typed is gone. A saved record, if there is one, stays.";
    DRAFT_GONE = "Không còn bản nháp này", "This draft is gone";
    DRAFT_GONE_DO = "Nó đã được lưu thành bản ghi hoặc đã bỏ. Xem trong sổ.", "It was saved as a record or discarded. Look in the book.";
    ERRORS_ONE = "Có 1 chỗ cần sửa", "1 place needs correction";
    ERRORS = "Có {} chỗ cần sửa", "{} places need correction";
    WARNINGS = "Xem lại rồi hãy lưu", "Please check before saving";
    WARNINGS_SAYS = "Vẫn lưu được nếu đúng như vậy.", "You can still save if it is right.";
    NEED = "bắt buộc", "required";
    OPTIONAL = "không bắt buộc", "optional";
    CHOOSE = "Chọn…", "Choose…";
    NOTHING_CHANGED = "Chưa có gì thay đổi để lưu.", "Nothing has changed yet.";

    DATE_HINT = "ngày/tháng/năm, ví dụ 08/10/2026", "day/month/year, such as 08/10/2026";
    DATE_WRONG = "Không đọc được ngày. Ví dụ: 08/10/2026", "This is not a date. Such as: 08/10/2026";
    DATE_NO_DAY = "Không có ngày này trong lịch.", "There is no such day.";
    DATE_YEAR = "Hãy ghi năm đủ bốn chữ số, từ 1900 đến 2100.", "Write the year with four digits, 1900 to 2100.";
    WHOLE_WRONG = "Hãy ghi một số nguyên, ví dụ 12.", "Write a whole number, such as 12.";
    DATE_PICK = "Chọn ngày trên lịch", "Choose on a calendar";
    DATE_TODAY = "Hôm nay", "Today";
    UNIT_HINT = "Gõ tên xã, phường; tên cũ cũng được", "Type the commune's name; old names work too";
    UNIT_WAS = "{} (cũ, nay {})", "{} (former, now {})";
    ORGANISATION_HINT = "Gõ tên cơ quan, đơn vị", "Type the body's name";
    FIND_HINT = "Gõ một phần tên để tìm", "Type a part of the name";
    TEXTS_HINT = "Nhiều tên thì cách nhau bằng dấu phẩy", "Separate several names by commas";
    FREE_NAME = "Dùng tên “{}”", "Use the name “{}”";
    CHANGE = "Đổi", "Change";
    REMOVE = "Bỏ {}", "Remove {}";
    REMOVE_SHORT = "Bỏ", "Remove";
    RESULTS = "{} kết quả", "{} results";
    NO_RESULTS = "Không thấy. Thử tên khác hoặc ít chữ hơn.", "Nothing found. Try another name or fewer letters.";
    ADD = "Thêm: {}", "Add: {}";
    ITEM = "{} {}", "{} {}";

    FIGURE_ADD = "Thêm chỉ tiêu", "Add an indicator";
    FIGURE_FIND = "Tìm chỉ tiêu", "Find an indicator";
    FIGURE_FIND_HINT = "ví dụ: kênh mương, lượt người", "such as: canals, attendances";
    FIGURE_EMPTY = "Chưa có số liệu. Chọn chỉ tiêu rồi nhập số; không đếm chính xác được thì chọn “trên”, “khoảng” hoặc viết bằng chữ.", "No figures yet. Choose an indicator and type a number; if it is not exact choose “over”, “about”, or write words.";
    FIGURE_SUGGESTED = "Thường ghi cho loại việc này", "Usual for this kind of activity";
    FIGURE_PARTS = "Tách chi tiết (nếu biết)", "Break down (if known)";
    EXACT = "đúng", "exactly";
    IN_WORDS = "bằng chữ", "in words";
    WORDS_HINT = "ví dụ: hàng trăm", "such as: hundreds";
    HOW_EXACT = "Mức chính xác", "How exact";
    AMBIGUOUS = "“{}” là {} hay {}? Chạm để chọn.", "Is “{}” {} or {}? Tap to choose.";
    SEVERAL_NUMBERS = "Có nhiều số trong một ô. Mỗi chỉ tiêu ghi một số.", "There are several numbers in one field. Write one for each indicator.";
    OTHER_UNIT = "Số này có đơn vị “{}”, khác đơn vị của chỉ tiêu. Hãy đổi rồi ghi lại.", "This number carries the unit “{}”, not the indicator's. Convert it first.";
    NOT_NUMBER = "Không đọc được số này. Ví dụ: 320 · 2.185 · 157,5", "This is not a number. Such as: 320 · 2.185 · 157,5";

    SPEAKS_OF = "Chỗ được nêu:", "It speaks of:";
    RETURNED_FIELD = "Tỉnh trả lại: “{}”", "Returned by the province: “{}”";

    LISTS_MISSING = "Đang chờ danh mục của tỉnh. Lần đầu cần có mạng một lúc.", "Waiting for the province's lists. The first time needs a network for a moment.";
    LEGACY = "Đoạn vừa dán có vẻ là chữ kiểu cũ ({}). Đổi sang chữ thường dùng?", "The pasted text seems to be in an old encoding ({}). Convert it?";
    LEGACY_PREVIEW = "Sau khi đổi", "After conversion";
    LEGACY_CONVERT = "Đổi", "Convert";
    LEGACY_KEEP = "Để nguyên", "Keep as it is";

    FAIL_FULL = "Máy hết chỗ nên chưa lưu được. Hãy xoá bớt ảnh, phim rồi bấm lưu lại; nội dung vẫn còn trên trang này.", "No space is left, so nothing was saved. Free some and press save again; your text is still here.";
    FAIL_NO_FILES = "Trình duyệt này chỉ cho sổ một chỗ quá nhỏ, không giữ được ảnh và tệp. Hãy mở sổ bằng Chrome rồi thêm ảnh; phần chữ vẫn lưu được ở đây.", "This browser gives the book too little room for photos and files. Open it in Chrome to add them; text can still be saved here.";
    FAIL_STORE = "Trình duyệt chưa xác nhận đã lưu. Nội dung vẫn còn đây; hãy bấm lưu lần nữa.", "The browser did not confirm. Your text is still here; press save again.";
    LENGTH = "{}/{} ký tự", "{} of {} characters";
    LENGTH_BEYOND = "Dài {} ký tự, tối đa {}. Rút bớt {} ký tự.", "{} characters long, {} at most. Take {} away.";
    LENGTH_EACH = "Mỗi tên dài tối đa {} ký tự. Rút gọn tên dài nhất.", "Each name has {} characters at most. Shorten the longest.";
    FAIL_LONG = "Bản ghi dài quá mức gửi được. Hãy rút gọn phần viết dài nhất.", "The record is too long to be sent. Shorten its longest text.";
    FAIL_ENROL = "Máy chưa tham gia, nên chưa lưu thành bản ghi được. Bản nháp vẫn giữ.", "This device has not joined yet. The draft is kept.";
    FAIL_REFUSED = "Chưa lưu được: {}", "Not saved: {}";
    DUE_NOTICE = "Thông báo kết luận trước {}", "Announce the conclusions by {}";
    DUE_RESULT = "Báo kết quả trước {}", "Report the results by {}";
}
