//! What the browser gives: clocks, random bytes, locks between tabs, events, the service worker, promises about
//! space.

pub mod address;
pub mod browser;
pub mod clock;
pub mod events;
pub mod files;
pub mod history;
pub mod leaving;
pub mod local;
pub mod locks;
pub mod photo;
pub mod press;
pub mod random;
pub mod room;
pub mod signer;
pub mod space;
pub mod tabs;
pub mod timer;
pub mod update;

/// The page's window.
#[expect(clippy::expect_used, reason = "the app runs in pages only; elsewhere there is nobody to tell")]
pub(crate) fn window() -> web_sys::Window {
    web_sys::window().expect("a page has a window")
}
