//! The office from outside: the real server on a free port, a real SQLite file, real TCP.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod app_files;
mod bundles;
mod catalogue;
mod choices;
mod command_line;
mod console;
mod demonstration;
mod durability;
mod enrolment;
mod feed;
mod figures;
mod openapi;
mod provinces;
mod push;
mod robustness;
mod support;
