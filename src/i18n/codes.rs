//! The room of enrolment codes, and the slip that goes with one.

use super::texts;

texts! {
    ROOM_SAYS = "Mỗi mã mở sổ cho một hoặc vài máy của một người. Mã chỉ hiện một lần: in phiếu hoặc đọc tận tai.", "A code opens the book on one or a few devices of a person. It is shown once: print the slip, or read it out.";
    ISSUE = "Cấp mã", "Issue a code";
    ISSUED = "Mã đã cấp", "Codes issued";
    PLACE = "Nơi dùng", "Place";
    PLACE_MISSING = "Chọn nơi dùng trong danh sách.", "Choose a place from the list.";
    ROLE = "Vai trò", "Role";
    PERSON = "Họ tên người dùng", "Name of the person";
    PERSON_HINT = "Gõ một phần họ tên, chọn người đã có; tên mới thì tạo người mới.", "Type a part of the name and choose who is known; a new name makes a new person.";
    PERSON_MISSING = "Ghi họ tên, ví dụ “Lò Thị Mai”.", "Give the name, such as “Lò Thị Mai”.";
    PERSON_UNCLEAR = "Chọn một người trong danh sách, hoặc bấm “Người mới”.", "Choose somebody from the list, or press “A new person”.";
    PERSON_FOUND = "{} người khớp", "{} people match";
    PERSON_FRESH = "Tên này chưa có: sẽ tạo người mới.", "The name is not known: a new person will be made.";
    NEW_PERSON = "Người mới: {}", "A new person: {}";
    CHANGE = "Đổi", "Change";
    CHANGE_PERSON = "Đổi người: {}", "Change the person: {}";
    MACHINE_SAYS = "Dành cho máy đặt tại trung tâm khu vực, giữ hộ việc của các xã và chuyển về tỉnh khi có đường truyền; không phải máy của người nào. Cán bộ theo dõi khu vực cần mã riêng, chọn vai trò “Theo dõi khu vực”.", "For the machine at a district centre that keeps the communes' work and passes it on when its line is up; no person's device. Whoever monitors the district needs a code of their own, with the role “District monitor”.";
    MACHINE_PLACE = "Khu vực", "District";
    MACHINE_PLACE_MISSING = "Chọn khu vực của máy trong danh sách.", "Choose the machine's district from the list.";
    MACHINE_NAME = "Máy {}", "Machine of {}";
    ORGANISATION = "Cơ quan, đồn (không bắt buộc)", "Body or post (optional)";
    USES = "Số máy được dùng", "Number of devices";
    USES_WRONG = "Ghi số máy từ 1 đến 500, ví dụ 1.", "Between 1 and 500 devices, such as 1.";
    CODE_FOR = "Mã cho {}, {}:", "Code for {}, {}:";
    CODE_ONCE = "Mã này chỉ hiện một lần.", "This code is shown only once.";
    CODE_UNTIL = "Dùng đến {}.", "Valid until {}.";
    COPY = "Chép mã", "Copy the code";
    PRINT = "In phiếu", "Print the slip";
    HIDE = "Xong, cất mã", "Done, hide the code";

    COUNT = "{} mã", "{} codes";
    OPEN = "Còn dùng được", "Open";
    USED = "Đã dùng", "Used";
    EXPIRED = "Hết hạn", "Expired";
    REVOKED = "Đã thu hồi", "Revoked";
    PERSON_HEAD = "Người dùng", "Person";
    UNTIL_HEAD = "Cấp, hạn dùng", "Issued, valid";
    STATE_HEAD = "Trạng thái", "State";
    USED_BY_HEAD = "Máy đã dùng", "Used by";
    ISSUED_AT = "cấp {}", "issued {}";
    UNTIL = "dùng đến {}", "valid until {}";
    LEFT = "còn {} máy", "{} devices left";
    USED_AT = "{} · {}", "{} · {}";
    REVOKED_AT = "{} · {}", "{} · {}";
    NOBODY_YET = "Chưa", "Nobody yet";
    NONE = "Chưa cấp mã nào", "No code was issued yet";
    NONE_DO = "Cấp mã đầu tiên ở ô “Cấp mã”.", "Issue the first one under “Issue a code”.";
    NONE_SUCH = "Không có mã nào như vậy.", "There is no such code.";
    REVOKE = "Thu hồi", "Revoke";
    REVOKE_OF = "Thu hồi mã cấp cho {}", "Revoke the code issued to {}";
    REVOKE_TITLE = "Thu hồi mã cấp cho {}?", "Revoke the code issued to {}?";
    REVOKE_SAYS = "Mã này không kích hoạt được máy nào nữa. Máy đã kích hoạt bằng mã này vẫn dùng như trước.", "No further device can be enrolled with it. Devices that were go on as before.";
    REVOKE_DO = "Thu hồi mã", "Revoke the code";
    KEEP = "Để nguyên", "Leave it";
    REVOKED_SAID = "Đã thu hồi mã cấp cho {}", "The code of {} is revoked";

    SLIP = "Phiếu kích hoạt", "Enrolment slip";
    SLIP_PERSON = "Người dùng", "Person";
    SLIP_PLACE = "Nơi dùng", "Place";
    SLIP_UNTIL = "Dùng đến", "Valid until";
    SLIP_USES = "Số máy", "Devices";
    QR = "Mã vuông mở sổ kèm mã kích hoạt", "QR code that opens the book with this code";
    MACHINE_SLIP = "Phiếu đặt máy khu vực", "Slip for a district machine";
    MACHINE_HEAD = "Máy", "Machine";
    MACHINE_RUN = "Lệnh bật máy lần đầu", "Command for the first start";
    COPY_COMMAND = "Chép lệnh", "Copy the command";
    MACHINE_STEP_RUN = "Trên máy tính Linux luôn bật ở khu vực đã có danvan-office, bật máy bằng lệnh trên; đổi đường dẫn hai tệp chứng chỉ cho đúng. Lần đầu máy phải gọi được về tỉnh.", "On a Linux computer of the district that is always on and has danvan-office, start it by the command above, with the paths of your certificate. It must reach the province this once.";
    MACHINE_STEP_LATER = "Từ lần sau bỏ phần --hub-code: máy dùng khóa riêng trong tệp hub.sqlite.", "Later starts go without --hub-code: the machine uses its own key in hub.sqlite.";
    MACHINE_STEP_ADDRESS = "Báo địa chỉ của máy cho người quản trị của tỉnh, để điện thoại biết mà gọi.", "Tell the province's administrator the machine's address, so that phones learn it.";
    MACHINE_NO_PHONE = "Mã này không kích hoạt được điện thoại.", "No phone can be enrolled with this code.";
    STEP_SCAN = "Mở máy ảnh của điện thoại, đưa vào mã vuông, bấm địa chỉ hiện ra.", "Point the phone's camera at the QR code and press the address that appears.";
    STEP_TYPE = "Không quét được: mở {} rồi gõ mã trên.", "Where that fails: open {} and type the code above.";
    STEP_JOIN = "Đặt tên máy, đánh dấu xác nhận, bấm “{}”. Chỉ lần này cần mạng.", "Name the device, confirm, press “{}”. Only this once a network is needed.";
    SLIP_KEEP = "Không đưa phiếu này cho người khác. Dùng xong thì hủy phiếu.", "Give this slip to nobody else. Destroy it after use.";
}
