//! Devices and a console against a running office over HTTP: the same rules and the same engine, without a browser.

mod api;
pub mod bench;
mod console;
pub mod demo;
mod local;
mod phone;

pub use api::Api;
pub use console::Console;
pub use local::{LocalOffice, cast_of};
pub use phone::Phone;
