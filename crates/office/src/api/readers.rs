//! Who reads an answer: a person whose browser goes to an address, or a program.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::error::Words;

/// By what it depends whether a refusal is a page.
const DEPENDS: HeaderValue = HeaderValue::from_static("accept, sec-fetch-mode");

/// Gives a person whose browser goes to an address the words of a refusal as a page of the same status. Programs get the
/// problem document, and so do the scripts of our own pages.
pub async fn pages_for_people(request: Request, next: Next) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    let person = is_person(request.headers());
    let mut response = next.run(request).await;
    let Some(words) = response.extensions_mut().remove::<Words>() else { return response };
    response.headers_mut().append(header::VARY, DEPENDS);
    if !person {
        return response;
    }
    let (mut parts, _) = response.into_parts();
    let wait_s = parts.headers.get(header::RETRY_AFTER).and_then(|wait| wait.to_str().ok());
    let page = words.page(parts.status, wait_s);
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.remove(header::CONTENT_ENCODING);
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    parts.headers.insert(header::CONTENT_SECURITY_POLICY, Words::policy());
    Response::from_parts(parts, Body::from(page))
}

/// Whether a browser goes there by itself and prefers a page. Browsers say in `Sec-Fetch-Mode` what they are doing, where they
/// trust the connection; whoever does not say it is known by what they accept alone.
fn is_person(headers: &HeaderMap) -> bool {
    let goes = headers.get("sec-fetch-mode").is_none_or(|mode| mode.as_bytes() == b"navigate");
    goes && prefers_page(headers)
}

/// Whether a page is accepted by its name, and rather than JSON.
fn prefers_page(headers: &HeaderMap) -> bool {
    let (mut page, mut json) = (0.0, 0.0);
    for accepted in headers.get_all(header::ACCEPT).iter().filter_map(|accepted| accepted.to_str().ok()) {
        for one in accepted.split(',') {
            let mut parts = one.split(';').map(str::trim);
            let place = match parts.next().unwrap_or_default().to_ascii_lowercase().as_str() {
                "text/html" => &mut page,
                "application/json" | "application/problem+json" => &mut json,
                _ => continue,
            };
            let weight = parts.find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q=")));
            let weight: f32 = weight.map_or(1.0, |weight| weight.parse().unwrap_or(0.0));
            *place = weight.max(*place);
        }
    }
    page > json
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(lines: &[(&'static str, &str)]) -> HeaderMap {
        lines.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn browsers_that_go_somewhere_are_people() {
        let chromium =
            "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";
        for accept in
            [chromium, "text/html", "TEXT/HTML; q=0.4, */*", "application/json;q=0.3, text/html;q=0.5"]
        {
            assert!(is_person(&with(&[("accept", accept)])), "{accept}");
        }
        assert!(is_person(&with(&[("accept", chromium), ("sec-fetch-mode", "navigate")])));
    }

    #[test]
    fn programs_and_scripts_are_none() {
        for accept in [
            "",
            "*/*",
            "application/json",
            "application/json, text/html",
            "application/problem+json, text/html;q=0.9",
            "text/html;q=0, */*",
            "text/html;q=viel",
            "text/html;q=NaN",
            "text/htmlx",
            "text/*",
        ] {
            assert!(!is_person(&with(&[("accept", accept)])), "{accept}");
        }
        assert!(!is_person(&HeaderMap::new()));
        for mode in ["cors", "no-cors", "same-origin", "websocket", ""] {
            assert!(!is_person(&with(&[("accept", "text/html"), ("sec-fetch-mode", mode)])), "{mode}");
        }
    }
}
