//! What the province answers to hubs: whom a hub serves, and their logs on their behalf.

mod changed;
pub mod devices;
pub mod logs;
