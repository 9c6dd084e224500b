//! Two values at one place, a withdrawal against an edit, and the choice between them.

use super::texts;

texts! {
    TITLE = "Xung đột", "Conflict";
    SAYS = "{} chỗ chờ chọn. Chưa chọn thì cả hai giá trị vẫn giữ nguyên.", "{} places wait for a choice. Until then both values are kept.";
    STANDS = "Đang có", "Stands now";
    WAITS = "Đang chờ chọn", "Waits";
    WHO = "{} · {}", "{} · {}";
    THIS_DEVICE = "máy này", "this device";
    OTHER_DEVICE = "máy khác", "another device";
    DEVICE = "máy “{}”", "device “{}”";
    KEEP = "Giữ “{}”", "Keep “{}”";
    TAKE = "Lấy “{}”", "Take “{}”";
    KEEP_EMPTY = "Để trống", "Keep it empty";
    TAKE_EMPTY = "Xoá giá trị đang có", "Remove what stands";
    LATER = "Để sau", "Later";
    CHOSEN = "Đã lưu lựa chọn. Giá trị kia vẫn nằm trong lịch sử.", "The choice is saved. The other value stays in the history.";
    NOT_CHOSEN = "Chưa chọn được. {}: {}", "Not chosen. {}: {}";
    LOCKED = "Bản ghi đang ở bước “{}” nên máy này không chọn được. Tỉnh sẽ chọn; cả hai giá trị vẫn giữ nguyên.", "At the step “{}” this device cannot choose. The province will; both values are kept.";
    READS = "Vai trò của bạn chỉ xem. Đơn vị hoặc chuyên viên tỉnh sẽ chọn.", "Your role reads only. The unit or the province will choose.";
    ONLY_KEEP = "Ở bước “{}”, vai trò của bạn chỉ giữ được giá trị đang có. Giá trị kia vẫn nằm trong lịch sử.", "At the step “{}” your role can only keep what stands. The other value stays in the history.";

    WITHDRAWAL = "Đề nghị rút bản ghi", "Withdrawal asked for";
    WISH_SAYS = "{} muốn rút bản ghi này ({}) khi chưa biết người khác đã sửa.", "{} wanted to withdraw this record ({}) without knowing what others had changed.";
    WISH_REASON = "Lý do: {}", "Reason: {}";
    WITHDRAW = "Rút bản ghi", "Withdraw the record";
    KEEP_RECORD = "Giữ bản ghi", "Keep the record";
    NO_WITHDRAW = "Ở bước “{}” không rút được nữa. Muốn rút, tỉnh phải trả lại hoặc huỷ trước.", "At the step “{}” it cannot be withdrawn. The province returns or cancels it first.";

    EDITED = "Bản ghi đã rút, có người vừa sửa", "Withdrawn, and edited since";
    EDITED_SAYS = "{} đã rút bản ghi này ({}).", "{} withdrew this record ({}).";
    EDITED_OTHERS = "Người khác chưa biết việc đó và đã sửa:", "Others did not know and edited it:";
    EDITED_LINE = "{}: “{}” · {}, {}", "{}: “{}” · {}, {}";
    BRING_BACK = "Đưa bản ghi trở lại và lấy phần sửa", "Bring the record back with the edits";
    STAY_WITHDRAWN = "Giữ như đã rút", "Leave it withdrawn";

    TITLE_OF_CHOICE = "Chọn cách ghi", "Choose a value";
    DID_CHOOSE = "Chọn", "Chose";
    DID_PROPOSE = "Sửa, đang chờ chọn", "Changed, waits for a choice";
    TOLD_BEFORE = "Trước đó, {}: “{}”", "Before, {}: “{}”";
    TOLD_TAKEN = "Lấy {} của {} ({}): “{}”", "Took {} of {} ({}): “{}”";
    TOLD_LEFT = "Không lấy {} của {} ({}): “{}”", "Left {} of {} ({}): “{}”";
    TOLD_WITHDREW = "Theo đề nghị rút của {} ({})", "As {} had asked for ({})";
    TOLD_NOT_WITHDREW = "Không rút theo đề nghị của {} ({})", "Not withdrawn as {} had asked for ({})";

    FIELD_SAYS = "Chỗ này có giá trị khác đang chờ chọn: “{}” · {}", "Another value waits here: “{}” · {}";

    QUEUE = "Xung đột ({})", "Conflicts ({})";
    QUEUE_CARD = "xung đột chờ chọn", "conflicts to settle";
}
