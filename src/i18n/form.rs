//! Words of every form.

use super::texts;

texts! {
    NEW_ACTIVITY = "Hoạt động mới", "New activity";
    NEW_NOMINATION = "Đề nghị khen thưởng mới", "New nomination";
    CORRECT = "Sửa hồ sơ", "Correct the record";
    STEP = "Bước {}/{}: {}", "Step {} of {}: {}";
    STEPS = "Các bước", "Steps";
    STEP_WHAT = "Nội dung", "What";
    STEP_WHERE = "Nơi, đơn vị", "Place, bodies";
    STEP_FIGURES = "Số liệu", "Figures";
    STEP_RESULT = "Kết quả", "Results";
    STEP_NOMINEE = "Người, tập thể", "Who";
    STEP_PROPOSAL = "Đề nghị", "Proposal";
    STEP_ACHIEVEMENT = "Thành tích", "Merits";
    STEP_DOSSIER = "Giấy tờ", "Papers";
    NEXT = "Tiếp: {}", "Next: {}";
    SAVE = "Lưu trên máy", "Save on the device";
    SAVE_RESUBMIT = "Lưu và gửi lại", "Save and send again";
    SAVE_ANYWAY = "Vẫn lưu", "Save anyway";
    SAVING = "Đang lưu…", "Saving…";
    SAVED = "Đã lưu trên máy", "Saved on the device";
    AUTOSAVE = "Tự giữ nháp khi gõ", "Kept as a draft while typing";
    DRAFT_AT = "Nháp {}", "Draft {}";
    DRAFT_FAILED = "Chưa giữ được nháp. Không đóng trang này; xóa bớt ảnh, video trên máy. Máy tự thử lại.", "The draft could not be kept. Do not close the page; free some space. It is tried again by itself.";
    TYPED_SINCE = "Đã lưu trên máy. Phần gõ thêm trong lúc lưu còn là nháp: bấm lưu lần nữa để sửa hồ sơ.", "Saved on the device. What was typed while saving is still a draft: save again to correct the record.";
    SAVED_ELSEWHERE = "Hồ sơ này đã được lưu ở một cửa sổ khác. Phần gõ ở đây được giữ làm nháp: bấm lưu để sửa hồ sơ.", "This record was saved in another tab. What was typed here is kept as a draft: save to correct the record.";
    TYPED_ELSEWHERE = "Nháp này cũng được gõ ở một cửa sổ khác. Phần gõ ở cả hai nơi đã được gộp lại; ô nào gõ ở cả hai nơi thì giữ chữ gõ sau. Xem lại các ô, rồi chỉ gõ ở một cửa sổ.", "This draft was also typed in another tab. Both are brought together; where a field was typed in both, the later text stands. Look through the fields, then type in one tab only.";
    DISCARD = "Bỏ nháp", "Discard the draft";
    DISCARD_ASK = "Bỏ nháp này?", "Discard this draft?";
    DISCARD_SAYS = "Những gì đang gõ dở sẽ mất. Hồ sơ đã lưu (nếu có) không đổi.", "What was typed is gone. A saved record, if there is one, stays.";
    DRAFT_GONE = "Không còn nháp này", "This draft is gone";
    DRAFT_GONE_DO = "Nháp này đã được lưu thành hồ sơ hoặc đã bỏ. Xem trong “Sổ”.", "It was saved as a record or discarded. Look in the book.";
    ERRORS_ONE = "Có 1 chỗ cần sửa", "1 place needs correction";
    ERRORS = "Có {} chỗ cần sửa", "{} places need correction";
    WARNINGS = "Xem lại trước khi lưu", "Please check before saving";
    WARNINGS_SAYS = "Vẫn lưu được nếu đúng như vậy.", "You can still save if it is right.";
    NEED = "bắt buộc", "required";
    CHOOSE = "Chọn…", "Choose…";
    NOTHING_CHANGED = "Chưa có gì thay đổi để lưu.", "Nothing has changed yet.";

    DATE_HINT = "ngày/tháng/năm, ví dụ 08/10/2026", "day/month/year, such as 08/10/2026";
    DATE_WRONG = "Chưa đọc được ngày. Ghi ngày/tháng/năm, ví dụ 08/10/2026", "This is not a date. Such as: 08/10/2026";
    DATE_NO_DAY = "Không có ngày này trong lịch.", "There is no such day.";
    DATE_YEAR = "Ghi năm đủ bốn chữ số, từ 1900 đến 2100.", "Write the year with four digits, 1900 to 2100.";
    WHOLE_WRONG = "Ghi một số nguyên, ví dụ 12.", "Write a whole number, such as 12.";
    YEAR_WRONG = "Năm có bốn chữ số, từ 1900 đến 2100. Ví dụ: 1985", "A year has four digits, 1900 to 2100. Such as: 1985";
    DATE_PICK = "Chọn ngày trên lịch", "Choose on a calendar";
    DATE_TODAY = "Hôm nay", "Today";
    UNIT_HINT = "Gõ tên xã, phường; tên cũ cũng được", "Type the commune's name; old names work too";
    UNIT_WAS = "{} (cũ, nay {})", "{} (former, now {})";
    ORGANISATION_HINT = "Gõ tên cơ quan, đơn vị", "Type the body's name";
    FIND_HINT = "Gõ một phần tên để tìm", "Type a part of the name";
    TEXTS_HINT = "Nhiều tên thì cách nhau bằng dấu phẩy", "Separate several names by commas";
    NOT_CHOSEN = "“{}” mới gõ, chưa chọn. Bấm một dòng trong danh sách.", "“{}” is typed and not chosen yet. Press a line of the list.";
    NOT_CHOSEN_NAME = "“{}” mới gõ, chưa chọn. Bấm một dòng trong danh sách, hoặc “Dùng tên “{}””.", "“{}” is typed and not chosen yet. Press a line of the list, or “Use the name “{}””.";
    PAPERS_SAY = "Hồ sơ cần đủ các giấy tờ ghi “cần có”. Còn thiếu vẫn lưu và gửi được; tỉnh thấy rõ giấy tờ còn thiếu.", "The dossier needs the papers marked “needed”. It can be saved and sent without; what is missing is shown with it.";
    PAPER_NEED = "cần có", "needed";
    PAPER_MISSING = "Còn thiếu “{}”. Bổ sung sau được.", "“{}” is missing. It can be added later.";
    FREE_NAME = "Dùng tên “{}”", "Use the name “{}”";
    CHANGE = "Đổi", "Change";
    REMOVE = "Bỏ {}", "Remove {}";
    REMOVE_SHORT = "Bỏ", "Remove";
    RESULTS = "{} kết quả", "{} results";
    NO_RESULTS = "Không thấy. Thử tên khác hoặc ít chữ hơn.", "Nothing found. Try another name or fewer letters.";
    ADD = "Thêm: {}", "Add: {}";

    FIGURE_ADD = "Thêm chỉ tiêu", "Add an indicator";
    FIGURE_FIND_HINT = "ví dụ: kênh mương, lượt người", "such as: canals, attendances";
    FIGURE_EMPTY = "Chưa có số liệu. Chọn chỉ tiêu rồi nhập số; không đếm chính xác được thì chọn “trên”, “khoảng” hoặc viết bằng chữ.", "No figures yet. Choose an indicator and type a number; if it is not exact choose “over”, “about”, or write words.";
    FIGURE_SUGGESTED = "Thường ghi cho loại hoạt động này", "Usual for this kind of activity";
    FIGURE_PARTS = "Tách chi tiết (nếu biết)", "Break down (if known)";
    EXACT = "đúng", "exactly";
    IN_WORDS = "bằng chữ", "in words";
    WORDS_HINT = "ví dụ: hàng trăm", "such as: hundreds";
    HOW_EXACT = "Mức chính xác", "How exact";
    AMBIGUOUS = "“{}” là {} hay {}? Bấm để chọn.", "Is “{}” {} or {}? Press to choose.";
    PROPOSED = "“{}” ghi là {}? Bấm để chọn.", "Write “{}” as {}? Press to choose.";
    AS_WORDS = "bằng chữ “{}”", "in words “{}”";
    READ_AS = "Đọc là {}", "Read as {}";
    DECIMALS = "Ghi nhiều nhất {} chữ số sau dấu phẩy.", "Write {} decimals at most.";
    NO_UNIT = "Ô này chỉ ghi số, không ghi “{}”.", "Write the number alone, without “{}”.";
    SEVERAL_NUMBERS = "Có nhiều số trong một ô. Mỗi chỉ tiêu ghi một số.", "There are several numbers in one field. Write one for each indicator.";
    OTHER_UNIT = "Số này tính theo “{}”, chỉ tiêu tính theo “{}”. Đổi rồi ghi lại.", "This number counts “{}”, the indicator “{}”. Convert it first.";
    NOT_NUMBER = "Chưa đọc được số này. Ví dụ: 320 · 2.185 · 157,5", "This is not a number. Such as: 320 · 2.185 · 157,5";

    SPEAKS_OF = "Chỗ được nêu:", "It speaks of:";
    RETURNED_FIELD = "Tỉnh trả lại: “{}”", "Returned by the province: “{}”";

    LISTS_MISSING = "Đang chờ danh mục của tỉnh. Lần đầu cần có mạng một lúc.", "Waiting for the province's lists. The first time needs a network for a moment.";
    LEGACY = "Đoạn vừa dán dùng phông chữ cũ ({}). Đổi sang Unicode?", "The pasted text is in an old font's encoding ({}). Change it to Unicode?";
    LEGACY_PREVIEW = "Sau khi đổi", "After conversion";
    LEGACY_CONVERT = "Đổi", "Convert";
    LEGACY_KEEP = "Để nguyên", "Keep as it is";

    FAIL_FULL = "Máy hết bộ nhớ nên chưa lưu được. Xóa bớt ảnh, video rồi bấm lưu lại; nội dung vẫn còn trên trang này.", "No space is left, so nothing was saved. Free some and press save again; your text is still here.";
    FAIL_NO_FILES = "Trình duyệt dành quá ít bộ nhớ cho sổ, không giữ được ảnh và tệp. Mở sổ bằng Chrome rồi thêm ảnh; phần chữ vẫn lưu được ở đây.", "This browser gives the book too little room for photos and files. Open it in Chrome to add them; text can still be saved here.";
    FAIL_STORE = "Chưa lưu được trên máy. Nội dung vẫn còn đây; bấm lưu lần nữa.", "Not saved on the device. Your text is still here; press save again.";
    LENGTH = "{}/{} ký tự", "{} of {} characters";
    LENGTH_BEYOND = "Dài {} ký tự, tối đa {}. Rút bớt {} ký tự.", "{} characters long, {} at most. Take {} away.";
    LENGTH_EACH = "Mỗi tên dài tối đa {} ký tự. Rút gọn tên dài nhất.", "Each name has {} characters at most. Shorten the longest.";
    FAIL_LONG = "Hồ sơ dài quá mức gửi được. Rút gọn phần viết dài nhất.", "The record is too long to be sent. Shorten its longest text.";
    FAIL_ENROL = "Máy chưa kích hoạt nên chưa lưu được.", "This device is not activated yet, so nothing was saved.";
    DRAFT_STAYS = "Nháp vẫn được giữ.", "The draft is kept.";
    FAIL_REFUSED = "Chưa lưu được: {}", "Not saved: {}";
}
