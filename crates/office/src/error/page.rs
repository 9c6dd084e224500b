//! A problem as a page: whoever goes to an address with a browser reads words, not a program's document.
//!
//! The page loads nothing and runs nothing. It does not say which address would be right: whoever came by a foreign name is
//! told no more than that it is foreign.

use std::sync::LazyLock;

use axum::http::{HeaderValue, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use crate::markup::escaped;

const STYLE: &str = ":root{color-scheme:light dark}body{margin:0 auto;max-width:36rem;padding:1.5rem 1rem;\
    font:1.0625rem/1.5 system-ui,Roboto,\"Segoe UI\",\"Noto Sans\",sans-serif;overflow-wrap:anywhere}\
    h1{margin:0 0 .75rem;font-size:1.5rem;line-height:1.3}p{margin:0 0 1rem}\
    a{display:inline-block;padding:.625rem 0}small{font-size:.9375rem}";

/// Nothing but the style in the page, which is known by its digest.
static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let style = STANDARD.encode(Sha256::digest(STYLE));
    let text = format!(
        "default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    );
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("default-src 'none'"))
});

/// What a problem says, beside its answer, until it is known who reads it.
#[derive(Clone, Debug)]
pub struct Words {
    /// What happened.
    pub(super) title: &'static str,
    /// What more is said of it.
    pub(super) detail: Option<String>,
}

impl Words {
    /// The page's Content-Security-Policy.
    pub fn policy() -> HeaderValue {
        POLICY.clone()
    }

    /// The page. `wait_s` are the seconds after which somebody may come again, where that is known.
    pub fn page(&self, status: StatusCode, wait_s: Option<&str>) -> String {
        let title = escaped(self.title);
        let detail = self.detail.as_deref().map(|detail| format!("<p>{}</p>", escaped(detail)));
        let (advice, leads_home) = advice(status, wait_s);
        let advice = advice.map(|advice| format!("<p>{}</p>", escaped(&advice)));
        let home = if leads_home { "<p><a href=\"/\">Mở trang đầu</a></p>" } else { "" };
        format!(
            "<!doctype html><html lang=\"vi\" translate=\"no\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title}</title>\
             <style>{STYLE}</style></head><body><main><h1>{title}</h1>{}{}{home}<p><small>Mã lỗi: {}</small></p>\
             </main></body></html>",
            detail.unwrap_or_default(),
            advice.unwrap_or_default(),
            status.as_u16(),
        )
    }
}

/// What to do, and whether the first page of this name is a way on.
fn advice(status: StatusCode, wait_s: Option<&str>) -> (Option<String>, bool) {
    match (status, wait_s) {
        (StatusCode::NOT_FOUND, _) => {
            let words = "Ở địa chỉ này không có trang nào. Xem lại địa chỉ đã gõ, hoặc mở trang đầu.";
            (Some(words.to_owned()), true)
        }
        // What stands at this name is not this server's.
        (StatusCode::MISDIRECTED_REQUEST, _) => (None, false),
        (StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS, Some(wait_s)) => {
            (Some(format!("Chờ {wait_s} giây rồi tải lại trang này.")), false)
        }
        _ => (None, true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_what_happened_and_lets_nothing_become_markup() {
        let words =
            Words { title: "Không tìm thấy", detail: Some("<img src=x onerror=\"f()\">".to_owned()) };
        let page = words.page(StatusCode::NOT_FOUND, None);
        assert!(page.contains("<h1>Không tìm thấy</h1>") && page.contains("Xem lại địa chỉ"), "{page}");
        assert!(page.contains("href=\"/\"") && page.contains("Mã lỗi: 404"), "{page}");
        assert!(!page.contains("<img") && page.contains("&lt;img"), "{page}");
        let busy = Words { title: "Bận", detail: None }.page(StatusCode::SERVICE_UNAVAILABLE, Some("7"));
        assert!(busy.contains("Chờ 7 giây"), "{busy}");
        let foreign = Words { title: "Tên lạ", detail: None }.page(StatusCode::MISDIRECTED_REQUEST, None);
        assert!(!foreign.contains("href"), "{foreign}");
    }

    #[test]
    fn the_policy_knows_the_style_and_nothing_else() {
        let policy = Words::policy();
        let policy = policy.to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
        assert!(!policy.contains("script-src") && !policy.contains("unsafe"), "{policy}");
    }
}
