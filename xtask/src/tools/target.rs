//! The compiler's wasm target.

use std::path::Path;

use anyhow::Result;

use super::required;
use crate::process::Step;
use crate::project::Project;

const TARGET: &str = "wasm32-unknown-unknown";

/// Adds the target where it is missing.
pub fn ensure_wasm(project: &Project) -> Result<()> {
    let sysroot = Step::new("asking rustc", "rustc")
        .args(["--print", "sysroot"])
        .current_dir(project.root())
        .output()?;
    if Path::new(sysroot.trim()).join("lib/rustlib").join(TARGET).is_dir() {
        println!("  rustc target {TARGET}");
        return Ok(());
    }
    let rustup =
        required("rustup", "install Rust by rustup, or add the target wasm32-unknown-unknown to your rustc")?;
    Step::new("adding the wasm target", rustup)
        .args(["target", "add", TARGET])
        .current_dir(project.root())
        .run()
}
