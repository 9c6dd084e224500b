//! The office from outside: the real server on a free port, a real database, real TCP. On SQLite; what is named by
//! `also_on_postgres!` once more on PostgreSQL.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

mod app_files;
mod attachments;
mod backups;
mod bundle_files;
mod bundles;
mod catalogue;
mod choices;
mod clocks;
#[path = "../cluster/mod.rs"]
mod cluster;
mod command_line;
mod console;
mod demonstration;
mod durability;
mod enrolment;
mod feed;
mod figures;
mod guessing;
mod hub;
mod hub_bundles;
mod hub_lanes;
mod hub_line;
mod hub_province;
mod hub_sessions;
mod hub_signed;
mod hub_signing;
mod hub_slow_line;
mod identity;
mod known_devices;
mod openapi;
mod pages;
mod people;
mod pressure;
mod private_files;
mod provinces;
mod push;
mod quarantine;
mod quarantine_items;
mod revocation;
mod robustness;
mod s3;
mod several_offices;
mod signing;
mod support;
mod swept_files;
mod uploads;
mod versions;
mod versions_r2;
mod versions_r3;
