//! No modules import from each other in a circle, and the arrows between a crate's modules run as docs/architecture.md
//! draws them.

#![expect(clippy::unwrap_used, reason = "a test's helper fails as a test does")]

mod arrows;
mod modules;

use std::path::{Path, PathBuf};

use arrows::{arrows, circles};

/// Crates whose modules form no circle, by their root file.
const CRATES: [&str; 4] =
    ["crates/core/src/lib.rs", "crates/office/src/lib.rs", "tests/fleet/src/lib.rs", "xtask/src/main.rs"];

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
