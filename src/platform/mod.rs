//! What the browser gives: clock, random bytes, service worker, promises about space, events.

pub mod clock;
pub mod random;

/// The page's window.
#[expect(
    clippy::expect_used,
    reason = "the app runs in pages only; without a window there is nothing to show an error in"
)]
pub(crate) fn window() -> web_sys::Window {
    web_sys::window().expect("a page has a window")
}
