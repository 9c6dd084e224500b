//! The page of one record, and choosing what to write.

use super::texts;

texts! {
    WRITE_TITLE = "Ghi hồ sơ mới", "Write something new";
    WRITE_HINT = "Không cần mạng. Gõ đến đâu, máy giữ nháp đến đó.", "No network needed. What you type is kept as a draft.";
    READS_ONLY = "Tài khoản này chỉ xem", "This account reads only";
    READS_ONLY_DO = "Hồ sơ do các đơn vị ghi. Xem ở mục “Sổ”.", "The units write the records. Read them in the “Book”.";
    ROLE_NEWER_DO = "Tỉnh giao cho máy này một vai trò mà phiên bản này chưa biết. Sổ vẫn đọc được; cập nhật sổ để ghi.", "The province gave this device a role that this version does not know. The book can be read; update it to record.";
    ACTIVITY = "Hoạt động dân vận", "Mobilisation activity";
    ACTIVITY_HINT = "Tuyên truyền, đối thoại, giúp dân, khắc phục thiên tai…", "Outreach, dialogues, help for residents, disaster relief…";
    NOMINATION = "Đề nghị điển hình, khen thưởng", "Nomination";
    FOR_PERSON = "Cá nhân", "Individual";
    FOR_COLLECTIVE = "Tập thể", "Collective";
    FOR_HOUSEHOLD = "Hộ gia đình", "Household";
    TEMPORARY = "Mã tạm {}", "Temporary code {}";
    CODE = "Mã hồ sơ {}", "File code {}";
    PAGE = "Hồ sơ", "Record";
    MISSING = "Không thấy hồ sơ này trên máy", "This record is not on this device";
    MISSING_DO = "Có thể máy chưa nhận hồ sơ này từ tỉnh. Vào “Gửi, nhận”, bấm “Gửi ngay” rồi mở lại.", "It may not have arrived yet. Go to “Sync”, press “Send now” and open it again.";
    WITHDRAWN = "Đã rút", "Withdrawn";
    WITHDRAWN_SAYS = "Hồ sơ này đã được rút: không tính vào số liệu, lịch sử vẫn giữ.", "This record was withdrawn: it counts nowhere, its history stays.";

    ON_DEVICE_SAYS = "Đã lưu trên máy, chưa gửi về tỉnh. Có mạng, máy tự gửi.", "Saved on this device, not yet at the province. It is sent when there is a network.";
    ON_DEVICE_HELD = "Đã lưu trên máy, chưa gửi được về tỉnh. Cách làm có ở trang “Gửi, nhận”.", "Saved on this device; it cannot be sent to the province. What to do stands on the page “Sync”.";
    AT_HUB_SAYS = "{} đã giữ hồ sơ này và sẽ chuyển về tỉnh khi có đường truyền. Không cần gửi lại.", "{} holds this record and passes it on to the province when its line is up. You need not send it again.";
    RECEIVED_SAYS = "Tỉnh đã nhận đủ. Trạng thái: {}.", "The province has all of it. State: {}.";
    RETURNED_SAYS = "Tỉnh trả lại, lý do:", "Returned by the province, because:";
    RETURNED_DO = "Sửa chỗ được nêu rồi lưu: hồ sơ được gửi lại.", "Correct it and save: the record is sent again.";
    REFUSED_SAYS = "Tỉnh không nhận lần ghi gần nhất:", "The province refused the last entry:";
    REFUSED_DO = "Những gì đã ghi vẫn còn trong lịch sử bên dưới.", "What you wrote is kept in the history below.";
    REFUSED_ENTRY = "Lần ghi không được nhận", "Entry refused";
    CONFLICT_SAYS = "Hai máy cùng sửa một chỗ, hoặc máy này rút còn máy kia sửa. Sổ giữ cả hai cho đến khi có người chọn.", "Two devices changed one place, or one withdrew what another changed. Both values are kept until somebody chooses.";
    EMPTY_VALUE = "(để trống)", "(empty)";

    CORRECT = "Sửa", "Correct";
    CORRECT_SEND = "Sửa và gửi lại", "Correct and send again";
    WITHDRAW = "Rút hồ sơ", "Withdraw";
    WITHDRAW_ASK = "Rút hồ sơ này?", "Withdraw this record?";
    WITHDRAW_SAYS = "Hồ sơ không còn tính vào số liệu. Không mở lại được, nhưng lịch sử vẫn giữ.", "It will count nowhere. It cannot be reopened, but its history stays.";
    WITHDRAW_WHY = "Lý do (không bắt buộc)", "Reason (optional)";
    CONTENT = "Nội dung", "Content";
    HISTORY = "Lịch sử", "History";
    DID_CREATE = "Ghi mới", "Created";
    DID_CHANGE = "Sửa", "Changed";
    DID_DELETE = "Rút", "Withdrawn";
    CLOCK_WRONG = "đồng hồ máy sai", "wrong clock on the device";
    WRITTEN_AS = "{} (ghi là “{}”)", "{} (written as “{}”)";
    ON_PHONE = "trên máy {}", "on the device {}";
    AT_OFFICE = "tỉnh nhận {}", "received {}";
    NOT_AT_OFFICE = "tỉnh chưa nhận", "not yet at the province";
    CHANGED_FIELDS = "Đã sửa: {}", "Changed: {}";
    LOCKED = "Hồ sơ ở trạng thái “{}” nên không sửa được. Nếu cần sửa, đề nghị tỉnh trả lại.", "In the state “{}” it can no longer be changed. Ask the province to return it.";
    STEP_NEWER = "Hồ sơ ở trạng thái mà phiên bản này chưa biết. Cập nhật sổ để sửa.", "It is in a state that this version does not know. Update the book to change it.";
    PAPERS_MISSING = "Hồ sơ còn thiếu giấy tờ", "Papers are missing from the dossier";
    YES = "Có", "Yes";
    NO = "Không", "No";
}
