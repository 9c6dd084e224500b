//! The provincial office: devices' logs in, records and feed out, the console, and the app's files.
//!
//! The way of an entry: `api::device::logs` checks the request, `intake` takes it in (the rules are
//! `danvan_core::apply`'s), `store` keeps it. Tests start the same office as the program does, by [`start`] on port 0.

pub mod afterwards;
mod alarms;
mod api;
mod app_files;
pub mod attachments;
mod bundles;
mod catalogues;
pub mod clock;
mod collection;
pub mod connections;
mod contacts;
mod cookies;
mod database;
pub mod demonstration;
mod desk;
pub mod device_keys;
pub mod enrolling;
mod error;
mod guessable;
pub mod hub;
pub mod hub_wire;
pub mod intake;
pub mod issuing;
pub mod judging;
mod limits;
pub mod log_pace;
mod markup;
mod own_names;
mod packed;
pub mod people;
pub mod pressure;
pub mod private_files;
mod public_address;
pub mod quarantine;
mod scope;
pub mod secrets;
mod server;
mod slow_work;
mod state;
pub mod store;
pub mod tls;
mod totals;
mod turns;

pub use catalogues::{Catalogues, ServedCatalogue};
pub use database::{Database, UnknownDatabase, open_known_store, open_store};
pub use desk::{Desk, office};
pub use public_address::{NoPublicAddress, PublicAddress};
pub use scope::scope_of;
pub use server::{Config, Running, start};
pub use state::{Office, Terms};
