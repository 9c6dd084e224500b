//! `cargo xtask build`: the app for release, in `dist/`.

use anyhow::Result;

use crate::project::Project;
use crate::release::Release;
use crate::tools::AppTools;

const RUSTFLAGS: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS";
/// Leptos then keeps one type for all views instead of one for each: 561 -> 496 KB of brotli when measured.
const ERASE_COMPONENTS: &str = "--cfg erase_components";

/// Sets up the tools and builds the app.
pub fn app(project: &Project) -> Result<Release> {
    let tools = AppTools::set_up(project)?;
    app_with(project, &tools)
}

/// Builds the app with tools that are there.
pub fn app_with(project: &Project, tools: &AppTools) -> Result<Release> {
    println!("App");
    tools.trunk_step(project, &["build", "--release"]).env(RUSTFLAGS, ERASE_COMPONENTS).run()?;
    Release::make(&project.bundled(), &project.dist())
}
