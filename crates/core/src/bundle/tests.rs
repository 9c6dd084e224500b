//! What bundles and receipts promise.

mod damage;
mod hostile_files;
mod receipts;
mod round_trip;
mod workshop;
