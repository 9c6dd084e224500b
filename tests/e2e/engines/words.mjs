// What the app calls its things, in one place: the journey names them, the screens say them.

const link = (name) => ({ role: 'link', name });
const button = (name) => ({ role: 'button', name });
const text = (name) => ({ role: 'text', name });

export const MENU = { role: 'navigation', name: 'Các trang chính' };
/** One of the four main pages. */
const page = (name) => ({ ...link(name), within: MENU });
export const HOME = page('Trang chủ');
export const WRITE = page('Ghi');
export const BOOK = page('Sổ');
export const SYNC = page('Gửi, nhận');
/** One of the steps of a form. */
const step = (name) => ({ ...link(name), within: { role: 'navigation', name: 'Các bước' } });

export const CODE = /Mã kích hoạt/;
export const DEVICE = /Tên máy này/;
export const UNDERSTOOD = /Tôi đã rõ/;
export const JOIN = button(/^Kích hoạt$/);

export const NEW_ACTIVITY = link(/^Hoạt động dân vận/);
export const TYPE = /Loại hoạt động/;
export const TITLE = /Tên hoạt động/;
export const CONTENT = /Nội dung chính/;
export const WHAT = step('Nội dung');
export const WHERE = step('Nơi, đơn vị');
export const RESULTS = step('Kết quả');
export const LEAD = { role: 'group', name: /Cơ quan chủ trì/ };
export const CHANGE_LEAD = { ...button(/Đổi/), within: LEAD };
export const OUR_COMMITTEE = { ...button(/Ủy ban nhân dân|UBND/), within: LEAD };
const FILES = { role: 'group', name: /Ảnh và tệp/ };
export const CHOOSE_FILES = { ...button('Chọn tệp'), within: FILES };
export const REMOVE_FILE = { ...button(/^Bỏ /), within: FILES };
export const FILE_KEPT = { ...text(/^Đã giữ .* trên máy$/), within: FILES };
export const SAVE = button(/^(Lưu trên máy|Lưu và gửi lại)$/);
export const SAVE_ANYWAY = button(/^Vẫn lưu$/);

export const HISTORY = { role: 'heading', name: /^Lịch sử$/ };
export const CORRECT = text(/^Sửa và gửi lại$/);
export const SAVED = text(/Đã lưu trên máy/);
/** A row of the book, or of any page. */
export const row = (title) => ({ ...link(title), within: { role: 'main' } });
export const said = text;

export const SEND = button(/Gửi ngay|Đang gửi/);
export const WAITING = text(/Chờ gửi về tỉnh/);
/** The office has said that it has everything up to this entry. */
export const receivedTo = (entry) => text(new RegExp(`Tỉnh đã nhận đến lần ghi ${entry}( |$)`));
