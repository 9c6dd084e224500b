//! No modules import from each other in a circle, and the arrows between a crate's modules run as docs/architecture.md
//! draws them.

#![expect(clippy::unwrap_used, reason = "a test's helper fails as a test does")]

mod arrows;
mod modules;
mod picture;

use std::fs;
use std::path::{Path, PathBuf};

use arrows::{arrows, circles};
use picture::mistakes;

/// Crates whose modules form no circle, by their root file. The app's have circles still.
const CRATES: [&str; 4] =
    ["crates/core/src/lib.rs", "crates/office/src/lib.rs", "tests/fleet/src/lib.rs", "xtask/src/main.rs"];
/// Those whose order is drawn.
const DRAWN: [&str; 2] = ["crates/core", "crates/office"];

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

#[test]
fn no_modules_import_from_each_other_in_a_circle() {
    let mut found = Vec::new();
    for root in CRATES {
        let modules = modules::read(&project().join(root));
        assert!(modules.len() > 5, "{root}: only {} modules were read", modules.len());
        let arrows = arrows(&modules);
        assert!(arrows.len() > modules.len() / 2, "{root}: {} arrows", arrows.len());
        found.extend(circles(&arrows).into_iter().map(|circle| format!("{root}: {circle}")));
    }
    assert!(found.is_empty(), "{} circles\n{}", found.len(), found.join("\n"));
}

#[test]
fn the_picture_shows_who_imports_from_whom() {
    let picture = fs::read_to_string(project().join("docs/architecture.md")).unwrap();
    let mut found = Vec::new();
    for name in DRAWN {
        let modules = modules::read(&project().join(name).join("src/lib.rs"));
        found.extend(mistakes(&picture, name, &modules, &arrows(&modules)));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// What the two tests above rely on: paths through re-exports, `super::`, names brought in, macros and children.
#[test]
fn a_circle_is_found_however_it_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    fs::create_dir(folder.path().join("shop")).unwrap();
    write("lib.rs", "mod bank; mod shop; mod street; pub use shop::Till;");
    write("bank.rs", "pub struct Coin; #[cfg(test)] mod tests { use crate::street::House; }");
    write(
        "street.rs",
        "use crate::shop as market; pub struct House; fn f() { println!(\"{}\", market::stall::price()); }",
    );
    write("shop/mod.rs", "pub mod stall; pub struct Till(crate::bank::Coin); pub fn f(_: stall::Board) {}");
    write("shop/stall.rs", "use super::Till; pub struct Board(Till); pub fn price() -> u8 { 1 }");
    let read = || arrows(&modules::read(&folder.path().join("lib.rs")));
    assert_eq!(circles(&read()), Vec::<String>::new(), "a module and its children are one");
    let arrow = |one: &[&str], other: &[&str]| {
        let place = |names: &[&str]| names.iter().map(ToString::to_string).collect();
        (place(one), place(other))
    };
    assert!(read().contains(&arrow(&["street"], &["shop", "stall"])), "by another name, in a macro");
    assert!(!read().contains(&arrow(&["bank", "tests"], &["street"])), "tests may look at anything");
    write("bank.rs", "pub struct Coin; fn f(_: crate::Till) {}");
    let found = circles(&read());
    assert!(found.len() == 1 && found[0].contains("bank -> shop"), "by a re-export: {found:?}");
}
