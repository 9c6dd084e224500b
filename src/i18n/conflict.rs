//! Two values at one place, a withdrawal against an edit, and the choice between them.

use super::texts;

texts! {
    TITLE = "Có hai cách ghi", "Two values";
    SAYS = "{} chỗ cần chọn. Chưa chọn thì sổ vẫn giữ cả hai.", "{} places wait for a choice. Until then both values are kept.";
    STANDS = "Đang có", "Stands now";
    WAITS = "Đang chờ chọn", "Waits";
    WHO = "{} · {}", "{} · {}";
    THIS_DEVICE = "máy này", "this device";
    OTHER_DEVICE = "máy khác", "another device";
    DEVICE = "máy “{}”", "device “{}”";
    KEEP = "Giữ “{}”", "Keep “{}”";
    TAKE = "Đổi thành “{}”", "Change to “{}”";
    KEEP_EMPTY = "Để trống", "Keep it empty";
    TAKE_EMPTY = "Xóa nội dung đang có", "Remove what stands";
    LATER = "Để sau", "Later";
    CHOSEN = "Đã lưu lựa chọn. Cách ghi kia vẫn còn trong lịch sử.", "The choice is saved. The other value stays in the history.";
    NOT_CHOSEN = "Chưa chọn được. {}: {}", "Not chosen. {}: {}";
    LOCKED = "Hồ sơ ở trạng thái “{}” nên máy này không chọn được. Tỉnh sẽ chọn; sổ vẫn giữ cả hai.", "In the state “{}” this device cannot choose. The province will; both values are kept.";
    READS = "Tài khoản này chỉ xem. Đơn vị hoặc chuyên viên tỉnh sẽ chọn.", "This account reads only. The unit or the province will choose.";
    ONLY_KEEP = "Ở trạng thái “{}”, tài khoản này chỉ giữ được cách ghi đang có. Cách ghi kia vẫn còn trong lịch sử.", "In the state “{}” this account can only keep what stands. The other value stays in the history.";

    WITHDRAWAL = "Đề nghị rút hồ sơ", "Withdrawal asked for";
    WISH_SAYS = "{} muốn rút hồ sơ này ({}) khi chưa biết người khác đã sửa.", "{} wanted to withdraw this record ({}) without knowing what others had changed.";
    WISH_REASON = "Lý do: {}", "Reason: {}";
    WITHDRAW = "Rút hồ sơ", "Withdraw the record";
    KEEP_RECORD = "Giữ hồ sơ", "Keep the record";
    NO_WITHDRAW = "Ở trạng thái “{}” không rút được nữa. Muốn rút, tỉnh phải trả lại hoặc hủy hồ sơ trước.", "In the state “{}” it cannot be withdrawn. The province returns or cancels it first.";

    EDITED = "Hồ sơ đã rút, có người vừa sửa", "Withdrawn, and edited since";
    EDITED_SAYS = "{} đã rút hồ sơ này ({}).", "{} withdrew this record ({}).";
    EDITED_OTHERS = "Người khác chưa biết hồ sơ đã rút nên đã sửa:", "Others did not know and edited it:";
    EDITED_LINE = "{}: “{}” · {}, {}", "{}: “{}” · {}, {}";
    BRING_BACK = "Khôi phục và lấy phần sửa", "Bring it back with the edits";
    STAY_WITHDRAWN = "Vẫn để đã rút", "Leave it withdrawn";

    TITLE_OF_CHOICE = "Chọn cách ghi", "Choose a value";
    DID_CHOOSE = "Chọn", "Chose";
    DID_PROPOSE = "Sửa, đang chờ chọn", "Changed, waits for a choice";
    TOLD_BEFORE = "Trước đó, {}: “{}”", "Before, {}: “{}”";
    TOLD_TAKEN = "Đổi {} theo {} ({}): “{}”", "Took {} of {} ({}): “{}”";
    TOLD_LEFT = "Không đổi {} theo {} ({}): “{}”", "Left {} of {} ({}): “{}”";
    TOLD_WITHDREW = "Theo đề nghị rút của {} ({})", "As {} had asked for ({})";
    TOLD_NOT_WITHDREW = "Không rút theo đề nghị của {} ({})", "Not withdrawn as {} had asked for ({})";

    FIELD_SAYS = "Chỗ này có cách ghi khác đang chờ chọn: “{}” · {}", "Another value waits here: “{}” · {}";

    QUEUE = "Cần chọn cách ghi ({})", "To choose ({})";
    QUEUE_CARD = "hồ sơ cần chọn cách ghi", "records with a choice to make";
}
