//! The page of one record, and choosing what to write.

use super::texts;

texts! {
    WRITE_TITLE = "Ghi việc mới", "Write something new";
    WRITE_HINT = "Không cần mạng. Gõ đến đâu, máy giữ nháp đến đó.", "No network needed. What you type is kept as a draft.";
    READS_ONLY = "Vai trò của bạn chỉ xem", "Your role reads only";
    READS_ONLY_DO = "Các đơn vị ghi; bạn đọc bản ghi của họ trong sổ.", "The units write; you read their records in the book.";
    ROLE_NEWER_DO = "Tỉnh giao cho máy này một vai trò mà phiên bản này chưa biết. Sổ vẫn đọc được; cập nhật sổ để ghi.", "The province gave this device a role that this version does not know. The book can be read; update it to record.";
    ACTIVITY = "Hoạt động dân vận", "Mobilisation activity";
    ACTIVITY_HINT = "Tuyên truyền, đối thoại, giúp dân, khắc phục thiên tai…", "Outreach, dialogues, help for residents, disaster relief…";
    NOMINATION = "Đề nghị điển hình, khen thưởng", "Nomination";
    FOR_PERSON = "Cá nhân", "Individual";
    FOR_COLLECTIVE = "Tập thể", "Collective";
    FOR_HOUSEHOLD = "Hộ gia đình", "Household";
    DRAFTS = "Đang ghi dở", "Unfinished";
    TEMPORARY = "Mã tạm {}", "Temporary code {}";
    CODE = "Mã hồ sơ {}", "File code {}";
    PAGE = "Bản ghi", "Record";
    MISSING = "Không thấy bản ghi này trên máy", "This record is not on this device";
    MISSING_DO = "Có thể nó chưa được nhận từ tỉnh. Hãy đồng bộ rồi mở lại.", "It may not have arrived yet. Sync and open it again.";
    WITHDRAWN = "Đã rút", "Withdrawn";
    WITHDRAWN_SAYS = "Bản ghi này đã được rút: không tính vào số liệu, lịch sử vẫn giữ.", "This record was withdrawn: it counts nowhere, its history stays.";

    ON_DEVICE_SAYS = "Đã lưu chắc trên máy, chưa tới tỉnh. Có mạng, máy tự gửi.", "Saved on this device, not yet at the province. It is sent when there is a network.";
    ON_DEVICE_HELD = "Đã lưu trên máy, chưa gửi được về tỉnh. Cách làm có ở trang “Đồng bộ”.", "Saved on this device; it cannot be sent to the province. What to do stands on the page “Sync”.";
    AT_HUB_SAYS = "Máy {} đã giữ bản ghi này và sẽ chuyển về tỉnh khi có đường truyền. Bạn không phải gửi lại.", "{} holds this record and passes it on to the province when its line is up. You need not send it again.";
    RECEIVED_SAYS = "Tỉnh đã nhận đủ. Trạng thái: {}.", "The province has all of it. State: {}.";
    RETURNED_SAYS = "Tỉnh trả lại, lý do:", "Returned by the province, because:";
    RETURNED_DO = "Sửa chỗ được nêu rồi lưu: bản ghi được gửi lại.", "Correct it and save: the record is sent again.";
    REFUSED_SAYS = "Tỉnh không nhận lần ghi gần nhất:", "The province refused the last entry:";
    REFUSED_DO = "Những gì bạn viết vẫn còn trong lịch sử bên dưới.", "What you wrote is kept in the history below.";
    REFUSED_ENTRY = "Lần ghi không được nhận", "Entry refused";
    CONFLICT_SAYS = "Hai người đã sửa cùng một chỗ, hoặc người rút, người sửa. Sổ giữ cả hai, chờ người chọn.", "Two people changed one place, or one withdrew what another changed. Both values are kept until somebody chooses.";
    EMPTY_VALUE = "(để trống)", "(empty)";

    CORRECT = "Sửa", "Correct";
    CORRECT_SEND = "Sửa và gửi lại", "Correct and send again";
    WITHDRAW = "Rút bản ghi", "Withdraw";
    WITHDRAW_ASK = "Rút bản ghi này?", "Withdraw this record?";
    WITHDRAW_SAYS = "Bản ghi không còn tính vào số liệu. Không mở lại được, nhưng lịch sử vẫn giữ.", "It will count nowhere. It cannot be reopened, but its history stays.";
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
    NOT_AT_OFFICE = "chưa tới tỉnh", "not yet at the province";
    CHANGED_FIELDS = "Đã sửa: {}", "Changed: {}";
    LOCKED = "Bản ghi đang ở bước “{}” nên không sửa được nữa. Cần sửa, hãy đề nghị tỉnh trả lại.", "At the step “{}” it can no longer be changed. Ask the province to return it.";
    STEP_NEWER = "Bản ghi đang ở một bước mà phiên bản này chưa biết. Cần phiên bản mới để sửa.", "It stands at a step that this version does not know. A newer version is needed to change it.";
    PAPERS_MISSING = "Hồ sơ còn thiếu giấy tờ", "Papers are missing from the dossier";
    YES = "Có", "Yes";
    NO = "Không", "No";
}
