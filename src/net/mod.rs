//! Requests to the office: what is asked, how it travels, and how an answer is told from a captive portal's page.

mod fetch;
mod gzip;
mod office;
mod road;
mod transport;
mod uploads;

pub use fetch::{Fetch, retry_after_s};
pub use office::{EnrolAnswer, Fetched, Office};
pub use road::{HubAt, Road};
pub use transport::{Lost, Reply, Request, Transport};
pub use uploads::Upload;
