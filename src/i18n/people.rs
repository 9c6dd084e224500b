//! The room of people, their accounts, and everybody's own password.

use super::texts;

texts! {
    ROOM = "Người dùng", "People";
    ROOM_SAYS = "Mỗi người một dòng: tài khoản đăng nhập trang này, máy đang giữ, nơi được giao.", "A line a person: their account here, the devices that they hold, what they are assigned.";
    SEARCH = "Tìm người", "Search the people";
    SEARCH_HINT = "Họ tên, tên đăng nhập…", "Name, user name…";
    COUNT = "{} người", "{} people";
    NOT_FOUND = "Không có người nào khớp", "Nobody matches";
    NOT_FOUND_DO = "Gõ ít chữ hơn, hoặc xem tất cả.", "Try fewer words, or show all.";
    SHOW_ALL = "Xem tất cả người dùng", "Show everybody";

    CREATE = "Thêm người", "Add a person";
    NAME = "Họ tên", "Name";
    NAME_MISSING = "Ghi họ tên, ví dụ “Lò Thị Mai”.", "Give the name, such as “Lò Thị Mai”.";
    WITH_ACCOUNT = "Cấp tài khoản đăng nhập trang này", "With an account for these pages";
    ACCOUNT_HINT = "Người chỉ dùng sổ trên máy thì không cần tài khoản, chỉ cần mã kích hoạt.", "Those who only use the book on a device need no account, only an enrolment code.";
    USERNAME = "Tên đăng nhập", "User name";
    USERNAME_HINT = "Chữ thường không dấu, ví dụ lothimai.", "Lower case without marks, such as lothimai.";
    USERNAME_MISSING = "Ghi tên đăng nhập, ví dụ lothimai.", "Give a user name, such as lothimai.";
    USERNAME_WRONG = "Chỉ dùng chữ thường không dấu, chữ số và dấu . _ -, ví dụ lothimai.", "Only letters from a to z, digits and . _ -, such as lothimai.";
    USERNAME_TAKEN = "Tên đăng nhập này đã có người dùng. Ghi tên khác, ví dụ lothimai2.", "Somebody has this user name. Give another one, such as lothimai2.";
    SAME_NAME = "Đã có người cùng họ tên:", "Somebody of this name is known:";
    SOMEBODY_ELSE = "Đây là người khác, vẫn thêm", "This is somebody else: add them";
    SAME_NAME_OPEN = "Nếu là người khác thì đánh dấu ô này; nếu là cùng một người thì dùng dòng đã có trong danh sách.", "Tick this where it is somebody else; for the same person use the line in the list.";
    NOTHING_HELD = "chưa có tài khoản, chưa có máy", "no account, no device";
    ROLE = "Vai trò", "Role";
    CREATED = "Đã thêm {}", "{} was added";

    PASSWORD_OF = "Mật khẩu của {} (tên đăng nhập {}):", "Password of {} (user name {}):";
    PASSWORD_ONCE = "Mật khẩu này chỉ hiện một lần. Đưa tận tay; người nhận đổi ngay sau khi đăng nhập.", "This password is shown only once. Hand it over in person; it should be changed after the first sign-in.";
    COPY_PASSWORD = "Chép mật khẩu", "Copy the password";
    HIDE = "Xong, cất mật khẩu", "Done, hide the password";

    PERSON = "Người dùng", "Person";
    ACCOUNT = "Tài khoản", "Account";
    GRANTS = "Được giao trên máy", "Assigned on devices";
    DEVICES = "Máy đang giữ", "Devices held";
    STATE = "Trạng thái", "State";
    NO_ACCOUNT = "Không có", "None";
    NO_DEVICES = "Không có", "None";
    OPEN_CODES = "{} mã còn dùng được", "{} open codes";
    DEVICE_REVOKED = "đã thu hồi", "revoked";
    ACTIVE = "Đang dùng", "Active";
    DISABLED = "Đã khóa", "Disabled";
    DISABLED_SINCE = "từ {}", "since {}";
    YOU = "tài khoản này", "this account";

    ADD_ACCOUNT = "Cấp tài khoản", "Give an account";
    ADD_ACCOUNT_OF = "Cấp tài khoản cho {}", "Give {} an account";
    ADD_ACCOUNT_SAYS = "Máy chủ tự đặt mật khẩu và hiện một lần.", "The office makes the password and shows it once.";
    CHANGE_ROLE = "Đổi vai trò", "Change the role";
    CHANGE_ROLE_OF = "Đổi vai trò của {}", "Change the role of {}";
    CHANGE_ROLE_SAYS = "Vai trò mới có ngay, kể cả khi người này đang đăng nhập.", "The new role holds at once, also where they are signed in.";
    ROLE_CHANGED = "Đã đổi vai trò của {}", "The role of {} was changed";
    NEW_PASSWORD = "Đặt lại mật khẩu", "New password";
    NEW_PASSWORD_OF = "Đặt lại mật khẩu của {}", "A new password for {}";
    NEW_PASSWORD_TITLE = "Đặt lại mật khẩu của {}?", "A new password for {}?";
    NEW_PASSWORD_SAYS = "Mật khẩu cũ hết dùng ngay, mọi nơi đang đăng nhập phải đăng nhập lại. Mật khẩu mới hiện một lần.", "The old one ends at once, and so does every session. The new one is shown once.";
    DISABLE = "Khóa", "Disable";
    DISABLE_OF = "Khóa {}", "Disable {}";
    DISABLE_TITLE = "Khóa {}?", "Disable {}?";
    DISABLE_SAYS = "Người này không đăng nhập được nữa, mã kích hoạt còn lại không dùng được. Hồ sơ đã ghi vẫn còn nguyên.", "They can sign in no more, and open codes cannot be used. What they recorded stays.";
    DISABLE_SAYS_ALONE = "Mã kích hoạt còn lại của người này không dùng được nữa. Hồ sơ đã ghi vẫn còn nguyên.", "Their open codes cannot be used any more. What they recorded stays.";
    DISABLE_DEVICES = "Tỉnh cũng không nhận gì từ {} máy đang giữ; những gì còn gửi đến được giữ riêng, chờ người xem xét.", "The {} devices that they hold are refused at once; what still arrives of them waits for judgement.";
    DISABLE_DO = "Khóa người này", "Disable";
    DISABLED_SAID = "Đã khóa {}", "{} is disabled";
    ENABLE = "Mở khóa", "Enable";
    ENABLE_OF = "Mở khóa {}", "Enable {}";
    ENABLE_TITLE = "Mở khóa {}?", "Enable {}?";
    ENABLE_SAYS_ALONE = "Mã kích hoạt còn hạn lại dùng được; máy đang giữ lại được tỉnh nhận, trừ máy đã bị thu hồi.", "Codes that have not run out can be used again; the devices that they hold are taken again, unless revoked themselves.";
    ENABLE_SAYS = "Người này lại đăng nhập được bằng mật khẩu đã có; máy đang giữ lại được tỉnh nhận, trừ máy đã bị thu hồi.", "They can sign in again with their password; the devices that they hold are taken again, unless revoked themselves.";
    ENABLED_SAID = "Đã mở khóa {}", "{} is enabled";
    KEEP = "Để nguyên", "Leave it";

    OWN_PASSWORD = "Đổi mật khẩu", "Change password";
    OWN_TITLE = "Đổi mật khẩu của tài khoản này", "Change the password of this account";
    OWN_SAYS = "Đổi xong, các nơi khác đang đăng nhập bằng tài khoản này phải đăng nhập lại.", "Afterwards, other places where this account is signed in have to sign in again.";
    OLD = "Mật khẩu đang dùng", "Password of today";
    OLD_MISSING = "Ghi mật khẩu đang dùng.", "Give the password of today.";
    OLD_WRONG = "Mật khẩu đang dùng chưa đúng. Gõ lại.", "The password of today is not right. Type it again.";
    NEW = "Mật khẩu mới", "New password";
    NEW_HINT = "Ít nhất {} ký tự, nên là vài từ không liên quan với nhau.", "At least {} characters; best a few words that have nothing to do with each other.";
    NEW_SHORT = "Mật khẩu mới cần ít nhất {} ký tự.", "The new password needs at least {} characters.";
    NEW_AGAIN = "Gõ lại mật khẩu mới", "The new password again";
    NEW_DIFFERS = "Hai lần gõ chưa giống nhau. Gõ lại.", "The two are not the same. Type it again.";
    OWN_DONE = "Đã đổi mật khẩu", "The password was changed";
}
