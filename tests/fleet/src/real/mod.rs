//! Devices and a console against a running office over HTTP: the same rules and the same engine, without a browser.

mod api;
pub mod bench;
mod child;
mod console;
pub mod demo;
mod line;
pub mod load;
mod local;
mod phone;
mod pocket;
pub mod siege;

pub use api::Api;
pub use child::ChildOffice;
pub use console::Console;
pub use local::{LocalOffice, cast_of};
pub use phone::Phone;
