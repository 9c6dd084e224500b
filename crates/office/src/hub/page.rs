//! The hub's page: one document without a script, for whatever old machine stands in the district's office. It asks
//! again by itself.

use axum::extract::State;
use axum::http::header;
use axum::response::{Html, IntoResponse};

use super::Hub;
use super::overview::{Overview, UnitLine};
use crate::clock;
use crate::error::ApiError;

const STYLE: &str = include_str!("page.css");

/// The page's style.
pub(super) async fn style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")], STYLE)
}

/// The page.
pub(super) async fn page(State(hub): State<Hub>) -> Result<impl IntoResponse, ApiError> {
    let now_ms = hub.clock.unix_ms();
    let shown = document(&hub.overview().await?, now_ms);
    Ok(([(header::CACHE_CONTROL, "no-store")], Html(shown)))
}

fn document(overview: &Overview, now_ms: i64) -> String {
    let name = escaped(&overview.name);
    let waiting = grouped(overview.waiting);
    let (class, sign, line) = match overview.line_up {
        Some(true) => ("good", "✓", "Đường truyền về tỉnh đang thông.".to_owned()),
        None => ("look", "…", "Đang gọi về tỉnh.".to_owned()),
        Some(false) => {
            let trouble = overview.line_trouble.as_deref().map(escaped).unwrap_or_default();
            let words = "Chưa gọi được về tỉnh. Máy giữ đủ những gì các xã gửi và tự thử lại mỗi phút.";
            ("look", "!", format!("{words} <small>{trouble}</small>"))
        }
    };
    let safe = match overview.waiting {
        0 => "Không có mục nào chờ chuyển.".to_owned(),
        _ => format!("{waiting} mục đang chờ chuyển về tỉnh."),
    };
    let contact = moment(overview.last_contact_ms, now_ms);
    let passed = moment(overview.last_passed_ms, now_ms);
    let refused: String =
        overview.refused.iter().map(|words| format!("<li>{}</li>", escaped(words))).collect();
    let refused = match overview.refused.is_empty() {
        true => String::new(),
        false => format!(
            "<section class=\"card look\"><h2>Tỉnh chưa nhận một số mục</h2><p>Các mục vẫn được giữ ở đây. Hãy \
             báo quản trị của tỉnh:</p><ul>{refused}</ul></section>"
        ),
    };
    let rows: String = overview.units.iter().map(|unit| row(unit, now_ms)).collect();
    format!(
        "<!doctype html><html lang=\"vi\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta http-equiv=\"refresh\" content=\"30\"><title>{waiting} mục chờ · {name}</title>\
         <link rel=\"stylesheet\" href=\"/hub.css\"></head><body><main><h1>{name}</h1>\
         <p class=\"soft\">Máy chuyển tiếp Sổ Dân vận. Trang tự làm mới.</p>\
         <section class=\"card {class}\"><h2><span aria-hidden=\"true\">{sign}</span> {safe}</h2><p>{line}</p>\
         <dl><div><dt>Tỉnh trả lời lần cuối</dt><dd>{contact}</dd></div>\
         <div><dt>Chuyển hết lần cuối</dt><dd>{passed}</dd></div></dl></section>{refused}\
         <section class=\"card\"><h2>Các đơn vị</h2><div class=\"scroll\"><table><thead><tr>\
         <th scope=\"col\">Đơn vị</th><th scope=\"col\">Liên lạc lần cuối</th><th scope=\"col\">Máy</th>\
         <th scope=\"col\">Mục giữ ở đây</th><th scope=\"col\">Chờ về tỉnh</th></tr></thead>\
         <tbody>{rows}</tbody></table></div></section></main></body></html>"
    )
}

fn row(unit: &UnitLine, now_ms: i64) -> String {
    let waits = if unit.waiting > 0 { " class=\"waits\"" } else { "" };
    format!(
        "<tr{waits}><th scope=\"row\">{}</th><td>{}</td><td class=\"num\">{}</td><td class=\"num\">{}</td>\
         <td class=\"num\">{}</td></tr>",
        escaped(&unit.name),
        moment(unit.last_contact_ms, now_ms),
        grouped(unit.devices),
        grouped(unit.held),
        grouped(unit.waiting),
    )
}

/// "hôm nay 14:05", "19/11/2026 16:42", "chưa có".
fn moment(unix_ms: Option<i64>, now_ms: i64) -> String {
    let Some(at) = unix_ms.and_then(clock::from_unix_ms) else { return "chưa có".to_owned() };
    let today = clock::from_unix_ms(now_ms).map(|now| now.date_naive());
    if today == Some(at.date_naive()) {
        return at.format("hôm nay %H:%M").to_string();
    }
    at.format("%d/%m/%Y %H:%M").to_string()
}

/// 2.185
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_says_what_waits_and_lets_no_name_become_markup() {
        let unit = UnitLine {
            name: "Xã <b>".to_owned(),
            devices: 2,
            last_contact_ms: Some(1_795_316_400_000),
            held: 2_185,
            waiting: 3,
        };
        let overview = Overview {
            name: "Khu vực Than Uyên".to_owned(),
            line_up: Some(false),
            line_trouble: Some("dns".to_owned()),
            last_contact_ms: None,
            last_passed_ms: None,
            waiting: 3,
            units: vec![unit],
            refused: vec!["Thiết bị đã bị thu hồi quyền".to_owned()],
        };
        let page = document(&overview, 1_795_316_460_000);
        for words in
            ["3 mục đang chờ", "Xã &lt;b&gt;", "hôm nay 10:00", "2.185", "chưa có", "thu hồi quyền", "dns"]
        {
            assert!(page.contains(words), "{words} in {page}");
        }
    }
}
