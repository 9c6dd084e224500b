//! A device from which the province takes nothing: why, what is safe, what to do.

use super::texts;

texts! {
    TITLE = "Kích hoạt lại máy này", "Activate this device again";
    LOST = "Máy này không còn khóa ký, nên chưa gửi gì về tỉnh được.", "This device no longer has the key that it signs with, so nothing can be sent to the province.";
    NOT_KNOWN = "Tỉnh chưa nhận ra khóa ký của máy này, nên chưa nhận gì từ máy.", "The province does not recognise the key that this device signs with, so it takes nothing from it.";
    SAFE = "Mọi hồ sơ vẫn còn trên máy và vẫn ghi tiếp được.", "Every record is still on this device, and you can go on recording.";
    ASK_CODE = "Xin người quản trị của tỉnh cấp mã kích hoạt mới cho đúng tên {}, rồi nhập mã ở đây. Sau đó máy tự gửi hết.", "Ask the province's administrator for a new activation code for the same person, {}, and type it here. Then the device sends everything by itself.";
    SEE = "Xem cách làm", "See what to do";
    JOIN = "Kích hoạt lại", "Activate again";
    JOINED = "Đã kích hoạt lại. Máy đang gửi những gì tỉnh chưa nhận.", "Activated again. The device is sending what the province lacks.";

    JOINED_AS = "Đã kích hoạt cho {}. Từ nay hồ sơ ghi trên máy này mang tên đó; hồ sơ đã ghi trước giữ tên cũ.", "Activated for {}. From now on records made on this device bear that name; those made before keep theirs.";
    SLIP_IN_USE = "Máy này đang dùng rồi, mang tên {}, không cần kích hoạt. Mã này vẫn dùng được cho máy khác.", "This device is in use already, for {}, and needs no activation. The code still works for another device.";
    SLIP_USED = "Máy này đã kích hoạt bằng mã này rồi, mang tên {}. Mã không dùng được nữa.", "This device was activated with this code already, for {}. The code is of no more use.";

    BUNDLE_APART = "Máy đang bị ngừng quyền: tỉnh giữ riêng gói này và có người xem xét trước khi nhận.", "This device's access was taken away: the province keeps the bundle apart until somebody has decided about it.";
    REVOKED_TITLE = "Máy này đã bị ngừng quyền", "This device's access was taken away";
    REVOKED = "Tỉnh đã ngừng quyền gửi và nhận của máy này.", "The province has taken away this device's right to send and receive.";
    HANDED_OVER = "Máy đã giao cho người khác?", "Was the device handed to somebody else?";
    REVOKED_CODE = "Nhập mã kích hoạt mới của người nhận máy. Hồ sơ đã ghi giữ tên người ghi.", "Type the new activation code of the person who has it now. Records made so far keep the name of their author.";
    REVOKED_DO = "Liên hệ người quản trị của tỉnh. Khi tỉnh cho phép lại, bấm “Gửi ngay”.", "Call the province's administrator. Once the device is allowed again, press “Send now”.";
}
