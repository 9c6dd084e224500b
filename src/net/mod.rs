//! Requests to the office: what is asked, how it travels, and how an answer is told from a captive portal's page.

mod caller;
mod fetch;
mod gzip;
mod hubs;
mod office;
mod packing;
mod patience;
mod road;
mod transport;
mod uploads;

pub use caller::Caller;
pub use fetch::{Fetch, retry_after_s};
pub use office::{EnrolAnswer, Fetched, Office};
pub use packing::Packing;
pub use patience::Patience;
pub use road::{HubAt, Road};
pub use transport::{Lost, Reply, Request, Transport};
pub use uploads::Upload;
