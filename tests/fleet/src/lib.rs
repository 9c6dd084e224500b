//! Fleets of simulated devices: the real rules and the real sync engine, driven through a seeded network of bad days.

mod bodies;
mod calls;
pub mod campaign;
mod device;
mod dice;
pub mod office;
pub mod planted;
pub mod real;
mod versions;
pub mod world;
