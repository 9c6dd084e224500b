//! Fleets of simulated devices.
