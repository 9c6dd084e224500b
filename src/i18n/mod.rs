//! The words on the screen, in both languages side by side: a string that lacks a language does not compile.
//!
//! Pages read them when they are drawn; switching the language draws the pages anew (see [`crate::app`]), so that
//! no view carries a signal for each of its words.

mod text;

pub mod when;

pub mod alarms;
pub mod book;
pub mod bundles;
pub mod codes;
pub mod common;
pub mod conflict;
pub mod console;
pub mod devices;
pub mod enrol;
pub mod files;
pub mod form;
pub mod home;
pub mod message;
pub mod people;
pub mod quarantine;
pub mod record;
pub mod rejoin;
pub mod settings;
pub mod sync;

use text::texts;
pub use text::{Text, count, current, set};
