//! What administrators and leaders are to know.

use super::texts;

texts! {
    ALARMS = "Cảnh báo", "Alarms";
    CODES = "Có người dò mã kích hoạt", "Somebody guesses at enrolment codes";
    CODES_TIMES = "{} lần sai mã, {}", "{} wrong codes, {}";
    CODES_DO = "Xem các máy mới kích hoạt, máy nào lạ thì thu hồi. Thu hồi cả những mã chưa dùng mà không cần nữa. Máy đã kích hoạt vẫn dùng như thường. Máy mới nhập mã đúng có thể phải chờ vài giây rồi nhập lại.", "Look at the devices that were enrolled lately and revoke strange ones; revoke open codes that nobody needs any more. Enrolled devices work as always. A new device with a right code may have to wait a few seconds and try again.";
    PASSWORD = "Có người dò mật khẩu của tài khoản {}", "Somebody guesses at the password of {}";
    PASSWORDS = "Có người dò mật khẩu của nhiều tài khoản", "Somebody guesses at the passwords of many accounts";
    PASSWORD_TIMES = "{} lần sai mật khẩu, {}", "{} wrong passwords, {}";
    PASSWORD_DO = "Hỏi người dùng tài khoản này có quên mật khẩu không. Nếu không, hoặc nghi mật khẩu đã lộ, đặt lại mật khẩu ở mục “Người dùng”. Trình duyệt đã từng đăng nhập tài khoản này vẫn vào được như thường; trình duyệt khác phải chờ.", "Ask whose account it is: have they forgotten the password themselves? If not, or if it may be known, give them a new one. Browsers that they have used before sign in as always; others have to wait.";
    SIGN_INS = "Nhiều lần đăng nhập sai", "Many failed sign-ins";
    SIGN_INS_TIMES = "{} lần đăng nhập sai, {}", "{} failed sign-ins, {}";
    SIGN_INS_DO = "Có thể có người thử một mật khẩu hay gặp với nhiều tên. Tài khoản nào bị dò riêng thì có cảnh báo riêng. Nhắc mọi người đặt mật khẩu riêng, dài, không dùng ở nơi khác; báo người phụ trách mạng của tỉnh.", "Perhaps somebody tries one common password on many names. An account that is guessed at has an alarm of its own. Remind everybody to have a long password of their own that they use nowhere else; tell those who look after the network.";
    OTHER = "Có việc cần người quản trị xem", "Something needs the administrator";
    OTHER_TIMES = "{} lần, {}", "{} times, {}";
    TO_DEVICES = "Xem các máy mới kích hoạt", "See the devices enrolled lately";
    TO_CODES = "Xem các mã", "See the codes";
    TO_PEOPLE = "Xem người dùng", "See the people";
    SEEN_TO = "Đã xử lý", "Seen to";
    SEEN_TO_OF = "Đã xử lý: {}", "Seen to: {}";
    SEEN_TO_SAID = "Đã ghi là đã xử lý. Máy chủ đếm lại từ đầu; nếu còn xảy ra, cảnh báo mới sẽ hiện ở đây.", "Noted. It is counted anew; if it goes on, a new alarm appears here.";
    MORE = "Xem thêm {} cảnh báo", "Show {} more alarms";
    SEEN_TO_ALL = "Đã xử lý tất cả", "All seen to";
    OF_KIND = "{}: {}", "{}: {}";
    KIND_CODES = "dò mã kích hoạt", "guessing at codes";
    KIND_PASSWORD = "dò mật khẩu", "guessing at passwords";
    KIND_SIGN_INS = "nhiều lần đăng nhập sai", "many failed sign-ins";
    KIND_OTHER = "việc khác", "other matters";
    ALL_TITLE = "Ghi là đã xử lý {} cảnh báo?", "Note that {} alarms were seen to?";
    ALL_WHICH = "Loại cảnh báo: {}.", "Kind of alarms: {}.";
    ALL_ACCOUNTS = "Tài khoản: {}.", "Accounts: {}.";
    ALL_ACCOUNTS_MORE = "Tài khoản: {} và {} tài khoản khác.", "Accounts: {} and {} others.";
    ALL_SAYS = "Chỉ ghi những cảnh báo trang này đang có; cảnh báo nào đến sau vẫn hiện. Máy chủ đếm lại từ đầu.", "Only the alarms that this page has are noted; whatever comes later still appears. It is counted anew.";
    ALL_LEAVE = "Để nguyên", "Leave them";
    SEEN_TO_ALL_SAID = "Đã ghi là đã xử lý {} cảnh báo. Máy chủ đếm lại từ đầu; nếu còn xảy ra, cảnh báo mới sẽ hiện ở đây.", "{} alarms are noted as seen to. It is counted anew; if it goes on, new alarms appear here.";
    OPEN_HERE = "{} cảnh báo chưa xử lý", "{} alarms not seen to";
    ALL_SEEN_TO = "Cảnh báo đã xử lý", "Alarms seen to";
    NONE_SEEN_TO = "Chưa có cảnh báo nào được xử lý.", "No alarm has been seen to yet.";
    SEEN_TO_BY = "{} xử lý, {}", "seen to by {}, {}";
    FOR_ADMINISTRATOR = "Người quản trị của tỉnh xử lý cảnh báo này.", "The administrator sees to this.";
}
