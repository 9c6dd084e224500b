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
pub use console::{Console, SESSION_COOKIE, cookie, opened_by_http, session_of};
pub use device::{DeviceAccess, DeviceOrRevoked, token_of};
pub use hub::HubAccess;
pub use parameters::{CodeId, IdInPath, IdsInPath, QueryOf};
