//! What handlers take out of a request. Every failure is a problem with words.

mod app;
mod body;
mod carrier;
mod console;
mod device;
mod hub;
mod parameters;

pub use app::AppOfToday;
pub use body::{FileBody, JsonBody, PieceBody, is_json};
pub use carrier::Carrier;
pub use console::{Console, cookie, opened_by_http};
pub use device::{DeviceAccess, DeviceOrRevoked};
pub use hub::HubAccess;
pub use parameters::{CodeId, IdInPath, IdsInPath, QueryOf};
