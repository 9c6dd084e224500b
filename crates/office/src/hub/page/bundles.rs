//! The page's part on bundles: taking them in, what is kept, carrying on, and receipts.

use danvan_core::catalogue::UnitId;
use danvan_core::wire_bundles::BundleRow;

use super::words::{self, grouped, moment, size};
use crate::hub::bundles::HandedOut;
use crate::hub_wire::{HubUnit, KeptBundle, ReceiptRow};
use crate::markup::escaped;

/// Rows that are shown of what the province has answered.
const ANSWERED_SHOWN: usize = 50;

/// What the page shows of bundles.
pub struct Carried<'a> {
    /// What is kept, and what became of it.
    pub bundles: &'a [KeptBundle],
    /// Receipt files to hand out.
    pub receipts: &'a [HandedOut],
    /// The names of units.
    pub units: &'a [HubUnit],
}

/// Where files are picked.
pub fn intake() -> String {
    let heads = heads(&["Tệp", "Đơn vị, máy", "Lần ghi", "Kết quả"]);
    format!(
        "<section class=\"card\" id=\"bundles-in\" data-import=\"/api/v1/bundles\"><h2>Nhận gói của các xã, đồn</h2>\
         <p class=\"soft\" id=\"bundles-hint\">Chọn nhiều tệp một lúc, thứ tự nào cũng được; nhận lại không bị trùng. \
         Máy khu vực không mở được gói, chỉ giữ và chuyển về tỉnh.</p>\
         <label class=\"pick\">Chọn tệp gói <input type=\"file\" multiple aria-describedby=\"bundles-hint\"></label>\
         {progress}<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Kết quả nhận gói\" hidden>\
         <table class=\"rows\">{heads}<tbody></tbody></table></div></section>",
        progress = PROGRESS
    )
}

/// Where the province's receipts are picked.
pub fn receipts_in() -> String {
    let heads = heads(&["Tệp", "Máy", "Kết quả"]);
    format!(
        "<section class=\"card\" id=\"receipts-in\" data-import=\"/api/v1/receipts\"><h2>Nhập biên nhận từ tỉnh</h2>\
         <p class=\"soft\" id=\"receipts-hint\">Tệp biên nhận mang từ tỉnh về, của một máy hay của nhiều máy.</p>\
         <label class=\"pick\">Chọn tệp biên nhận <input type=\"file\" multiple aria-describedby=\"receipts-hint\">\
         </label>{progress}<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Kết quả nhập biên nhận\" hidden>\
         <table class=\"rows\">{heads}<tbody></tbody></table></div></section>",
        progress = PROGRESS
    )
}

const PROGRESS: &str = "<p role=\"status\"></p><progress hidden max=\"1\" value=\"0\" aria-label=\"Tiến độ\"></progress>\
     <p><button type=\"button\" class=\"stop\" hidden>Dừng</button> \
     <button type=\"button\" class=\"go-on\" hidden>Nhận tiếp</button></p>";

/// What is kept and what became of it, and the way on.
pub fn kept(carried: &Carried, now_ms: i64) -> String {
    let (waiting, answered): (Vec<_>, Vec<_>) =
        carried.bundles.iter().partition(|bundle| bundle.answer.is_none());
    if carried.bundles.is_empty() {
        return "<section class=\"card\"><h2>Gói đang giữ</h2><p>Chưa có gói nào.</p></section>".to_owned();
    }
    let title = match waiting.len() as u64 {
        0 => "Không có gói nào chờ chuyển về tỉnh".to_owned(),
        count => format!("{} gói chờ chuyển về tỉnh", grouped(count)),
    };
    let carry = if waiting.is_empty() {
        String::new()
    } else {
        format!(
            "<form method=\"post\" action=\"/api/v1/hub/stick\" id=\"stick\"><p>Có đường truyền thì máy tự chuyển. Khi đường truyền \
             đứt, chép tất cả vào một tệp rồi mang về tỉnh, mục <strong>Nhận gói</strong>.</p>\
             <button>Chép gói lên USB ({})</button></form>",
            size(waiting.iter().map(|bundle| bundle.bytes).sum())
        )
    };
    let rows: String = waiting
        .iter()
        .chain(answered.iter().take(ANSWERED_SHOWN))
        .map(|bundle| {
            let (class, words) = words::standing(bundle);
            let brought = moment(Some(bundle.row.brought_at.timestamp_millis()), now_ms);
            let cells = [
                (whose(&bundle.row, carried.units), ""),
                (range(&bundle.row), "Lần ghi"),
                (files(&bundle.row), "Ảnh và tệp"),
                (brought, ""),
            ];
            line(class, &cells, &words)
        })
        .collect();
    let heads = heads(&["Đơn vị, máy", "Lần ghi", "Ảnh và tệp", "Mang đến", "Tình trạng"]);
    format!(
        "<section class=\"card\"><h2>{title}</h2>{carry}\
         <div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Các gói\"><table class=\"rows\">{heads}<tbody>{rows}</tbody></table></div></section>"
    )
}

/// The receipt files that devices can be given.
pub fn receipts_out(carried: &Carried, now_ms: i64) -> String {
    if carried.receipts.is_empty() {
        return String::new();
    }
    let items: String = carried
        .receipts
        .iter()
        .map(|receipt| {
            format!(
                "<li><a download href=\"/api/v1/receipts/{}\">Tải biên nhận: {} · {}</a> \
                 <span class=\"soft\">tỉnh ghi {}</span></li>",
                receipt.device,
                escaped(unit_name(&receipt.home, carried.units)),
                escaped(&receipt.name),
                moment(Some(receipt.made_ms), now_ms),
            )
        })
        .collect();
    format!(
        "<section class=\"card\"><h2>Biên nhận đưa lại cho các máy</h2><p class=\"soft\">Mỗi máy một tệp. Trên điện \
         thoại: “Gửi, nhận” › “Nhập biên nhận”.</p><ul class=\"files\">{items}</ul></section>"
    )
}

/// Rows as a document of their own: the page's script takes them out of it.
fn rows(rows: &str) -> String {
    format!("<!doctype html><title></title><table><tbody>{rows}</tbody></table>")
}

/// The row of a bundle that was brought just now.
pub fn brought(row: &BundleRow, units: &[HubUnit]) -> String {
    let (class, words) = words::brought(row);
    let name = format!("<span class=\"name\">{}</span>", escaped(row.name.as_deref().unwrap_or_default()));
    rows(&line(class, &[(name, ""), (whose(row, units), ""), (range(row), "Lần ghi")], &words))
}

/// The rows of receipts that were brought just now.
pub fn receipts_brought(receipts: &[ReceiptRow]) -> String {
    rows(&receipts.iter().map(receipt_brought).collect::<String>())
}

fn receipt_brought(row: &ReceiptRow) -> String {
    let (class, words) = match row.problem {
        Some(problem) => ("bad", words::problem_at_hub(problem).to_owned()),
        None => ("good", format!("Biên nhận hợp lệ: tỉnh đã nhận {} gói đang chờ", grouped(row.answered))),
    };
    let name = format!("<span class=\"name\">{}</span>", escaped(row.name.as_deref().unwrap_or_default()));
    let device = escaped(row.device_name.as_deref().unwrap_or_default());
    line(class, &[(name, ""), (device, "")], &words)
}

fn heads(names: &[&str]) -> String {
    let cells: String = names.iter().map(|name| format!("<th scope=\"col\">{name}</th>")).collect();
    format!("<thead><tr>{cells}</tr></thead>")
}

/// Cells that are markup already, each with the head that it needs where there is no table's, and words that are not.
fn line(class: &str, cells: &[(String, &str)], words: &str) -> String {
    let cell = |(cell, head): &(String, &str)| match *head {
        "" => format!("<td>{cell}</td>"),
        head => format!("<td data-head=\"{head}\">{cell}</td>"),
    };
    let cells: String = cells.iter().map(cell).collect();
    format!("<tr>{cells}<td class=\"{class}\">{}</td></tr>", escaped(words))
}

fn whose(row: &BundleRow, units: &[HubUnit]) -> String {
    let Some(header) = &row.header else { return String::new() };
    let device = escaped(row.device_name.as_deref().unwrap_or_default());
    format!("{} <small>{device}</small>", escaped(unit_name(&header.unit, units)))
}

fn range(row: &BundleRow) -> String {
    match &row.header {
        Some(header) if header.count > 0 => {
            format!("{}–{}", grouped(header.from.saturating_add(1)), grouped(header.head().length))
        }
        _ => String::new(),
    }
}

fn files(row: &BundleRow) -> String {
    row.header.as_ref().map(|header| grouped(header.attachments)).unwrap_or_default()
}

/// A unit's name; the hub knows those it serves alone.
fn unit_name<'a>(unit: &UnitId, units: &'a [HubUnit]) -> &'a str {
    units
        .iter()
        .find(|known| known.unit == *unit)
        .map_or("xã, phường ngoài khu vực này", |known| known.name.as_str())
}
