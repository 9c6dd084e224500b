//! The platform in a real browser.
