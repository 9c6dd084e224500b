//! The hub's page: one document and a small script, for whatever old machine stands in the district's office. It asks
//! again by itself; without the script it shows what there is and takes nothing in.

mod bundles;
mod pin;
mod words;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{Html, IntoResponse};
use serde::Deserialize;

use super::Hub;
use super::opened::is_opened;
use super::overview::{Overview, UnitLine};
use crate::api::extract::QueryOf;
use crate::error::ApiError;
use crate::markup::escaped;

pub use bundles::{brought, receipts_brought};
pub use pin::PinTrouble;

use bundles::{Carried, intake, kept, receipts_in, receipts_out};
use words::{grouped, moment};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("hub.js");
/// The app's own.
const ICON: &str = include_str!("../../../../../public/icons/icon.svg");

/// Scripts and styles from here only, and no text becomes markup (Trusted Types): the script hands the browser documents
/// that it has read itself.
pub(super) fn policy() -> HeaderValue {
    HeaderValue::from_static(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; object-src 'none'; \
         base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
         trusted-types 'none'",
    )
}

/// The query of the page.
#[derive(Deserialize)]
pub(super) struct Asked {
    /// What was wrong with a PIN, where a browser without scripts was led back.
    pin: Option<String>,
}

/// The page's style.
pub(super) async fn style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")], STYLE)
}

/// The page's icon, as the app's.
pub(super) async fn picture() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "no-cache")], ICON)
}

/// The page's script.
pub(super) async fn script() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")], SCRIPT)
}

/// The page.
pub(super) async fn page(
    State(hub): State<Hub>,
    QueryOf(asked): QueryOf<Asked>,
    headers: HeaderMap,
) -> Result<impl IntoResponse, ApiError> {
    let trouble = asked.pin.as_deref().and_then(PinTrouble::named);
    let pin = pin::card(is_opened(&hub, &headers).await?, trouble);
    let now_ms = hub.clock.unix_ms();
    let shown = hub.shown().await?;
    let carried = Carried { bundles: &shown.kept.bundles, receipts: &shown.receipts, units: &shown.units };
    let shown = document(&shown.overview, &carried, &pin, now_ms);
    // The form says where it comes from to this origin, and only to it: writes of other sites are turned away.
    Ok(([(header::CACHE_CONTROL, "no-store"), (header::REFERRER_POLICY, "same-origin")], Html(shown)))
}

fn document(overview: &Overview, carried: &Carried, pin: &str, now_ms: i64) -> String {
    let name = escaped(&overview.name);
    let waiting = grouped(overview.waiting);
    let idle = overview.waiting == 0 && overview.bundles == 0;
    let (class, sign, line) = match overview.line_up {
        // Of the last call: nobody knows of a cut before the next one.
        Some(true) if idle => ("good", "✓", "Lần liên lạc gần nhất: tỉnh có trả lời.".to_owned()),
        Some(true) => ("", "…", "Lần liên lạc gần nhất: tỉnh có trả lời. Máy tự chuyển tiếp.".to_owned()),
        None => ("look", "…", "Đang liên lạc với tỉnh.".to_owned()),
        Some(false) => {
            let trouble = overview.line_trouble.as_deref().map(escaped).unwrap_or_default();
            let words = "Chưa liên lạc được với tỉnh. Máy giữ đủ những gì các xã gửi và tự thử lại mỗi phút.";
            ("look", "!", format!("{words} <small>{trouble}</small>"))
        }
    };
    let safe = match (overview.waiting, overview.bundles) {
        (0, 0) => "Không có lần ghi nào chờ chuyển.".to_owned(),
        (0, bundles) => format!("{} gói đang chờ chuyển về tỉnh.", grouped(bundles)),
        (_, 0) => format!("{waiting} lần ghi đang chờ chuyển về tỉnh."),
        (_, bundles) => format!("{waiting} lần ghi và {} gói đang chờ chuyển về tỉnh.", grouped(bundles)),
    };
    let contact = moment(overview.last_contact_ms, now_ms);
    let passed = moment(overview.last_passed_ms, now_ms);
    let refused: String =
        overview.refused.iter().map(|words| format!("<li>{}</li>", escaped(words))).collect();
    let refused = match overview.refused.is_empty() {
        true => String::new(),
        false => format!(
            "<section class=\"card look\"><h2>Tỉnh chưa nhận một số lần ghi</h2><p>Các lần ghi này vẫn được giữ ở đây. \
             Báo người quản trị của tỉnh:</p><ul>{refused}</ul></section>"
        ),
    };
    let unsigned = unsigned(overview);
    let rows: String = overview.units.iter().map(|unit| row(unit, now_ms)).collect();
    let (intake, kept) = (intake(), kept(carried, now_ms));
    let (receipts_in, receipts_out) = (receipts_in(), receipts_out(carried, now_ms));
    format!(
        "<!doctype html><html lang=\"vi\" translate=\"no\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <noscript><meta http-equiv=\"refresh\" content=\"30\"></noscript><title>{waiting} lần ghi chờ · {name}</title>\
         <link rel=\"icon\" href=\"/icon.svg\" type=\"image/svg+xml\"><link rel=\"stylesheet\" href=\"/hub.css\"><script src=\"/hub.js\" defer></script></head>\
         <body><main><header><h1>{name}</h1>\
         <p class=\"soft\">Máy khu vực của Sổ Dân vận. Trang tự làm mới.</p></header>\
         <div id=\"line\" data-live><section class=\"card {class}\">\
         <h2><span aria-hidden=\"true\">{sign}</span> {safe}</h2><p>{line}</p>\
         <dl><div><dt>Tỉnh trả lời gần nhất</dt><dd>{contact}</dd></div>\
         <div><dt>Chuyển hết gần nhất</dt><dd>{passed}</dd></div></dl></section>{refused}{unsigned}</div>\
         {intake}<div id=\"pin\" data-live>{pin}</div><div id=\"kept\" data-live>{kept}</div>{receipts_in}<div id=\"receipts\" data-live>{receipts_out}</div>\
         <div id=\"units\" data-live><section class=\"card\"><h2>Các đơn vị</h2>\
         <div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Các đơn vị\"><table class=\"rows\"><thead><tr>\
         <th scope=\"col\">Đơn vị</th><th scope=\"col\">Liên lạc gần nhất</th><th scope=\"col\" class=\"num\">Máy</th>\
         <th scope=\"col\" class=\"num\">Lần ghi đang giữ</th><th scope=\"col\" class=\"num\">Lần ghi đang chờ</th>\
         <th scope=\"col\" class=\"num\">Gói chờ</th></tr></thead>\
         <tbody>{rows}</tbody></table></div></section></div></main></body></html>"
    )
}

/// What apps of before signatures left here, and who still has one.
fn unsigned(overview: &Overview) -> String {
    let mut items = Vec::new();
    if overview.unsigned > 0 {
        items.push(format!(
            "<li>{} lần ghi chưa ký đang giữ ở đây, không mất. Cập nhật sổ trên máy đã ghi rồi cho máy ghé lại khu vực, \
             hoặc gửi thẳng về tỉnh.</li>",
            grouped(overview.unsigned)
        ));
    }
    if overview.without_key > 0 {
        items.push(format!(
            "<li>{} máy chưa có khóa ký nên chưa gửi được qua khu vực. Cập nhật sổ và gửi thẳng về tỉnh một \
             lần.</li>",
            grouped(overview.without_key)
        ));
    }
    if items.is_empty() {
        return String::new();
    }
    let items = items.concat();
    format!("<section class=\"card look\"><h2>Phiên bản cũ, chưa ký</h2><ul>{items}</ul></section>")
}

fn row(unit: &UnitLine, now_ms: i64) -> String {
    let number = |head: &str, count: u64, waits: bool| {
        let class = match (count, waits) {
            (0, _) => "num none",
            (_, true) => "num waits",
            (_, false) => "num",
        };
        format!("<td class=\"{class}\" data-head=\"{head}\">{}</td>", grouped(count))
    };
    let numbers = [
        number("Máy", unit.devices, false),
        number("Lần ghi đang giữ", unit.held, false),
        number("Lần ghi đang chờ", unit.waiting, true),
        number("Gói chờ", unit.bundles, true),
    ];
    let (name, last) = (escaped(&unit.name), moment(unit.last_contact_ms, now_ms));
    format!(
        "<tr><th scope=\"row\">{name}</th><td data-head=\"Liên lạc\">{last}</td>{}</tr>",
        numbers.concat()
    )
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
            bundles: 1,
        };
        let mut overview = Overview {
            name: "Khu vực Than Uyên".to_owned(),
            line_up: Some(false),
            line_trouble: Some("dns".to_owned()),
            last_contact_ms: None,
            last_passed_ms: None,
            waiting: 3,
            unsigned: 2,
            without_key: 1_004,
            bundles: 1,
            units: vec![unit],
            refused: vec!["Máy đã bị thu hồi".to_owned()],
        };
        let page = document(
            &overview,
            &Carried { bundles: &[], receipts: &[], units: &[] },
            &pin::card(false, None),
            1_795_316_460_000,
        );
        for words in [
            "3 lần ghi và 1 gói đang chờ",
            "Xã &lt;b&gt;",
            "hôm nay 10:00",
            "2.185",
            "chưa có",
            "Máy đã bị thu hồi",
            "dns",
            "Phiên bản cũ, chưa ký",
            "2 lần ghi chưa ký",
            "1.004 máy chưa có khóa ký",
        ] {
            assert!(page.contains(words), "{words} in {page}");
        }
        overview.line_up = Some(true);
        let empty = Carried { bundles: &[], receipts: &[], units: &[] };
        let page = document(&overview, &empty, "", 1_795_316_460_000);
        assert!(!page.contains('✓') && page.contains("tỉnh có trả lời"), "what waits is not done: {page}");
        (overview.waiting, overview.bundles, overview.unsigned, overview.without_key) = (0, 0, 0, 0);
        assert!(!document(&overview, &empty, "", 1_795_316_460_000).contains("chưa ký"));
        assert!(document(&overview, &empty, "", 1_795_316_460_000).contains('✓'));
    }
}
