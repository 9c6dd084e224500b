//! Cookies of a request.

use axum::http::{HeaderMap, header};

/// Names and contents, in their order.
pub fn cookies(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='))
}

/// What a cookie holds; of several of one name, the first.
pub fn cookie_of<'h>(headers: &'h HeaderMap, wanted: &str) -> Option<&'h str> {
    cookies(headers).find(|(name, _)| *name == wanted).map(|(_, content)| content)
}
